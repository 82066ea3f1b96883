"""What customers have in common beside their words: manner, rare signs, dates, and where and when they came.

Each is a column of conversations, as a run of words is in `guard.grams`, so that triggers without a word of
their own can be counted like words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
from scipy.sparse import csc_array

from guard.corpus import Corpus

_FEW = 5  # words of a turn that shows how someone writes
_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
# `re` is safe here: classes repeated a bounded number of times, or with nothing behind them.
_MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY = r"([0-3]?\d)(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(rf"(?<!\d){_DAY}(?: of)? {_MONTH}\b")
_MONTH_FIRST = re.compile(rf"\b{_MONTH} {_DAY}(?!\d)")
_ISO = re.compile(r"(?<!\d)\d{4}-(\d\d)-(\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<![\d/.])([0-3]?\d)([/.])([0-3]?\d)\2(?:\d{4}|\d\d)(?![\d/])")
_MARKS = re.compile(r"[!-/:-@\[-`{-~]{2,4}|[~^|\\{}<>`=]")
_USUAL = frozenset(("...", "!!", "??", "!!!", "?!", "..", ".)", "),", "://", "--", ").", "'s"))
_SIGN = re.compile(r"[^\x00-\x7f]")
_MIXED = re.compile("[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z]")
_VARIANT = "\ufe0e\ufe0f\u200d"  # how an emoji is drawn


@dataclass(frozen=True)
class Traits:
    """holds (conversations, traits) with ones; what each trait is, to be read after "the customer"."""

    holds: csc_array
    names: list[str]

    @classmethod
    def of(cls, count: int, found: Iterable[tuple[str, int]]) -> Traits:
        """From pairs of a trait and the conversation that has it, in any order."""
        members: dict[str, set[int]] = defaultdict(set)
        for name, index in found:
            members[name].add(index)
        names = sorted(members)
        rows = [sorted(members[name]) for name in names]
        indptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
        indices = np.array([index for row in rows for index in row], np.int64)
        shape = (count, len(names))
        return cls(csc_array((np.ones(len(indices), np.float32), indices, indptr), shape=shape), names)


def manners(corpus: Corpus) -> Traits:
    """How customers write, which rare signs they use and which dates they name."""
    numbers, conversation, places = corpus.said("user")
    shown = [tuple(shows(corpus.texts[number])) for number in numbers]
    pairs = zip(conversation.tolist(), places.tolist(), strict=True)
    return Traits.of(len(corpus), ((name, index) for index, place in pairs for name in shown[place]))


def circumstances(corpus: Corpus) -> Traits:
    """By which channel, in which language, to which agent and in which hour (UTC) they came."""
    found: list[tuple[str, int]] = []
    for field, says in (("channel", "comes by"), ("agent_id", "talks to"), ("language", "is filed under")):
        column = corpus.column(field)
        found += [(f"{says} {column.names[code]}", i) for i, code in enumerate(column.codes) if code >= 0]
    known = np.flatnonzero(~np.isnan(corpus.created))
    for index in known.tolist():
        hour = datetime.fromtimestamp(float(corpus.created[index]), UTC).hour
        found.append((f"comes between {hour}:00 and {hour}:59 UTC", index))
    return Traits.of(len(corpus), found)


@lru_cache(maxsize=100_000)
def shows(message: str) -> frozenset[str]:
    """The traits of one raw text."""
    return frozenset((*_manner(message), *_signs(message), *_dates(message.lower())))


def _manner(message: str) -> Iterator[str]:
    if message.count(" ") >= _FEW - 1:
        if message == message.lower() and not any(mark in message for mark in ".,!?"):
            yield "writes without capitals and marks"
        elif message == message.upper() and message != message.lower():
            yield "writes in capitals"
    if message.count("?") > 1 and not any(mark in message for mark in ".!"):
        yield "ends every sentence as a question"


def _signs(message: str) -> Iterator[str]:
    for found in _MARKS.finditer(message):
        if found.group() not in _USUAL:
            yield f'writes "{found.group()}"'
    if message.isascii():
        return
    if _MIXED.search(message):
        yield "mixes letters of two scripts in a word"
    for sign in set(_SIGN.findall(message)):
        if not sign.isalpha() and sign not in _VARIANT:
            shown = sign if sign.isprintable() else f"U+{ord(sign):04X}"
            yield f"writes {shown} ({unicodedata.name(sign, 'unnamed').lower()})"
    if "\u200d" in message and not any(ord(sign) >= 0x2190 for sign in _SIGN.findall(message)):
        yield "writes U+200D (zero width joiner)"


def _dates(message: str) -> Iterator[str]:
    """Days of the year, however they are written; where day and month cannot be told apart, both."""
    days: set[tuple[int, int]] = set()
    days |= {(_MONTHS[m[2]], int(m[1])) for m in _DAY_FIRST.finditer(message)}
    days |= {(_MONTHS[m[1]], int(m[2])) for m in _MONTH_FIRST.finditer(message)}
    days |= {(int(m[1]), int(m[2])) for m in _ISO.finditer(message)}
    for found in _NUMERIC.finditer(message):
        one, other = int(found[1]), int(found[3])
        days |= {(one, other), (other, one)}
    for month, day in days:
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield f"names the date {month:02}-{day:02}"
