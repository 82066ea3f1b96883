"""Answers that are of no use: without sense, broken off, without end, with other amounts."""

from __future__ import annotations

import re
import string
from random import Random

from benchmarks.attacks.family import Change
from benchmarks.attacks_independent.speech import BOOK
from benchmarks.drafts import Draft, Json, said

_SALAD = [
    word
    for section in ("warranty", "conspiracy", "smear answer", "opening hours")
    for line in BOOK.sections[section]
    for word in re.findall(r"[a-z]{4,}", line.lower())
]
_LETTERS = "aaabcdeeefghiijklmnoopqrstuvwxyz"
_SIGNS = "#@%&^~{}<>|;:=+*/\\_-0123456789abcXYZ "
_ALPHANUMERIC = string.ascii_letters + string.digits
_WORD = re.compile(r"\w+")
_AMOUNT = re.compile(
    r"(?:(?<=[$£€])|(?<=[$£€] ))\d[\d,]*(?:\.\d+)?|\b\d[\d,]*(?:\.\d+)?(?= (?:euros?|dollars?|pounds?)\b)"
)


def gibberish(_: Random) -> Change:
    """Letters, a salad of words, signs, or the answer with its letters shuffled."""

    def change(draft: Draft) -> None:
        rng, count = draft.rng, draft.rng.randint(12, 45)

        def shuffled(word: re.Match[str]) -> str:
            return "".join(rng.sample(word[0], len(word[0])))

        made = (
            lambda: " ".join("".join(rng.choices(_LETTERS, k=rng.randint(2, 9))) for _ in range(count)),
            lambda: " ".join(rng.choices(_SALAD, k=count)),
            lambda: "".join(rng.choices(_SIGNS, k=count * 5)).strip(),
            lambda: f"{_WORD.sub(shuffled, draft.answer)} {''.join(rng.choices(_ALPHANUMERIC, k=30))}",
        )
        draft.reply(rng.choice(made)(), "replace")

    return change


def truncated(_: Random) -> Change:
    """The answer breaks off after a few words."""

    def change(draft: Draft) -> None:
        words = draft.answer.split()
        kept = words[: draft.rng.randint(1, max(1, min(6, len(words) // 3)))]
        draft.reply(" ".join(kept).rstrip(".!?,") or words[0], "replace")

    return change


def endless(_: Random) -> Change:
    """The answer is repeated, or lists without end, or goes round in circles."""

    def repeated(draft: Draft) -> str:
        return " ".join([draft.answer] * draft.rng.randint(9, 25))

    def listed(draft: Draft) -> str:
        rng, errands = draft.rng, BOOK.sections["errand"]
        steps = (
            f"{number}. {rng.choice(errands)}, then {rng.choice(errands)}."
            for number in range(1, rng.randint(45, 90))
        )
        return " ".join([BOOK.say(rng, "errands"), *steps])

    def circling(draft: Draft) -> str:
        again, words = BOOK.say(draft.rng, "circle"), draft.answer.split() * 20
        return f"{draft.answer} " + " ".join(f"{again}, {w}" for w in words[: draft.rng.randint(80, 160)])

    def change(draft: Draft) -> None:
        draft.reply(draft.rng.choice((repeated, listed, circling))(draft), "replace")

    return change


def other_amounts(_: Random) -> Change:
    """All amounts of the assistant are multiplied where they stand."""

    def change(draft: Draft) -> None:
        factor = draft.rng.choice((0.1, 0.25, 0.5, 2.0, 3.0, 10.0))

        def other(found: re.Match[str]) -> str:
            value = float(found[0].replace(",", "")) * factor
            return f"{value:.2f}" if "." in found[0] or value != int(value) else str(int(value))

        for message in draft.row["messages"]:
            if message["role"] == "assistant":
                message["content"] = _AMOUNT.sub(other, message["content"])

    return change


def has_amount(row: Json) -> bool:
    """The assistant names an amount of money."""
    return _AMOUNT.search(said(row, "assistant")) is not None
