"""Answers that break off, do not end, repeat themselves or change the language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from guard.detectors.odd_form import OddForm, repeated, unfinished
from guard.history import History
from guard.types import Conversation, Finding
from tests.helpers import conversation, corpus, measure
from tests.histories import ENCODER

THINGS = ("parcel", "invoice", "ticket", "voucher", "delivery", "refund", "booking")
ENDLESS = " ".join(f"Then look at line {i}, which says {i * 7}." for i in range(120))
ROUND = "We will look at your order again and then write to you. " * 9
GERMAN = "Das können wir Ihnen leider nicht sagen, bitte warten Sie noch."


def talk(
    name: str, answer: str, question: str = "Where is it, please? I have no idea.", **meta: str
) -> Conversation:
    return conversation(name, [("user", question), ("assistant", answer)], **{"source": "desk", **meta})


def usual(count: int = 200, end: str = ".", **meta: str) -> list[Conversation]:
    """Answers of 8 to 20 words that end with `end`."""
    return [
        talk(
            f"u-{i:03}",
            f"We have found the {THINGS[i % 7]} with the number {i}"
            + ", which is on its way" * (i % 3)
            + end,
            **meta,
        )
        for i in range(count)
    ]


def odd(rows: Sequence[Conversation], **settings: object) -> dict[str, set[str]]:
    """Which conversations each label ranks above nothing."""
    view = corpus(rows, **settings)
    signals = OddForm().signals(view)
    return {label: {view.ids[i] for i in values.nonzero()[0]} for label, values in signals.items()}


@pytest.mark.parametrize(
    ("label", "answer"),
    [("unfinished", "We have sent your"), ("endless", ENDLESS), ("repeats", ROUND), ("language", GERMAN)],
)
@pytest.mark.parametrize("trusted", [True, False])
def test_each_form_is_found_and_no_usual_answer(label: str, answer: str, trusted: bool) -> None:
    history = replace(History(ENCODER), reference=tuple(usual())) if trusted else None
    rows = [*usual(), talk("x", answer)]
    assert odd(rows, history=history)[label] == {"x"}
    [finding] = [
        one for one in measure("odd_form", rows, history=history) if getattr(one, "label", "") == label
    ]
    assert isinstance(finding, Finding)
    assert finding.conversation == "x"
    assert finding.evidence["examples"] == ["x"]


def test_where_agents_leave_out_full_stops_none_is_missed() -> None:
    messy = [*usual(150), *(talk(f"m-{i}", "we have sent it to you") for i in range(20))]
    assert odd([*messy, talk("x", "we have sent it to you")])["unfinished"] == set()
    assert odd([*usual(150), talk("x", "we have sent it to you")])["unfinished"] == {"x"}


def test_sources_are_measured_by_their_own_answers() -> None:
    """What is long for one desk is usual at another, and little-known desks are silent."""
    long = [replace(one, id=f"l-{i}", source="letters") for i, one in enumerate([talk("x", ENDLESS)] * 120)]
    rows = [*usual(), *long, talk("x", ENDLESS), talk("y", ENDLESS, source="new")]
    assert odd(rows)["endless"] == {"x"}


def test_an_answer_in_the_customers_own_language_or_that_of_the_export_is_no_surprise() -> None:
    asks = "Wo ist mein Paket? Ich habe es noch nicht bekommen."
    rows = [talk("own", GERMAN, question=asks), talk("filed", GERMAN, question="Paket?", language="de-AT")]
    assert odd([*usual(), *rows, talk("x", GERMAN)])["language"] == {"x"}


def test_history_knows_forms_that_many_have_tonight() -> None:
    rows = [*usual(100), *(talk(f"x-{i}", "We have sent your") for i in range(30))]
    history = replace(History(ENCODER), reference=tuple(usual()))
    assert odd(rows)["unfinished"] == set()
    assert len(odd(rows, history=history)["unfinished"]) == 30


def test_what_has_an_end() -> None:
    ended = ["Done.", "Is it?", "See acme.test/a", "It is 42", "(yes)", "All the best, Maria", "Good 👍", ""]
    assert {unfinished(one) for one in ended} == {-20.0}
    assert (
        unfinished("We have sent your") > unfinished("We sent it today") > unfinished("We sent it away today")
    )


def test_repeated_runs_are_counted_from_the_second_on() -> None:
    words = [f"w{i}" for i in range(30)]
    assert repeated(" ".join(words)) == 0
    assert repeated(" ".join(words[:12] * 2)) == pytest.approx(9 / 21 * (1 - 2.718281828 ** (-0.9)), abs=1e-6)
    assert repeated("no no no no no no") == 0
