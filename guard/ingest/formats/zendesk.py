"""Tickets with their comments, as Zendesk's ticket export and API give them.

Source: the Tickets and Ticket Comments pages of Zendesk's API reference. The requester is the user, other
authors are the assistant. A private note was never said to the customer, but a trainer may well see it:
it becomes a turn of the role `tool`, so that it does not vanish and is not taken for an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guard.ingest.fields import Draft, identifier, mapping, text, time
from guard.ingest.formats import register
from guard.ingest.formats.roles import role_of
from guard.ingest.html_text import html_to_text
from guard.ingest.reasons import UnreadableError
from guard.types import Json, Role, Turn

_LABELS = ("status", "priority", "type", "tags", "satisfaction_rating")


@register
class Zendesk:
    """A ticket. The subject, which the requester wrote too, is the first line of the first turn."""

    name: ClassVar[str] = "zendesk"
    keys: ClassVar[str] = "comments: [{author_id, public, body}], requester_id"

    def matches(self, row: Mapping[str, Json]) -> bool:
        ticket = _ticket(row)
        comments = ticket.get("comments")
        return isinstance(comments, list) and (
            "requester_id" in ticket or any(isinstance(c, dict) and "author_id" in c for c in comments)
        )

    def read(self, row: Mapping[str, Json]) -> Draft:
        ticket = _ticket(row)
        comments = ticket.get("comments")
        if not isinstance(comments, list):
            raise UnreadableError("no_messages", "there is no list of 'comments' in this ticket")
        requester = (
            text(ticket, "requester_id") or text(mapping(ticket, "requester"), "id") or _opener(comments)
        )
        turns = [_turn(comment, requester, number) for number, comment in enumerate(comments, 1)]
        if not turns and (description := text(ticket, "description")) is not None:
            turns.append(Turn("user", description))
        channel = ticket.get("via")
        return Draft(
            with_subject(text(ticket, "subject"), turns),
            id=identifier(ticket.get("id")),
            user_id=requester,
            agent_id=text(ticket, "assignee_id") or _first_agent(comments, turns),
            channel=text(channel, "channel") if isinstance(channel, dict) else text(ticket, "channel"),
            source="zendesk",
            created_at=time(ticket.get("created_at"), "created_at"),
            labels={key: ticket[key] for key in _LABELS if ticket.get(key) not in (None, [], "")},
        )


def with_subject(subject: str | None, turns: list[Turn]) -> list[Turn]:
    """Turns with the subject before the text of the first one, unless it begins with it anyway."""
    if not subject or not turns or turns[0].content.startswith(subject):
        return turns
    first = turns[0]
    return [Turn(first.role, f"{subject}\n{first.content}", first.created_at), *turns[1:]]


def _ticket(row: Mapping[str, Json]) -> Mapping[str, Json]:
    """The ticket itself; some exports wrap it."""
    ticket = row.get("ticket")
    return ticket if isinstance(ticket, dict) else row


def _turn(comment: Json, requester: str | None, number: int) -> Turn:
    if not isinstance(comment, dict):
        raise UnreadableError("bad_message", f"comment {number} is not an object")
    author = mapping(comment, "author")
    author_id = text(comment, "author_id") or text(author, "id")
    role: Role | None
    if comment.get("public") is False:
        role = "tool"
    elif author_id is not None and author_id == requester:
        role = "user"
    else:
        role = role_of(author.get("role")) or ("assistant" if author_id is not None else None)
    if role is None:
        raise UnreadableError("bad_role", f"comment {number} has no author_id")
    return Turn(role, _body(comment, number), time(comment.get("created_at"), "created_at"))


def _body(comment: Mapping[str, Json], number: int) -> str:
    for key in ("plain_body", "html_body", "body"):
        body = comment.get(key)
        if body is not None:
            if not isinstance(body, str):
                raise UnreadableError("bad_content", f"{key!r} of comment {number} is not a text")
            return html_to_text(body) if key == "html_body" else body
    raise UnreadableError("bad_content", f"comment {number} has no body")


def _opener(comments: list[Json]) -> str | None:
    """Who wrote first: the requester, where the ticket does not say who that is."""
    return text(comments[0], "author_id") if comments and isinstance(comments[0], dict) else None


def _first_agent(comments: list[Json], turns: list[Turn]) -> str | None:
    for comment, turn in zip(comments, turns, strict=False):
        if turn.role == "assistant":
            return text(comment, "author_id") or text(mapping(comment, "author"), "id")
    return None
