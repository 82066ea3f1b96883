"""What class a conversation's neighbours in meaning would give it, judged without its own label.

Confident learning (Northcutt et al., arXiv 1911.00068) compares a label with out-of-sample predictions and
with how sure the model usually is of that class. The model here is ridge regression on class indicators, for
which leaving each one out in turn has a closed form (Allen's PRESS, Technometrics 1974), so that no folds
are drawn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Values = NDArray[np.float64]

_RIDGE = 1.0
_CHUNK = 4_096  # rows at once, which bounds memory
_DOUBT = 0.2  # quantile of a class's disagreement that is its usual one
_TRUST = 20  # members of a class from which its own usual disagreement counts half
_PART = 0.5  # of the usual disagreement that is taken off


def left_out(features: Floats, classes: Ints) -> Values:
    """(n, k) score of each class for each row, about 1 where it fits and 0 where not, as a model says that
    was fitted to all other rows. features (n, d), classes (n,) from 0 to k - 1."""
    count, width = features.shape
    every = int(classes.max(initial=-1)) + 1
    gram, moment = np.zeros((width + 1, width + 1)), np.zeros((width + 1, every))
    for rows in _chunks(count):
        part = _with_constant(features[rows])
        gram += part.T @ part
        moment += part.T @ np.eye(every)[classes[rows]]
    inverse = np.linalg.inv(gram + _RIDGE * np.eye(width + 1))
    weights = inverse @ moment
    scores = np.zeros((count, every))
    for rows in _chunks(count):
        part = _with_constant(features[rows])
        own = np.einsum("ij,ij->i", part @ inverse, part)[:, None]
        scores[rows] = (part @ weights - own * np.eye(every)[classes[rows]]) / (1 - own)
    return scores


def disagreement(scores: Values, classes: Ints) -> tuple[Values, Ints]:
    """(n,) by how much the best other class is ahead of each row's own, less half of what is usual for the
    own class, 0 where the own is the best; and (n,) that other class."""
    rows = np.arange(len(classes))
    others = scores.copy()
    others[rows, classes] = -np.inf
    usual = others.argmax(axis=1)
    ahead = others[rows, usual] - scores[rows, classes]
    result = np.zeros(len(classes))
    overall = np.quantile(ahead, _DOUBT)
    for one in np.unique(classes):
        mine = np.flatnonzero(classes == one)
        share = len(mine) / (len(mine) + _TRUST)
        normal = share * np.quantile(ahead[mine], _DOUBT) + (1 - share) * overall
        result[mine] = np.where(ahead[mine] > 0, np.maximum(ahead[mine] - _PART * normal, 0), 0)
    return result, usual


def _chunks(count: int) -> list[slice]:
    return [slice(start, start + _CHUNK) for start in range(0, count, _CHUNK)]


def _with_constant(features: Floats) -> Values:
    return np.concatenate([features, np.ones((len(features), 1), np.float32)], axis=1).astype(np.float64)
