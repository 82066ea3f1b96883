"""Writing a file so that it is either there in full under its name, or not at all."""

from __future__ import annotations

import gzip
import io
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from guard.errors import GuardError, UsageError

_ZSTD_LEVEL, _GZIP_LEVEL = 10, 6


@contextmanager
def atomic_writer(path: str | Path) -> Iterator[IO[bytes]]:
    """A binary file that takes its name only when the block ends well; compressed for `.gz` and `.zst`.

    It is written beside its place, flushed to the disk and moved over (POSIX rename is atomic). On an
    error it is removed, and what was there before stays. The same content gives the same bytes: no time
    and no name goes into a compressed file. A symbolic link stays one: what it points to is written.
    Raises UsageError for a target that is no regular file, GuardError when the disk refuses.
    """
    path = regular(Path(path))
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            with _compressed(file, path.suffix) as stream:
                yield stream
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        cure = "check that the folder exists, is writable and has space; an older file was left as it was"
        raise GuardError(f"could not write: {error.strerror or error}", str(path), cure) from error
    finally:
        temporary.unlink(missing_ok=True)


def regular(path: Path) -> Path:
    """The file that is written under this name, links followed.

    Raises UsageError when a device, pipe, socket or folder stands there: a rename would replace it.
    """
    cure = "name a regular file, or one that does not exist yet"
    try:
        if path.exists() and not path.is_file():
            raise UsageError("this is no regular file, and would be replaced by one", str(path), cure)
        return path.resolve()
    except (OSError, RuntimeError) as error:  # a circle of links, a name that is too long
        raise UsageError(f"this cannot be written to: {error}", str(path), cure) from error


def check_targets(targets: Iterable[str | Path], inputs: Iterable[str]) -> None:
    """Raises UsageError when a file to be written is an input, lies in one, is named twice, or is no file."""
    read = {Path(name).resolve(): name for name in inputs}
    seen: set[Path] = set()
    for target in targets:
        place = regular(Path(target))
        for parent in (place, *place.parents):
            if parent in read:
                cure = "write to another file: inputs are never changed"
                raise UsageError(f"the output would overwrite the input {read[parent]}", str(target), cure)
        if place in seen:
            raise UsageError("two outputs have the same name", str(target), "name each output differently")
        seen.add(place)


@contextmanager
def _compressed(file: IO[bytes], suffix: str) -> Iterator[IO[bytes]]:
    if suffix == ".gz":
        with gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0) as stream:
            yield stream  # type: ignore[misc]
    elif suffix == ".zst":
        import zstandard

        with zstandard.ZstdCompressor(_ZSTD_LEVEL).stream_writer(file, closefd=False) as stream:
            yield stream
    else:
        yield file


@contextmanager
def decompressed(path: Path) -> Iterator[IO[bytes]]:
    """A file that was written here, to be read. Raises OSError, EOFError or ValueError if it is damaged."""
    if path.suffix == ".gz":
        with gzip.open(path) as file:
            yield file  # type: ignore[misc]
    elif path.suffix == ".zst":
        import zstandard

        try:
            with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
                yield io.BufferedReader(stream)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error
    else:
        with path.open("rb") as file:
            yield file


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
