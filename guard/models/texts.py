"""What every model does with a list of texts: each distinct text once, in an order that wastes little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Batch = tuple[list[str], list[str] | None]  # texts, and the context of each where there are contexts


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct texts of a list, shortest first, and where each text of the list is among them.

    With contexts, the distinct pairs of context and text. `texts` and `contexts` hold no lone surrogates
    (tokenizers cannot read them); each became "?". `places` has one index into `texts` per text given, so
    that `values[places]` restores the given order.
    """

    texts: list[str]
    contexts: list[str] | None
    places: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str], contexts: Sequence[str] | None = None) -> Distinct:
        """Raises ValueError unless there is one context per text."""
        said = map(_readable, texts)
        heard = [""] * len(texts) if contexts is None else map(_readable, contexts)
        pairs = list(zip(said, heard, strict=True))
        ordered = sorted(sorted(set(pairs)), key=lambda pair: len(pair[0]) + len(pair[1]))
        index = {pair: i for i, pair in enumerate(ordered)}
        places = np.fromiter((index[pair] for pair in pairs), np.int64, len(pairs))
        before = None if contexts is None else [context for _, context in ordered]
        return cls([text for text, _ in ordered], before, places)

    def batches(self, size: int) -> Iterator[Batch]:
        """The distinct texts in order, `size` at a time."""
        for start in range(0, len(self.texts), size):
            part = slice(start, start + size)
            yield self.texts[part], None if self.contexts is None else self.contexts[part]


def _readable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
