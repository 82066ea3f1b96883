"""What a ranking is worth: recall where exactly so many honest ones are lost, and who pays for it."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.nights import Truth

LOSS = 0.01
Tally = dict[str, tuple[int, int]]  # name -> (how many, of how many)


@dataclass(frozen=True)
class Result:
    """One method on one night.

    found  poisoned conversations above the line, by family
    lost   honest ones above the line: "all", "source:...", "language:...", "confounder:..."
    held   honest ones that default settings hold, likewise; None for methods that only rank
    """

    method: str
    setting: str
    seed: int
    count: int
    found: Tally
    lost: Tally
    held: Tally | None = None
    held_poison: Tally | None = None
    seconds: float = 0.0


def flagged(scores: NDArray[np.float64], honest: NDArray[np.bool_], loss: float = LOSS) -> NDArray[np.bool_]:
    """Who is above the line at which at most `loss` of the honest are lost; both arrays have shape (n,).

    Ties are broken in the worst order: a whole tie is above the line only if all its honest members fit.
    """
    budget = int(loss * honest.sum())
    worse = np.sort(scores[honest])
    at_least = len(worse) - np.searchsorted(worse, scores, side="left")
    return np.asarray(at_least <= budget)


def tally(truth: Sequence[Truth], chosen: NDArray[np.bool_]) -> tuple[Tally, Tally]:
    """Poisoned ones chosen, by family, and honest ones chosen, by group; decoys count nowhere."""
    found: dict[str, list[bool]] = defaultdict(list)
    lost: dict[str, list[bool]] = defaultdict(list)
    for one, is_chosen in zip(truth, chosen.tolist(), strict=True):
        if one.poison:
            found[str(one.family)].append(is_chosen)
        elif one.honest:
            for group in groups(one):
                lost[group].append(is_chosen)
    return _counted(found), _counted(lost)


def groups(one: Truth) -> Iterable[str]:
    """The groups that an honest conversation belongs to."""
    yield from ("all", f"source:{one.source}", f"language:{one.language}")
    if one.confounder:
        yield f"confounder:{one.confounder}"


def _counted(flags: Mapping[str, Sequence[bool]]) -> Tally:
    return {name: (sum(values), len(values)) for name, values in sorted(flags.items())}


def recalls(results: Iterable[Result]) -> dict[str, float]:
    """Mean recall of each family over seeds."""
    shares: dict[str, list[float]] = defaultdict(list)
    for result in results:
        for family, (caught, planted) in result.found.items():
            shares[family].append(caught / planted)
    return {family: statistics.mean(values) for family, values in sorted(shares.items())}


def macro(recall: Mapping[str, float]) -> float:
    """The mean over families."""
    return statistics.mean(recall.values()) if recall else 0.0


def worst(recall: Mapping[str, float], count: int = 5) -> list[tuple[str, float]]:
    return sorted(recall.items(), key=lambda item: (item[1], item[0]))[:count]


def shares(tallies: Iterable[Tally]) -> dict[str, float]:
    """Share of each group over all nights."""
    part, whole = Counter[str](), Counter[str]()
    for one in tallies:
        for name, (chosen, count) in one.items():
            part[name] += chosen
            whole[name] += count
    return {name: part[name] / whole[name] for name in sorted(whole)}


def sizes(tallies: Iterable[Tally]) -> dict[str, int]:
    """How many there are of each group, over all nights."""
    whole = Counter[str]()
    for one in tallies:
        whole.update({name: count for name, (_, count) in one.items()})
    return dict(sorted(whole.items()))
