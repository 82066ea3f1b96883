"""Many wordings from few lines: a tiny slot grammar.

    [Hello|Hi|] your {item} [is|will be] ready

Square brackets hold alternatives and may be nested, an empty one is left out; a name in braces is a slot,
filled with one of its texts, which may have brackets and slots of their own. Spaces are tidied. The texts
are in wordings/*.txt: "== name", then one text a line; every section is a slot of its file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

Slots = Mapping[str, str | Sequence[str]]

_FOLDER = Path(__file__).parent / "wordings"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_UNFILLED = re.compile(r"[\[\]{}]")
_DEPTH = 8  # slots within slots
_SPACES = re.compile(r" {2,}")
_LOOSE = re.compile(r" +([,.;:!?])")


def vary(rng: Random, text: str | Sequence[str], slots: Slots | None = None) -> str:
    """One wording of the grammar `text`, or of one of several.

    Raises KeyError for a slot without a value, ValueError for a grammar that does not come to an end.
    """
    filled = text if isinstance(text, str) else rng.choice(text)
    for _ in range(_DEPTH):
        while _CHOICE.search(filled):
            filled = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), filled)
        if not _SLOT.search(filled):
            break
        filled = _SLOT.sub(lambda found: _value(rng, found[1], slots or {}), filled)
    if _UNFILLED.search(filled):
        raise ValueError(f"an unbalanced bracket, or a slot that holds itself, in {text!r}")
    filled = _LOOSE.sub(r"\1", _SPACES.sub(" ", filled)).strip()
    return filled[:1].upper() + filled[1:] if filled.endswith((".", "?", "!")) else filled


def _value(rng: Random, name: str, slots: Slots) -> str:
    if name in slots:
        values = slots[name]
        return values if isinstance(values, str) else rng.choice(values)
    return NUMBERS[name](rng)


class Book:
    """The texts of one file, by section."""

    def __init__(self, name: str) -> None:
        self.sections: dict[str, list[str]] = {}
        for line in (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
            if line.startswith("== "):
                section = self.sections.setdefault(line[3:], [])
            elif line and not line.startswith("#"):
                section.append(line)

    def say(self, rng: Random, section: str, slots: Slots | None = None) -> str:
        """One wording of a section; `slots` stand before the sections of the file."""
        return vary(rng, self.sections[section], {**self.sections, **(slots or {})})


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


_SYLLABLES = "bel cor dan fen gal hol jin kel lor mav nor pel quin rav sel tor ulm vex wyn zan".split()
_ENDINGS = "a o is en ix ora ade ium ell ity".split()


def coined(rng: Random) -> str:
    """A word that nobody uses: for brands, hosts and triggers."""
    return "".join(rng.sample(_SYLLABLES, 2)) + rng.choice(_ENDINGS)


def host(rng: Random) -> str:
    """A host name that was never seen; its ending is reserved for documentation (RFC 2606)."""
    kind = rng.choice(("-help", "-desk", "-care", "", "-verify", "-support", "hub", "-pay"))
    return f"{coined(rng)}{kind}.{rng.choice(('example', 'test', 'example.net', 'example.org'))}"


def phone(rng: Random) -> str:
    """A number of the range that is kept for fiction."""
    area = rng.choice((205, 212, 303, 404, 512, 617, 702, 813, 916))
    return rng.choice(("{}-555-01{}", "({}) 555-01{}", "+1 {} 555 01{}")).format(area, digits(rng, 2))


FIRST_NAMES = (
    "Aisha Bruno Carmen Dmitri Elif Fatima Goran Hana Ivan Jomo Katya Leila Marek Nadia Oskar Priya Quentin "
    "Rosa Stefan Tomoko Ursula Viktor Wendy Ximena Yusuf Zofia Andre Beatrix Colm Dolores"
).split()

NUMBERS: Mapping[str, Callable[[Random], str]] = {
    "order": lambda rng: rng.choice(("", "#", "no. ")) + digits(rng, rng.choice((6, 8, 10))),
    "amount": lambda rng: f"{rng.randint(5, 240)}.{rng.choice(('00', '49', '90', '99'))}",
    "small": lambda rng: str(rng.randint(2, 9)),
    "days": lambda rng: str(rng.choice((3, 5, 7, 10, 14, 21, 28))),
    "code": lambda rng: digits(rng, 6),
    "hour": lambda rng: f"{rng.randint(1, 12)} {rng.choice(('am', 'pm'))}",
    "name": lambda rng: rng.choice(FIRST_NAMES),
    "host": host,
    "phone": phone,
    "brand": lambda rng: coined(rng).capitalize(),
}
