"""What a text names: one spelling for each thing, and nothing for what is no thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.entities import KINDS, entities


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Go to https://help.acme.test/x?y=1", {("host", "acme.test")}),
        ("go to status.acme[.]test", {("host", "acme.test")}),
        ("Write to Care.Team@Acme.test please", {("email", "care.team@acme.test")}),
        ("call +49 (30) 5550-1234 now", {("phone", "493055501234")}),
        (
            "it costs $1,299.00 or 49,90 € or 5 euros",
            {("price", p) for p in ("USD 1299", "EUR 49.90", "EUR 5")},
        ),
        ("USD 20 and 20 dollars", {("price", "USD 20")}),
        ("ask @Acme_Help", {("handle", "@acme_help")}),
        ("we deliver in 3 days, order 44718, v2.5", set()),
        ("That is all.Do you need more?", set()),
        ("yen for travel, 3 poundsterling", set()),
    ],
)
def test_what_is_named(said: str, named: set[tuple[str, str]]) -> None:
    assert entities(said) == named


@given(st.text(max_size=200))
def test_any_text_can_be_read(said: str) -> None:
    assert {kind for kind, _ in entities(said)} <= set(KINDS)
