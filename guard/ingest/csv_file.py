"""CSV and TSV (RFC 4180) as JSON objects, one a record.

`datasets` would read these through pandas, where one bad byte, one open quote or one surplus cell ends the
whole file, and where a row has no line number. The same promise as for JSON lines holds here: each bad
record is named by its line, the others survive.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import orjson

from guard.errors import UsageError
from guard.ingest.lines import bounded_lines
from guard.ingest.options import ReadOptions
from guard.ingest.reasons import UnreadableError
from guard.ingest.records import Record
from guard.ingest.streams import Source


@dataclass(frozen=True, slots=True)
class Csv:
    """A header line, then one row a record. A quoted cell may go over several lines, up to 128 KiB (the
    limit of the `csv` module; it also bounds what an open quote can swallow).
    """

    source: Source
    options: ReadOptions
    name: str = "csv"

    def records(self) -> Iterator[Record]:
        with self.source.open() as stream:
            lines = _Lines(bounded_lines(stream, self.options))
            header: list[str] | None = None
            reader = csv.reader(lines, delimiter=delimiter(lines.peek()), strict=True)
            while True:
                line, lines.taken, lines.problem = reader.line_num + 1, [], None
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    cells, lines.problem = [], lines.problem or _csv_problem(error)
                if header is None and lines.problem is None:
                    header = self._header(cells)
                elif cells or lines.problem is not None:
                    yield self._record(line, header or [], cells, lines)

    def _header(self, cells: Sequence[str]) -> list[str]:
        names = [cell.strip() for cell in cells]
        if "" in names or len(set(names)) < len(names) or not "".join(names).isprintable():
            cure = "give every column a name of its own in the first line, in UTF-8"
            raise UsageError("the columns have no clear names", f"{self.source.name}:1", cure)
        return names

    def _record(self, line: int, header: list[str], cells: list[str], lines: _Lines) -> Record:
        problem = lines.problem
        if problem is None and len(cells) != len(header):
            problem = UnreadableError("bad_row", f"{len(cells)} cells under {len(header)} columns")
        if problem is None:
            try:
                return Record(line, orjson.dumps(dict(zip(header, cells, strict=True))))
            except TypeError:  # the escapes of undecodable bytes
                problem = UnreadableError("bad_utf8", "a cell has bytes that are not UTF-8")
        return Record(line, b"\n".join(lines.taken)[: self.options.excerpt_bytes], problem=problem)


class _Lines(Iterator[str]):
    """Feeds the `csv` reader and remembers what it took, and what was wrong with it, since last asked."""

    def __init__(self, records: Iterator[Record]) -> None:
        self.taken: list[bytes] = []
        self.problem: UnreadableError | None = None
        self._first = next(records, None)
        self._records = records if self._first is None else chain([self._first], records)

    def peek(self) -> str:
        return "" if self._first is None else self._first.raw.decode("utf-8", "replace")

    def __next__(self) -> str:
        record = next(self._records)
        self.taken.append(record.raw)
        self.problem = self.problem or record.problem
        return record.raw.decode("utf-8", "surrogateescape") + "\n"


def delimiter(header: str) -> str:
    """The character between cells: the one of comma, semicolon and tab that the header has most of."""
    return max(",;\t", key=header.count)


def _csv_problem(error: csv.Error) -> UnreadableError:
    reason = "too_long" if "larger than" in str(error) else "bad_row"
    return UnreadableError(reason, f"not a CSV record: {error}")
