"""One worker of the benchmark: makes a night, measures every method on it, keeps each result."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import measures, nights
from benchmarks.baselines import BASELINES, View
from benchmarks.guard_scan import Guard, version
from benchmarks.measures import Result
from benchmarks.nights import Base, Night
from benchmarks.plan import Part, Plan
from guard.errors import GuardError

Scores = NDArray[np.float64]
Held = NDArray[np.bool_] | None


@lru_cache(maxsize=1)
def guard(_seed: int) -> Guard:
    """With what it remembers of the nights of one seed; of another it begins anew."""
    return Guard()


@lru_cache(maxsize=1)
def base(mixture: str, data: Path, seed: int, sizes: tuple[int, int, int]) -> Base:
    return nights.base(mixture, data, seed, *sizes)


@lru_cache(maxsize=1)
def history_view(mixture: str, data: Path, seed: int, sizes: tuple[int, int, int]) -> View:
    """The history of a seed's nights as baselines read it."""
    return View(base(mixture, data, seed, sizes).history)


def require_version(asked: str) -> None:
    """Raises GuardError where this process has other files of the guard than the run began with."""
    if version() != asked:
        cure = "run the benchmark in a checkout that nobody edits"
        raise GuardError("the guard's files were changed while the benchmark ran", cure=cure)


def trust(plan: Plan, seed: int) -> str:
    """Build the trusted history that the nights of a seed share. Returns what was done."""
    start = time.perf_counter()
    require_version(plan.guard)
    with tempfile.TemporaryDirectory() as name:
        nights.night(base(plan.mixture, plan.data, seed, plan.sizes), (), 0).write(Path(name))
        guard(seed).add_history(Path(name) / "history.jsonl", plan.history(seed))
    return f"seed {seed}: history, {time.perf_counter() - start:.1f} s"


def measure(plan: Plan, part: Part) -> str:
    """Whatever is not yet known of a night, each result kept as soon as it is. Returns what was done."""
    start = time.perf_counter()
    require_version(plan.guard)
    missing = plan.missing(part)
    honest = base(plan.mixture, plan.data, part.seed, plan.sizes)
    night = nights.night(honest, [plan.families[name] for name in part.families], part.count)
    shared = len(night.history) == len(honest.history)  # no family reached it
    before = history_view(plan.mixture, plan.data, part.seed, plan.sizes) if shared else View(night.history)
    views = {"cold": View(night.rows, None, part.seed), "history": View(night.rows, before, part.seed)}
    with tempfile.TemporaryDirectory() as name:
        night.write(folder := Path(name))
        history = plan.history(part.seed) if shared else folder / "history"
        for method, setting in missing:
            if method == "guard":
                result = guarded(part, night, folder, history, setting, plan.budget)
            else:
                result = ranked(part, night, method, setting, views[setting])
            kept = plan.kept(part, method, setting)
            new = kept.with_suffix(".part")
            new.write_text(json.dumps(asdict(result)))
            new.rename(kept)
    return f"{part}: {len(missing)} results, {time.perf_counter() - start:.1f} s"


def guarded(part: Part, night: Night, folder: Path, history: Path, setting: str, budget: float) -> Result:
    """The guard on the night that is in the folder, with whatever the setting gives it."""
    here = guard(part.seed)
    trusted = None if setting == "cold" else here.add_history(folder / "history.jsonl", history)
    scan = here.scan(
        folder / "night.jsonl", trusted, folder / "declared.yaml" if setting == "declared" else None, budget
    )
    scores = np.array([scan.scores[one.id] for one in night.truth])
    held = np.array([scan.held[one.id] for one in night.truth])
    return result(part, night, "guard", setting, scores, scan.seconds, held)


def ranked(part: Part, night: Night, method: str, setting: str, view: View) -> Result:
    """A baseline on the night."""
    start = time.perf_counter()
    scores = BASELINES[method](view)
    return result(part, night, method, setting, scores, time.perf_counter() - start)


def result(
    part: Part, night: Night, method: str, setting: str, scores: Scores, seconds: float, held: Held = None
) -> Result:
    """What a method's scores, and for the guard its verdicts, are worth; arrays in the order of rows."""
    honest = np.array([one.honest for one in night.truth])
    found, lost = measures.tally(night.truth, measures.flagged(scores, honest))
    held_poison, held_honest = (None, None) if held is None else measures.tally(night.truth, held)
    return Result(
        method, setting, part.seed, part.count, found, lost, held_honest, held_poison, round(seconds, 2)
    )
