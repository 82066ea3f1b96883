"""What every container of rows gives: records, one a row, readable or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from guard.ingest.reasons import UnreadableError


@dataclass(slots=True)
class Record:
    """One row as one JSON value, not parsed yet, numbered from 1.

    `problem` is set when the container knows that the row is unreadable; `raw` is then its beginning.
    """

    line: int
    raw: bytes
    problem: UnreadableError | None = None


class Container(Protocol):
    """How the rows of one input are held: lines, a JSON array, a table."""

    @property
    def name(self) -> str: ...

    def records(self) -> Iterator[Record]:
        """All rows from the first, each time anew, in bounded memory."""
        ...


def damaged(error: BaseException) -> UnreadableError:
    """The problem of the place where a cut-off or broken file cannot be read on."""
    return UnreadableError("truncated", f"reading broke off here: {error or type(error).__name__}")
