"""The clean set and what goes with it. Every file is written in full under its name, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from guard.atomic import atomic_writer, check_targets, regular
from guard.export.manifest import Counts, default_manifest, write_manifest
from guard.export.parquet import write_parquet
from guard.export.rows import Output, check_kind, write_rejected, write_rows
from guard.export.verification import verify_manifest
from guard.types import Row

__all__ = [
    "Counts",
    "Output",
    "atomic_writer",
    "check_clean",
    "check_kind",
    "check_targets",
    "default_manifest",
    "regular",
    "verify_manifest",
    "write_clean",
    "write_manifest",
    "write_quarantined",
    "write_rejected",
]


def check_clean(path: Path, inputs: Iterable[str]) -> None:
    """Raises UsageError when a clean set cannot be written there; to be asked before any work."""
    check_targets([path], inputs)
    check_kind(path, (".parquet",))


def write_clean(rows: Iterable[Row], keep: Collection[str], path: Path, hashes: Mapping[str, str]) -> Output:
    """Write what may be trained on, in the input's own format and order; the suffix tells the container.

    `.jsonl` and `.json` (also `.gz`, `.zst`) hold the rows byte for byte, `.parquet` as columns.

    rows    all rows of the run, in input order
    keep    ids of the conversations that belong into the clean set
    hashes  SHA-256 of each input, by its name
    Raises UsageError when `path` is an input or of an unknown kind, GuardError when a row is missing; no
    file is left then.
    """
    check_clean(path, hashes)
    if path.suffix == ".parquet":
        return write_parquet(rows, keep, path, hashes)
    return write_rows(rows, keep, path)


def write_quarantined(rows: Iterable[Row], held: Collection[str], path: Path) -> Output:
    """Write the rows that were held, byte for byte, in order (`.jsonl` or `.json`)."""
    return write_rows(rows, held, path)
