from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guard.types import Conversation, Finding, Turn
from tests.helpers import conversation, measure

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def chat(id: str, **meta: Any) -> Conversation:
    return conversation(id, [("user", "Hello"), ("assistant", "Hi")], **meta)


def timed(id: str, *minutes: float | None, **meta: Any) -> Conversation:
    """Turns at these minutes after noon."""
    turns = [
        Turn("user", f"turn {n}", None if m is None else NOON + m * MINUTE) for n, m in enumerate(minutes)
    ]
    return conversation(id, turns, created_at=NOON, **meta)


def found(label: str, conversations: list[Conversation], **settings: Any) -> dict[str, Finding]:
    seen = measure("provenance", conversations, **settings)
    return {s.conversation: s for s in seen if isinstance(s, Finding) and s.label == label}


def test_missing_source_where_most_have_one() -> None:
    chats = [chat(f"c{n}", source="zendesk") for n in range(99)] + [chat("x")]
    [(id, finding)] = found("missing_source", chats).items()
    assert id == "x"
    assert finding.score == pytest.approx(0.98)
    assert finding.evidence["share"] == 0.99
    assert "99 %" in finding.evidence["why"]


@pytest.mark.parametrize("known", [0, 1, 5])
def test_missing_source_is_silent_where_that_is_usual(known: int) -> None:
    chats = [chat(f"c{n}", source="zendesk" if n < known else None) for n in range(10)]
    assert found("missing_source", chats) == {}


def test_a_source_that_almost_nobody_has() -> None:
    chats = [chat(f"c{n}", source=("zendesk", "intercom")[n % 2]) for n in range(1000)]
    chats += [chat("x1", source="upload"), chat("x2", source="upload")]
    seen = found("unknown_source", chats)
    assert set(seen) == {"x1", "x2"}
    assert seen["x1"].score > 0.7
    assert seen["x1"].evidence["conversations"] == 2


def test_many_small_sources_and_small_runs_are_usual() -> None:
    long_tail = [chat(f"c{n}", source=f"shop-{n % 150}") for n in range(1500)]
    assert found("unknown_source", long_tail) == {}
    assert found("unknown_source", [chat("a", source="zendesk"), chat("b", source="upload")]) == {}


@pytest.mark.parametrize(
    ("late", "fires"),
    [(-30, False), (0, False), (0.5, False), (4, False), (6, True), (600, True)],
)
def test_collected_before_created(late: float, fires: bool) -> None:
    seen = found("collected_before_created", [chat("a", created_at=NOON + late * MINUTE, collected_at=NOON)])
    assert bool(seen) is fires
    if fires:
        assert seen["a"].evidence["minutes"] == late
        assert seen["a"].score >= 0.5


def test_collected_long_before_scores_more() -> None:
    hour, week = (
        found("collected_before_created", [chat("a", created_at=NOON + by, collected_at=NOON)])["a"].score
        for by in (HOUR, 7 * DAY)
    )
    assert hour < week <= 1


def test_future_times() -> None:
    chats = [
        chat("today", created_at=NOON),
        chat("zone", created_at=NOON + 14 * HOUR),
        chat("created", created_at=NOON + 3 * DAY),
        chat("collected", created_at=NOON, collected_at=NOON + 40 * DAY),
        timed("turn", 0, 3 * 1440),
        chat("unknown"),
    ]
    seen = found("future_time", chats, now=NOON)
    assert set(seen) == {"created", "collected", "turn"}
    assert seen["created"].evidence["minutes"] == 3 * 1440
    assert "3 days in the future" in seen["created"].evidence["why"]
    assert found("future_time", chats) == {}


def test_a_turn_after_the_conversation_was_collected() -> None:
    chats = [
        timed("late", 0, 90, collected_at=NOON + HOUR),
        timed("fine", 0, 59, collected_at=NOON + HOUR),
        timed("skew", 0, 61, collected_at=NOON + HOUR),
    ]
    seen = found("future_time", chats)
    assert set(seen) == {"late"}
    assert "after the conversation was collected" in seen["late"].evidence["why"]


@pytest.mark.parametrize(
    ("minutes", "turn"),
    [
        ((0, 1, 2, 3), None),
        ((0, 5, 4.5, 6), None),  # half a minute back: two clocks
        ((0, 5, 2, 6), 2),
        ((0, 9, 2, 30, 1), 4),  # the worst step
        ((0, None, 3, None, 5), None),  # unknown times stand at the conversation's
        ((0, 10, None, 12), None),
        ((5, 0.5), 1),
        ((0, -3), 1),  # the first turn opens the conversation, so its time counts
        ((None, None), None),
    ],
)
def test_turns_out_of_order(minutes: tuple[float | None, ...], turn: int | None) -> None:
    neighbours = [timed("before", 500), timed("zafter", -500)]
    seen = found("turns_out_of_order", [*neighbours, timed("m", *minutes)])
    assert (seen["m"].turn if seen else None) == turn
    assert set(seen) <= {"m"}
    assert all(finding.score <= 0.4 for finding in seen.values())


def test_changed_content() -> None:
    same, other, new = chat("same"), chat("other"), chat("new")
    earlier = {"same": {same.digest, "old"}, "other": {"old", "older"}, "gone": {"x"}}
    seen = found("changed_content", [same, other, new], seen=earlier)
    assert set(seen) == {"other"}
    assert seen["other"].evidence["versions"] == 2
    assert seen["other"].turn is None


def test_an_ordinary_night_is_silent() -> None:
    chats = [timed(f"c{n}", n, n + 1, n + 2, source="zendesk", collected_at=NOON + DAY) for n in range(300)]
    assert measure("provenance", chats, now=NOON + DAY) == []
    assert measure("provenance", [chat(f"c{n}") for n in range(300)], now=NOON) == []
