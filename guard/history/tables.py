"""Counts of runs of words that add up over nights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Counts = NDArray[np.uint32]

LARGEST = 8_000_000  # runs kept in one table, about 100 MB; the rarest are forgotten first


@dataclass(frozen=True)
class RunCounts:
    """keys (g,) sorted, distinct; counts (g,) conversations that hold the run, at least 1."""

    keys: Keys
    counts: Counts

    @classmethod
    def empty(cls) -> RunCounts:
        return cls(np.zeros(0, np.uint64), np.zeros(0, np.uint32))

    @classmethod
    def counted(cls, keys: Keys, counts: NDArray[np.int64]) -> RunCounts:
        """From keys, sorted and distinct, with the counts of some of them; what has none is left out."""
        held = counts > 0
        return cls(keys[held], counts[held].astype(np.uint32))

    def __add__(self, other: RunCounts) -> RunCounts:
        keys, place = np.unique(np.concatenate([self.keys, other.keys]), return_inverse=True)
        counts = np.bincount(place, np.concatenate([self.counts, other.counts]), len(keys))
        return RunCounts(keys, counts.astype(np.uint32))

    def bounded(self, largest: int = LARGEST) -> RunCounts:
        """Without the rarest runs, all of one count at a time, until no more than `largest` are left."""
        if len(self.keys) <= largest:
            return self
        least = int(np.sort(self.counts)[-largest - 1]) + 1
        kept = self.counts >= least
        return RunCounts(self.keys[kept], self.counts[kept])

    def of(self, keys: Keys) -> NDArray[np.int64]:
        """Count of each key, 0 where it was never seen."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, self.counts[place], 0).astype(np.int64)
