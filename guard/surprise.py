"""How surprising a count or a value is: excess over a Poisson expectation, and tails beyond what was seen."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

_TAIL = 0.05  # share of the values that the tail is fitted to
_FEW = 20  # values above 0 below which there is no tail to fit


def excess(counts: Values, expected: Values) -> Values:
    """Signed root of the Poisson deviance, 0 where no more was seen than expected: about a z-score.

    The first of `counts` is not counted, so that one alone never surprises. `expected` is above 0.
    """
    more = np.maximum(counts - 1, 0.0)
    ratio = np.log(np.maximum(more, 1e-12) / expected)
    deviance = 2 * (more * ratio - more + expected)
    return np.where(more > expected, np.sqrt(np.maximum(deviance, 0.0)), 0.0)


def surprise(values: Values) -> Values:
    """-ln of the share of values at least as high, continued beyond the data by an exponential tail.

    values (n,), at least 0; 0 is nothing and has surprise 0. Ranks alone saturate at -ln(1/n) and make the
    highest of every signal equal; above the 95 % quantile the excesses are taken as exponential (Pickands
    1975, with shape 0). Their scale is read from the median excess, which planted rows, fewer than half of
    the tail, move little. Values that tie have the same surprise, whatever their order.
    """
    count = len(values)
    ordered = np.sort(values)
    above = count - np.searchsorted(ordered, values, side="left")
    result = np.log((count + 1) / (above + 1))
    edge = float(np.quantile(ordered, 1 - _TAIL)) if count else 0.0
    tail = ordered[ordered > edge]
    if len(tail) >= _FEW:
        scale = float(np.median(tail) - edge) / log(2)
        share = len(tail) / count
        beyond = values > edge
        result[beyond] = -log(share) + (values[beyond] - edge) / scale
    return np.where(values > 0, result, 0.0)
