"""Many texts against one pattern, fast when few of them match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

BATCH = 64  # texts searched together: large enough to save calls, small enough that most batches are clean


def screen(pattern: Any, texts: Sequence[str]) -> Iterator[int]:
    """Numbers of the texts in which a compiled pattern (google-re2, linear time) is found, rising.

    Batches are searched first, as one text with a line for each, so the pattern must not need to know where
    a text begins or ends: what matches in a text must match in the batch.
    """
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        if pattern.search("\n".join(batch)):
            yield from (start + i for i, text in enumerate(batch) if pattern.search(text))
