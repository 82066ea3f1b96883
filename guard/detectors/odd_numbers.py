"""A deadline, fee, rate or time of day that is suddenly told to customers who talk about unrelated matters.

Measures  figures of the assistant that the customer did not name (`guard.figures`): a number with its unit,
          and with each word near it. Conversations tonight against trusted history (Poisson deviance, cut
          off), times the dispersion of what the customers talk about (as `bursts`), times the share of these
          conversations that is beyond what was expected. Bursts: Kleinberg (KDD 2002).
Cost      tokens of every distinct sentence that has a number; about two seconds for 10,000 conversations.
Silent    on order numbers, dates, totals and times of bookings, which differ from talk to talk; on a new
          product's price, which its buyers are told; on figures that a declared change states about the same
          thing; on a text with a figure that is pasted word for word.
Fails     without history; below three conversations; where every answer has another figure; on one wording.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp
from typing import ClassVar

import numpy as np
from scipy.sparse import csc_array

from guard.corpus import Corpus, Ints
from guard.customers import customer_vectors
from guard.detector import Counts, Measured, register
from guard.dispersion import dispersion
from guard.figures import Figures, figures
from guard.grams import sentences
from guard.history import History
from guard.numbers import DIMENSIONS, stated
from guard.runs import BURST, CUT, LEAST, Values, best
from guard.surprise import excess
from guard.text import content_digest
from guard.types import ROLES, Finding, Group, Json

REPORTED = 2.0
_EXAMPLES = 3
_USUAL, _MOST = 5, 0.5  # trusted conversations, and share of them, from which another number is the usual one


@dataclass(frozen=True)
class _Odd:
    """Bursting figures: `columns` of `figures`, their holders (conversations, columns) and weights.

    before: trusted conversations that have each of `figures`."""

    figures: Figures
    before: Ints
    columns: Ints
    holds: csc_array
    weight: Values

    def name(self, place: int) -> str:
        return self.figures.names[int(self.columns[place])]

    def holders(self, place: int) -> Ints:
        return np.asarray(self.holds.indices[self.holds.indptr[place] : self.holds.indptr[place + 1]])

    def best(self) -> tuple[Values, Ints]:
        """(conversations,) highest weight of a figure in each, and that figure, -1 where there is none."""
        held = self.holds.tocoo()
        rows, places = held.coords
        return best(self.holds.shape[0], rows, places, self.weight[places] * held.data)


@register
class OddNumbers:
    name: ClassVar[str] = "odd_numbers"
    labels: ClassVar[Mapping[str, str]] = {
        "figure": "the assistant suddenly states the same figure under unrelated matters",
    }

    def signals(self, corpus: Corpus) -> Mapping[str, Values]:
        """(n,) highest weight of a figure; nothing without history."""
        found = _odd(corpus)
        return {} if found is None else {"figure": found.best()[0]}

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        if (found := _odd(corpus)) is None:
            return
        weights, places = found.best()
        for place in np.unique(places[weights >= REPORTED]):
            members = found.holders(place)
            score = round(1 - exp(-float(found.weight[place]) / 3), 4)
            evidence = _evidence(corpus, found, int(place), members)
            group = "figure-" + content_digest([("assistant", found.name(place))])[:16]
            yield Group(group, "figure", score, tuple(corpus.ids[i] for i in members), evidence)
            for index in np.flatnonzero((places == place) & (weights >= REPORTED)):
                yield Finding(corpus.ids[index], self.name, "figure", score, evidence, group=group)


def _odd(corpus: Corpus) -> _Odd | None:
    history = corpus.history
    if history is None or not history.conversations:
        return None
    return corpus.once("odd numbers", lambda: _measured(corpus, history))


def _measured(corpus: Corpus, history: History) -> _Odd:
    found = figures(corpus)
    now, before = found.counts(), history.figures.of(found.keys)
    expected = np.asarray(len(corpus) / history.conversations * (before + 0.5), np.float64)
    burst = excess(now, expected)
    columns = np.flatnonzero((now >= LEAST) & (burst > BURST))
    holds = found.holds[:, columns].tocsc()
    beyond = np.maximum(1 - expected[columns] / now[columns], 0)
    weight = np.minimum(burst[columns], CUT) * dispersion(holds, customer_vectors(corpus)) * beyond
    return _Odd(found, before, columns, holds, weight)


def _evidence(corpus: Corpus, found: _Odd, place: int, members: Ints) -> dict[str, Json]:
    name = found.name(place)
    said, before = _sentence(corpus, int(members[0]), name), int(found.before[found.columns[place]])
    figure, _, about = name.partition(" ~ ")
    usual = _usual(found, figure)
    trusted = f" {usual[1]} trusted conversations say {usual[0]}." if usual else ""
    subject = f' about "{about}"' if about else ""
    return {
        "why": f'The assistant says "{said}" or the like ({figure}{subject}) in {len(members)} conversations'
        f" tonight and in {before} trusted ones before, whatever the customer wants.{trusted}",
        "figure": figure,
        "about": about or None,
        "tonight": len(members),
        "history": before,
        "usual": usual[0] if usual else None,
        "usual_count": usual[1] if usual else 0,
        "examples": [corpus.ids[i] for i in members[:_EXAMPLES]],
    }


def _sentence(corpus: Corpus, index: int, name: str) -> str:
    """The first sentence of a conversation that states a figure."""
    rows = range(corpus.starts[index], corpus.starts[index + 1])
    replies = (row for row in rows if corpus.turns.role[row] == ROLES.index("assistant"))
    every = (one for row in replies for one in sentences(corpus.texts[corpus.turns.text[row]]))
    return next((one for one in every if any(name in f.names for f in stated(one))), name)[:160]


def _usual(found: _Odd, figure: str) -> tuple[str, int] | None:
    """What most trusted conversations say where they speak of the same, and how many: of the words that the
    figure suddenly stands near, that one counts which has its usual number most clearly."""
    value, _, unit = figure.partition(" ")
    dimension = DIMENSIONS.get(unit, unit)
    figure = f"{value} {dimension}"
    said = [found.name(place).partition(" ~ ") for place in range(len(found.columns))]
    near = {word for own, _, word in said if own == figure and word}
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for name, count in zip(found.figures.names, found.before.tolist(), strict=True):
        other, _, word = name.partition(" ~ ")
        if count and word in near and other != figure and other.endswith(f" {dimension}"):
            told[word][other] = count
    usual: list[tuple[float, int, str]] = []
    for counts in told.values():
        other, count = max(counts.items(), key=lambda item: (item[1], item[0]))
        usual.append((count / counts.total(), count, other))
    share, count, other = max((one for one in usual if one[1] >= _USUAL), default=(0.0, 0, ""))
    return (other, count) if share > _MOST else None
