"""Many signals to one score for each conversation, and which conversations a night's budget holds.

Every signal is put on one scale, natural logarithms of surprise: 4.6 is what one honest conversation of a
hundred has. Beyond nothing, a signal's surprise is a straight line in its value (an exponential tail), fitted
to honest nights; `fusion.json` has these lines, one table for runs with trusted history and one for a cold
start, and says on which nights they were measured (`python -m benchmarks.tune` writes it). A tail fitted to
tonight would be fitted to what was planted. What the table does not know is ranked within the night.

The score joins two views. The strongest signal, with a part of the second and third, sees what one signal
alone sees; smallest p-values, Fisher's and Cauchy's sums all drown it. A weighted sum, with weights of a
logistic regression drawn towards one value for all, sees what several signals see a little.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guard.surprise import rarity

Values = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TABLES = Path(__file__).with_name("fusion.json")
HUNDREDTH = 4.6  # -ln .01
MOST = 12.0  # surprise beyond which a signal says no more
SECOND, THIRD = 0.3, 0.15
SUM, TOP = 0.3, 0.35  # parts of the weighted sum and of the strongest signals
PRIOR = 0.3  # weight of a signal that no table knows
FAIR = 3.0  # times the budget: what a source or a language loses at most
TELLING = HUNDREDTH  # score below which a conversation is not worth a reviewer's time
CERTAIN = 8.0  # score that one honest conversation of some 3,000 has
LEAST_SHARED, MOST_SHARED = 4, 0.05  # members of a group that is judged as one, and share of the night


@dataclass(frozen=True)
class Tail:
    """surprise = start + slope * value beyond nothing; `weight` is the signal's share in the sum."""

    start: float
    slope: float
    weight: float

    def of(self, values: Values) -> Values:
        line = np.clip(self.start + self.slope * values, 0, MOST)
        return np.where(values > 0, line, 0.0)


@dataclass(frozen=True)
class Table:
    """Tails by signal, and that of the joined score, whose surprise has no upper end."""

    signals: Mapping[str, Tail]
    start: float = 0.0
    slope: float = 1.0


@dataclass(frozen=True)
class Suspicion:
    """scores (n,) at least 0; names of the signals; surprises (signals, n)."""

    scores: Values
    names: tuple[str, ...]
    surprises: Values

    def reasons(self, index: int, most: int = 3) -> list[str]:
        """Names of the most surprising signals of a conversation, strongest first."""
        column = self.surprises[:, index]
        order = sorted(range(len(self.names)), key=lambda i: (-column[i], self.names[i]))
        return [self.names[i] for i in order[:most] if column[i] >= HUNDREDTH / 2]


@cache
def table(trusted: bool) -> Table:
    """The tails for runs with trusted history, or for those without."""
    kept = json.loads(TABLES.read_text("utf-8"))["history" if trusted else "cold"]
    tails = {name: Tail(*map(float, line)) for name, line in kept["signals"].items()}
    return Table(tails, *map(float, kept["score"]))


def fuse(signals: Mapping[str, Values], count: int, known: Table) -> Suspicion:
    """One score for each of `count` conversations.

    signals: name -> (count,) values, larger is more suspicious, 0 is nothing. Neither the order of signals
    nor that of conversations matters.
    """
    names = tuple(sorted(signals))
    surprises = np.zeros((len(names), count))
    total = np.zeros(count)
    for place, name in enumerate(names):
        tail = known.signals.get(name)
        surprises[place] = rarity(signals[name]) if tail is None else tail.of(signals[name])
        total += (PRIOR if tail is None else tail.weight) * surprises[place]
    top = -np.sort(-np.concatenate([surprises, np.zeros((3, count))]), axis=0)[:3]
    raw = SUM * total + TOP * (top[0] + SECOND * top[1] + THIRD * top[2])
    scores = np.where(raw > 0, np.maximum(known.start + known.slope * raw, 0), 0.0)
    return Suspicion(scores, names, surprises)


def together(scores: Values, groups: Iterable[Ints]) -> Values:
    """The scores, those of a group's members at least the group's median.

    groups: members (m,) of each. Whoever shares a trigger or a payload stands or falls with the others; of
    fewer than `LEAST_SHARED`, and of what many conversations have, nothing is concluded.
    """
    raised = scores.copy()
    for members in groups:
        if LEAST_SHARED <= len(members) <= MOST_SHARED * len(scores):
            raised[members] = np.maximum(raised[members], np.median(scores[members]))
    return raised


def within(
    scores: Values,
    held: Bools,
    budget: float,
    groups: Iterable[Ints],
    ids: Sequence[str],
    certain: float = CERTAIN,
) -> list[int]:
    """Conversations to hold beside those that are held already, most suspicious first.

    budget is the share of the night that may be held in all; `groups` are codes (n,) of sources, of
    languages, -1 where unknown: of each group at most `FAIR` times the budget is held, and one at least.
    Scores from `certain` on are held beyond budget and fair shares: hundreds may be planted in one night, and
    of a flood the budget must not let the rest pass. Equal scores are taken in the order of ids.
    """
    room = int(budget * len(scores)) - int(held.sum())
    limits = []
    for codes in groups:
        sizes = np.bincount(codes[codes >= 0], minlength=1)
        used = np.bincount(codes[held & (codes >= 0)], minlength=len(sizes))
        limits.append((codes, np.maximum(1, np.ceil(FAIR * budget * sizes)) - used))
    chosen: list[int] = []
    free = np.flatnonzero(~held & (scores >= TELLING)).tolist()
    for index in sorted(free, key=lambda i: (-scores[i], ids[i])):
        mine = [(left, codes[index]) for codes, left in limits if codes[index] >= 0]
        fair = all(left[code] >= 1 for left, code in mine)
        if scores[index] < certain and (len(chosen) >= room or not fair):
            continue
        for left, code in mine:
            left[code] -= 1
        chosen.append(index)
    return chosen
