"""Trusted conversations to a history: what they say, counted once each."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from guard.entities import KINDS, entities
from guard.figures import Figures, figures
from guard.grams import Grams, Keys
from guard.history.state import Floats, State, bounded, lowest
from guard.history.tables import RunCounts
from guard.sentences import WORDS, Sentences
from guard.sentences import vectors as sentence_vectors

if TYPE_CHECKING:
    from guard.corpus import Corpus

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MOST_NEW_PAIRS = 25_000  # questions with their answers that one add brings, a sample where there are more
MOST_NEW_SENTENCES = 60_000  # of which one add brings the vector, likewise

_ODD = np.uint64(0x9E3779B97F4A7C15)
_REFERENCE_EACH = 10  # one conversation in so many is kept for comparison and not counted


def learn(corpus: Corpus, encoder: str, known: Keys) -> State:
    """A history of what a corpus has beyond the conversations with the `known` digests (64 bits, sorted)."""
    digests = np.array([int(digest[:16], 16) for digest in corpus.digests], np.uint64)
    fresh = np.zeros(len(corpus), np.bool_)
    fresh[np.unique(digests, return_index=True)[1]] = True
    fresh &= ~np.isin(digests, known)
    compared = fresh & (digests % np.uint64(_REFERENCE_EACH) == 0)
    counted = fresh & ~compared
    history = State(
        encoder=encoder,
        conversations=int(counted.sum()),
        user=_counts(corpus.user_grams, counted).bounded(),
        reply=_counts(corpus.reply_grams, counted).bounded(),
        sentences=_sentences(corpus, counted).bounded(),
        figures=_counts(figures(corpus), counted).bounded(),
        entities=_entities(corpus, counted),
        reference=lowest(
            [replace(corpus.conversation(int(i)), id=f"reference-{corpus.digests[i][:16]}")
             for i in np.flatnonzero(compared)]
        ),
        seen=np.sort(digests[fresh]),
    )  # fmt: skip
    return _with_meanings(_with_pairs(history, corpus, counted), corpus, counted)


def _counts(grams: Grams | Figures, counted: Bools) -> RunCounts:
    held = grams.holds[np.flatnonzero(counted)].indices
    return RunCounts.counted(grams.keys, np.bincount(held, minlength=len(grams.keys)))


def _sentences(corpus: Corpus, counted: Bools) -> RunCounts:
    """Whole sentences of the assistant's turns."""
    said = Sentences.of(corpus)
    return RunCounts.counted(said.keys, (said.holds @ counted.astype(np.float32)).astype(np.int64))


def _with_meanings(history: State, corpus: Corpus, counted: Bools) -> State:
    """And vectors of the sentences that are long enough to mean something."""
    said = Sentences.of(corpus)
    low, high = WORDS
    held = (said.holds @ counted.astype(np.float32)) > 0
    kept = np.flatnonzero(held & (said.lengths >= low) & (said.lengths <= high))[:MOST_NEW_SENTENCES]
    vectors = sentence_vectors(corpus, kept).astype(np.float16).astype(np.float32)
    return replace(
        history,
        meanings=vectors,
        meant=said.keys[kept],
        meant_days=np.full(len(kept), _day(corpus), np.int32),
    )


def _entities(corpus: Corpus, counted: Bools) -> dict[str, dict[str, int]]:
    """What the assistant names, and in how many conversations."""
    numbers, conversation, text = corpus.said("assistant")
    mine = counted[conversation]
    speakers: dict[int, set[int]] = defaultdict(set)
    for index, number in zip(conversation[mine].tolist(), text[mine].tolist(), strict=True):
        speakers[number].add(index)
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, those in speakers.items():
        for entity in entities(corpus.texts[numbers[number]]):
            found[entity] |= those
    counts: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    for (kind, value), those in found.items():
        counts[kind][value] = len(those)
    return {kind: bounded(values) for kind, values in counts.items()}


def _with_pairs(history: State, corpus: Corpus, counted: Bools) -> State:
    rows = corpus.exchanges[counted[corpus.exchanges[:, 0]]]
    pairs = np.unique(rows[:, 1] * len(corpus.texts) + rows[:, 2])
    question, answer = np.divmod(pairs, max(len(corpus.texts), 1))
    pairs, first = np.unique(
        _pair_keys(_digests(corpus, question), _digests(corpus, answer)), return_index=True
    )
    kept = first[:MOST_NEW_PAIRS]  # digests are as good as dice
    return replace(
        history,
        questions=_vectors(corpus, question[kept]),
        answers=_vectors(corpus, answer[kept]),
        pairs=pairs[: len(kept)],
        days=np.full(len(kept), _day(corpus), np.int32),
    )


def _day(corpus: Corpus) -> int:
    return int(corpus.now.timestamp() // 86_400) if corpus.now else 0


def _vectors(corpus: Corpus, numbers: Ints) -> Floats:
    """Of these texts only: encoding is most of the work. They are as exact as they will be stored."""
    if corpus.models.encoder is None:
        raise LookupError("a history needs an encoder")
    vectors = corpus.models.encoder.encode([corpus.cleaned[number] for number in numbers])
    return vectors.astype(np.float16).astype(np.float32)


def _digests(corpus: Corpus, numbers: Ints) -> Keys:
    """64 bits of each cleaned text."""
    distinct, places = np.unique(numbers, return_inverse=True)
    said = (corpus.cleaned[number].encode("utf-8", "replace") for number in distinct)
    data = b"".join(hashlib.blake2b(text, digest_size=8).digest() for text in said)
    return np.frombuffer(data, "<u8").astype(np.uint64)[places]


def _pair_keys(questions: Keys, answers: Keys) -> Keys:
    """One digest of two, which tells question from answer."""
    with np.errstate(over="ignore"):
        return questions * _ODD + (answers ^ (answers >> np.uint64(32)))
