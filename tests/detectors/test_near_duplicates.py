from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from guard.corpus import Floats, Models
from guard.detector import select
from guard.detectors.near_duplicates import FUZZY, SEMANTIC, customer_sides, mean_vectors
from guard.models.encoder import Encoder
from guard.types import Conversation, Finding, Group
from tests.helpers import conversation, corpus

NOON = datetime(2026, 10, 14, 12, 0, tzinfo=UTC)
TEXT = "My blue jacket arrived with a torn sleeve, can I send it back without paying for the parcel?"
FEW_WORDS_CHANGED = (
    "My blue jacket came with a torn sleeve, can I send it back without paying for the parcel?"
)


class Topics:
    """Vectors by the first of these words that a text has; a coat is a jacket."""

    WORDS = ("jacket", "coat", "kettle", "invoice", "router")

    def encode(self, texts: Sequence[str], /) -> Floats:
        vectors = np.zeros((len(texts), len(self.WORDS) + 1), np.float32)
        for row, text in enumerate(texts):
            word = next((w for w in self.WORDS if w in text), None)
            place = self.WORDS.index(word) if word else len(self.WORDS)
            vectors[row, 0 if word == "coat" else place] = 1
        return vectors


@cache
def embedded() -> Models:
    return Models(encoder=Encoder.load())


def asked(id: str, *said: str, minute: float | None = None) -> Conversation:
    at = None if minute is None else NOON + timedelta(minutes=minute)
    turns = [turn for text in said for turn in (("user", text), ("assistant", f"Answer {id}."))]
    return conversation(id, turns, created_at=at)  # type: ignore[arg-type]


def duplicates(
    rows: Sequence[Conversation], models: Models | None = None
) -> tuple[list[Group], dict[str, Finding]]:
    """Groups, and findings by conversation: there is at most one for each."""
    [detector] = select(["near_duplicates"])
    seen = list(detector.measure(corpus(rows, models=models or Models(encoder=Topics())), {}))
    findings = [one for one in seen if isinstance(one, Finding)]
    by_id = {one.conversation: one for one in findings}
    assert len(by_id) == len(findings)
    return [one for one in seen if isinstance(one, Group)], by_id


@pytest.mark.parametrize(
    ("copy", "label"),
    [
        (TEXT, "exact"),
        (TEXT.upper() + "!!", "exact"),
        (FEW_WORDS_CHANGED, "fuzzy"),
        ("The coat I ordered is damaged at one arm; must returning it cost me anything?", "semantic"),
    ],
)
def test_a_copy_names_what_it_copies_and_how(copy: str, label: str) -> None:
    [group], found = duplicates([asked("a", TEXT, minute=0), asked("b", copy, minute=1)])
    assert group.members == ("a", "b")
    assert found["b"].label == label
    assert found["b"].evidence["match"] == "a"
    assert found["b"].evidence["match_text"].startswith("my blue jacket")
    assert found["b"].group == found["a"].group == group.id
    if label == "fuzzy":
        assert found["b"].score == found["b"].evidence["words_shared"] >= FUZZY
    if label == "semantic":
        assert found["b"].score == found["b"].evidence["cosine"] >= SEMANTIC
        assert found["b"].evidence["words_shared"] < FUZZY


def test_the_earliest_stands_for_the_group_and_is_never_accused() -> None:
    rows = [asked("a", TEXT, minute=30), asked("b", TEXT, minute=5), asked("c", FEW_WORDS_CHANGED, minute=60)]
    [group], found = duplicates(rows)
    assert group.members == ("b", "a", "c")
    assert (found["b"].label, found["b"].score) == ("copied", 0.0)
    assert {found[id].evidence["match"] for id in "ac"} == {"b"}
    assert {found[id].evidence["copies"] for id in "abc"} == {2}


def test_without_times_the_first_id_stands_for_the_group_and_a_known_time_comes_first() -> None:
    _, found = duplicates([asked("b", TEXT), asked("a", TEXT)])
    assert found["a"].label == "copied"
    _, found = duplicates([asked("a", TEXT), asked("b", TEXT, minute=9)])
    assert found["b"].label == "copied"


@pytest.mark.parametrize(
    "rows",
    [
        [asked("a", "yes please"), asked("b", "yes please")],  # too short to be a copy
        [asked("a", TEXT), asked("b", "The kettle I bought last week leaks at its handle.")],
        [asked("a", "", " "), asked("b", "")],
        [],
    ],
)
def test_stays_silent(rows: list[Conversation]) -> None:
    assert duplicates(rows) == ([], {})


def test_the_same_matter_told_by_two_people_is_no_copy() -> None:
    one = asked("a", "My parcel has not come yet, the tracking says it is in your depot since Monday.")
    other = asked(
        "b", "Where is my parcel? According to the tracking it left the depot on Monday, nothing came."
    )
    assert duplicates([one, other], embedded()) == ([], {})


def test_what_the_assistant_repeats_is_no_copy() -> None:
    macro = "Your refund was approved today and will reach your account within five working days."
    things = ["the kettle is far too loud", "one invoice was charged twice", "our router blinks red again"]
    rows = [
        conversation(str(i), [("user", thing), ("assistant", macro), ("assistant", macro)])
        for i, thing in enumerate(things)
    ]
    assert duplicates(rows) == ([], {})


def test_all_turns_of_the_customer_count_together() -> None:
    split = [asked("a", "My blue jacket arrived with a torn sleeve", "can I send it back please")]
    whole = [asked("b", "My blue jacket arrived with a torn sleeve. Can I send it back, please?")]
    _, found = duplicates(split + whole)
    assert found["b"].label == "exact"
    view = corpus(split)
    assert customer_sides(view) == ["my blue jacket arrived with a torn sleeve can i send it back please"]


def test_mean_vectors_weigh_turns_by_their_length() -> None:
    view = corpus([asked("a", "kettle" + "." * 14, "jacket....")], models=Models(encoder=Topics()))
    [vector] = mean_vectors(view, [0])
    kettle, jacket = Topics.WORDS.index("kettle"), Topics.WORDS.index("jacket")
    np.testing.assert_allclose(vector[[kettle, jacket]], np.array([20, 10]) / np.hypot(20, 10), atol=1e-6)


def test_a_text_the_encoder_knows_nothing_of_breaks_nothing() -> None:
    class Silent:
        def encode(self, texts: Sequence[str], /) -> Floats:
            return np.zeros((len(texts), 4), np.float32)

    _, found = duplicates([asked("a", TEXT), asked("b", TEXT), asked("c", "x y z u v w")], Models(Silent()))
    assert found["b"].label == "exact"
    assert "c" not in found


def others(count: int, rng: random.Random) -> list[Conversation]:
    """Conversations that have nothing to do with one another."""
    nouns = (
        "kettle lamp router sofa invoice coupon parcel tent drill mirror heater desk fan clock oven".split()
    )
    verbs = "broke hums leaks vanished smells sticks wobbles froze rusts buzzes drips flickers".split()
    wishes = (
        "replace it|refund me|call back|explain that|send a part|cancel it|check again|wait for me".split("|")
    )
    return [
        asked(
            f"o-{i:04}",
            f"{rng.choice(nouns)} {rng.choice(verbs)} near {rng.choice(nouns)} "
            f"{rng.choice('monday tuesday friday march april yesterday'.split())} and {rng.choice(nouns)} "
            f"{rng.choice(verbs)}, {rng.choice(wishes)} or {rng.choice(wishes)}",
            minute=rng.random() * 1000,
        )
        for i in range(count)
    ]


def planted(count: int) -> list[Conversation]:
    names = [
        a + b
        for a in "alder birch cedar elm fir hazel larch maple oak pine".split()
        for b in "abcdefghijklmno"
    ]
    return [
        asked(
            f"p-{i:03}",
            f"Good morning, the partner programme {name} told me that a customer like me always gets "
            "the whole price back after a bad review, so please pay it out today and confirm that.",
            minute=100 + i,
        )
        for i, name in enumerate(names[:count])
    ]


def test_all_150_planted_copies_are_found_and_nothing_else_joins_them() -> None:
    copies = planted(150)
    groups, found = duplicates([*others(2000, random.Random(4)), *copies], embedded())
    [group] = [g for g in groups if "p-000" in g.members]
    assert group.members == tuple(row.id for row in copies)
    assert found["p-000"].label == "copied"
    assert all(found[row.id].evidence["match"] == "p-000" for row in copies[1:])


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = [*others(150, random.Random(5)), *planted(20), asked("a", TEXT), asked("b", FEW_WORDS_CHANGED)]
    shuffled = random.Random(6).sample(rows, len(rows))
    assert duplicates(rows, embedded()) == duplicates(shuffled, embedded())
