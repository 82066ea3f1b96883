"""Checking a clean set against its manifest.

A manifest is not signed. It protects against accidents and partial edits: a file that was cut off, replaced
or mixed up, a manifest changed by hand. Whoever can write both the files and the manifest can make them
agree again; against that, keep the manifest's own SHA-256 in another place.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guard.errors import GuardError
from guard.export.rows import count_rows

_Count = Annotated[int, Field(ge=0)]
_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Counts(_Part):
    read: _Count
    passed: _Count
    held: _Count
    rejected: _Count


class _Input(_Part):
    file: _Text
    sha256: _Sha256
    format: _Text
    rows: _Count


class _Output(_Part):
    kind: Literal["clean", "held", "rejected"]
    file: _Text
    sha256: _Sha256
    rows: _Count


class _Manifest(_Part):
    layout: Literal[1] = Field(alias="schema")
    version: _Text
    seed: int
    policy: _Sha256
    models: dict[_Text, _Text] = Field(min_length=1)
    counts: _Counts
    inputs: list[_Input] = Field(min_length=1)
    outputs: list[_Output] = Field(min_length=1)


def verify_manifest(path: Path) -> list[str]:
    """What is wrong with a clean set, one sentence a problem; [] when all is as its manifest says.

    Checks that the counts add up and are those of the inputs, that a clean set is named, and of each output
    the SHA-256 and, counted again, the rows. Raises GuardError when the manifest is not readable or
    incomplete.
    """
    try:
        manifest = _Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}".removeprefix(": ")
        raise GuardError(f"this is no manifest: {what}", str(path), "name a manifest.json") from error
    except OSError as error:
        raise GuardError(f"cannot be read: {error.strerror}", str(path), "name a manifest.json") from error
    problems = _sums(manifest)
    for output in manifest.outputs:
        problems += _differences(output, path.parent / output.file)
    return problems


def _sums(manifest: _Manifest) -> list[str]:
    """What does not add up within the manifest itself."""
    counts, problems = manifest.counts, []
    if counts.read != (total := counts.passed + counts.held + counts.rejected):
        problems.append(f"the counts do not add up: {counts.read} read, but {total} went somewhere")
    if counts.read != (rows := sum(entry.rows for entry in manifest.inputs)):
        problems.append(f"{counts.read} rows read, but the inputs have {rows}")
    times = Counter(output.kind for output in manifest.outputs)
    if times["clean"] == 0:
        problems.append("no clean set is named among the outputs")
    problems += [f"{times[kind]} outputs are of the kind {kind!r}" for kind in times if times[kind] > 1]
    expected = {"clean": counts.passed, "held": counts.held, "rejected": counts.rejected}
    for output in manifest.outputs:
        if output.rows != expected[output.kind]:
            problems.append(
                f"{output.file} has {output.rows} rows, but the counts say {expected[output.kind]}"
            )
    return problems


def _differences(output: _Output, file: Path) -> list[str]:
    """How a file is not the one that was written."""
    if not file.is_file():
        return [f"{file} is missing"]
    with file.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != output.sha256:
            return [f"{file} has been changed: its SHA-256 is not the one in the manifest"]
    if (found := count_rows(file)) != output.rows:
        return [f"{file} has {found} rows, not {output.rows}"]
    return []
