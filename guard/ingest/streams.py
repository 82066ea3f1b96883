"""Opening an input as a stream of plain bytes, whatever it is compressed with, hashed on the way."""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import zstandard

from guard.ingest.paths import STDIN

# What a damaged or cut-off file raises while it is read.
DAMAGE = (OSError, EOFError, zlib.error, zstandard.ZstdError)

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BUFFER = 1 << 20
# One compressed block of 4 bytes may stand for 128 KiB, so a step of this size is at most 16 MiB out.
_ZSTD_STEP = 512


class Source:
    """One input by name. May be opened several times; `sha256` is of the last stream read to its end.

    What can be read only once (standard input, a pipe) is first copied to an unnamed temporary file,
    because the format is detected before the rows are read.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.sha256 = ""
        self._copy: IO[bytes] | None = None
        if name == STDIN:
            self._copy = _copied(sys.stdin.buffer)
        elif not Path(name).is_file() and not Path(name).is_dir():
            with Path(name).open("rb") as pipe:
                self._copy = _copied(pipe)

    def head(self, size: int) -> bytes:
        """The first bytes, decompressed, as far as they can be read."""
        head = bytearray()
        with self.open() as stream:
            try:
                while len(head) < size and (part := stream.read1(size - len(head))):
                    head += part
            except DAMAGE:
                pass
        return bytes(head)

    def close(self) -> None:
        """Let go of the temporary copy, if there is one. Cannot be opened again then."""
        if self._copy is not None:
            self._copy.close()

    @contextmanager
    def open(self) -> Iterator[io.BufferedIOBase]:
        """The decompressed bytes. Reading raises one of `DAMAGE` where the file is cut off or broken."""
        file = self._copy or Path(self.name).open("rb")  # noqa: SIM115 (closed below unless it is the copy)
        file.seek(0)
        hashing = _Hashing(file)
        try:
            yield _decompressed(hashing, hashing.peek())
            hashing.finish()
            self.sha256 = hashing.hexdigest()
        finally:
            if file is not self._copy:
                file.close()


class _Hashing(io.RawIOBase):
    """Reads through to a file and takes the SHA-256 of what went by."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sha256 = file, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        size: int = self._file.readinto(view)  # type: ignore[attr-defined]
        self._sha256.update(view[:size])
        return size

    def peek(self) -> bytes:
        head = self._file.read(4)
        self._file.seek(0)
        return head

    def finish(self) -> None:
        while self.read(_BUFFER):
            pass

    def hexdigest(self) -> str:
        return self._sha256.hexdigest()


class _Zstd(io.RawIOBase):
    """Decompresses a file of Zstandard frames. Unlike the library's own reader it notices a cut-off
    frame, and it never holds more than one small step of a decompression bomb.
    """

    def __init__(self, file: io.BufferedIOBase) -> None:
        self._file, self._left, self._ready = file, b"", memoryview(b"")
        self._frame: Any = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            self._ready = memoryview(b"")  # an empty view still holds all of its last step
            step = self._left or self._file.read(_ZSTD_STEP)
            if not step:
                if self._frame is not None:
                    raise EOFError("compressed file ends inside a Zstandard frame")
                return 0
            if self._frame is None:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._ready, self._left = memoryview(self._frame.decompress(step)), b""
            if self._frame.eof:
                self._left, self._frame = self._frame.unused_data, None
        view = memoryview(buffer)
        size = min(len(view), len(self._ready))
        view[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def _decompressed(file: io.RawIOBase, magic: bytes) -> io.BufferedIOBase:
    """By content, not by name: no text format starts with these bytes."""
    if magic.startswith(_GZIP):
        return gzip.GzipFile(fileobj=io.BufferedReader(file, _BUFFER))
    return io.BufferedReader(_Zstd(io.BufferedReader(file, _BUFFER)) if magic == _ZSTD else file, _BUFFER)


def _copied(pipe: IO[bytes]) -> IO[bytes]:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the source)
    shutil.copyfileobj(pipe, copy, _BUFFER)
    return copy
