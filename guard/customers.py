"""What each customer writes about, as one vector, and the topics these fall into."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from guard.corpus import Corpus, Floats, Ints
from guard.types import ROLES

TOPICS = 60
_SEED = 7


def customer_vectors(corpus: Corpus) -> Floats:
    """(conversations, d) mean of the customer's turns, longer ones heavier, centred, of unit length.

    Zero where the customer says nothing.
    """
    return corpus.once("customers.vectors", lambda: _vectors(corpus))


def topics(corpus: Corpus) -> Ints:
    """(conversations,) number of each conversation's topic: k-means of the customer vectors."""
    return corpus.once("customers.topics", lambda: _topics(customer_vectors(corpus)))


def run_vectors(corpus: Corpus, runs: Sequence[str]) -> Floats:
    """(len(runs), d) unit vectors of runs of words alone; needs the encoder of the run."""
    if corpus.models.encoder is None:
        raise LookupError("this run has no encoder")
    return corpus.models.encoder.encode(list(runs))


def distinct_agents(corpus: Corpus) -> tuple[Ints, NDArray[np.float64]]:
    """(conversations,) agent of each, -1 where unknown, and the share of conversations of each agent."""
    codes = corpus.column("agent_id").codes
    known = codes[codes >= 0]
    return codes, np.bincount(known) / max(1, len(known))


def _vectors(corpus: Corpus) -> Floats:
    turns = corpus.turns
    rows = np.flatnonzero(turns.role == ROLES.index("user"))
    weights = np.sqrt(np.array([len(cleaned) for cleaned in corpus.cleaned], np.float32))
    numbers = turns.text[rows]
    said = csr_array(
        (weights[numbers], (turns.conversation[rows], corpus.vector_of[numbers])),
        shape=(len(corpus), len(corpus.vectors)),
    )
    vectors = _unit(said @ corpus.vectors)
    silent = ~vectors.any(axis=1)
    vectors = _unit(vectors - vectors.mean(axis=0, keepdims=True))
    vectors[silent] = 0
    return vectors


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), np.float32)


def _topics(vectors: Floats) -> Ints:
    import faiss  # here, because it takes a while to load

    count = min(TOPICS, max(1, len(vectors) // 20))
    means = faiss.Kmeans(vectors.shape[1], count, niter=12, seed=_SEED, max_points_per_centroid=500)
    means.cp.min_points_per_centroid = 1
    means.train(np.ascontiguousarray(vectors))
    return np.asarray(means.index.search(np.ascontiguousarray(vectors), 1)[1][:, 0], np.int64)
