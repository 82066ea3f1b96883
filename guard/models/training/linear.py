"""The n-gram reader: one logistic regression per label over single tokens and pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from guard.models.compact import UNKNOWN, ngram_numbers
from guard.models.training.pieces import Pieces


@dataclass(frozen=True)
class Recipe:
    """What decides the n-grams' weights."""

    seen: int = 3  # pieces that an n-gram must stand in to have a weight
    damping: float = 1.0
    strength: float = 4.0  # the inverse of the L2 penalty
    iterations: int = 150
    smallest: float = 0.02  # weights below this are dropped: they say nothing and take room


@dataclass(frozen=True)
class Ngrams:
    """Sorted numbers of the n-grams, their weights (n-grams, labels), and biases (labels,)."""

    keys: NDArray[np.int32]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]


def fit(
    pieces: Pieces,
    targets: NDArray[np.float32],
    weights: NDArray[np.float32],
    vocabulary: int,
    recipe: Recipe,
) -> Ngrams:
    """Logistic regressions over counts divided by the damped root of their number.

    targets  (pieces, labels) from 0 to 1; NaN where unknown. A share of one label is two examples, one of
             each class, weighted by it.
    """
    from sklearn.linear_model import LogisticRegression

    keys, features = _features(pieces, vocabulary, recipe)
    labels = targets.shape[1]
    table, bias = np.zeros((len(keys), labels)), np.zeros(labels)
    for i in range(labels):
        share = targets[:, i]
        yes, no = np.flatnonzero(share > 0), np.flatnonzero(share < 1)  # neither where unknown
        model = LogisticRegression(C=recipe.strength, max_iter=recipe.iterations)
        model.fit(
            vstack([features[yes], features[no]]),
            np.repeat([1, 0], [len(yes), len(no)]),
            np.concatenate([(share * weights)[yes], ((1 - share) * weights)[no]]),
        )
        table[:, i], bias[i] = model.coef_[0], model.intercept_[0]
    return _kept(keys, table, bias, recipe)


def fit_states(
    pieces: Pieces,
    states: NDArray[np.int64],
    weights: NDArray[np.float32],
    vocabulary: int,
    recipe: Recipe,
) -> Ngrams:
    """One logistic regression over exclusive states; `states` is that of each piece, from 0 on."""
    from sklearn.linear_model import LogisticRegression

    keys, features = _features(pieces, vocabulary, recipe)
    model = LogisticRegression(C=recipe.strength, max_iter=recipe.iterations)
    model.fit(features, states, weights)
    return _kept(keys, model.coef_.T, model.intercept_, recipe)


def _kept(
    keys: NDArray[np.int64], table: NDArray[np.float64], bias: NDArray[np.float64], recipe: Recipe
) -> Ngrams:
    kept = np.abs(table).max(axis=1, initial=0) >= recipe.smallest
    return Ngrams(keys[kept].astype(np.int32), table[kept], bias)


def _features(pieces: Pieces, vocabulary: int, recipe: Recipe) -> tuple[NDArray[np.int64], csr_array]:
    """Numbers of the n-grams that are common enough, and values, shape (pieces, n-grams)."""
    rows, numbers, values = [], [], []
    for segment, lists in enumerate((pieces.texts, pieces.contexts)):
        if lists is None:
            continue
        lengths = np.fromiter(map(len, lists), np.int64, len(lists))
        ids = np.concatenate([np.asarray(part, np.int64) for part in lists])
        owner = np.repeat(np.arange(len(lists)), lengths)
        singles, pairs = ngram_numbers(ids, vocabulary, segment)
        # Words that no token fits say nothing: else a language that was never seen would mean something.
        read = ids != UNKNOWN
        follows = (np.diff(owner, prepend=-1) == 0) & read & np.roll(read, 1)
        value = 1 / np.sqrt(2 * lengths - 1 + recipe.damping)
        rows += [owner[read], owner[follows]]
        numbers += [singles[read], pairs[follows]]
        values += [value[owner[read]], value[owner[follows]]]
    keys, place = np.unique(np.concatenate(numbers), return_inverse=True)
    shape = (len(pieces.texts), len(keys))
    counts = csr_array((np.concatenate(values), (np.concatenate(rows), place)), shape)
    common = np.flatnonzero(np.bincount(counts.indices, minlength=len(keys)) >= recipe.seen)
    return keys[common], counts[:, common].tocsr()
