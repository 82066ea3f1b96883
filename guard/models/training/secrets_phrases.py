"""Our own written examples for the classifier of requests for secrets, from templates in `secret_texts/`.

Honest corpora hold no such requests, so all positives are ours: every secret in every grammatical form, by
either party, alone, among service talk, and behind a warning ("we never ask for it, but this once ..."). What
only names secrets stands beside them: warnings, reset help, reports of fraud, harmless parts of a number.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from guard.models.training.templates import Writer

TEXTS = Path(__file__).parent / "secret_texts"
ASKING, HONEST = ("requests", "foreign"), ("honest", "foreign_honest", "service")
_AROUND = {
    "requests": ("honest", "service", "service"),
    "foreign": ("foreign",),
    "honest": ("honest", "service"),
    "foreign_honest": ("foreign_honest",),
    "service": ("service",),
}


class Example(NamedTuple):
    text: str
    asks: bool


def examples(seed: int, each: int) -> list[Example]:
    """Distinct examples, every sentence alone and among others: `each` tries per template, in a fixed order
    for a seed."""
    writer = Writer(TEXTS, seed)
    found: dict[Example, None] = {}
    for kind in (*ASKING, *HONEST):
        for text in writer.each(kind, each):
            for shown in (text, writer.among(text, _AROUND[kind], most=2)):
                found[Example(shown, kind in ASKING)] = None
    return list(found)
