"""Exact comparison of two arms within strata: how much more often does one meet a bad outcome?

Comparisons are made inside strata only, and then joined, so that strata which differ in how often the
outcome occurs, or in how the arms are mixed, cannot feign a difference (Mantel & Haenszel 1959; Simpson's
paradox).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

_Z = 1.959963984540054  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Stratum:
    """`bad` of `count` in the arm that is looked at, `others_bad` of `others` in the other one."""

    bad: int
    count: int
    others_bad: int
    others: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Share in the arm minus share among the others, both standardised to the same mix of strata.

    low, high  the 95 % interval of the difference
    p          one-sided and exact: how often so many or more would meet the outcome by chance
    """

    difference: float
    low: float
    high: float
    p: float


def compare(strata: Sequence[Stratum]) -> Difference:
    """The arms over all strata. Strata in which one arm is empty say nothing and are left out.

    p is that of the exact conditional test of Mantel and Haenszel: with the margins of each stratum fixed,
    the arm's bad ones are a sum of hypergeometric counts (Gart 1970; one stratum: Fisher's exact test).
    The shares have Mantel-Haenszel weights; their interval joins the Wilson intervals of both (Newcombe
    1998, method 10) at the sizes that the weights leave. Raises ValueError if no stratum has both arms.
    """
    told = [s for s in strata if s.count and s.others]
    if not told:
        raise ValueError("no stratum has both arms")
    sizes = np.array([(s.count, s.others) for s in told], dtype=np.float64)
    weights = sizes.prod(axis=1) / sizes.sum(axis=1)
    weights /= weights.sum()
    here, size = _share([s.bad for s in told], sizes[:, 0], weights)
    there, others = _share([s.others_bad for s in told], sizes[:, 1], weights)
    low, high = wilson(here, size)
    other_low, other_high = wilson(there, others)
    below = sqrt((here - low) ** 2 + (other_high - there) ** 2)
    above = sqrt((high - here) ** 2 + (there - other_low) ** 2)
    gap = here - there
    return Difference(gap, gap - below, gap + above, _tail(told))


def wilson(share: float, size: float) -> tuple[float, float]:
    """The 95 % interval of a share seen among `size` (Wilson 1927)."""
    centre = share + _Z**2 / (2 * size)
    half = _Z * sqrt(max(0.0, share * (1 - share)) / size + _Z**2 / (4 * size**2))
    scale = 1 + _Z**2 / size
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def false_discovery(p: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's (1995) adjusted p values, in the given order: reporting those up to q makes
    at most a share q of what is reported false, in expectation."""
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    ranked = values[order] * len(values) / np.arange(1, len(values) + 1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(ranked[::-1])[::-1])
    return [float(value) for value in adjusted]


def _share(
    bad: Sequence[int], sizes: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """The weighted share, and of how many equally weighted ones it is worth the evidence."""
    share = float((weights * np.asarray(bad) / sizes).sum())
    return min(1.0, max(0.0, share)), 1 / float((weights**2 / sizes).sum())


def _tail(strata: Sequence[Stratum]) -> float:
    """P(bad in the arm >= observed), by convolution of the strata's hypergeometric distributions."""
    distribution, least = np.ones(1), 0
    for s in strata:
        total = s.bad + s.others_bad
        lowest, highest = max(0, total - s.others), min(s.count, total)
        counts = np.arange(lowest, highest + 1)
        ways = _log_choose(s.count, counts) + _log_choose(s.others, total - counts)
        distribution = np.convolve(distribution, np.exp(ways - _log_choose(s.count + s.others, total)))
        least += lowest
    return min(1.0, float(distribution[sum(s.bad for s in strata) - least :].sum()))


def _log_choose(n: int, k: NDArray[np.int64] | int) -> NDArray[np.float64]:
    return np.asarray(gammaln(n + 1) - gammaln(np.add(k, 1)) - gammaln(np.subtract(n, k) + 1))
