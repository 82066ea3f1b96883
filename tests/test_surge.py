from __future__ import annotations

import math

import numpy as np
import pytest

from guard.surge import Times, surge

HOUR, DAY = 3600.0, 86_400.0
NOW = 1_790_000_000.0  # seconds since 1970, as in real data
NONE = np.empty(0)


def minutes(count: int, start: float = 0) -> Times:
    """One event a minute."""
    return np.arange(count, dtype=np.float64) * 60 + start


def daily(days: int, per_day: int, seed: int = 0) -> Times:
    """Traffic of several days with its peak at noon and quiet nights."""
    rng = np.random.default_rng(seed)
    noon = rng.normal(12 * HOUR, 2 * HOUR, size=days * per_day)
    return np.asarray(NOW + np.repeat(np.arange(days), per_day) * DAY + np.clip(noon, 0, DAY - 1))


def test_a_value_worked_out_by_hand() -> None:
    # ten events in the first ten of a hundred minutes, one background event a minute (0, 1, ... 99):
    # the minutes 0..9 hold ten background events, so a share of (10 + .5)/(100 + 1) is expected,
    # and the ratio is 10 ln(101 / 10.5)
    found = surge(minutes(10), minutes(100))
    assert found is not None
    assert (found.start, found.end, found.inside) == (0, 540, 10)
    assert found.expected == pytest.approx(10.5 / 101)
    assert found.ratio == pytest.approx(10 * math.log(101 / 10.5))


def test_the_window_with_the_largest_ratio_is_told() -> None:
    # eight of ten events within one minute, two far away: the window of 80 % tells most
    events = np.array([5000.0 + 5 * i for i in range(8)] + [50.0, 9900.0])
    found = surge(events, np.linspace(0, 10_000, 201))
    assert found is not None
    assert (found.inside, found.start, found.end) == (8, 5000.0, 5035.0)
    share = (1 + 0.5) / 202  # one background event, at 5000
    expected = 8 * math.log(0.8 / share) + 2 * math.log(0.2 / (1 - share))
    assert found.ratio == pytest.approx(expected)


def random_ratios(events: int, draws: int = 200) -> Times:
    """Ratios of events that follow the traffic, which is uniform over a day."""
    ratios = []
    for seed in range(draws):
        rng = np.random.default_rng(seed)
        found = surge(NOW + rng.uniform(0, DAY, events), NOW + rng.uniform(0, DAY, 3000))
        assert found is not None
        ratios.append(found.ratio)
    return np.array(ratios)


@pytest.mark.parametrize("count", [6, 40, 400])
def test_events_that_follow_the_traffic_seldom_surprise(count: int) -> None:
    ratios = random_ratios(count)
    assert np.median(ratios) < 3.5
    assert (ratios > 6).mean() < 0.12
    assert (ratios > 10).mean() < 0.02


def test_a_daily_rhythm_is_no_surge_and_a_burst_on_top_is_one() -> None:
    background = daily(days=10, per_day=300)
    follow = surge(daily(days=10, per_day=3, seed=1), background)
    burst = surge(minutes(30, NOW + 4 * DAY + 12 * HOUR), background)
    at_night = surge(minutes(30, NOW + 4 * DAY + 3 * HOUR), background)
    assert follow is not None
    assert burst is not None
    assert at_night is not None
    assert follow.ratio < 6
    assert burst.ratio > 60
    assert at_night.ratio > burst.ratio  # the same burst is odder when nobody else writes
    assert (burst.start, burst.end) == (NOW + 4 * DAY + 12 * HOUR, NOW + 4 * DAY + 12 * HOUR + 29 * 60)


def test_everybody_at_once_is_no_surprise() -> None:
    rng = np.random.default_rng(2)
    outage = NOW + 9 * HOUR + rng.uniform(0, HOUR, 300)
    with_others = surge(outage[:60], outage[60:])
    alone = surge(outage[:60], daily(days=1, per_day=240))
    assert with_others is not None
    assert alone is not None
    assert with_others.ratio < 6
    assert alone.ratio > 60


@pytest.mark.parametrize("events", [NONE, np.array([NOW]), np.array([NOW, NOW + 1, math.nan, math.nan])])
def test_fewer_than_three_known_times_tell_nothing(events: Times) -> None:
    assert surge(events, daily(1, 50)) is None


def test_unknown_times_are_ignored_on_both_sides() -> None:
    events, background = minutes(5, NOW), daily(2, 40)
    unknown = np.full(7, math.nan)
    assert surge(np.concatenate([unknown, events]), np.concatenate([background, unknown])) == surge(
        events, background
    )


def test_order_does_not_matter() -> None:
    events, background = daily(2, 10), daily(2, 100, seed=3)
    assert surge(events[::-1], background[::-1]) == surge(events, background)


def test_a_thin_background_counts_as_uniform_traffic_over_the_whole_span() -> None:
    # ten events within 10 minutes; 19 others are too few to be a rhythm, but tell the span: 1,000 min
    events = minutes(10, 30_000)
    found = surge(events, np.linspace(0, 60_000, 19))
    assert found is not None
    assert found.expected == pytest.approx(540 / 60_000)
    assert found.ratio == pytest.approx(10 * math.log(60_000 / 540))


def test_without_a_background_events_at_even_steps_surprise_nobody() -> None:
    found = surge(minutes(50, NOW), NONE)
    assert found is not None
    assert found.ratio < 1


def test_events_at_one_instant_are_finite() -> None:
    found = surge(np.full(30, NOW), NONE)
    assert found is not None
    assert found.ratio == 0  # nothing else is known that it could differ from
    found = surge(np.full(30, NOW), daily(3, 50))
    assert found is not None
    assert math.isfinite(found.ratio)
    assert found.ratio > 6
