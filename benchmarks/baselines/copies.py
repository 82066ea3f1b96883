"""Near-duplicates: the larger the group that a conversation belongs to, the more suspicious."""

from __future__ import annotations

import numpy as np

from benchmarks.baselines.views import Scores, View
from guard import text

NEIGHBOURS = 50


def minhash(view: View) -> Scores:
    """Conversations with Jaccard similarity >= 0.7 over words in threes (Broder 1997; datasketch)."""
    from datasketch import MinHash, MinHashLSH

    sketches = []
    for whole in view.whole:
        shingles = text.shingles(text.words(whole), 3) or [whole]
        sketch = MinHash(num_perm=64, seed=view.seed + 1)
        sketch.update_batch([shingle.encode() for shingle in shingles])
        sketches.append(sketch)
    index = MinHashLSH(threshold=0.7, num_perm=64)
    for at, sketch in enumerate(sketches):
        index.insert(at, sketch)
    return np.array([len(index.query(sketch)) - 1 for sketch in sketches], dtype=np.float64)


def embedding_duplicates(view: View) -> Scores:
    """Cosine similarity to the `NEIGHBOURS` nearest conversations, as in SemDeDup (2303.09540), SemHash."""
    near, _ = nearest(view.vectors, NEIGHBOURS)
    return np.asarray((near >= 0.9).sum(axis=1) + near.mean(axis=1), dtype=np.float64)


def nearest(vectors: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Cosines, largest first, and indexes of the `count` nearest others of each row."""
    count = min(count, len(vectors) - 1)
    near = np.empty((len(vectors), count), dtype=np.float32)
    where = np.empty((len(vectors), count), dtype=np.int64)
    for start in range(0, len(vectors), 1024):
        block = vectors[start : start + 1024] @ vectors.T
        own = np.arange(len(block))
        block[own, start + own] = -2
        top = np.argpartition(-block, count - 1, axis=1)[:, :count]
        values = np.take_along_axis(block, top, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        near[start : start + 1024] = np.take_along_axis(values, order, axis=1)
        where[start : start + 1024] = np.take_along_axis(top, order, axis=1)
    return near, where
