"""ShareGPT: `conversations` of `from` and `value`, as most open chat collections are published.

Source: the collections published under that name and the dataset documentation of trainers that read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guard.ingest.fields import Draft, draft, text, time
from guard.ingest.formats import register
from guard.ingest.formats.roles import role_of
from guard.ingest.reasons import UnreadableError
from guard.types import Json, Turn


@register
class ShareGPT:
    """Also with `role` and `content` in the messages, and with a `system` text beside them."""

    name: ClassVar[str] = "sharegpt"
    keys: ClassVar[str] = "conversations: [{from, value}]"

    def matches(self, row: Mapping[str, Json]) -> bool:
        return isinstance(row.get("conversations"), list)

    def read(self, row: Mapping[str, Json]) -> Draft:
        messages = row.get("conversations")
        if not isinstance(messages, list):
            raise UnreadableError("no_messages", "there is no list of 'conversations' in this row")
        turns = [_turn(message, number) for number, message in enumerate(messages, 1)]
        if (system := text(row, "system")) is not None:
            turns.insert(0, Turn("system", system))
        return draft(row, turns)


def _turn(message: Json, number: int) -> Turn:
    if not isinstance(message, dict):
        raise UnreadableError("bad_message", f"message {number} is not an object")
    name = message.get("from") if message.get("from") is not None else message.get("role")
    role = role_of(name)
    if role is None:
        raise UnreadableError("bad_role", f"message {number} is from {str(name)[:40]!r}")
    value = message.get("value") if message.get("value") is not None else message.get("content")
    if not isinstance(value, str):
        raise UnreadableError("bad_content", f"the value of message {number} is a {type(value).__name__}")
    return Turn(role, value, time(message.get("created_at"), "created_at"))
