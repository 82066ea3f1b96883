"""Long texts in overlapping windows, and batches whose shape does not depend on what else is scored.

A sum of floats depends on its order, and matrix kernels choose the order by the shape of the batch. So
every batch has the same number of rows (`ROWS`) and a length from a fixed ladder (multiples of `STEP`),
and runs on one thread: a text then scores the same alone, among many, and in any worker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guard.errors import GuardError

ROWS = 16
STEP = 16
LONGEST = 512  # tokens in one window; longer windows cost more than they tell about a chat turn

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Windows:
    """Token ids of every window, with special tokens; `owner` is the index of the text it is part of.
    `types` says of each token whether it is context (0) or text (1), where there are contexts."""

    ids: list[list[int]]
    owner: Ints
    types: list[list[int]] | None = None

    @property
    def lengths(self) -> Ints:
        return np.fromiter(map(len, self.ids), np.int64, len(self.ids))


@dataclass(frozen=True, slots=True)
class Batch:
    """`rows` are indices of windows; the arrays have shape (`ROWS`, tokens), and only the first
    `len(rows)` rows count."""

    rows: Ints
    ids: Ints
    mask: Ints
    types: Ints


def window_limit(tokenizer: Any, positions: int | None) -> int:
    """Tokens that fit one window. Two positions are kept free: some models count from an offset."""
    return int(min(LONGEST, tokenizer.model_max_length, (positions or LONGEST + 2) - 2))


def token_windows(tokenizer: Any, texts: Sequence[str], limit: int) -> Windows:
    """Cuts every text into windows of at most `limit` tokens that overlap by an eighth; no token is lost.

    Raises GuardError for a tokenizer that cannot cut windows.
    """
    require_fast(tokenizer)
    encoded = tokenizer(
        list(texts),
        truncation=True,
        max_length=limit,
        stride=limit // 8,
        return_overflowing_tokens=True,
        return_attention_mask=False,
        return_token_type_ids=False,
    )
    return Windows(encoded["input_ids"], np.asarray(encoded["overflow_to_sample_mapping"], np.int64))


def require_fast(tokenizer: Any) -> None:
    """Raises GuardError for a tokenizer that is not a fast (Rust) one, which cannot cut windows."""
    if not getattr(tokenizer, "is_fast", False):
        raise GuardError(
            "the model has no fast tokenizer",
            type(tokenizer).__name__,
            "Save the model again with a recent transformers, so that it has a tokenizer.json.",
        )


def fixed_batches(windows: Windows, padding: int) -> Iterator[Batch]:
    """Batches of one shape per length: always `ROWS` rows; the last one of a length repeats its first."""
    padded = -(-np.maximum(windows.lengths, 1) // STEP) * STEP
    for length in np.unique(padded):
        same = np.flatnonzero(padded == length)
        for start in range(0, len(same), ROWS):
            rows = same[start : start + ROWS]
            ids = np.full((ROWS, length), padding, np.int64)
            mask, types = np.zeros((2, ROWS, length), np.int64)
            for i in range(ROWS):
                window = rows[i] if i < len(rows) else rows[0]
                tokens = windows.ids[window]
                ids[i, : len(tokens)] = tokens
                mask[i, : len(tokens)] = 1
                if windows.types is not None:
                    types[i, : len(tokens)] = windows.types[window]
            yield Batch(rows, ids, mask, types)


@contextmanager
def one_thread() -> Iterator[None]:
    """Inference on one torch thread, without gradients; the number of threads is put back afterwards."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            yield
    finally:
        torch.set_num_threads(before)
