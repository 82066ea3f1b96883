"""Many signals to one score for each conversation, and which conversations a night's budget holds.

Every signal is put on one scale, natural logarithms of surprise: 4.6 is what one honest conversation of a
hundred has. Signals of the corpus detectors are measured against trusted history already and keep their own
scale (`SCALES`; development values, from honest nights): a tail fitted to tonight would be fitted to what was
planted. All others are ranked within the night (`guard.surprise.rarity`). The best signal of each family
counts; the score is the highest of these with a part of the second and of the third. What one signal
alone sees is so not drowned by the many that see nothing: smallest p-values, Fisher's and Cauchy's sums all
did worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guard.surprise import rarity

Values = NDArray[np.float64]
Ints = NDArray[np.int64]

HUNDREDTH = 4.6  # -ln .01
MOST = 12.0  # surprise beyond which a signal says no more
SECOND, THIRD = 0.3, 0.15
FAIR = 3.0  # times the budget: what a source or a language loses at most
TELLING = HUNDREDTH  # score below which a conversation is not worth a reviewer's time

# signal: value that one honest conversation of a hundred reaches, and how much more is e times rarer
SCALES: Mapping[str, tuple[float, float]] = {
    "bursts/user_run": (1.75, 0.6),
    "bursts/reply_run": (2.8, 1.7),
    "associations/trigger": (1.5, 1.0),
    "new_entities/new_host": (1.0, 0.35),
    "new_entities/new_phone": (1.0, 0.5),
    "new_entities/new_handle": (1.0, 0.5),
    "new_entities/new_name": (1.3, 0.6),
    "novel_claims/claim": (4.0, 0.5),
    "odd_labels/unlike_neighbours": (1.9, 0.63),
    "unlike_answers/refuses": (0.2, 0.12),
}


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


def fuse(signals: Mapping[str, Values], count: int) -> Suspicion:
    """One score for each of `count` conversations.

    signals: name "family/label" -> (count,) values, larger is more suspicious, 0 is nothing. Neither the
    order of signals nor that of conversations matters.
    """
    names = tuple(sorted(signals))
    surprises = np.zeros((len(names), count))
    families: dict[str, Values] = {}
    for place, name in enumerate(names):
        surprises[place] = _surprise(name, signals[name])
        family = name if name in SCALES else name.partition("/")[0]
        best = families.get(family)
        families[family] = surprises[place] if best is None else np.maximum(best, surprises[place])
    top = np.zeros((3, count))
    if families:
        ordered = -np.sort(-np.stack([*families.values(), *top]), axis=0)
        top = ordered[:3]
    return Suspicion(top[0] + SECOND * top[1] + THIRD * top[2], names, surprises)


def _surprise(name: str, values: Values) -> Values:
    if name in SCALES:
        edge, step = SCALES[name]
        beyond = HUNDREDTH + (values - edge) / step
        return np.minimum(np.where(values >= edge, beyond, HUNDREDTH * values / edge), MOST)
    return rarity(values)


def within(
    scores: Values, held: NDArray[np.bool_], budget: float, groups: Iterable[Ints], ids: Sequence[str]
) -> list[int]:
    """Conversations to hold beside those that are held already, most suspicious first.

    budget is the share of the night that may be held in all; `groups` are codes (n,) of sources, of
    languages, -1 where unknown: of each group at most `FAIR` times the budget is held, and one at least.
    Equal scores are taken in the order of ids.
    """
    room = int(budget * len(scores)) - int(held.sum())
    if room <= 0:
        return []
    limits = []
    for codes in groups:
        sizes = np.bincount(codes[codes >= 0], minlength=1)
        used = np.bincount(codes[held & (codes >= 0)], minlength=len(sizes))
        limits.append((codes, np.maximum(1, np.ceil(FAIR * budget * sizes)) - used))
    chosen: list[int] = []
    free = np.flatnonzero(~held & (scores >= TELLING)).tolist()
    for index in sorted(free, key=lambda i: (-scores[i], ids[i])):
        mine = [(left, codes[index]) for codes, left in limits if codes[index] >= 0]
        if any(left[code] < 1 for left, code in mine):
            continue
        for left, code in mine:
            left[code] -= 1
        chosen.append(index)
        if len(chosen) == room:
            break
    return chosen
