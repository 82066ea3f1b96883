"""How surprising each word of a text is among the words around it: the embedded word model.

A word trigram model, interpolated Kneser-Ney (Kneser and Ney 1995; Chen and Goodman 1999), over words,
numbers and marks without case. A word that it has not seen costs what "some unseen word" costs in its place,
and in addition what its letters cost among rare words: the first alone is cheap, so the two are given apart.
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
from guard.models.symbols import DIGIT, FOREIGN, KNOWN, MARK, Symbols, hash_runs, runs, symbols_of
from guard.models.symbols import STEPS_PER_BIT as SPELLING_STEPS

STEPS_PER_BIT = 10  # word tables hold costs in tenths of a bit, one byte each: sums of them are exact
NEVER = 2**32 - 1  # a key that no table holds

_BLOCK = 2048  # texts worked on at a time
_APOSTROPHES = (ord("'"), 0x2019)


class Words(NamedTuple):
    """The words, numbers and runs of one mark of all texts in one row.

    hashes   of the word without case; numbers of as many digits are alike
    offsets  text i has the words offsets[i] to offsets[i + 1], shape (texts + 1,)
    begins, ends  where each word is in its text, in characters
    """

    hashes: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(
            np.int64
        )
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        owners = np.repeat(np.arange(len(texts)), lengths)
        kinds, values = symbols_of(points), points.copy()
        values[points < KNOWN] = _lower()[points[points < KNOWN]]
        values[kinds == DIGIT] = ord("0")
        letter = kinds >= FOREIGN
        joint = np.isin(points, _APOSTROPHES)
        joint[1:-1] &= letter[:-2] & letter[2:] & (owners[:-2] == owners[2:])
        joint[:1] = joint[-1:] = False
        values[joint] = _APOSTROPHES[0]
        # Marks of one kind in a row are one word, known by its first mark.
        found = [runs(letter | joint, owners), runs(kinds == DIGIT, owners)]
        marks = (kinds == MARK) & ~joint
        found.append(runs(marks, np.where(marks, _groups(values, owners), -1)))
        begins, ends = (np.concatenate(part) for part in zip(*found, strict=True))
        order = np.argsort(begins, kind="stable")
        begins, ends = begins[order], ends[order]
        hashes = hash_runs(values, begins, np.where(kinds[begins] == MARK, begins + 1, ends))
        offsets = np.searchsorted(begins, np.concatenate([[0], np.cumsum(lengths)]))
        starts = np.repeat(np.cumsum(lengths) - lengths, np.diff(offsets))
        return cls(hashes, offsets, begins - starts, ends - starts)

    def owners(self) -> NDArray[np.int64]:
        """The number of the text that each word belongs to."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))


class WordBits(NamedTuple):
    """A cost in bits for each word of all texts in one row.

    bits      of the word in its place; an unseen word counts as "some unseen word"
    spelling  of the letters of an unseen word, 0 for a known one
    offsets, begins, ends  as in `Words`
    """

    bits: NDArray[np.float32]
    spelling: NDArray[np.float32]
    offsets: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]


class WordModel:
    """Word costs given the two words before.

    Words are numbered by the order of their hashes; then come the unseen word, the start and the end of a
    text. A pair of numbers is `first * size + second`, a triple `row of its first pair * size + third`.
    """

    labels = ("out_of_place",)

    def __init__(self, tensors: dict[str, NDArray[np.generic]], print_: str) -> None:
        self._vocabulary = tensors["vocabulary"].astype(np.uint64, copy=False)
        self._unseen = len(self._vocabulary)
        self._start, self._end, self._size = self._unseen + 1, self._unseen + 2, self._unseen + 3
        self._singles = tensors["singles"].astype(np.int64)
        self._single_backoff = tensors["single_backoff"].astype(np.int64)
        self._pairs, self._triples = (tensors[name].astype(np.uint32) for name in ("pairs", "triples"))
        self._pair_costs = tensors["pair_costs"].astype(np.int64)
        self._pair_backoff = tensors["pair_backoff"].astype(np.int64)
        self._triple_costs = tensors["triple_costs"].astype(np.int64)
        self._spelling = tensors["spelling"].reshape(-1).astype(np.uint8, copy=False)
        middle, scale, weight = tensors["logistic"].tolist()
        self.logistic: tuple[float, float, float] = (middle, scale, weight)
        self.fingerprint = print_

    @classmethod
    def load(cls, path: Path = EMBEDDED / "words") -> WordModel:
        """Reads `model.safetensors` of a directory; the embedded model unless told otherwise."""
        return cls(load_file(path / "model.safetensors"), fingerprint(path))

    def bits(self, texts: Sequence[str]) -> WordBits:
        """What each word costs after the two before it; the end of a text is not counted."""
        return self._in_blocks(texts, added=False)

    def added_bits(self, texts: Sequence[str]) -> WordBits:
        """What each word adds to the cost of its text: the cost with it less the cost without it, so that
        the words on both sides judge it (the entropy drop of ONION, Qi et al. 2021, not divided by the
        number of words). Negative where the text is stranger without the word."""
        return self._in_blocks(texts, added=True)

    def score(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Probability that the oddest word of a text is out of place, float32, shape (texts, 1); a logistic
        of what that word adds."""
        found = self.added_bits(texts)
        middle, scale, weight = self.logistic
        oddness = found.bits.astype(np.float64) + weight * found.spelling
        worst = np.full(len(texts), -np.inf)
        np.maximum.at(worst, np.repeat(np.arange(len(texts)), np.diff(found.offsets)), oddness)
        return np.asarray(1 / (1 + np.exp((middle - worst) / scale)), np.float32)[:, None]

    def _in_blocks(self, texts: Sequence[str], added: bool) -> WordBits:
        parts = [self._block(texts[i : i + _BLOCK], added) for i in range(0, max(len(texts), 1), _BLOCK)]
        counts = np.concatenate([[0], *(np.diff(part.offsets) for part in parts)])
        rows = [np.concatenate([part[k] for part in parts]) for k in (0, 1, 3, 4)]
        return WordBits(rows[0], rows[1], np.cumsum(counts), rows[2], rows[3])

    def _block(self, texts: Sequence[str], added: bool) -> WordBits:
        words = Words.of(texts)
        numbers = self._numbers(words.hashes)
        steps = self._added(words, numbers) if added else self._plain(words, numbers)
        spelling = np.zeros(len(numbers), np.float32)
        unseen, owners = np.flatnonzero(numbers == self._unseen), words.owners()
        if len(unseen):
            spelled = [texts[owners[i]][words.begins[i] : words.ends[i]] + " " for i in unseen]
            row = Symbols.of(spelled)
            letters = self._spelling[row.context_codes()].astype(np.int64)
            spelling[unseen] = np.add.reduceat(letters, row.starts) / SPELLING_STEPS
        bits = (steps / STEPS_PER_BIT).astype(np.float32)
        return WordBits(bits, spelling, words.offsets, words.begins, words.ends)

    def _numbers(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        places = np.minimum(np.searchsorted(self._vocabulary, hashes), self._unseen - 1)
        return np.where(self._vocabulary[places] == hashes, places, self._unseen)

    def _neighbours(self, words: Words, numbers: NDArray[np.int64], by: int) -> NDArray[np.int64]:
        """The number of the word `by` places on in the same text; beyond the text its start or end, and
        beyond those -1."""
        at = np.arange(len(numbers)) + by
        lows, highs = (np.repeat(ends, np.diff(words.offsets)) for ends in _bounds(words.offsets))
        inside = numbers[np.clip(at, 0, len(numbers) - 1)] if len(numbers) else numbers
        beyond = np.where(at == lows - 1, self._start, np.where(at == highs, self._end, -1))
        return np.where((at >= lows) & (at < highs), inside, beyond)

    def _plain(self, words: Words, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        one, two = (self._neighbours(words, numbers, by) for by in (-2, -1))
        return self._costs(one, two, numbers)

    def _added(self, words: Words, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        a, b, d, e = (self._neighbours(words, numbers, by) for by in (-2, -1, 1, 2))
        # Only the word and the two after it are judged by other words when it is left out.
        costs = self._costs
        with_it = costs(a, b, numbers) + costs(b, numbers, d) + costs(numbers, d, e)
        return with_it - costs(a, b, d) - costs(b, d, e)

    def _costs(
        self, one: NDArray[np.int64], two: NDArray[np.int64], word: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Steps of each word after the two before it; 0 where the word is beyond the end (-1)."""
        context = _rows(self._pairs, one, two, self._size)
        pair = _rows(self._pairs, two, word, self._size)
        triple = _rows(self._triples, context, word, self._size)
        single = self._single_backoff[np.maximum(two, 0)] + self._singles[np.maximum(word, 0)]
        lower = np.where(pair >= 0, self._pair_costs[pair], single)
        lower += np.where(context >= 0, self._pair_backoff[context], 0)
        return np.where(word < 0, 0, np.where(triple >= 0, self._triple_costs[triple], lower))


def _rows(
    keys: NDArray[np.uint32], first: NDArray[np.int64], second: NDArray[np.int64], size: int
) -> NDArray[np.int64]:
    """The row of each pair of numbers in the sorted keys, -1 where they do not hold it."""
    wanted = np.where((first >= 0) & (second >= 0), first * size + second, NEVER).astype(np.uint32)
    places = np.searchsorted(keys, wanted)
    places[places == len(keys)] = 0
    return np.where(keys[places] == wanted, places, -1)


def _bounds(offsets: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return offsets[:-1], offsets[1:]


def _groups(values: NDArray[np.int64], owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number that changes wherever the value or the owner does."""
    changes = np.ones(len(values), bool)
    changes[1:] = (values[1:] != values[:-1]) | (owners[1:] != owners[:-1])
    return np.cumsum(changes)


@cache
def _lower() -> NDArray[np.int64]:
    """The lower case of each code point below `KNOWN`, itself where that is more than one."""
    lowered = [chr(point).lower() for point in range(KNOWN)]
    return np.array([ord(c) if len(c) == 1 else point for point, c in enumerate(lowered)], np.int64)
