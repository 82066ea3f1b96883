"""Weights learned from a drill: the optimum, no negative weight, kinds that weigh alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from guard.drill.drill import Measured
from guard.drill.weights import STRENGTH, Weights, fit, learn
from guard.fusion import HUNDREDTH, Suspicion, fuse, table


def problem(count: int = 400) -> tuple[Any, Any, Any]:
    """Features of which the first tells, the second is noise, the third speaks for what is planted."""
    rng = np.random.default_rng(3)
    planted = np.arange(count) % 4 == 0
    features = rng.exponential(size=(3, count))
    features[0] += planted
    features[2] += ~planted
    return features, planted, np.full(count, 1 / count)


def test_the_fit_is_the_minimum_among_weights_that_are_not_negative() -> None:
    features, planted, shares = problem()
    found = fit(features, planted, shares, ridge=0.05)
    assert found[0] > 0.3
    assert found[2] == 0.0
    sign = np.where(planted, 1.0, -1.0)

    def loss(point: Any) -> float:
        weights = np.maximum(point[:3], 0)
        margin = sign * (weights @ features + point[3])
        return float(shares @ np.log1p(np.exp(-margin)) + 0.025 * weights @ weights)

    best = min(loss(np.append(found, b)) for b in np.linspace(-4, 2, 601))
    by_search = minimize(loss, np.zeros(4), method="Nelder-Mead", options={"maxiter": 4000, "fatol": 1e-12})
    assert best == pytest.approx(by_search.fun, abs=1e-4)


def copy(kinds: list[str], **signals: list[float]) -> Measured:
    count = len(kinds)
    return Measured(
        ids=[f"c-{i:05}" for i in range(count)],
        kinds=np.array(kinds),
        signals={name: np.array(values) for name, values in signals.items()},
        held=np.zeros(count, np.bool_),
        trusted=False,
        groups=[],
        batches=[],
        short=[],
        carriers={},
    )


def drilled(many: int, few: int) -> Measured:
    """`many` of a kind that "m" sees and `few` of one that "f" sees, among a thousand of tonight's."""
    own = np.random.default_rng(1).random(1000)
    m = [*own, *[3.0] * many, *[0.0] * few]
    f = [*own[::-1], *[0.0] * many, *[3.0] * few]
    return copy([""] * 1000 + ["x"] * many + ["y"] * few, m=m, f=f, never=[0.0] * (1000 + many + few))


def test_kinds_weigh_alike_however_many_there_are() -> None:
    weights = learn([drilled(40, 40)]).by_signal
    uneven = learn([drilled(40, 20)]).by_signal
    assert weights["m"] == pytest.approx(weights["f"], rel=0.05)
    assert uneven["m"] == pytest.approx(uneven["f"], rel=0.2)
    assert weights["never"] == 0


def test_one_in_a_hundred_of_tonights_own_has_the_surprise_of_one_in_a_hundred() -> None:
    night = drilled(20, 20)
    learned = learn([night])
    term = learned.term(night.suspicion(np.arange(1040)))
    assert np.quantile(term[:1000], 0.99) == pytest.approx(HUNDREDTH, rel=1e-6)
    assert term.min() >= 0


def test_the_term_raises_what_the_drill_learned_to_see() -> None:
    night = drilled(20, 20)
    term = learn([night]).term(night.suspicion(np.arange(1040)))
    assert 0 < STRENGTH < 1
    assert np.median(term[1000:]) > np.quantile(term[:1000], 0.9)


def test_unknown_signals_add_nothing() -> None:
    suspicion: Suspicion = fuse({"new/x": np.array([1.0, 2.0])}, 2, table(False))
    assert Weights({"m": 1.0}, 1.0).term(suspicion).tolist() == [0, 0]


def test_copies_may_have_different_signals() -> None:
    one, other = drilled(20, 20), drilled(20, 20)
    learned = learn([one, copy(other.kinds.tolist(), m=other.signals["m"].tolist())])
    assert set(learned.by_signal) == {"m", "f", "never"}


def test_nothing_planted_teaches_nothing() -> None:
    with pytest.raises(ValueError, match="nothing was planted"):
        learn([copy([""] * 3, m=[1.0, 2.0, 3.0])])
