"""What every model does with a list of texts: each distinct text once, in an order that wastes little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct texts of a list, shortest first, and where each text of the list is among them.

    `texts` hold no lone surrogates (tokenizers cannot read them); each became "?". `places` has one
    index into `texts` per text given, so that `values[places]` restores the given order.
    """

    texts: list[str]
    places: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Distinct:
        readable = [_readable(text) for text in texts]
        ordered = sorted(sorted(set(readable)), key=len)
        index = {text: i for i, text in enumerate(ordered)}
        return cls(ordered, np.fromiter((index[text] for text in readable), np.int64, len(readable)))

    def batches(self, size: int) -> Iterator[list[str]]:
        for start in range(0, len(self.texts), size):
            yield self.texts[start : start + size]


def _readable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
