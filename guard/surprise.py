"""How surprising a count or a value is: excess over a Poisson expectation, and rarity within a night."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def excess(counts: Values, expected: Values) -> Values:
    """Signed root of the Poisson deviance, 0 where no more was seen than expected: about a z-score.

    The first of `counts` is not counted, so that one alone never surprises. `expected` is above 0.
    """
    more = np.maximum(counts - 1, 0.0)
    ratio = np.log(np.maximum(more, 1e-12) / expected)
    deviance = 2 * (more * ratio - more + expected)
    return np.where(more > expected, np.sqrt(np.maximum(deviance, 0.0)), 0.0)


def rarity(values: Values) -> Values:
    """(n,) -ln of the share of values at least as high as each: 0 where the value is 0, which is nothing.

    One is added to both counts, so that the highest of n has ln((n + 1) / 2) and one alone has 0. Equal
    values have equal rarity, whatever their order.
    """
    count = len(values)
    above = count - np.searchsorted(np.sort(values), values, side="left")
    return np.where(values > 0, np.log((count + 1) / (above + 1)), 0.0)
