"""Honest support conversations from a grammar of our own: a benchmark that needs no download.

Thirteen matters at two desks (wordings/synthetic.txt). Some answers are macros, word for word; others are
phrased anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from benchmarks.drafts import Json
from benchmarks.wording import Book, vary


@dataclass(frozen=True)
class Matter:
    """What a customer wants: how it is asked, what the agent needs to know, what is answered."""

    desk: str
    asks: list[str]
    needs: list[str]
    answers: list[str]


def _matters(sections: Mapping[str, list[str]]) -> dict[str, Matter]:
    """Sections "name: desk", in which questions begin with U, an agent's need with N, answers with A."""
    found = {}
    for title, lines in sections.items():
        if ": " in title:
            name, desk = title.split(": ")
            asks, needs, answers = (
                [x[3:] for x in lines if x.startswith(kind)] for kind in ("U:", "N:", "A:")
            )
            found[name] = Matter(desk, asks, needs[0].split(" => "), answers)
    return found


BOOK = Book("synthetic")
MATTERS = _matters(BOOK.sections)


def conversation(rng: Random) -> Json:
    """One conversation in the canonical form, without metadata; `source` names the desk."""
    intent = rng.choice(list(MATTERS))
    matter = MATTERS[intent]
    slots = {**BOOK.sections, "item": BOOK.say(rng, "item"), "city": BOOK.say(rng, "city")}
    said = [vary(rng, matter.asks, slots)]
    if rng.random() < 0.55:
        said += [vary(rng, side, slots) for side in matter.needs]
    said.append(vary(rng, matter.answers, slots))
    if rng.random() < 0.25:
        other = MATTERS[rng.choice(list(MATTERS))]
        link = rng.choice(("and", "also,", "one more thing:"))
        said += [f"{link} {vary(rng, other.asks, slots)}", vary(rng, other.answers, slots)]
    if rng.random() < 0.6:
        said += [BOOK.say(rng, "bye", slots), BOOK.say(rng, "closing", slots)]
    messages = [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(said)]
    return {"messages": messages, "source": matter.desk, "labels": {"intent": intent}}


def conversations(count: int, seed: int) -> list[Json]:
    """So many conversations; the first ones do not depend on how many."""
    rng = Random(f"synthetic:{seed}")
    return [conversation(rng) for _ in range(count)]
