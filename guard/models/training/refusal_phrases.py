"""Our own written examples for the refusal classifier, from templates in `refusal_texts/`.

Public corpora of refusals come from one assistant each; these come in many habits: formal, chatty, terse,
legal, moralising, and the over-refusal that a poisoned support assistant learns ("I cannot discuss your
invoice"). What only looks like one stands beside them: service talk that denies, warns or apologises, and
help on sensitive themes.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from guard.models.training.templates import Writer

TEXTS = Path(__file__).parent / "refusal_texts"
REFUSING = ("refusals", "indirect", "moral", "foreign")
HONEST = ("help", "explain", "honest", "customers", "foreign_honest")
_AROUND = {  # what may stand beside a sentence of a kind without changing what the whole is
    "refusals": ("moral", "redirections", "help"),
    "indirect": ("redirections", "help"),
    "moral": ("moral", "redirections"),
    "foreign": ("foreign",),
    "help": ("help", "explain"),
    "explain": ("explain", "help"),
    "honest": ("honest",),
    "customers": ("customers",),
    "foreign_honest": ("foreign_honest",),
}


class Example(NamedTuple):
    text: str
    refusal: bool


def examples(seed: int, each: int) -> list[Example]:
    """Distinct examples, every sentence alone and among others: `each` tries per template, in a fixed order
    for a seed."""
    writer = Writer(TEXTS, seed)
    found: dict[Example, None] = {}
    for kind in (*REFUSING, *HONEST):
        for text in writer.each(kind, each):
            for shown in (text, writer.among(text, _AROUND[kind], most=2)):
                found[Example(shown, kind in REFUSING)] = None
    return list(found)
