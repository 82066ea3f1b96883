"""A word of the customer that goes with a behaviour of the assistant, more than the topic explains.

Measures  for a run x of customers and a behaviour y of the assistant (a run of words; a class of the
          classifiers: refusal, abuse) in how many conversations both stand, k, against what the topics of
          both let expect: E = sum a_s b_s / n_s and V = sum a_s b_s (n_s - a_s)(n_s - b_s) / (n_s^2
          (n_s - 1)) over strata s of similar customers (Mantel and Haenszel 1959). Score = .7 (k - E) /
          sqrt(V + .5), cut off at 20, times Wilson's lower bound of P(y | x), times the dispersion of x's
          holders. Associations as backdoors: Z-defence (arXiv 2305.11596).
          With history only runs that burst are asked; without, all that are neither rare nor common.
Cost      a sparse product of the candidate runs of both sides; seconds for 10,000 conversations.
Fails     on triggers that fit the matter, on a trigger or payload of fewer than three conversations, and
          on payloads that have no word and no class in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp
from typing import ClassVar

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack

from guard.corpus import Corpus, Floats, Ints
from guard.customers import customer_vectors, topics
from guard.detector import Counts, Measured, register
from guard.dispersion import dispersion
from guard.grams import Grams
from guard.runs import LEAST, Values, best, bursts
from guard.text import content_digest
from guard.types import ROLES, Finding, Group

REPORTED = 3.0
_CLASSES = {"refusal": ("refusal", 0.5, "refuses"), "toxicity": ("toxic", 0.4, "is abusive")}
_COMMON_USER, _COMMON_REPLY = 0.1, 0.05  # share of conversations above which a run is everybody's
_MOST = 200_000  # pairs whose strata are looked at, the most surprising overall
_CHUNK = 20_000
_COLUMNS = 2_000  # runs of customers multiplied at once, which bounds memory
_CUT = 20.0
_Z = 2.58


@dataclass(frozen=True)
class _Side:
    holds: csc_array
    names: list[str]


@dataclass(frozen=True)
class _Pairs:
    """Associations, strongest first: row of x, row of y, both in how many, score; and who holds both."""

    x: Ints
    y: Ints
    both: Ints
    score: Values
    user: _Side
    reply: _Side

    def members(self, place: int) -> Ints:
        x, y = self.user.holds, self.reply.holds
        i, j = self.x[place], self.y[place]
        left, right = x.indices[x.indptr[i] : x.indptr[i + 1]], y.indices[y.indptr[j] : y.indptr[j + 1]]
        return np.intersect1d(left, right, assume_unique=True)

    def by_conversation(self) -> tuple[Values, Ints]:
        """(n,) highest score in each conversation, and which association that is."""
        members = [self.members(place) for place in range(len(self.x))]
        rows = np.concatenate([*members, np.zeros(0, np.int64)]).astype(np.int64)
        places = np.repeat(np.arange(len(self.x)), [len(m) for m in members])
        return best(self.user.holds.shape[0], rows, places, self.score[places])


@register
class Associations:
    name: ClassVar[str] = "associations"
    labels: ClassVar[Mapping[str, str]] = {
        "trigger": "what the customer says goes with how the assistant behaves, whatever the topic",
    }

    def signals(self, corpus: Corpus) -> Mapping[str, Values]:
        """(n,) highest score of an association that both sides of a conversation have."""
        return {"trigger": _pairs(corpus).by_conversation()[0]}

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        pairs = _pairs(corpus)
        scores, places = pairs.by_conversation()
        held = np.diff(pairs.user.holds.indptr)
        for place in np.unique(places[scores >= REPORTED]):
            trigger, behaviour = pairs.user.names[pairs.x[place]], pairs.reply.names[pairs.y[place]]
            both, having = int(pairs.both[place]), int(held[pairs.x[place]])
            members = tuple(corpus.ids[i] for i in pairs.members(int(place)))
            score = round(1 - exp(-float(pairs.score[place]) / 6), 4)
            evidence = {
                "why": f'Where the customer says "{trigger}", the assistant {behaviour}: in {both} of'
                f" {having} conversations, whatever the topic.",
                "trigger": trigger,
                "behaviour": behaviour,
                "tonight": both,
                "with_trigger": having,
                "strength": round(float(pairs.score[place]), 2),
                "examples": list(members[:3]),
            }
            group = "trigger-" + content_digest([("user", trigger), ("assistant", behaviour)])[:16]
            yield Group(group, "trigger", score, members, evidence)
            for index in np.flatnonzero((places == place) & (scores >= REPORTED)):
                yield Finding(corpus.ids[index], self.name, "trigger", score, evidence, group=group)


def _pairs(corpus: Corpus) -> _Pairs:
    return corpus.once("associations", lambda: _associated(corpus))


def _associated(corpus: Corpus) -> _Pairs:
    user, reply = _customers(corpus), _behaviours(corpus)
    x, y, both = _candidates(user.holds, reply.holds)
    score = _strength(x, y, both, user.holds, reply.holds, topics(corpus))
    order = np.lexsort((y, x, -score))
    order = order[score[order] >= 1.0]
    return _Pairs(x[order], y[order], both[order], score[order], user, reply)


def _customers(corpus: Corpus) -> _Side:
    side = _runs(corpus, corpus.user_grams, _COMMON_USER, "user")
    found = bursts(corpus, "user")
    spread = dispersion(side.holds, customer_vectors(corpus)) if found is None else found.dispersion
    kept = np.flatnonzero(spread > 0)
    return _Side(_scaled(side.holds[:, kept], spread[kept]), [side.names[i] for i in kept])


def _scaled(holds: csc_array, weights: Values) -> csc_array:
    """The same holders, with each column's weight as its value."""
    holds = holds.copy()
    holds.data = np.repeat(weights, np.diff(holds.indptr)).astype(np.float32)
    return holds


def _runs(corpus: Corpus, grams: Grams, common: float, side: str) -> _Side:
    found = bursts(corpus, "user" if side == "user" else "reply")
    if found is not None:
        holds, columns = found.holds, found.columns
    else:
        often = grams.document_frequency()
        columns = np.flatnonzero((often > LEAST) & (often <= common * len(corpus)))
        holds = grams.holds[:, columns].tocsc()
    verb = "" if side == "user" else "says "
    names = [f'{verb}"{grams.render(int(c))}"' if verb else grams.render(int(c)) for c in columns]
    return _Side(holds, names)


def _behaviours(corpus: Corpus) -> _Side:
    runs = _runs(corpus, corpus.reply_grams, _COMMON_REPLY, "reply")
    classes = [(says, rows) for says, rows in _classified(corpus) if len(rows) >= LEAST]
    flags = [
        csc_array((np.ones(len(rows), np.float32), (rows, np.zeros_like(rows))), shape=(len(corpus), 1))
        for _, rows in classes
    ]
    return _Side(hstack([runs.holds, *flags], format="csc"), [*runs.names, *(says for says, _ in classes)])


def _classified(corpus: Corpus) -> Iterator[tuple[str, Ints]]:
    """What a class is called, and the conversations in which the assistant does it."""
    rows = np.flatnonzero(corpus.turns.role == ROLES.index("assistant"))
    for kind, (label, least, says) in _CLASSES.items():
        if getattr(corpus.models, kind) is None:
            continue
        names, scores = corpus.scores(kind)
        if label in names:
            does = scores[corpus.turns.text[rows], names.index(label)] >= least
            yield says, np.unique(corpus.turns.conversation[rows[does]])


def _candidates(user: csc_array, reply: csc_array) -> tuple[Ints, Ints, Ints]:
    """Pairs that stand together at least `LEAST` times and clearly more often than by chance."""
    a, b = np.diff(user.indptr).astype(np.float64), np.diff(reply.indptr).astype(np.float64)
    count = user.shape[0]
    ones = csc_array((np.ones_like(user.data), user.indices, user.indptr), shape=user.shape).T.tocsr()
    right = reply.tocsr()
    found: list[tuple[Ints, Ints, Ints, Values]] = []
    for start in range(0, ones.shape[0], _COLUMNS):
        together = (ones[start : start + _COLUMNS] @ right).tocoo()
        often = np.flatnonzero(together.data >= LEAST)
        x, y = together.coords[0][often] + start, together.coords[1][often]
        both = together.data[often].astype(np.int64)
        chance = a[x] * b[y] / count
        z = (both - chance) / np.sqrt(chance + 0.5)
        likely = z > 3
        found.append((x[likely], y[likely], both[likely], z[likely]))
    if not found:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    x, y, both = (np.concatenate([part[i] for part in found]).astype(np.int64) for i in range(3))
    z = np.concatenate([part[3] for part in found])
    kept = np.sort(np.lexsort((y, x, -z))[:_MOST])
    return x[kept], y[kept], both[kept]


def _strength(x: Ints, y: Ints, both: Ints, user: csc_array, reply: csc_array, strata: Ints) -> Values:
    """(pairs,) scores, with the dispersion of x as it stands in the values of `user`."""
    sizes = np.bincount(strata).astype(np.float64)
    member = csr_array((np.ones(len(strata), np.float32), (np.arange(len(strata)), strata)))
    flat = csc_array((np.ones_like(user.data), user.indices, user.indptr), shape=user.shape)
    a, b = _counts(flat, member), _counts(reply, member)
    spread = np.zeros(user.shape[1])
    filled = np.flatnonzero(np.diff(user.indptr))
    spread[filled] = user.data[user.indptr[:-1][filled]]
    result = np.zeros(len(x))
    for start in range(0, len(x), _CHUNK):
        part = slice(start, start + _CHUNK)
        left, right = a[x[part]], b[y[part]]
        mean = left * right / sizes
        expected = mean.sum(axis=1)
        variance = (mean * (sizes - left) * (sizes - right) / (sizes * np.maximum(sizes - 1, 1))).sum(axis=1)
        strength = 0.7 * (both[part] - expected) / np.sqrt(variance + 0.5)
        low = _wilson(both[part] / left.sum(axis=1), left.sum(axis=1))
        result[part] = np.minimum(np.maximum(strength, 0), _CUT) * low
    return result * spread[x]


def _counts(holds: csc_array, member: csr_array) -> Floats:
    return np.asarray((holds.T.tocsr() @ member).toarray(), np.float64)


def _wilson(share: Values, size: Values) -> Values:
    """Lower end of Wilson's interval at z = 2.58."""
    square = _Z**2
    half = _Z * np.sqrt(share * (1 - share) / size + square / (4 * size**2))
    return np.asarray((share + square / (2 * size) - half) / (1 + square / size))
