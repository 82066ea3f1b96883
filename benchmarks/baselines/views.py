"""What baselines read: the two sides of each conversation, tonight and in the trusted history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.drafts import Json, said
from guard import text

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Scores = NDArray[np.float64]
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class View:
    """Conversations of one night; `history` are trusted ones (None: a cold start). No truth in it."""

    rows: Sequence[Json]
    history: View | None = None
    seed: int = 0

    @cached_property
    def questions(self) -> list[str]:
        return [said(row, "user") for row in self.rows]

    @cached_property
    def answers(self) -> list[str]:
        return [said(row, "assistant") for row in self.rows]

    @cached_property
    def whole(self) -> list[str]:
        return [f"{q}\n{a}" for q, a in zip(self.questions, self.answers, strict=True)]

    @cached_property
    def sentences(self) -> list[list[str]]:
        """Sentences of the assistant, by conversation, with numbers, names and links masked."""
        return [[s for s in map(text.masked, _SENTENCE.split(a)) if s.strip()] for a in self.answers]

    @cached_property
    def answer_vectors(self) -> NDArray[np.float32]:
        return _encoded(self.answers)

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        return _encoded(self.whole)

    def grams(self, side: str, low: int, high: int) -> csr_matrix:
        """Conversations x n-grams of masked words, 1 where present; hashed, so histories share columns."""
        from sklearn.feature_extraction.text import HashingVectorizer

        hashed = HashingVectorizer(
            ngram_range=(low, high), n_features=2**22, binary=True, norm=None, alternate_sign=False,
            token_pattern=r"\S+", dtype=np.float32,
        )  # fmt: skip
        texts = {"questions": self.questions, "answers": self.answers, "whole": self.whole}[side]
        return hashed.transform([text.masked(each) for each in texts])


def within_desks(view: View, scores: Scores) -> Scores:
    """Ranks within each desk as shares of it, so that no desk pays for the others; ties get the lowest."""
    ranks = np.zeros(len(scores))
    desks = np.array([str(row.get("source")) for row in view.rows])
    for desk in np.unique(desks):
        own = scores[desks == desk]
        ranks[desks == desk] = np.searchsorted(np.sort(own), own, side="left") / len(own)
    return ranks


def _encoded(texts: Sequence[str]) -> NDArray[np.float32]:
    from guard.models.encoder import Encoder

    return Encoder.load().encode(texts)
