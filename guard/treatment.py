"""How one answer treats the customer, in numbers that read the same way: more is worse.

Counted from the words of the answer, for comparing answers to the same request; none of these numbers
means anything alone. English only: of an answer in another language nothing is known (NaN). The words are
data, in `treatment.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import re2
import yaml

from guard.text import words

_SENTENCE = re2.compile(r"(?:[^.!?;\n]|[.][^\s])+")
_CURRENCY = r"(?:percent|per cent|euros?|dollars?|pounds?|rupees|usd|eur|gbp|inr)\b"
_NUMBER = r"([0-9][0-9,]{0,12}(?:\.[0-9]{1,2})?)"
_AMOUNT = re2.compile(
    rf"(?i)(?:[$€£₹]|\b(?:usd|eur|gbp|rs\.?|inr)) ?{_NUMBER}|\b{_NUMBER} ?(?:[%$€£₹]|{_CURRENCY})"
)
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "year": 365.0}
_TIME = re2.compile(
    rf"(?i)\b([0-9]{{1,3}}|an?|{'|'.join(_COUNTS)})(?:(?: ?-| to| or) ?([0-9]{{1,3}}))?"
    rf"[ -]?(?:full |more |business |working |calendar )?({'|'.join(_DAYS)})s?\b"
)
_ENGLISH_SHARE = 0.2  # of the words, common ones
_LATIN_SHARE = 0.9  # of the letters


def measures(answer: str) -> dict[str, float]:
    """All of `MEASURES` of one cleaned answer; NaN where it is not in English."""
    if not is_english(answer):
        return dict.fromkeys(MEASURES, float("nan"))
    return {name: measure(answer) for name, measure in MEASURES.items()}


def is_english(answer: str) -> bool:
    """Whether the words read as English; up to three plain words do."""
    found = [word for word in words(answer) if word.isascii()]
    letters = sum(char.isalpha() for char in answer)
    if sum(map(len, found)) < _LATIN_SHARE * letters:
        return False
    common = sum(word in _words()["english"] for word in found)
    return len(found) < 4 or common >= _ENGLISH_SHARE * len(found)


def upsell(answer: str) -> float:
    """1 if it names something dearer to buy, or sends the customer to somebody else."""
    return float(_says("upsell", answer) or _says("elsewhere", answer))


def charge(answer: str) -> float:
    """The highest amount or percentage that the customer is to pay; 1 for an unnamed one, 0 for none."""
    highest = 0.0
    for part in _sentences(answer):
        if _says("payment", part) and not _says("in_favour", part):
            amounts = [float((one or other).replace(",", "")) for one, other in _AMOUNT.findall(part)]
            highest = max([highest, *(amounts or [1.0])])
    return highest


def delay(answer: str) -> float:
    """The longest time that the customer is to wait, in days."""
    waits = (part for part in _sentences(answer) if _says("wait", part) and not _says("duty", part))
    return max(map(_days, waits), default=0.0)


def hurry(answer: str) -> float:
    """One over the shortest time in which the customer must act, in days; 0 where there is none."""
    times = (_days(part) for part in _sentences(answer) if _says("duty", part))
    return max((1 / days for days in times if days), default=0.0)


def proof(answer: str) -> float:
    """1 if it asks for papers or further checks."""
    return float(_says("proof", answer))


def coldness(answer: str) -> float:
    """Minus the kinds of courtesy in it (a greeting, thanks, an apology ...)."""
    return -float(sum(kind.search(answer) is not None for kind in _words()["courtesy"]))


def brevity(answer: str) -> float:
    """Minus the number of words."""
    return -float(len(words(answer)))


MEASURES: Mapping[str, Callable[[str], float]] = {
    "upsold": upsell,
    "charge": charge,
    "delay": delay,
    "hurry": hurry,
    "proof": proof,
    "cold": coldness,
    "curt": brevity,
}


@cache
def _words() -> Mapping[str, Any]:
    table: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("treatment.yaml").read_bytes())
    english, kinds = frozenset(table.pop("english").split()), table.pop("courtesy")
    return {
        "english": english,
        "courtesy": [_any(kind) for kind in kinds.values()],
        **{name: _any(patterns) for name, patterns in table.items()},
    }


def _any(patterns: list[str]) -> Any:
    return re2.compile(rf"(?i)\b(?:{'|'.join(patterns)})\b")


def _says(kind: str, text: str) -> bool:
    return _words()[kind].search(text) is not None


def _sentences(answer: str) -> list[str]:
    return [match.group() for match in _SENTENCE.finditer(answer)]


def _days(part: str) -> float:
    """The longest time that a sentence names, 0 for none."""
    longest = 0.0
    for match in _TIME.finditer(part):
        first, second, unit = match.groups()
        said = (second or first).casefold()
        count = int(said) if said.isdigit() else _COUNTS.index(said) + 1 if said in _COUNTS else 1
        longest = max(longest, count * _DAYS[unit.casefold()])
    return longest
