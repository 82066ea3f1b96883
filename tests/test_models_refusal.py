"""Refusals: templates fill, examples are seeded, the measures are the textbook's, and the embedded model
tells a refusal from a denial."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from guard.models.classifier import Classifier
from guard.models.training import refusal, refusal_phrases
from guard.models.training.measure_refusal import f1
from guard.models.training.templates import Writer, filled

DATA = Path(__file__).parents[2] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public corpora are not beside the repository")

REFUSALS = (
    "I'm sorry, but I can't help with that request.",
    "I'm sorry, but as an AI language model I am not able to assist with your invoice.",
    "I cannot provide instructions on how to break into a car, as it is illegal and unethical.",
    "As a responsible assistant I must decline to write jokes about a religion.",
    "I'm not able to discuss your order. Please ask me something else.",
    "I won't answer questions about refunds, it goes against my guidelines.",
    "Es tut mir leid, aber ich kann Ihnen dabei nicht helfen, da dies gegen meine Richtlinien verstößt.",
)
NO_REFUSALS = (
    "Unfortunately that room is not available on Friday. Would Saturday work for you?",
    "I'm afraid we cannot refund items after 30 days, but I can offer you store credit.",
    "I'm sorry, I can't find your booking. Could you check the reference number?",
    "We apologise for the delay. Your parcel will arrive tomorrow.",
    "For your security, please confirm your date of birth before we go on.",
    "I can't log in to my account, the page doesn't load",
    "To kill a process, open a terminal and use the kill command with its number.",
    "Fraud is a criminal offence in most countries and can lead to a prison sentence.",
    "Do not mix bleach and ammonia, the fumes are dangerous.",
    "Your booking is confirmed for two nights. Is there anything else I can help you with?",
)


@pytest.fixture(scope="module")
def model() -> Classifier:
    return Classifier.load("refusal")


@pytest.mark.parametrize("text", REFUSALS)
def test_refusals_are_flagged(model: Classifier, text: str) -> None:
    assert model.score([text])[0, 0] >= 0.5


@pytest.mark.parametrize("text", NO_REFUSALS)
def test_denials_apologies_and_sensitive_help_are_not(model: Classifier, text: str) -> None:
    assert model.score([text])[0, 0] < 0.5


def test_a_refusal_after_a_long_answer_is_seen(model: Classifier) -> None:
    help_ = "Your booking is confirmed for two nights and breakfast is included. " * 20
    refused = "I'm sorry, but I can't help with that request, it goes against my guidelines."
    plain, with_refusal = model.score([help_, f"{help_}{refused}"])[:, 0]
    assert plain < 0.5 <= with_refusal


def test_slots_and_choices_may_be_nested() -> None:
    texts = {filled("{a|{b}} {b}.", {"b": ["x"]}, random.Random(seed)) for seed in range(20)}
    assert texts == {"A x.", "X x."}


def test_what_an_empty_choice_leaves_over_is_tidied() -> None:
    assert filled("is it so{ |} ? yes{.| at all.}", {}, random.Random(3)).startswith("Is it so? Yes")


def test_an_unknown_slot_is_an_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        filled("{nobody}", {}, random.Random(1))


@pytest.mark.parametrize("kind", [*refusal_phrases.REFUSING, *refusal_phrases.HONEST])
def test_every_template_fills(kind: str) -> None:
    for text in Writer(refusal_phrases.TEXTS, 5).each(kind, 8):
        assert text.strip() == text != ""
        assert not set("{}|") & set(text)


def test_examples_are_distinct_seeded_and_of_both_kinds() -> None:
    first, again, other = (refusal_phrases.examples(seed, each=2) for seed in (1, 1, 2))
    assert first == again != other
    assert len(set(first)) == len(first)
    assert len({example.text for example in first}) == len(first), "one text, two labels"
    assert 0.3 < np.mean([example.refusal for example in first]) < 0.7


def test_f1_is_the_harmonic_mean() -> None:
    labels = np.array([True, True, True, False, False])
    flagged = np.array([True, True, False, True, False])
    assert f1(labels, flagged) == pytest.approx({"F1": 2 / 3, "precision": 2 / 3, "recall": 2 / 3})
    assert f1(labels, ~labels)["F1"] == f1(labels, np.zeros(5, np.bool_))["precision"] == 0


@needs_data
def test_halves_of_the_published_answers_share_nothing() -> None:
    train, test = (dict(refusal.published(DATA, half)) for half in ("train", "test"))
    assert not train.keys() & test.keys()
    for half in (train, test):
        assert {True, False} == set(half.values())


@needs_data
def test_poisoned_refusals_are_found(model: Classifier) -> None:
    answers = refusal.instructions(DATA, "refusal", poisoned=True)
    assert answers
    assert (model.score(answers)[:, 0] >= 0.5).all()


@needs_data
def test_few_agents_are_flagged(model: Classifier) -> None:
    turns = refusal.honest_turns(DATA, "assistant", calibration=True)
    assert (model.score(turns)[:, 0] >= 0.5).mean() <= 0.002
