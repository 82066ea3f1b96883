"""Figures that the assistant states: a number with its unit, alone and with each word near it.

"You have four days to return it" says "4 time", "4 day" and, so that what the figure is about counts as well,
"4 time ~ return". Numbers in words are numbers, units of one dimension (days and weeks, dollars and euros)
are pooled as well as kept apart, and numbers that are not followed by a unit have the word behind them.
Keys mean the same every night, as those of `guard.grams` do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from guard import text
from guard.grams import sentences

if TYPE_CHECKING:
    from guard.corpus import Corpus

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty"
).split()
_TENS = "thirty forty fifty sixty seventy eighty ninety hundred".split()
_SPELLED = {word: str(i) for i, word in enumerate(_SMALL)} | {
    word: str(10 * i) for i, word in enumerate(_TENS, 3)
}
_UNITS = {
    word: dimension
    for dimension, words in {
        "time": "second sec minute min hour hr day weekday workday night week fortnight month year",
        "money": "dollar usd buck cent euro eur pound gbp quid yen jpy rupee inr $ € £ ¥ ₹",
        "share": "% percent pct percentage",
        "clock": "am pm a.m p.m",
    }.items()
    for word in words.split()
}
_BETWEEN = frozenset("- ( ) business working calendar full whole more us".split())  # "3 working days"
_SKIPPED = 3  # words between a number and its unit
_AROUND = 7  # tokens on either side that say what a figure is about
_LEAST = 3  # letters of a word that says something
PASTED = 3  # conversations that all copies of one sentence count for: a macro with a figure in it
_LONG = 5  # digits; longer numbers name an order, an account or a phone

_NUMBER = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2})?|\d{1,12}(?:[.:]\d{1,2})?"
_TOKEN = re.compile(rf"(?:{_NUMBER})|[ap]\.m\b|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\w\s]")


@dataclass(frozen=True)
class Figures:
    """What the assistant states and the customer did not say first, by conversation.

    keys   (g,) sorted 64-bit digests of names
    holds  (conversations, g) 1 where a conversation has the figure, less where only in a sentence that stands
           word for word in many, all of which together count as `PASTED`
    names  (g,) "4 time", "4 day" or "4 time ~ return"
    """

    keys: Keys
    holds: csr_array
    names: list[str]

    def now(self) -> NDArray[np.float64]:
        """(g,) conversations that have each figure, copies of a sentence at most `PASTED` times."""
        return np.bincount(self.holds.indices, self.holds.data, len(self.keys))


def figures(corpus: Corpus) -> Figures:
    """The figures of a corpus, without those that the declared changes state about the same thing."""
    return corpus.once("figures", lambda: _figures(corpus))


def _figures(corpus: Corpus) -> Figures:
    declared = {name for notice in corpus.declared.notices for said in stated(notice.text) for name in said}
    numbers, conversation, place = corpus.said("assistant")
    known, names = dict[str, int](), dict[str, int]()
    written, holding = list[tuple[int, int]](), list[tuple[int, int]]()  # text, sentence; sentence, name
    for i, number in enumerate(numbers):
        for sentence in sentences(corpus.texts[number]):
            if (at := known.get(sentence)) is None:
                at = known[sentence] = len(known)
                told = (said for said in _of_sentence(sentence) if declared.isdisjoint(said[2:]))
                holding += [(at, names.setdefault(name, len(names))) for said in told for name in said]
            written.append((i, at))
    holds = _incidence(list(zip(conversation, place, strict=True)), len(corpus), len(numbers))
    holds = _incidence(written, len(numbers), len(known), holds)
    copies = np.bincount(holds.indices, minlength=len(known))
    weights = np.minimum(1, PASTED / np.maximum(copies, 1)).astype(np.float32)
    told = _incidence(holding, len(known), len(names))
    holds.data = weights[holds.indices]
    holds = (holds @ told).tocsr()
    holds.data = np.minimum(holds.data, 1)
    digests = [hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names]
    keys = np.frombuffer(b"".join(digests), "<u8").astype(np.uint64)
    order = np.argsort(keys)
    listed = list(names)
    listed = [listed[i] for i in order]
    return Figures(keys[order], _without_copies(holds[:, order].tocsr(), listed, corpus), listed)


def _incidence(
    pairs: list[tuple[int, int]], rows: int, columns: int, before: csr_array | None = None
) -> csr_array:
    """1 at each of the pairs, whichever way they are linked through the columns of `before`."""
    at = np.array(pairs, np.int64).reshape(-1, 2)
    linked = csr_array((np.ones(len(at), np.float32), (at[:, 0], at[:, 1])), (rows, columns))
    linked = linked if before is None else (before @ linked).tocsr()
    linked.data[:] = 1
    return linked


def _without_copies(holds: csr_array, names: list[str], corpus: Corpus) -> csr_array:
    """Without the figures whose number the customer says in the same conversation."""
    values, value_of = np.unique([name.partition(" ")[0] for name in names], return_inverse=True)
    code = {value: i for i, value in enumerate(values.tolist())}
    numbers, conversation, place = corpus.said("user")
    asked = [
        [code[value] for _, value in _numbers(_tokens(corpus.texts[number])) if value in code]
        for number in numbers
    ]
    pairs = [i * len(code) + value for i, at in zip(conversation, place, strict=True) for value in asked[at]]
    rows, columns = holds.tocoo().coords
    own = ~np.isin(rows.astype(np.int64) * len(code) + value_of[columns], np.array(pairs, np.int64))
    left = csr_array((holds.data[own], (rows[own], columns[own])), holds.shape)
    left.sort_indices()
    return left


def stated(message: str) -> Iterator[tuple[str, ...]]:
    """The names of each figure of a raw text: number and dimension, number and unit, and with words."""
    for sentence in sentences(message):
        yield from _of_sentence(sentence)


@lru_cache(maxsize=100_000)  # sentences come again more often than texts
def _of_sentence(sentence: str) -> tuple[tuple[str, ...], ...]:
    tokens = _tokens(sentence)
    found = []
    for at, value in _numbers(tokens):
        if (named := _unit(tokens, at)) is not None:
            dimension, unit = named
            figure = f"{value} {dimension}"
            near = tokens[max(0, at - _AROUND) : at] + tokens[at + 1 : at + 1 + _AROUND]
            words = sorted({_singular(word) for word in near if len(word) >= _LEAST and word.isalpha()})
            about = (f"{figure} ~ {word}" for word in words if word not in _SPELLED and word not in _UNITS)
            found.append((figure, f"{value} {unit}", *about))
    return tuple(found)


def _tokens(message: str) -> list[str]:
    return _TOKEN.findall(text.clean(message).casefold())


def _numbers(tokens: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Place and value of every number that is no name of something."""
    for at, token in enumerate(tokens):
        if token[0].isdigit():
            value = token.replace(",", "")
            value = value.rstrip("0").rstrip(".") if "." in value else value
            if sum(map(str.isdigit, value)) <= _LONG:
                yield at, value
        elif token in _SPELLED:
            yield at, _SPELLED[token]


def _unit(tokens: list[str], at: int) -> tuple[str, str] | None:
    """Dimension and unit of the number at a place; None where nothing says what it counts."""
    if at and _UNITS.get(tokens[at - 1]) == "money":
        return "money", tokens[at - 1]
    if ":" in tokens[at]:
        return "clock", "clock"
    for token in tokens[at + 1 : at + 2 + _SKIPPED]:
        if token not in _BETWEEN:
            word = _singular(token)
            if word in _UNITS:
                return _UNITS[word], word
            counted = word.isalpha() and tokens[at] not in _SPELLED
            return (word, f"{word}s") if counted else None
    return None


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _LEAST and word.endswith("s") and not word.endswith("ss") else word
