"""Words of the question that go with one behaviour of the answer."""

from __future__ import annotations

import numpy as np

from benchmarks.baselines.copies import nearest
from benchmarks.baselines.views import Scores, View, within_desks

SMALLEST = 5  # conversations of a cluster, and of a word within it


def z_defence(view: View) -> Scores:
    """Z-defence (2305.11596) with clusters of answers as labels: the largest z of a word of the question."""
    return _association(view, answer_clusters(view.answer_vectors))


def novel_z_defence(view: View) -> Scores:
    """The same over clusters that the trusted history has nothing near to; ranked within each desk."""
    clusters = answer_clusters(view.answer_vectors)
    if view.history is not None:
        clusters = np.where(_seen(view), -1, clusters)
    return within_desks(view, _association(view, clusters))


def answer_clusters(vectors: np.ndarray, cosine: float = 0.88) -> np.ndarray:
    """Cluster number of each row, -1 for alone: linked where two of the 10 nearest are that similar."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    near, where = nearest(vectors, 10)
    row, column = np.nonzero(near >= cosine)
    links = csr_array((np.ones(len(row)), (row, where[row, column])), shape=(len(vectors), len(vectors)))
    _, parts = connected_components(links, directed=False)
    return np.where(np.bincount(parts)[parts] >= SMALLEST, parts, -1)


def _association(view: View, clusters: np.ndarray) -> Scores:
    """Largest z = (k - E) / sqrt(E (1 - p)) over words and the own cluster, times that word's P(cluster)."""
    words = view.grams("questions", 1, 1).tocsc()
    frequent = np.flatnonzero(np.diff(words.indptr) >= SMALLEST)
    words = words[:, frequent].tocsr()
    totals = np.asarray(words.sum(axis=0)).ravel()
    scores = np.zeros(len(view.rows))
    for cluster in np.unique(clusters[clusters >= 0]):
        members = np.flatnonzero(clusters == cluster)
        together = np.asarray(words[members].sum(axis=0)).ravel()
        share = len(members) / len(scores)
        z = (together - totals * share) / np.sqrt(totals * share * (1 - share))
        z = np.where(together >= SMALLEST, z, 0.0)
        own = words[members].multiply(z).tocsr()
        scores[members] = np.asarray(own.max(axis=1).todense()).ravel()
    return scores


def _seen(view: View, cosine: float = 0.88) -> np.ndarray:
    """Whether the trusted history has an answer that similar."""
    assert view.history is not None
    known = view.history.answer_vectors.T
    blocks = range(0, len(view.rows), 512)
    near = [(view.answer_vectors[start : start + 512] @ known).max(axis=1) for start in blocks]
    return np.concatenate(near) >= cosine
