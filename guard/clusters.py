"""Groups of near-copies from pairs of near-copies, without chains.

Connected components alone join A to Z through a chain of small changes. Here a component is peeled: its
best-connected member keeps those that are near to itself, and the rest is looked at again. Linear in the
number of pairs plus members times rounds.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Near = Callable[[int, Ints], NDArray[np.bool_]]

_ROUNDS = 8


def peel(count: int, low: Ints, high: Ints, near: Near) -> list[Ints]:
    """Groups of at least two of `count` items, as sorted index arrays, the best-connected item first.

    low, high  pairs of near items
    near       (item, others) -> which of the others are near enough to that item
    """
    groups: list[Ints] = []
    left = np.ones(count, dtype=np.bool_)
    for _ in range(_ROUNDS):
        inside = left[low] & left[high]
        low, high = low[inside], high[inside]
        if len(low) == 0:
            break
        degree = np.bincount(low, minlength=count) + np.bincount(high, minlength=count)
        graph = coo_matrix((np.ones(len(low), np.int8), (low, high)), shape=(count, count))
        _, label = connected_components(graph, directed=False)
        members = np.flatnonzero(degree > 0)
        members = members[np.lexsort((members, -degree[members], label[members]))]
        edges = np.flatnonzero(np.diff(label[members])) + 1
        for component in np.split(members, edges):
            head, others = int(component[0]), component[1:]
            kept = others[near(head, others)]
            left[head] = False
            left[kept] = False
            if len(kept):
                groups.append(np.concatenate([component[:1], np.sort(kept)]))
    return sorted(groups, key=lambda group: int(group.min()))
