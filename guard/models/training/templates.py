"""Our own sentences as templates in text files: `{name}` is a slot, `{one|another}` a choice, and choices
may hold slots and choices."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_INNERMOST = re.compile(r"\{([^{}]*)\}")
_SENTENCE = re.compile(r"(?:^|[.!?] )[a-z]")
_UNTIDY = re.compile(r" +(?=[ ,.;?])|(?<=[.!?])\.| +$")  # spaces and full stops that a choice left over

Slots = Mapping[str, Sequence[str]]


def lines(file: Path) -> list[str]:
    """Lines of a file without comments (#) and empty ones."""
    rows = file.read_text(encoding="utf-8").splitlines()
    return [row for row in rows if row and not row.startswith("#")]


def slots(file: Path) -> Slots:
    """Slots by name, from lines `name: one | another`."""
    parts = [row.partition(":") for row in lines(file)]
    return {name: [value.strip() for value in values.split("|")] for name, _, values in parts}


def filled(template: str, choices: Slots, rng: random.Random) -> str:
    """The template with every slot and choice filled and each sentence begun with a capital.

    Raises KeyError for a slot that `choices` does not have.
    """

    def choose(found: re.Match[str]) -> str:
        inner = found[1]
        options: Sequence[str] = inner.split("|") if "|" in inner else choices[inner]
        return rng.choice(options)

    while (text := _INNERMOST.sub(choose, template)) != template:
        template = text
    return _SENTENCE.sub(lambda found: found[0].upper(), _UNTIDY.sub("", text))


class Writer:
    """Fills the templates of a folder at random, but seeded: `slots.txt`, and one file per kind."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
        self._slots = slots(folder / "slots.txt")
        self._templates = {file.stem: lines(file) for file in folder.glob("*.txt") if file.stem != "slots"}

    def sentence(self, kind: str) -> str:
        """One filled template of a kind."""
        return self._filled(self.rng.choice(self._templates[kind]))

    def each(self, kind: str, times: int) -> Iterator[str]:
        """Every template of a kind, filled so many times."""
        for template in self._templates[kind]:
            for _ in range(times):
                yield self._filled(template)

    def among(self, text: str, kinds: Sequence[str], most: int) -> str:
        """The text between up to `most` sentences of other kinds; now and then all in small letters."""
        parts = [text]
        for _ in range(most):
            if self.rng.random() < 0.5:
                parts.insert(self.rng.randrange(len(parts) + 1), self.sentence(self.rng.choice(kinds)))
        joined = " ".join(parts)
        return joined.lower() if self.rng.random() < 0.1 else joined

    def _filled(self, template: str) -> str:
        return filled(template, self._slots, self.rng)
