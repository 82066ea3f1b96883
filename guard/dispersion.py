"""Whether customers who share something otherwise talk about one matter or about many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

Floats = NDArray[np.float32]
Values = NDArray[np.float64]

MOST = 60  # holders that are compared
UNRELATED = 0.3  # mean cosine from which holders talk about one matter
_CHUNK = 2_000  # columns at once, which bounds memory
_NOUGHT = 1e-6


def dispersion(holds: csc_array, vectors: Floats, shared: Floats | None = None) -> Values:
    """(columns,) 1 where the holders of a column talk about unrelated matters, 0 where about one.

    holds (n, columns), vectors (n, d) of unit length and centred. It is 1 - coherence / .3, at least 0;
    coherence is the mean cosine of all pairs among at most 60 holders, taken evenly over the rows. A column
    with one holder has 0. `shared` (columns, d), of unit length, is what holders of a column have in common
    because they hold it: that direction is taken out of their vectors first, or a trigger in short messages
    would make them alike.
    """
    columns = holds.shape[1]
    result = np.zeros(columns)
    for start in range(0, columns, _CHUNK):
        end = min(columns, start + _CHUNK)
        sample, sizes = _sampled(holds, start, end)
        part = vectors[sample.indices]
        if shared is not None:
            along = np.repeat(shared[start:end], sizes, axis=0)
            part = part - np.einsum("ij,ij->i", part, along)[:, None] * along
            norms = np.linalg.norm(part, axis=1, keepdims=True)
            part = part / np.where(norms > _NOUGHT, norms, 1)
        sample = csr_array((sample.data, np.arange(len(part)), sample.indptr), shape=(end - start, len(part)))
        sums = sample @ part
        squares = np.einsum("ij,ij->i", sums, sums, dtype=np.float64)
        own = sample @ np.einsum("ij,ij->i", part, part)
        coherence = (squares - own) / np.maximum(sizes * (sizes - 1), 1)
        spread = np.clip(1 - coherence / UNRELATED, 0, 1)
        result[start:end] = np.where(sizes > 1, spread, 0.0)
    return result


def _sampled(holds: csc_array, start: int, end: int) -> tuple[csr_array, NDArray[np.int64]]:
    """(columns, n) at most `MOST` holders of each column, and how many they are."""
    first, last = holds.indptr[start:end].astype(np.int64), holds.indptr[start + 1 : end + 1].astype(np.int64)
    sizes = np.minimum(last - first, MOST)
    ends = np.cumsum(sizes)
    within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    whole = np.repeat(last - first, sizes)
    places = np.repeat(first, sizes) + within * whole // np.maximum(np.repeat(sizes, sizes), 1)
    indptr = np.concatenate([[0], ends])
    ones = np.ones(len(places), np.float32)
    return csr_array((ones, holds.indices[places], indptr), shape=(end - start, holds.shape[0])), sizes
