"""Fits the vectors of a vocabulary's pieces to words whose vectors are known.

A word that is split sums up to its pieces' rows, and a piece alone says little: the sum of "re", "##fund" is
not the vector of "refund". The rows are moved so that the sums come near the known vectors.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import cg

Vectors = NDArray[np.float32]


def composed(
    rows: Vectors, pieces: Sequence[Sequence[int]], words: Vectors, stiffness: NDArray[np.float64]
) -> Vectors:
    """Ridge regression towards `rows`, shape (vocabulary, width).

    Minimises the squared distance of each word's sum of rows to its vector, shape (words, width), plus each
    row's squared way from where it was times its `stiffness`, above 0, shape (vocabulary,).
    """
    owner = np.repeat(np.arange(len(pieces)), [len(ids) for ids in pieces])
    ids = np.concatenate([np.asarray(part, np.int64) for part in pieces])
    design = sparse.csr_matrix((np.ones(len(ids)), (owner, ids)), shape=(len(pieces), len(rows)))
    normal = (design.T @ design + sparse.diags_array(stiffness, dtype=np.float64)).tocsr()
    missing = design.T @ (words - design @ rows)
    precondition = sparse.diags_array(1 / normal.diagonal())
    moves = [cg(normal, column, rtol=1e-5, maxiter=300, M=precondition)[0] for column in missing.T]
    return np.asarray(rows + np.stack(moves, axis=1), np.float32)
