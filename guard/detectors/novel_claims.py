"""One thing said in many wordings: new sentences of the assistant that mean nearly the same.

Measures  sentences of which history holds few runs of words, their near ones by meaning (cosine of the
          encoder from .55 and .7) tonight, against those in trusted reference conversations: the same
          excess over a Poisson expectation as for runs (`guard.runs`), times the dispersion of their
          customers, less where one text was pasted. Reply near, customer far: what paraphrased payloads
          have in common (Virtual Prompt Injection, arXiv 2307.16888).
Cost      all pairs of new sentences: 15,000 of them in 5 to 10 s on two threads; at most 20,000 are compared.
Fails     without history; on claims whose wordings share no content words; on fewer than three.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from guard import text
from guard.corpus import Corpus, Floats, Ints
from guard.customers import customer_vectors
from guard.detector import Counts, Measured, register
from guard.dispersion import dispersion
from guard.grams import Words, sentences
from guard.history import History
from guard.runs import BURST, CUT, LEAST, Values, best
from guard.surprise import excess
from guard.types import Finding

REPORTED = 3.0
_WORDS = 4, 60
_NOVEL = 0.2  # share of runs of three words that history never saw
_NEAR = (0.55, 0.7)
_COMMON = 0.1  # share of conversations from which a meaning is everybody's
_MOST = 20_000
_CHUNK = 1_000
_WORDINGS = 8  # equally frequent ones that count as many


@dataclass(frozen=True)
class _Claims:
    """New sentences, the conversations that hold them, scores, and how many conversations say the like."""

    sentences: list[str]
    holds: csr_array
    score: Values
    alike: Ints
    members: list[Ints]

    def by_conversation(self) -> tuple[Values, Ints]:
        places, rows = self.holds.tocoo().coords
        return best(self.holds.shape[1], rows, places, self.score[places])


@register
class NovelClaims:
    name: ClassVar[str] = "novel_claims"
    labels: ClassVar[Mapping[str, str]] = {
        "claim": "the assistant says one new thing in many wordings under unrelated matters",
    }

    def signals(self, corpus: Corpus) -> Mapping[str, Values]:
        """(n,) highest score of a claim in each conversation; nothing without history."""
        claims = _claims(corpus)
        return {} if claims is None else {"claim": claims.by_conversation()[0]}

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        if (claims := _claims(corpus)) is None:
            return
        scores, places = claims.by_conversation()
        for index in np.flatnonzero(scores >= REPORTED):
            place = int(places[index])
            others = [corpus.ids[i] for i in claims.members[place] if i != index]
            evidence = {
                "why": f'The assistant says "{claims.sentences[place][:160]}"; {int(claims.alike[place])}'
                " conversations tonight say nearly that, and trusted ones hardly ever.",
                "sentence": claims.sentences[place][:300],
                "tonight": int(claims.alike[place]),
                "examples": others[:3],
            }
            score = round(1 - exp(-float(scores[index]) / 6), 4)
            yield Finding(corpus.ids[index], self.name, "claim", score, evidence)


def _claims(corpus: Corpus) -> _Claims | None:
    history = corpus.history
    if (
        history is None
        or history.conversations == 0
        or not history.reference
        or corpus.models.encoder is None
    ):
        return None
    return corpus.once("novel claims", lambda: _found(corpus, history))


def _found(corpus: Corpus, history: History) -> _Claims:
    numbers, conversations, places = corpus.said("assistant")
    held: dict[str, set[int]] = {}
    for number, conversation in zip(numbers[places], conversations, strict=True):
        for sentence in _sentences(corpus.cleaned[number]):
            held.setdefault(sentence, set()).add(int(conversation))
    told = _new(sorted(held), history)
    if corpus.declared.notices:
        told = [sentence for sentence in told if corpus.declared.explains(sentence) < 0.5]
    told = sorted(told, key=lambda s: (len(held[s]), text.content_digest([("assistant", s)])))[:_MOST]
    trusted = {s for one in history.reference for turn in one.turns if turn.role == "assistant"
               for s in _sentences(text.clean(turn.content))}  # fmt: skip
    usual = _new(sorted(trusted), history)
    assert corpus.models.encoder is not None
    encode = corpus.models.encoder.encode
    near, base = encode(told), encode(usual)
    sizes = [len(held[s]) for s in told]
    rows = np.repeat(np.arange(len(told)), sizes)
    columns = np.array([i for s in told for i in sorted(held[s])], np.int64)
    holds = csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(told), len(corpus)))
    ratio, vectors = len(corpus) / len(history.reference), customer_vectors(corpus)
    held_by = np.array(sizes, np.float32)
    score, alike = np.zeros(len(told)), np.zeros(len(told), np.int64)
    members = [np.zeros(0, np.int64)] * len(told)
    for start in range(0, len(told), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        here, before = near[chunk] @ near.T, near[chunk] @ base.T
        for least in _NEAR:
            found = _near(here, least)
            by = (found @ holds).tocsr()
            by.sort_indices()
            count = np.diff(by.indptr).astype(np.int64)
            weight = _weights(by, count, (before >= least).sum(axis=1), ratio, vectors)
            weight *= _wordings(found, held_by)
            for i in np.flatnonzero(weight > score[chunk]):
                score[start + i], alike[start + i] = weight[i], count[i]
                members[start + i] = by.indices[by.indptr[i] : by.indptr[i + 1]][:4]
    return _Claims(told, holds, score, alike, members)


def _near(cosine: Floats, least: float) -> csr_array:
    """1 where a pair is near enough."""
    rows, columns = np.nonzero(cosine >= least)
    ends = np.searchsorted(rows, np.arange(len(cosine) + 1))
    return csr_array((np.ones(len(rows), np.float32), columns, ends), shape=cosine.shape)


def _wordings(found: csr_array, held_by: Floats) -> Values:
    """0 where one wording was pasted, 1 where `_WORDINGS` are about as frequent (inverse Simpson index)."""
    total, squares = found @ held_by, found @ held_by**2
    share = np.log(np.maximum(total**2 / squares, 1)) / np.log(_WORDINGS)
    return np.asarray(np.clip(share, 0, 1), np.float64)


def _weights(by: csr_array, count: Ints, before: Ints, ratio: float, vectors: Floats) -> Values:
    expected = (ratio * (before + 0.5)).astype(np.float64)
    burst = np.minimum(excess(count.astype(np.float64), expected), CUT)
    asked = np.flatnonzero((count >= LEAST) & (burst > BURST) & (count <= _COMMON * len(vectors)))
    weight = np.zeros(len(count))
    if len(asked):
        weight[asked] = burst[asked] * dispersion(by[asked].T.tocsc(), vectors)
    return weight


def _sentences(cleaned: str) -> list[str]:
    low, high = _WORDS
    return [part for part in sentences(cleaned) if low <= part.count(" ") + 1 <= high]


def _new(told: list[str], history: History) -> list[str]:
    """Sentences with enough runs of three words that history never saw."""
    words = Words.of(told)
    keys, places = words.runs(3)
    owner = words.owner[places]
    runs = np.bincount(owner, minlength=len(told))
    new = np.bincount(owner, history.reply.of(keys) == 0, len(told))
    share: NDArray[np.float64] = new / np.maximum(runs, 1)
    return [sentence for sentence, part in zip(told, share, strict=True) if part >= _NOVEL]
