"""Reading single fields: ids, times, texts and metadata, each either right or UnreadableError."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from guard.ingest.reasons import UnreadableError
from guard.types import Json, Turn

MAX_ID = 512  # characters
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Draft:
    """What a format makes of one row, before the id is known to be new. `id` None: the row has none."""

    turns: Sequence[Turn]
    id: str | None = None
    user_id: str | None = None
    agent_id: str | None = None
    channel: str | None = None
    source: str | None = None
    language: str | None = None
    created_at: datetime | None = None
    collected_at: datetime | None = None
    labels: Mapping[str, Json] = field(default_factory=dict)


def draft(row: Mapping[str, Json], turns: Sequence[Turn]) -> Draft:
    """A draft with the canonical metadata keys of a row, as far as it has them."""
    return Draft(
        turns,
        identifier(row.get("id")),
        text(row, "user_id"),
        text(row, "agent_id"),
        text(row, "channel"),
        text(row, "source"),
        text(row, "language") or text(row, "lang"),
        time(row.get("created_at"), "created_at"),
        time(row.get("collected_at"), "collected_at"),
        mapping(row, "labels"),
    )


def identifier(value: Json) -> str | None:
    """A conversation id as text; None when there is none."""
    if value is None:
        return None
    if type(value) is int:
        return str(value)
    if not isinstance(value, str):
        raise UnreadableError("bad_id", f"the id is a {type(value).__name__}, not a text or a whole number")
    if not value.strip() or len(value) > MAX_ID:
        raise UnreadableError("bad_id", f"the id is blank or has more than {MAX_ID} characters")
    return value


def text(row: Mapping[str, Json], key: str) -> str | None:
    """A text (or a whole number, as text) under a key; None for a missing or empty one."""
    value = row.get(key)
    if value is None or value == "":
        return None
    if type(value) is int:
        return str(value)
    if not isinstance(value, str):
        raise UnreadableError("bad_field", f"{key!r} is a {type(value).__name__}, not a text")
    return value


def mapping(row: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    """An object under a key; {} for a missing one."""
    value = row.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableError("bad_field", f"{key!r} is a {type(value).__name__}, not an object")
    return value


def time(value: Json, key: str) -> datetime | None:
    """A time in UTC from ISO 8601 (without a zone: UTC) or Unix seconds, milliseconds or microseconds."""
    if value is None or value == "" or value != value:  # a table's missing number is not equal to itself
        return None
    try:
        if isinstance(value, str):
            return _from_text(value.strip())
        if type(value) in (int, float):
            return _from_number(value)
        if isinstance(value, datetime):
            return _in_utc(value)
    except (ValueError, OverflowError):
        pass
    raise UnreadableError("bad_time", f"{key!r} is not a time: {str(value)[:60]!r}")


def _from_text(value: str) -> datetime:
    if value.isdecimal() and len(value) in (10, 13, 16):
        return _from_number(int(value))
    return _in_utc(datetime.fromisoformat(value.removesuffix(" UTC")))


def _from_number(value: float) -> datetime:
    for _ in range(2):
        if abs(value) >= 1e11:  # no seconds (that would be the year 5138), so milli- or microseconds
            value /= 1_000
    return _EPOCH + timedelta(seconds=value)


def _in_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
