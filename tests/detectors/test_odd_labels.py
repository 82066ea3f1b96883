"""Labels that like conversations do not have, and ratings that do not go with the customer's mood."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from guard.choice import choose
from guard.types import Conversation, Finding
from tests.detectors.test_corpus_signals import honest
from tests.helpers import conversation, measure

MODELS = choose().models
INTENT = {"parcel": "track", "train": "cancel", "arrived": "replace", "password": "password", "table": "book"}
HAPPY = "Perfect, that was a great help, thank you so much!"
ANGRY = "This is a useless answer and I am very disappointed."


def labelled(flipped: int, to: str = "invoice") -> list[Conversation]:
    rows = []
    for number, one in enumerate(honest(300, 8, "l")):
        asked = one.turns[0].content
        intent = next((name for word, name in INTENT.items() if word in asked), "invoice")
        if number < flipped:
            intent = to if intent != to else "book"
        turns = [(turn.role, turn.content) for turn in one.turns]
        rows.append(conversation(one.id, turns, source="desk", labels={"intent": intent}))
    return rows


def rated(ratings: Sequence[int], said: str, answer: str | None = None) -> list[Conversation]:
    """Conversations of one rating each, the first ones ending with what the customer says."""
    rows = []
    for number, one in enumerate(honest(200, 4, "r")):
        turns = [(turn.role, turn.content) for turn in one.turns]
        mine = number < len(ratings)
        if mine:
            turns += [("user", said), ("assistant", answer or "You are welcome.")]
        rating = ratings[number] if mine else 3 + number % 3
        rows.append(conversation(one.id, turns, source="desk", labels={"rating": rating, "agent": number}))
    return rows


def found(rows: Sequence[Conversation]) -> list[Finding]:
    return [one for one in measure("odd_labels", rows, models=MODELS) if isinstance(one, Finding)]


@pytest.mark.parametrize("flipped", [5, 30])
def test_flipped_intents_are_told_with_the_usual_one(flipped: int) -> None:
    seen = found(labelled(flipped))
    assert {one.conversation for one in seen} == {f"l-{i:04}" for i in range(flipped)}
    honest_labels = {one.id: one.labels["intent"] for one in labelled(0)}
    assert all(one.evidence["usual"] == honest_labels[one.conversation] for one in seen)
    for one in seen:
        examples = one.evidence["examples"]
        assert isinstance(examples, list)
        assert len(examples) == 3
        assert all(honest_labels[str(like)] == one.evidence["usual"] for like in examples)


def test_honest_labels_are_silent() -> None:
    assert found(labelled(0)) == []


def test_a_remark_is_no_class() -> None:
    rows = [
        conversation(one.id, [(t.role, t.content) for t in one.turns], labels={"note": f"n{i}"})
        for i, one in enumerate(honest(100, 9, "r"))
    ]
    assert found(rows) == []


def test_happy_customers_with_one_star_are_told_with_the_usual_rating() -> None:
    seen = found(rated([1] * 6 + [5] * 10, HAPPY))
    assert {(one.conversation, one.label) for one in seen} == {(f"r-{i:04}", "rated_low") for i in range(6)}
    assert all(one.evidence["usual"] == 5 and one.evidence["usual_count"] == 10 for one in seen)


def test_refused_complaints_with_five_stars_are_told() -> None:
    if MODELS.refusal is None:
        pytest.skip("no embedded refusal model")
    refusal = "I'm sorry, but I can't help with that."
    seen = found(rated([5] * 6 + [1] * 6, ANGRY, refusal))
    assert {(one.conversation, one.label) for one in seen} == {(f"r-{i:04}", "rated_high") for i in range(6)}


@pytest.mark.parametrize(("ratings", "said"), [([1] * 10, ANGRY), ([5] * 10, HAPPY), ([3] * 10, HAPPY)])
def test_ratings_that_go_with_the_mood_are_silent(ratings: list[int], said: str) -> None:
    assert found(rated(ratings, said)) == []


def test_a_number_that_is_no_rating_is_not_read() -> None:
    rows = [
        conversation(one.id, [(t.role, t.content) for t in one.turns], labels={"queue": one.labels["rating"]})
        for one in rated([1] * 10, HAPPY)
    ]
    assert found(rows) == []
