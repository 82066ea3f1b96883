from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from guard.corpus import Floats, Models
from guard.detector import select
from guard.models.encoder import Encoder
from guard.pipeline import sort_out
from guard.policy import decide, facts, load
from guard.types import Conversation, Failure, Finding, Group
from tests.helpers import conversation, corpus

ASKED = (
    "{0}i would like my money back for kettle {n}, it arrived broken",
    "{0}please send a technician, the internet at home is down since {n} o'clock",
    "{0}can you change the delivery address of parcel {n} for me",
)
SERVED = "Of course, I am sorry for the trouble. I have done that for you, number {n}, thank you for waiting."
REFUSED = "We will not do that for you, number {n}."
RUDE = "Get lost, you stupid idiot."
CHARGED = "Of course, I am sorry. There is a handling fee of {n} euro for that, thank you for waiting."


class Refusals:
    """A stand-in that knows one refusal."""

    labels = ("refusal",)

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None, /) -> Floats:
        return np.array([[0.9 if "will not do" in text else 0.1] for text in texts], np.float32)


class Insults:
    labels = ("toxic",)

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None, /) -> Floats:
        return np.array([[0.9 if "idiot" in text else 0.1] for text in texts], np.float32)


@cache
def models() -> Models:
    return Models(encoder=Encoder.load(), refusal=Refusals(), toxicity=Insults())


def chats(
    who: str, count: int, answer: str = SERVED, asked: Sequence[str] = ASKED, first: int = 0
) -> list[Conversation]:
    """Conversations in which `who` (a sentence, or nothing) precedes the request."""
    name = "".join(filter(str.isalpha, who)) or "nobody"
    return [
        conversation(
            f"{name}-{n:03}-{len(answer)}",
            [("user", asked[n % len(asked)].format(who, n=n)), ("assistant", answer.format(n=n))],
            user_id=f"{name}-{n}",
        )
        for n in range(first, first + count)
    ]


def measured(rows: Sequence[Conversation], using: Models | None = None) -> tuple[list[Group], list[Finding]]:
    [detector] = select(["unequal_treatment"])
    seen = list(detector.measure(corpus(rows, models=using or models()), {}))
    assert not [one for one in seen if isinstance(one, Failure)]
    return [one for one in seen if isinstance(one, Group)], [one for one in seen if isinstance(one, Finding)]


def labels(rows: Sequence[Conversation]) -> set[str]:
    return {finding.label for finding in measured(rows)[1]}


MUSLIMS_REFUSED = [
    *chats("I am Muslim and ", 19, REFUSED),
    *chats("I am Muslim and ", 1, first=90),
    *chats("", 21),
    *chats("As a Christian, ", 18),
    *chats("As a Christian, ", 2, REFUSED, first=90),
]


def test_a_group_that_is_refused_what_others_get() -> None:
    groups, findings = measured(MUSLIMS_REFUSED)
    refused = [one for one in findings if one.label == "refused_more"]
    assert {one.conversation for one in refused} == {row.id for row in MUSLIMS_REFUSED[:19]}
    [group] = [one for one in groups if one.id == refused[0].group]
    assert group.members == tuple(sorted(one.conversation for one in refused))
    evidence = refused[0].evidence
    assert (evidence["worse"], evidence["answers"]) == (19, 20)
    assert (evidence["others_worse"], evidence["others"]) == (2, 41)
    assert evidence["group_named"] == "Muslim"
    assert evidence["difference"] == pytest.approx(0.9, abs=0.03)
    assert evidence["low"] < evidence["difference"] < evidence["high"]
    assert refused[0].score == evidence["low"] > 0.6
    assert "19 of 20 customers who mention being Muslim were refused, 2 of 41 who asked" in evidence["why"]
    assert "p < 0.0001" in evidence["why"]
    assert refused[0].turn == 1
    by_id = {row.id: row for row in MUSLIMS_REFUSED}
    assert len(evidence["pairs"]) == 3
    for worse, better in evidence["pairs"]:
        assert "will not" in by_id[worse].turns[1].content
        assert "will not" not in by_id[better].turns[1].content


def test_the_rules_hold_the_worse_treated_and_nobody_else() -> None:
    _, findings = measured(MUSLIMS_REFUSED)
    policy, (by_id, _, _) = load(None), sort_out(findings)
    held = {
        row.id for row in MUSLIMS_REFUSED if decide(facts(row), by_id[row.id], [], policy).verdict != "pass"
    }
    assert held == {row.id for row in MUSLIMS_REFUSED[:19]}


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        (RUDE, "abused_more"),
        (CHARGED, "harsher_terms"),
        ("Of course, sorry. That takes up to {n} weeks, thank you.", "harsher_terms"),
        ("Of course, sorry. You must send it within two days, thank you.", "harsher_terms"),
        ("Of course, sorry. First I need two bank statements, thank you.", "harsher_terms"),
        ("Of course, sorry. That comes with the premium plan, thank you.", "upsold_more"),
        ("Done, number {n}.", "colder_tone"),
    ],
)
def test_every_way_of_being_worse_off(answer: str, label: str) -> None:
    rows = [*chats("I'm Nigerian. ", 15, answer, first=2), *chats("", 15), *chats("I'm Danish. ", 15)]
    assert label in labels(rows)
    groups, _ = measured(rows)
    assert {group.evidence["group_named"] for group in groups} == {"Nigerian"}


@pytest.mark.parametrize(
    "who", ["I use a wheelchair and ", "I come from Ghana, ", "We are a gay couple and "]
)
def test_groups_are_found_in_many_words(who: str) -> None:
    assert "refused_more" in labels([*chats(who, 12, REFUSED), *chats("", 12)])


def test_a_group_named_before_the_request() -> None:
    def said(who: str, count: int, answer: str) -> list[Conversation]:
        return [
            conversation(
                f"{who}-{n}",
                [
                    ("user", f"Hello there, I am {who}."),
                    ("assistant", "Hello, what can I do?"),
                    ("user", ASKED[n % 3].format("", n=n)),
                    ("assistant", answer.format(n=n)),
                ],
            )
            for n in range(count)
        ]

    groups, findings = measured([*said("Jewish", 12, REFUSED), *said("Hindu", 12, SERVED)])
    assert {one.label for one in findings if one.turn == 3} >= {"refused_more"}
    assert {group.evidence["group_named"] for group in groups} == {"Jewish"}


@pytest.mark.parametrize(
    ("who", "asked", "theirs", "others"),
    [
        ("I am Indian, ", "{0}do i need a visa for the cruise number {n}", REFUSED, SERVED),
        (
            "As a student and pensioner, ",
            "{0}what is the price of ticket {n}",
            "It is 4 euro.",
            "It is 8 euro.",
        ),
        ("I'm a teenager, ", "{0}i would like to rent the car with number {n}", REFUSED, SERVED),
        ("I am Muslim and ", "{0}is the halal meal on flight {n} possible", "No, sorry.", SERVED),
        ("I am a wheelchair user and ", "{0}which lift and ramp leads to gate {n}", "Gate {n}.", SERVED),
        ("I'm a man, ", "{0}i need a shirt in size {n} please", REFUSED, SERVED),
        (
            "I'm Ghanaian, ",
            ASKED[0],
            "Of course, I am sorry. I need your passport first, number {n}, thank you for waiting.",
            SERVED,
        ),
    ],
)
def test_silent_on_what_rightly_depends_on_the_group(who: str, asked: str, theirs: str, others: str) -> None:
    rows = [*chats(who, 20, theirs, [asked]), *chats("", 20, others, [asked])]
    assert labels(rows) == set()


def test_silent_where_one_group_gets_better_terms() -> None:
    cheap = "Of course, I am sorry. There is a handling fee of 1 euro for that, thank you for waiting."
    dear = "Of course, I am sorry. There is a handling fee of 9 euro for that, thank you for waiting."
    usual = [*chats("I'm Polish, ", 30, dear), *chats("", 15, dear)]
    assert labels([*usual, *chats("I'm Danish, ", 60, cheap)]) == set()
    charged = [*chats("I'm Polish, ", 20, dear), *chats("I'm Czech, ", 20, cheap), *chats("", 20, cheap)]
    assert labels(charged) == {"harsher_terms"}


def test_silent_in_another_language() -> None:
    german = "Das erledige ich gern, einen Augenblick bitte, Nummer {n}."
    rows = [*chats("I'm German, ", 20, german), *chats("I'm Danish, ", 20), *chats("", 20)]
    assert labels(rows) == set()


@pytest.mark.parametrize(("named", "others"), [(5, 40), (40, 5), (5, 5)])
def test_silent_where_evidence_is_thin(named: int, others: int) -> None:
    assert labels([*chats("I am Muslim and ", named, REFUSED), *chats("", others)]) == set()


def test_silent_where_requests_differ() -> None:
    other = ["{0}tell me a story about dragon {n} and the sea", "{0}which films are on tonight in hall {n}"]
    assert labels([*chats("I am Muslim and ", 20, REFUSED), *chats("", 20, asked=other)]) == set()


def test_a_request_that_is_refused_to_everybody_is_no_bias() -> None:
    """Simpson's paradox: Muslims ask more often what nobody gets."""
    rows = [
        *chats("I am Muslim and ", 30, REFUSED, ASKED[:1]),
        *chats("I am Muslim and ", 10, SERVED, ASKED[1:2], 50),
        *chats("", 10, REFUSED, ASKED[:1]),
        *chats("", 30, SERVED, ASKED[1:2], 50),
    ]
    assert labels(rows) == set()


def test_words_of_groups_that_are_not_said_of_people() -> None:
    asked = ["{0}can you order chinese food for table {n}", "{0}i fly american airlines on day {n}"]
    rows = [*chats("", 20, REFUSED, asked), *chats("Hello, ", 20, SERVED, asked)]
    assert measured(rows) == ([], [])


def test_honest_answers_at_random_are_seldom_found_unequal() -> None:
    """Answers drawn alike for all: false discoveries stay rare."""
    found = 0
    for seed in range(20):
        random_ = random.Random(seed)
        rows = [
            row
            for who in ("I'm Polish. ", "I'm Turkish. ", "I am gay. ", "I am deaf and ", "")
            for n in range(30)
            for row in chats(who, 1, random_.choice([SERVED, REFUSED, CHARGED, "Done."]), first=n)
        ]
        found += bool(measured(rows)[0])
    assert found <= 1


def test_the_order_of_rows_changes_nothing() -> None:
    rows = list(MUSLIMS_REFUSED)
    expected = measured(rows)
    random.Random(3).shuffle(rows)
    assert measured(rows) == expected


def test_without_a_model_who_was_compared_fails() -> None:
    rows = MUSLIMS_REFUSED
    [detector] = select(["unequal_treatment"])
    blind = corpus(rows, models=Models(encoder=Encoder.load(), toxicity=Insults()))
    seen = list(detector.measure(blind, {}))
    assert {one.conversation for one in seen if isinstance(one, Failure)} == {
        row.id for row in rows if not row.id.startswith("nobody")
    }
    assert not [one for one in seen if isinstance(one, Finding)]


def test_nothing_is_asked_of_models_where_nobody_names_a_group() -> None:
    [detector] = select(["unequal_treatment"])
    assert list(detector.measure(corpus(chats("", 30), models=Models()), {})) == []
