"""The character model: gibberish apart from language, and the same bits as the definition gives."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.models.gibberish import (
    LETTER_A,
    SPACE,
    STEPS_PER_BIT,
    SYMBOLS,
    WINDOW,
    GibberishModel,
    to_symbols,
)
from guard.models.training import gibberish as recipe

GIBBERISH = [
    "xkqj vbzpt wqrl mnxz qpwv jkdf",
    "asdfghjkl qwrtpsdfg zxcvbnmlkj hgfdsa",
    "I want to know about vbnxq wzkrt pqjvx xzqwv kjhgf my order",
]
LANGUAGE = [
    "Where is my order? It should have arrived on Monday.",
    "wher is my ordr i cant fnd it anywere plz halp",
    "Ich hätte gern eine Rechnung für die letzte Lieferung",
    "Je voudrais changer la date de livraison",
    "Quisiera devolver este producto porque no me gusta",
    "Czy mogę zmienić termin dostawy przesyłki?",
    "Haluaisin muuttaa toimituksen päivämäärää",
    "Где мой заказ? Я жду уже неделю",
    "我的订单在哪里?已经一个星期了",
    "order 502-2345678-9012345, model SM-G991B, flight LH1234",
    "My name is Krzysztof Szczepański and I live in Ljubljana",
    "hahahaha lol ok thx!!!",
]


@pytest.fixture(scope="module")
def model() -> GibberishModel:
    return GibberishModel.load()


def test_gibberish_costs_more_than_any_language(model: GibberishModel) -> None:
    assert model.bits_per_char(GIBBERISH).min() > 6.7
    for text, bits in zip(LANGUAGE, model.bits_per_char(LANGUAGE), strict=True):
        assert bits < 6.7, text


def test_every_kind_of_made_up_gibberish_is_found(model: GibberishModel) -> None:
    for kind, texts in recipe.letter_gibberish(seed=5, texts=200).items():
        assert (model.bits_per_char(texts) > 6).mean() > 0.97, kind


def _reference(model: GibberishModel, text: str) -> float:
    """The definition, symbol by symbol."""
    symbols = to_symbols([text])[0].tolist()
    costs = []
    for i, symbol in enumerate(symbols):
        before = [symbols[j] if j >= 0 else SPACE for j in range(i - 3, i)]
        code = ((before[0] * SYMBOLS + before[1]) * SYMBOLS + before[2]) * SYMBOLS + symbol
        costs.append(float(model._table[code]) / STEPS_PER_BIT)
    if not costs:
        return 0.0
    size = min(WINDOW, len(costs))
    return max(math.fsum(costs[i : i + size]) / size for i in range(len(costs) - size + 1))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(max_size=90), max_size=6))
def test_bits_are_those_of_the_definition_whatever_the_neighbours(texts: list[str]) -> None:
    model = _shared()
    expected = [_reference(model, text) for text in texts]
    np.testing.assert_allclose(model.bits_per_char(texts), expected, atol=1e-5)


def _shared(cache: list[GibberishModel] = []) -> GibberishModel:  # noqa: B006 - no fixtures in hypothesis
    if not cache:
        cache.append(GibberishModel.load())
    return cache[0]


def test_symbols_fold_case_accents_and_white_space() -> None:
    symbols, starts = to_symbols(["Ä \n b", "", "7!ж"])
    assert symbols.tolist() == [LETTER_A, SPACE, LETTER_A + 1, 2, 1, 3]
    assert starts.tolist() == [0, 3, 3]


def test_costs_are_those_of_probabilities() -> None:
    """Each context's probabilities add up to one, and what was counted is cheaper than what was not."""
    table = recipe.costs(recipe.count(["banana bandana"] * 50)).reshape((SYMBOLS,) * 4)
    sums = (2.0 ** (-table.astype(float) / STEPS_PER_BIT)).sum(axis=-1)
    np.testing.assert_allclose(sums, 1, atol=0.05)
    b, a, n, x = (LETTER_A + ord(c) - ord("a") for c in "banx")
    assert table[b, a, n, a] < table[b, a, n, x]


def test_a_month_of_turns_is_scored_in_seconds(model: GibberishModel) -> None:
    texts = [f"I ordered item {i} last week and it has not arrived, can you help me?" for i in range(20_000)]
    started = time.process_time()
    model.bits_per_char(texts)
    assert time.process_time() - started < 2
