"""What the assistant says sentence by sentence: against a plain count, and what is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import grams, text
from guard.corpus import Corpus, Floats, Models
from guard.declared import Declared, Notice
from guard.history import History
from guard.sentences import Sentences, alone, new, occurrences, scores, share_of_new, vectors
from guard.types import Conversation, Role
from tests.helpers import conversation, corpus
from tests.histories import ENCODER, Hashes

PARTS = ("Hello there.", "It is $5!", "It is $7!", "Please wait for a while.", "...", "Bye\nnow")
TALKS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["user", "assistant", "tool"]), st.lists(st.sampled_from(PARTS), max_size=3)
        ),
        max_size=4,
    ),
    min_size=1,
    max_size=5,
)


def rows_of(talks: Sequence[Sequence[tuple[str, list[str]]]]) -> list[Conversation]:
    return [
        conversation(f"c{i}", [(role, " ".join(parts)) for role, parts in turns])  # type: ignore[misc]
        for i, turns in enumerate(talks)
    ]


def plainly(rows: Sequence[Conversation]) -> dict[str, set[tuple[int, str | None]]]:
    """Masked sentence -> (conversation, customer's text before) of everything the assistant says."""
    found: dict[str, set[tuple[int, str | None]]] = defaultdict(set)
    for index, row in enumerate(rows):
        asked: str | None = None
        for turn in row.turns:
            if turn.role == "user":
                asked = turn.content
            elif turn.role == "assistant":
                for part in map(text.masked, grams.sentences(turn.content)):
                    if part:
                        found[part].add((index, asked))
    return found


@given(TALKS)
@settings(max_examples=60, deadline=None)
def test_sentences_are_those_of_a_plain_count(talks: list[list[tuple[str, list[str]]]]) -> None:
    rows = rows_of(talks)
    view = corpus(rows)
    said, expected = Sentences.of(view), plainly(rows)
    every = np.arange(len(said.keys))
    masked = said.masked(every)
    assert sorted(masked) == sorted(expected)
    assert said.keys.tolist() == sorted(set(said.keys.tolist()))
    assert [text.masked(one) for one in said.texts(every)] == masked
    assert said.lengths.tolist() == [len(one.split()) for one in masked]
    held = [set(said.holds[[i]].indices.tolist()) for i in every]
    assert held == [{index for index, _ in expected[one]} for one in masked]
    sentence, who, asked = occurrences(view, every)
    found = defaultdict(set)
    for place, index, number in zip(sentence, who, asked, strict=True):
        found[masked[place]].add((int(index), view.texts[number] if number >= 0 else None))
    assert found == expected
    part = every[::2]
    some, _, _ = occurrences(view, part)
    assert {masked[part[place]] for place in some} == {masked[place] for place in part}


def talk(*said: str) -> Conversation:
    turns: list[tuple[Role, str]] = [("user", "hm?"), *(("assistant", one) for one in said)]
    return conversation("-".join(said), turns)


def test_what_is_alone_in_its_answers() -> None:
    view = corpus([talk("One two three."), talk("One two three. Four five six."), talk("Seven eight nine.")])
    said = Sentences.of(view)
    every = np.arange(len(said.keys))
    is_alone = dict(zip(said.masked(every), said.alone.tolist(), strict=True))
    assert is_alone == {"one two three": False, "four five six": False, "seven eight nine": True}
    assert {view.texts[i] for i in alone(view, every)} == {"One two three.", "Seven eight nine."}


def history(*said: str) -> History:
    """Trusted conversations that say this, none of them kept for comparison."""
    rows = (conversation(f"{i}", [("user", f"q{i}"), ("assistant", one)]) for one in said for i in range(30))
    counted = [row for row in rows if int(row.digest[:16], 16) % 10]
    return History(ENCODER).add(corpus(counted, models=Models(encoder=Hashes())))


def news(view: Corpus) -> set[str]:
    return set(Sentences.of(view).masked(new(view)))


def test_new_is_what_trusted_history_does_not_have() -> None:
    known = "Your parcel number 17 left our warehouse in the north this morning."
    view = corpus(
        [
            talk(f"{known} Buy the new lamp now."),
            talk("Your parcel number 9 left our warehouse in the north."),
        ],
        history=history(known),
    )
    assert news(view) == {"buy the new lamp now"}
    places = new(view)
    assert share_of_new(view, places).tolist() == [1.0]


def test_what_was_announced_is_not_new_and_the_next_sentence_is() -> None:
    notice = "Until Sunday there is a discount on all winter goods."
    view = corpus(
        [talk(f"{notice} Ask for it at the other shop.")],
        history=history("Something else altogether was said."),
        declared=Declared((Notice("promotion", notice),)),
    )
    assert news(view) == {"ask for it at the other shop"}


def test_without_history_new_is_what_few_conversations_have() -> None:
    rows = [talk(f"You are welcome here. This is answer {'x' * i} of mine.") for i in range(1, 150)]
    found = news(corpus(rows))
    assert "you are welcome here" not in found
    assert len(found) == 149


class Counting:
    """A classifier that says how long a text is, and remembers what it was asked."""

    labels = ("long",)

    def __init__(self) -> None:
        self.asked: list[str] = []

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None, /) -> Floats:
        self.asked += texts
        return np.array([[len(one) / 100] for one in texts], np.float32).reshape(-1, 1)


def test_each_sentence_is_scored_once_alone_or_not() -> None:
    model = Counting()
    view = corpus(
        [talk("One two three."), talk("Four five six. Seven 1234567 nine.")], models=Models(refusal=model)
    )
    said = Sentences.of(view)
    labels, found = scores(view, "refusal", np.arange(3))
    assert labels == ("long",)
    read = dict(zip(said.masked(np.arange(3)), found[:, 0].tolist(), strict=True))
    assert read == pytest.approx({"one two three": 0.14, "four five six": 0.14, "seven 0 nine": 0.13})
    assert model.asked.count("One two three.") == 1
    assert model.asked.count("Four five six.") == 1


def test_vectors_are_those_of_the_masked_form_and_need_an_encoder() -> None:
    view = corpus([talk("It costs $5!")], models=Models(encoder=Hashes()))
    one = vectors(view, np.array([0]))
    np.testing.assert_array_equal(one, Hashes().encode(Sentences.of(view).masked(np.array([0]))))
    view.models = replace(view.models, encoder=None)
    with pytest.raises(LookupError, match="no encoder"):
        vectors(view, np.array([0]))


@pytest.mark.parametrize("rows", [[], [conversation("a", [("user", "hello")])]])
def test_where_the_assistant_says_nothing_there_are_none(rows: list[Conversation]) -> None:
    view = corpus(rows)
    assert len(Sentences.of(view).keys) == len(new(view)) == 0
    assert [len(one) for one in occurrences(view, new(view))] == [0, 0, 0]


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [talk(f"Answer {'ab' * i} is given here.", "And so on it goes.") for i in range(9)]
    views = [corpus(some) for some in (rows, rows[::-1])]
    one, other = (Sentences.of(view) for view in views)
    every = np.arange(len(one.keys))
    assert one.texts(every) == other.texts(every)
    assert one.holds.toarray().tolist() == other.holds.toarray().tolist()
    for mine, yours in zip(*(occurrences(view, every) for view in views), strict=True):
        np.testing.assert_array_equal(mine, yours)
