"""Our own written examples for the prompt injection classifier: templates filled at random, but seeded.

An attack stands alone, at either end of an honest turn (a customer's or a stranger's question), shouted,
misspelt, spaced out or in disguise; an honest sentence stands as it is. Each example names its family, so
that a family can be left out of the training and measured on.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from guard.models.training import injection_attacks as attacks
from guard.models.training import injection_foreign as foreign
from guard.models.training import injection_honest as honest
from guard.models.training.injection_slots import CHOICES

FAMILIES: Mapping[str, str] = {
    "override": attacks.OVERRIDE,
    "extraction": attacks.EXTRACTION,
    "game": attacks.GAME,
    "plant": attacks.PLANT,
    "indirect": attacks.INDIRECT,
    "jailbreak": attacks.JAILBREAK,
    "foreign": foreign.ATTACKS,
}
JAILBREAKS = "jailbreak"

_SLOT = re.compile(r"\{([a-z_]+|[^{}|]*\|[^{}]*)\}")  # a name, or choices without braces inside
_PIPE = "¦"  # stands for a literal | in a template


class Example(NamedTuple):
    """`family` is a key of FAMILIES, or empty for an honest text."""

    text: str
    family: str


def lines(block: str) -> list[str]:
    return [line for line in block.strip().splitlines() if line]


def filled(template: str, rng: random.Random) -> str:
    """The template with every slot and choice filled, innermost first, and its spaces tidied."""

    def choose(found: re.Match[str]) -> str:
        inner = found[1]
        if "|" in inner:
            return rng.choice(inner.split("|"))
        return rng.choice(CHOICES[inner])

    while (text := _SLOT.sub(choose, template)) != template:
        template = text
    return re.sub(r" +(?=[ ,.!?;]( |$))| +$|^ +", "", text).replace(_PIPE, "|")


def examples(seed: int, each: int) -> Iterator[Example]:
    """Distinct examples, in a fixed order for a seed; `each` is the number of tries per template."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    found: dict[Example, None] = {}
    for family, block in {**FAMILIES, "": honest.SENTENCES + foreign.HONEST}.items():
        for template in lines(block):
            tries = each if _SLOT.search(template) else 1
            found.update((Example(filled(template, rng), family), None) for _ in range(tries))
    return iter(found)
