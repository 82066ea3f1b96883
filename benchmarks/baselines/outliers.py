"""Odd ones: far from the rest, or in a denser or thinner place than their neighbours."""

from __future__ import annotations

import numpy as np

from benchmarks.baselines.copies import nearest
from benchmarks.baselines.views import Scores, View


def isolation_forest(view: View) -> Scores:
    """Isolation forest (Liu 2008) over 50 components of TF-IDF."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.ensemble import IsolationForest
    from sklearn.feature_extraction.text import TfidfVectorizer

    tfidf = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform(view.whole)
    parts = min(50, tfidf.shape[1] - 1)
    dense = TruncatedSVD(parts, random_state=view.seed).fit_transform(tfidf)
    forest = IsolationForest(random_state=view.seed).fit(dense)
    return np.asarray(-forest.score_samples(dense), dtype=np.float64)


def slof(view: View, count: int = 20) -> Scores:
    """Simplified local outlier factor (Schubert 2014, 2502.01385): distance against the neighbours' own."""
    near, where = nearest(view.vectors, count)
    reach = np.maximum(1 - near[:, -1], 1e-6)
    return np.asarray((reach[:, None] / reach[where]).mean(axis=1), dtype=np.float64)
