"""Static embedding models read without torch: the same directory, the same vectors, a hundredth of the
start-up time.

A sentence-transformers directory whose modules are only StaticEmbedding and Normalize is a tokenizer and
a table; a text is the mean of its tokens' rows. That needs numpy and the Rust tokenizer, not torch.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import load_file
from scipy.sparse import csr_array

from guard.models.tokens import Reader, in_a_row

_MODULES = {"StaticEmbedding", "Normalize"}
_TABLES = {"embedding.weight", "embeddings"}  # as sentence-transformers and as model2vec call it


def is_static(path: Path) -> bool:
    """True for a sentence-transformers directory that holds nothing but a static table."""
    modules = path / "modules.json"
    if not modules.is_file():
        return False
    entries = json.loads(modules.read_bytes())
    kinds = [entry["type"].rpartition(".")[2] for entry in entries]
    if kinds[:1] != ["StaticEmbedding"] or not set(kinds) <= _MODULES:
        return False
    weights = _weights(path, entries)
    if not weights.is_file():
        return False
    with safe_open(weights, framework="numpy") as tensors:
        names = set(tensors.keys())
    return len(names) == 1 and names <= _TABLES


class StaticTable:
    """Token vectors, shape (vocabulary, dimension); a text is the mean of its tokens' vectors."""

    def __init__(self, path: Path) -> None:
        weights = _weights(path, json.loads((path / "modules.json").read_bytes()))
        (table,) = load_file(weights).values()
        self._reader = Reader.load(weights.with_name("tokenizer.json"))
        self._table = table.astype(np.float32)
        self.dimension: int = table.shape[1]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Sums of token vectors, shape (texts, dimension); their direction is the mean's."""
        ids, bounds = in_a_row(self._reader.ids(texts))
        counts = csr_array((np.ones(len(ids), np.float32), ids, bounds), (len(texts), len(self._table)))
        return np.asarray(counts @ self._table, np.float32)


def _weights(path: Path, modules: list[dict[str, str]]) -> Path:
    return path / modules[0]["path"] / "model.safetensors"
