"""Cutting a stream of JSON text into array elements or documents, without parsing it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OUTSIDE, _INSIDE = re.compile(rb'["{}\[\],]'), re.compile(rb'["\\]')


class Splitter:
    """Cuts JSON text into the elements of an array (what follows its `[`), or into documents end to end.

    Only strings and brackets are followed; whether an element is sound is for the parser to say. Holds at
    most `limit` bytes of an element and counts the rest.

    held    what came after the last element: the beginning of the next, or the text behind the array
    ended   the closing bracket of the array was met; nothing more may be fed
    """

    def __init__(self, array: bool, limit: int) -> None:
        self.held, self.ended = bytearray(), False
        self._array, self._limit = array, limit
        self._size = self._depth = 0
        self._in_string = self._escaped = False

    def feed(self, chunk: bytes) -> Iterator[tuple[bytes, int]]:
        """The elements that end in this chunk, with their sizes; one over the limit is cut there."""
        start, position = 0, int(self._escaped)
        self._escaped = False
        while match := (_INSIDE if self._in_string else _OUTSIDE).search(chunk, position):
            token, position = match.group(), match.end()
            if token == b'"':
                self._in_string = not self._in_string
            elif token == b"\\":
                self._escaped = position == len(chunk)
                position += 1
            elif token in b"{[":
                self._depth += 1
            elif self._depth > 0:
                self._depth -= token != b","
                if self._depth == 0 and not self._array:
                    yield from self._cut(chunk[start:position])
                    start = position
            elif self._array and token != b"}":
                yield from self._cut(chunk[start : position - 1])
                start = position
                if token == b"]":
                    self.ended = True
                    self.held += chunk[start:]
                    return
        self._hold(chunk[start:])

    def _hold(self, piece: bytes) -> None:
        self._size += len(piece)
        self.held += piece[: max(0, self._limit + 1 - len(self.held))]

    def _cut(self, piece: bytes) -> Iterator[tuple[bytes, int]]:
        self._hold(piece)
        element, size = bytes(self.held), self._size
        self.held, self._size = bytearray(), 0
        if element and not element.isspace():
            yield element.strip(), size
