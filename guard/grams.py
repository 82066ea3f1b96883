"""Which short runs of words stand in which conversations, with keys that mean the same every night.

Runs (n-grams) are read from sentences without crossing their ends; numbers, links and addresses are
classes, so that an order number makes no run new. A run's key is 64 bits of its words' digests, combined
by multiplication (Karp and Rabin 1987): tables of counts from different nights merge by key, and two runs
share one by chance about once in 10^19 / runs^2.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from guard import text

Keys = NDArray[np.uint64]
Ints = NDArray[np.int64]
Reach = Callable[["Words"], Ints]  # at each word, how many words from there on are not news

_END = re.compile(r"(?<=[.!?;])\s+|\n+")  # linear: one character, then spaces
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that multiplication loses nothing
_BETWEEN = -1


def sentences(raw: str) -> list[str]:
    """A text cut where no run of words goes on."""
    return _END.split(raw)


@dataclass(frozen=True)
class Words:
    """Words of several texts in one row, `_BETWEEN` at every sentence's end.

    texts   as they were given
    ids     (n,) index into `names`
    owner   (n,) index of the text
    names   distinct words
    digests (len(names) + 1,) 64 bits of each word's digest, and 0 for what is between sentences
    """

    texts: Sequence[str]
    ids: Ints
    owner: Ints
    names: list[str]
    digests: Keys

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        known: defaultdict[str, int] = defaultdict()
        known.default_factory = known.__len__  # a new word has the next number
        read: dict[str, list[int]] = {}  # sentences come again more often than texts
        ids: list[int] = []
        lengths = []
        for raw in texts:
            before = len(ids)
            for sentence in sentences(raw):
                part = read.get(sentence)
                if part is None:
                    part = read[sentence] = [*map(known.__getitem__, text.masked(sentence).split()), _BETWEEN]
                ids += part
            lengths.append(len(ids) - before)
        names = list(known)
        digests = [hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names]
        return cls(
            texts,
            np.array(ids, np.int64),
            np.repeat(np.arange(len(texts)), lengths),
            names,
            np.frombuffer(b"".join([*digests, bytes(8)]), "<u8").astype(np.uint64),
        )

    @property
    def ends(self) -> NDArray[np.bool_]:
        """(n,) True for what stands between sentences; each sentence, empty or not, has one after it."""
        return np.equal(self.ids, _BETWEEN)

    def written(self, numbers: Ints) -> list[str]:
        """Sentences as they were written; they are counted over all texts from 0."""
        owners = self.owner[self.ends]
        first = np.searchsorted(owners, owners[numbers])
        places = zip(owners[numbers], numbers - first, strict=True)
        return [sentences(self.texts[owner])[place] for owner, place in places]

    def sentence_keys(self) -> Keys:
        """A key of each whole sentence; 0 where it has no words."""
        if not len(self.ids):
            return np.zeros(0, np.uint64)
        ends = np.flatnonzero(self.ends)
        starts = np.concatenate([[0], ends[:-1] + 1])
        place = np.arange(len(self.ids)) - np.repeat(starts, ends - starts + 1)
        with np.errstate(over="ignore"):
            powers = np.cumprod(np.full(place.max() + 1, _BASE))
            values = self.digests[self.ids] * powers[place]
            return np.add.reduceat(values, starts)

    def runs(self, order: int) -> tuple[Keys, Ints]:
        """Key of every run of `order` words, and the place of its first word."""
        count = len(self.ids) - order + 1
        if count <= 0:
            return np.zeros(0, np.uint64), np.zeros(0, np.int64)
        inside = np.ones(count, np.bool_)
        keys = np.full(count, order, np.uint64)
        for back in range(order):
            part = self.ids[back : back + count]
            inside &= part != _BETWEEN
            with np.errstate(over="ignore"):
                keys = keys * _BASE + self.digests[part]
        places = np.flatnonzero(inside)
        return keys[places], places


@dataclass(frozen=True)
class Grams:
    """Runs of words and the conversations that hold them.

    keys    (g,) sorted
    holds   (conversations, g) 1 where a conversation has the run
    where   (g,) place in `words` at which the run first stands
    orders  (g,) words in it
    """

    words: Words
    keys: Keys
    holds: csr_array
    where: Ints
    orders: Ints

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        conversation: Ints,
        text_of: Ints,
        conversations: int,
        orders: Sequence[int],
        reach: Reach | None = None,
    ) -> Grams:
        """Runs of each of the `orders` in the turns that have `texts[text_of[i]]` in `conversation[i]`.

        Where `reach` says that the next words are not news, runs of no more than these words are left out.
        """
        words = Words.of(texts)
        found = [(*words.runs(order), order) for order in orders]
        if reach is not None:
            known = reach(words)
            news = [known[places] < order for _, places, order in found]
            found = [
                (keys[new], places[new], order)
                for (keys, places, order), new in zip(found, news, strict=True)
            ]
        places = np.concatenate([where for _, where, _ in found])
        lengths = np.concatenate([np.full(len(keys), order) for keys, _, order in found])
        keys, first, column = _distinct(np.concatenate([keys for keys, _, _ in found]))
        ones = np.ones(len(column), np.float32)
        by_text = csr_array((ones, (words.owner[places], column)), (len(texts), len(keys)))
        ones = np.ones(len(text_of), np.float32)
        said = csr_array((ones, (conversation, text_of)), (conversations, len(texts)))
        holds = (said @ by_text).tocsr()
        holds.data[:] = 1
        holds.sort_indices()
        return cls(words, keys, holds, places[first], lengths[first])

    def document_frequency(self) -> Ints:
        """(g,) conversations that hold each run."""
        return np.bincount(self.holds.indices, minlength=len(self.keys))

    def render(self, column: int) -> str:
        """The run's words, as classes where they were masked."""
        start = self.where[column]
        return " ".join(self.words.names[i] for i in self.words.ids[start : start + self.orders[column]])

    def only(self, columns: Ints) -> Grams:
        """The same with some of the runs, `columns` ascending."""
        holds = self.holds[:, columns].tocsr()
        return Grams(self.words, self.keys[columns], holds, self.where[columns], self.orders[columns])


def _distinct(keys: Keys) -> tuple[Keys, Ints, Ints]:
    """Sorted distinct keys, where each first stands, and the index of each key among them: `np.unique`,
    without the stable sort that takes it twice as long."""
    order = np.argsort(keys)
    ordered = keys[order]
    new = np.ones(len(keys), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(new)
    column = np.empty(len(keys), np.int64)
    column[order] = np.cumsum(new) - 1
    first = np.minimum.reduceat(order, starts) if len(keys) else order
    return ordered[starts], first, column
