"""Our own written examples of abuse and of what only looks like it, in `toxicity_phrases/`.

Abuse in public corpora is mostly tweets; little of it is aimed at a bot, an agent or an author, and none of
it teaches that "the colour is disgusting" is a complaint and "you are disgusting" is abuse. Each file holds
phrases of one kind, a line each; {name} is a slot that `slots.txt` fills. Groups of people stand in hateful
and in neutral phrases alike, so that naming a group means nothing by itself.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "toxicity_phrases"
LABELS = ("toxic", "insult", "identity_attack", "threat", "sexual", "profanity")
SWEARING = 0.4  # how toxic it is to swear at nobody: moderators differ
HARMLESS = dict.fromkeys(LABELS, 0.0)
_POLITE = {label: 0.0 for label in HARMLESS if label != "profanity"}  # "damn" may stand among them

# What the phrases of a file are; a label that is not named is not known
TARGETS: Mapping[str, Mapping[str, float]] = {
    "insult": {"toxic": 1, "insult": 1, "identity_attack": 0, "threat": 0},
    "identity_attack": {"toxic": 1, "identity_attack": 1},
    "threat": {"toxic": 1, "threat": 1, "identity_attack": 0},
    "sexual": {"toxic": 1, "sexual": 1, "identity_attack": 0},
    "profanity": {**HARMLESS, "toxic": SWEARING, "profanity": 1},
    "chat": HARMLESS,
    "complaint": _POLITE,
    "words": _POLITE,
    "people": HARMLESS,
    "debate": _POLITE,
    "talk_page": HARMLESS,
    "agent": HARMLESS,
}

_SLOT = re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b(a)(?= [aeiou])", re.I)
_SHORT = {"you": "u", "are": "r", "your": "ur", "you're": "ur", "to": "2", "for": "4", "please": "plz"}
_ENDS = ("", "", "", "", ".", ".", "!", "!!", "!!!", "?", "...", " lol", " haha", " :)")


class Example(NamedTuple):
    """A text, the kind of phrase it comes from, and what is known about it."""

    text: str
    kind: str
    targets: Mapping[str, float]


@cache
def lines(kind: str) -> tuple[str, ...]:
    """The phrases of a file, without its comments."""
    text = (FOLDER / f"{kind}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def slots() -> Mapping[str, tuple[str, ...]]:
    """What each slot may hold."""
    named = (line.split(": ", 1) for line in lines("slots"))
    return {name: tuple(values.split(" | ")) for name, values in named}


def filled(phrase: str, rng: random.Random) -> str:
    """The phrase with something in each slot, written as people write in a hurry or not."""
    text = _SLOT.sub(lambda slot: rng.choice(slots()[slot[1]]), phrase)
    text = _ARTICLE.sub(r"\1n", text)
    style = rng.random()
    if style < 0.1:
        return text.upper()
    if style < 0.2:
        return " ".join(_SHORT.get(word, word) for word in text.replace("'", "").split(" "))
    if style < 0.5:
        return text[:1].upper() + text[1:] + rng.choice((".", ".", "!", "?!"))
    return text + rng.choice(_ENDS)


def examples(seed: int, each: int = 12) -> list[Example]:
    """Distinct filled phrases: up to `each` of every phrase (more words to fill in, more of it), in a fixed
    order for a seed."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    found: dict[str, Example] = {}
    for kind, targets in TARGETS.items():
        for phrase in lines(kind):
            for _ in range(each if "{" in phrase else max(each // 4, 1)):
                text = filled(phrase, rng)
                found.setdefault(text, Example(text, kind, targets))
    return list(found.values())
