"""The guard as a user runs it: as processes of its own (`guard scan`, `guard history add`), or, for many
nights, the same main path in this process with models that remember.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guard import ingest
from guard.choice import choose
from guard.corpus import Corpus
from guard.declared import Declared
from guard.detector import select
from guard.errors import GuardError
from guard.history import History
from guard.ingest import ReadOptions
from guard.pipeline import BUDGET, Listed, Request, measure, signals, sort_out
from guard.pipeline import scan as run_scan
from guard.policy import decide, facts, load
from guard.remembered import remembering
from guard.store import Store
from guard.types import Row

ROOT = Path(__file__).parent.parent
AS_OF = "2026-11-02"  # the morning after `corpora.TONIGHT`


@dataclass(frozen=True)
class Scan:
    """Score and whether it is held, by id; seconds by the clock."""

    scores: dict[str, float]
    held: dict[str, bool]
    seconds: float

    def require_same(self, other: Scan) -> None:
        """Raises GuardError where another scan of the same night came to other verdicts or scores (within
        rounding: matrix products depend on the number of threads)."""
        mine, theirs = ([scan.scores[name] for name in self.scores] for scan in (self, other))
        worst = float(np.abs(np.subtract(mine, theirs)).max(initial=0))
        if self.held != other.held or worst > 1e-4:
            moved = sum(self.held[name] != other.held[name] for name in self.held)
            raise GuardError(f"two scans of one night differ: {moved} verdicts, scores by up to {worst:g}")


class Guard:
    """The main path in this process; each text is scored once in its life."""

    def __init__(self) -> None:
        chosen = choose()
        self.models = remembering(chosen.models)
        self._fingerprints = chosen.fingerprints
        self._now = datetime.fromisoformat(AS_OF).replace(tzinfo=UTC)

    def scan(self, night: Path, history: Path | None, declared: Path | None, budget: float = BUDGET) -> Scan:
        """One scan of a night's file, as `guard scan` does it, up to the stored run."""
        request = Request((str(night),), self._now, history=history, declared=declared, budget=budget)
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as name, Store.open(f"sqlite:///{name}/run.db") as store:
            gc.disable()  # as the command does
            try:
                done = run_scan(request, self.models, self._fingerprints, store, Path(name))
            finally:
                gc.enable()
        seconds = time.perf_counter() - start
        scores = {verdict.conversation: verdict.score for verdict in done.verdicts}
        held = {verdict.conversation: verdict.verdict != "pass" for verdict in done.verdicts}
        return Scan(scores, held, seconds)

    def signals(
        self, night: Path, history: Path | None, declared: Path | None
    ) -> tuple[list[str], dict[str, NDArray[np.float64]]]:
        """Ids, and every signal (n,) that `guard scan` would join to one score."""
        rows = (row.conversation for row in ingest.read((str(night),), ReadOptions()) if isinstance(row, Row))
        corpus = Corpus(
            Listed(list(rows)),
            self.models,
            now=self._now,
            history=History.load(history) if history else None,
            declared=Declared.load(declared).on(self._now) if declared else Declared.none(),
        )
        policy, chosen = load(None), select(None)
        findings, failures, _ = sort_out(measure(corpus, chosen))
        ruled = np.zeros(len(corpus))
        for index, one in enumerate(corpus.conversations()):
            verdict = decide(facts(one), findings[one.id], failures[one.id], policy)
            ruled[index] = verdict.score if verdict.verdict != "pass" else 0.0
        return corpus.ids, signals(corpus, chosen, findings, ruled)

    def add_history(self, rows: Path, folder: Path) -> Path:
        """The trusted history of a file, as `guard history add` makes it; if the folder is there, that."""
        if not folder.exists():
            _, _, encoder = self._fingerprints["encoder"].rpartition("@")
            read = (row for row in ingest.read((str(rows),), ReadOptions()) if isinstance(row, Row))
            corpus = Corpus(Listed([row.conversation for row in read]), self.models, now=self._now)
            part = folder.with_suffix(f".{os.getpid()}")
            History(encoder).add(corpus).save(part)
            part.rename(folder)
        return folder


def scan(night: Path, history: Path | None, declared: Path | None, budget: float = BUDGET) -> Scan:
    """One scan of a night's file by a process of its own. Raises GuardError where the command fails."""
    with tempfile.TemporaryDirectory() as folder:
        verdicts = Path(folder) / "verdicts.jsonl"
        options = {"--history": history, "--declared": declared, "--budget": budget}
        given = [str(part) for name, value in options.items() if value is not None for part in (name, value)]
        command = ["scan", str(night), "--verdicts", str(verdicts), "--as-of", AS_OF, "--quiet", *given]
        seconds = _run(command)
        rows = [json.loads(line) for line in verdicts.read_text("utf-8").splitlines()]
    scores = {row["id"]: float(row["score"]) for row in rows}
    held = {row["id"]: row["verdict"] != "pass" for row in rows}
    return Scan(scores, held, seconds)


@cache
def version() -> str:
    """Digest of all files of the guard and its rules: results of another version are not taken over."""
    return digest(file for folder in ("guard", "policies") for file in (ROOT / folder).rglob("*"))


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(f"{path.relative_to(ROOT)}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def _run(arguments: Sequence[str]) -> float:
    """Seconds of one `guard` process."""
    command = [sys.executable, "-m", "guard", *arguments]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True)
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip()
        raise GuardError(f"exit code {done.returncode}: {told}", f"guard {' '.join(arguments)}")
    return time.perf_counter() - start
