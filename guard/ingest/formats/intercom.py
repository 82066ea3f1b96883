"""Conversations with their parts, as Intercom's export and API give them.

Source: the Conversations page of Intercom's API reference. Bodies are HTML and become text, times are Unix
seconds. A note among colleagues becomes a turn of the role `tool`, as a private note does in tickets;
parts without a body (assignments, closings) are events and no turns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guard.ingest.fields import Draft, identifier, mapping, text, time
from guard.ingest.formats import register
from guard.ingest.formats.roles import role_of
from guard.ingest.formats.zendesk import with_subject
from guard.ingest.html_text import html_to_text
from guard.ingest.reasons import UnreadableError
from guard.types import Json, Role, Turn

_LABELS = ("state", "priority", "tags", "conversation_rating")
_TEAM = ("team", "admin", "bot")


@register
class Intercom:
    """A conversation: what opened it (`source`), then its parts."""

    name: ClassVar[str] = "intercom"
    keys: ClassVar[str] = "source: {body, author}, conversation_parts: {conversation_parts: [{body, author}]}"

    def matches(self, row: Mapping[str, Json]) -> bool:
        return "conversation_parts" in row

    def read(self, row: Mapping[str, Json]) -> Draft:
        opening, parts = mapping(row, "source"), _parts(row)
        messages = [opening, *parts] if opening else parts
        turns, authors = [], []
        for number, message in enumerate(messages, 1):
            if not isinstance(message, dict):
                raise UnreadableError("bad_message", f"part {number} is not an object")
            if message.get("body") in (None, ""):
                continue
            # the opening has no time of its own; it opened the conversation
            at = message.get("created_at", row.get("created_at") if message is opening else None)
            author = mapping(message, "author")
            role = _role(author, message.get("part_type"), number)
            turns.append(Turn(role, _body(message, number), time(at, "created_at")))
            authors.append((author.get("type"), role, text(author, "id")))
        authors.sort(key=lambda author: author[0] == "bot")  # a person before a bot, else the first one
        ids = {role: account for _, role, account in reversed(authors)}
        subject = text(opening, "subject")
        return Draft(
            with_subject(html_to_text(subject) if subject else None, turns),
            id=identifier(row.get("id")),
            user_id=ids.get("user"),
            agent_id=ids.get("assistant"),
            channel=text(opening, "type"),
            source="intercom",
            created_at=time(row.get("created_at"), "created_at"),
            labels={key: row[key] for key in _LABELS if row.get(key) not in (None, [], "")},
        )


def _parts(row: Mapping[str, Json]) -> list[Json]:
    parts = row.get("conversation_parts")
    if isinstance(parts, dict):
        parts = parts.get("conversation_parts")
    if not isinstance(parts, list):
        raise UnreadableError("no_messages", "there is no list of 'conversation_parts' in this row")
    return parts


def _role(author: Mapping[str, Json], part_type: Json, number: int) -> Role:
    if part_type == "note":
        return "tool"
    kind = author.get("type")
    role = "assistant" if kind in _TEAM else role_of(kind)
    if role is None:
        raise UnreadableError("bad_role", f"the author of part {number} is of the type {str(kind)[:40]!r}")
    return role


def _body(message: Mapping[str, Json], number: int) -> str:
    body = message["body"]
    if not isinstance(body, str):
        raise UnreadableError("bad_content", f"the body of part {number} is not a text")
    return html_to_text(body)
