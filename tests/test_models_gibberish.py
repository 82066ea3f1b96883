"""The character model: gibberish apart from language, and the same numbers as the definitions give."""

from __future__ import annotations

import math
import time
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.models.gibberish import WINDOW, GibberishModel, is_known
from guard.models.symbols import (
    DIGIT,
    FOREIGN,
    LETTER_A,
    MARK,
    SPACE,
    STEPS_PER_BIT,
    SYMBOLS,
    Symbols,
    hash_runs,
    runs,
)
from guard.models.training import gibberish as recipe
from guard.models.training.noise import honest_codes, made_up

GIBBERISH = [
    "xkqj vbzpt wqrl mnxz qpwv jkdf",
    "asdfghjkl qwrtpsdfg zxcvbnmlkj hgfdsa",
    "I want to know about vbnxq wzkrt pqjvx xzqwv kjhgf my order",
    "kjhqwxzvbnmplkjhgfdsqw",
    "XQZV jkwq!! BNMK vzxq...",
]
LANGUAGE = [
    "Where is my order? It should have arrived on Monday.",
    "wher is my ordr i cant fnd it anywere plz halp",
    "Ich hätte gern eine Rechnung für die letzte Lieferung",
    "Je voudrais changer la date de livraison",
    "Quisiera devolver este producto porque no me gusta",
    "Czy mogę zmienić termin dostawy przesyłki?",
    "Haluaisin muuttaa toimituksen päivämäärää",
    "Nataka kubadilisha siku ya kuletewa bidhaa yangu",
    "Saya ingin mengubah tanggal pengiriman pesanan ini",
    "Где мой заказ? Я жду уже неделю",
    "我的订单在哪里?已经一个星期了",
    "order 502-2345678-9012345, model SM-G991B, flight LH1234",
    "My name is Krzysztof Szczepański and I live in Ljubljana",
    "hahahaha lol ok thx!!!",
    "see https://www.example.com/xkqjvbzpt/wqrlmnxz?q=pwvjkdf and mail vbnxq@wzkrt.example",
    "My booking is XQZVKJ, please move the flight",
    "",
    " \n ",
]
HONEST = ["please send the printer back to our warehouse and keep the receipt in a safe place"]


@cache
def model() -> GibberishModel:
    return GibberishModel.load()


def test_gibberish_costs_more_than_any_language() -> None:
    assert model().bits_per_char(GIBBERISH).min() > 6.5
    prose = [text for text in LANGUAGE if "https" not in text]
    for text, bits in zip(prose, model().bits_per_char(prose), strict=True):
        assert bits < 6.5, text


def test_gibberish_is_probable_and_language_is_not() -> None:
    assert model().labels == ("gibberish",)
    assert model().score(GIBBERISH).shape == (len(GIBBERISH), 1)
    assert model().score(GIBBERISH).min() > 0.5
    for text, probability in zip(LANGUAGE, model().score(LANGUAGE)[:, 0], strict=True):
        assert probability < 0.5, text


def test_more_gibberish_is_more_probable() -> None:
    probabilities = model().score(["xkqj", "xkqj vbzpt", "xkqj vbzpt wqrl", "xkqj vbzpt wqrl mnxz"])[:, 0]
    assert (np.diff(probabilities) > 0).all()
    assert probabilities[0] < 0.5


def test_honest_codes_stay_low() -> None:
    for kind, texts in honest_codes(seed=4, texts=100).items():
        assert (model().score(texts) >= 0.5).mean() <= 0.05, kind


@pytest.mark.parametrize(
    "kind", ["random letters", "consonants", "keyboard mash", "random letters inside an honest turn"]
)
def test_made_up_letter_gibberish_is_found(kind: str) -> None:
    texts = made_up(HONEST, seed=5, texts=200)[kind]
    assert (model().score(texts) >= 0.5).mean() > 0.9


def _reference_bits(model: GibberishModel, text: str) -> float:
    """The definition, symbol by symbol."""
    costs = [float(cost) / STEPS_PER_BIT for cost in _costs(model, text)]
    if not costs:
        return 0.0
    size = min(WINDOW, len(costs))
    return max(math.fsum(costs[i : i + size]) / size for i in range(len(costs) - size + 1))


def _costs(model: GibberishModel, text: str) -> list[int]:
    symbols = Symbols.of([text]).symbols.tolist()
    padded = [SPACE] * 3 + symbols
    codes = [
        sum(s * SYMBOLS**p for s, p in zip(padded[i : i + 4], (3, 2, 1, 0), strict=True))
        for i in range(len(symbols))
    ]
    return [int(cost) for cost in model._table[codes]]


def _reference_excess(model: GibberishModel, text: str) -> float:
    """The definition for texts of small letters and spaces: the best sum over words in a row."""
    row = Symbols.of([text])
    costs, evidence = _costs(model, text), []
    for begin, end in zip(*runs(row.symbols >= FOREIGN, row.owners()), strict=True):
        found = sum(min(cost, model._scan.ceiling) - model._scan.drift for cost in costs[begin:end])
        if is_known(model._words, hash_runs(row.symbols, np.array([begin]), np.array([end])))[0]:
            found = model._scan.known * min(end - begin, 4)
        evidence.append(found)
    sums = [sum(evidence[i:j]) for i in range(len(evidence)) for j in range(i + 1, len(evidence) + 1)]
    return max([0, *sums]) / STEPS_PER_BIT


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(max_size=90), max_size=6))
def test_bits_are_those_of_the_definition_whatever_the_neighbours(texts: list[str]) -> None:
    expected = [_reference_bits(model(), text) for text in texts]
    np.testing.assert_allclose(model().bits_per_char(texts), expected, atol=1e-5)


WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9) | st.just("order"), max_size=7)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS.map(" ".join), max_size=6))
def test_evidence_is_that_of_the_definition_whatever_the_neighbours(texts: list[str]) -> None:
    expected = [_reference_excess(model(), text) for text in texts]
    np.testing.assert_allclose(model().excess_bits(texts), expected, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_a_score_depends_on_its_text_alone(texts: list[str]) -> None:
    together = model().score(texts)
    assert together.shape == (len(texts), 1)
    assert ((together > 0) & (together < 1)).all()
    for text, probability in zip(texts, together, strict=True):
        assert model().score([text])[0] == probability
    np.testing.assert_array_equal(together[::-1], model().score(texts[::-1]))


def test_symbols_fold_case_accents_and_white_space() -> None:
    row = Symbols.of(["Ä \n b", "", "7!ж"])
    assert row.symbols.tolist() == [LETTER_A, SPACE, LETTER_A + 1, DIGIT, MARK, FOREIGN]
    assert row.starts.tolist() == [0, 3, 3]


def test_runs_end_where_texts_end() -> None:
    row = Symbols.of(["one two", "two", "", "x"])
    begins, ends = runs(row.symbols >= FOREIGN, row.owners())
    assert list(zip(begins.tolist(), ends.tolist(), strict=True)) == [(0, 3), (4, 7), (7, 10), (10, 11)]
    hashes = hash_runs(row.symbols, begins, ends)
    assert hashes[1] == hashes[2]
    assert len(set(hashes.tolist())) == 3


def test_costs_are_those_of_probabilities() -> None:
    """Each context's probabilities add up to one, and what was counted is cheaper than what was not."""
    table = recipe.costs(recipe.count(["banana bandana"] * 50)).reshape((SYMBOLS,) * 4)
    sums = (2.0 ** (-table.astype(float) / STEPS_PER_BIT)).sum(axis=-1)
    np.testing.assert_allclose(sums, 1, atol=0.05)
    b, a, n, x = (LETTER_A + ord(c) - ord("a") for c in "banx")
    assert table[b, a, n, a] < table[b, a, n, x]


def test_the_recipe_writes_the_same_twice() -> None:
    first, second = (recipe.train([f"{text} {i}" for i in range(40) for text in HONEST]) for _ in range(2))
    for name, tensor in first.items():
        np.testing.assert_array_equal(tensor, second[name])


def test_a_month_of_turns_is_scored_in_seconds() -> None:
    texts = [f"I ordered item {i} last week and it has not arrived, can you help me?" for i in range(20_000)]
    started = time.process_time()
    model().bits_per_char(texts)
    model().score(texts)
    assert time.process_time() - started < 3
