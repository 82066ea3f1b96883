"""Answers that differ from what trusted history gives to the nearest questions: above all refusals.

Measures  for sentences that the refusal model takes for one (probability from .5; within a longer answer it
          would not see it): 1 - mean cosine to the three nearest of the answers that history gives to the
          20 nearest questions, times how near these questions are. A refusal where history complies is a
          clean-label attack (over-refusal, Shu et al., arXiv 2306.17194); one that history gives as well is
          policy. Without history the answers of tonight's other conversations stand in.
Cost      a search over the questions of history for the few suspected sentences.
Fails     where history never met the question; on wrong answers that are worded like right ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

import numpy as np

from guard.corpus import Corpus, Floats, Ints
from guard.detector import Counts, Measured, register
from guard.runs import Values
from guard.sentences import Sentences, occurrences, scores, vectors
from guard.types import Finding

_SUSPECT = 0.5
_REFUSES = "refusal"
_MOST = 4_000  # suspected sentences that are compared, the likeliest first
_QUESTIONS, _ANSWERS = 20, 3
_NEAR = 0.3, 0.4  # cosine of a question from which, and over which span, history begins to tell


@register
class UnlikeAnswers:
    name: ClassVar[str] = "unlike_answers"
    labels: ClassVar[Mapping[str, str]] = {
        "refuses": "the assistant refuses what it usually does",
    }

    def signals(self, corpus: Corpus) -> Mapping[str, Values]:
        """(n,) probability of a refusal times how unlike the usual answers it is."""
        values = np.zeros(len(corpus))
        for conversation, _, value, _, _ in _refusals(corpus):
            values[conversation] = max(values[conversation], value)
        return {"refuses": values}

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        where = "trusted history" if corpus.history is not None else "other conversations of tonight"
        for conversation, sentence, value, probability, unlike in _refusals(corpus):
            evidence = {
                "why": f'The assistant refuses: "{sentence[:160]}"; {where} does not, for the'
                " nearest questions.",
                "probability": round(probability, 4),
                "unlike": round(unlike, 4),
            }
            yield Finding(corpus.ids[conversation], self.name, "refuses", round(value, 4), evidence)


def _refusals(corpus: Corpus) -> list[tuple[int, str, float, float, float]]:
    """Conversation, sentence, score, probability and unlikeness of every suspected refusal."""
    return corpus.once("unlike answers", lambda: _measured(corpus))


def _measured(corpus: Corpus) -> list[tuple[int, str, float, float, float]]:
    if corpus.models.refusal is None or not len(corpus.exchanges):
        return []
    said = Sentences.of(corpus)
    labels, found = scores(corpus, _REFUSES, np.arange(len(said.keys)))
    every = found[:, labels.index(_REFUSES)].astype(np.float64)
    suspected = np.flatnonzero(every >= _SUSPECT)
    sentence, conversation, asked = occurrences(corpus, suspected)
    kept = np.flatnonzero(asked >= 0)
    kept = kept[np.lexsort((conversation[kept], -every[suspected[sentence[kept]]]))][:_MOST]
    sentence, conversation, asked = sentence[kept], conversation[kept], asked[kept]
    probability = every[suspected[sentence]]
    unlike = _unlike(corpus, asked, vectors(corpus, suspected)[sentence])
    texts = said.texts(suspected)
    value = probability * unlike
    return [
        (int(one), texts[place], float(v), float(p), float(u))
        for one, place, v, p, u in zip(conversation, sentence, value, probability, unlike, strict=True)
    ]


def _unlike(corpus: Corpus, numbers: Ints, said: Floats) -> Values:
    """(n,) how unlike the usual answers to the questions `numbers` what is said (n, d) is."""
    asked = corpus.vectors[corpus.vector_of[numbers]]
    own = corpus.history is None or not len(corpus.history.questions)
    if own:
        every = corpus.exchanges
        questions, answers = (corpus.vectors[corpus.vector_of[every[:, i]]] for i in (1, 2))
    else:
        assert corpus.history is not None
        questions, answers = corpus.history.questions, corpus.history.answers
    result = np.zeros(len(numbers))
    for start in range(0, len(numbers), 256):
        part = slice(start, start + 256)
        near = asked[part] @ questions.T
        found = np.argpartition(-near, min(_QUESTIONS, near.shape[1] - 1), axis=1)[:, :_QUESTIONS]
        cosine = np.take_along_axis(near, found, axis=1)
        result[part] = _far(said[part], answers[found]) * _told(cosine)
    return result


def _far(said: Floats, answers: Floats) -> Values:
    """1 - mean cosine of each answer to the nearest three of its (k, d) usual answers."""
    alike = np.einsum("nd,nkd->nk", said, answers)
    return np.asarray(1 - np.sort(alike, axis=1)[:, -_ANSWERS:].mean(axis=1), np.float64)


def _told(cosine: Floats) -> Values:
    """From .5 where no question is near, to 1 where several are."""
    start, span = _NEAR
    nearest = np.sort(cosine, axis=1)[:, -5:].mean(axis=1)
    return np.asarray(0.5 + 0.5 * np.clip((nearest - start) / span, 0, 1), np.float64)
