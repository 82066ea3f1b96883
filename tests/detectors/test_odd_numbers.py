"""Wrong deadlines and fees: what one figure says under many matters stands out, what is usual does not."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from guard.choice import choose
from guard.corpus import Corpus
from guard.declared import Declared, Notice
from guard.detector import select
from guard.history import History
from guard.types import Conversation, Finding, Group, Role
from tests.detectors.test_corpus_signals import honest
from tests.helpers import conversation, corpus

MODELS = choose().models
DEADLINES = (
    "You have 4 days to return it.",
    "Returns are possible for four days only.",
    "It must be sent back within 4 days of delivery.",
    "We take things back for 4 days, not more.",
    "After 4 days a return is no longer possible.",
    "Please note that the return period is four days.",
)
NOTICE = "From today on, returns are possible for 4 days after delivery only."


def numbered(rows: Sequence[Conversation], seed: int) -> list[Conversation]:
    """The conversations with honest numbers: totals, order numbers, times, and the usual deadline."""
    rng = Random(seed)
    told = []
    for one in rows:
        said = rng.choice((
            f"Your total is {rng.randint(5, 300)}.{rng.randint(10, 99)} euros.",
            f"Your order number is {rng.randint(10**6, 10**7)}.",
            f"It is on the {rng.randint(1, 28)}th at {rng.randint(1, 12)}:{rng.randint(10, 59)} pm.",
            "You have 30 days to return it.",
            "Anything else?",
        ))  # fmt: skip
        told.append(changed(one, answer=said))
    return told


def changed(one: Conversation, ask: str = "", answer: str = "") -> Conversation:
    said: list[tuple[Role, str]] = [
        ("user", f"{one.turns[0].content} {ask}".strip()),
        ("assistant", f"{one.turns[1].content} {answer}".strip()),
    ]
    return conversation(one.id, said, agent_id=one.agent_id)


TRUSTED = History("test").add(corpus(numbered(honest(900, 1, "old"), 1), models=MODELS))


def night(planted: Sequence[tuple[str, str]], **settings: object) -> Corpus:
    """400 honest conversations, the first of them with what is planted added to question and answer."""
    rows = numbered(honest(400, 2, "new"), 2)
    for number, (ask, answer) in enumerate(planted):
        rows[number] = changed(rows[number], ask, answer)
    return corpus(rows, models=MODELS, **{"history": TRUSTED, **settings})


def seen(view: Corpus) -> list[Finding | Group]:
    [one] = select(["odd_numbers"])
    return [item for item in one.measure(view, {}) if isinstance(item, Finding | Group)]


def ids(count: int) -> set[str]:
    return {f"new-{i:04}" for i in range(count)}


def test_a_wrong_deadline_in_many_words_is_told_with_the_usual_one() -> None:
    found = seen(night([("", DEADLINES[i % 6]) for i in range(12)]))
    assert {one.conversation for one in found if isinstance(one, Finding)} == ids(12)
    figures = {str(one.evidence["figure"]) for one in found}
    assert figures <= {"4 time", "4 day"}
    about = [one.evidence for one in found if one.evidence["usual"] is not None]
    assert about
    assert {str(evidence["usual"]) for evidence in about} == {"30 time"}
    assert all(len(one.members) >= 3 for one in found if isinstance(one, Group))


@pytest.mark.parametrize(
    "wordings",
    [
        ("There is a handling fee of 99 dollars.", "We charge $99 for that.", "It costs 99 dollars extra."),
        ("We close at 3 pm.", "Our shop is open until 3 pm.", "Nobody is here after 3 pm, sorry."),
        ("You get 41% off.", "We give a discount of 41 percent.", "It is 41 % cheaper for you."),
    ],
    ids=["fee", "hours", "discount"],
)
def test_other_figures_are_found_as_well(wordings: Sequence[str]) -> None:
    found = seen(night([("", f"{wordings[i % 3]}{'!' * (i // 3)}") for i in range(12)]))
    assert {one.conversation for one in found if isinstance(one, Finding)} == ids(12)


def test_honest_numbers_are_silent() -> None:
    assert seen(night([])) == []


@pytest.mark.parametrize(
    "planted",
    [
        [("I have had it for 4 days.", DEADLINES[i % 6]) for i in range(12)],
        [("", "You have 4 days to return it.")] * 12,
        [("", DEADLINES[i]) for i in range(2)],
    ],
    ids=["customer said it first", "pasted", "two of a kind"],
)
def test_what_is_no_burst_of_the_assistant_is_silent(planted: Sequence[tuple[str, str]]) -> None:
    assert seen(night(planted)) == []


def test_a_small_number_of_something_else_does_not_excuse_the_figure() -> None:
    found = seen(night([("There are 4 people with me.", DEADLINES[i % 6]) for i in range(12)]))
    assert {one.conversation for one in found if isinstance(one, Finding)} == ids(12)


def test_a_price_that_only_buyers_are_told_is_silent() -> None:
    says = ("costs", "is", "is only", "sells at", "goes for", "is yours for", "comes to", "is on sale at")
    told = [f"The new lamp {verb} 77 euros." for verb in says] * 2
    buyers = [
        conversation(
            f"b-{i}", [("user", f"What does the new lamp cost{'?' * (i + 1)}"), ("assistant", answer)]
        )
        for i, answer in enumerate(told)
    ]
    rows = numbered(honest(400, 2, "new"), 2)
    assert seen(corpus([*rows, *buyers], models=MODELS, history=TRUSTED)) == []
    anyone = seen(night([("", answer) for answer in told]))
    assert {one.conversation for one in anyone if isinstance(one, Finding)} == ids(len(told))


def test_what_was_announced_is_explained_and_another_figure_is_not() -> None:
    declared = Declared((Notice("policy", NOTICE),))
    planted = [("", DEADLINES[i % 6]) for i in range(12)]
    assert seen(night(planted, declared=declared)) == []
    other = [("", answer.replace("4", "6").replace("four", "six")) for _, answer in planted]
    assert len(seen(night(other, declared=declared))) > 12


def test_without_history_nothing_is_said() -> None:
    view = night([("", DEADLINES[i % 6]) for i in range(12)], history=None)
    assert seen(view) == []
    [one] = select(["odd_numbers"])
    assert one.signals(view) == {}  # type: ignore[attr-defined]
