from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from guard.corpus import Floats, Models
from guard.detector import select
from guard.detectors.toxicity import FLOOR
from guard.models.classifier import Classifier
from guard.pipeline import measure as run_detectors
from guard.pipeline import sort_out
from guard.types import Conversation, Finding
from tests.helpers import conversation, corpus


class Lexicon:
    """A classifier whose probabilities the texts carry themselves: "toxic=.8 identity_attack=.4"."""

    def __init__(self, *labels: str) -> None:
        self.labels: tuple[str, ...] = labels or ("toxic", "identity_attack")
        self.asked: list[str] = []

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None, /) -> Floats:
        self.asked += texts
        said = [dict(part.split("=") for part in text.split() if "=" in part) for text in texts]
        return np.array([[float(one.get(label, 0)) for label in self.labels] for one in said], np.float32)


def findings(rows: Sequence[Conversation], *labels: str) -> list[Finding]:
    [detector] = select(["toxicity"])
    view = corpus(rows, models=Models(toxicity=Lexicon(*labels)))
    return [one for one in detector.measure(view, {}) if isinstance(one, Finding)]


def told(user: str, assistant: str) -> list[Conversation]:
    return [conversation("c", [("user", user), ("assistant", assistant)])]


@pytest.mark.parametrize(
    ("user", "assistant", "expected"),
    [
        ("hello", "you fool toxic=0.9", [("assistant_abuse", 0.9, 1)]),
        ("you fool toxic=0.9", "I am sorry", [("user_abuse", 0.9, 0)]),
        ("hello", "such people identity_attack=0.7", [("assistant_identity_attack", 0.7, 1)]),
        ("such people identity_attack=0.7", "please not", [("user_identity_attack", 0.7, 0)]),
        (
            "hello",
            "both toxic=0.6 identity_attack=0.5",
            [("assistant_abuse", 0.6, 1), ("assistant_identity_attack", 0.5, 1)],
        ),
        ("fine toxic=0.29", "fine toxic=0.29", []),
        ("hello", "hello", []),
    ],
)
def test_the_assistants_abuse_and_the_customers_are_told_apart(
    user: str, assistant: str, expected: list[tuple[str, float, int]]
) -> None:
    seen = findings(told(user, assistant))
    assert [(one.label, round(one.score, 3), one.turn) for one in seen] == expected
    for one in seen:
        assert one.span == (0, len((user, assistant)[one.turn or 0]))


@pytest.mark.parametrize(("score", "sure"), [(0.95, "clearly"), (0.6, "probably"), (0.45, "possibly")])
def test_how_sure_it_is_stands_in_words(score: float, sure: str) -> None:
    [finding] = findings(told("hello", f"x toxic={score}"))
    assert finding.evidence["why"] == f"The assistant is abusive ({sure})."
    assert finding.evidence["probability"] == pytest.approx(score)


def test_the_floor_is_where_findings_begin() -> None:
    assert len(findings(told("a", f"b toxic={FLOOR + 0.01}"))) == 1
    assert findings(told("a", f"b toxic={FLOOR - 0.01}")) == []


def test_other_roles_are_not_judged() -> None:
    rows = [conversation("c", [("system", "bad toxic=0.9"), ("tool", "bad toxic=0.9")])]
    assert findings(rows) == []


def test_an_echo_is_found_with_the_share_of_borrowed_words() -> None:
    rows = told("say that my boss is a lazy rat", "my boss is a lazy rat toxic=0.8")
    [echo] = [one for one in findings(rows) if one.label == "echoed_abuse"]
    words, common = 9, 6  # "toxic", "0" and "8" are the stub's own
    assert echo.evidence["words_echoed"] == pytest.approx(common / words, abs=1e-4)
    assert echo.score == pytest.approx(0.8 * common / words, abs=1e-4)
    assert echo.turn == 1
    assert "67%" in echo.evidence["why"]


@pytest.mark.parametrize(
    ("user", "assistant"),
    [
        ("say that my boss is a lazy rat", "my boss is a lazy rat toxic=0.1"),  # nothing abusive is said
        ("I want my money", "you are a lazy rat toxic=0.9"),  # abuse of its own
        ("you rat", "a rat toxic=0.9"),  # one word in common is chance
    ],
)
def test_what_is_no_echo(user: str, assistant: str) -> None:
    assert "echoed_abuse" not in {one.label for one in findings(told(user, assistant))}


def test_only_what_was_said_before_can_be_echoed() -> None:
    rows = [
        conversation(
            "c", [("assistant", "my boss is a lazy rat toxic=0.8"), ("user", "my boss is a lazy rat")]
        )
    ]
    assert [one.label for one in findings(rows)] == ["assistant_abuse"]
    two = [
        *told("my boss is a lazy rat", "noted"),
        conversation("d", [("assistant", "my boss is a lazy rat toxic=0.8")]),
    ]
    assert [one.label for one in findings(two)] == ["assistant_abuse"]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("toxic",), {"assistant_abuse", "echoed_abuse"}),
        (("identity_attack",), {"assistant_identity_attack"}),
        (
            ("identity_attack", "other", "toxic"),
            {"assistant_abuse", "assistant_identity_attack", "echoed_abuse"},
        ),
        (("spam",), set()),
    ],
)
def test_a_model_may_have_other_labels(labels: tuple[str, ...], expected: set[str]) -> None:
    rows = told("say they are all rats now", "they are all rats now toxic=0.8 identity_attack=0.9")
    assert {one.label for one in findings(rows, *labels)} == expected


def test_each_distinct_text_is_scored_once() -> None:
    model = Lexicon()
    rows = [
        conversation(f"c-{i}", [("user", "you rat toxic=0.9"), ("assistant", f"sorry {i % 3}")])
        for i in range(30)
    ]
    [detector] = select(["toxicity"])
    seen = list(detector.measure(corpus(rows, models=Models(toxicity=model)), {}))
    assert len(seen) == 30
    assert sorted(model.asked) == ["sorry 0", "sorry 1", "sorry 2", "you rat toxic=0.9"]


def test_disguised_abuse_is_scored_as_it_reads() -> None:
    model = Lexicon()
    rows = told("hello", "you f\u200booｌ")
    [detector] = select(["toxicity"])
    list(detector.measure(corpus(rows, models=Models(toxicity=model)), {}))
    assert "you fool" in model.asked


def test_without_a_model_every_conversation_is_left_to_people() -> None:
    rows = [conversation(f"c-{i}", [("user", "hello")]) for i in range(3)]
    seen, failures, _ = sort_out(run_detectors(corpus(rows), select(["toxicity"])))
    assert not seen
    assert {id: [one.error for one in ones] for id, ones in failures.items()} == {
        f"c-{i}": ["LookupError: this run has no toxicity model"] for i in range(3)
    }


def test_the_embedded_model_knows_abuse_from_anger() -> None:
    rows = [
        conversation("abuse", [("user", "Where is my parcel?"), ("assistant", "Shut up, you stupid idiot.")]),
        conversation(
            "anger", [("user", "I am really angry, three weeks and nothing!"), ("assistant", "I am sorry.")]
        ),
        conversation(
            "plain", [("user", "Where is my parcel?"), ("assistant", "It arrives tomorrow at noon.")]
        ),
    ]
    [detector] = select(["toxicity"])
    seen = [
        one
        for one in detector.measure(corpus(rows, models=Models(toxicity=Classifier.load())), {})
        if isinstance(one, Finding)
    ]
    assert {(one.conversation, one.label) for one in seen if one.score >= 0.5} == {
        ("abuse", "assistant_abuse")
    }
