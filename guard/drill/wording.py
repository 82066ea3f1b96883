"""What the drill's attacks say: wordings from a file, words and names coined by chance."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

# Our own file, at most a few hundred characters at a time: backtracking has nothing to grow on.
_CHOICE = re.compile(r"<([^<>]*)>")
_BEFORE = re.compile(r" +(?=[.,:;!?])")
_SPACES = re.compile(r"\s+")

_STARTS = "b br c cr d dr f fl g gl h j k l m n p pl qu r s sk t tr v w z".split()
_MIDDLES = "a e i o u ai ea io".split()
_ENDS = "b ck d g l lm m n nd p r rn s sh t x".split()
_ZONES = "com net org info shop online site co io help".split()
_MONTHS = "January February March April May June July August September October November December".split()


@cache
def wordings() -> dict[str, Any]:
    """The file's lists by name."""
    text = files(__package__).joinpath("wordings.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def expand(pattern: str, rng: Random, slots: dict[str, str] | None = None) -> str:
    """One of the texts that a pattern stands for: `<a|b>` is either, `{name}` what `slots` says.

    Raises KeyError for a name that the slots do not have.
    """
    while match := _CHOICE.search(pattern):
        chosen = rng.choice(match[1].split("|"))
        pattern = pattern[: match.start()] + chosen + pattern[match.end() :]
    text = pattern.format_map(slots or {})
    return _BEFORE.sub("", _SPACES.sub(" ", text)).strip()


def sentence(pattern: str, rng: Random, slots: dict[str, str] | None = None) -> str:
    """`expand`, with a capital at the beginning; a host keeps its small letters."""
    text = expand(pattern, rng, slots)
    first = text.split(" ", 1)[0]
    return text if "." in first[:-1] or "@" in first else text[:1].upper() + text[1:]


class Coin:
    """Chance, and what is coined by it."""

    def __init__(self, seed: str) -> None:
        self.rng = Random(seed)  # noqa: S311 - chance that can be repeated, no secret

    def fork(self) -> Random:
        """Chance of its own for one row."""
        return Random(self.rng.random())  # noqa: S311

    def word(self, syllables: int = 2) -> str:
        """A word that no dictionary has: two syllables are some 10 million of them."""
        parts = [
            self.rng.choice(_STARTS) + self.rng.choice(_MIDDLES) + self.rng.choice(_ENDS)
            for _ in range(syllables)
        ]
        return "".join(parts)

    def name(self) -> str:
        return self.word().capitalize()

    def host(self) -> str:
        join = self.rng.choice(["", "-"])
        return f"{self.word()}{join}{self.word(1)}.{self.rng.choice(_ZONES)}"

    def contact(self) -> str:
        """A telephone number or a mailbox."""
        digits = [self.rng.randint(2, 9) for _ in range(10)]
        area, middle, last = ("".join(map(str, part)) for part in (digits[:3], digits[3:6], digits[6:]))
        ways = (f"{area}-{middle}-{last}", f"+1 {area} {middle} {last}", f"{self.word()}@{self.host()}")
        return self.rng.choice(ways)

    def month(self) -> str:
        return self.rng.choice(_MONTHS)

    def numbers(self) -> dict[str, str]:
        """What false rules state: `small` days, a `price` and a `day` of the year."""
        return {
            "small": str(self.rng.choice([2, 3, 4, 5, 6, 8, 9, 11, 12])),
            "price": f"{self.rng.randint(6, 89)}.{self.rng.choice(['00', '50', '90', '25'])}",
            "day": f"{self.rng.randint(1, 28)} {self.month()}",
        }

    def choose(self, key: str) -> Any:
        """One entry of a list of the file."""
        return self.rng.choice(wordings()[key])
