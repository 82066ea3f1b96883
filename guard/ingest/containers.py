"""Choosing the container of an input: by its content where that tells, else by its name."""

from __future__ import annotations

import orjson

from guard.errors import UsageError
from guard.ingest import array
from guard.ingest.csv_file import Csv, delimiter
from guard.ingest.formats import formats
from guard.ingest.formats.columns import guess
from guard.ingest.lines import BOM, Lines
from guard.ingest.options import ReadOptions
from guard.ingest.paths import STDIN, plain_suffix
from guard.ingest.records import Container
from guard.ingest.streams import Source
from guard.ingest.tables import PARQUET, Table, is_table

_HEAD = 1 << 20
_LINES = 20
_TABLES = (".csv", ".tsv")
_JSON = (".jsonl", ".ndjson", ".json")


def choose(source: Source, options: ReadOptions) -> Container:
    """The container that an input's rows are in."""
    if source.name != STDIN and is_table(source.name):
        return Table(source, options)
    head = source.head(_HEAD).removeprefix(BOM)
    if head.startswith(PARQUET):
        cure = "save it as a plain .parquet file: Parquet is read from its end"
        raise UsageError("Parquet from a pipe or inside another compression", source.name, cure)
    suffix = plain_suffix(source.name)
    if suffix in _TABLES or (suffix not in _JSON and _looks_like_csv(head, options)):
        return Csv(source, options)
    first, _, more = head.lstrip().partition(b"\n")
    if _parsed(first) is not None and more.strip():  # also where the first row is an array by mistake
        return Lines(source, options)
    if _mostly_rows(more):  # a damaged first line may look like the start of an array
        return Lines(source, options)
    if array.starts_array(head):
        return array.Elements(source, options)
    if _is_row(array.first_wrapped(head)):
        return array.Elements(source, options, wrapped=True)
    if first.startswith(b"{") and more.strip() and _parsed(array.first_document(head)) is not None:
        return array.Elements(source, options, array=False)  # documents printed over several lines
    return Lines(source, options)


def _looks_like_csv(head: bytes, options: ReadOptions) -> bool:
    """True when the first line names columns that can be read, by the caller's mapping or by themselves."""
    line = head.partition(b"\n")[0].decode("utf-8", "replace").strip()
    names = [name.strip().strip('"') for name in line.split(delimiter(line))]
    if options.columns:
        return set(options.columns.values()) <= set(names)
    return guess(names) is not None or any(f.matches(dict.fromkeys(names, "")) for f in formats().values())


def _mostly_rows(lines: bytes) -> bool:
    """True when most of the next lines are rows by themselves; the rows of an array have commas between."""
    some = [line for line in lines.split(b"\n")[:_LINES] if line.strip()]
    return sum(_is_row(line) for line in some) * 2 > len(some)


def _is_row(raw: bytes | None) -> bool:
    value = _parsed(raw)
    return isinstance(value, dict) and any(format.matches(value) for format in formats().values())


def _parsed(raw: bytes | None) -> object:
    """A JSON value, or None. Only a hint here: rows are parsed with all checks when they are read."""
    try:
        return None if raw is None else orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
