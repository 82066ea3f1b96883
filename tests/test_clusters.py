from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from guard.clusters import Ints, peel


def grouped(places: list[float], reach: float = 1.0) -> list[list[int]]:
    """`peel` over points on a line; near is a distance of at most `reach`."""
    low, high = pairs(places, reach)
    return [group.tolist() for group in peel(len(places), low, high, nearness(places, reach))]


def pairs(places: list[float], reach: float) -> tuple[Ints, Ints]:
    line = np.array(places, dtype=np.float64)
    close = np.argwhere(np.abs(line[:, None] - line[None, :]) <= reach)
    close = close[close[:, 0] < close[:, 1]]
    return close[:, 0], close[:, 1]


def nearness(places: list[float], reach: float) -> Callable[[int, Ints], NDArray[np.bool_]]:
    line = np.array(places, dtype=np.float64)
    return lambda head, others: np.abs(line[others] - line[head]) <= reach


def test_two_separate_groups_and_a_loner() -> None:
    assert grouped([0, 0.5, 10, 10.5, 99]) == [[0, 1], [2, 3]]


def test_a_chain_of_small_steps_does_not_join_its_ends() -> None:
    groups = grouped([0, 1, 2, 3, 4])
    assert all(abs(a - b) <= 2 for group in groups for a in group for b in group)
    assert [0, 4] not in [[min(group), max(group)] for group in groups]


def test_the_middle_of_three_is_the_head_that_the_ends_are_near_to() -> None:
    assert grouped([0, 1, 2]) == [[1, 0, 2]]


def test_what_a_head_leaves_over_is_grouped_in_another_round() -> None:
    assert grouped([0, 0.8, 1.6, 2.4, 3.2, 4.0]) == [[1, 0, 2], [4, 3, 5]]


def test_nothing_is_grouped_without_pairs() -> None:
    none = np.empty(0, dtype=np.int64)
    assert peel(5, none, none, lambda head, others: np.ones(len(others), dtype=np.bool_)) == []


def test_ten_thousand_equal_items_are_one_group_from_few_pairs() -> None:
    count = 10_000
    low, high = np.zeros(count - 1, dtype=np.int64), np.arange(1, count)
    asked = 0

    def near(head: int, others: Ints) -> NDArray[np.bool_]:
        nonlocal asked
        asked += len(others)
        return np.ones(len(others), dtype=np.bool_)

    [group] = peel(count, low, high, near)
    assert sorted(group.tolist()) == list(range(count))
    assert asked == count - 1


@given(st.lists(st.integers(0, 60), max_size=40), st.integers(0, 3))
def test_groups_are_disjoint_and_all_members_are_near_their_head(places: list[int], reach: int) -> None:
    line = [float(place) for place in places]
    groups = grouped(line, reach)
    members = [item for group in groups for item in group]
    assert len(members) == len(set(members))
    assert all(len(group) >= 2 for group in groups)
    assert all(abs(line[group[0]] - line[item]) <= reach for group in groups for item in group)
    assert [min(group) for group in groups] == sorted(min(group) for group in groups)


@given(st.lists(st.integers(0, 30), min_size=2, max_size=30, unique=True))
def test_whoever_has_a_partner_within_a_clique_is_grouped(places: list[int]) -> None:
    """Where everything is near everything, nobody is left out."""
    assert sorted(item for group in grouped([float(p) for p in places], 30) for item in group) == list(
        range(len(places))
    )


@given(st.permutations(list(range(12))))
def test_the_order_of_the_pairs_does_not_matter(order: list[int]) -> None:
    places = [0.0, 0.4, 0.9, 1.7, 2.5, 7.0, 7.3, 7.9, 12.0, 12.2, 20.0, 20.9]
    low, high = pairs(places, 1.0)
    shuffled = [i for i in order if i < len(low)] + list(range(12, len(low)))
    near = nearness(places, 1.0)
    first = [group.tolist() for group in peel(12, low, high, near)]
    second = [group.tolist() for group in peel(12, low[shuffled], high[shuffled], near)]
    assert first == second
