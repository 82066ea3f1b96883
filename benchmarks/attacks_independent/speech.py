"""The wordings of the independent suite, said with invented facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random

from benchmarks.attacks_independent.facts import facts
from benchmarks.wording import Book

BOOK = Book("attacks_independent")
_NEVER_CAPITAL = ("wallet", "contact", "link", "handle", "site")  # nor are commands


def speak(rng: Random, section: str, fixed: Mapping[str, str] | None = None) -> str:
    """One wording of a section, beginning as a sentence does; `fixed` stands before invented facts."""
    slots = {**facts(rng), **(fixed or {})}
    text = BOOK.say(rng, section, slots)
    for lead in (*(slots[name] for name in _NEVER_CAPITAL), "import ", "docker "):
        if text[1:].startswith(lead[1:]):
            return lead + text[len(lead) :]
    return text[:1].upper() + text[1:]


def drawn(rng: Random, names: Iterable[str]) -> dict[str, str]:
    """Facts, or texts of sections, by name: what one campaign or one conversation has for its own."""
    known = facts(rng)
    return {name: known[name] if name in known else BOOK.say(rng, name, known) for name in names}
