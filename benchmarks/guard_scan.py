"""The guard as a user runs it: `guard scan`, `guard history add`, each a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guard.errors import GuardError

ROOT = Path(__file__).parent.parent
AS_OF = "2026-11-02"  # the morning after `corpora.TONIGHT`


@dataclass(frozen=True)
class Scan:
    """Score and whether it is held, by id; seconds by the clock and peak memory of the process."""

    scores: dict[str, float]
    held: dict[str, bool]
    seconds: float
    megabytes: float


def scan(night: Path, history: Path | None, declared: Path | None, budget: str | None = None) -> Scan:
    """One scan of a night's file. Raises GuardError where the command fails."""
    with tempfile.TemporaryDirectory() as folder:
        verdicts = Path(folder) / "verdicts.jsonl"
        options = {"--history": history, "--declared": declared, "--budget": budget}
        given = [str(part) for name, value in options.items() if value is not None for part in (name, value)]
        command = ["scan", str(night), "--verdicts", str(verdicts), "--as-of", AS_OF, "--quiet", *given]
        seconds, megabytes = _run(command)
        rows = [json.loads(line) for line in verdicts.read_text("utf-8").splitlines()]
    scores = {row["id"]: float(row["score"]) for row in rows}
    held = {row["id"]: row["verdict"] != "pass" for row in rows}
    return Scan(scores, held, seconds, megabytes)


def add_history(rows: Path, work: Path) -> Path:
    """The trusted history of a file, built once per content and per version of the guard."""
    content = hashlib.sha256(rows.read_bytes() + version().encode()).hexdigest()
    built = work / f"history-{content[:16]}"
    if not built.exists():
        part = built.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        _run(["history", "add", str(rows), "--history", str(part)])
        part.rename(built)
    return built


@cache
def supports(option: str) -> bool:
    """Whether the installed `guard scan` knows the option."""
    command = [sys.executable, "-m", "guard", "scan", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return f"{option} " in done.stdout


@cache
def version() -> str:
    """Digest of all files of the guard and its rules: results of another version are not taken over."""
    return digest(ROOT / "guard", ROOT / "policies")


def digest(*folders: Path) -> str:
    """SHA-256 over the names and contents of all files."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(folder)}\0".encode())
                total.update(path.read_bytes())
    return total.hexdigest()


def _run(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of one `guard` process."""
    command = [sys.executable, "-m", "guard", *arguments]
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            told = errors.read().decode(errors="replace").strip()
            raise GuardError(f"exit code {process.returncode}: {told}", f"guard {' '.join(arguments)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024
