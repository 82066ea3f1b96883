"""One score, and the budget."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.fusion import FAIR, HUNDREDTH, SCALES, TELLING, fuse, within


def test_what_one_signal_alone_sees_is_not_drowned() -> None:
    quiet = {f"model/{i}": np.random.default_rng(i).random(1000) for i in range(12)}
    burst = np.zeros(1000)
    burst[7] = 9.0
    found = fuse({**quiet, "bursts/user_run": burst}, 1000)
    assert found.scores.argmax() == 7
    assert found.reasons(7)[0] == "bursts/user_run"


def test_two_signals_say_more_than_one_and_one_family_counts_once() -> None:
    edge = np.zeros(200)
    edge[0] = edge[1] = SCALES["bursts/user_run"][0]
    trigger = np.where(np.arange(200) == 0, SCALES["associations/trigger"][0], 0.0)
    found = fuse({"bursts/user_run": edge, "associations/trigger": trigger}, 200).scores
    assert found[0] > found[1] == pytest.approx(HUNDREDTH)
    twice = fuse({"model/a": edge, "model/b": edge}, 200).scores
    assert twice[0] == fuse({"model/a": edge}, 200).scores[0]


@given(st.permutations(range(30)))
def test_the_order_of_conversations_does_not_matter(order: list[int]) -> None:
    values = np.random.default_rng(3).random((3, 30)) * (np.arange(30) % 3 > 0)
    names = ("model/x", "novel_claims/claim", "other/y")
    plain = fuse(dict(zip(names, values, strict=True)), 30).scores
    mixed = fuse({n: v[order] for n, v in zip(names, values, strict=True)}, 30).scores
    assert mixed == pytest.approx(plain[order])


def test_nothing_measured_is_nothing_suspected() -> None:
    assert fuse({}, 3).scores.tolist() == [0, 0, 0]


def _ids(count: int) -> list[str]:
    return [f"c{i:04}" for i in range(count)]


def test_the_budget_counts_what_is_held_already() -> None:
    scores, held = np.linspace(TELLING, 20, 1000), np.zeros(1000, np.bool_)
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
    scores = np.where(source == 0, 20.0, 0.0)
    chosen = within(scores, np.zeros(10_000, np.bool_), 0.01, [source], _ids(10_000))
    assert len(chosen) == FAIR * 0.01 * 200
    unknown = np.full(10_000, -1)
    assert len(within(scores, np.zeros(10_000, np.bool_), 0.01, [unknown], _ids(10_000))) == 100
