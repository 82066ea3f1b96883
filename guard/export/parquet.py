"""Rows out as Parquet: tables keep their schema and types, JSON rows become columns."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, groupby, islice
from pathlib import Path
from typing import IO, Any

import orjson

from guard.atomic import atomic_writer
from guard.errors import GuardError
from guard.export.rows import Output, on_one_line, selected
from guard.ingest import tables
from guard.types import Row

_BATCH = 1000
_CURE = "write .jsonl instead, which keeps every row as it is"


def write_parquet(rows: Iterable[Row], ids: Collection[str], path: Path, hashes: Mapping[str, str]) -> Output:
    """Write the rows of these conversations, in order.

    Where all inputs are tables of one schema, the rows are taken out of them as they are. Rows of JSON
    files, and conversations gathered from tables of turns, become columns by their keys; a key that a row
    does not have is null.

    hashes  SHA-256 of each input when it was read; a table that has changed since is refused
    Raises GuardError when rows are missing, or values under one key have types that do not go together.
    """
    chosen = selected(rows, ids, path)
    first = next(chosen, None)
    chosen = chain([] if first is None else [first], chosen)
    with atomic_writer(path) as file:
        if hashes and all(map(tables.is_table, hashes)) and not _is_gathered(first):
            written = _copy_tables(chosen, file, path, hashes)
        else:
            written = _build_table(chosen, file, path)
    return Output(path, written)


def _is_gathered(row: Row | None) -> bool:
    """True when a row is no row of its table, but was put together from several of them."""
    return row is not None and "messages" in orjson.loads(row.raw).keys() - set(
        tables.schema(row.origin.file).names
    )


def _copy_tables(rows: Iterator[Row], file: IO[bytes], path: Path, hashes: Mapping[str, str]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schemas = {name: tables.schema(name) for name in hashes}
    schema = next(iter(schemas.values()))
    for name, other in schemas.items():
        if other != schema:
            raise GuardError(
                f"{name} has other columns or types than {next(iter(schemas))}", str(path), _CURE
            )
    written = 0
    with pq.ParquetWriter(file, schema) as writer:
        for name, group in groupby(rows, key=lambda row: row.origin.file):
            if tables.sha256(name) != hashes[name]:
                raise GuardError("the file has changed since it was read", name, "scan it again")
            places = [row.origin.line - 1 for row in group]
            start = at = 0
            for batch in _as_stored(name):
                end = start + batch.num_rows
                taken = []
                while at < len(places) and places[at] < end:
                    taken.append(places[at] - start)
                    at += 1
                if taken:
                    writer.write(batch.take(pa.array(taken)))
                start = end
            written += at
    return written


def _as_stored(name: str) -> Iterator[Any]:
    """The rows of a table in its own types (those that `datasets` reads Parquet into may be others)."""
    if Path(name).is_dir():
        yield from tables.batches(name)
        return
    import pyarrow.parquet as pq

    with pq.ParquetFile(name) as file:
        for group in range(file.num_row_groups):  # batches across groups fail for some nested types
            yield from file.iter_batches(_BATCH, row_groups=[group])


def _build_table(rows: Iterator[Row], file: IO[bytes], path: Path) -> int:
    """Two passes over a temporary copy: find one schema for all rows, then write them in batches."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    written = 0
    with tempfile.TemporaryFile() as copy:
        for row in rows:
            copy.write(on_one_line(row.raw) + b"\n")
            written += 1
        try:
            schemas = [pa.schema(pa.array(batch).type) for batch in _batches(copy)]
            schema = pa.unify_schemas(schemas or [pa.schema([])], promote_options="permissive")
            with pq.ParquetWriter(file, schema) as writer:
                for batch in _batches(copy):
                    array = pa.array(batch, pa.struct(schema))
                    writer.write(pa.RecordBatch.from_struct_array(array))
        except (pa.ArrowException, OverflowError) as error:
            what = f"the rows do not fit into columns: {error}"
            raise GuardError(what, str(path), _CURE) from error
    return written


def _batches(copy: IO[bytes]) -> Iterator[list[Any]]:
    copy.seek(0)
    while batch := [orjson.loads(line) for line in islice(copy, _BATCH)]:
        yield batch
