"""What a drill found: counts by kind, their intervals, and the same as JSON for the record of a run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from guard.types import Json

_Z = 1.96  # 95 % of a normal distribution lie within


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of attack at one count.

    by_rules       held because a rule fired, whatever the budget
    held           held in all: by rules, or as most suspicious within the budget
    in_hundredth   ranked above the line at which one in a hundred of what passed tonight is lost
    also_held      tonight's own conversations that pass without the planted ones and were held beside them
    """

    kind: str
    title: str
    planted: int
    by_rules: int
    held: int
    in_hundredth: int
    also_held: int

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's, of the share held (Wilson 1927), 95 %."""
        return wilson(self.held, self.planted)


@dataclass(frozen=True, slots=True)
class Result:
    """All cells, and how they came about.

    copies    measurements that it took
    carriers  "history" or "tonight": whose conversations the attacks were planted into
    left_out  what could not be tried, and why
    """

    seed: int
    budget: float
    copies: int
    carriers: Mapping[str, int]
    cells: Sequence[Cell]
    left_out: Sequence[str] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Json]:
        """As it stands in the record of a run; reports are made from it."""
        return {
            "seed": self.seed,
            "budget": self.budget,
            "copies": self.copies,
            "carriers": dict(self.carriers),
            "left_out": list(self.left_out),
            "cells": [
                {**asdict(cell), "interval": [round(edge, 4) for edge in cell.interval]}
                for cell in self.cells
            ],
        }


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Ends of the interval that covers a share in 95 of 100 samples; (0, 1) where there is no sample."""
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, _Z**2 / whole
    middle = (share + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(share * (1 - share) / whole + square / (4 * whole))
    low = 0.0 if part == 0 else max(0.0, middle - half)
    high = 1.0 if part == whole else min(1.0, middle + half)
    return low, high
