"""Stretches of a row of tokens: where they begin and end, and sums and maxima over each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Spans:
    """`begins[i]` to `ends[i]` (exclusive) of stretch i, which belongs to text `owner[i]`; they may overlap
    and be empty."""

    begins: Ints
    ends: Ints
    owner: Ints

    @property
    def lengths(self) -> Ints:
        return self.ends - self.begins

    def without_first(self) -> Spans:
        """Each stretch less its first place."""
        return Spans(np.minimum(self.begins + 1, self.ends), self.ends, self.owner)

    @classmethod
    def grouped(cls, owner: Ints) -> Spans:
        """One stretch for each run of equal values in `owner`."""
        begins = np.flatnonzero(np.diff(owner, prepend=-1))
        return cls(begins, np.append(begins[1:], len(owner)), owner[begins])


def windows(bounds: Ints, sizes: Sequence[int]) -> Spans:
    """Windows over texts that lie in one row; text i is `bounds[i]` to `bounds[i + 1]`, ordered by text.

    Windows of each size (largest first) overlap by half; a text that fits the largest, or any text where
    there are no sizes, is also a window as a whole.
    """
    begins, lengths = bounds[:-1], np.diff(bounds)
    texts = np.arange(len(lengths))
    whole = lengths <= (sizes[0] if sizes else np.inf)
    parts = [(begins[whole], bounds[1:][whole], texts[whole])]
    for size in sizes:
        longer, step = np.flatnonzero(lengths > size), size // 2
        counts = -(-(lengths[longer] - step) // step)
        owner = np.repeat(longer, counts)
        nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        start = begins[owner] + nth * step
        parts.append((start, np.minimum(start + size, bounds[owner + 1]), owner))
    begin, end, owner = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(owner, kind="stable")
    return Spans(begin[order], end[order], owner[order])


def sums(values: Floats, spans: Spans, rows: Ints | None = None) -> Floats:
    """Sum over each stretch, shape (stretches, columns); an empty one is zero.

    With `rows` the value at place i is `values[rows[i]]`.
    """
    bounds = np.cumsum([0, *spans.lengths])
    places = np.arange(bounds[-1]) + np.repeat(spans.begins - bounds[:-1], spans.lengths)
    columns = places if rows is None else rows[places]
    shape = (len(spans.begins), len(values))
    return np.asarray(
        csr_array((np.ones(len(columns), np.float32), columns, bounds), shape) @ values, np.float32
    )


def maxima(values: Floats, spans: Spans) -> Floats:
    """Maximum over each stretch, shape (stretches, columns); an empty one is zero."""
    # Place by place over all stretches at once, the longest first, so that those that go on are a slice.
    lengths = spans.lengths
    order = np.argsort(-lengths, kind="stable")
    begins, ends = spans.begins[order], np.searchsorted(-lengths[order], -np.arange(lengths.max(initial=0)))
    found = np.zeros((len(lengths), values.shape[1]), values.dtype)
    for nth, going_on in enumerate(ends):
        part = found[:going_on]
        here = values[begins[:going_on] + nth]
        if nth:
            np.maximum(part, here, out=part)
        else:
            part[:] = here
    restored = np.empty_like(found)
    restored[order] = found
    return restored
