"""JSON lines, read as bounded bytes.

`datasets` reads the tables of this project, but not its JSON lines: a bad row must be named by its line,
must not take its neighbours with it, and a good row must be handed on byte for byte.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from guard.ingest.options import ReadOptions
from guard.ingest.reasons import UnreadableError
from guard.ingest.records import Record, damaged
from guard.ingest.streams import DAMAGE, Source

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Lines:
    """One JSON value a line; blank lines are no rows."""

    source: Source
    options: ReadOptions
    name: str = "jsonl"

    def records(self) -> Iterator[Record]:
        with self.source.open() as stream:
            for record in bounded_lines(stream, self.options):
                if record.problem is not None or record.raw.strip():
                    yield record


def bounded_lines(stream: io.BufferedIOBase, options: ReadOptions) -> Iterator[Record]:
    """Each line, also a blank one, without its line end, numbered from 1.

    A line over the limit is skipped in small steps and comes out as a problem; so does the place where a
    damaged stream breaks off.
    """
    limit = options.max_line_bytes
    number = 0
    try:
        while line := stream.readline(limit + 2):  # a line end has up to two bytes
            number += 1
            if number == 1:
                line = line.removeprefix(BOM)
            content = line.removesuffix(b"\n").removesuffix(b"\r")
            if len(content) > limit:
                size = len(line) + _skip_line(stream, line)
                problem = UnreadableError("too_long", f"the line has {size:,} bytes; {limit:,} are allowed")
                yield Record(number, content[: options.excerpt_bytes], problem=problem)
            else:
                yield Record(number, content)
    except DAMAGE as error:
        yield Record(number + 1, b"", problem=damaged(error))


def _skip_line(stream: io.BufferedIOBase, line: bytes) -> int:
    """Read up to the end of the current line; how many bytes that were."""
    skipped = 0
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 16)
        skipped += len(line)
    return skipped
