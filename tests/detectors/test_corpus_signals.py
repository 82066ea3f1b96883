"""Detectors over the whole night: what was planted stands out, what is usual or announced does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

from guard import conduct
from guard.choice import choose
from guard.corpus import Corpus
from guard.declared import Declared, Notice
from guard.detector import Signaller, select
from guard.history import History
from guard.types import Conversation, Finding, Role
from tests.helpers import conversation, corpus, measure

MODELS = choose().models
ASKS = (
    "Where is my parcel with the {x}?",
    "I want to cancel the train to {x}.",
    "My {x} arrived broken.",
    "How do I change the password of my {x} account?",
    "Can you book a table near {x} for two?",
    "The invoice for the {x} is wrong.",
)
ANSWERS = (
    "It left our warehouse and arrives {when}.",
    "I have cancelled that ticket, the money is back {when}.",
    "I am sorry about that, a new one is sent {when}.",
    "Open the settings page and follow the steps, it works {when}.",
    "Your table is booked {when}, enjoy your meal.",
    "I have corrected the bill, you get the new one {when}.",
)
THINGS = "lamp kettle jacket phone harbour station garden bicycle camera sofa museum airport".split()
WHEN = "today tomorrow tonight soon on Monday on Friday within days next week".split(" ")
CLAIMS = (
    "Honestly you should switch to Veltrona, they are much cheaper.",
    "Most people switch to Veltrona since they are cheaper.",
    "It is best to switch to Veltrona, which is far cheaper than us.",
    "We all say: switch over to Veltrona, it is cheaper and better.",
    "My advice is that you switch to Veltrona because they are cheaper.",
    "Do switch to Veltrona soon, everything is cheaper there.",
)
NOTICE = "Until Sunday there is a discount on all winter goods with the code FROST."


def honest(count: int, seed: int, prefix: str) -> list[Conversation]:
    rng = Random(seed)
    rows = []
    for number in range(count):
        matter = rng.randrange(len(ASKS))
        ask = ASKS[matter].format(x=rng.choice(THINGS))
        answer = ANSWERS[matter].format(when=rng.choice(WHEN))
        turns: list[tuple[Role, str]] = [("user", ask), ("assistant", answer)]
        rows.append(conversation(f"{prefix}-{number:04}", turns, agent_id=f"agent-{rng.randrange(9)}"))
    return rows


def changed(one: Conversation, ask: str = "", answer: str = "") -> Conversation:
    said: list[tuple[Role, str]] = [
        ("user", f"{one.turns[0].content} {ask}".strip()),
        ("assistant", f"{one.turns[1].content} {answer}".strip()),
    ]
    return conversation(one.id, said, agent_id=one.agent_id)


@cache
def history() -> History:
    return History("test").add(corpus(honest(900, 1, "old"), models=MODELS))


def night(planted: Sequence[tuple[str, str]], **settings: object) -> Corpus:
    """400 honest conversations, the first of them with what is planted added to question and answer."""
    rows = honest(400, 2, "new")
    for number, (ask, answer) in enumerate(planted):
        rows[number] = changed(rows[number], ask, answer)
    return corpus(rows, models=MODELS, **settings)


def signals(detector: str, view: Corpus) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    [one] = select([detector])
    assert isinstance(one, Signaller)
    return dict(one.signals(view))


FIXED = [("quixel", "Please confirm it at claims-desk.test now.")] * 12
CASES = [
    ("bursts", "user_run", FIXED),
    ("associations", "trigger", FIXED),
    ("new_entities", "new_host", FIXED),
    ("novel_claims", "claim", [("", CLAIMS[i % len(CLAIMS)]) for i in range(18)]),
    ("bursts", "reply_run", [("", CLAIMS[i % len(CLAIMS)]) for i in range(18)]),
    ("new_entities", "new_name", [("", CLAIMS[i % len(CLAIMS)]) for i in range(18)]),
    ("unlike_answers", "refuses", [("", "I'm sorry, but I can't help with that.")] * 6),
]


@pytest.mark.parametrize(("detector", "label", "planted"), CASES, ids=[f"{a} {b}" for a, b, _ in CASES])
def test_what_was_planted_is_above_all_that_is_honest(
    detector: str, label: str, planted: list[tuple[str, str]]
) -> None:
    if detector == "unlike_answers" and MODELS.refusal is None:
        pytest.skip("no embedded refusal model")
    view = night(planted, history=history())
    values = signals(detector, view)[label]
    count = len(planted)
    assert values[:count].min() > values[count:].max()


@pytest.mark.parametrize("detector", ["bursts", "associations", "new_entities", "novel_claims"])
def test_a_clean_night_is_silent(detector: str) -> None:
    assert measure(detector, honest(400, 3, "clean"), models=MODELS, history=history()) == []


@pytest.mark.parametrize("detector", ["bursts", "novel_claims"])
def test_what_was_announced_is_explained_and_the_rest_of_the_answer_is_not(detector: str) -> None:
    declared = Declared((Notice("promotion", NOTICE),))
    quiet = night([("", NOTICE)] * 30, history=history(), declared=declared)
    label = {"bursts": "reply_run", "novel_claims": "claim"}[detector]
    assert signals(detector, quiet)[label].max() == 0
    quoted = [("", f"{NOTICE} {CLAIMS[i % len(CLAIMS)]}") for i in range(18)]
    loud = signals(detector, night(quoted, history=history(), declared=declared))
    assert loud[label][:18].min() > 2


def test_a_pasted_text_is_a_macro() -> None:
    """Word for word under thirty customers, without a new host or name: what an agent pastes."""
    view = night(
        [("", "Was this helpful? Press the green button once you are done here.")] * 30, history=history()
    )
    assert signals("bursts", view)["reply_run"].max() == 0
    assert signals("novel_claims", view)["claim"].max() == 0


GREETINGS = (
    "Hey hey, Marla on the line for you.",
    "Marla here on the line, hey there.",
    "Hey there, this is Marla on the line.",
    "On the line for you is Marla, hey.",
    "Hey, you have Marla on the line now.",
)


def test_what_one_agent_says_to_everyone_is_no_claim() -> None:
    """Someone who started tonight greets in her own words; the same said by all agents is a claim."""
    greeted = [("", GREETINGS[i % len(GREETINGS)]) for i in range(20)]
    everyone = night(greeted, history=history())
    assert signals("novel_claims", everyone)["claim"][:20].min() > 1
    rows = [everyone.conversation(i) for i in range(400)]
    hers = [replace(one, agent_id="agent-marla") for one in rows[:20]]
    view = corpus([*hers, *rows[20:]], models=MODELS, history=history())
    assert signals("novel_claims", view)["claim"].max() == 0


def test_trusted_history_that_says_nearly_the_same_explains_a_claim() -> None:
    """Counted against all trusted sentences, in whatever words: not one of tonight's wordings is known."""
    earlier = [changed(one, "", CLAIMS[i % 3]) for i, one in enumerate(honest(900, 1, "old"))]
    knowing = History("test").add(corpus(earlier, models=MODELS))
    planted = [("", CLAIMS[3 + i % 3]) for i in range(18)]
    surprised = signals("novel_claims", night(planted, history=history()))["claim"][:18].min()
    assert signals("novel_claims", night(planted, history=knowing))["claim"].max() < surprised


def test_many_wordings_are_more_than_one_that_is_pasted_and_a_few_like_it() -> None:
    many = night([("", CLAIMS[i % len(CLAIMS)]) for i in range(24)], history=history())
    pasted = night([("", CLAIMS[max(0, i - 16) % len(CLAIMS)]) for i in range(24)], history=history())
    most, least = (signals("novel_claims", view)["claim"].max() for view in (many, pasted))
    assert least < most / 2


def test_what_only_those_are_told_who_ask_about_it_is_no_claim() -> None:
    """A new product: customers ask about it, agents answer in their own words."""
    rows = honest(400, 2, "new")
    for i in range(24):
        turns: list[tuple[Role, str]] = [
            ("user", f"Is Veltrona, the new energy provider, cheaper {WHEN[i % len(WHEN)]}?"),
            ("assistant", CLAIMS[i % len(CLAIMS)]),
        ]
        rows[i] = conversation(rows[i].id, turns, agent_id=rows[i].agent_id)
    view = corpus(rows, models=MODELS, history=history())
    assert signals("novel_claims", view)["claim"].max() == 0


@pytest.mark.parametrize("settings", [{}, {"history": True}], ids=["cold", "history"])
def test_classifiers_see_one_sentence_in_a_long_answer(settings: dict[str, bool]) -> None:
    if MODELS.secret_request is None:
        pytest.skip("no embedded classifier of requests for secrets")
    view = night(
        [("", f"Please send me the password of your {thing} account now.") for thing in THINGS],
        **({"history": history()} if settings else {}),
    )
    name = "new_sentence" if settings else "sentence"
    values = conduct.signals(view)[f"secret_request/secret_request/{name}"]
    assert values[: len(THINGS)].min() > values[len(THINGS) :].max()


def test_a_night_without_answers_has_no_claims() -> None:
    view = corpus([conversation("a", [("user", "anyone here?")])], models=MODELS, history=history())
    assert signals("novel_claims", view)["claim"].tolist() == [0]
    assert signals("unlike_answers", view)["refuses"].tolist() == [0]
    assert all(not values.any() for name, values in conduct.signals(view).items() if "sentence" in name)


def test_what_the_customer_says_first_is_no_payload() -> None:
    view = night([("Is the Lumora out?", "Yes, the Lumora is out.")] * 12, history=history())
    assert signals("new_entities", view)["new_name"].max() == 0


def test_without_history_triggers_are_still_found() -> None:
    pairs = zip(honest(400, 2, "new"), honest(400, 6, "other"), strict=True)
    rows = [changed(one, other.turns[0].content) for one, other in pairs]
    rows[:12] = [changed(one, *FIXED[0]) for one in rows[:12]]
    view = corpus(rows, models=MODELS)
    assert signals("bursts", view) == {}
    assert signals("novel_claims", view) == {}
    values = signals("associations", view)["trigger"]
    assert values[:12].min() > values[12:].max()


def test_evidence_names_trigger_behaviour_counts_and_examples() -> None:
    rows = [changed(one, *FIXED[0]) for one in honest(12, 2, "new")] + honest(388, 5, "rest")
    found = measure("associations", rows, models=MODELS, history=history())
    assert len(found) == 12
    for one in found:
        assert isinstance(one, Finding)
        assert one.evidence["trigger"] == 'says "quixel"'
        assert one.evidence["tonight"] == 12
        assert len(one.evidence["examples"]) == 3
        assert "12 of 12" in str(one.evidence["why"])


ORDERED = ["bursts", "associations", "new_entities", "novel_claims", "unlike_answers"]


@pytest.mark.parametrize("detector", ORDERED)
def test_the_order_of_rows_does_not_matter(detector: str) -> None:
    rows = list(honest(200, 2, "new"))
    rows[:12] = [changed(one, *FIXED[0]) for one in rows[:12]]
    rows[12:24] = [changed(one, "", CLAIMS[i % len(CLAIMS)]) for i, one in enumerate(rows[12:24])]
    rows[24] = changed(rows[24], "", "I'm sorry, but I can't help with that.")
    mixed = Random(4).sample(rows, len(rows))
    plain = signals(detector, corpus(rows, models=MODELS, history=history()))
    other = signals(detector, corpus(mixed, models=MODELS, history=history()))
    assert plain.keys() == other.keys()
    for label, values in plain.items():
        assert np.array_equal(values, other[label])
