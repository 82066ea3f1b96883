"""Any sentence-transformers model, behind the same small interface as the static table."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guard.errors import GuardError
from guard.models.registry import require_safetensors
from guard.models.windows import fixed_batches, one_thread, token_windows, window_limit


class SentenceTransformerModel:
    """A SentenceTransformer on the CPU; texts beyond its window are read in overlapping windows."""

    def __init__(self, path: Path) -> None:
        require_safetensors(path)
        _require_own_modules(path)
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(
            str(path),
            device="cpu",
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True, "dtype": "float32"},
        ).eval()
        self.dimension = int(self._model.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Sums of window vectors weighted by window length, shape (texts, dimension)."""
        import torch

        longest = self._model.max_seq_length
        if longest is None or math.isinf(longest):  # a bag of words or a static table: nothing is cut off
            with one_thread():
                return np.asarray(self._model.encode(list(texts), show_progress_bar=False), np.float32)
        tokenizer = self._model.tokenizer
        windows = token_windows(tokenizer, texts, min(window_limit(tokenizer, None), longest))
        lengths = windows.lengths
        sums = np.zeros((len(texts), self.dimension), np.float32)
        with one_thread():
            for batch in fixed_batches(windows, tokenizer.pad_token_id or 0):
                inputs = {
                    "input_ids": torch.from_numpy(batch.ids),
                    "attention_mask": torch.from_numpy(batch.mask),
                }
                output = self._model(inputs)["sentence_embedding"]
                vectors = output[: len(batch.rows)].numpy() * lengths[batch.rows, None]
                np.add.at(sums, windows.owner[batch.rows], vectors.astype(np.float32))
        return sums


def _require_own_modules(path: Path) -> None:
    """A module of any other package would be imported and run by its name in modules.json."""
    modules = path / "modules.json"
    if not modules.is_file():
        return
    for entry in json.loads(modules.read_bytes()):
        if not str(entry.get("type", "")).startswith("sentence_transformers."):
            raise GuardError(
                f"module type {entry.get('type')!r} is not a part of sentence-transformers",
                str(modules),
                "Use a model that needs no remote code.",
            )
