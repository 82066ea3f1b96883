"""Rows of one run, kept on disk so that memory does not grow with the input.

A directory with all records laid end to end in one file, each the conversation as a JSON list followed by
the row as it was read, and an index of where they end. Written once, then read through a memory map, by
any number of processes.
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import orjson

from guard.errors import GuardError
from guard.types import Conversation, Origin, Row, Turn

_RECORDS, _ENDS, _IDS = "records.bin", "ends.bin", "ids.bin"


class Spool:
    """A list of rows on disk: `append` all, `seal` once, then read by position in input order."""

    def __init__(self, directory: str | Path) -> None:
        """A new, empty spool in a directory, which is made if needed; an older spool in it is replaced."""
        self._directory = Path(directory)
        self._directory.mkdir(parents=True, exist_ok=True)
        (self._directory / _IDS).unlink(missing_ok=True)
        self._file = (self._directory / _RECORDS).open("wb")
        self._ids: list[str] = []
        self._ends = array("Q", [0])  # of each row: where its conversation ends, where its raw row ends
        self._bytes: mmap.mmap | bytes | None = None  # set once sealed

    @classmethod
    def open(cls, directory: str | Path) -> Spool:
        """A sealed spool, for reading. Raises GuardError when there is none."""
        spool = cls.__new__(cls)
        spool._directory = Path(directory)
        try:
            ids = (spool._directory / _IDS).read_bytes().decode()
        except FileNotFoundError:
            raise GuardError("there is no sealed spool here", str(directory), "run the scan again") from None
        spool._ends = array("Q", (spool._directory / _ENDS).read_bytes())
        spool._ids = ids.split("\0") if len(spool._ends) > 1 else []
        spool._bytes = _mapped(spool._directory / _RECORDS)
        return spool

    def append(self, row: Row) -> None:
        """Add a row at the end. Only before `seal`."""
        conversation = _packed(row)
        self._file.write(conversation)
        self._file.write(row.raw)
        middle = self._ends[-1] + len(conversation)
        self._ends.extend((middle, middle + len(row.raw)))
        self._ids.append(row.conversation.id)

    def seal(self) -> None:
        """End writing; from now on the spool can be read, here and by `open` elsewhere."""
        self._file.close()
        (self._directory / _ENDS).write_bytes(self._ends.tobytes())
        (self._directory / _IDS).write_bytes("\0".join(self._ids).encode())  # no id has a NUL: not readable
        self._bytes = _mapped(self._directory / _RECORDS)

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> list[str]:
        """Ids of all conversations in input order."""
        return list(self._ids)

    def conversation(self, i: int) -> Conversation:
        return _unpacked(self._packed(i))[0]

    def origin(self, i: int) -> Origin:
        return _unpacked(self._packed(i))[1]

    def raw(self, i: int) -> bytes:
        """The row as it was read, byte for byte."""
        return self._slice(2 * i + 1)

    def conversations(self) -> Iterator[Conversation]:
        return map(self.conversation, range(len(self)))

    def rows(self) -> Iterator[Row]:
        for i in range(len(self)):
            conversation, origin = _unpacked(self._packed(i))
            yield Row(conversation, self.raw(i), origin)

    def _packed(self, i: int) -> bytes:
        return self._slice(2 * i)

    def _slice(self, part: int) -> bytes:
        if self._bytes is None:
            raise GuardError("the spool is not sealed yet", str(self._directory), "call seal() first")
        if not 0 <= part < 2 * len(self):
            raise IndexError(f"row {part // 2} of {len(self)}")
        return self._bytes[self._ends[part] : self._ends[part + 1]]


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        if not path.stat().st_size:
            return b""  # an empty file cannot be mapped
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _packed(row: Row) -> bytes:
    c = row.conversation
    return orjson.dumps(
        [
            [row.origin.file, row.origin.line],
            [turn.role for turn in c.turns],
            [turn.content for turn in c.turns],
            [turn.created_at for turn in c.turns],
            [c.created_at, c.collected_at],
            [c.id, c.digest, c.user_id, c.agent_id, c.channel, c.source, c.language],
            c.labels,
        ]
    )


def _unpacked(packed: bytes) -> tuple[Conversation, Origin]:
    origin, roles, contents, times, (created, collected), texts, labels = orjson.loads(packed)
    identifier, digest, user, agent, channel, source, language = texts
    turns = tuple(map(Turn, roles, contents, map(_time, times)))
    conversation = Conversation(
        identifier,
        turns,
        digest,
        user,
        agent,
        channel,
        source,
        language,
        _time(created),
        _time(collected),
        labels,
    )
    return conversation, Origin(*origin)


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
