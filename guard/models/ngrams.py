"""The embedded classifier's arithmetic in numpy: a linear model over hashed single tokens and pairs.

Each run of tokens has one weight per label, in a table that runs share by hashing (Weinberger et al.
2009); a text's logits are the sum of its weights over the square root of their number, plus a bias. It
reads the same directory, and gives the same scores, as `guard.models.ngrams_torch` does through
transformers, without the seconds that importing torch takes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

MODEL_TYPE = "hashed-ngrams"
ORDERS = 2
WINDOWS = (20, 10)  # tokens: a sentence or two, and an outburst between friendly words
UNKNOWN = 1
_BLOCK = 4096  # windows worked on at a time


def is_hashed_ngrams(path: Path) -> bool:
    """True for a directory whose config.json names this model type."""
    config = path / "config.json"
    return config.is_file() and json.loads(config.read_bytes()).get("model_type") == MODEL_TYPE


class HashedNgrams:
    """Reads a directory with config.json, tokenizer.json and model.safetensors."""

    def __init__(self, path: Path) -> None:
        config = json.loads((path / "config.json").read_bytes())
        self.labels = tuple(config["id2label"][str(i)] for i in range(len(config["id2label"])))
        tensors = {
            name: part.astype(np.float32) for name, part in load_file(path / "model.safetensors").items()
        }
        self._weights, self._bias = tensors["ngrams.weight"], tensors["bias"]
        self._vocabulary, self._damping = int(config["vocab_size"]), float(config["damping"])
        self._tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def score(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Probabilities, shape (texts, labels); of a text's overlapping windows the maximum counts."""
        tokens = [e.ids for e in self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
        windows = [windows_of(ids) for ids in tokens]
        flat = [window for part in windows for window in part]
        logits = np.concatenate([self._logits(flat[i : i + _BLOCK]) for i in range(0, len(flat), _BLOCK)])
        starts = np.cumsum([0, *map(len, windows)])[:-1]
        highest = np.maximum.reduceat(logits, starts, axis=0)
        return np.asarray(1 / (1 + np.exp(-highest)), np.float32)

    def _logits(self, windows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        ids, starts = flattened(windows)
        buckets, present = ngram_buckets(ids, starts, self._vocabulary, len(self._weights))
        weights = np.where(present[..., None], self._weights[buckets], 0).sum(axis=0)
        sums = np.add.reduceat(weights, starts, axis=0)
        counts = np.add.reduceat(present.sum(axis=0), starts)
        return np.asarray(sums / np.sqrt(counts + self._damping)[:, None] + self._bias, np.float32)


def windows_of(ids: Sequence[int], sizes: Sequence[int] = WINDOWS) -> list[Sequence[int]]:
    """Windows of each size (largest first) that overlap by half, and the whole where it fits the largest;
    an empty text is one unknown token."""
    windows: list[Sequence[int]] = [ids or [UNKNOWN]] if len(ids) <= sizes[0] else []
    for size in sizes:
        if len(ids) > size:
            step = size // 2
            windows += [ids[start : start + size] for start in range(0, len(ids) - step, step)]
    return windows


def flattened(windows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids of all windows in one row, and where each window starts in it."""
    ends = np.cumsum([len(window) for window in windows])
    ids = np.fromiter(chain.from_iterable(windows), np.int64, ends[-1])
    return ids, np.concatenate([[0], ends[:-1]])


def ngram_buckets(
    ids: NDArray[np.int64], starts: NDArray[np.int64], vocabulary: int, buckets: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """bucket of the run of 1 and of 2 tokens that ends at each token, and whether there is such a run.

    Both have shape (orders, tokens). Runs are numbered to base vocabulary + 1 (0 is no token); the bucket
    is the remainder by their number, which should be prime.
    """
    age = np.arange(len(ids)) - np.repeat(starts, np.diff(np.append(starts, len(ids))))
    number, rows = np.zeros(len(ids), np.int64), []
    for order in range(ORDERS):
        before = np.roll(ids, order) + 1
        number = number + before * (vocabulary + 1) ** order
        rows.append(number % buckets)
    return np.stack(rows), age >= np.arange(ORDERS)[:, None]
