"""A cheap classifier first, a costly one only for the texts that the cheap one does not clear.

Most turns are harmless and the embedded model is sure of it, so a large model that is plugged in need not
read them (Viola and Jones 2001). What that loses is measured in every run: of the cleared texts a sample is
given to the large model after all, and the share that it would have flagged is reported with an upper bound
(Clopper and Pearson 1934).
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guard.errors import UsageError
from guard.models.classifier import Classifier
from guard.models.texts import Distinct

HONEST_SHARE = 0.03  # of honest turns that the cheap model sends on
FLAG_AT = 0.5
CHECKED = 500  # cleared texts that are given to the costly model to see what was lost
CONFIDENCE = 0.95

Floats = NDArray[np.float32]
Pair = tuple[str, str]  # context ("" where there is none) and text


@dataclass(frozen=True, slots=True)
class Passage:
    """What a cascade did with distinct texts.

    texts        seen by the cheap model
    sent_on      of these, given to the costly model
    checked      of the cleared ones, given to the costly model afterwards
    lost         of the checked ones, flagged by the costly model
    lost_at_most upper bound of the share of cleared texts that the costly model would have flagged, with
                 `CONFIDENCE`; exact where all cleared texts were checked
    """

    texts: int
    sent_on: int
    checked: int
    lost: int
    lost_at_most: float


class Cascade:
    """Two classifiers of one kind with the interface of one; the labels are those of the costly one.

    A text is cleared when every label of the cheap model is below `clear_below`. It then has the cheap
    model's highest probability in all columns: a low score that still orders cleared texts. All other texts
    have the costly model's scores. Neither depends on other texts, on their order, or on workers.

    Raises UsageError unless the models read the same and have a label in common.
    """

    def __init__(
        self, cheap: Classifier, costly: Classifier, clear_below: float, checked: int = CHECKED
    ) -> None:
        if cheap.uses_context != costly.uses_context or not set(cheap.labels) & set(costly.labels):
            raise UsageError(
                f"{cheap.name!r} can clear texts only for a model that reads the same and shares a label",
                f"model {costly.name!r} with labels {', '.join(map(repr, costly.labels))}",
                f"Map its labels to some of {', '.join(map(repr, cheap.labels))}.",
            )
        self._cheap, self._costly = cheap, costly
        self._clear_below, self._checked = clear_below, checked
        self.labels, self.uses_context = costly.labels, costly.uses_context
        self._flags = [i for i, label in enumerate(costly.labels) if label in cheap.labels]
        self._texts = self._sent_on = 0
        self._sample: dict[int, Pair] = {}

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None, workers: int = 1) -> Floats:
        """Probabilities, float32, shape (texts, labels). Raises as `Classifier.score` does."""
        distinct = Distinct.of(texts, contexts)
        first = self._cheap.score(distinct.texts, distinct.contexts, workers).max(axis=1, initial=0)
        on = np.flatnonzero(first >= self._clear_below)
        scores = np.repeat(first[:, None], len(self.labels), axis=1)
        before = None if distinct.contexts is None else [distinct.contexts[i] for i in on]
        scores[on] = self._costly.score([distinct.texts[i] for i in on], before, workers)
        self._remember(distinct, first < self._clear_below)
        return scores[distinct.places]

    def _remember(self, distinct: Distinct, cleared: NDArray[np.bool_]) -> None:
        """Keep the cleared pairs of lowest rank: the same sample however the texts come."""
        contexts = distinct.contexts or [""] * len(distinct.texts)
        pairs = ((contexts[i], distinct.texts[i]) for i in np.flatnonzero(cleared))
        ranked = {_rank(pair): pair for pair in pairs}
        self._sample = dict(heapq.nsmallest(self._checked, (self._sample | ranked).items()))
        self._texts += len(distinct.texts)
        self._sent_on += int((~cleared).sum())

    def passage(self, workers: int = 1) -> Passage:
        """What was sent on so far (a text of two calls counts twice), and what a sample says was lost."""
        pairs = list(self._sample.values())
        contexts = [context for context, _ in pairs] if self.uses_context else None
        scores = self._costly.score([text for _, text in pairs], contexts, workers)
        lost = int((scores[:, self._flags] >= FLAG_AT).any(axis=1).sum())
        cleared = self._texts - self._sent_on
        bound = lost / max(cleared, 1) if len(pairs) == cleared else upper_bound(lost, len(pairs))
        return Passage(self._texts, self._sent_on, len(pairs), lost, round(bound, 4))


def upper_bound(seen: int, of: int, confidence: float = CONFIDENCE) -> float:
    """One-sided Clopper-Pearson bound of a share of which `seen` were seen in a sample `of` so many."""
    if seen == of:
        return 1.0
    from scipy.stats import beta  # takes half a second to import

    return float(beta.ppf(confidence, seen + 1, of - seen))


def clearing_limit(honest: Floats, share: float = HONEST_SHARE) -> float:
    """The limit that sends on a share of honest texts, from a model's probabilities (texts, labels). An
    embedded model states it in its configuration as `clear_below`."""
    return float(np.quantile(honest.max(axis=1), 1 - share).round(4))


def _rank(pair: Pair) -> int:
    """A random number that only the pair decides."""
    text = "\0".join(pair).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8, person=b"cascade").digest(), "big")
