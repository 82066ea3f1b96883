"""Copies of the night with random attacks planted into them.

Carriers are trusted conversations that the history keeps for comparison and counts nowhere; where these run
out, tonight's own that passed, each of which then stands in its copy planted only. What is planted into a
trusted one gets the time, agent and channel of one of tonight's from the same source.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from random import Random

from guard.corpus import Corpus, Rows
from guard.drill.draft import Draft, exchanges
from guard.drill.kinds import INTENT, Kind
from guard.drill.wording import Coin
from guard.types import Conversation

SHARE = 0.05  # of a copy that is planted, at most: kinds that share one should not help each other

Batch = tuple[Kind, int]


def packed(kinds: Sequence[Kind], counts: Iterable[int], size: int) -> list[list[Batch]]:
    """Every kind at every count, in as few copies of a night of `size` as there may be.

    A copy has each kind once at most, and more than `SHARE` of planted ones only where one batch is more.
    """
    batches = [(kind, count) for count in sorted(set(counts), reverse=True) for kind in kinds]
    for copies in range(1, len(batches) + 1):
        if found := _spread(batches, copies, SHARE * size):
            return found
    return []


def _spread(batches: Sequence[Batch], copies: int, room: float) -> list[list[Batch]] | None:
    """Largest batches first, each into the emptiest copy without its kind; None where one has no room."""
    found: list[list[Batch]] = [[] for _ in range(copies)]
    for kind, count in batches:
        free = [copy for copy in found if kind not in [other for other, _ in copy]]
        copy = min(free, key=_planted, default=None)
        if copy is None or (copy and _planted(copy) + count > room):
            return None
        copy.append((kind, count))
    return found


def _planted(batches: Sequence[Batch]) -> int:
    return sum(count for _, count in batches)


class Planted(Rows):
    """A night without some of its conversations and with others beside them; bodies stay on disk."""

    def __init__(self, rows: Rows, ids: AbstractSet[str], added: Sequence[Conversation]) -> None:
        """`ids` are left out."""
        self._rows, self._added = rows, added
        self._kept = [i for i, one in enumerate(rows.conversations()) if one.id not in ids]

    def __len__(self) -> int:
        return len(self._kept) + len(self._added)

    def conversation(self, index: int, /) -> Conversation:
        if index < len(self._kept):
            return self._rows.conversation(self._kept[index])
        return self._added[index - len(self._kept)]

    def conversations(self) -> Iterator[Conversation]:
        return map(self.conversation, range(len(self)))


@dataclass(frozen=True)
class Copy:
    """One copy: its rows, and of each planted conversation's id the kind."""

    rows: Planted
    kinds: Mapping[str, str]
    batches: Sequence[Batch]
    short: Sequence[Batch]  # for which there were too few carriers
    carriers: Mapping[str, int]  # "history" or "tonight" -> how many


class Field:
    """Where attacks can be planted tonight. `passed` are ids."""

    def __init__(self, corpus: Corpus, passed: AbstractSet[str], seed: int) -> None:
        self._corpus, self._seed = corpus, seed
        self._tonight: list[int] = []
        intents: Counter[str] = Counter()
        for index, one in enumerate(corpus.conversations()):
            if isinstance(label := one.labels.get(INTENT), str):
                intents[label] += 1
            if one.id in passed and _carries(one):
                self._tonight.append(index)
        self.intents = sorted(intents)
        trusted = corpus.history.reference if corpus.history else ()
        self._trusted = sorted(filter(_carries, trusted), key=lambda one: one.digest)

    def copy(self, batches: Sequence[Batch]) -> Copy:
        """The night with these batches planted; the same for the same night and seed."""
        used: set[str] = set()
        replaced: set[str] = set()
        kinds: dict[str, str] = {}
        added: list[Conversation] = []
        done: list[Batch] = []
        short: list[Batch] = []
        for kind, count in batches:
            coin = Coin(f"drill:{self._seed}:{kind.name}:{count}")
            change = kind.draw(coin, self.intents)
            carriers = list(islice(self._free(coin.rng, kind.fits, used), count))
            if len(carriers) < count:
                short.append((kind, count))
                continue
            done.append((kind, count))
            used.update(one.digest for one in carriers)
            for number, carrier in enumerate(carriers):
                draft = Draft(self._as_of_tonight(carrier, coin.rng), coin.fork())
                change(draft)
                planted = draft.finish(self._identifier(f"{self._seed} {kind.name} {count} {number}"))
                kinds[planted.id] = kind.name
                added.append(planted)
                if carrier.id in self._places:
                    replaced.add(carrier.id)
        carriers_of = {"history": len(added) - len(replaced), "tonight": len(replaced)}
        return Copy(Planted(self._corpus.rows, replaced, added), kinds, done, short, carriers_of)

    def _free(
        self, rng: Random, fits: Callable[[Conversation], bool], used: AbstractSet[str]
    ) -> Iterator[Conversation]:
        """Unused ones that fit: trusted ones in random order, then tonight's."""
        for at in rng.sample(range(len(self._trusted)), len(self._trusted)):
            if self._trusted[at].digest not in used and fits(self._trusted[at]):
                yield self._trusted[at]
        for at in rng.sample(self._tonight, len(self._tonight)):
            if self._corpus.digests[at] not in used and fits(one := self._corpus.conversation(at)):
                yield one

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self._corpus.ids)}

    @cached_property
    def _by_source(self) -> dict[str | None, list[int]]:
        column = self._corpus.column("source")
        places: dict[str | None, list[int]] = {}
        for index, code in enumerate(column.codes.tolist()):
            places.setdefault(column.names[code] if code >= 0 else None, []).append(index)
        return places

    def _as_of_tonight(self, one: Conversation, rng: Random) -> Conversation:
        """A trusted one as if it had come tonight: time, agent and channel are another's."""
        if one.id in self._places:
            return one
        like = self._corpus.conversation(
            rng.choice(self._by_source.get(one.source) or range(len(self._corpus)))
        )
        shift = like.created_at - one.created_at if like.created_at and one.created_at else None
        turns = tuple(
            replace(turn, created_at=turn.created_at + shift if turn.created_at and shift else None)
            for turn in one.turns
        )
        return replace(
            one,
            turns=turns,
            created_at=like.created_at,
            collected_at=like.collected_at,
            agent_id=like.agent_id,
            channel=like.channel,
        )

    def _identifier(self, key: str) -> str:
        identifier = hashlib.blake2b(key.encode(), digest_size=10).hexdigest()
        while identifier in self._places:
            identifier += "-"
        return identifier


def _carries(one: Conversation) -> bool:
    """Whether something can be planted: an English question with an answer, as all wordings are English."""
    language = (one.language or "en").lower()
    return language.split("-")[0].split("_")[0] in ("en", "english") and bool(exchanges(one.turns))
