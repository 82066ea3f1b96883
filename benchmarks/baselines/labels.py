"""Labels that the words speak against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.baselines.views import Scores, View


def confident_learning(view: View) -> Scores:
    """Confident learning (1911.00068): the normalised margin of intent or rating, the worse of the two.

    Out-of-fold probabilities of a logistic regression on encoder vectors; a row without the label scores 0.
    """
    intents = [row.get("labels", {}).get("intent") for row in view.rows]
    ratings = [row.get("labels", {}).get("rating") for row in view.rows]
    # two rating classes: nearly nobody's words tell four stars from five
    moods = [None if r is None or r == 3 else str(r > 3) for r in ratings]
    return np.maximum(_margins(view, intents), _margins(view, moods))


def _margins(view: View, labels: Sequence[str | None]) -> Scores:
    """1 + the best other class's probability - that of the given one; 0 for no label."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    counts = {name: labels.count(name) for name in set(labels)}
    members = np.array(
        [at for at, name in enumerate(labels) if name is not None and counts[name] >= 5], dtype=int
    )
    scores = np.zeros(len(labels))
    names, given = np.unique([str(labels[at]) for at in members], return_inverse=True)
    if len(names) < 2:
        return scores
    folds = StratifiedKFold(3, shuffle=True, random_state=view.seed)
    model = LogisticRegression(C=10, max_iter=200)
    chances = cross_val_predict(model, view.vectors[members], given, cv=folds, method="predict_proba")
    own = chances[np.arange(len(given)), given]
    chances[np.arange(len(given)), given] = -1
    scores[members] = 1 + chances.max(axis=1) - own
    return scores
