"""Texts as rows of small integers, for the models that read letters: 30 symbols, and runs of them hashed.

The symbols: space, punctuation, digit, letter of another script, and a to z without case and accents.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ORDER = 4
SPACE, MARK, DIGIT, FOREIGN, LETTER_A = 0, 1, 2, 3, 4
SYMBOLS = LETTER_A + 26
STEPS_PER_BIT = 12  # tables hold costs in twelfths of a bit, one byte each: sums of them are exact

KNOWN = 0x2070  # code points from here on are letters of other scripts, signs and pictures


class Symbols(NamedTuple):
    """The symbols of all texts in one row, white space single.

    symbols  shape (characters kept,)
    starts   where each text starts in it, shape (texts,)
    points   code points of the same characters, `KNOWN` for all from there on, shape (characters kept,)
    """

    symbols: NDArray[np.int64]
    starts: NDArray[np.int64]
    points: NDArray[np.uint32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Symbols:
        raw = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        points, symbols = np.minimum(raw, KNOWN).astype(np.uint32), symbols_of(raw)
        text_starts = np.cumsum([0, *map(len, texts)])
        keep = np.ones(len(symbols), bool)
        keep[1:] = (symbols[1:] != SPACE) | (symbols[:-1] != SPACE)
        keep[text_starts[:-1][text_starts[:-1] < len(keep)]] = True
        kept_before = np.concatenate([[0], np.cumsum(keep)])
        return cls(symbols[keep].astype(np.int64), kept_before[text_starts[:-1]], points[keep])

    def owners(self) -> NDArray[np.int64]:
        """The number of the text that each symbol belongs to."""
        lengths = np.diff(np.append(self.starts, len(self.symbols)))
        return np.repeat(np.arange(len(self.starts)), lengths)

    def context_codes(self) -> NDArray[np.int64]:
        """Index into a flat table for every symbol: the three before it, then itself, to base `SYMBOLS`.

        What is before the start of a text counts as white space.
        """
        symbols = self.symbols
        age = np.arange(len(symbols)) - self.starts[self.owners()]
        codes = symbols.copy()
        for back in range(1, ORDER):
            codes += np.where(age >= back, np.roll(symbols, back), SPACE) * SYMBOLS**back
        return codes


def runs(member: NDArray[np.bool_], owners: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Begins and ends of the longest runs of members that stay within one text."""
    joined = member[1:] & member[:-1] & (owners[1:] == owners[:-1])
    begins, ends = member.copy(), member.copy()
    begins[1:] &= ~joined
    ends[:-1] &= ~joined
    return np.flatnonzero(begins), np.flatnonzero(ends) + 1


def hash_runs(
    values: NDArray[np.int64], begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """A 64-bit hash of each run of values: a polynomial, then the finalizer of splitmix64 (Steele 2014)."""
    if not len(begins):
        return np.zeros(0, np.uint64)
    lengths = ends - begins
    firsts = np.cumsum(lengths) - lengths
    within = np.arange(lengths.sum()) - np.repeat(firsts, lengths)
    terms = (values[np.repeat(begins, lengths) + within] + 1).astype(np.uint64)
    return mixed(np.add.reduceat(terms * _powers(int(lengths.max()))[within], firsts))


def mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of splitmix64: near values come far apart."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(hashes ^ (hashes >> np.uint64(31)), np.uint64)


def _powers(count: int) -> NDArray[np.uint64]:
    """1, p, p^2 ... modulo 2^64."""
    factors = np.full(count, 0x9E3779B97F4A7C15, np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


def symbols_of(points: NDArray[np.uint32] | NDArray[np.int64]) -> NDArray[np.uint8]:
    """The symbol of each code point."""
    return _symbol_of()[np.minimum(points, KNOWN)]


@cache
def _symbol_of() -> NDArray[np.uint8]:
    """The symbol of each code point below `KNOWN`; the last entry stands for all others."""
    return np.array([_symbol(chr(point)) for point in range(KNOWN)] + [FOREIGN], np.uint8)


def _symbol(char: str) -> int:
    base = unicodedata.normalize("NFKD", char)[0].lower()
    if "a" <= base <= "z":
        return LETTER_A + ord(base) - ord("a")
    if char.isspace():
        return SPACE
    if char.isdigit():
        return DIGIT
    folded = {"ß": "s", "æ": "a", "œ": "o", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "t", "ð": "d"}
    if base in folded:
        return LETTER_A + ord(folded[base]) - ord("a")
    return FOREIGN if char.isalpha() else MARK
