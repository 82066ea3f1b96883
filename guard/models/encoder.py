"""Texts to vectors: the embedded static encoder, or any sentence-transformers model in its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
        self._model: _Model
        if is_static(path):
            self._model = StaticTable(path)
        else:  # imports torch, so only where it is needed
            from guard.models.contextual import SentenceTransformerModel

            self._model = SentenceTransformerModel(path)
        self.dimension = self._model.dimension

    @classmethod
    def load(cls, name_or_path: str = "embedded", revision: str | None = None) -> Encoder:
        """Loads the embedded encoder, a directory, or a hub model at a pinned commit.

        Raises UsageError for an unknown name or an unpinned hub name, GuardError when the hub is out of
        reach or the directory has no safetensors weights.
        """
        name = "encoder" if name_or_path == "embedded" else name_or_path
        return cls(name_or_path, resolve(name, revision))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, float32, shape (texts, dimension), in the order of the texts.

        Each distinct text is encoded once. Long texts are read in full: for the embedded encoder as one
        bag of tokens, for others as the length-weighted mean of overlapping windows. A text without any
        token has the zero vector. A text's vector never depends on the other texts.
        """
        distinct = Distinct.of(texts)
        parts = [self._model.encode(batch) for batch, _ in distinct.batches(_BATCH)]
        if not parts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = np.concatenate(parts)
        norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        vectors /= np.where(norms > 0, norms, 1)[:, None]
        return vectors[distinct.places]
