"""Runs of words that stand in more conversations tonight than history leads one to expect.

burst       B = sqrt(2 (c ln(c/e) - c + e)), c conversations tonight less one, e = (N tonight / N history)
            (n + .5) expected from the n of history
dispersion  whether the customers talk about unrelated matters (guard.dispersion): a new product is asked
            about by those who want it, a payload stands under anything
variety     0 for a run that stands in one sentence, pasted word for word: a macro that nobody declared;
            less than 1 for one that few agents use: a signature
weight      the burst, cut off where numbers only tell how big a campaign is, times all three
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from guard.corpus import Corpus, Ints
from guard.customers import customer_vectors, distinct_agents, run_vectors
from guard.dispersion import dispersion
from guard.grams import Grams
from guard.surprise import excess

Side = Literal["user", "reply"]
Values = NDArray[np.float64]

LEAST = 3  # conversations
BURST = 2.0
CUT = 10.0
_WORDINGS = 5  # sentences, equally frequent, in which a run that is no macro stands
_KEPT = 0.3  # of the weight, where only one agent says it


@dataclass(frozen=True)
class Bursts:
    """Bursting runs of one side. All arrays have one entry per run; `holds` is (conversations, runs)."""

    grams: Grams
    columns: Ints
    holds: csc_array
    now: Ints
    before: Ints
    burst: Values
    dispersion: Values
    weight: Values

    def render(self, place: int) -> str:
        return self.grams.render(int(self.columns[place]))

    def holders(self, place: int) -> Ints:
        """Conversations that have the run, ascending."""
        return np.asarray(self.holds.indices[self.holds.indptr[place] : self.holds.indptr[place + 1]])

    def best(self) -> tuple[Values, Ints]:
        """(conversations,) highest weight of a run in each, and that run, -1 where there is none."""
        rows, places = self.holds.tocoo().coords
        return best(self.holds.shape[0], rows, places, self.weight[places])


def best(count: int, rows: Ints, places: Ints, values: Values) -> tuple[Values, Ints]:
    """(count,) highest of the values of each row, and its place, -1 where none is above 0; of equal ones
    the first place."""
    order = np.lexsort((places, -values, rows))
    order = order[values[order] > 0]
    _, first = np.unique(rows[order], return_index=True)
    top, which = np.zeros(count), np.full(count, -1, np.int64)
    top[rows[order[first]]], which[rows[order[first]]] = values[order[first]], places[order[first]]
    return top, which


def bursts(corpus: Corpus, side: Side) -> Bursts | None:
    """Bursting runs; None without history, since nothing says what is usual."""
    if corpus.history is None or corpus.history.conversations == 0:
        return None
    return corpus.once(f"bursts.{side}", partial(_bursts, corpus, side))


def _bursts(corpus: Corpus, side: Side) -> Bursts:
    history = corpus.history
    assert history is not None
    grams = corpus.user_grams if side == "user" else corpus.reply_grams
    table = history.user if side == "user" else history.reply
    rate = len(corpus) / history.conversations
    expected = (rate * (table.of(grams.keys) + 0.5)).astype(np.float64)
    now = grams.document_frequency()
    columns = np.flatnonzero((now >= LEAST) & (excess(now.astype(np.float64), expected) > BURST))
    holds = grams.holds[:, columns].tocsc()
    if side == "reply":
        holds = _without_copies(holds, grams.keys[columns], corpus.user_grams)
    now = np.diff(holds.indptr).astype(np.int64)
    burst = excess(now.astype(np.float64), expected[columns])
    kept = np.flatnonzero((now >= LEAST) & (burst > BURST))
    columns, holds, now, burst = columns[kept], holds[:, kept], now[kept], burst[kept]
    before = table.of(grams.keys[columns])
    spread = dispersion(holds, customer_vectors(corpus))
    if side == "user":  # a new word in short messages would make them alike
        new = np.flatnonzero(before == 0)
        own = run_vectors(corpus, [grams.render(int(c)) for c in columns[new]])
        spread[new] = dispersion(holds[:, new], customer_vectors(corpus), own)
    weight = np.minimum(burst, CUT) * spread
    if side == "reply":
        weight *= _wordings(corpus, grams, columns) * _agents(corpus, holds, now)
    return Bursts(grams, columns, holds, now, before, burst, spread, weight)


def _without_copies(holds: csc_array, keys: NDArray[np.uint64], user: Grams) -> csc_array:
    """Without the conversations in which the customer says the run as well: an answer that takes it up."""
    place = np.minimum(np.searchsorted(user.keys, keys), max(0, len(user.keys) - 1))
    shared = np.flatnonzero(user.keys[place] == keys) if len(user.keys) else np.zeros(0, np.int64)
    if not len(shared):
        return holds
    said = user.holds[:, place[shared]].tocoo()
    rows, columns = said.coords
    copied = csc_array((np.ones(len(rows), np.float32), (rows, shared[columns])), shape=holds.shape)
    left = (holds - holds.multiply(copied)).tocsc()
    left.eliminate_zeros()
    left.sort_indices()
    return left


def _wordings(corpus: Corpus, grams: Grams, columns: Ints) -> Values:
    """(runs,) 0 where a run stands in one sentence only, pasted again and again; 1 where in `_WORDINGS` that
    are about as frequent (inverse Simpson index)."""
    words = grams.words
    uses = np.bincount(corpus.said("assistant")[2], minlength=len(words.texts))
    _, sentence = np.unique(words.sentence_keys(), return_inverse=True)
    number: Ints = np.cumsum(words.ends) - words.ends
    keys = grams.keys[columns]
    total, squares = np.zeros(len(columns)), np.zeros(len(columns))
    for order in np.unique(grams.orders[columns]):
        found, places = words.runs(int(order))
        place = np.minimum(np.searchsorted(keys, found), len(keys) - 1)
        hits = np.flatnonzero(keys[place] == found)
        run, said = place[hits], sentence[number[places[hits]]]
        pairs, pair = np.unique(np.stack([run, said]), axis=1, return_inverse=True)
        times = np.bincount(pair, uses[words.owner[places[hits]]], pairs.shape[1])
        total += np.bincount(pairs[0], times, len(columns))
        squares += np.bincount(pairs[0], times**2, len(columns))
    share = np.log(np.maximum(total**2 / np.maximum(squares, 1), 1)) / np.log(_WORDINGS)
    return np.asarray(np.clip(share, 0, 1), np.float64)


def _agents(corpus: Corpus, holds: csc_array, now: Ints) -> Values:
    """(runs,) .3 to 1: how many agents say each run, of as many as so many conversations would have."""
    codes, shares = distinct_agents(corpus)
    rows, columns = holds.tocoo().coords
    known = codes[rows] >= 0
    pairs = np.unique(np.stack([columns[known], codes[rows][known]]), axis=1)
    seen = np.bincount(pairs[0], minlength=len(now))
    told = np.bincount(columns[known], minlength=len(now))
    usual = {int(n): float((1 - (1 - shares) ** n).sum()) for n in np.unique(told)}
    expected = np.array([usual[int(n)] for n in told])
    factor = np.clip(seen / np.maximum(expected, 1e-9), _KEPT, 1.0)
    return np.where(told * 2 > now, factor, 1.0)
