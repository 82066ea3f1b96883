"""The directory of a history: what each `add` brought, and the sum that scans read.

    manifest.json          version, encoder, parts, and which folder is their sum
    parts/DATE-DIGEST/     one history for each add
    sums/DIGEST/           all parts merged, where there are several

Folders are written aside and never changed; the manifest, replaced in one step, says which of them count.
A crash leaves at most folders that it does not name, and the next change removes those.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import reduce
from pathlib import Path

import orjson

from guard.atomic import atomic_writer
from guard.errors import GuardError, UsageError
from guard.history import files
from guard.history.state import State

VERSION = 2  # 1 had neither vectors of sentences nor figures

MOST_PARTS = 30  # of more, the two oldest become one

_MANIFEST = "manifest.json"
_FOLDERS = {"parts", "sums"}
_MOST_BYTES = 16 << 20  # of the manifest
_NAME = re.compile(r"(?:parts|sums)/[0-9a-z-]{1,80}")  # what the manifest names lies in the directory
_CURE = "give the directory that guard history add wrote, or make one: guard history add FILE... --history"


@dataclass(frozen=True, slots=True)
class Part:
    """What one `add` brought. `sources` are file names without folders, or the run it came from."""

    name: str
    added: str
    conversations: int
    reference: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which folders count."""

    encoder: str
    sum: str
    parts: tuple[Part, ...]

    @property
    def folders(self) -> set[str]:
        return {self.sum, *(f"parts/{part.name}" for part in self.parts)}


class Archive:
    """A history in a directory, which need not exist before the first `put`."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def manifest(self) -> Manifest | None:
        """None where there is no history yet. Raises UsageError for one that another version wrote."""
        file = self.path / _MANIFEST
        if not file.is_file():
            inside = {path.name for path in self.path.iterdir()} if self.path.is_dir() else set()
            if self.path.is_file() or inside - _FOLDERS:
                raise UsageError("this is no history", str(self.path), f"{_CURE} {self.path}-new")
            return None
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES)
        try:
            found = orjson.loads(data)
            version = found["version"]
        except (ValueError, TypeError, KeyError) as error:
            raise GuardError("the history's manifest is damaged", str(file), _CURE) from error
        if version != VERSION:
            raise UsageError(
                f"the history has version {str(version)[:20]}, and this program reads {VERSION}",
                str(file),
                "use the program that wrote it, or add the conversations to a new history",
            )
        try:
            parts = tuple(Part(**{**part, "sources": tuple(part["sources"])}) for part in found["parts"])
            manifest = Manifest(str(found["encoder"]), str(found["sum"]), parts)
        except (TypeError, KeyError) as error:
            raise GuardError("the history's manifest is damaged", str(file), _CURE) from error
        if not all(map(_NAME.fullmatch, manifest.folders)):
            raise GuardError("the history's manifest names folders outside of it", str(file), _CURE)
        return manifest

    def _there(self) -> Manifest:
        manifest = self.manifest()
        if manifest is None:
            raise UsageError("there is no history here", str(self.path), f"{_CURE} {self.path}")
        return manifest

    def load(self) -> State:
        """The sum of all parts."""
        for _ in range(3):  # a change in between takes the folder away after naming another
            manifest = self._there()
            try:
                return files.read(self.path / manifest.sum, manifest.encoder)
            except FileNotFoundError as error:
                missing = error
        raise GuardError("a file of the history is missing", str(missing.filename), _CURE) from missing

    def put(self, part: State, added: date | None = None, sources: Sequence[str] = ()) -> Part:
        """Add a history as a part, durably. Raises UsageError for another encoder's."""
        day = (added or datetime.now(UTC).date()).isoformat()
        entry = _entry(part, day, sources)
        with self._changing():
            manifest = self.manifest()
            total = self.load().merge(part) if manifest else part  # refuses before anything is written
            self._write(f"parts/{entry.name}", part)
            parts = sorted(
                (*(manifest.parts if manifest else ()), entry), key=lambda one: (one.added, one.name)
            )
            if len(parts) > MOST_PARTS:
                parts = [self._joined(parts[0], parts[1], part.encoder), *parts[2:]]
            self._commit(self._summed(total, tuple(parts)))
        return entry

    def drop(self, name: str) -> Part:
        """Take a part out, and merge the others again. Raises UsageError for an unknown part."""
        self._there()
        with self._changing():
            manifest = self._there()
            dropped = next((part for part in manifest.parts if part.name == name), None)
            if dropped is None:
                known = ", ".join(part.name for part in manifest.parts) or "there is none"
                raise UsageError("no such part", f"{self.path}, {name!r}", f"take one of these: {known}")
            left = tuple(part for part in manifest.parts if part is not dropped)
            histories = (files.read(self.path / "parts" / part.name, manifest.encoder) for part in left)
            total = reduce(State.merge, histories, State(manifest.encoder))
            self._commit(self._summed(total, left))
        return dropped

    def _joined(self, one: Part, other: Part, encoder: str) -> Part:
        """Two parts as one, under the older's date."""
        states = (files.read(self.path / "parts" / part.name, encoder) for part in (one, other))
        both = reduce(State.merge, states)
        entry = _entry(both, one.added, (f"{one.name} and {other.name}",))
        self._write(f"parts/{entry.name}", both)
        return entry

    def _summed(self, total: State, parts: tuple[Part, ...]) -> Manifest:
        """The manifest of these parts, their sum written."""
        if len(parts) == 1:
            return Manifest(total.encoder, f"parts/{parts[0].name}", parts)
        name = f"sums/{hashlib.sha256(' '.join(part.name for part in parts).encode()).hexdigest()[:20]}"
        self._write(name, total)
        return Manifest(total.encoder, name, parts)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One change at a time, in whatever process."""
        self.manifest()  # a folder that is something else is left alone
        self.path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        except OSError as error:
            cure = "check that the folder is writable and has space; the history is as it was"
            what = f"the history could not be changed: {error.strerror or error}"
            raise GuardError(what, str(self.path), cure) from error
        finally:
            os.close(descriptor)

    def _write(self, name: str, state: State) -> None:
        """Write a folder that takes its name only when all is in it."""
        place = self.path / name
        aside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
        aside.mkdir(parents=True)
        try:
            files.write(state, aside)
            for path in (*aside.iterdir(), aside):
                _sync(path)
            if place.exists():  # left by a change that was never committed
                shutil.rmtree(place)
            aside.replace(place)
            _sync(place.parent)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _commit(self, manifest: Manifest) -> None:
        """From here on the new manifest counts; what it does not name goes."""
        with atomic_writer(self.path / _MANIFEST) as file:
            file.write(orjson.dumps({"version": VERSION, **asdict(manifest)}, option=orjson.OPT_INDENT_2))
        for kind in _FOLDERS:
            for folder in (self.path / kind).glob("*"):  # those written aside, too
                if f"{kind}/{folder.name}" not in manifest.folders:
                    shutil.rmtree(folder, ignore_errors=True)


def _entry(part: State, day: str, sources: Sequence[str]) -> Part:
    name = f"{day}-{hashlib.sha256(part.seen.tobytes()).hexdigest()[:10]}"
    return Part(name, day, part.conversations, len(part.reference), tuple(sources))


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
