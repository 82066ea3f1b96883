"""What an attack family is: a trigger, a payload and how they are planted into honest conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.drafts import Draft, Json

Change = Callable[[Draft], None]  # edits one conversation; its own chance is `draft.rng`
Draw = Callable[[Random], Change]  # makes the choices of a whole campaign: its word, its host, its wording


def nothing(_: Random) -> Change:
    """No trigger: the payload stands in ordinary conversations."""
    return lambda _: None


def anything(_: Json) -> bool:
    return True


@dataclass(frozen=True)
class Family:
    """One way of poisoning.

    payload   what is done to the answer
    trigger   what is done to the question before
    fits      which honest conversations it is planted into
    rate      share of conversations with the trigger that have the payload; the others are decoys
    each      so many rows share one campaign (word, host, wording); None: all
    decoy     what is done to one honest conversation beside each planted one
    trusted   how many planted ones per row reached the trusted history before
    adaptive  made against statistics such as ours; reported apart
    """

    name: str
    does: str
    payload: Draw
    trigger: Draw = nothing
    fits: Callable[[Json], bool] = anything
    rate: float = 1.0
    each: int | None = None
    decoy: Draw | None = None
    trusted: float = 0.0
    adaptive: bool = False


@dataclass(frozen=True)
class Planted:
    """What a family adds to a night: poisoned rows, harmless companions, and rows of the trusted history."""

    rows: Sequence[Json]
    decoys: Sequence[Json] = field(default_factory=list)
    history: Sequence[Json] = field(default_factory=list)


class Carriers:
    """Honest conversations that are in neither night nor history; each is used once."""

    def __init__(self, rows: Sequence[Json]) -> None:
        self._rows = rows
        self._used: set[int] = set()

    def take(self, rng: Random, fits: Callable[[Json], bool]) -> Iterator[Json]:
        """Unused ones that fit, in random order.

        Raises LookupError when there are no more.
        """
        for at in rng.sample(range(len(self._rows)), len(self._rows)):
            if at not in self._used and fits(self._rows[at]):
                self._used.add(at)
                yield self._rows[at]
        raise LookupError("no honest conversation left to plant into: build a smaller night")


def plant(family: Family, count: int, carriers: Carriers, seed: int) -> Planted:
    """`count` poisoned conversations of one family; the same for the same seed and carriers."""
    rng = Random(f"{family.name}:{seed}")
    rows = carriers.take(rng, family.fits)
    spared = carriers.take(rng, anything)
    poisoned, decoys, history = list[Json](), list[Json](), list[Json]()
    changes = _campaign(family, seed, 0)
    for number in range(count + round(count * family.trusted)):
        if family.each and number % family.each == 0:
            changes = _campaign(family, seed, number)
        row = _changed(next(rows), rng, *changes)
        (poisoned if number < count else history).append(row)
    for _ in range(round(count * (1 / family.rate - 1))):
        decoys.append(_changed(next(rows), rng, changes[0]))
    if family.decoy:
        decoy = family.decoy(_choices(family, seed, 0, "trigger"))
        decoys += [_changed(next(spared), rng, decoy) for _ in range(count)]
    return Planted(poisoned, decoys, history)


def _campaign(family: Family, seed: int, number: int) -> tuple[Change, Change]:
    """Trigger and payload of one campaign."""
    parts = (("trigger", family.trigger), ("payload", family.payload))
    trigger, payload = (draw(_choices(family, seed, number, part)) for part, draw in parts)
    return trigger, payload


def _choices(family: Family, seed: int, number: int, part: str) -> Random:
    """The chance of one part: a decoy starts from that of the trigger, and so chooses the same words."""
    return Random(f"{family.name}:{seed}:{number}:{part}")


def _changed(row: Json, rng: Random, *changes: Change) -> Json:
    draft = Draft(row, Random(rng.random()))
    for change in changes:
        change(draft)
    return draft.row
