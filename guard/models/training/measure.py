"""Measures the embedded models on sets that they did not learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Figures = dict[str, float | dict[str, float]]
Score = Callable[[Sequence[str]], NDArray[np.float32]]

FALSE_ALARMS = (0.001, 0.005, 0.01)


def auroc(labels: NDArray[np.float64], scores: NDArray[np.float32]) -> float:
    """Probability that a positive scores above a negative, ties half (Mann-Whitney)."""
    positive = labels > 0.5
    yes, no = positive.sum(), (~positive).sum()
    return float((rankdata(scores)[positive].sum() - yes * (yes + 1) / 2) / (yes * no))
