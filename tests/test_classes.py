"""Class scores that leave each row out, against fitting the model again without it."""

from __future__ import annotations

import numpy as np
import pytest

from guard import classes
from guard.classes import disagreement, left_out


def again(features: classes.Floats, codes: classes.Ints, row: int) -> classes.Values:
    """Scores of a row by a model of all others: ridge regression with a penalised constant, from scratch."""
    others = np.arange(len(codes)) != row
    told = np.column_stack([features, np.ones(len(features))])
    target = np.eye(codes.max() + 1)[codes]
    penalty = np.eye(told.shape[1])
    weights = np.linalg.solve(told[others].T @ told[others] + penalty, told[others].T @ target[others])
    return np.asarray(told[row] @ weights)


@pytest.mark.parametrize("chunk", [7, 4_096])
def test_leaving_one_out_is_fitting_without_it(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes, "_CHUNK", chunk)
    rng = np.random.default_rng(1)
    features = rng.normal(size=(40, 5)).astype(np.float32)
    codes = rng.integers(0, 3, 40)
    expected = np.array([again(features, codes, row) for row in range(40)])
    np.testing.assert_allclose(left_out(features, codes), expected, rtol=1e-9, atol=1e-9)


def test_disagreement_is_the_lead_of_another_class_beyond_half_the_usual_one() -> None:
    scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.9, 0.1]])
    codes = np.array([0, 0, 1, 1])
    found, usual = disagreement(scores, codes)
    assert found[:3].tolist() == [0, 0, 0]
    assert usual.tolist() == [1, 1, 0, 0]
    overall = np.quantile([-0.8, -0.6, -0.8, 0.8], 0.2)
    normal = (2 * np.quantile([-0.8, 0.8], 0.2) + 20 * overall) / 22
    assert found[3] == pytest.approx(0.8 - 0.5 * normal)
