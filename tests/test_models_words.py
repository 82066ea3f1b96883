"""The word model: the probabilities of the textbook, words out of place, costs that no other text changes."""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.models.registry import EMBEDDED
from guard.models.training import words as recipe
from guard.models.training.planted import planted
from guard.models.words import STEPS_PER_BIT, WordModel, Words

TINY = [
    "the parcel is late", "the parcel is lost", "the refund is late", "my refund is late",
    "where is the parcel", "where is my refund", "my parcel is lost",
    "please send the refund", "send it please",
] * 2 + ["the refund is lost", "a rare word"]  # fmt: skip
START, END, UNSEEN = "<s>", "</s>", "<unk>"


@cache
def model() -> WordModel:
    return WordModel.load()


@cache
def tiny() -> WordModel:
    return WordModel(recipe.tensors(TINY), "")


class Textbook:
    """Interpolated Kneser-Ney written out with dictionaries, one count at a time."""

    def __init__(self, texts: list[str], least: int) -> None:
        often = Counter(word for text in texts for word in text.split())
        self.known = {word for word, times in often.items() if times >= recipe.SEEN}
        self.outcomes = [*sorted(self.known), UNSEEN, END]
        rows = [[START, *(self.number(word) for word in text.split()), END] for text in texts]
        self.triples = Counter(tuple(row[i : i + 3]) for row in rows for i in range(len(row) - 2))
        pairs = Counter(tuple(row[i : i + 2]) for row in rows for i in range(len(row) - 1))
        before_pair: dict[tuple[str, ...], set[str]] = defaultdict(set)
        before_word: dict[str, set[str]] = defaultdict(set)
        for a, b, c in self.triples:
            before_pair[b, c].add(a)
        for a, b in pairs:
            before_word[b].add(a)
        self.pairs = {pair: n if pair[0] == START else len(before_pair[pair]) for pair, n in pairs.items()}
        self.singles = {word: len(before) for word, before in before_word.items()}
        self.least = least

    def number(self, word: str) -> str:
        return word if word in self.known else UNSEEN

    @staticmethod
    def discount(counts: list[int]) -> float:
        once, twice = counts.count(1), counts.count(2)
        return once / (once + 2 * twice) if once and twice else 0.5

    def single(self, word: str) -> float:
        discount, total = self.discount(list(self.singles.values())), sum(self.singles.values())
        left = sum(min(n, discount) for n in self.singles.values()) / total
        return max(self.singles.get(word, 0) - discount, 0) / total + left / len(self.outcomes)

    def pair(self, a: str, word: str) -> float:
        discount = self.discount(list(self.pairs.values()))
        of = {c: n for (b, c), n in self.pairs.items() if b == a}
        if not of:
            return self.single(word)
        left = sum(min(n, discount) for n in of.values()) / sum(of.values())
        return max(of.get(word, 0) - discount, 0) / sum(of.values()) + left * self.single(word)

    def triple(self, a: str, b: str, word: str) -> float:
        discount = self.discount(list(self.triples.values()))
        of = {c: n for (x, y, c), n in self.triples.items() if (x, y) == (a, b)}
        if not of:
            return self.pair(b, word)
        total = sum(of.values())
        taken = {c: (n - discount) / total for c, n in of.items() if n >= self.least}
        return taken.get(word, 0) + (1 - sum(taken.values())) * self.pair(b, word)

    def bits(self, text: str) -> list[float]:
        row = [START, *(self.number(word) for word in text.split())]
        found = [-math.log2(self.pair(START, row[1]))] if len(row) > 1 else []
        return found + [-math.log2(self.triple(*row[i - 2 : i + 1])) for i in range(2, len(row))]

    def total(self, words: list[str]) -> float:
        row = [START, *(self.number(word) for word in words), END]
        first = -math.log2(self.pair(START, row[1]))
        return first + sum(-math.log2(self.triple(*row[i - 2 : i + 1])) for i in range(2, len(row)))


TEXTBOOK = Textbook(TINY, recipe.TRIPLES)
ROUNDING = 0.5 / STEPS_PER_BIT


def test_the_textbook_adds_up_to_one() -> None:
    for context in [("the", "parcel"), (START, "where"), ("is", UNSEEN), ("late", "late"), ("please", "my")]:
        assert sum(TEXTBOOK.triple(*context, word) for word in TEXTBOOK.outcomes) == pytest.approx(1)


@pytest.mark.parametrize("text", [*dict.fromkeys(TINY), "the zebra is my parcel", "late late late", "zebra"])
def test_costs_are_those_of_the_textbook(text: str) -> None:
    # A cost is one rounded number, or at most three where a word was not seen after its context.
    np.testing.assert_allclose(tiny().bits([text]).bits, TEXTBOOK.bits(text), atol=3 * ROUNDING + 1e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*sorted(TEXTBOOK.known), "zebra"]), min_size=1, max_size=7))
def test_what_a_word_adds_is_the_text_with_it_less_the_text_without(words: list[str]) -> None:
    added = tiny().added_bits([" ".join(words)]).bits
    expected = [TEXTBOOK.total(words) - TEXTBOOK.total(words[:i] + words[i + 1 :]) for i in range(len(words))]
    np.testing.assert_allclose(added, expected, atol=5 * 3 * ROUNDING + 1e-4)


def test_an_unseen_word_is_spelled_and_a_known_one_is_not() -> None:
    found = tiny().bits(["the parcel", "the xqzvkj", "the rar"])
    assert found.spelling[[0, 1, 2, 4]].tolist() == [0, 0, 0, 0]
    assert found.spelling[3] > found.spelling[5] > 0


def test_words_are_where_they_are_said_to_be() -> None:
    texts = ["Don’t send 2 parcels!!! :)", "", " naïve  2024-05\n", "don't"]
    words = Words.of(texts)
    spans = list(zip(words.owners().tolist(), words.begins.tolist(), words.ends.tolist(), strict=True))
    assert [texts[owner][begin:end] for owner, begin, end in spans] == [
        "Don’t", "send", "2", "parcels", "!!!", ":", ")", "naïve", "2024", "-", "05", "don't",
    ]  # fmt: skip
    assert words.offsets.tolist() == [0, 7, 7, 11, 12]
    assert words.hashes[0] == words.hashes[11]
    assert Words.of(["1234 ?"]).hashes.tolist() == Words.of(["2024 ????"]).hashes.tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_a_score_depends_on_its_text_alone(texts: list[str]) -> None:
    together, found = model().score(texts), model().added_bits(texts)
    assert together.shape == (len(texts), 1)
    assert ((together >= 0) & (together <= 1)).all()
    np.testing.assert_array_equal(together[::-1], model().score(texts[::-1]))
    for i, text in enumerate(texts):
        assert model().score([text])[0] == together[i]
        np.testing.assert_array_equal(
            model().added_bits([text]).bits, found.bits[found.offsets[i] : found.offsets[i + 1]]
        )


def test_the_odd_word_adds_most() -> None:
    text = "I would like to change harpoon my flight to Monday please"
    found = model().added_bits([text])
    odd = int(found.bits.argmax())
    assert text[found.begins[odd] : found.ends[odd]] == "harpoon"
    assert model().score([text])[0] > model().score([text.replace("harpoon ", "")])[0]


def test_planted_words_score_higher_than_the_same_turns_without() -> None:
    turns = [f"I would like to book a table for {n} people at the restaurant tonight" for n in (2, 3, 4)]
    for kind, texts in planted(turns, seed=1, texts=60).items():
        assert (model().score(texts)[:, 0] > model().score(turns).max()).mean() > 0.95, kind


def test_the_recipe_writes_the_same_twice() -> None:
    texts = [f"{text} and the parcel {i}" for i in range(30) for text in TINY]
    first, second = (recipe.train(texts, TINY) for _ in range(2))
    for name, tensor in first.items():
        np.testing.assert_array_equal(tensor, second[name])


def test_the_embedded_model_is_small_and_loads_at_once() -> None:
    assert (EMBEDDED / "words" / "model.safetensors").stat().st_size < 5_000_000
    started = time.process_time()
    WordModel.load()
    assert time.process_time() - started < 0.3


def test_a_month_of_turns_is_scored_in_seconds() -> None:
    texts = [f"I ordered item {i} last week and it has not arrived, can you help me?" for i in range(20_000)]
    started = time.process_time()
    model().bits(texts)
    assert time.process_time() - started < 2
