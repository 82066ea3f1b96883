"""Tables whose columns are named by the caller (or are named as our fields): one row, one conversation.

Not in the list of formats, because it needs the mapping of columns; `turn_table` has the other kind of
table, where each row is one turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guard.errors import UsageError
from guard.ingest.fields import Draft, draft
from guard.ingest.reasons import UnreadableError
from guard.types import Json, Role, Turn

TEXTS: tuple[Role, ...] = ("system", "user", "assistant")  # the order of the turns of a row
TURN = ("id", "role", "content")  # what a table of turns must have
_METADATA = ("id", "user_id", "agent_id", "channel", "source", "language", "created_at", "collected_at")
FIELDS = (*TEXTS, "role", "content", *_METADATA)
LABEL = "labels."


@dataclass(frozen=True, slots=True)
class Columns:
    """One row is one conversation of up to three turns, in the columns named by `mapping`."""

    mapping: Mapping[str, str]  # our field -> column
    name: str = "columns"
    keys: str = "a table with --column"

    def matches(self, row: Mapping[str, Json]) -> bool:
        return all(column in row for column in self.mapping.values())

    def read(self, row: Mapping[str, Json]) -> Draft:
        turns = []
        for role in TEXTS:
            value = row.get(self.mapping[role]) if role in self.mapping else None
            if value is None or value == "":
                continue
            if not isinstance(value, str):
                raise UnreadableError("bad_content", f"the {role} column has a {type(value).__name__}")
            turns.append(Turn(role, value))
        return draft(renamed(row, self.mapping), turns)


def renamed(row: Mapping[str, Json], mapping: Mapping[str, str]) -> dict[str, Json]:
    """The metadata of a table row under our names; empty cells are left out."""
    values = {field: row.get(column) for field, column in mapping.items()}
    found = {field: value for field, value in values.items() if value is not None and value != ""}
    labels = {field.removeprefix(LABEL): found[field] for field in found if field.startswith(LABEL)}
    metadata = {field: found[field] for field in _METADATA if field in found}
    return metadata | {"labels": labels} if labels else metadata


def check(mapping: Mapping[str, str]) -> None:
    """Raises UsageError for a mapping with unknown fields, or without any text."""
    for field in mapping:
        if field not in FIELDS and not field.startswith(LABEL):
            cure = f"fields are {', '.join(FIELDS)} and {LABEL}NAME"
            raise UsageError("no such field", f"columns {field!r}", cure)
    if not is_turn_table(mapping) and not {"user", "assistant"} & mapping.keys():
        cure = (
            "name user and assistant (one row, one conversation) or id, role and content (one row, one turn)"
        )
        raise UsageError("the columns name no text", f"columns {dict(mapping)}", cure)


def is_turn_table(mapping: Mapping[str, str]) -> bool:
    return all(field in mapping for field in TURN)


def guess(names: Iterable[str]) -> dict[str, str] | None:
    """A mapping for a table whose columns are already called as our fields."""
    mapping = {name: name for name in names if name in FIELDS or name.startswith(LABEL)}
    if "conversation_id" in names:
        mapping["id"] = "conversation_id"
    return mapping if is_turn_table(mapping) or {"user", "assistant"} <= mapping.keys() else None
