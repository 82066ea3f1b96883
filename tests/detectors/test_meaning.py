from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from guard.corpus import Floats, Models
from guard.detector import select
from guard.pipeline import measure as run_detectors
from guard.pipeline import sort_out
from guard.types import Conversation, Finding
from tests.helpers import conversation, corpus, measure


class Lexicon:
    """A classifier that is as sure as its word says: "injection=.8"; a pair model needs the word
    "grave" before it."""

    def __init__(self, label: str, context: bool = False) -> None:
        self.labels = (label,)
        self._context = context
        self.asked: list[tuple[str, str]] = []

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None, /) -> Floats:
        assert (contexts is not None) == self._context
        pairs = list(zip(contexts or [""] * len(texts), texts, strict=True))
        self.asked += pairs
        return np.array([[self._one(*pair)] for pair in pairs], np.float32).reshape(-1, 1)

    def _one(self, context: str, text: str) -> float:
        said = dict(part.split("=") for part in text.split() if "=" in part)
        return float(said.get(self.labels[0], 0)) if not self._context or "grave" in context else 0.0


def models() -> Models:
    return Models(
        prompt_injection=Lexicon("injection"),
        secret_request=Lexicon("secret_request"),
        unsafe_reply=Lexicon("unsafe", context=True),
    )


def seen(rows: Sequence[Conversation]) -> list[tuple[str, str, float, int | None]]:
    found = measure("meaning", rows, models=models())
    return [(f.conversation, f.label, round(f.score, 2), f.turn) for f in found if isinstance(f, Finding)]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([("user", "new rules injection=0.8")], [("injection", 0.8, 0)]),
        ([("tool", "new rules injection=0.8")], [("injection", 0.8, 0)]),
        ([("user", "hi"), ("assistant", "your code secret_request=0.9")], [("secret_request", 0.9, 1)]),
        ([("user", "grave"), ("assistant", "do it unsafe=0.7")], [("unsafe_reply", 0.7, 1)]),
        # silent
        ([("system", "new rules injection=0.8")], []),
        ([("user", "new rules injection=0.4")], []),
        ([("user", "my code secret_request=0.9")], []),
        ([("user", "nice"), ("assistant", "do it unsafe=0.7")], []),
        ([("assistant", "do it unsafe=0.7")], []),
        ([("assistant", "grave"), ("user", "do it unsafe=0.7")], []),
        ([("user", "grave"), ("user", "nice"), ("assistant", "do it unsafe=0.7")], []),
    ],
)
def test_what_fires_and_what_stays_silent(
    turns: list[tuple[str, str]], expected: list[tuple[str, float, int]]
) -> None:
    rows = [conversation("a", [("user", "grave")]), conversation("c", turns)]  # type: ignore[arg-type]
    assert seen(rows) == [("c", *one) for one in expected]


def test_the_turn_before_is_shown() -> None:
    [found] = measure(
        "meaning",
        [conversation("c", [("user", "a grave thing"), ("assistant", "do it unsafe=0.95")])],
        models=models(),
    )
    assert isinstance(found, Finding)
    assert found.evidence["after"] == "a grave thing"
    assert "clearly" in found.evidence["why"]


def test_each_pair_is_asked_about_once() -> None:
    given = models()
    rows = [conversation(f"c{i}", [("user", "grave"), ("assistant", "do it unsafe=0.7")]) for i in range(5)]
    assert len(measure("meaning", rows, models=given)) == 5
    assert isinstance(given.unsafe_reply, Lexicon)
    assert given.unsafe_reply.asked == [("grave", "do it unsafe=0.7")]


def test_a_missing_model_is_a_failure_for_every_conversation() -> None:
    view = corpus([conversation("c", [("user", "hi")])], models=Models(prompt_injection=Lexicon("injection")))
    _, failures, _ = sort_out(run_detectors(view, select(["meaning"])))
    assert list(failures) == ["c"]
