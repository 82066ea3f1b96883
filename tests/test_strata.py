from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from guard.strata import Stratum, compare, false_discovery, wilson

tables = st.tuples(st.integers(0, 8), st.integers(1, 8), st.integers(0, 8), st.integers(1, 8)).map(
    lambda t: Stratum(min(t[0], t[1]), t[1], min(t[2], t[3]), t[3])
)


def test_interval_of_one_stratum_is_newcombe_s() -> None:
    """Newcombe (1998), table II, method 10: 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/10."""
    for counts, low, high in (
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ):
        found = compare([Stratum(*counts)])
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_wilson_interval_of_a_textbook() -> None:
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)  # Newcombe 1998, table I
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


@given(tables)
def test_one_stratum_is_fisher_s_exact_test(table: Stratum) -> None:
    rows = [
        [table.bad, table.count - table.bad],
        [table.others_bad, table.others - table.others_bad],
    ]
    assert compare([table]).p == pytest.approx(fisher_exact(rows, alternative="greater").pvalue)


@given(st.lists(tables, min_size=2, max_size=4))
def test_p_by_counting_every_outcome(strata: list[Stratum]) -> None:
    """Against brute force: all tables with the same margins, each as often as it can be dealt."""
    ways: dict[int, float] = {0: 1.0}
    for s in strata:
        total, now = s.bad + s.others_bad, dict[int, float]()
        for done, weight in ways.items():
            for bad in range(max(0, total - s.others), min(s.count, total) + 1):
                dealt = math.comb(s.count, bad) * math.comb(s.others, total - bad)
                now[done + bad] = now.get(done + bad, 0.0) + weight * dealt
        ways = now
    seen = sum(s.bad for s in strata)
    expected = sum(n for bad, n in ways.items() if bad >= seen) / sum(ways.values())
    assert compare(strata).p == pytest.approx(expected)


@given(st.lists(tables, min_size=1, max_size=5))
def test_the_interval_holds_the_difference_and_order_is_nothing(strata: list[Stratum]) -> None:
    found = compare(strata)
    assert -1 <= found.low <= found.difference <= found.high <= 1
    again = compare(strata[::-1])
    assert (again.difference, again.p) == pytest.approx((found.difference, found.p))


def test_strata_that_differ_feign_no_difference() -> None:
    """Simpson's paradox: 20/30 against 12/30 in all, but equal shares in each stratum."""
    found = compare([Stratum(18, 20, 9, 10), Stratum(2, 10, 4, 20)])
    assert found.difference == pytest.approx(0)
    assert found.p > 0.5


def test_strata_with_one_arm_say_nothing() -> None:
    both = Stratum(5, 6, 1, 7)
    assert compare([both, Stratum(9, 9, 0, 0), Stratum(0, 0, 3, 4)]) == compare([both])
    with pytest.raises(ValueError, match="both arms"):
        compare([Stratum(1, 2, 0, 0)])


def test_mantel_haenszel_weights() -> None:
    """(20 x 10/30) x (.5 - .2) + (10 x 10/20) x (.8 - .1), over the weights."""
    found = compare([Stratum(10, 20, 2, 10), Stratum(8, 10, 1, 10)])
    assert found.difference == pytest.approx((20 / 3 * 0.3 + 5 * 0.7) / (20 / 3 + 5))


def test_false_discovery_of_benjamini_and_hochberg() -> None:
    """The 15 p values of their paper (1995, section 3.2): four are found at .05."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719]
    p += [0.6528, 0.7590, 1.0]
    adjusted = false_discovery(p)
    assert sum(value <= 0.05 for value in adjusted) == 4
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)
    shuffled = random.Random(1).sample(range(15), 15)
    assert false_discovery([p[i] for i in shuffled]) == [adjusted[i] for i in shuffled]
    assert false_discovery([]) == []
