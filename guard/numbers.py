"""Numbers as a text states them: how much, of what, and which words stand near.

Numbers in words are numbers ("four days"), units of one dimension are told apart and together (days and
weeks are time, dollars and euros money), and a number without a unit counts what the next word names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import re2

from guard import text

MEASURES = ("time", "money", "share")  # dimensions whose figures are rules of the house
SMALL = 31  # a whole number up to this is a day of the month, tickets or people as well

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety hundred".split()
_SPELLED = {word: str(i) for i, word in enumerate(_ONES)} | {
    word: str(10 * i) for i, word in enumerate(_TENS, 2)
}
DIMENSIONS: Mapping[str, str] = {  # of each unit
    word: dimension
    for dimension, words in {
        "time": "second sec minute min hour hr day weekday workday night week fortnight month year",
        "money": "dollar usd buck cent euro eur pound gbp quid yen jpy rupee inr $ € £ ¥ ₹",
        "share": "% percent pct percentage",
        "clock": "am pm a.m p.m",
        "date": "st nd rd th",
    }.items()
    for word in words.split()
}
_BETWEEN = frozenset("- ( ) business working calendar full whole more us".split())  # "3 working days"
_SKIPPED = 3  # of these between a number and its unit
_AROUND = 7  # tokens on either side that say what a figure is about
_LEAST = 3  # letters of a word that says something
_LONG = 5  # digits; longer numbers name an order, an account or a phone

# Linear: alternatives begin alike only in digits, and every repetition is bounded or of one class.
_NUMBER = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2})?|\d{1,12}(?:[.:]\d{1,2})?"
_TOKEN = re.compile(rf"{_NUMBER}|[ap]\.m\b|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\w\s]")
_SOME = re2.compile(rf"(?i)\pN|\b(?:{'|'.join(_SPELLED)})\b")  # most sentences have none, and this is quick


class Figure(NamedTuple):
    """`value` of `unit`, "4" of "day", whose dimension is "time" (the unit itself where it has none), and
    the words near it, sorted."""

    value: str
    dimension: str
    unit: str
    words: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """ "4 time", "4 day"; and for what is measured "4 time ~ return" with each word."""
        plain = dict.fromkeys((f"{self.value} {self.dimension}", f"{self.value} {self.unit}"))
        return (*plain, *self.about)

    @property
    def about(self) -> tuple[str, ...]:
        """The names that say with a word what the figure is about."""
        return tuple(f"{self.value} {self.dimension} ~ {word}" for word in self.words)


@lru_cache(maxsize=100_000)  # sentences come again more often than texts
def stated(sentence: str) -> tuple[Figure, ...]:
    """The figures of one sentence, in order."""
    if not _SOME.search(sentence):
        return ()
    tokens = _tokens(sentence)
    found = []
    for at, value in _numbers(tokens):
        if (named := _unit(tokens, at)) is not None and named[0] != "date":
            dimension, unit = named
            found.append(Figure(value, dimension, unit, _words(tokens, at) if dimension in _MEASURED else ()))
    return tuple(found)


def mentioned(message: str) -> set[tuple[str, str | None]]:
    """Value and dimension of every number in a text, None where nothing says what it counts."""
    if not _SOME.search(message):
        return set()
    tokens = _tokens(message)
    return {(value, (_unit(tokens, at) or (None,))[0]) for at, value in _numbers(tokens)}


_MEASURED = frozenset((*MEASURES, "clock"))


def _tokens(message: str) -> list[str]:
    return _TOKEN.findall(text.clean(message).casefold())


def _numbers(tokens: list[str]) -> Iterator[tuple[int, str]]:
    """Place and value of every number that is not the name of something."""
    for at, token in enumerate(tokens):
        if token[0].isdigit():
            value = token.replace(",", "")
            value = value.rstrip("0").rstrip(".") if "." in value else value
            if sum(map(str.isdigit, value)) <= _LONG:
                yield at, value
        elif token in _SPELLED:
            yield at, _SPELLED[token]


def _unit(tokens: list[str], at: int) -> tuple[str, str] | None:
    """Dimension and unit of the number at a place."""
    if at and DIMENSIONS.get(tokens[at - 1]) == "money":
        return "money", tokens[at - 1]
    if ":" in tokens[at]:
        return "clock", "clock"
    for token in tokens[at + 1 : at + 2 + _SKIPPED]:
        if token not in _BETWEEN:
            word = _singular(token)
            if word in DIMENSIONS:
                return DIMENSIONS[word], word
            return (word, word) if word.isalpha() and tokens[at] not in _SPELLED else None
    return None


def _words(tokens: list[str], at: int) -> tuple[str, ...]:
    near = tokens[max(0, at - _AROUND) : at] + tokens[at + 1 : at + 1 + _AROUND]
    said = {_singular(token) for token in near if len(token) >= _LEAST and token[0].isalpha()}
    return tuple(sorted(said - _SPELLED.keys() - DIMENSIONS.keys()))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _LEAST and word.endswith("s") and not word.endswith("ss") else word
