"""Column types that bring every value of ours through both engines unchanged."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

# PostgreSQL text holds no NUL, and neither engine holds lone surrogates (a file name that is not UTF-8
# has them). Each becomes U+001A and four hex digits, and so does U+001A itself; other text stays as it is.
_UNSAFE = re.compile("[\x00\x1a\ud800-\udfff]")
_ESCAPED = re.compile("\x1a([0-9a-f]{4})")

# One order on both engines: code points. SQLite has no other; PostgreSQL would ask the server's locale.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")


_encode = json.JSONEncoder(separators=(",", ":")).encode


class SafeText(TypeDecorator[str]):
    """Any Python string."""

    impl = TEXT
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _UNSAFE.sub(lambda m: f"\x1a{ord(m[0]):04x}", value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _ESCAPED.sub(lambda m: chr(int(m[1], 16)), value)


class JsonText(TypeDecorator[Any]):
    """A JSON value as ASCII text: hostile characters are escapes, and both engines agree on it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return _encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class GivenTime(TypeDecorator[datetime]):
    """A time from an input file, as ISO 8601 text with its own zone.

    Not a timestamp: an input may say the year 1 in a zone east of Greenwich, which no timestamp in UTC
    can hold.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class OurTime(TypeDecorator[datetime]):
    """A time that the guard took itself, kept and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored time needs a zone: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone: what it gives back is the UTC that was written.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
