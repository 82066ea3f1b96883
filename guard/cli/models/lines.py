"""Texts for a model, one JSON object a line. All lines are checked before the first one is handed on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from guard.errors import UsageError
from guard.ingest.streams import DAMAGE, Source

_LINES, _CHARACTERS = 65_536, 1 << 24  # in a block: bounds memory

Block = tuple[list[str], list[str] | None]  # texts, and the context of each for a model that reads them


@dataclass(frozen=True, slots=True)
class Lines:
    """Checked lines that can be read again.

    count        how many there are
    has_contexts whether each has a context that is handed on
    """

    source: Source
    count: int
    has_contexts: bool

    def blocks(self) -> Iterator[Block]:
        """The texts in order, some thousands at a time."""
        texts: list[str] = []
        contexts: list[str] = []
        size = 0
        for _, row in _rows(self.source):
            texts.append(row["text"])
            if self.has_contexts:
                contexts.append(row["context"])
            size += len(row["text"]) + len(row.get("context", ""))
            if len(texts) == _LINES or size >= _CHARACTERS:
                yield texts, contexts if self.has_contexts else None
                texts, contexts, size = [], [], 0
        if texts:
            yield texts, contexts if self.has_contexts else None


@contextmanager
def open_lines(name: str, contexts: bool | None = None, overlook_contexts: bool = False) -> Iterator[Lines]:
    """Lines of `{"text": ...}` or `{"context": ..., "text": ...}` of a file, plain or compressed, or of
    standard input ("-"). Other keys are passed over.

    contexts           True: each line must have one; False: none may; None: as the first line has it
    overlook_contexts  read the texts alone

    Raises UsageError with file and line for a line that is anything else, blank ones too: an answer
    belongs to a line by its number.
    """
    try:
        source = Source(name)
    except OSError as error:
        raise UsageError(f"this cannot be read: {error.strerror}", name, "name a file, or - ") from error
    with closing(source):
        count = 0
        for place, row in _rows(source):
            count += 1
            _require_text(row, "text", place)
            if overlook_contexts:
                continue
            if contexts is None:
                contexts = "context" in row
            if contexts:
                _require_text(row, "context", place)
            elif "context" in row:
                raise UsageError(
                    "there is a context, and the model reads none",
                    place,
                    'leave "context" out on every line, or name a model that reads contexts',
                )
        yield Lines(source, count, bool(contexts))


def _require_text(row: dict[str, str], key: str, place: str) -> None:
    if not isinstance(row.get(key), str):
        what = f"{key!r} is no string" if key in row else f"there is no {key!r}"
        wanted = '{"context": "...", "text": "..."}' if key == "context" else '{"text": "..."}'
        raise UsageError(what, place, f"write {wanted} on each line")


def _rows(source: Source) -> Iterator[tuple[str, dict[str, str]]]:
    """Each line's place and object. Only `text` and `context` were looked at."""
    number = 0
    try:
        with source.open() as stream:
            for number, raw in enumerate(stream, start=1):
                place = f"{source.name}:{number}"
                yield place, _object(raw, place)
    except DAMAGE as error:
        raise UsageError(
            f"the file is damaged after line {number}: {error}", source.name, "make the file again"
        ) from error


def _object(raw: bytes, place: str) -> dict[str, str]:
    if not raw.strip():
        raise UsageError("the line is blank", place, 'take it out, or write {"text": ""} for an empty text')
    try:
        row = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        what = f"this is no JSON in UTF-8: {error}"
        raise UsageError(what, place, 'write {"text": "..."} on each line') from error
    if not isinstance(row, dict):
        raise UsageError("this is no JSON object", place, 'write {"text": "..."} on each line')
    return row
