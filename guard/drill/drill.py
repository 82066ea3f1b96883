"""Plants attacks into copies of the night, measures each copy as the night was, and counts what is held.

Each kind is judged as if it had been planted alone: of a copy that several kinds share, its own rows and
tonight's are ranked together under the budget of that many conversations, without the other kinds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guard import pipeline
from guard.corpus import Corpus
from guard.detector import Detector
from guard.drill.kinds import KINDS, Kind
from guard.drill.planting import Batch, Copy, Field, packed
from guard.drill.result import Cell, Result
from guard.errors import UsageError
from guard.fusion import Suspicion, fuse, table, within
from guard.pipeline import Progress, silent
from guard.policy import Policy, decide, facts
from guard.types import Failure, Verdict

Values = NDArray[np.float64]
Bools = NDArray[np.bool_]

LOSS = 0.01
MOST = 0.1  # of the night, that one kind may be: beyond, it is not tonight any more


@dataclass(frozen=True)
class Judge:
    """What the night itself was judged with."""

    policy: Policy
    chosen: Sequence[Detector]
    budget: float


@dataclass(frozen=True)
class Measured:
    """A copy after measuring. All arrays have one entry per conversation of it.

    kinds    name of the attack, "" for tonight's own
    signals  name -> values, as they are fused
    held     whether a rule holds it
    trusted  whether there was a history
    groups   codes of sources, of languages
    broken   what failed on all of the copy, so that its being held says nothing
    """

    ids: Sequence[str]
    kinds: NDArray[np.str_]
    signals: Mapping[str, Values]
    held: Bools
    trusted: bool
    groups: Sequence[NDArray[np.int64]]
    batches: Sequence[Batch]
    short: Sequence[Batch]
    carriers: Mapping[str, int]
    broken: str = ""

    def suspicion(self, part: NDArray[np.int64]) -> Suspicion:
        """Of these alone, as if the copy had no others."""
        signals = {name: values[part] for name, values in self.signals.items()}
        return fuse(signals, len(part), table(self.trusted))


def drill(
    corpus: Corpus,
    verdicts: Sequence[Verdict],
    judge: Judge,
    counts: Sequence[int],
    kinds: Sequence[Kind] = tuple(KINDS.values()),
    seed: int = pipeline.SEED,
    progress: Progress = silent,
) -> Result:
    """What the scan that gave these verdicts would have held of attacks that were not there.

    `corpus` is the night as it was scanned; its models should remember (`guard.remembered`), else every text
    is scored again. The same for the same night and seed, whatever the order of rows. Raises UsageError
    for a count below 1.
    """
    if wrong := [count for count in counts if count < 1]:
        raise UsageError("at least one of a kind must be planted", f"count {wrong[0]}", "write 10,25,50")
    held = {verdict.conversation for verdict in verdicts if verdict.verdict != "pass"}
    field = Field(corpus, set(corpus.ids) - held, seed)
    batches, left_out = _possible(field, corpus, kinds, counts)
    cells: list[Cell] = []
    carriers: Counter[str] = Counter()
    for copy in measure(corpus, field, batches, judge, progress):
        if copy.broken:
            left_out += [f"{count} of {kind.title!r}: {copy.broken}" for kind, count in copy.batches]
            continue
        carriers.update(copy.carriers)
        left_out += [
            f"{count} of {kind.title!r}: too few English conversations to plant it into"
            for kind, count in copy.short
        ]
        cells += [cell(copy, kind, count, judge.budget, held) for kind, count in copy.batches]
    place = list(KINDS)
    cells.sort(key=lambda one: (place.index(one.kind), one.planted))
    return Result(seed, judge.budget, len(batches), dict(carriers), tuple(cells), tuple(left_out))


def measure(
    corpus: Corpus, field: Field, copies: Sequence[Sequence[Batch]], judge: Judge, progress: Progress = silent
) -> Iterator[Measured]:
    """Each copy with every detector, one after the other: one in memory at a time."""
    for number, batches in enumerate(copies):
        progress("drill", number, len(copies))
        yield _measured(corpus, field.copy(batches), judge)


def cell(copy: Measured, kind: Kind, count: int, budget: float, held: AbstractSet[str]) -> Cell:
    """One kind of a copy as if it had been planted alone; `held` are tonight's that were held without it."""
    part = np.flatnonzero((copy.kinds == kind.name) | (copy.kinds == ""))
    ids = [copy.ids[i] for i in part.tolist()]
    planted, ruled = copy.kinds[part] == kind.name, copy.held[part]
    scores = copy.suspicion(part).scores
    found = ruled.copy()
    found[within(scores, ruled, budget, [codes[part] for codes in copy.groups], ids)] = True
    passing = ~planted & np.array([name not in held for name in ids])
    above = _above(scores, passing, LOSS)
    return Cell(
        kind=kind.name,
        title=kind.title,
        planted=count,
        by_rules=int((planted & ruled).sum()),
        held=int((planted & found).sum()),
        in_hundredth=int((planted & above).sum()),
        also_held=int((passing & found).sum()),
    )


def _possible(
    field: Field, corpus: Corpus, kinds: Sequence[Kind], counts: Sequence[int]
) -> tuple[list[list[Batch]], list[str]]:
    """Copies that can be made, and what cannot be tried, in words."""
    left_out = []
    tried = list(kinds)
    if len(field.intents) < 2:
        left_out += [f"{kind.title}: tonight has no two intents" for kind in kinds if kind.labels]
        tried = [kind for kind in kinds if not kind.labels]
    fitting = [count for count in counts if count <= MOST * len(corpus)]
    left_out += [
        f"{count} of a kind: more than {MOST:.0%} of {len(corpus):,} conversations"
        for count in sorted(set(counts) - set(fitting))
    ]
    return packed(tried, fitting, len(corpus)), left_out


def _measured(corpus: Corpus, copy: Copy, judge: Judge) -> Measured:
    view = Corpus(
        copy.rows,
        corpus.models,
        corpus.seen,
        corpus.now,
        corpus.own_domains,
        corpus.history,
        corpus.declared,
    )
    findings, failures, _ = pipeline.sort_out(pipeline.measure(view, judge.chosen))
    ruled, held = np.zeros(len(view)), np.zeros(len(view), np.bool_)
    for index, one in enumerate(view.conversations()):
        verdict = decide(facts(one), findings[one.id], failures[one.id], judge.policy)
        ruled[index], held[index] = verdict.score, verdict.verdict != "pass"
    return Measured(
        ids=view.ids,
        kinds=np.array([copy.kinds.get(name, "") for name in view.ids]),
        signals=pipeline.signals(view, judge.chosen, findings, np.where(held, ruled, 0.0)),
        held=held,
        trusted=view.history is not None,
        groups=[view.column(name).codes for name in ("source", "language")],
        batches=copy.batches,
        short=copy.short,
        carriers=copy.carriers,
        broken=_broken(failures, len(view)),
    )


def _broken(failures: Mapping[str, Sequence[Failure]], count: int) -> str:
    """The first error of a detector that answered for no conversation at all."""
    errors = {failure.detector: failure.error for said in failures.values() for failure in said}
    times = Counter(failure.detector for said in failures.values() for failure in said)
    return next((f"{name} failed ({errors[name]})" for name in sorted(times) if times[name] >= count), "")


def _above(scores: Values, passing: Bools, loss: float) -> Bools:
    """Who is above the line at which at most `loss` of what passes is lost; of equal ones all or none."""
    worse = np.sort(scores[passing])
    at_least = len(worse) - np.searchsorted(worse, scores, side="left")
    return np.asarray(at_least <= int(loss * len(worse)))
