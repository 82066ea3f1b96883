"""Runs of words: against a plain count, and keys that agree between nights."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from guard import text
from guard.grams import Grams, Words

SENTENCES = st.lists(
    st.sampled_from("where is my order 42 please. Thanks! it's late\n no".split(" ")), max_size=9
).map(" ".join)


def _grams(conversations: list[list[str]], orders: tuple[int, ...] = (1, 2, 3)) -> Grams:
    texts = sorted({turn for turns in conversations for turn in turns})
    rows = [(i, texts.index(turn)) for i, turns in enumerate(conversations) for turn in turns]
    table = np.array(rows, np.int64).reshape(-1, 2)
    return Grams.of(texts, table[:, 0], table[:, 1], len(conversations), orders)


def _plainly(turns: list[str], orders: tuple[int, ...]) -> set[str]:
    found: set[str] = set()
    for turn in turns:
        for sentence in turn.replace("\n", "\0").replace(". ", "\0").replace("! ", "\0").split("\0"):
            words = text.masked(sentence).split()
            found |= {" ".join(words[i : i + n]) for n in orders for i in range(len(words) - n + 1)}
    return found


@given(st.lists(st.lists(SENTENCES, max_size=3), min_size=1, max_size=5))
def test_a_conversation_holds_the_runs_of_its_sentences(conversations: list[list[str]]) -> None:
    grams = _grams(conversations)
    expected: Counter[str] = Counter()
    for i, turns in enumerate(conversations):
        columns = grams.holds.indices[grams.holds.indptr[i] : grams.holds.indptr[i + 1]]
        assert {grams.render(c) for c in columns} == _plainly(turns, (1, 2, 3))
        expected.update(_plainly(turns, (1, 2, 3)))
    counted = {grams.render(c): int(df) for c, df in enumerate(grams.document_frequency())}
    assert counted == expected


def test_keys_agree_between_nights_and_differ_between_runs() -> None:
    first = _grams([["my order is late"], ["where is it"]])
    second = _grams([["it is late. my order"], ["1 2 3"]])
    keys = {first.render(c): int(first.keys[c]) for c in range(len(first.keys))}
    again = {second.render(c): int(second.keys[c]) for c in range(len(second.keys))}
    assert {run: keys[run] for run in keys.keys() & again.keys()} == {
        run: again[run] for run in keys.keys() & again.keys()
    }
    assert {"my order", "is late", "it"} <= keys.keys() & again.keys()
    assert "0 0 0" in again
    assert len({**keys, **again}) == len({*keys.values(), *again.values()})


def test_word_order_and_length_make_different_keys() -> None:
    words = Words.of(["a b a b", "b a", "a"])
    keys = [set(words.runs(order)[0].tolist()) for order in (1, 2, 3, 4)]
    assert [len(part) for part in keys] == [2, 2, 2, 1]
    assert len(set.union(*keys)) == 7


def test_nothing_has_no_runs() -> None:
    grams = _grams([[], [""]])
    assert grams.holds.shape == (2, 0)
    assert len(grams.document_frequency()) == 0


def test_a_run_is_rendered_from_where_it_first_stands() -> None:
    grams = _grams([["b a", "a b", "c. a"], ["a"]])
    words = grams.words
    for order in (1, 2):
        keys, places = words.runs(order)
        for column in np.flatnonzero(grams.orders == order):
            assert grams.where[column] == places[keys == grams.keys[column]].min()


def test_whole_sentences_have_keys_that_tell_them_apart() -> None:
    first, second = Words.of(["My order 1. Thanks!", "", "thanks"]), Words.of(["order my 0. My order 7"])
    keys = first.sentence_keys().tolist()
    assert keys[1] == keys[3] != 0
    assert keys[2] == 0
    assert second.sentence_keys().tolist() == [second.sentence_keys()[0], keys[0]]
    assert len({*keys, *second.sentence_keys().tolist()}) == 4
    assert first.written(np.array([0, 1, 3])) == ["My order 1.", "Thanks!", "thanks"]
    assert len(Words.of([]).sentence_keys()) == 0


def test_what_is_not_news_is_left_out() -> None:
    def reach(words: Words) -> np.ndarray:
        return np.array([2, 1, 0, 0])

    grams = Grams.of(["a b c"], np.zeros(1, np.int64), np.zeros(1, np.int64), 1, (1, 2, 3), reach)
    assert {grams.render(c) for c in range(len(grams.keys))} == {"c", "b c", "a b c"}


def test_a_part_keeps_what_it_says() -> None:
    grams = _grams([["my order is late"], ["my order"]])
    part = grams.only(np.flatnonzero(grams.document_frequency() == 2))
    assert {part.render(c) for c in range(len(part.keys))} == {"my", "order", "my order"}
    assert part.holds.sum() == 6
