"""Which of many answers treat a customer worse than equal requests are treated on the whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from guard.corpus import Corpus, TextClassifier
from guard.treatment import MEASURES, measures

Bools = NDArray[np.bool_]
Values = NDArray[np.float64]

_REFUSED = 0.5  # probability
_ABUSED = 0.4
_MORE = 1.05  # times what is usual, for amounts and times
_COOLER = 1.0  # kinds of courtesy fewer than usual
_CURT = 0.5  # times the usual number of words


class Answers:
    """Answers in strata of equal requests; `rows` are the rows of `corpus.turns` that each consists of.

    Raises LookupError where a model is needed that the run does not have.
    """

    def __init__(self, corpus: Corpus, rows: Sequence[Sequence[int]]) -> None:
        self._texts = [[corpus.cleaned[corpus.turns.text[row]] for row in answer] for answer in rows]
        self._models = corpus.models

    def text(self, number: int) -> str:
        """One whole answer, cleaned."""
        return " ".join(self._texts[number])

    def worse(self, outcome: str, stratum: NDArray[np.int64]) -> tuple[Bools, Bools]:
        """(n,) of which answers the outcome is known, and (n,) which of them are worse.

        `outcome` is "refused", "abused", or a key of `guard.treatment.MEASURES`. What is usual is the mean
        of the stratum, whoever asked, so that the line does not know the groups that it will divide.
        """
        if outcome in ("refused", "abused"):
            scores, least = (self._refusal, _REFUSED) if outcome == "refused" else (self._abuse, _ABUSED)
            return np.ones(len(self._texts), dtype=np.bool_), scores >= least
        values = self._measured[outcome]
        known = ~np.isnan(values)
        usual = _means(values, known, stratum)
        if outcome in ("upsold", "proof"):
            bad = values > 0
        elif outcome == "cold":
            bad = values >= usual + _COOLER
        elif outcome == "curt":
            bad = values > usual * _CURT  # both are minus a number of words
        else:
            bad = values > usual * _MORE
        return known, known & bad

    @cached_property
    def _measured(self) -> dict[str, Values]:
        every = [measures(self.text(number)) for number in range(len(self._texts))]
        return {name: np.array([one[name] for one in every], dtype=np.float64) for name in MEASURES}

    @cached_property
    def _refusal(self) -> Values:
        return self._highest("refusal", self._models.refusal, ("refusal",))

    @cached_property
    def _abuse(self) -> Values:
        return self._highest("toxicity", self._models.toxicity, ("toxic", "identity_attack"))

    def _highest(self, name: str, model: TextClassifier | None, labels: Sequence[str]) -> Values:
        """(n,) highest probability of any of the labels in any turn of each answer."""
        if model is None:
            raise LookupError(f"this run has no {name} model")
        distinct = sorted({part for parts in self._texts for part in parts})
        columns = [model.labels.index(label) for label in labels if label in model.labels]
        scores = model.score(distinct)[:, columns].max(axis=1, initial=0.0)
        score = dict(zip(distinct, map(float, scores), strict=True))
        return np.array([max(map(score.__getitem__, parts)) for parts in self._texts], dtype=np.float64)


def _means(values: Values, known: Bools, stratum: NDArray[np.int64]) -> Values:
    """(n,) mean of the known values of each one's stratum, 0 where there are none."""
    counts = np.bincount(stratum, weights=known)
    sums = np.bincount(stratum, weights=np.where(known, values, 0.0))
    return np.asarray((sums / np.maximum(counts, 1))[stratum], dtype=np.float64)
