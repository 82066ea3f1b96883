"""Rows with a list of `messages`: the canonical form, and OpenAI's chat fine-tuning form.

Both are read alike; they are told apart so that a report can say what a file was. Source of the second:
the chat format of OpenAI's fine-tuning guide (`messages` with `tool_calls`, content parts, `weight`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import orjson

from guard.ingest.fields import Draft, draft, time
from guard.ingest.formats import register
from guard.ingest.reasons import UnreadableError
from guard.types import ROLES, Json, Role, Turn

_ROLES: dict[str, Role] = {**{role: role for role in ROLES}, "developer": "system", "function": "tool"}
_EXTRAS = ("tool_calls", "function_call", "refusal")


@register
class Canonical:
    """`id` and `messages`, with the metadata of the project's own form."""

    name: ClassVar[str] = "canonical"
    keys: ClassVar[str] = "messages: [{role, content}], id"

    def matches(self, row: Mapping[str, Json]) -> bool:
        messages = row.get("messages")
        return isinstance(messages, list) and all(map(_is_plain, messages))

    def read(self, row: Mapping[str, Json]) -> Draft:
        return draft(row, turns_of(row.get("messages"), "messages"))


@register
class OpenAI(Canonical):
    """Messages that also have tool calls, content parts, null contents, or the roles of that API."""

    name: ClassVar[str] = "openai"
    keys: ClassVar[str] = "messages: [{role, content, tool_calls}]"

    def matches(self, row: Mapping[str, Json]) -> bool:
        return isinstance(row.get("messages"), list) and not super().matches(row)


def turns_of(messages: Json, key: str) -> list[Turn]:
    """Turns of a list of messages with role and content."""
    if not isinstance(messages, list):
        raise UnreadableError("no_messages", f"there is no list of {key!r} in this row")
    turns = []
    for number, message in enumerate(messages, 1):
        if type(message) is not dict:
            raise UnreadableError("bad_message", f"message {number} is not an object")
        name, content, at = message.get("role"), message.get("content"), message.get("created_at")
        role = _ROLES.get(name) if type(name) is str else None
        if role is None:
            raise UnreadableError("bad_role", f"message {number} has the role {str(name)[:40]!r}")
        if type(content) is not str or (len(message) > 2 and not message.keys().isdisjoint(_EXTRAS)):
            content = _all_text(message, number)
        turns.append(Turn(role, content, None if at is None else time(at, "created_at")))
    return turns


def _is_plain(message: Json) -> bool:
    return (
        isinstance(message, dict)
        and message.get("role") in ROLES
        and isinstance(message.get("content"), str)
        and all(message.get(key) is None for key in _EXTRAS)
    )


def _all_text(message: Mapping[str, Json], number: int) -> str:
    """Content, refusal and tool calls of a message, one a line: all that a trainer would see of it."""
    content = message.get("content")
    if content is None:
        parts = []
    elif isinstance(content, list):
        parts = [_part(part, number) for part in content]
    elif isinstance(content, str):
        parts = [content]
    else:
        raise UnreadableError("bad_content", f"the content of message {number} is a {type(content).__name__}")
    refusal, calls, call = (message.get(key) for key in ("refusal", "tool_calls", "function_call"))
    if isinstance(refusal, str):
        parts.append(refusal)
    if isinstance(calls, list):
        parts.extend(_call(c.get("function") if isinstance(c, dict) else c, number) for c in calls)
    elif calls is not None:
        raise UnreadableError("bad_message", f"the tool_calls of message {number} are not a list")
    if call is not None:
        parts.append(_call(call, number))
    return "\n".join(parts)


def _part(part: Json, number: int) -> str:
    """Text of one content part; an image stands for itself by its address, any other kind by its name."""
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        raise UnreadableError("bad_content", f"a content part of message {number} is not an object")
    for key in ("text", "refusal"):
        if isinstance(value := part.get(key), str):
            return value
    image = part.get("image_url")
    address = image.get("url") if isinstance(image, dict) else image
    if isinstance(address, str):  # an embedded image is megabytes of base64: its kind is enough
        return address.partition(",")[0] if address.startswith("data:") else address
    return f"[{part.get('type')}]"


def _call(function: Json, number: int) -> str:
    if not isinstance(function, dict):
        raise UnreadableError("bad_message", f"a tool call of message {number} has no function")
    arguments = function.get("arguments")
    if not isinstance(arguments, str):
        arguments = orjson.dumps(arguments).decode()
    return f"{function.get('name')}({arguments})"
