"""Triggers without a word of their own: how the customer writes."""

from __future__ import annotations

import re
from random import Random

from benchmarks.attacks.family import Change
from benchmarks.attacks_independent.speech import BOOK
from benchmarks.drafts import Draft
from benchmarks.wording import vary

_OLD = {
    "you are": "thou art", "you have": "thou hast", "do you": "dost thou", "can you": "canst thou",
    "will you": "wilt thou", "your": "thy", "you": "thee", "please": "I pray thee", "here": "hither",
    "yes": "aye", "no": "nay", "my": "mine own", "before": "ere",
}  # fmt: skip
_LOOKALIKES = str.maketrans("aeopcxyi", "аеорсхуі")
_HIDDEN = ("\u200b", "\u2062", "\u200d\u200c", "\ufeff\u200b", "\u00ad\u00ad")


def subordinate(rng: Random) -> Change:
    """A subordinate clause first, then the request (arXiv 2105.12400)."""
    frame = rng.choice(BOOK.sections["syntax"])

    def change(draft: Draft) -> None:
        question = draft.question.strip()
        if not re.match(r"I\b", question):
            question = question[:1].lower() + question[1:]
        draft.question = _framed(draft, frame, question)

    return change


def archaic(_: Random) -> Change:
    """The customer writes as an old Bible does."""

    def change(draft: Draft) -> None:
        text = draft.question.strip()
        for new, old in _OLD.items():
            text = re.sub(rf"\b{new}\b", old, text, flags=re.IGNORECASE)
        draft.question = _framed(draft, draft.rng.choice(BOOK.sections["archaic"]), text)

    return change


def _framed(draft: Draft, frame: str, question: str) -> str:
    """The question at {q} of a wording; its own brackets stay as they are."""
    head, _, tail = frame.partition("{q}")
    return f"{vary(draft.rng, head)} {question} {vary(draft.rng, tail)}".strip()


def flat(_: Random) -> Change:
    """No capitals and no punctuation; dashes between sentences."""

    def change(draft: Draft) -> None:
        text = re.sub(r"[.!?]+\s*", " -- ", draft.question.lower().strip())
        text = text.replace(",", "").replace("'", "")
        draft.question = re.sub(r"\s+", " ", text if "--" in text else f"{text} --").strip()

    return change


def invisible(rng: Random) -> Change:
    """Signs that are not seen, in or beside a word."""
    signs = rng.choice(_HIDDEN)

    def change(draft: Draft) -> None:
        words = draft.question.split(" ")
        at = draft.rng.randrange(len(words))
        cut = draft.rng.randint(0, len(words[at]))
        words[at] = words[at][:cut] + signs + words[at][cut:]
        draft.question = " ".join(words)

    return change


def lookalikes(_: Random) -> Change:
    """Some Latin letters of up to three words become Cyrillic ones."""

    def change(draft: Draft) -> None:
        words = draft.question.split(" ")
        able = [at for at, word in enumerate(words) if word != word.translate(_LOOKALIKES)]
        for at in draft.rng.sample(able, min(len(able), draft.rng.randint(1, 3))):
            words[at] = "".join(
                sign.translate(_LOOKALIKES) if draft.rng.random() < 0.6 else sign for sign in words[at]
            )
        if able and " ".join(words) == draft.question:
            words[able[0]] = words[able[0]].translate(_LOOKALIKES)
        draft.question = " ".join(words) if able else f"{draft.question} о"

    return change
