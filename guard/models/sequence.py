"""Any transformers sequence-classification model, behind the same small interface as the embedded one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guard.errors import GuardError
from guard.models.registry import require_safetensors
from guard.models.windows import fixed_batches, one_thread, token_windows, window_limit


class SequenceClassifier:
    """AutoModelForSequenceClassification on the CPU: sigmoid for multi-label models, softmax for others."""

    def __init__(self, path: Path) -> None:
        require_safetensors(path)
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        try:
            self._tokenizer = AutoTokenizer.from_pretrained(
                str(path), trust_remote_code=False, local_files_only=True
            )
            self._model = AutoModelForSequenceClassification.from_pretrained(
                str(path),
                trust_remote_code=False,
                use_safetensors=True,
                local_files_only=True,
                dtype="float32",
            ).eval()
        except (OSError, ValueError) as error:
            raise GuardError(
                f"transformers cannot load the classifier: {str(error).splitlines()[0]}",
                str(path),
                "Give a directory saved by save_pretrained() of a model and its tokenizer that needs no "
                "remote code.",
            ) from error
        config = self._model.config
        self.labels = tuple(str(config.id2label[i]) for i in range(config.num_labels))
        self._several = config.problem_type == "multi_label_classification" or config.num_labels == 1
        positions = getattr(config, "max_position_embeddings", None)
        self._limit = window_limit(self._tokenizer, positions)

    def score(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Probabilities, shape (texts, labels): the maximum over a text's windows counts."""
        import torch

        windows = token_windows(self._tokenizer, texts, self._limit)
        scores = np.zeros((len(texts), len(self.labels)), np.float32)
        with one_thread():
            for rows, ids, mask in fixed_batches(windows, self._tokenizer.pad_token_id or 0):
                logits = self._model(input_ids=ids, attention_mask=mask).logits[: len(rows)].float()
                probabilities = torch.sigmoid(logits) if self._several else torch.softmax(logits, dim=1)
                np.maximum.at(scores, windows.owner[rows], probabilities.numpy())
        return scores
