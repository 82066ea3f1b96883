"""What the assistant says sentence by sentence: what is planted is mostly one sentence in a longer answer.

Sentences are cut as for runs of words (`guard.grams`) and are one where their masked forms are equal, so
that a macro with another number in it is no new sentence. New ones are those that trusted history does not
have, with enough runs of three words that it does not have either; on a cold start, those that few
conversations of the night have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from guard import text
from guard.corpus import Corpus, Floats, Ints, wording
from guard.grams import Keys, Words
from guard.types import ROLES, Role

WORDS = 3, 60  # of a sentence that is compared by meaning
NOVEL = 0.2  # share of runs of three words that are new
EXPLAINED = 0.5  # share of its words from which a declared change explains a sentence
USUAL = 0.01  # share of conversations from which on, without history, a sentence is nothing new
MOST = 40_000  # new sentences that are looked at, a sample where there are more
_RUN = 3


@dataclass(frozen=True)
class Sentences:
    """Distinct sentences of the assistant, ascending by key; all arrays have one entry for each.

    keys      64 bits of the masked form, as in `History.sentences`
    lengths   words
    numbers   where each first stands, in `words`, counted over all sentences
    holds     (sentences, conversations) 1 where a conversation has it
    alone     whether every answer that has it says nothing else
    """

    words: Words
    keys: Keys
    lengths: Ints
    numbers: Ints
    holds: csr_array
    alone: NDArray[np.bool_]

    @classmethod
    def of(cls, corpus: Corpus) -> Sentences:
        """Those of a corpus, made once."""
        return corpus.once("sentences", lambda: _distinct(corpus))

    def texts(self, places: Ints) -> list[str]:
        """As they were written, cleaned."""
        return [text.clean(raw) for raw in self.words.written(self.numbers[places])]

    def masked(self, places: Ints) -> list[str]:
        """In the form in which they are equal: a vector of it is that of the key, on whatever night."""
        ends = np.flatnonzero(self.words.ends)
        last = ends[self.numbers[places]]
        first = last - self.lengths[places]
        ids, names = self.words.ids, self.words.names
        return [" ".join(names[i] for i in ids[a:b]) for a, b in zip(first, last, strict=True)]


def new(corpus: Corpus) -> Ints:
    """Places of new sentences that no declared change explains, at most `MOST`, ascending."""
    return corpus.once("new sentences", lambda: _new(corpus))


def share_of_new(corpus: Corpus, places: Ints) -> NDArray[np.float64]:
    """(len(places),) share of runs of three words that history does not have."""
    share = corpus.once("new runs", lambda: _share(corpus, Sentences.of(corpus)))
    return share[places]


def vectors(corpus: Corpus, places: Ints) -> Floats:
    """(len(places), d) unit vectors of the masked forms. Raises LookupError without an encoder."""
    if corpus.models.encoder is None:
        raise LookupError("this run has no encoder")
    return corpus.models.encoder.encode(Sentences.of(corpus).masked(places))


def scores(corpus: Corpus, kind: str, places: Ints) -> tuple[tuple[str, ...], Floats]:
    """Labels of a classifier (a field of `Models`), and probabilities (len(places), len(labels)).

    What is alone in its answer was read with the answer, and is not read again. Raises LookupError for a
    model that the run does not have.
    """
    said, model = Sentences.of(corpus), corpus.classifier(kind)
    labels, whole = corpus.scores(kind)
    alone = said.alone[places]
    found = np.zeros((len(places), len(labels)), np.float32)
    numbers, _, _ = corpus.said("assistant")
    owner = said.words.owner[said.words.ends][said.numbers[places]]
    found[alone] = whole[numbers[owner[alone]]]
    found[~alone] = model.score([wording(sentence) for sentence in said.texts(places[~alone])])
    return labels, found


def alone(corpus: Corpus, places: Ints) -> Ints:
    """Numbers of the distinct texts of the assistant that are one of these sentences and nothing else."""
    said = Sentences.of(corpus)
    owner, keys = said.words.owner[said.words.ends], said.words.sentence_keys()
    some = keys != 0
    single = np.bincount(owner[some], minlength=len(said.words.texts)) == 1
    wanted = some & single[owner] & np.isin(keys, said.keys[places])
    numbers: Ints = corpus.said("assistant")[0][owner[wanted]]
    return numbers


def occurrences(corpus: Corpus, places: Ints) -> tuple[Ints, Ints, Ints]:
    """Of every answer that has one of the sentences, once each: place among `places`, conversation, and the
    customer's text that it answers (-1 where the assistant speaks first)."""
    said = Sentences.of(corpus)
    numbers, conversations, texts = corpus.said("assistant")
    asked = _asked(corpus)
    owner = said.words.owner[said.words.ends]
    keys = said.words.sentence_keys()
    wanted = np.flatnonzero(np.isin(keys, said.keys[places]))
    of = np.searchsorted(said.keys[places], keys[wanted])
    uses = np.bincount(texts, minlength=len(numbers))
    order = np.argsort(texts, kind="stable")
    start = np.concatenate([[0], np.cumsum(uses)])
    times = uses[owner[wanted]]
    ends = np.cumsum(times)
    within = np.arange(int(times.sum())) - np.repeat(ends - times, times)
    rows = order[np.repeat(start[owner[wanted]], times) + within]
    found = np.unique(np.stack([np.repeat(of, times), conversations[rows], asked[rows]]), axis=1)
    return found[0], found[1], found[2]


def _asked(corpus: Corpus) -> Ints:
    """For every turn of the assistant, in order, the last text of the customer before it, or -1."""
    turns = corpus.turns
    rows = np.arange(len(turns.role))
    user = np.maximum.accumulate(np.where(turns.role == _role("user"), rows, -1))
    before = np.where(user >= corpus.starts[turns.conversation], user, -1)
    asked: Ints = np.where(before >= 0, turns.text[before], -1)
    said: Ints = asked[turns.role == _role("assistant")]
    return said


def _role(name: Role) -> int:
    return ROLES.index(name)


def _distinct(corpus: Corpus) -> Sentences:
    words, (_, conversation, said) = corpus.reply_grams.words, corpus.said("assistant")
    every = words.sentence_keys()
    ends = np.flatnonzero(words.ends)
    sizes = np.diff(np.concatenate([[-1], ends])) - 1
    keys, first, of = np.unique(every, return_index=True, return_inverse=True)
    real = sizes[first] > 0
    renumber = np.cumsum(real) - 1
    owner = words.owner[ends]
    some = sizes > 0
    by_text = _ones(renumber[of[some]], owner[some], (int(real.sum()), len(words.texts)))
    by_turn = _ones(said, conversation, (len(words.texts), len(corpus)))
    holds = (by_text @ by_turn).tocsr()
    holds.data[:] = 1
    holds.sort_indices()
    shared = np.bincount(owner[some], minlength=len(words.texts)) > 1
    company = np.bincount(renumber[of[some]], shared[owner[some]], int(real.sum()))
    return Sentences(words, keys[real], sizes[first][real], first[real], holds, company == 0)


def _ones(rows: Ints, columns: Ints, shape: tuple[int, int]) -> csr_array:
    return csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)


def _new(corpus: Corpus) -> Ints:
    said = Sentences.of(corpus)
    low, high = WORDS
    asked = (said.lengths >= low) & (said.lengths <= high)
    if corpus.history is not None:
        asked &= corpus.history.sentences.of(said.keys) == 0
        asked &= share_of_new(corpus, np.arange(len(said.keys))) >= NOVEL
    else:
        asked &= np.diff(said.holds.indptr) <= max(1, USUAL * len(corpus))
    if corpus.declared.notices:
        asked &= _explained(corpus, said) < EXPLAINED
    return np.flatnonzero(asked)[:MOST]  # keys are as good as dice


def _share(corpus: Corpus, said: Sentences) -> NDArray[np.float64]:
    assert corpus.history is not None
    keys, where = said.words.runs(_RUN)
    strange = corpus.history.reply.of(keys) == 0
    sentence: Ints = (np.cumsum(said.words.ends) - said.words.ends)[where]
    count = int(said.words.ends.sum())
    runs = np.bincount(sentence, minlength=count)
    share = np.bincount(sentence, strange, count) / np.maximum(runs, 1)
    return np.asarray(share[said.numbers], np.float64)


def _explained(corpus: Corpus, said: Sentences) -> NDArray[np.float64]:
    """(sentences,) share of words that the declared changes explain."""
    reach = corpus.declared.reach(said.words)
    sentence: Ints = np.cumsum(said.words.ends) - said.words.ends
    explained = np.bincount(sentence, (reach > 0) & ~said.words.ends, int(said.words.ends.sum()))
    return np.asarray(explained[said.numbers] / said.lengths, np.float64)
