"""The elements of one JSON array, or of several JSON documents end to end, as bounded bytes.

For files that are no JSON lines: one array of conversations, an export that wraps the array in an object
(`{"tickets": [...]}`), documents printed over several lines.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from guard.ingest.lines import BOM
from guard.ingest.options import ReadOptions
from guard.ingest.reasons import UnreadableError
from guard.ingest.records import Record, damaged
from guard.ingest.splitter import Splitter
from guard.ingest.streams import DAMAGE, Source

_CHUNK = 1 << 18

# Possessive throughout (no backtracking). An object may have plain values before and after its array.
_PAIR = rb'"[^"\\]*+"\s*+:\s*+(?:"[^"\\]*+"|[\w.+-]++)\s*+'
_WRAPPER = re.compile(
    rb"\s*+\{\s*+(?:" + _PAIR + rb",\s*+)*?"
    rb'"(?:tickets|conversations|data|results|records|rows|items|examples)"\s*+:\s*+\['
)
_ARRAY = re.compile(rb"\s*+\[")
_AFTER_ARRAY = re.compile(rb"\s*+")
_AFTER_WRAPPER = re.compile(rb"\s*+(?:,\s*+" + _PAIR + rb")*+\}\s*+")


@dataclass(frozen=True, slots=True)
class Elements:
    """Rows are the elements of an array (`wrapped`: inside an object), or, without, whole documents."""

    source: Source
    options: ReadOptions
    array: bool = True
    wrapped: bool = False
    name: str = "json"

    def records(self) -> Iterator[Record]:
        limit, excerpt = self.options.max_line_bytes, self.options.excerpt_bytes
        splitter = Splitter(self.array, limit)
        number = 0
        with self.source.open() as stream:
            try:
                chunk = self._after_opening(stream.read(_CHUNK).removeprefix(BOM))
                while chunk and not splitter.ended:
                    for raw, size in splitter.feed(chunk):
                        number += 1
                        yield (
                            Record(number, raw)
                            if size <= limit
                            else _too_long(number, raw, size, self.options)
                        )
                    chunk = b"" if splitter.ended else stream.read(_CHUNK)
                problem = self._ending(splitter, stream)
            except DAMAGE as error:
                problem = damaged(error)
        if problem is not None:
            yield Record(number + 1, bytes(splitter.held[:excerpt]), problem=problem)

    def _after_opening(self, chunk: bytes) -> bytes:
        opening = (_WRAPPER if self.wrapped else _ARRAY).match(chunk) if self.array else None
        return chunk[opening.end() :] if opening else chunk

    def _ending(self, splitter: Splitter, stream: io.BufferedIOBase) -> UnreadableError | None:
        """What is wrong with the end of the file, if anything."""
        if not splitter.ended:
            if self.array or splitter.held.strip():
                return UnreadableError("truncated", "the file ends before its last row does")
            return None
        behind = bytes(splitter.held) + stream.read(_CHUNK)
        if stream.read(1) or not (_AFTER_WRAPPER if self.wrapped else _AFTER_ARRAY).fullmatch(behind):
            return UnreadableError("bad_json", "there is more text after the end of the array")
        return None


def starts_array(head: bytes) -> bool:
    return _ARRAY.match(head) is not None


def first_wrapped(head: bytes) -> bytes | None:
    """The first element of the array in a wrapping object, if the beginning of a file looks like that."""
    opening = _WRAPPER.match(head)
    return _first(head[opening.end() :], array=True) if opening else None


def first_document(head: bytes) -> bytes | None:
    """The first complete JSON document in the beginning of a file."""
    return _first(head, array=False)


def _first(text: bytes, array: bool) -> bytes | None:
    return next((raw for raw, _ in Splitter(array, len(text)).feed(text)), None)


def _too_long(number: int, raw: bytes, size: int, options: ReadOptions) -> Record:
    detail = f"the row has {size:,} bytes; {options.max_line_bytes:,} are allowed"
    return Record(number, raw[: options.excerpt_bytes], problem=UnreadableError("too_long", detail))
