"""What every container of rows gives: records, one a row, readable or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Protocol

from guard.ingest.reasons import UnreadableError
from guard.types import Json


@dataclass(slots=True)
class Record:
    """One row as a container holds it, numbered from 1.

    `value` is set by containers that need no parsing, `problem` when the row is known to be unreadable
    (`raw` is then its beginning).
    """

    line: int
    raw: bytes
    value: dict[str, Json] | None = None
    problem: UnreadableError | None = None


class Container(Protocol):
    """How the rows of one input are held: lines, a JSON array, a table."""

    name: ClassVar[str]

    def records(self) -> Iterator[Record]:
        """All rows from the first, each time anew, in bounded memory."""
        ...


def damaged(error: BaseException) -> UnreadableError:
    """The problem of the place where a cut-off or broken file cannot be read on."""
    return UnreadableError("truncated", f"reading broke off here: {error or type(error).__name__}")
