"""One score, and the budget."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.fusion import (
    CERTAIN,
    FAIR,
    MOST,
    SECOND,
    SUM,
    TELLING,
    THIRD,
    TOP,
    Table,
    Tail,
    fuse,
    table,
    together,
    within,
)

KNOWN = Table(
    {"loud/one": Tail(2.0, 1.0, 0.5), "model/a": Tail(1.0, 1.0, 0.1), "model/b": Tail(1.0, 1.0, 0.0)}
)


def test_a_surprise_is_a_line_beyond_nothing_with_an_end() -> None:
    values = np.array([0.0, 0.5, 1.0, 100.0])
    assert Tail(2.0, 3.0, 1.0).of(values).tolist() == [0.0, 3.5, 5.0, MOST]
    assert Tail(-9.0, 1.0, 1.0).of(values).tolist() == [0.0, 0.0, 0.0, MOST]


def test_what_one_signal_alone_sees_is_not_drowned() -> None:
    quiet = {f"unknown/{i}": np.random.default_rng(i).random(1000) for i in range(3)}
    burst = np.zeros(1000)
    burst[7] = 10.0
    found = fuse({**quiet, "loud/one": burst}, 1000, KNOWN)
    assert found.scores.argmax() == 7
    assert found.reasons(7)[0] == "loud/one"


def test_the_score_is_the_weighted_sum_and_the_strongest_three() -> None:
    seen = {"loud/one": np.array([3.0]), "model/a": np.array([2.0]), "model/b": np.array([1.0])}
    total, top = 0.5 * 5 + 0.1 * 3 + 0.0 * 2, 5 + SECOND * 3 + THIRD * 2
    assert fuse(seen, 1, KNOWN).scores == pytest.approx([SUM * total + TOP * top])
    shifted = Table(KNOWN.signals, -1.0, 2.0)
    assert fuse(seen, 1, shifted).scores == pytest.approx([2 * (SUM * total + TOP * top) - 1])


@pytest.mark.parametrize("trusted", [True, False])
def test_every_line_of_the_shipped_tables_rises(trusted: bool) -> None:
    shipped = table(trusted)
    assert shipped.slope > 0
    assert {"associations/trigger", "rules/fired"} <= shipped.signals.keys()
    assert all(tail.slope > 0 and tail.weight >= 0 for tail in shipped.signals.values())


@given(st.permutations(range(30)))
def test_the_order_of_conversations_does_not_matter(order: list[int]) -> None:
    values = np.random.default_rng(3).random((3, 30)) * (np.arange(30) % 3 > 0)
    names = ("model/a", "loud/one", "other/y")
    plain = fuse(dict(zip(names, values, strict=True)), 30, KNOWN).scores
    mixed = fuse({n: v[order] for n, v in zip(names, values, strict=True)}, 30, KNOWN).scores
    assert mixed == pytest.approx(plain[order])


def test_nothing_measured_is_nothing_suspected() -> None:
    assert fuse({}, 3, KNOWN).scores.tolist() == [0, 0, 0]


def _ids(count: int) -> list[str]:
    return [f"c{i:04}" for i in range(count)]


def test_the_budget_counts_what_is_held_already() -> None:
    scores, held = np.linspace(TELLING, CERTAIN - 0.1, 1000), np.zeros(1000, np.bool_)
    assert within(scores, held, 0.005, [], _ids(1000)) == [999, 998, 997, 996, 995]
    held[:3] = True
    assert within(scores, held, 0.005, [], _ids(1000)) == [999, 998]
    held[:9] = True
    assert within(scores, held, 0.005, [], _ids(1000)) == []


def test_a_quiet_night_holds_nobody() -> None:
    assert within(np.full(1000, TELLING - 0.1), np.zeros(1000, np.bool_), 0.01, [], _ids(1000)) == []


def test_no_source_pays_for_the_others() -> None:
    """Everything suspicious is of one small source: it loses no more than its share."""
    source = np.where(np.arange(10_000) < 200, 0, 1)
    scores = np.where(source == 0, CERTAIN - 1, 0.0)
    chosen = within(scores, np.zeros(10_000, np.bool_), 0.01, [source], _ids(10_000))
    assert len(chosen) == FAIR * 0.01 * 200
    unknown = np.full(10_000, -1)
    assert len(within(scores, np.zeros(10_000, np.bool_), 0.01, [unknown], _ids(10_000))) == 100


def test_a_flood_that_is_all_but_certain_is_held_beyond_the_budget() -> None:
    scores = np.zeros(1000)
    scores[:40], scores[40:60] = CERTAIN, CERTAIN - 0.1
    source = np.zeros(1000, np.int64)
    assert within(scores, np.zeros(1000, np.bool_), 0.005, [source], _ids(1000)) == list(range(40))


def test_members_of_a_group_stand_or_fall_as_one() -> None:
    scores = np.zeros(1000)
    scores[:6] = [9, 9, 9, 1, 0, 9]
    raised = together(scores, [np.arange(6)])
    assert raised[:6].tolist() == [9] * 6
    assert raised[6:].max() == 0
    mostly_honest = together(scores, [np.arange(3, 13)])
    assert mostly_honest.tolist() == scores.tolist()


@pytest.mark.parametrize("size", [3, 51])
def test_nothing_is_concluded_from_too_few_or_too_many(size: int) -> None:
    scores = np.zeros(1000)
    scores[: size - 1] = 9.0
    assert together(scores, [np.arange(size)])[size - 1] == 0
