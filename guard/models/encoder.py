"""Texts to vectors: the embedded static encoder, or any sentence-transformers model in its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from guard.models.pool import in_processes
from guard.models.registry import fingerprint, resolve
from guard.models.static import StaticTable, is_static
from guard.models.texts import Distinct

_BATCH = 4096  # distinct texts per call of the model: bounds memory, changes no vector


class _Model(Protocol):
    dimension: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class Encoder:
    """A sentence encoder with unit vectors, so that a dot product is the cosine similarity.

    name        as it was asked for
    fingerprint SHA-256 of the model's files: vectors may be compared only where it is the same
    dimension   length of a vector
    """

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.fingerprint = fingerprint(path)
        self._path, self._model = path, _open(path)
        self.dimension = self._model.dimension

    @classmethod
    def load(cls, name_or_path: str = "embedded", revision: str | None = None) -> Encoder:
        """Loads the embedded encoder, a directory, or a hub model at a pinned commit.

        Raises UsageError for an unknown name or an unpinned hub name, GuardError when the hub is out of
        reach or the directory has no safetensors weights.
        """
        name = "encoder" if name_or_path == "embedded" else name_or_path
        return cls(name_or_path, resolve(name, revision))

    def encode(self, texts: Sequence[str], workers: int = 1) -> NDArray[np.float32]:
        """Unit vectors, float32, shape (texts, dimension), in the order of the texts.

        Each distinct text is encoded once. Long texts are read in full: for the embedded encoder as one
        bag of tokens, for others as the length-weighted mean of overlapping windows. A text without any
        token has the zero vector. A text's vector depends neither on the other texts nor on the number of
        `workers` (processes, this one included).
        """
        distinct = Distinct.of(texts)
        batches = [batch for batch, _ in distinct.batches(_BATCH)]
        if workers > 1 and len(batches) > 1:
            parts = in_processes(workers - 1, partial(_encode_in_worker, self._path), batches)
        else:
            parts = [self._model.encode(batch) for batch in batches]
        if not parts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = np.concatenate(parts)
        norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        vectors /= np.where(norms > 0, norms, 1)[:, None]
        return vectors[distinct.places]


def _open(path: Path) -> _Model:
    if is_static(path):
        return StaticTable(path)
    from guard.models.contextual import SentenceTransformerModel  # imports torch, so only where it is needed

    return SentenceTransformerModel(path)


_kept = cache(_open)  # in a worker, which sees many batches


def _encode_in_worker(path: Path, batch: Sequence[str]) -> NDArray[np.float32]:
    return _kept(path).encode(batch)
