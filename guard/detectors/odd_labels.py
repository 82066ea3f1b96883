"""Labels that the nearest conversations do not have: an intent that was flipped, word for word honest.

Measures  for every label of text values (an intent, a category) the 30 nearest conversations of the same
          source that have it, weighted by exp(12 (cosine - 1)); score = -ln of the smoothed share that has
          the same value. Neighbour votes on labels: Zhu et al., SimiFeat (arXiv 2110.06283); confident
          learning (arXiv 1911.00068) asks the same of a classifier's probabilities.
Cost      one neighbour search over the customers' vectors.
Silent    where a label has fewer than 50 values in a source, or a value in every second conversation of its
          own.
Fails     where the wrong label is as common among neighbours as the right one; on ratings, which are
          opinions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import exp, log
from typing import ClassVar

import numpy as np

from guard.corpus import Corpus
from guard.customers import customer_vectors
from guard.detector import Counts, Measured, register
from guard.runs import Values
from guard.similarity import neighbours
from guard.types import Finding

REPORTED = 2.5
_NEIGHBOURS = 30
_SHARPNESS = 12.0
_LEAST = 50  # labelled conversations of a source
_DISTINCT = 0.5  # values per conversation from which a label is a remark, not a class

Odd = tuple[float, str, str, str]  # score, label, value, what neighbours have


@register
class OddLabels:
    name: ClassVar[str] = "odd_labels"
    labels: ClassVar[Mapping[str, str]] = {
        "unlike_neighbours": "a label of the conversation is one that like conversations do not have",
    }

    def signals(self, corpus: Corpus) -> Mapping[str, Values]:
        """(n,) highest score of a label."""
        values = np.zeros(len(corpus))
        for index, (score, *_) in _odd(corpus).items():
            values[index] = score
        return {"unlike_neighbours": values}

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        for index, (score, label, value, usual) in sorted(_odd(corpus).items()):
            if score >= REPORTED:
                evidence = {
                    "why": f'Its {label} is "{value}"; conversations like it have "{usual}".',
                    "label": label,
                    "value": value,
                    "usual": usual,
                }
                found = round(1 - exp(-score / 3), 4)
                yield Finding(corpus.ids[index], self.name, "unlike_neighbours", found, evidence)


def _odd(corpus: Corpus) -> Mapping[int, Odd]:
    return corpus.once("odd labels", lambda: _measured(corpus))


def _measured(corpus: Corpus) -> dict[int, Odd]:
    said: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    source = corpus.column("source").codes
    for index, one in enumerate(corpus.conversations()):
        for label, value in one.labels.items():
            if isinstance(value, str):
                said[label, int(source[index])][index] = value
    worst: dict[int, Odd] = {}
    for (label, _), values in sorted(said.items()):
        distinct = len(set(values.values()))
        if len(values) >= _LEAST and 1 < distinct < _DISTINCT * len(values):
            for index, odd in _votes(corpus, label, values):
                worst[index] = max(worst.get(index, odd), odd)
    return worst


def _votes(corpus: Corpus, label: str, values: Mapping[int, str]) -> Iterator[tuple[int, Odd]]:
    members = sorted(values)
    names = sorted(set(values.values()))
    codes = np.array([names.index(values[i]) for i in members])
    vectors = customer_vectors(corpus)[members]
    cosine, near = neighbours(vectors, vectors, _NEIGHBOURS + 1)
    weight = np.exp(_SHARPNESS * (cosine.astype(np.float64) - 1)) * (near >= 0)
    weight[near == np.arange(len(members))[:, None]] = 0  # not its own vote
    for place, index in enumerate(members):
        votes = np.bincount(codes[near[place]], weight[place], len(names))
        total, own = float(votes.sum()), float(votes[codes[place]])
        usual = int(votes.argmax())
        if usual != codes[place] and total > 0:
            scale = min(1.0, total) * _NEIGHBOURS / total  # near ones count, far ones hardly
            score = -log((own * scale + 0.5) / (total * scale + 1))
            yield index, (score, label, names[codes[place]], names[usual])
