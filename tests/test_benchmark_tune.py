"""The table of the score: tails of honest values, weights of what is planted, levels that mean something."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import tune
from benchmarks.nights import Truth
from benchmarks.tune import FIRST, Observed
from guard.fusion import Table, Tail, fuse

HONEST, PLANTED = 20_000, 40


def night(seed: int, family: str = "one") -> Observed:
    """`telling` is exponential in honest ones and high in planted ones, `noise` is the same in both."""
    rng = np.random.default_rng(seed)
    count = HONEST + PLANTED
    telling, noise = rng.exponential(2.0, count), rng.exponential(1.0, count)
    telling[HONEST:] += 20.0
    never = np.zeros(count)
    never[HONEST:] = 0.5
    truth = [Truth(f"c{i}", "desk", "en", None if i < HONEST else family) for i in range(count)]
    return Observed({"telling": telling, "noise": noise, "never": never}, truth)


def test_the_tail_of_an_exponential_is_its_rate() -> None:
    """-ln P(X >= x) = x / mean: the line starts at 0 and rises by 1 / 2 and by 1."""
    found = tune.tails([night(1), night(2)])
    assert (found["telling"].start, found["telling"].slope) == pytest.approx((0, 0.5), abs=0.25)
    assert (found["noise"].start, found["noise"].slope) == pytest.approx((0, 1.0), abs=0.25)
    assert found["never"] == FIRST


def test_weights_go_to_what_tells() -> None:
    nights = [night(1), night(2, "other")]
    found = tune.weighed(tune.tails(nights), nights)
    assert found["telling"].weight > 2 * found["noise"].weight
    assert all(tail.weight >= 0 for tail in found.values())


def test_anger_of_customers_has_no_weight_of_its_own() -> None:
    angry = "classes toxicity/toxic/user"
    seen = night(1)
    same = Observed({**seen.signals, angry: seen.signals["noise"]}, seen.truth)
    assert tune.weighed(tune.tails([same]), [same])[angry].weight < 0.05


def test_a_levelled_score_is_the_surprise_of_an_honest_conversation() -> None:
    nights = [night(1), night(2)]
    known = tune.levelled(tune.weighed(tune.tails(nights), nights), nights)
    fresh = night(3)
    scores = fuse(fresh.signals, len(fresh.truth), known).scores[:HONEST]
    assert float((scores >= -np.log(0.01)).mean()) == pytest.approx(0.01, rel=0.35)


def test_recall_counts_families_alike_at_one_in_a_hundred() -> None:
    known = Table({"telling": Tail(0.0, 1.0, 1.0)})
    found, lost = night(1), night(2, "hidden")
    silent = lost.signals["telling"].copy()
    silent[HONEST:] = 0.0
    assert tune.recall(known, [found]) == 1.0
    assert tune.recall(known, [found, Observed({"telling": silent}, lost.truth)]) == 0.5
