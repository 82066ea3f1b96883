"""The table of the joined score, fitted to nights of the two suites that may be tuned on.

    python -m benchmarks.tune --jobs 4

Each signal's tail is a line through its values in honest conversations; its weight is that of a logistic
regression with weights of at least 0, drawn towards one weight for all, every family of attacks counting the
same. Writes guard/fusion.json, and prints what to expect of attacks by another hand: the weights of one suite
measured on the other. Families that are left out take no part.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks import guard_scan, measures, nights, plan, poison, work
from benchmarks.nights import Truth
from benchmarks.plan import Part, Plan
from guard import fusion
from guard.fusion import PRIOR, Suspicion, Table, Tail, fuse
from guard.pipeline import BUDGET

Json = dict[str, Any]
Values = NDArray[np.float64]

HERE = Path(__file__).parent
SEEDS = {"tuned": 0, "independent": 5}  # suite: seed of its nights
SETTINGS = {"history": "declared", "cold": "cold"}  # table: setting of its nights
COUNTS = {"declared": (10, 50), "cold": (50,)}
LEVELS = (0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001, 0.0005)  # shares of the honest
FIRST = Tail(3.0, 6.0, PRIOR)  # of a signal that no honest conversation had
FLATTEST = 0.5  # slope of one whose honest values are all alike
HONEST = 20.0  # weight of all honest conversations, in families of attacks
TOWARDS = 0.3  # how strongly weights are drawn to the prior
TELLS = 2.5  # surprise below which an honest conversation teaches nothing
# What a customer says in anger is no poison: their abuse counts only beside other signs.
NO_PRIOR = ("classes toxicity/toxic/user", "classes toxicity/insult/user", "classes toxicity/sexual/user",
            "classes toxicity/threat/user", "classes toxicity/profanity/user",
            "classes toxicity/identity_attack/user", "toxicity/user")  # fmt: skip


@dataclass(frozen=True)
class Observed:
    """One night: its signals, each (n,), and the truth in the same order."""

    signals: Mapping[str, Values]
    truth: Sequence[Truth]

    @property
    def honest(self) -> NDArray[np.bool_]:
        return np.array([one.honest for one in self.truth])

    def rows(self, family: str) -> NDArray[np.int64]:
        return np.flatnonzero([one.poison and one.family == family for one in self.truth])

    @property
    def planted(self) -> int:
        """Of each family."""
        return max(len(self.rows(family)) for family in self.families)

    @property
    def families(self) -> list[str]:
        return sorted({str(one.family) for one in self.truth if one.poison})


def tails(observed: Iterable[Observed]) -> dict[str, Tail]:
    """A line for every signal, by least squares through the upper tail of its honest values."""
    seen: dict[str, list[Values]] = defaultdict(list)
    for night in observed:
        for name, values in night.signals.items():
            seen[name].append(values[night.honest])
    return {name: _tail(np.sort(np.concatenate(parts))) for name, parts in sorted(seen.items())}


def _tail(ordered: Values) -> Tail:
    count, some = len(ordered), float((ordered > 0).mean())
    if some == 0:
        return FIRST
    points = [(ordered[int(count * (1 - level))], -np.log(level)) for level in LEVELS if level < some]
    if len(points) < 2:
        points = [(0.0, -np.log(some)), (ordered[-1], np.log(count))]
    values, surprises = np.array(points).T
    if np.ptp(values) < 1e-9:
        return Tail(min(float(surprises.max()), 6.0), FLATTEST, PRIOR)
    slope, start = np.polyfit(values, surprises, 1)
    return Tail(float(start), max(float(slope), 1e-3), PRIOR)


def weighed(known: Mapping[str, Tail], observed: Sequence[Observed]) -> dict[str, Tail]:
    """The tails with the weights of a logistic regression of planted against honest."""
    names = sorted(known)
    prior = np.array([0.0 if name.startswith(NO_PRIOR) else PRIOR for name in names])
    nights_of: dict[str, int] = defaultdict(int)
    for night in observed:
        for family in night.families:
            nights_of[family] += 1
    rows, planted, weights = [], [], []
    for night in observed:
        surprises = np.array([known[name].of(night.signals[name]) if name in night.signals
                              else np.zeros(len(night.truth)) for name in names]).T  # fmt: skip
        honest = surprises[night.honest]
        share = HONEST * len(nights_of) / (len(observed) * len(honest))
        honest = honest[honest.max(axis=1) > TELLS]
        parts = [(honest, 0.0, share)]
        for family in night.families:
            mine = surprises[night.rows(family)]
            parts.append((mine, 1.0, 1 / (len(mine) * nights_of[family])))
        for part, label, weight in parts:
            rows.append(part)
            planted.append(np.full(len(part), label))
            weights.append(np.full(len(part), weight))
    found = _logistic(np.concatenate(rows), np.concatenate(planted), np.concatenate(weights), prior)
    return {name: Tail(known[name].start, known[name].slope, round(float(w), 3))
            for name, w in zip(names, found, strict=True)}  # fmt: skip


def _logistic(rows: Values, planted: Values, weights: Values, prior: Values) -> Values:
    """Weights (columns,) of at least 0, with an intercept that is not returned."""

    def loss(at: Values) -> tuple[float, Values]:
        score = rows @ at[:-1] + at[-1]
        away = at[:-1] - prior
        error = weights * (1 / (1 + np.exp(-score)) - planted)
        value = (weights * (np.logaddexp(0, score) - planted * score)).sum() + TOWARDS * (away**2).sum()
        return float(value), np.append(rows.T @ error + 2 * TOWARDS * away, error.sum())

    bounds = [(0, None)] * len(prior) + [(None, None)]
    return np.asarray(minimize(loss, np.append(prior, -5.0), jac=True, bounds=bounds).x[:-1])


def levelled(signals: Mapping[str, Tail], observed: Sequence[Observed]) -> Table:
    """The table whose joined score is itself a surprise: 4.6 is what one honest of a hundred has."""
    raw = Table(signals)
    honest = [_score(night, raw).scores[night.honest] for night in observed]
    tail = _tail(np.sort(np.concatenate(honest)))
    return Table(signals, tail.start, tail.slope)


def _score(night: Observed, known: Table) -> Suspicion:
    return fuse(night.signals, len(night.truth), known)


def recall(known: Table, observed: Iterable[Observed]) -> float:
    """Mean over families of the share of planted ones found where 1 % of the honest are lost."""
    shares: dict[str, list[float]] = defaultdict(list)
    for night in observed:
        chosen = measures.flagged(_score(night, known).scores, night.honest)
        for family in night.families:
            shares[family].append(float(chosen[night.rows(family)].mean()))
    return float(np.mean([np.mean(values) for values in shares.values()]))


def fitted(observed: Sequence[Observed], taught: Sequence[Observed]) -> Table:
    """Tails of all nights' honest conversations, weights of what is planted in `taught`."""
    return levelled(weighed(tails(observed), taught), observed)


def observe(made: Plan, part: Part, setting: str) -> Observed:
    """Signals of one night, kept in the work folder."""
    kept = made.kept(part, "signals", setting).with_suffix(".npz")
    if kept.exists():
        with np.load(kept) as file:
            truth = [Truth(**one) for one in json.loads(str(file["truth"]))]
            return Observed({name: file[name] for name in file.files if name != "truth"}, truth)
    base = work.base(made.mixture, made.data, part.seed, made.sizes)
    night = nights.night(base, [made.families[name] for name in part.families], part.count)
    guard = work.guard(part.seed)
    with tempfile.TemporaryDirectory() as name:
        night.write(folder := Path(name))
        shared = len(night.history) == len(base.history)
        place = made.history(part.seed) if shared else folder / "history"
        trusted = guard.add_history(folder / "history.jsonl", place) if setting != "cold" else None
        declared = folder / "declared.yaml" if setting == "declared" else None
        ids, signals = guard.signals(folder / "night.jsonl", trusted, declared)
    known = {one.id: one for one in night.truth}
    seen = Observed(signals, [known[one] for one in ids])
    arrays: dict[str, Any] = {**signals, "truth": json.dumps([asdict(one) for one in seen.truth])}
    np.savez_compressed(kept, **arrays)
    return seen


def gathered(data: Path, folder: Path, jobs: int) -> dict[tuple[str, str], list[Observed]]:
    """All nights, by setting and suite; those of a suite one after the other, since a process remembers what
    models said of the honest conversations that they share."""
    nights_of: dict[tuple[str, str], list[Future[Observed]]] = {}
    with ProcessPoolExecutor(jobs) as pool:
        for suite, seed in SEEDS.items():
            for setting, counts in COUNTS.items():
                made = Plan(
                    suite=suite, mixture="full", data=data, sizes=poison.SIZES["full"],
                    names=list(plan.families(suite, data)), counts=counts, seeds=(seed,), settings=(setting,),
                    methods=("guard",), budget=BUDGET, work=folder, code=plan.code(),
                    guard=guard_scan.version(),
                )  # fmt: skip
                if not made.history(seed).exists():
                    pool.submit(work.trust, made, seed).result()
                parts = [part for part in made.parts() if part.count]
                nights_of[setting, suite] = [pool.submit(observe, made, part, setting) for part in parts]
        return {key: [one.result() for one in found] for key, found in nights_of.items()}


def shown(known: Table) -> Json:
    """As it stands in guard/fusion.json."""
    signals = {
        name: [round(tail.start, 3), round(tail.slope, 3), tail.weight]
        for name, tail in known.signals.items()
    }
    return {"score": [round(known.start, 3), round(known.slope, 3)], "signals": signals}


@click.command()
@click.option("--data", default=HERE.parent.parent / "shared" / "data", type=click.Path(path_type=Path),
              help="Folder of the public corpora.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--work", "folder", default=HERE.parent / "build" / "tune", type=click.Path(path_type=Path),
              help="Folder of nights so far.")  # fmt: skip
def main(data: Path, jobs: int, folder: Path) -> None:
    """Observe nights, fit, say what to expect, write the table."""
    folder.mkdir(parents=True, exist_ok=True)
    nights_of = gathered(data, folder, jobs)
    written: Json = {"made_by": "python -m benchmarks.tune", "seeds": SEEDS, "counts": COUNTS, "expect": {}}
    for name, setting in SETTINGS.items():
        one, other = (nights_of[setting, suite] for suite in SEEDS)
        written["expect"][name] = {
            f"{measured}, weights of the other suite": [
                round(recall(fitted([*one, *other], taught), [x for x in on if x.planted == count]), 3)
                for count in COUNTS[setting]
            ]
            for measured, taught, on in zip(SEEDS, (other, one), (one, other), strict=True)
        }
        written[name] = shown(fitted([*one, *other], [*one, *other]))
        click.echo(f"{name}, {COUNTS[setting]} planted, recall at 1 % loss: {written['expect'][name]}")
    fusion.TABLES.write_text(json.dumps(written, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
