"""What a caller may choose about reading, and what a reading tells about each input afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    format          name of a format; None detects it per file from the first rows
    columns         table columns by our field name, e.g. {"user": "Question", "assistant": "Answer"}
    max_line_bytes  a longer row is rejected without ever being held in memory
    max_depth       deepest nesting of lists and objects in a row
    max_turns       most messages in one conversation
    excerpt_bytes   how much of an unreadable row is kept in `Rejected.raw`
    """

    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    max_line_bytes: int = 16 << 20
    max_depth: int = 64
    max_turns: int = 10_000
    excerpt_bytes: int = 4096


@dataclass(frozen=True, slots=True)
class InputFile:
    """One input that was read to its end: its name as given, SHA-256 (hex) of its bytes, format,
    container, and how many rows it had, readable or not.
    """

    file: str
    sha256: str
    format: str
    container: str
    rows: int
    rejected: int
