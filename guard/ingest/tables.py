"""Parquet files and `datasets` directories, read by Hugging Face `datasets` in batches.

Parquet is streamed and a directory is memory-mapped, so that memory does not grow with either. `datasets`
takes seconds to import, so it is imported when the first table is read.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from guard.ingest.options import ReadOptions
from guard.ingest.reasons import UnreadableError
from guard.ingest.records import Record, damaged
from guard.ingest.streams import Source

PARQUET = b"PAR1"  # the first bytes of a file
_BATCH = 256  # rows in memory at a time


@dataclass(frozen=True, slots=True)
class Table:
    """One Parquet file, or one folder written by `Dataset.save_to_disk`."""

    source: Source
    options: ReadOptions

    @property
    def name(self) -> str:
        return "datasets" if Path(self.source.name).is_dir() else "parquet"

    def records(self) -> Iterator[Record]:
        yield from _records(batches(self.source.name), self.options)
        self.source.sha256 = sha256(self.source.name)


def is_table(name: str) -> bool:
    """True for a Parquet file and for a `datasets` folder."""
    path = Path(name)
    if not path.is_file():
        return path.is_dir()
    with path.open("rb") as file:
        return file.read(len(PARQUET)) == PARQUET


def batches(name: str) -> Iterator[Any]:
    """The rows of a table in order, as small Arrow tables."""
    import datasets

    if Path(name).is_dir():
        yield from datasets.load_from_disk(name).with_format("arrow").iter(batch_size=_BATCH)
        return
    with TemporaryDirectory() as cache:  # streaming caches nothing, but wants a folder for its lock
        rows = datasets.IterableDataset.from_parquet(name, cache_dir=cache, batch_size=_BATCH)
        yield from rows.with_format("arrow").iter(batch_size=_BATCH)


def schema(name: str) -> Any:
    """The Arrow schema of a table."""
    if Path(name).is_dir():
        import datasets

        return datasets.load_from_disk(name).data.schema
    import pyarrow.parquet as pq

    return pq.read_schema(name)


def sha256(name: str) -> str:
    """SHA-256 (hex) of a file; of a folder, over the names and hashes of its files."""
    path = Path(name)
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    files = sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
    listing = "".join(f"{sha256(str(path / file))}  {file}\n" for file in files)
    return hashlib.sha256(listing.encode()).hexdigest()


def _records(tables: Iterator[Any], options: ReadOptions) -> Iterator[Record]:
    number = 0
    try:
        for table in tables:
            for row in _rows(table):
                number += 1
                yield _record(number, row, options)
    except Exception as error:  # whatever hostile bytes make the table library raise: it cannot read on
        yield Record(number + 1, b"", problem=damaged(error))


def _rows(table: Any) -> Iterator[dict[str, Any] | UnreadableError]:
    """The rows of an Arrow table as Python values; one by one when some text in it cannot be decoded."""
    try:
        yield from table.to_pylist()
    except UnicodeDecodeError:
        for i in range(table.num_rows):
            try:
                yield table.slice(i, 1).to_pylist()[0]
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
