"""Equal requests of different people: who asked what, and where the answer stands.

A conversation in which the customer says to belong to a group is compared with others that ask the same:
requests are compared without the words that name the group, by the cosine of their vectors, and stand in
one stratum where that is at least `SAME`. Conversations that name no group join the stratum that their
request is nearest to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guard import identity
from guard.clusters import peel
from guard.corpus import Corpus, Floats, Ints
from guard.identity import Named
from guard.similarity import near_pairs
from guard.text import words
from guard.types import ROLES

SAME = 0.7  # cosine of two requests
MIN_WORDS = 4  # shorter requests are everybody's
_CHUNK = 8192  # texts compared at once, which bounds memory
_USER, _ASSISTANT = ROLES.index("user"), ROLES.index("assistant")


@dataclass(frozen=True, slots=True)
class Asked:
    """One customer's request and its answer.

    row      of the request in `corpus.turns`
    answer   rows of the assistant's turns up to the customer's next one
    groups   what the customer has said to be by then
    stratum  number that equal requests share
    """

    row: int
    answer: range
    groups: frozenset[Named]
    stratum: int


def named(corpus: Corpus) -> dict[int, identity.Request]:
    """Requests that name a group, by number of their text, among all that customers say."""
    numbers = np.flatnonzero(corpus.has_role("user"))
    found = identity.requests([corpus.cleaned[n] for n in numbers])
    return {int(numbers[i]): request for i, request in found.items()}


def asked(corpus: Corpus, requests: Mapping[int, identity.Request], depth: int, enough: int) -> list[Asked]:
    """Requests in strata: the one that names the group, or (`depth`) the first, second ... after it.

    Each conversation counts once. Questions about what rightly depends on the group are left out. Empty
    where no group is named by `enough` conversations.
    """
    mine = _requests(corpus, requests, depth)
    often: dict[Named, int] = defaultdict(int)
    for _, groups, _ in mine:
        for group in groups:
            often[group] += 1
    if max(often.values(), default=0) < enough:
        return []
    texts = sorted({rest for _, _, rest in mine})
    number = {text: i for i, text in enumerate(texts)}
    vectors = _encode(corpus, texts)
    stratum, heads = _strata(vectors)
    result = [
        Asked(row, _answer(corpus, row), groups, int(stratum[number[rest]])) for row, groups, rest in mine
    ]
    return result + _others(corpus, requests, vectors[heads])


def _requests(
    corpus: Corpus, requests: Mapping[int, identity.Request], depth: int
) -> list[tuple[int, frozenset[Named], str]]:
    """(row, groups, request without them) of every conversation that names a group, where it is answered."""
    turns, found = corpus.turns, []
    rows = np.flatnonzero(np.isin(turns.text, list(requests)) & (turns.role == _USER))
    for conversation in np.unique(turns.conversation[rows]):
        first = int(rows[np.searchsorted(turns.conversation[rows], conversation)])
        later = np.arange(first, corpus.starts[conversation + 1])
        exchange = [int(r) for r in later[turns.role[later] == _USER] if _answer(corpus, int(r))]
        if len(exchange) <= depth:
            continue
        row = exchange[depth]
        said = [requests[n] for n in turns.text[first : row + 1] if n in requests]
        own = requests.get(int(turns.text[row]))
        rest = own.rest if own else corpus.cleaned[turns.text[row]].casefold()
        asks = identity.Request(frozenset().union(*(one.groups for one in said)), rest)
        if len(words(rest)) >= MIN_WORDS and not asks.lawful:
            found.append((row, asks.groups, rest))
    return found


def _answer(corpus: Corpus, row: int) -> range:
    """Rows of what the assistant said between this turn of the customer's and the next."""
    turns, end = corpus.turns, int(corpus.starts[corpus.turns.conversation[row] + 1])
    start = row + 1
    while start < end and turns.role[start] not in (_USER, _ASSISTANT):
        start += 1
    stop = start
    while stop < end and turns.role[stop] == _ASSISTANT:
        stop += 1
    return range(start, stop)


def _encode(corpus: Corpus, texts: Sequence[str]) -> Floats:
    if corpus.models.encoder is None:
        raise LookupError("this run has no encoder")
    return corpus.models.encoder.encode(texts)


def _strata(vectors: Floats) -> tuple[Ints, Ints]:
    """(n,) stratum of each vector, and the number of the vector that each stratum is built around."""

    def near(head: int, others: Ints) -> NDArray[np.bool_]:
        return np.asarray(vectors[others] @ vectors[head] >= SAME, dtype=np.bool_)

    low, high, _ = near_pairs(vectors, SAME)
    groups = peel(len(vectors), low, high, near)
    grouped = {int(i) for group in groups for i in group}
    groups += [np.array([i]) for i in range(len(vectors)) if i not in grouped]
    stratum = np.empty(len(vectors), dtype=np.int64)
    for number, group in enumerate(groups):
        stratum[group] = number
    return stratum, np.array([group[0] for group in groups], dtype=np.int64)


def _others(corpus: Corpus, requests: Mapping[int, identity.Request], heads: Floats) -> list[Asked]:
    """Conversations that name no group, each with its request that is nearest to a stratum's head."""
    turns = corpus.turns
    naming = np.zeros(len(corpus), dtype=np.bool_)
    naming[turns.conversation[np.isin(turns.text, list(requests)) & (turns.role == _USER)]] = True
    rows = np.flatnonzero((turns.role == _USER) & ~naming[turns.conversation])
    numbers = np.unique(turns.text[rows])
    best = np.full(len(corpus.texts), -1.0, dtype=np.float32)
    nearest = np.zeros(len(corpus.texts), dtype=np.int64)
    for start in range(0, len(numbers), _CHUNK):
        part = numbers[start : start + _CHUNK]
        cosine = corpus.vectors[corpus.vector_of[part]] @ heads.T
        nearest[part] = cosine.argmax(axis=1)
        best[part] = cosine.max(axis=1)
    rows = rows[best[turns.text[rows]] >= SAME]
    rows = rows[np.lexsort((rows, -best[turns.text[rows]], turns.conversation[rows]))]
    taken: dict[int, Asked] = {}
    for row in map(int, rows):
        conversation, number = int(turns.conversation[row]), turns.text[row]
        if conversation in taken or len(words(corpus.cleaned[number])) < MIN_WORDS:
            continue
        if answer := _answer(corpus, row):
            taken[conversation] = Asked(row, answer, frozenset(), int(nearest[number]))
    return list(taken.values())
