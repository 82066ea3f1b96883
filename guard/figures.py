"""Figures that the assistant states, by conversation, with keys that mean the same every night.

Tables of counts from different nights merge by key, as those of runs of words do (`guard.grams`, in which
digits are masked).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from guard.grams import sentences
from guard.numbers import MEASURES, SMALL, Figure, mentioned, stated

if TYPE_CHECKING:
    from guard.corpus import Corpus

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

Said = tuple[str, str]  # value and dimension, of which all that are not measured are one

PASTED = 2  # conversations that all copies of one sentence count for: a macro with a figure in it
_COUNTED = ""


@dataclass(frozen=True)
class Figures:
    """What the assistant states and neither the customer nor a declared change said before.

    keys   (g,) sorted 64-bit digests of the names
    names  (g,) as in `guard.numbers.Figure.names`
    holds  (conversations, g) 1 where a conversation has the figure, less where only in a sentence that stands
           word for word in many, all of which together count as `PASTED`
    """

    keys: Keys
    names: list[str]
    holds: csr_array

    def counts(self) -> NDArray[np.float64]:
        """(g,) conversations that have each figure."""
        return np.asarray(np.bincount(self.holds.indices, self.holds.data, len(self.keys)), np.float64)


def figures(corpus: Corpus) -> Figures:
    """The figures of a corpus, computed once."""
    return corpus.once("figures", lambda: _figures(corpus))


def _figures(corpus: Corpus) -> Figures:
    """A declared change explains its figures where they are about the same, as a word near them tells."""
    said = chain.from_iterable(sentences(notice.text) for notice in corpus.declared.notices)
    explained = {name for sentence in said for one in stated(sentence) for name in one.about or one.names}
    numbers, conversation, place = corpus.said("assistant")
    known, names = dict[str, int](), dict[str, tuple[int, Said]]()
    written, held = list[tuple[int, int]](), list[tuple[int, int]]()  # text, sentence; sentence, name
    for i, number in enumerate(numbers):
        for sentence in sentences(corpus.texts[number]):
            if (at := known.get(sentence)) is None:
                at = known[sentence] = len(known)
                news = (one for one in stated(sentence) if explained.isdisjoint(one.about or one.names))
                for one in news:
                    held += [(at, names.setdefault(name, (len(names), _sort(one)))[0]) for name in one.names]
            written.append((i, at))
    said_by = _incidence(np.stack([conversation, place], axis=1), (len(corpus), len(numbers)))
    by_text = _incidence(written, (len(numbers), len(known)))
    by_sentence = _incidence(held, (len(known), len(names)))
    spoken = (said_by @ by_text).tocsr()
    copies = np.bincount(spoken.indices, minlength=len(known))
    spoken.data = np.minimum(1, PASTED / copies[spoken.indices]).astype(np.float32)
    holds = (spoken @ by_sentence).tocsr()
    holds.data = np.minimum(holds.data, 1)
    digests = [hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names]
    keys = np.frombuffer(b"".join(digests), "<u8").astype(np.uint64)
    order = np.argsort(keys)
    holds = _without_copies(holds, [sort for _, sort in names.values()], corpus)
    listed = list(names)
    holds = holds[:, order].tocsr()
    holds.sort_indices()
    return Figures(keys[order], [listed[i] for i in order], holds)


def _incidence(pairs: Sequence[tuple[int, int]] | Ints, shape: tuple[int, int]) -> csr_array:
    """1 at each of the pairs."""
    at = np.unique(np.array(pairs, np.int64).reshape(-1, 2), axis=0)
    return csr_array((np.ones(len(at), np.float32), (at[:, 0], at[:, 1])), shape)


def _without_copies(holds: csr_array, sorts: Sequence[Said], corpus: Corpus) -> csr_array:
    """Without the figures that the customer states in the same conversation."""
    known: dict[Said, int] = {}
    code = np.array([known.setdefault(sort, len(known)) for sort in sorts], np.int64)
    numbers, conversation, place = corpus.said("user")
    asked = [[known[sort] for sort in _asked(corpus.texts[i]) if sort in known] for i in numbers]
    pairs = [i * len(known) + sort for i, at in zip(conversation, place, strict=True) for sort in asked[at]]
    rows, columns = holds.tocoo().coords
    own = ~np.isin(rows.astype(np.int64) * len(known) + code[columns], np.array(pairs, np.int64))
    return csr_array((holds.data[own], (rows[own], columns[own])), holds.shape)


def _sort(figure: Figure) -> Said:
    return figure.value, figure.dimension if figure.dimension in MEASURES else _COUNTED


def _asked(message: str) -> set[Said]:
    """What an answer may take up. A small number in another meaning, two tickets or the 4th of May, is no
    reason to be told of four days."""
    found = set()
    for value, dimension in mentioned(message):
        small = value.isdigit() and int(value) <= SMALL
        taken = (dimension,) if small and dimension is not None else MEASURES
        found |= {(value, one) for one in (*taken, _COUNTED)}
    return found
