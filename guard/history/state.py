"""What trusted conversations of earlier nights said, as counts and vectors that add up."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from guard.entities import KINDS
from guard.errors import UsageError
from guard.history.tables import Keys, RunCounts
from guard.types import Conversation

Floats = NDArray[np.float32]
Days = NDArray[np.int32]

MOST_PAIRS = 200_000  # questions with their answers, newest first
MOST_SENTENCES = 120_000  # of which the vector is kept, newest first
MOST_REFERENCE = 2_000  # conversations that are kept whole
MOST_ENTITIES = 100_000  # of each kind, most frequent first


def _no_entities() -> dict[str, dict[str, int]]:
    return {kind: {} for kind in KINDS}


def _no_keys() -> Keys:
    return np.zeros(0, np.uint64)


def _no_vectors() -> Floats:
    return np.zeros((0, 0), np.float32)


def _no_days() -> Days:
    return np.zeros(0, np.int32)


@dataclass(frozen=True)
class State:
    """A trusted baseline. Every count is of conversations; the reference is counted nowhere.

    encoder       fingerprint of the encoder that made the vectors
    conversations that are counted
    user, reply   runs of 1-3 words that customers say, and of 1-4 words that the assistant says
    sentences     whole sentences of the assistant (`Words.sentence_keys`): macros have large counts
    entities      what the assistant names: kind (`guard.entities.KINDS`) -> value -> conversations
    figures       numbers that the assistant states, with their units (`guard.figures`)
    questions     (p, d) unit vectors of customers' turns that an answer follows
    answers       (p, d) of these answers; pairs are distinct by their cleaned texts
    pairs, days   (p,) digest of each pair's texts, and the newest day (since 1970) on which it was added
    meanings      (v, d) unit vectors of distinct sentences of the assistant, in their masked form
    meant         (v,) key of each such sentence, as in `sentences`
    meant_days    (v,) the newest day on which it was added
    reference     trusted conversations that are not counted: what tonight's are compared with
    seen          sorted 64-bit digests of every conversation that was ever added, counted or not
    """

    encoder: str
    conversations: int = 0
    user: RunCounts = field(default_factory=RunCounts.empty)
    reply: RunCounts = field(default_factory=RunCounts.empty)
    sentences: RunCounts = field(default_factory=RunCounts.empty)
    figures: RunCounts = field(default_factory=RunCounts.empty)
    entities: Mapping[str, Mapping[str, int]] = field(default_factory=_no_entities)
    questions: Floats = field(default_factory=_no_vectors)
    answers: Floats = field(default_factory=_no_vectors)
    pairs: Keys = field(default_factory=_no_keys)
    days: Days = field(default_factory=_no_days)
    meanings: Floats = field(default_factory=_no_vectors)
    meant: Keys = field(default_factory=_no_keys)
    meant_days: Days = field(default_factory=_no_days)
    reference: Sequence[Conversation] = ()
    seen: Keys = field(default_factory=_no_keys)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what was ever added."""
        return hashlib.sha256(self.encoder.encode() + self.seen.tobytes()).hexdigest()

    def merge(self, other: State) -> Self:
        """Both; counts add up exactly below the bounds of the tables.

        Raises UsageError when the other is of another encoder, or has a conversation that this one has:
        counts cannot be taken apart again.
        """
        self.require(other.encoder, "history")
        if shared := len(np.intersect1d(self.seen, other.seen)):
            cure = "add the conversations themselves: what was added before is then left out"
            raise UsageError(f"the two histories share {shared:,} conversations", "history", cure)
        pairs = newest(*_both(self, other, "pairs", "days"), MOST_PAIRS)
        meant = newest(*_both(self, other, "meant", "meant_days"), MOST_SENTENCES)
        return replace(
            self,
            conversations=self.conversations + other.conversations,
            user=(self.user + other.user).bounded(),
            reply=(self.reply + other.reply).bounded(),
            sentences=(self.sentences + other.sentences).bounded(),
            figures=(self.figures + other.figures).bounded(),
            entities={kind: _sum(self.entities, other.entities, kind) for kind in KINDS},
            questions=_stacked(self.questions, other.questions)[pairs],
            answers=_stacked(self.answers, other.answers)[pairs],
            pairs=np.concatenate([self.pairs, other.pairs])[pairs],
            days=np.concatenate([self.days, other.days])[pairs],
            meanings=_stacked(self.meanings, other.meanings)[meant],
            meant=np.concatenate([self.meant, other.meant])[meant],
            meant_days=np.concatenate([self.meant_days, other.meant_days])[meant],
            reference=lowest([*self.reference, *other.reference]),
            seen=np.union1d(self.seen, other.seen),
        )

    def require(self, encoder: str, where: str) -> None:
        """Raises UsageError unless the vectors are this encoder's."""
        if encoder != self.encoder:
            raise UsageError(
                f"the history was made with another encoder ({self.encoder[:12]}, not {encoder[:12]})",
                where,
                "give --model encoder=MODEL as it was then, or add the conversations to a new history",
            )


def lowest(reference: Sequence[Conversation]) -> tuple[Conversation, ...]:
    """As many as are kept, by digest: a sample that does not depend on the order of adding."""
    return tuple(sorted(reference, key=lambda one: one.digest)[:MOST_REFERENCE])


def newest(keys: Keys, days: Days, most: int) -> NDArray[np.int64]:
    """Places of what to keep, each key once, newest first and then by key."""
    order = np.lexsort((-days, keys))
    first = np.ones(len(order), np.bool_)
    first[1:] = keys[order[1:]] != keys[order[:-1]]
    kept = order[first]
    return kept[np.lexsort((keys[kept], -days[kept]))][:most]


def _both(one: State, other: State, keys: str, days: str) -> tuple[Keys, Days]:
    """Keys and days of both, one after the other."""
    return tuple(np.concatenate([getattr(one, name), getattr(other, name)]) for name in (keys, days))  # type: ignore[return-value]


def _stacked(one: Floats, other: Floats) -> Floats:
    if not len(one) or not len(other):
        return one if len(one) else other
    return np.concatenate([one, other])


def _sum(
    one: Mapping[str, Mapping[str, int]], other: Mapping[str, Mapping[str, int]], kind: str
) -> dict[str, int]:
    counts = Counter(one.get(kind, {}))
    counts.update(other.get(kind, {}))
    return bounded(counts)


def bounded(counts: Mapping[str, int], most: int = MOST_ENTITIES) -> dict[str, int]:
    """The most frequent entities, sorted; of equally frequent ones the first by name."""
    kept = sorted(counts, key=lambda value: (-counts[value], value))[:most]
    return {value: counts[value] for value in sorted(kept)}
