"""Our own examples of replies to customers, safe and unsafe, from `unsafe_situations/*.txt`.

A situation is what customers write and what is said to them: `[customer]`, `[safe]` and `[unsafe]` lines,
where `{a|b}` is one or the other. Any reply of a situation goes with any customer of it. Some replies are
in two situations, safe in one and unsafe in the other, so that a reply alone does not decide.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "unsafe_situations"
SECTIONS = ("customer", "safe", "unsafe")

_CHOICE = re.compile(r"\{([^{}]*)\}")
_RUDE = ("angry", "everyday")  # situations whose unsafe replies are meant to hurt


class Situation(NamedTuple):
    """Lines of one file; its name is the file's."""

    name: str
    customer: list[str]
    safe: list[str]
    unsafe: list[str]


class Example(NamedTuple):
    """What a customer said, a reply to it, whether that is unsafe, and the situation it is from."""

    context: str
    reply: str
    unsafe: bool
    situation: str


def situations() -> dict[str, Situation]:
    """All situations by name. Raises ValueError for a line outside of a section."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.txt"))}


def _read(path: Path) -> Situation:
    lines: dict[str, list[str]] = {name: [] for name in SECTIONS}
    section: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("["):
            section = lines[line.strip("[]")]
        elif line and not line.startswith("#"):
            if section is None:
                raise ValueError(f"{path}:{number}: a line before the first section")
            section.append(line)
    return Situation(path.stem, lines["customer"], lines["safe"], lines["unsafe"])


def examples(seed: int, each: int) -> list[Example]:
    """Distinct pairs: every reply beside `each` customers of its situation, in a fixed order for a seed."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    known = situations()
    found: dict[Example, None] = {}
    for situation in known.values():
        for replies, unsafe in ((situation.safe, False), (situation.unsafe, True)):
            for reply in replies:
                for example in _pairs(situation, reply, unsafe, each, rng):
                    found[example] = None
    for name, replies, unsafe in _borrowed(known):
        for reply in replies:
            for example in _pairs(known[name], reply, unsafe, max(1, each // 4), rng):
                found[example] = None
    return list(found)


def _borrowed(known: dict[str, Situation]) -> Iterator[tuple[str, list[str], bool]]:
    """Replies that are as good or bad in another situation; an insult is one to anybody."""
    for name in known:
        if name not in _RUDE:
            yield name, known["angry"].unsafe, True
    yield "everyday", known["either"].safe, False
    yield "either_grave", known["distress"].safe, False
    yield "distress", known["either_grave"].unsafe, True
    yield "request", known["request_grave"].safe, False


def _pairs(
    situation: Situation, reply: str, unsafe: bool, count: int, rng: random.Random
) -> Iterator[Example]:
    for customer in rng.sample(situation.customer, min(count, len(situation.customer))):
        yield Example(_said(customer, rng), _said(reply, rng), unsafe, situation.name)


def _said(line: str, rng: random.Random) -> str:
    """The line with its choices made, sometimes written carelessly."""
    text = _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), line)
    style = rng.random()
    if style < 0.15:
        return text.lower().rstrip(".")
    if style < 0.2:
        return text.rstrip(".") + rng.choice(("!", "...", "!!"))
    return text
