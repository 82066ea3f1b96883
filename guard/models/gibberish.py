"""How surprising a text is, letter by letter: the embedded character model that finds letter gibberish.

A character n-gram model of order 4 over 30 symbols (space, punctuation, digit, letter of another script,
a to z without accents), smoothed by interpolation with the lower orders (Jelinek and Mercer 1980; the
weights are those of a Dirichlet prior, MacKay and Peto 1995). Real words of any language in Latin script
cost 2 to 4 bits a character, random letters more than 5.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from guard.models.registry import EMBEDDED, fingerprint

ORDER = 4
WINDOW = 32  # characters; gibberish of this length shows, however long the text around it
SPACE, MARK, DIGIT, FOREIGN, LETTER_A = 0, 1, 2, 3, 4
SYMBOLS = LETTER_A + 26
STEPS_PER_BIT = 12  # the table holds costs in twelfths of a bit, one byte each

_BLOCK = 2048  # texts worked on at a time: their arrays stay in the processor's cache
_KNOWN = 0x2070  # code points from here on are letters of other scripts, signs and pictures


class GibberishModel:
    """Costs in bits of each symbol after the three before it."""

    def __init__(self, table: NDArray[np.uint8], print_: str) -> None:
        self._table = table
        self.fingerprint = print_

    @classmethod
    def load(cls, path: Path = EMBEDDED / "gibberish") -> GibberishModel:
        """Reads `model.safetensors` of a directory; the embedded model unless told otherwise."""
        return cls(load_file(path / "model.safetensors")["costs"].reshape(-1), fingerprint(path))

    def bits_per_char(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Mean cost of a character in bits, shape (texts,); higher is more like gibberish.

        For a text of more than 32 symbols it is the mean over its most costly 32 in a row, so that a
        long honest text around it does not hide gibberish. Runs of white space count once; an empty text
        costs 0. Below about 16 characters the mean says little: names and codes look like gibberish.
        """
        blocks = [self._bits(texts[i : i + _BLOCK]) for i in range(0, len(texts), _BLOCK)]
        return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)

    def _bits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        symbols, starts = to_symbols(texts)
        bits = np.zeros(len(texts), np.float32)
        if not len(symbols):
            return bits
        lengths = np.diff(np.append(starts, len(symbols)))
        sums = np.concatenate([[0], np.cumsum(self._table[context_codes(symbols, starts)], dtype=np.int64)])
        ends = np.arange(1, len(symbols) + 1)
        begins = np.maximum(ends - WINDOW, np.repeat(starts, lengths))
        # Only full windows count, or the whole text where it is shorter than one.
        full = (ends - begins) == np.repeat(np.minimum(lengths, WINDOW), lengths)
        means = np.where(full, (sums[ends] - sums[begins]) / (ends - begins), 0)
        filled = lengths > 0
        bits[filled] = np.maximum.reduceat(means, starts[filled]) / STEPS_PER_BIT
        return bits


def to_symbols(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Symbols of all texts in one row, white space single, and where each text starts in it."""
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    symbols = _symbol_of()[np.minimum(points, _KNOWN)]
    text_starts = np.cumsum([0, *map(len, texts)])
    keep = np.ones(len(symbols), bool)
    keep[1:] = (symbols[1:] != SPACE) | (symbols[:-1] != SPACE)
    keep[text_starts[:-1][text_starts[:-1] < len(keep)]] = True
    kept_before = np.concatenate([[0], np.cumsum(keep)])
    return symbols[keep].astype(np.int64), kept_before[text_starts[:-1]]


def context_codes(symbols: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index into the flat table for every symbol: the three before it, then itself, to base `SYMBOLS`.

    What is before the start of a text counts as white space.
    """
    age = np.arange(len(symbols)) - np.repeat(starts, np.diff(np.append(starts, len(symbols))))
    codes = symbols.copy()
    for back in range(1, ORDER):
        before = np.roll(symbols, back)
        codes += np.where(age >= back, before, SPACE) * SYMBOLS**back
    return codes


@cache
def _symbol_of() -> NDArray[np.uint8]:
    """The symbol of each code point below `_KNOWN`; the last entry stands for all others."""
    return np.array([_symbol(chr(point)) for point in range(_KNOWN)] + [FOREIGN], np.uint8)


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
