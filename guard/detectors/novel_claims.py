"""One thing said in many wordings: new sentences of the assistant that mean nearly the same.

Measures  new sentences (`guard.sentences`): how many conversations tonight say nearly the same (cosine of
          the encoder from .6, .7 and .8) against how many trusted ones said what is as near: the excess over
          that Poisson expectation, times the dispersion of the customers, less where one text was pasted
          or few agents say it, times the root of what is new in it. Reply near, customer far: what
          paraphrased payloads have in common (Virtual Prompt Injection, arXiv 2307.16888).
Cost      all pairs of new sentences tonight, and with history those that could be told: 18,000 and 60,000 in
          about 4 s on one thread; at most 20,000 new ones are compared.
Fails     without history; on claims whose wordings share no content words; on fewer than three; on texts
          pasted word for word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from guard.corpus import Corpus, Floats, Ints
from guard.customers import customer_vectors, distinct_agents
from guard.detector import Counts, Measured, register
from guard.dispersion import dispersion
from guard.history import History
from guard.runs import LEAST, Values, best
from guard.sentences import Sentences, new, share_of_new, vectors
from guard.surprise import excess
from guard.types import Finding

REPORTED = 1.5
_NEAR = (0.6, 0.7, 0.8)
_COMMON = 0.1  # share of conversations from which a meaning is everybody's
_FEW, _WORDINGS = 4, 8  # equally frequent ones that count as many, in a small group and in a large one
_PASTED = 0.2  # of that (logarithms): a text that is pasted, and a few like it
_BURST, _CUT = 0.3, 5.0  # excess below which it is chance, and above which it only tells how many
_MOST = 20_000
_CHUNK, _BLOCK = 1_000, 5_000  # of tonight's and of trusted sentences, compared at once
_ALONE, _MANY = 0.2, 0.7  # of the agents that so many conversations would have: none of the weight, and all


@dataclass(frozen=True)
class _Claims:
    """Places of new sentences, the conversations that hold them, scores, and how many say the like."""

    places: Ints
    holds: csr_array
    score: Values
    alike: Ints
    members: list[Ints]

    def by_conversation(self) -> tuple[Values, Ints]:
        rows, conversations = self.holds.tocoo().coords
        return best(self.holds.shape[1], conversations, rows, self.score[rows])


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
        scores, rows = claims.by_conversation()
        told = np.flatnonzero(scores >= REPORTED)
        texts = Sentences.of(corpus).texts(claims.places[rows[told]])
        for index, sentence in zip(told, texts, strict=True):
            row = int(rows[index])
            others = [corpus.ids[i] for i in claims.members[row] if i != index]
            evidence = {
                "why": f'The assistant says "{sentence[:160]}"; {int(claims.alike[row])} conversations'
                " tonight say nearly that, and trusted ones hardly ever.",
                "sentence": sentence[:300],
                "tonight": int(claims.alike[row]),
                "examples": others[:3],
            }
            score = round(1 - exp(-float(scores[index]) / 3), 4)
            yield Finding(corpus.ids[index], self.name, "claim", score, evidence)


def _claims(corpus: Corpus) -> _Claims | None:
    history = corpus.history
    if history is None or not len(history.meanings) or corpus.models.encoder is None:
        return None
    return corpus.once("novel claims", lambda: _found(corpus, history))


def _found(corpus: Corpus, history: History) -> _Claims:
    places = new(corpus)[:_MOST]
    near, holds = vectors(corpus, places), Sentences.of(corpus).holds[places]
    novelty = np.sqrt(share_of_new(corpus, places))
    held = np.diff(holds.indptr).astype(np.float32)
    trusted = _Trusted.of(history, len(corpus))
    customers, agents = customer_vectors(corpus), _Agents.of(corpus)
    score, alike = np.zeros(len(places)), np.zeros(len(places), np.int64)
    members = [np.zeros(0, np.int64)] * len(places)
    for start in range(0, len(places), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        cosine = near[chunk] @ near.T
        groups = [_group(cosine, least, holds, held) for least in _NEAR]
        count = np.stack([np.diff(group.by.indptr) for group in groups]).astype(np.float64)
        weight = np.stack([_weight(group, customers, agents) for group in groups]) * novelty[chunk]
        weight[:, groups[0].wordings == 0] = 0
        weight *= trusted.excess(near[chunk], count, weight > 0)
        level = weight.argmax(axis=0)
        for row in np.flatnonzero(weight.any(axis=0)):
            by = groups[level[row]].by
            held_by = by.indices[by.indptr[row] : by.indptr[row + 1]]
            score[start + row], alike[start + row] = weight[level[row], row], len(held_by)
            members[start + row] = held_by[:4]
    return _Claims(places, holds, score, alike, members)


@dataclass(frozen=True)
class _Group:
    """by (sentences, conversations) who says what is near each; wordings (sentences,) 0 where one text was
    pasted, 1 where as many wordings are about as frequent as so few conversations can have, or `_WORDINGS`
    (inverse Simpson index)."""

    by: csr_array
    wordings: Values


def _group(cosine: Floats, least: float, holds: csr_array, held: Floats) -> _Group:
    rows, columns = np.divmod(np.flatnonzero(cosine >= least), cosine.shape[1])
    ends = np.searchsorted(rows, np.arange(len(cosine) + 1))
    found = csr_array((np.ones(len(rows), np.float32), columns, ends), shape=cosine.shape)
    by = (found @ holds).tocsr()
    by.sort_indices()
    total, squares = found @ held, found @ held**2
    most = np.clip(np.diff(by.indptr), _FEW, _WORDINGS)
    share = np.log(np.maximum(total**2 / squares, 1)) / np.log(most)
    return _Group(by, np.asarray(np.clip((share - _PASTED) / (1 - _PASTED), 0, 1), np.float64))


def _weight(group: _Group, customers: Floats, agents: _Agents) -> Values:
    """(sentences,) what a group weighs however rare it was before; 0 where too few or too many say it."""
    count = np.diff(group.by.indptr)
    asked = (count >= LEAST) & (count <= _COMMON * group.by.shape[1])
    weight = np.where(asked, group.wordings, 0)
    some = np.flatnonzero(weight)
    by = group.by[some]
    weight[some] *= dispersion(by.T.tocsc(), customers) * agents.many(by)
    return weight


@dataclass(frozen=True)
class _Trusted:
    """Vectors of trusted sentences, in how many conversations each was said, and conversations tonight for
    each trusted one."""

    meanings: Floats
    said: Values
    rate: float

    @classmethod
    def of(cls, history: History, conversations: int) -> _Trusted:
        kept = len(history.meant) / max(1, len(history.sentences.keys))  # a history may keep a sample
        said = history.sentences.of(history.meant) / kept
        return cls(history.meanings, said, conversations / history.conversations)

    def excess(self, vectors: Floats, count: Values, asked: NDArray[np.bool_]) -> Values:
        """(levels, n) how surprising it is that `count` conversations, (levels, n), say what is as near as
        each of `_NEAR` to each vector; 0 where it is chance or not asked. What is chance against a part of
        history is not compared with the rest, which could only make it more usual."""
        known, burst = np.zeros_like(count), np.zeros_like(count)
        for start in range(0, len(self.said), _BLOCK):
            left = np.flatnonzero(asked.any(axis=0))
            block = slice(start, start + _BLOCK)
            known[:, left] += _counts(vectors[left] @ self.meanings[block].T, self.said[block])
            burst = np.minimum(excess(count, self.rate * (known + 0.5)), _CUT)
            asked = asked & (burst > _BURST)
        return np.where(asked, burst, 0)


def _counts(cosine: Floats, said: Values) -> Values:
    """(levels, n) in how many conversations it was `said` what is as near as each of `_NEAR`."""
    rows, columns = np.divmod(np.flatnonzero(cosine >= _NEAR[0]), max(1, cosine.shape[1]))
    values, weights = cosine[rows, columns], said[columns]
    near = [values >= least for least in _NEAR]
    counts = [np.bincount(rows[some], weights[some], len(cosine)) for some in near]
    return np.stack(counts).astype(np.float64)


@dataclass(frozen=True)
class _Agents:
    """(conversations, agents) who spoke in each; and how many would speak in so many conversations."""

    spoke: csr_array
    usual: Values

    @classmethod
    def of(cls, corpus: Corpus) -> _Agents:
        codes, shares = distinct_agents(corpus)
        rows = np.flatnonzero(codes >= 0)
        spoke = csr_array((np.ones(len(rows), np.float32), (rows, codes[rows])), (len(codes), len(shares)))
        sizes = np.arange(int(_COMMON * len(codes)) + 2)
        return cls(spoke, np.array([(1 - (1 - shares) ** size).sum() for size in sizes]))

    def many(self, by: csr_array) -> Values:
        """(rows,) 0 where one agent says it, 1 where about as many as say anything; 1 where unknown."""
        by = csr_array((np.ones(len(by.indices), np.float32), by.indices, by.indptr), shape=by.shape)
        seen = by @ self.spoke
        told = np.asarray(seen.sum(axis=1)).astype(np.int64)
        share = np.diff(seen.tocsr().indptr) / np.maximum(self.usual[told], 1e-9)
        factor: NDArray[np.float64] = np.clip((share - _ALONE) / (_MANY - _ALONE), 0, 1)
        return np.where(told * 2 > np.diff(by.indptr), factor, 1.0)
