"""Our own examples for the prompt injection classifier: the templates of `injection_texts`, filled.

Each attack names its family, which is the file that it stands in, so that a family can be left out of the
training and measured on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from guard.models.training import templates

TEXTS = Path(__file__).parent / "injection_texts"
FAMILIES = ("override", "extraction", "game", "plant", "indirect", "jailbreak", "foreign")
HONEST = ("honest", "requests", "documents", "foreign_honest")

_LITERAL = str.maketrans("⟨⟩¦", "{}|")  # how the files write what would be a slot or a choice


class Example(NamedTuple):
    """`family` is one of FAMILIES, or None for an honest text."""

    text: str
    family: str | None


def examples(seed: int, each: int) -> Iterator[Example]:
    """Distinct examples, in a fixed order for a seed; `each` is the number of tries per template."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    slots = templates.slots(TEXTS / "slots.txt")
    found: dict[Example, None] = {}
    for name in (*FAMILIES, *HONEST):
        family = name if name in FAMILIES else None
        for template in templates.lines(TEXTS / f"{name}.txt"):
            for _ in range(each if "{" in template else 1):
                text = templates.filled(template, slots, rng).translate(_LITERAL)
                found[Example(text, family)] = None
    return iter(found)
