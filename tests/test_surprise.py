"""Excess over a Poisson expectation, against its textbook form, and ranks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.surprise import excess, rarity


def test_excess_is_the_root_of_the_poisson_deviance() -> None:
    found = excess(np.array([11.0]), np.array([2.0]))
    assert found[0] == pytest.approx(np.sqrt(2 * (10 * np.log(10 / 2) - 10 + 2)))


@given(st.integers(0, 500), st.floats(0.01, 100))
def test_as_many_as_expected_and_one_alone_never_surprise(count: int, expected: float) -> None:
    value = excess(np.array([float(count)]), np.array([expected]))[0]
    assert value >= 0
    if count <= 1 or count - 1 <= expected:
        assert value == 0


def test_a_rank_is_told_in_logarithms_and_nought_is_nothing() -> None:
    values = np.array([0.0, 0.0, 3.0, 5.0, 3.0])
    found = rarity(values)
    assert found == pytest.approx([0, 0, np.log(6 / 4), np.log(6 / 2), np.log(6 / 4)])


@given(st.lists(st.floats(0, 50), min_size=1, max_size=60))
def test_higher_is_never_commoner(values: list[float]) -> None:
    ordered = np.sort(np.array(values))
    assert (np.diff(rarity(ordered)) >= 0).all()
