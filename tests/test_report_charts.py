"""The pictures are true: lengths, heights and places follow the numbers."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.policy.decide import BANDS as POLICY_BANDS
from guard.report import charts, phrases, timeline
from tests.report_runs import Document, Element

START = datetime(2026, 11, 1, 18, 0, tzinfo=UTC)


def number(element: Element, name: str) -> float:
    return float(str(element.attributes[name]).removesuffix("%"))


def fills(html: str, kind: str = "fill") -> list[Element]:
    return Document(html).all("rect", kind)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=50))
def test_histogram_bars_are_as_high_as_the_logarithm_of_the_count(counts: list[int]) -> None:
    bars = fills(charts.histogram({"pass": counts}))
    shown = [n for n in counts if n]
    assert len(bars) == len(shown)
    if shown:
        unit = max(number(bar, "height") for bar in bars) / math.log10(1 + max(shown))
        for bar, n in zip(bars, shown, strict=True):
            assert number(bar, "height") == pytest.approx(unit * math.log10(1 + n), abs=0.11)
            assert number(bar, "height") + number(bar, "y") == pytest.approx(190, abs=0.11)


def test_histogram_bars_stand_over_their_scores() -> None:
    counts = [0] * 50
    counts[5], counts[40] = 3, 7
    low, high = fills(charts.histogram({"pass": counts}))
    assert 10 <= number(low, "x") < number(low, "x") + number(low, "width") <= 12
    assert 80 <= number(high, "x") < number(high, "x") + number(high, "width") <= 82


def test_two_verdicts_in_one_bin_stand_side_by_side() -> None:
    counts = [0] * 37 + [4] + [0] * 12
    left, right = fills(charts.histogram({"review": counts, "quarantine": counts}))
    assert left.attributes["class"] == "fill review"
    assert number(left, "x") + number(left, "width") <= number(right, "x") + 0.001
    assert left.attributes["height"] == right.attributes["height"]


def test_the_scale_is_labelled_in_powers_of_ten() -> None:
    labels = [e.text for e in Document(charts.histogram({"pass": [4200, 1]})).all("text", "tick")]
    assert labels == ["1", "10", "100", "1,000", "0", "0.25", "0.5", "0.75", "1"]


def test_the_bands_are_those_that_policy_decides_by() -> None:
    assert {action: (low, high) for action, low, high in charts.BANDS} == POLICY_BANDS


def test_bars_are_proportional() -> None:
    assert number(fills(charts.bar(30, 120, "x"))[0], "width") == 25
    assert number(fills(charts.bar(0, 0, "x"))[0], "width") == 0


def test_the_split_adds_up_to_the_whole() -> None:
    html = charts.split([("pass", 90), ("review", 0), ("quarantine", 9), ("unreadable", 1)], "words")
    widths = [number(part, "width") for part in fills(html)]
    assert widths == [90, 9, 1]
    assert [number(part, "x") for part in fills(html)] == [0, 90, 99]


def dots(html: str) -> list[tuple[int, int]]:
    [path] = Document(html).all("path")
    return [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h0", str(path.attributes["d"]))]


def test_dots_follow_time_and_accounts() -> None:
    messages = [
        ("b", START + timedelta(minutes=10)),
        ("a", START),
        ("c", START + timedelta(minutes=20)),
        ("a", START + timedelta(minutes=20)),
    ]
    scale = timeline.Scale.over([at for _, at in messages])
    placed = dots(timeline.accounts(messages, scale))
    (x0, first), (x1, second), *last = placed
    assert x1 - x0 == pytest.approx(last[0][0] - x1, abs=1)
    third, again = sorted(y for _, y in last)
    assert first == again  # the account that came first came back
    assert second == pytest.approx((first + third) / 2, abs=1)


def test_ten_thousand_messages_are_few_bytes() -> None:
    messages = [(f"u{i}", START + timedelta(seconds=37 * i % 9001)) for i in range(10_000)]
    html = timeline.accounts(messages, timeline.Scale.over([at for _, at in messages]))
    assert "10,000 messages from 10,000 accounts" in html
    assert len(html) < 10_000


@settings(deadline=None, derandomize=True)
@given(
    st.datetimes(timezones=st.none() | st.just(UTC)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3_000_000)),
)
def test_ticks_are_few_even_and_inside(first: datetime, length: timedelta) -> None:
    try:
        times = [first, first + length]
    except OverflowError:
        times = [first]
    scale = timeline.Scale.over(times)
    ticks = scale.ticks()
    assert len(ticks) <= 6
    assert all(0 <= scale.place(at) <= 1 for at in [*ticks, *times])
    assert len({b - a for a, b in pairwise(ticks)}) <= 1
    Document(timeline.axis(scale))


def test_the_axis_names_the_day_where_it_changes() -> None:
    scale = timeline.Scale.over([START, START + timedelta(hours=9)])
    labels = [e.text for e in Document(timeline.axis(scale)).all("text") if e.text]
    assert labels == ["18:00", "1 Nov", "20:00", "22:00", "00:00", "2 Nov", "02:00"]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.4, "under a minute"),
        (1, "1 minute"),
        (40, "40 minutes"),
        (60, "1 hour"),
        (1500, "1 day 1 hour"),
        (2881, "2 days"),
    ],
)
def test_durations_in_words(minutes: float, words: str) -> None:
    assert phrases.duration(minutes) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 0, "0 %"),
        (0, 9, "0 %"),
        (9, 9, "100 %"),
        (1, 3, "33.3 %"),
        (31, 12174, "0.25 %"),
        (1, 10**6, "under 0.01 %"),
        (10**6 - 1, 10**6, "over 99.99 %"),
        (1, 2, "50 %"),
    ],
)
def test_shares_never_round_to_nothing_or_all(part: int, whole: int, words: str) -> None:
    assert phrases.share(part, whole) == words
