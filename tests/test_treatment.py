from __future__ import annotations

import math

import pytest

from guard.treatment import is_english, measures


@pytest.mark.parametrize(
    ("answer", "name", "value"),
    [
        ("There is a fee of $1,200.50 for that.", "charge", 1200.5),
        ("You have to pay a deposit first.", "charge", 1),
        ("You will get a refund of 50 euro.", "charge", 0),
        ("There is no fee of 5 euro for you.", "charge", 0),
        ("The order 80123 is on its way to you.", "charge", 0),
        ("It takes up to 2 to 3 weeks for that.", "delay", 21),
        ("We will send it within four business days.", "delay", 4),
        ("It is open all day for you.", "delay", 0),
        ("You must pay this within two days.", "hurry", 0.5),
        ("Please send us a proof of address.", "proof", 1),
        ("We can upgrade you to the premium plan.", "upsold", 1),
        ("You should try another bank for this.", "upsold", 1),
        ("It is on its way to you.", "upsold", 0),
        ("Hello, I am sorry, of course. Thank you!", "cold", -4),
        ("Done.", "cold", 0),
        ("Done. Next one.", "curt", -3),
    ],
)
def test_measures(answer: str, name: str, value: float) -> None:
    assert measures(answer)[name] == pytest.approx(value)


@pytest.mark.parametrize(
    "answer",
    ["Das ist leider nicht möglich, rufen Sie an.", "Lo siento, no es posible hacer esto", "Это невозможно"],
)
def test_nothing_is_known_of_other_languages(answer: str) -> None:
    assert not is_english(answer)
    assert all(math.isnan(value) for value in measures(answer).values())
