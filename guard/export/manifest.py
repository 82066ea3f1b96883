"""The manifest of a clean set: what was read, what came of it, and hashes that anyone can check.

The same run gives the same bytes: keys are sorted, and there is no time and no absolute path in it.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guard.atomic import atomic_writer
from guard.errors import GuardError
from guard.export.rows import Output

if TYPE_CHECKING:
    from guard.store import Run

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a run."""

    read: int
    passed: int
    held: int
    rejected: int

    def check(self) -> None:
        """Raises GuardError unless every row read has gone exactly one way. Call before writing anything."""
        total = self.passed + self.held + self.rejected
        if self.read != total:
            sum_up = (
                f"{self.read} read, but {self.passed} passed + {self.held} held + {self.rejected} rejected"
            )
            cure = "no clean set was written; scan again, and report this fault if it stays"
            raise GuardError(f"the counts do not add up: {sum_up} = {total}", cure=cure)


def write_manifest(
    path: Path,
    run: Run,
    counts: Counts,
    clean: Output,
    *,
    held: Output | None = None,
    rejected: Output | None = None,
) -> None:
    """Write the manifest of a clean set, and of the held and rejected rows where they were written with it.

    counts  as they are now: a conversation that was held and then released counts as passed
    Raises GuardError when the counts do not add up, or are not those of the inputs or of the clean set.
    """
    counts.check()
    rows = sum(item.rows for item in run.inputs)
    for what, found, expected in (("inputs", rows, counts.read), ("clean set", clean.rows, counts.passed)):
        if found != expected:
            raise GuardError(f"the {what} has {found} rows, not {expected}", str(path), "scan again")
    outputs = {"clean": clean, "held": held, "rejected": rejected}
    manifest = {
        "schema": _SCHEMA,
        "version": run.version,
        "seed": run.seed,
        "policy": run.policy,
        "models": dict(run.models),
        "counts": asdict(counts),
        "inputs": [
            {"file": _public_name(i.file), "sha256": i.sha256, "format": i.format, "rows": i.rows}
            for i in run.inputs
        ],
        "outputs": [
            {
                "kind": kind,
                "file": _relative(output.path, path.parent),
                "sha256": _sha256(output.path),
                "rows": output.rows,
            }
            for kind, output in outputs.items()
            if output is not None
        ],
    }
    with atomic_writer(path) as file:
        file.write(json.dumps(manifest, indent=2, sort_keys=True).encode("ascii") + b"\n")


def default_manifest(clean: Path) -> Path:
    """Where the manifest of a clean set goes: `manifest.json` beside it, as long as that is free.

    A `manifest.json` that describes another file, or is something else, is left alone; the name is then
    that of the clean set with `.manifest.json` at its end.
    """
    usual = clean.with_name("manifest.json")
    if not usual.exists() or _describes(usual, clean):
        return usual
    return clean.with_name(f"{clean.name}.manifest.json")


def _describes(manifest: Path, clean: Path) -> bool:
    try:
        outputs = json.loads(manifest.read_bytes())["outputs"]
        files = [output["file"] for output in outputs if output["kind"] == "clean"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return [(manifest.parent / str(file)).resolve() for file in files] == [clean.resolve()]


def _public_name(file: str) -> str:
    """An input's name as given; of an absolute path only the last part, for it tells where it was run."""
    return Path(file).name if Path(file).is_absolute() else Path(file).as_posix()


def _relative(file: Path, folder: Path) -> str:
    return Path(os.path.relpath(file, folder)).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
