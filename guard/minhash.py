"""Near-copies of texts by their words: MinHash signatures and banded hashing, vectorised.

MinHash (Broder, 1997) estimates the Jaccard similarity of two shingle sets by the share of equal minima;
banding (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3) finds candidate pairs without
comparing all. Written here over flat arrays because one signature at a time, as libraries offer it, costs
more than all other detectors together; the tests hold it against exact Jaccard.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint32]

BANDS, ROWS = 24, 3  # a pair of Jaccard .5 becomes a candidate with probability .96, one of .6 with .997
_FEW = 32  # sets
_QUICK = 48  # minima for a first estimate
_PAIRS = 200_000  # compared at once, which bounds memory
_PRIME = np.uint64((1 << 31) - 1)  # products of two 31-bit numbers fit into 64 bits
_LEFT, _RIGHT = np.uint64(1_000_003), np.uint64(754_974_721)  # so that "a b" is not "b a"


def shingle_sets(texts: Sequence[Sequence[str]]) -> list[Ints]:
    """The distinct words and pairs of neighbouring words of each tokenised text, as sorted 31-bit hashes.

    Single words are shingles too, so that short messages with one word changed stay near.
    """
    known: dict[str, int] = {}
    hashes = [
        known[word] if word in known else known.setdefault(word, _hash(word))
        for tokens in texts
        for word in tokens
    ]
    word = np.array(hashes, dtype=np.uint64)
    lengths = np.array([len(tokens) for tokens in texts], dtype=np.int64)
    owner = np.repeat(np.arange(len(texts)), lengths)
    within = np.flatnonzero(owner[1:] == owner[:-1])
    pair = (word[within] * _LEFT + word[within + 1] * _RIGHT + np.uint64(1)) % _PRIME
    both = np.concatenate([owner, owner[within]]).astype(np.uint64) << np.uint64(31)
    items = np.sort(both | np.concatenate([word, pair]))  # np.unique hashes first, and takes thrice as long
    distinct = items[np.diff(items, prepend=~items[:1]) != 0]
    ends = np.searchsorted(distinct, np.arange(1, len(texts) + 1, dtype=np.uint64) << np.uint64(31))
    hashed = (distinct & np.uint64(0x7FFFFFFF)).astype(np.int64)
    return np.split(hashed, ends[:-1]) if len(texts) else []


def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) % int(_PRIME)


def signatures(sets: Sequence[Ints], permutations: int = BANDS * ROWS, seed: int = 7) -> Hashes:
    """(n, permutations) MinHash signatures; an empty set gets the largest value everywhere."""
    result = np.full((len(sets), permutations), _PRIME, dtype=np.uint32)
    filled = [i for i, items in enumerate(sets) if len(items)]
    if not filled:
        return result
    flat = np.concatenate([sets[i] for i in filled]).astype(np.uint64)
    starts = np.concatenate([[0], np.cumsum([len(sets[i]) for i in filled])[:-1]])
    random = np.random.default_rng(seed)
    for column in range(permutations):
        a, b = random.integers(1, int(_PRIME), size=2, dtype=np.uint64)
        result[filled, column] = np.minimum.reduceat((flat * a + b) % _PRIME, starts)
    return result


def jaccard(a: Ints, b: Ints) -> float:
    """Exact Jaccard similarity of two sorted sets; two empty ones share nothing (0)."""
    if len(a) == 0 or len(b) == 0:
        return 0.0
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return shared / (len(a) + len(b) - shared)


def candidate_pairs(signature: Hashes, bands: int = BANDS, rows: int = ROWS) -> tuple[Ints, Ints]:
    """Pairs (a, b), a < b, that agree on all rows of a band, each once.

    Inside a bucket every member is paired with the first and with its predecessor only: 10,000 copies
    give 20,000 pairs, not 50 million, and stay connected.
    """
    lows: list[Ints] = []
    highs: list[Ints] = []
    mixers = np.random.default_rng(11).integers(1, 1 << 62, size=rows, dtype=np.uint64) | np.uint64(1)
    for band in range(bands):
        part = signature[:, band * rows : (band + 1) * rows]
        key = (part.astype(np.uint64) * mixers).sum(axis=1, dtype=np.uint64)
        order = np.argsort(key, kind="stable")
        fresh = np.ones(len(order), dtype=np.bool_)
        fresh[1:] = key[order][1:] != key[order][:-1]
        first = order[np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))]
        for other in (first[~fresh], order[np.flatnonzero(~fresh) - 1]):
            lows.append(np.minimum(order[~fresh], other))
            highs.append(np.maximum(order[~fresh], other))
    pairs = np.unique(np.stack([np.concatenate(lows), np.concatenate(highs)], axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    return pairs[:, 0], pairs[:, 1]


def _estimate(signature: Hashes, low: Ints, high: Ints) -> NDArray[np.float64]:
    """(pairs,) Jaccard similarity estimated from `_QUICK` minima, some pairs at a time to bound memory."""
    quick, result = np.ascontiguousarray(signature[:, :_QUICK]), np.empty(len(low))
    for start in range(0, len(low), _PAIRS):
        part = slice(start, start + _PAIRS)
        result[part] = (quick[low[part]] == quick[high[part]]).mean(axis=1)
    return result


class Wording:
    """Shingle sets as one sparse matrix, so that many pairs are compared at once. Exact, not estimated."""

    def __init__(self, sets: Sequence[Ints]) -> None:
        self._sets = sets
        self._sizes = np.array([len(items) for items in sets], dtype=np.int64)
        flat = np.concatenate([*sets, np.empty(0, np.int64)])
        _, columns = np.unique(flat, return_inverse=True)
        starts = np.concatenate([[0], np.cumsum(self._sizes)])
        shape = (len(sets), int(columns.max()) + 1 if len(columns) else 1)
        self._matrix = csr_matrix((np.ones(len(flat), np.int32), columns, starts), shape=shape)
        self._columns = self._matrix.tocsc()

    def jaccard(self, low: Ints, high: Ints) -> NDArray[np.float64]:
        """(pairs,) Jaccard similarity of the sets at `low` and `high`; two empty ones share nothing."""
        result = np.zeros(len(low))
        for start in range(0, len(low), _PAIRS):
            part = slice(start, start + _PAIRS)
            a, b = low[part], high[part]
            shared = np.asarray(self._matrix[a].multiply(self._matrix[b]).sum(axis=1)).ravel()
            union = self._sizes[a] + self._sizes[b] - shared
            result[part] = shared / np.maximum(union, 1)
        return result

    def to_all(self, head: int) -> NDArray[np.float64]:
        """(n,) Jaccard similarity of one set to every set, itself included."""
        begins, owners = self._columns.indptr, self._columns.indices
        items = self._matrix.indices[slice(*self._matrix.indptr[head : head + 2])]
        having = [owners[begins[item] : begins[item + 1]] for item in items]
        shared = np.bincount(np.concatenate([*having, owners[:0]]), minlength=len(self._sizes))
        union = self._sizes + self._sizes[head] - shared
        return np.asarray(shared / np.maximum(union, 1), dtype=np.float64)

    def to_one(self, head: int, others: Ints) -> NDArray[np.float64]:
        """(others,) Jaccard similarity of one set to each of the others."""
        if len(others) < _FEW:  # slicing a sparse matrix costs as much as comparing some sets
            return np.array([jaccard(self._sets[head], self._sets[other]) for other in others])
        return self.jaccard(np.full(len(others), head, dtype=np.int64), others)


def near_pairs(sets: Sequence[Ints], threshold: float) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Pairs (a, b), a < b, of shingle sets whose exact Jaccard similarity is at least `threshold`.

    Candidates come from banding; signatures drop the clearly different ones before sets are compared.
    """
    signature = signatures(sets)
    low, high = candidate_pairs(signature)
    likely = _estimate(signature, low, high) >= threshold - 0.2  # three standard deviations of the estimate
    low, high = low[likely], high[likely]
    exact = Wording(sets).jaccard(low, high)
    keep = exact >= threshold
    return low[keep], high[keep], exact[keep]
