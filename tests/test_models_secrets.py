"""Requests for secrets: examples are sound and seeded, the embedded model tells a request from a warning."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from guard.models.classifier import Classifier
from guard.models.training import secrets, secrets_phrases
from guard.models.training.templates import Writer

DATA = Path(__file__).parents[2] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public corpora are not beside the repository")

REQUESTS = (
    "Could you tell me your password so that I can verify your account?",
    "Please send me the six-digit code that you just received.",
    "To unlock your account, I need your full card number and the CVV.",
    "What is your PIN?",
    "Type your seed phrase here to restore your wallet.",
    "Please download AnyDesk and give me the code it shows.",
    "Bitte nennen Sie mir Ihr Passwort, damit ich Sie überprüfen kann.",
)
NO_REQUESTS = (
    "Never share your password with anyone.",
    "We will never ask for your PIN, by phone or by e-mail.",
    "How do I reset my password?",
    "To reset your password, click the link in the e-mail.",
    "Your password was changed yesterday. Was that you?",
    "May I have the last four digits of your card, please?",
    "Could you give me your order number?",
    "i forgot my pin, can you help?",
    "Your parcel will arrive tomorrow.",
)


@pytest.fixture(scope="module")
def model() -> Classifier:
    return Classifier.load("secret_request")


@pytest.mark.parametrize("text", REQUESTS)
def test_requests_are_flagged(model: Classifier, text: str) -> None:
    assert model.score([text])[0, 0] >= 0.5


@pytest.mark.parametrize("text", NO_REQUESTS)
def test_warnings_reset_help_and_harmless_parts_are_not(model: Classifier, text: str) -> None:
    assert model.score([text])[0, 0] < 0.5


@pytest.mark.parametrize("kind", [*secrets_phrases.ASKING, *secrets_phrases.HONEST])
def test_every_template_fills(kind: str) -> None:
    for text in Writer(secrets_phrases.TEXTS, 5).each(kind, 8):
        assert text.strip() == text != ""
        assert not set("{}|") & set(text)


def test_examples_are_distinct_seeded_and_of_both_kinds() -> None:
    first, again, other = (secrets_phrases.examples(seed, each=2) for seed in (1, 1, 2))
    assert first == again != other
    assert len({example.text for example in first}) == len(first), "one text, two labels"
    assert 0.3 < np.mean([example.asks for example in first]) < 0.7


@pytest.mark.parametrize(
    ("turn", "named"),
    [("What is your PIN?", True), ("your mother's maiden name", True), ("a pint of milk", False)],
)
def test_secrets_are_known_by_name(turn: str, named: bool) -> None:
    assert secrets.names_secret(turn) == named


@needs_data
def test_agents_who_verify_people_by_a_secret_are_no_honest_example() -> None:
    turns = secrets.honest_turns(DATA, "assistant", "test")
    assert "Full name, account number, and PIN please." not in turns
    assert len(turns) > 10_000


@needs_data
def test_few_honest_agents_are_flagged(model: Classifier) -> None:
    turns = secrets.honest_turns(DATA, "assistant", "test")[:20_000]
    assert (model.score(turns)[:, 0] >= 0.5).mean() <= 0.002
