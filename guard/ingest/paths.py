"""Paths as typed -> the files to read, all found before any of them is read."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

from guard.errors import UsageError

STDIN = "-"
SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet")
COMPRESSED = (".gz", ".zst")
_DATASET_DICT = "dataset_dict.json"  # marks a folder whose folders are datasets, one a split


def find(paths: Sequence[str]) -> list[str]:
    """Names of all inputs, sorted and without repeats. A `datasets` directory is one input.

    Raises UsageError for a path that does not exist and for a pattern or folder with nothing to read.
    """
    if not paths:
        raise UsageError("no input given", cure="name a file, a folder, a pattern, or - for standard input")
    found: dict[Path | str, str] = {}
    for name in sorted(name for path in paths for name in _expand(path)):
        if not _is_utf8(name):
            raise UsageError(
                "the name of a file is not UTF-8", ascii(name), "rename it: places are reported by name"
            )
        found.setdefault(name if name == STDIN else Path(name).resolve(), name)
    return list(found.values())


def is_dataset(folder: Path) -> bool:
    """True for a folder written by `save_to_disk` of Hugging Face `datasets`."""
    return (folder / "state.json").is_file() and (folder / "dataset_info.json").is_file()


def plain_suffix(name: str) -> str:
    """The suffix that tells the container: `.csv` of `a.csv.gz`."""
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix in COMPRESSED else path.suffix


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _expand(path: str) -> list[str]:
    if path == STDIN:
        return [path]
    if path and Path(path).exists():
        matches = [path]
    elif glob.has_magic(path):
        matches = glob.glob(path, recursive=True)  # noqa: PTH207 (keeps the path as typed)
    else:
        raise UsageError("no such file or folder", path, "check the spelling; paths are relative to here")
    names = [name for match in matches for name in _files(Path(match))]
    if not names:
        kinds = " ".join(SUFFIXES)
        raise UsageError("nothing to read here", path, f"files are found by suffix: {kinds} (.gz, .zst)")
    return names


def _files(path: Path) -> Iterator[str]:
    if not path.is_dir() or is_dataset(path):
        yield str(path)
        return
    for child in sorted(path.iterdir()):
        if child.name.startswith(".") or child.name == _DATASET_DICT:
            continue
        if child.is_dir() or plain_suffix(child.name) in SUFFIXES:
            yield from _files(child)
