"""Nearest neighbours of unit vectors: the only FAISS of the project.

Similarity is always the cosine, higher is nearer, never a distance. Small sets are searched exactly;
larger ones through an inverted file (Jegou et al., TPAMI 2011; Douze et al., arXiv 2401.08281) whose cells
are learned with a fixed seed from vectors in canonical order, so that two runs agree.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

EXACT_BELOW = 8_000  # vectors; below this a full comparison takes a second or two
_PROBES = 12  # cells visited per query: recall of neighbours above .9 cosine stays over .99
_SEED = 20_260_101


def neighbours(
    base: Floats, queries: Floats, k: int, *, exact_below: int = EXACT_BELOW
) -> tuple[Floats, Ints]:
    """The k nearest rows of `base` for each query, best first.

    base (n, d), queries (m, d), float32 rows of unit length. Returns similarity (m, k) and index (m, k);
    where there are fewer than k rows the rest is similarity -1 and index -1. A query that is a row of
    `base` finds itself.
    """
    import faiss  # here, because it takes a while to load

    count, width = base.shape
    base, queries = np.ascontiguousarray(base), np.ascontiguousarray(queries)
    if count == 0 or len(queries) == 0:
        return np.full((len(queries), k), -1, np.float32), np.full((len(queries), k), -1, np.int64)
    flat = faiss.IndexFlatIP(width)
    index: faiss.Index = flat
    if count >= exact_below:
        cells = faiss.IndexIVFFlat(
            flat, width, min(count, int(4 * np.sqrt(count))), faiss.METRIC_INNER_PRODUCT
        )
        cells.cp.seed, cells.cp.niter, cells.cp.max_points_per_centroid = _SEED, 5, 20
        cells.cp.min_points_per_centroid = 1  # silences a warning about small sets
        cells.nprobe = _PROBES
        cells.train(base)
        index = cells
    index.add(base)
    similarity, found = index.search(queries, min(k, count))
    similarity[found < 0] = -1
    if count < k:
        pad = ((0, 0), (0, k - count))
        similarity = np.pad(similarity, pad, constant_values=-1)
        found = np.pad(found, pad, constant_values=-1)
    return similarity.astype(np.float32, copy=False), found


def near_pairs(
    vectors: Floats, threshold: float, k: int = 16, *, exact_below: int = EXACT_BELOW
) -> tuple[Ints, Ints, Floats]:
    """Pairs (a, b) with a < b whose cosine is at least `threshold`, each once, and that cosine.

    Looks at the k nearest of each row, so a dense cluster of many equal rows is linked by some of its
    pairs, never by all n^2 of them.
    """
    similarity, found = neighbours(vectors, vectors, k, exact_below=exact_below)
    rows = np.repeat(np.arange(len(vectors), dtype=np.int64), similarity.shape[1])
    columns, scores = found.ravel(), similarity.ravel()
    keep = (columns >= 0) & (columns != rows) & (scores >= threshold)
    low, high = np.minimum(rows, columns)[keep], np.maximum(rows, columns)[keep]
    scores = scores[keep]
    order = np.lexsort((-scores, high, low))
    low, high, scores = low[order], high[order], scores[order]
    first = np.ones(len(low), dtype=np.bool_)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return low[first], high[first], scores[first]
