"""A label that like conversations do not have."""

from __future__ import annotations

from guard.choice import choose
from guard.types import Conversation, Finding
from tests.detectors.test_corpus_signals import honest
from tests.helpers import conversation, measure

MODELS = choose().models
INTENT = {"parcel": "track", "train": "cancel", "arrived": "replace", "password": "password", "table": "book"}


def labelled(flipped: int) -> list[Conversation]:
    rows = []
    for number, one in enumerate(honest(300, 8, "l")):
        asked = one.turns[0].content
        intent = next((name for word, name in INTENT.items() if word in asked), "invoice")
        if number < flipped:
            intent = "invoice" if intent != "invoice" else "book"
        turns = [(turn.role, turn.content) for turn in one.turns]
        rows.append(conversation(one.id, turns, source="desk", labels={"intent": intent, "rating": 5}))
    return rows


def test_flipped_intents_are_told_with_the_usual_one() -> None:
    found = [one for one in measure("odd_labels", labelled(5), models=MODELS) if isinstance(one, Finding)]
    assert {one.conversation for one in found} == {f"l-{i:04}" for i in range(5)}
    assert all(one.evidence["usual"] in set(INTENT.values()) | {"invoice"} for one in found)
    assert all(one.evidence["usual"] != one.evidence["value"] for one in found)


def test_honest_labels_are_silent() -> None:
    assert measure("odd_labels", labelled(0), models=MODELS) == []


def test_a_remark_is_no_class() -> None:
    rows = [
        conversation(one.id, [(t.role, t.content) for t in one.turns], labels={"note": f"n{i}"})
        for i, one in enumerate(honest(100, 9, "r"))
    ]
    assert measure("odd_labels", rows, models=MODELS) == []
