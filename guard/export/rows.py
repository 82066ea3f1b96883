"""Rows out again as JSON: byte for byte as they were read, one a line or as the elements of an array."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guard.atomic import atomic_writer, decompressed
from guard.errors import GuardError, UsageError
from guard.types import Rejected, Row

_LINES, _ARRAYS = (".jsonl", ".ndjson"), (".json",)
_COMPRESSED = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class Output:
    """A file that was written, and how many rows it has."""

    path: Path
    rows: int


def container_suffix(path: Path) -> str:
    """The suffix that tells the kind of file: `.jsonl` of `clean.jsonl.gz`."""
    return Path(path.stem).suffix if path.suffix in _COMPRESSED else path.suffix


def check_kind(path: Path, others: Collection[str] = ()) -> None:
    """Raises UsageError when rows cannot go into a file with this suffix (`others`: allowed as well)."""
    if container_suffix(path) not in _LINES + _ARRAYS and path.suffix not in others:
        kinds = [f"{suffix}[.gz|.zst]" for suffix in _LINES + _ARRAYS] + list(others)
        cure = f"use one of {', '.join(kinds)}"
        raise UsageError(f"cannot write rows to a file of the kind {path.suffix!r}", str(path), cure)


def write_rows(rows: Iterable[Row], ids: Collection[str], path: Path) -> Output:
    """Write the rows of these conversations, in order. `.jsonl` is one row a line, `.json` an array.

    Raises GuardError, and leaves no file, when one of the ids does not come or comes twice.
    """
    check_kind(path)
    is_array = container_suffix(path) in _ARRAYS
    opening, between, end = (b"[\n", b",\n", b"\n]\n") if is_array else (b"", b"\n", b"\n")
    written = 0
    with atomic_writer(path) as file:
        file.write(opening)
        for row in selected(rows, ids, path):
            if written:
                file.write(between)
            file.write(on_one_line(row.raw))
            written += 1
        if written or opening:
            file.write(end)
    return Output(path, written)


def count_rows(path: Path) -> int:
    """How many rows a file has that was written here. Raises GuardError when it cannot be read."""
    try:
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            return int(pq.read_metadata(path).num_rows)
        with decompressed(path) as lines:  # an array has its brackets on lines of their own
            return sum(line.strip() not in (b"", b"[", b"]") for line in lines)
    except (OSError, EOFError, ValueError) as error:
        raise GuardError(f"the rows cannot be counted: {error}", str(path), "export it again") from error


def selected(rows: Iterable[Row], ids: Collection[str], path: Path) -> Iterator[Row]:
    """The rows of these conversations. Raises GuardError at the end unless each came exactly once."""
    missing = set(ids)
    wanted = frozenset(missing)
    for row in rows:
        identifier = row.conversation.id
        if identifier in wanted:
            if identifier not in missing:
                raise GuardError(
                    f"the conversation {identifier!r} came twice", str(path), "report this fault"
                )
            missing.remove(identifier)
            yield row
    if missing:
        cure = "scan again: the rows are not those that were judged"
        raise GuardError(
            f"{len(missing)} conversations are missing, such as {min(missing)!r}", str(path), cure
        )


def on_one_line(raw: bytes) -> bytes:
    """The row without line breaks. Inside of JSON texts they are escaped, so that these are white space."""
    return raw.replace(b"\r", b" ").replace(b"\n", b" ") if b"\n" in raw or b"\r" in raw else raw


def write_rejected(rejected: Iterable[Rejected], path: Path) -> Output:
    """Write what could not be read: one JSON object a line with file, line, reason, detail and raw.

    Everything is ASCII, so that no terminal is steered by it. Bytes that are no UTF-8 are in `raw_base64`.
    """
    written = 0
    with atomic_writer(path) as file:
        for item in rejected:
            record = {
                "file": item.origin.file,
                "line": item.origin.line,
                "reason": item.reason,
                "detail": item.detail,
                **_text_or_base64(item.raw),
            }
            file.write(json.dumps(record).encode("ascii") + b"\n")
            written += 1
    return Output(path, written)


def _text_or_base64(raw: bytes) -> dict[str, str]:
    try:
        return {"raw": raw.decode("utf-8")}
    except UnicodeDecodeError:
        return {"raw_base64": base64.b64encode(raw).decode("ascii")}
