"""Directions in the space of the encoder, per intent or, where there is none, per desk."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from benchmarks.baselines.views import Scores, View

SMALLEST = 20  # conversations of a class


def _classes(view: View) -> list[np.ndarray]:
    by: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(view.rows):
        by[f"{row.get('source')}:{row.get('labels', {}).get('intent')}"].append(at)
    return [np.array(members) for members in by.values() if len(members) >= SMALLEST]


def spectral(view: View) -> Scores:
    """Spectral signatures (1811.00636): squared projection on the first direction of each class."""
    scores = np.zeros(len(view.rows))
    for members in _classes(view):
        centred = view.vectors[members] - view.vectors[members].mean(axis=0)
        _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
        scores[members] = (centred @ directions[0]) ** 2 / max(sizes[0] ** 2 / len(members), 1e-9)
    return scores


def activation_clustering(view: View) -> Scores:
    """Activation clustering (1811.03728): each class in two; the smaller part, by how well apart it is."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA
    from sklearn.metrics import silhouette_samples

    scores = np.zeros(len(view.rows))
    for members in _classes(view):
        parts = PCA(10, random_state=view.seed).fit_transform(view.vectors[members])
        halves = KMeans(2, n_init=3, random_state=view.seed).fit_predict(parts)
        if len(set(halves)) < 2:
            continue
        smaller = int(np.bincount(halves).argmin())
        apart = silhouette_samples(parts, halves)
        share = (halves == smaller).mean()
        scores[members] = np.where(halves == smaller, 1 + apart + (0.5 - share), 0.0)
    return scores
