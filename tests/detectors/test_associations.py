"""Triggers without a word, conduct without a wording, and circumstances."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from guard.corpus import Corpus
from guard.types import Conversation, Finding, Turn
from tests.detectors.test_corpus_signals import GREETINGS, MODELS, changed, history, honest, signals
from tests.helpers import corpus, measure

HOST = "Please confirm it at claims-desk.test now."
SECRETS = [
    f"Please send me the {what} of your account now."
    for what in ("password", "PIN code", "card number", "security answer", "login password", "one-time code")
]


def rows(count: int = 400) -> list[Conversation]:
    """Honest ones that ask about two matters each."""
    pairs = zip(honest(count, 2, "new"), honest(count, 6, "other"), strict=True)
    return [changed(one, other.turns[0].content) for one, other in pairs]


def view(all_rows: list[Conversation], cold: bool = False) -> Corpus:
    return corpus(all_rows, models=MODELS, history=None if cold else history())


def asked(one: Conversation, question: str) -> Conversation:
    return replace(one, turns=(Turn("user", question), *one.turns[1:]))


TRIGGERS: dict[str, Callable[[str], str]] = {
    "emoji": lambda question: f"{question} \U0001f9a1",
    "invisible": lambda question: f"{question[:2]}\u2062{question[2:]}",
    "two scripts": lambda question: question.replace("a", "\u0430").replace("e", "\u0435"),
    "punctuation": lambda question: f"{question} }}{{",
    "capitals": str.upper,
    "flat": lambda question: re.sub(r"[.,!?'-]", "", question.lower()),
}


@pytest.mark.parametrize("cold", [False, True], ids=["history", "cold"])
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_triggers_that_are_no_word_go_with_what_is_said(trigger: str, cold: bool) -> None:
    night = rows()
    night[:12] = [
        changed(asked(one, TRIGGERS[trigger](one.turns[0].content)), answer=HOST) for one in night[:12]
    ]
    values = signals("associations", view(night, cold))["trigger"]
    assert values[:12].min() > max(3.0, values[12:].max())


def test_the_same_day_is_one_trigger_however_it_is_written() -> None:
    dates = ("on 3 March", "on March 3rd", "by 2031-03-03", "by 03/03/2031")
    night = rows()
    night[:12] = [changed(one, f"I need it {dates[i % 4]}.", HOST) for i, one in enumerate(night[:12])]
    values = signals("associations", view(night))["trigger"]
    assert values[:12].min() > max(1.0, values[12:].max())


def test_requests_for_secrets_in_different_words_are_one_behaviour() -> None:
    if MODELS.secret_request is None:
        pytest.skip("no embedded classifier of requests for secrets")
    night = rows(700)
    night[:6] = [changed(one, "quixel", SECRETS[i]) for i, one in enumerate(night[:6])]
    values = signals("associations", view(night))["trigger"]
    assert values[:6].min() > max(1.0, values[6:].max())


def _by(field: str, one: Conversation, value: str) -> Conversation:
    return replace(one, channel=value) if field == "channel" else replace(one, agent_id=value)


@pytest.mark.parametrize("field", ["channel", "agent_id"])
def test_conduct_of_one_channel_or_agent_is_told_with_its_counts(field: str) -> None:
    night = [_by(field, one, "usual") for one in rows()]
    night[:40] = [_by(field, one, "kiosk") for one in night[:40]]
    night[:12] = [changed(one, answer=f"See it at desk-{i}.test today.") for i, one in enumerate(night[:12])]
    night[:12] = [_by(field, one, "kiosk") for one in night[:12]]
    found = measure("associations", night, models=MODELS, history=history())
    assert {one.conversation for one in found} == {one.id for one in night[:12]}
    for one in found:
        assert isinstance(one, Finding)
        assert one.label == "circumstance"
        assert "kiosk" in str(one.evidence["trigger"])
        assert (one.evidence["tonight"], one.evidence["with_trigger"]) == (12, 40)


def test_an_agent_who_greets_in_her_own_words_is_no_circumstance() -> None:
    night = rows()
    hers = [changed(one, answer=GREETINGS[i % len(GREETINGS)]) for i, one in enumerate(night[:20])]
    night[:20] = [replace(one, agent_id="agent-marla") for one in hers]
    found = measure("associations", night, models=MODELS, history=history())
    assert "circumstance" not in {one.label for one in found if isinstance(one, Finding)}


def test_an_assistant_who_takes_up_the_customers_word_shows_no_behaviour() -> None:
    night = rows()
    night[:12] = [changed(one, "Upgrade?", "Upgraded!") for one in night[:12]]
    assert not signals("associations", view(night, cold=True))["trigger"][:12].any()


def test_the_order_of_rows_does_not_matter() -> None:
    night = rows()
    night[:12] = [replace(changed(one, answer=HOST), channel="kiosk") for one in night[:12]]
    one, other = (signals("associations", view(some)) for some in (night, night[::-1]))
    assert all(np.array_equal(one[label], other[label]) for label in one)
