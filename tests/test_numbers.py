"""What a sentence counts or measures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.numbers import Figure, mentioned, stated


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("You have 4 days to return it.", [("4", "time", "day")]),
        ("Returns take four business days", [("4", "time", "day")]),
        ("within 3-5 weeks", [("5", "time", "week")]),
        ("There is a fee of \u20ac99.00", [("99", "money", "\u20ac")]),
        ("It costs 1,299.50 dollars", [("1299.5", "money", "dollar")]),
        ("That is 41% off", [("41", "share", "%")]),
        ("We close at 3 p.m. on Fridays, or 15:30", [("3", "clock", "p.m"), ("15:30", "clock", "clock")]),
        ("I found 10 hotels", [("10", "hotel", "hotel")]),
        ("Your order 12345678 is on its way", []),
        ("Pick one on the 4th of May", []),
        ("Thank you", []),
    ],
)
def test_figures_of_a_sentence(sentence: str, figures: list[tuple[str, str, str]]) -> None:
    assert [(one.value, one.dimension, one.unit) for one in stated(sentence)] == figures


def test_a_figure_is_named_alone_and_with_the_words_near_it() -> None:
    [figure] = stated("You have 4 days to return the parcel, and no hour more, I am afraid to tell you")
    assert figure.names[:2] == ("4 time", "4 day")
    assert {"4 time ~ return", "4 time ~ parcel"} <= set(figure.about)
    assert "4 time ~ afraid" not in figure.about


def test_what_is_counted_has_no_words() -> None:
    assert stated("I found 10 hotels in the city")[0] == Figure("10", "hotel", "hotel", ())


def test_mentioned_tells_what_a_number_counts() -> None:
    assert mentioned("Two tickets on the 4th, at most 30") == {("2", None), ("4", "date"), ("30", None)}


@given(st.text(max_size=200))
def test_any_text_can_be_read(message: str) -> None:
    for figure in stated(message):
        assert figure.value
        assert len(set(figure.names)) == len(figure.names)
