"""What a run of the benchmark is made of: nights, each with the methods and settings it is measured in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from benchmarks import attacks, attacks_independent, attacks_left_out, guard_scan, published
from benchmarks.attacks.family import Family
from benchmarks.baselines import KNOW_HISTORY

HERE = Path(__file__).parent
SETTINGS = ("cold", "history", "declared")  # each has what those before it have
SUITES = ("tuned", "independent", "left_out", "published")
MOST_SHARING = 10  # families a night
MOST_PLANTED = 0.14  # of the honest conversations, so that the night stays an honest one: 12 % of all
_MADE_OF = "corpora confounders drafts measures nights published synthetic wording"


@dataclass(frozen=True)
class Part:
    """One night: `count` of each of the families planted, and what is measured on it."""

    seed: int
    count: int
    families: tuple[str, ...]
    jobs: tuple[tuple[str, str], ...]  # method, setting

    @property
    def trusting(self) -> bool:
        """Whether the guard is given a history."""
        return any(method == "guard" and setting != "cold" for method, setting in self.jobs)

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.count} of {', '.join(self.families) or 'nothing'}"


@dataclass(frozen=True)
class Plan:
    """What is to be run. `sizes`: honest conversations of tonight, of the history, and to plant into."""

    suite: str
    mixture: str
    data: Path
    sizes: tuple[int, int, int]
    names: Sequence[str]
    counts: Sequence[int]
    seeds: Sequence[int]
    settings: Sequence[str]
    methods: Sequence[str]
    budget: float
    work: Path
    code: str  # digest of what nights and baselines are made of
    guard: str  # and of the guard

    @property
    def families(self) -> Mapping[str, Family]:
        known = families(self.suite, self.data)
        return {name: known[name] for name in self.names}

    def parts(self) -> Iterator[Part]:
        """All nights, those of a seed together; nothing is planted where a count is 0."""
        for seed in self.seeds:
            for count in self.counts:
                for names in self.shared(seed, count) if count else [()]:
                    yield Part(seed, count, names, tuple(self._jobs(count)))

    def shared(self, seed: int, count: int) -> list[tuple[str, ...]]:
        """Families by night, in an order of the seed; one that reaches the history has a night of its own.

        Published sets use one trigger for every task: only the two of a task share a night.
        """
        if self.suite == "published":
            return [tuple(self.names[at : at + 2]) for at in range(0, len(self.names), 2)]
        room = int(MOST_PLANTED * self.sizes[0] / count)
        together = max(1, min(MOST_SHARING, room))
        alone = [(name,) for name, family in self.families.items() if family.trusted]
        names = [name for name, family in self.families.items() if not family.trusted]
        Random(seed).shuffle(names)
        return [tuple(names[at : at + together]) for at in range(0, len(names), together)] + alone

    def _jobs(self, count: int) -> Iterator[tuple[str, str]]:
        """Methods in the settings in which they differ. Baselines only rank: on a night without anything
        planted there is nothing to measure of them."""
        for method in self.methods:
            if method == "guard":
                yield from ((method, setting) for setting in self.settings)
            elif count and method not in KNOW_HISTORY:
                yield method, "cold"
            elif count and set(self.settings) - {"cold"}:
                yield method, "history"

    def kept(self, part: Part, method: str, setting: str) -> Path:
        """Where the result is, or will be: under a digest of everything that it depends on."""
        inputs = [self.suite, self.mixture, self.sizes, part.seed, part.count, part.families, method, setting]
        inputs += [self.code, *([self.guard, self.budget] if method == "guard" else [])]
        return self.work / f"{hashlib.sha256(json.dumps(inputs).encode()).hexdigest()[:24]}.json"

    def missing(self, part: Part) -> list[tuple[str, str]]:
        """Methods and settings of a night that are not known yet."""
        return [job for job in part.jobs if not self.kept(part, *job).exists()]

    def history(self, seed: int) -> Path:
        """Where the trusted history of a seed's nights is."""
        inputs = [self.mixture, self.sizes, seed, self.code, self.guard]
        return self.work / f"history-{hashlib.sha256(json.dumps(inputs).encode()).hexdigest()[:16]}"


@cache
def families(suite: str, data: Path) -> Mapping[str, Family]:
    """The attack families of one of `SUITES`."""
    if suite == "published":
        return published.families(data)
    if suite == "independent":
        return attacks_independent.FAMILIES
    return attacks_left_out.FAMILIES if suite == "left_out" else attacks.FAMILIES


def code() -> str:
    """Digest of what nights and baselines are made of."""
    suites = ("attacks", "attacks_independent", "attacks_left_out")
    folders = [HERE / name for name in (*suites, "wordings", "baselines")]
    modules = [HERE / f"{name}.py" for name in _MADE_OF.split()]
    return guard_scan.digest([*modules, *(file for folder in folders for file in folder.rglob("*"))])
