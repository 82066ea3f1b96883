"""Parquet files and `datasets` directories, read by Hugging Face `datasets` in batches.

Parquet is streamed and a directory is memory-mapped, so that memory does not grow with either. `datasets`
takes seconds to import, so it is imported when the first table is read.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from guard.ingest.options import ReadOptions
from guard.ingest.reasons import UnreadableError
from guard.ingest.records import Record, damaged
from guard.ingest.streams import Source

_BATCH = 256  # rows in memory at a time


@dataclass(frozen=True, slots=True)
class Parquet:
    """One Parquet file."""

    source: Source
    options: ReadOptions
    name: str = "parquet"

    def records(self) -> Iterator[Record]:
        yield from _records(self._batches(), self.options)
        self.source.hash()

    def _batches(self) -> Iterator[Any]:
        from datasets import IterableDataset

        with TemporaryDirectory() as cache:  # streaming caches nothing, but wants a folder for its lock
            rows = IterableDataset.from_parquet(self.source.name, cache_dir=cache, batch_size=_BATCH)
            yield from rows.with_format("arrow").iter(batch_size=_BATCH)


@dataclass(frozen=True, slots=True)
class SavedDataset:
    """One folder written by `Dataset.save_to_disk`."""

    source: Source
    options: ReadOptions
    name: str = "datasets"

    def records(self) -> Iterator[Record]:
        yield from _records(self._batches(), self.options)
        self.source.hash()

    def _batches(self) -> Iterator[Any]:
        from datasets import load_from_disk

        yield from load_from_disk(self.source.name).with_format("arrow").iter(batch_size=_BATCH)


def _records(batches: Iterator[Any], options: ReadOptions) -> Iterator[Record]:
    number = 0
    try:
        for batch in batches:
            for row in _rows(batch):
                number += 1
                yield _record(number, row, options)
    except Exception as error:  # whatever hostile bytes make the table library raise: it cannot read on
        yield Record(number + 1, b"", problem=damaged(error))


def _rows(batch: Any) -> Iterator[dict[str, Any] | UnreadableError]:
    """The rows of an Arrow table as Python values; one by one when some text in it cannot be decoded."""
    try:
        yield from batch.to_pylist()
    except UnicodeDecodeError:
        for i in range(batch.num_rows):
            try:
                yield batch.slice(i, 1).to_pylist()[0]
            except UnicodeDecodeError as error:
                yield UnreadableError("bad_utf8", f"a text of the row is not UTF-8: {error.reason}")


def _record(number: int, row: dict[str, Any] | UnreadableError, options: ReadOptions) -> Record:
    if isinstance(row, UnreadableError):
        return Record(number, b"", problem=row)
    raw = orjson.dumps(row, default=_json, option=orjson.OPT_NON_STR_KEYS)
    if len(raw) > options.max_line_bytes:
        detail = f"the row has {len(raw):,} bytes; {options.max_line_bytes:,} are allowed"
        problem = UnreadableError("too_long", detail)
        return Record(number, raw[: options.excerpt_bytes], problem=problem)
    return Record(number, raw)


def _json(value: Any) -> Any:
    """Arrow values that JSON has no form for: times as ISO 8601, bytes as base64, the rest as text."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
