"""Tables of turns: consecutive rows with the same conversation id become one conversation.

They are not sorted here, because that would need the whole file. Where a conversation goes on further below,
its first part is handed on as it is, and the later part is rejected and named, as a duplicate id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import orjson

from guard.ingest.formats.columns import renamed
from guard.ingest.formats.roles import role_of
from guard.ingest.options import ReadOptions
from guard.ingest.parse import parse_object
from guard.ingest.reasons import UnreadableError
from guard.ingest.records import Container, Record
from guard.types import Json

_OWN = ("role", "content", "created_at")  # of a turn; the rest of the fields is of the conversation


@dataclass(frozen=True, slots=True)
class TurnTable:
    """The rows of a table, gathered into conversations in the canonical form.

    A conversation stands where its first turn does. Columns without a field are kept in each message.
    """

    table: Container
    mapping: Mapping[str, str]
    options: ReadOptions

    @property
    def name(self) -> str:
        return f"{self.table.name} of turns"

    def records(self) -> Iterator[Record]:
        group: _Group | None = None
        doubt = ""  # set after an unreadable row: nobody knows whose turn it was
        for record in self.table.records():
            try:
                if record.problem is not None:
                    raise record.problem
                row = parse_object(record.raw, self.options.max_depth)
            except UnreadableError as error:
                yield Record(record.line, record.raw[: self.options.excerpt_bytes], error)
                doubt = f"a turn that may belong to it (row {record.line}) could not be read"
                continue
            key = row.get(self.mapping["id"])
            if group is not None and (key is None or key != group.key):
                yield group.record(self.options, doubt)
                group = None
            group = group or _Group(record.line, key, self.mapping, renamed(row, self.mapping))
            group.add(row, self.options, doubt)
            doubt = ""
        if group is not None:
            yield group.record(self.options, doubt)


@dataclass(slots=True)
class _Group:
    """The rows of one conversation so far, never more than the limits allow."""

    line: int
    key: Json
    mapping: Mapping[str, str]
    metadata: dict[str, Json]
    messages: list[dict[str, Json]] = field(default_factory=list)
    size: int = 0
    turns: int = 0
    doubt: str = ""

    def add(self, row: dict[str, Json], options: ReadOptions, doubt: str) -> None:
        message = {name: row.get(self.mapping[name]) for name in _OWN if name in self.mapping}
        message["role"] = role_of(message["role"]) or message["role"]
        mapped = set(self.mapping.values())
        message |= {name: value for name, value in row.items() if name not in mapped}
        self.turns += 1
        self.size += len(orjson.dumps(message))
        self.doubt = self.doubt or doubt
        if self.size <= options.max_line_bytes and self.turns <= options.max_turns:
            self.messages.append(message)

    def record(self, options: ReadOptions, doubt: str) -> Record:
        raw = orjson.dumps({**self.metadata, "messages": self.messages})
        problem = None
        if self.turns > options.max_turns:
            problem = UnreadableError(
                "too_many_turns", f"{self.turns:,} turns; {options.max_turns:,} allowed"
            )
        elif self.size > options.max_line_bytes:
            problem = UnreadableError(
                "too_long", f"{self.size:,} bytes; {options.max_line_bytes:,} are allowed"
            )
        elif doubt or self.doubt:
            problem = UnreadableError("bad_row", self.doubt or doubt)
        return Record(self.line, raw if problem is None else raw[: options.excerpt_bytes], problem)
