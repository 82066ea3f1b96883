from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from guard.corpus import Corpus, Floats, Mark, Models
from guard.types import ROLES, Conversation, Failure, Finding, Turn
from tests.helpers import conversation, corpus

NOON = datetime(2026, 10, 14, 12, 0, tzinfo=UTC)


class Letters:
    """An encoder of two dimensions that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode(self, texts: Sequence[str], /) -> Floats:
        self.asked.append(list(texts))
        vectors = np.array([[len(text) + 1, text.count("e")] for text in texts], np.float32).reshape(-1, 2)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def three() -> list[Conversation]:
    return [
        conversation(
            "c-2",
            [("user", "Hello"), ("assistant", "How can I help?"), ("user", "Hello")],
            user_id="u-9",
            created_at=NOON,
        ),
        conversation("c-1", [("system", "Be kind"), ("assistant", "Hello")], user_id="u-3", channel="chat"),
        conversation("c-3", [("user", "Ｈello"), ("tool", "{}"), ("assistant", "How can I help?")]),
    ]


def said(view: Corpus) -> list[tuple[str, int, str, str]]:
    """Conversation, position, role and text of every turn."""
    turns = view.turns
    return [
        (view.ids[c], int(p), ROLES[r], view.texts[t])
        for c, p, r, t in zip(turns.conversation, turns.position, turns.role, turns.text, strict=True)
    ]


def test_conversations_are_ordered_by_id_and_texts_by_their_characters() -> None:
    view = corpus(three())
    assert view.ids == ["c-1", "c-2", "c-3"]
    assert view.texts == sorted({"Hello", "How can I help?", "Be kind", "Ｈello", "{}"})
    assert said(view)[:5] == [
        ("c-1", 0, "system", "Be kind"),
        ("c-1", 1, "assistant", "Hello"),
        ("c-2", 0, "user", "Hello"),
        ("c-2", 1, "assistant", "How can I help?"),
        ("c-2", 2, "user", "Hello"),
    ]
    assert view.starts.tolist() == [0, 2, 5, 8]
    assert [one.id for one in view.conversations()] == view.ids
    assert view.conversation(1).user_id == "u-9"


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_rows_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    rows = [
        conversation(
            f"c-{i}",
            [("user", f"question {i % 7}"), ("assistant", f"answer {i % 5}")],
            user_id=f"u-{i % 3}" if i % 4 else None,
            created_at=NOON + timedelta(minutes=i) if i % 2 else None,
        )
        for i in range(40)
    ]
    shuffled = rng.sample(rows, len(rows))
    one, other = corpus(rows), corpus(shuffled)
    assert one.ids == other.ids
    assert one.texts == other.texts
    assert said(one) == said(other)
    np.testing.assert_array_equal(one.turns.time, other.turns.time)
    np.testing.assert_array_equal(one.created, other.created)
    assert one.column("user_id").names == other.column("user_id").names
    np.testing.assert_array_equal(one.column("user_id").codes, other.column("user_id").codes)
    assert list(one.per_text("d", loud)) == list(other.per_text("d", loud))
    assert [c.id for c in one.conversations()] == [c.id for c in other.conversations()]


def loud(text: str) -> Iterator[Mark]:
    yield Mark("loud", 0.5, {"why": text}, (0, len(text)))


def test_columns_code_what_is_missing_as_minus_one() -> None:
    column = corpus(three()).column("user_id")
    assert column.names == ("u-3", "u-9")
    assert column.codes.tolist() == [0, 1, -1]


def test_a_turn_without_a_time_has_its_conversations_and_else_none() -> None:
    own = Turn("user", "at one", NOON + timedelta(hours=1))
    view = corpus(
        [
            conversation("a", [own, ("assistant", "no time of its own")], created_at=NOON, collected_at=NOON),
            conversation("b", [Turn("user", "only the turn", NOON), ("assistant", "nothing known")]),
        ]
    )
    noon = NOON.timestamp()
    np.testing.assert_array_equal(view.turns.time, [noon + 3600, noon, noon, np.nan])
    np.testing.assert_array_equal(view.created, [noon, np.nan])
    np.testing.assert_array_equal(view.collected, [noon, np.nan])


def test_occurrences_are_all_rows_of_a_text() -> None:
    view = corpus(three())
    rows = view.occurrences(view.texts.index("Hello"))
    assert [said(view)[row][:3] for row in rows] == [
        ("c-1", 1, "assistant"),
        ("c-2", 0, "user"),
        ("c-2", 2, "user"),
    ]


def test_has_role_tells_who_says_a_text_anywhere() -> None:
    view = corpus(three())
    by_text = dict(zip(view.texts, view.has_role("user"), strict=True))
    assert by_text["Hello"]
    assert not by_text["Be kind"]
    either = dict(zip(view.texts, view.has_role("system", "tool"), strict=True))
    assert [t for t, said_by in sorted(either.items()) if said_by] == ["Be kind", "{}"]


def test_each_distinct_cleaned_text_is_encoded_once() -> None:
    encoder = Letters()
    view = corpus(three(), models=Models(encoder=encoder))
    hello, wide = view.texts.index("Hello"), view.texts.index("Ｈello")
    assert view.vector_of[hello] == view.vector_of[wide]
    assert view.vectors.shape == (4, 2)
    assert view.vectors is view.vectors
    assert encoder.asked == [["Be kind", "Hello", "How can I help?", "{}"]]


def test_a_model_that_is_missing_is_said_to_be() -> None:
    view = corpus(three())
    with pytest.raises(LookupError, match="no encoder"):
        view.vectors  # noqa: B018
    with pytest.raises(LookupError, match="no toxicity model"):
        view.scores("toxicity")


def test_once_computes_once_per_key() -> None:
    view, calls = corpus(three()), []

    def compute() -> list[int]:
        calls.append(1)
        return calls

    assert view.once("a", compute) is view.once("a", compute)
    assert len(calls) == 1
    view.once("b", compute)
    assert len(calls) == 2


def test_marks_are_spread_to_every_turn_of_the_wanted_roles_only() -> None:
    view = corpus(three())
    number = view.texts.index("Hello")
    mark = Mark("greets", 0.25, {"why": "It greets."}, (0, 5))
    assert list(view.spread("d", number, [mark], ["user"])) == [
        Finding("c-2", "d", "greets", 0.25, {"why": "It greets."}, turn, (0, 5)) for turn in (0, 2)
    ]
    assert [one.conversation for one in view.spread("d", number, [mark], ["assistant"])] == ["c-1"]
    assert list(view.spread("d", number, [], ["user"])) == []


def test_a_text_that_cannot_be_measured_fails_every_conversation_that_has_it_and_no_other() -> None:
    def brittle(text: str) -> Iterator[Mark]:
        if text == "How can I help?":
            raise ValueError("too helpful")
        return loud(text)

    seen = list(corpus(three()).per_text("d", brittle))
    assert [one for one in seen if isinstance(one, Failure)] == [
        Failure("c-2", "d", "ValueError: too helpful"),
        Failure("c-3", "d", "ValueError: too helpful"),
    ]
    assert {(one.conversation, one.turn) for one in seen if isinstance(one, Finding)} == {
        ("c-1", 1),
        ("c-2", 0),
        ("c-2", 2),
        ("c-3", 0),
    }


def test_each_text_is_measured_once_however_often_it_is_said() -> None:
    measured: list[str] = []

    def count(text: str) -> Iterator[Mark]:
        measured.append(text)
        return loud(text)

    rows = [conversation(f"c-{i}", [("user", "the same"), ("user", f"other {i % 2}")]) for i in range(50)]
    assert len(list(corpus(rows).per_text("d", count))) == 100
    assert sorted(measured) == ["other 0", "other 1", "the same"]


def test_an_empty_run_has_nothing_and_breaks_nothing() -> None:
    view = corpus([], models=Models(encoder=Letters()))
    assert len(view) == 0
    assert view.starts.tolist() == [0]
    assert list(view.per_text("d", loud)) == []
