"""What a drill teaches about the weight of signals: which of them tell planted rows from tonight's own.

A logistic regression without negative weights over surprises (`guard.fusion`): more of a signal never speaks
for a conversation. Learned alone it forgets what the drill does not plant; it is meant as a term beside the
score that treats all signals alike, at `STRENGTH`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from guard.drill.drill import Measured
from guard.fusion import HUNDREDTH, Suspicion

Values = NDArray[np.float64]

STRENGTH = 0.5
RIDGE = 0.1  # of the squared weights; with less, what the drill does not plant loses more
_EDGE = 0.99  # of tonight's own, where the term has the surprise of one in a hundred


@dataclass(frozen=True)
class Weights:
    """`by_signal` are at least 0; `scale` makes the term `HUNDREDTH` at one in a hundred of tonight's own."""

    by_signal: Mapping[str, float]
    scale: float

    def term(self, suspicion: Suspicion) -> Values:
        """(n,) at least 0: what is to be added to scores at `STRENGTH`. Unknown signals add nothing."""
        weights = np.array([self.by_signal.get(name, 0.0) for name in suspicion.names])
        return np.asarray(self.scale * (weights @ suspicion.surprises), np.float64)


def learn(copies: Iterable[Measured], ridge: float = RIDGE) -> Weights:
    """Weights from measured copies of a night; each kind of attack weighs the same, and tonight's own as much
    as all of them. Raises ValueError where nothing was planted."""
    seen = [(copy.suspicion(np.arange(len(copy.ids))), copy.kinds) for copy in copies]
    names = sorted({name for suspicion, _ in seen for name in suspicion.names})
    surprises = np.concatenate([_columns(suspicion, names) for suspicion, _ in seen], axis=1)
    kinds = np.concatenate([kinds for _, kinds in seen]) if seen else np.zeros(0, np.str_)
    planted = kinds != ""
    if not planted.any():
        raise ValueError("nothing was planted in these copies")
    weights = fit(surprises / HUNDREDTH, planted, _shares(kinds), ridge)
    edge = float(np.quantile(weights @ surprises[:, ~planted], _EDGE))
    scale = HUNDREDTH / edge if edge > 0 else 0.0
    return Weights(dict(zip(names, weights.tolist(), strict=True)), scale)


def fit(features: Values, planted: NDArray[np.bool_], shares: Values, ridge: float) -> Values:
    """(signals,) weights at least 0 that minimise sum(shares * log loss) + ridge/2 * |weights|^2, with a free
    intercept; features are (signals, n)."""
    sign = np.where(planted, 1.0, -1.0)

    def loss(point: Values) -> tuple[float, Values]:
        weights, intercept = point[:-1], point[-1]
        margin = sign * (weights @ features + intercept)
        value = float(shares @ np.logaddexp(0, -margin) + ridge / 2 * weights @ weights)
        pull = -shares * sign * expit(-margin)
        return value, np.append(features @ pull + ridge * weights, pull.sum())

    count = len(features)
    bounds = [(0.0, None)] * count + [(None, None)]
    found = minimize(loss, np.zeros(count + 1), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x[:-1], np.float64)


def _columns(suspicion: Suspicion, names: Sequence[str]) -> Values:
    """(len(names), n) surprises, 0 for signals that this copy has not."""
    place = {name: i for i, name in enumerate(suspicion.names)}
    nothing = np.zeros(suspicion.surprises.shape[1])
    return np.stack([suspicion.surprises[place[name]] if name in place else nothing for name in names])


def _shares(kinds: NDArray[np.str_]) -> Values:
    """(n,) summing to 1: half for tonight's own, half for the kinds, each alike."""
    _, number, sizes = np.unique(kinds, return_inverse=True, return_counts=True)
    attacks = len(sizes) - bool((kinds == "").any())
    each = np.where(kinds == "", 1.0, 1.0 / attacks)
    shares = each / sizes[number]
    return np.asarray(shares / shares.sum(), np.float64)
