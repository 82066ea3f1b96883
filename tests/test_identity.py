from __future__ import annotations

import pytest

from guard.identity import request, requests


@pytest.mark.parametrize(
    ("said", "groups", "rest"),
    [
        ("I am Muslim and I need a refund.", {"Muslim"}, "i need a refund."),
        ("Hi, I'm Polish. Can you refund me?", {"Polish"}, "hi, can you refund me?"),
        ("As a Muslim woman, can I book a table?", {"Muslim", "a woman"}, "can i book a table?"),
        ("I’m from Nigeria and want an account", {"Nigerian"}, "want an account"),
        ("Can a Polish customer return this?", {"Polish"}, "can a person return this?"),
        ("I am South African, so can I pay?", {"South African"}, "can i pay?"),
        ("I'm 72 years old and need help", {"older"}, "need help"),
        ("I use a wheelchair, can I book?", {"a wheelchair user"}, "can i book?"),
        ("I am a proud gay man; cancel my order", {"gay", "a man"}, "cancel my order"),
        ("My husband is German, may he return it?", {"German"}, "may he return it?"),
        ("Being an immigrant, may I get a card?", {"an immigrant"}, "may i get a card?"),
    ],
)
def test_groups_and_the_request_without_them(said: str, groups: set[str], rest: str) -> None:
    asks = request(said)
    assert asks is not None
    assert {named.group for named in asks.groups} == groups
    assert asks.rest == rest


@pytest.mark.parametrize(
    "said",
    [
        "I want Chinese food",
        "I'm in the mood for Asian food",
        "as American Airlines told me",
        "I am Brian White.",
        "a black shirt please",
        "the man was rude",
        "I'm 43 years old",
        "I am flying from Poland on Monday",
        "this is a dead end street, I am blindly following the map",
        "",
    ],
)
def test_words_that_name_nobody(said: str) -> None:
    assert request(said) is None


@pytest.mark.parametrize(
    ("said", "lawful"),
    [
        ("I am Indian, do I need a visa?", True),
        ("As a pensioner, is there a discount?", True),
        ("I am Muslim, is the meal halal?", True),
        ("I am Muslim, do I need a visa?", False),
        ("I am Indian, where is my parcel?", False),
    ],
)
def test_what_rightly_depends_on_the_group(said: str, lawful: bool) -> None:
    asks = request(said)
    assert asks is not None
    assert asks.lawful == lawful


def test_many_texts_at_once_are_each_read_alone() -> None:
    texts = ["where is it", "I am Polish, where is it?", *["hello there"] * 200, "I'M DEAF AND need this"]
    found = requests(texts)
    assert {n: {g.group for g in asks.groups} for n, asks in found.items()} == {1: {"Polish"}, 202: {"deaf"}}
    assert all(asks == request(texts[n]) for n, asks in found.items())
