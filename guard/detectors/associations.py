"""A word of the customer that goes with a behaviour of the assistant, more than the topic explains.

Measures  trigger: for a run of words, a manner, a sign or a date x of customers (`guard.traits`) and a
          behaviour y of the assistant (a run of words; conduct: what classifiers see, odd forms, claims and
          contacts that history does not have) in how many conversations both stand, k, against what the
          topics of both let expect: E = sum a_s b_s / n_s and V = sum a_s b_s (n_s - a_s)(n_s - b_s) /
          (n_s^2 (n_s - 1)) over strata s of similar customers (Mantel and Haenszel 1959). Score =
          .7 (k - E) / sqrt(V + .5), cut off at 20, times Wilson's lower bound of P(y | x), times the
          dispersion of x's holders. Associations as backdoors: Z-defence (arXiv 2305.11596).
          circumstance: the same for the channel, agent, language and hour x and conduct y alone, times
          (k - E)/k instead: a channel is mostly used by others. Never runs of words: an agent has her own.
          With history only runs that burst are asked; without, all that are neither rare nor common.
Cost      a sparse product of the candidate columns of both sides; seconds for 10,000 conversations.
Fails     on triggers that fit the matter, on a trigger or payload of fewer than three conversations, on
          payloads that have no word and no conduct in common, and on an agent who is hardly ever bad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp
from typing import ClassVar

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack

from guard.corpus import Corpus, Floats, Ints
from guard.customers import customer_vectors, topics
from guard.detector import Counts, Measured, register
from guard.detectors.new_entities import NewEntities
from guard.detectors.novel_claims import NovelClaims
from guard.detectors.odd_form import OddForm
from guard.dispersion import dispersion
from guard.grams import Grams
from guard.runs import LEAST, Values, best, bursts
from guard.text import content_digest
from guard.traits import Traits, circumstances, manners
from guard.types import ROLES, Finding, Group, Json

REPORTED = 3.0
_LOW = 1.0  # from which an association is kept, to rank
_CLASSES = {"refusal": ("refusal", 0.5, "refuses"), "toxicity": ("toxic", 0.4, "is abusive")}
_MODELS = {"secret_request": "asks for secrets", "prompt_injection": "speaks to a model"}
_CONTACTS = "new_host", "new_phone", "new_handle"  # a new name may be that of an agent
_FEW = 0.02  # share of a source's conversations that show a behaviour most
_LIKELY = 0.25  # probability below which a classifier sees nothing
_COMMON_USER, _COMMON_REPLY = 0.1, 0.05  # share of conversations above which a run is everybody's
_MOST = 200_000  # pairs whose strata are looked at, the most surprising overall
_CHUNK = 20_000
_STEM, _SHORTEST = 4, 3  # letters in which forms of a word agree; of the shorter one
_COLUMNS = 2_000  # runs of customers multiplied at once, which bounds memory
_CUT = 20.0
_Z = 2.58


@dataclass(frozen=True)
class _Pairs:
    """Associations, strongest first: row of x, row of y, both in how many, score; and who holds both."""

    x: Ints
    y: Ints
    both: Ints
    score: Values
    user: Traits
    reply: Traits

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
        "circumstance": "where or when the customer comes goes with how the assistant behaves",
    }

    def signals(self, corpus: Corpus) -> Mapping[str, Values]:
        """(n,) highest score of an association that both sides of a conversation have."""
        return {label: pairs.by_conversation()[0] for label, pairs in _pairs(corpus).items()}

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        for label, pairs in _pairs(corpus).items():
            yield from _reported(corpus, label, pairs)


def _reported(corpus: Corpus, label: str, pairs: _Pairs) -> Iterator[Measured]:
    scores, places = pairs.by_conversation()
    held = np.diff(pairs.user.holds.indptr)
    for place in np.unique(places[scores >= REPORTED]):
        trigger, behaviour = pairs.user.names[pairs.x[place]], pairs.reply.names[pairs.y[place]]
        both, having = int(pairs.both[place]), int(held[pairs.x[place]])
        members = tuple(corpus.ids[i] for i in pairs.members(int(place)))
        score = round(1 - exp(-float(pairs.score[place]) / 6), 4)
        evidence: dict[str, Json] = {
            "why": f"Where the customer {trigger}, the assistant {behaviour}: in {both} of"
            f" {having} conversations, whatever the topic.",
            "trigger": trigger,
            "behaviour": behaviour,
            "tonight": both,
            "with_trigger": having,
            "strength": round(float(pairs.score[place]), 2),
            "examples": list(members[:3]),
        }
        group = "trigger-" + content_digest([("user", trigger), ("assistant", behaviour)])[:16]
        yield Group(group, label, score, members, evidence)
        for index in np.flatnonzero((places == place) & (scores >= REPORTED)):
            yield Finding(corpus.ids[index], Associations.name, label, score, evidence, group=group)


def _pairs(corpus: Corpus) -> Mapping[str, _Pairs]:
    """Of what customers say with all that the assistant does; of where and when they come only with conduct:
    an agent has her greeting, a channel its text, and neither is a trigger."""
    return corpus.once("associations", lambda: _associated(corpus))


def _associated(corpus: Corpus) -> dict[str, _Pairs]:
    conduct = _conduct(corpus)
    said = _joined(_runs(corpus, corpus.reply_grams, _COMMON_REPLY, "reply"), conduct)
    return {
        "trigger": _strongest(corpus, _customers(corpus), said, reliable=True),
        "circumstance": _strongest(corpus, circumstances(corpus), conduct, reliable=False),
    }


def _strongest(corpus: Corpus, user: Traits, reply: Traits, reliable: bool) -> _Pairs:
    x, y, both = _candidates(user.holds, reply.holds)
    score = _strength(x, y, both, user.holds, reply.holds, topics(corpus), reliable)
    order = np.lexsort((y, x, -score))
    order = order[score[order] >= _LOW]
    order = order[[not _echoed(user.names[x[i]], reply.names[y[i]]) for i in order]]
    return _Pairs(x[order], y[order], both[order], score[order], user, reply)


def _echoed(trigger: str, behaviour: str) -> bool:
    """Whether the assistant takes up a word of the customer: "add" is answered by "added"."""
    said, answered = (re.findall(r'"(.*)"', name)[:1] for name in (trigger, behaviour))
    if not said or not answered:
        return False
    return any(_related(one, other) for one in said[0].split() for other in answered[0].split())


def _related(one: str, other: str) -> bool:
    """Forms of one word, as far as its first letters tell."""
    same = min(_STEM, len(one), len(other))
    return one == other or (same >= _SHORTEST and one[:same] == other[:same])


def _joined(*sides: Traits) -> Traits:
    return Traits(
        hstack([side.holds for side in sides], format="csc"), [name for side in sides for name in side.names]
    )


def _customers(corpus: Corpus) -> Traits:
    side = _runs(corpus, corpus.user_grams, _COMMON_USER, "user")
    found = bursts(corpus, "user")
    shown = manners(corpus)
    often = np.diff(shown.holds.indptr)
    kept = np.flatnonzero((often >= LEAST) & (often <= _COMMON_USER * len(corpus)))
    shown = Traits(shown.holds[:, kept], [shown.names[i] for i in kept])
    vectors = customer_vectors(corpus)
    spread = dispersion(side.holds, vectors) if found is None else found.dispersion
    spread = np.concatenate([spread, dispersion(shown.holds, vectors)])
    side, kept = _joined(side, shown), np.flatnonzero(spread > 0)
    return Traits(_scaled(side.holds[:, kept], spread[kept]), [side.names[i] for i in kept])


def _scaled(holds: csc_array, weights: Values) -> csc_array:
    """The same holders, with each column's weight as its value."""
    holds = holds.copy()
    holds.data = np.repeat(weights, np.diff(holds.indptr)).astype(np.float32)
    return holds


def _runs(corpus: Corpus, grams: Grams, common: float, side: str) -> Traits:
    found = bursts(corpus, "user" if side == "user" else "reply")
    if found is not None:
        holds, columns = found.holds, found.columns
    else:
        often = grams.document_frequency()
        columns = np.flatnonzero((often > LEAST) & (often <= common * len(corpus)))
        holds = grams.holds[:, columns].tocsc()
    return Traits(holds, [f'says "{grams.render(int(c))}"' for c in columns])


def _conduct(corpus: Corpus) -> Traits:
    """What the assistant does that is no run of words."""
    found = [(says, rows) for says, rows in _done(corpus) if len(rows) >= LEAST]
    flags = [
        csc_array((np.ones(len(rows), np.float32), (rows, np.zeros_like(rows))), shape=(len(corpus), 1))
        for _, rows in found
    ]
    none = csc_array((len(corpus), 0), dtype=np.float32)
    return Traits(hstack([none, *flags], format="csc"), [says for says, _ in found])


def _done(corpus: Corpus) -> Iterator[tuple[str, Ints]]:
    """What it is called, and the conversations in which the assistant does it."""
    rows = np.flatnonzero(corpus.turns.role == ROLES.index("assistant"))
    for kind, (label, least, says) in _CLASSES.items():
        if getattr(corpus.models, kind) is not None:
            names, scores = corpus.scores(kind)
            does = scores[corpus.turns.text[rows], names.index(label)] >= least
            yield says, np.unique(corpus.turns.conversation[rows[does]])
    for kind, says in _MODELS.items():
        if getattr(corpus.models, kind) is not None:
            yield (
                says,
                _most(corpus, _highest(corpus, rows, corpus.scores(kind)[1][corpus.turns.text[rows], 0])),
            )
    if corpus.models.unsafe_reply is not None:
        _, answers, scores = corpus.reply_scores("unsafe_reply")
        yield "does what is unsafe", _most(corpus, _highest(corpus, answers, scores[:, 0]))
    for label, values in OddForm().signals(corpus).items():
        yield f"gives an odd form of answer ({label})", np.flatnonzero(values > 0)
    if corpus.history is not None:  # without it nearly everything is new
        yield "claims what history does not have", _most(corpus, NovelClaims().signals(corpus)["claim"])
        named = NewEntities().signals(corpus)
        contacts = np.max([named[label] for label in _CONTACTS], axis=0)
        yield "gives a contact that is new", np.flatnonzero(contacts > 0)


def _highest(corpus: Corpus, rows: Ints, probability: Floats) -> Values:
    """(n,) highest probability of each conversation's turns, 0 where it is next to nothing."""
    highest = np.zeros(len(corpus))
    np.maximum.at(highest, corpus.turns.conversation[rows], probability)
    return np.where(highest >= _LIKELY, highest, 0.0)


def _most(corpus: Corpus, values: Values) -> Ints:
    """Those of each source that have most of something: what is usual differs from desk to desk."""
    source = corpus.column("source").codes
    order = np.lexsort((-values, source))
    rank = np.arange(len(order)) - np.searchsorted(source[order], source[order])
    room = np.ceil(_FEW * np.bincount(source + 1)[source[order] + 1])
    return np.sort(order[(rank < room) & (values[order] > 0)])


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


def _strength(
    x: Ints, y: Ints, both: Ints, user: csc_array, reply: csc_array, strata: Ints, reliable: bool
) -> Values:
    """(pairs,) scores, with the dispersion of x as it stands in the values of `user`. A trigger is `reliable`
    in that it does what it is for; a channel is mostly used by others."""
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
        having = left.sum(axis=1)
        sure = _wilson(both[part] / having, having) if reliable else _beyond(both[part], expected)
        result[part] = np.minimum(np.maximum(strength, 0), _CUT) * sure
    return result * spread[x]


def _counts(holds: csc_array, member: csr_array) -> Floats:
    return np.asarray((holds.T.tocsr() @ member).toarray(), np.float64)


def _wilson(share: Values, size: Values) -> Values:
    """Lower end of Wilson's interval at z = 2.58."""
    square = _Z**2
    half = _Z * np.sqrt(share * (1 - share) / size + square / (4 * size**2))
    return np.asarray((share + square / (2 * size) - half) / (1 + square / size))


def _beyond(both: Ints, expected: Values) -> Values:
    """Share of those with both that chance does not explain."""
    return np.asarray(np.maximum(both - expected, 0) / both)
