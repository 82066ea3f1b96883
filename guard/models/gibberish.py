"""How surprising a text is, letter by letter: the embedded character model that finds letter gibberish.

A character n-gram model of order 4 over 30 symbols (`guard.models.symbols`), smoothed by interpolation with
the lower orders (Jelinek and Mercer 1980; the weights are those of a Dirichlet prior, MacKay and Peto 1995),
and a list of hashed words that are known. Real words of any language in Latin script cost 2 to 4 bits a
character, random letters more than 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from guard.models.registry import EMBEDDED, fingerprint
from guard.models.symbols import DIGIT, FOREIGN, KNOWN, MARK, SPACE, STEPS_PER_BIT, Symbols, hash_runs, runs

WINDOW = 32  # characters; gibberish of this length shows, however long the text around it

_BLOCK = 2048  # texts worked on at a time: their arrays stay in the processor's cache
_NEVER_IN_WORDS = "_/\\@=<>{}|~#$^"  # a token with one of these is a path, an address or code, ...
_NEVER_INSIDE = ".:"  # ... and so is one with these between letters or digits


class Scan(NamedTuple):
    """What words say for or against gibberish, in steps of 1 / `STEPS_PER_BIT`.

    drift    what a character of an unknown word may cost; only what it costs beyond counts as evidence
    ceiling  the most that one character is charged with
    known    evidence of each of the first four letters of a known word (negative)
    coded    the most that a run of letters in a token with digits or without lower case counts for: product
             codes are honest
    """

    drift: int
    ceiling: int
    known: int
    coded: int


class GibberishModel:
    """Costs in bits of each symbol after the three before it.

    labels    the one column of `score`
    logistic  the bits at which the probability is one half, and the power of 1 + bits that the odds are
    """

    labels = ("gibberish",)

    def __init__(self, tensors: dict[str, NDArray[np.generic]], print_: str) -> None:
        self._table = tensors["costs"].reshape(-1).astype(np.uint8, copy=False)
        self._words = tensors["words"].astype(np.uint32, copy=False)
        self._scan = Scan(*tensors["scan"].tolist())
        middle, power = tensors["logistic"].tolist()
        self.logistic: tuple[float, float] = (middle, power)
        self.fingerprint = print_

    @classmethod
    def load(cls, path: Path = EMBEDDED / "gibberish") -> GibberishModel:
        """Reads `model.safetensors` of a directory; the embedded model unless told otherwise."""
        return cls(load_file(path / "model.safetensors"), fingerprint(path))

    def bits_per_char(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Mean cost of a character in bits, shape (texts,); higher is more like gibberish.

        For a text of more than 32 symbols it is the mean over its most costly 32 in a row, so that a
        long honest text around it does not hide gibberish. Runs of white space count once; an empty text
        costs 0. Below about 16 characters the mean says little: names and codes look like gibberish.
        """
        blocks = [self._bits(Symbols.of(texts[i : i + _BLOCK])) for i in range(0, len(texts), _BLOCK)]
        return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)

    def excess_bits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Evidence for gibberish in bits, shape (texts,), 0 or more: the sum over the words in a row that
        have most of it, so that much gibberish says more than little (a cumulative sum, Page 1954).

        An unknown word counts with what its letters cost beyond what honest ones may, a known word counts
        against it. Paths, addresses and code say nothing, product codes little.
        """
        blocks = [self._excess(Symbols.of(texts[i : i + _BLOCK])) for i in range(0, len(texts), _BLOCK)]
        return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)

    def score(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Probability that a text holds letter gibberish, float32, shape (texts, 1): a power of
        1 + `excess_bits` are the odds for it."""
        middle, power = self.logistic
        log_odds = power * (np.log1p(self.excess_bits(texts).astype(np.float64)) - np.log1p(middle))
        return np.asarray(1 / (1 + np.exp(-log_odds)), np.float32)[:, None]

    def _bits(self, row: Symbols) -> NDArray[np.float32]:
        bits = np.zeros(len(row.starts), np.float32)
        if not len(row.symbols):
            return bits
        lengths = np.diff(np.append(row.starts, len(row.symbols)))
        sums = np.concatenate([[0], np.cumsum(self._table[row.context_codes()], dtype=np.int64)])
        ends = np.arange(1, len(row.symbols) + 1)
        begins = np.maximum(ends - WINDOW, np.repeat(row.starts, lengths))
        # Only full windows count, or the whole text where it is shorter than one.
        full = (ends - begins) == np.repeat(np.minimum(lengths, WINDOW), lengths)
        means = np.where(full, (sums[ends] - sums[begins]) / (ends - begins), 0)
        filled = lengths > 0
        bits[filled] = np.maximum.reduceat(means, row.starts[filled]) / STEPS_PER_BIT
        return bits

    def _excess(self, row: Symbols) -> NDArray[np.float32]:
        most = np.zeros(len(row.starts), np.int64)
        owners = row.owners()
        begins, ends = runs(row.symbols >= FOREIGN, owners)
        if len(begins):
            evidence = self._evidence(row, owners, begins, ends)
            sums, texts = np.cumsum(evidence), owners[begins]
            # Each text's sums lie below those of the texts before it, so that one minimum serves them all.
            sums -= texts * (2 * int(np.abs(sums).max()) + 1)
            np.maximum.at(most, texts, sums - np.minimum.accumulate(sums - evidence))
        return (most / STEPS_PER_BIT).astype(np.float32)

    def _evidence(
        self,
        row: Symbols,
        owners: NDArray[np.int64],
        begins: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Evidence for gibberish of each run of letters, in steps."""
        costs = np.minimum(self._table[row.context_codes()], self._scan.ceiling)
        sums = np.concatenate([[0], np.cumsum(costs, dtype=np.int64)])
        letters = ends - begins
        found = sums[ends] - sums[begins] - self._scan.drift * letters
        coded, code = _tokens(row, owners)
        found = np.where(coded[begins], np.minimum(found, self._scan.coded), found)
        # Letters of other scripts are one symbol: nothing is known of their order.
        mute = code[begins] | (row.symbols[begins] == FOREIGN)
        found = np.where(mute, np.minimum(found, 0), found)
        known = is_known(self._words, hash_runs(row.symbols, begins, ends))
        return np.asarray(np.where(known, self._scan.known * np.minimum(letters, 4), found), np.int64)


def is_known(words: NDArray[np.uint32], hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether the upper half of each hash is among the sorted `words`."""
    if not len(words):
        return np.zeros(len(hashes), bool)
    short = short_hashes(hashes)
    return np.asarray(words[np.minimum(np.searchsorted(words, short), len(words) - 1)] == short, bool)


def short_hashes(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The upper 32 bits of each hash."""
    return (hashes >> np.uint64(32)).astype(np.uint32)


def _tokens(row: Symbols, owners: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each character, whether its token (up to white space) may be a product code, and whether it is
    code, a path or an address."""
    starts_token = row.symbols == SPACE
    starts_token[1:] |= owners[1:] != owners[:-1]
    token = np.cumsum(starts_token)

    def with_any(characters: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.bincount(token[characters], minlength=token[-1] + 1) > 0

    solid, inside = row.symbols >= DIGIT, np.zeros(len(token), bool)
    inside[1:-1] = solid[:-2] & solid[2:] & (token[:-2] == token[2:])  # between letters or digits
    of_code, parting, lower = _kinds()
    digits = with_any(row.symbols == DIGIT)
    code = with_any(of_code[row.points] | (inside & parting[row.points]))
    code |= digits & with_any(inside & (row.symbols == MARK))
    return (digits | ~with_any(lower[row.points]))[token], code[token]


@cache
def _kinds() -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Which code points are never in words, which never inside them, and which are lower-case letters."""
    characters = [chr(point) for point in range(KNOWN)] + [""]
    never = np.array([bool(c) and c in _NEVER_IN_WORDS for c in characters])
    parting = np.array([bool(c) and c in _NEVER_INSIDE for c in characters])
    return never, parting, np.array([c.islower() for c in characters])
