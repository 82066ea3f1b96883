"""Any transformers sequence-classification model, behind the same small interface as the embedded ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from guard.errors import GuardError
from guard.models.onnx import OnnxModel, is_onnx
from guard.models.pairs import pair_windows
from guard.models.registry import require_safetensors
from guard.models.windows import Windows, fixed_batches, one_thread, token_windows, window_limit

Floats = NDArray[np.float32]


class _Runner(Protocol):
    """Windows -> logits (windows, labels)."""

    def logits(self, windows: Windows, /) -> Floats: ...


class SequenceClassifier:
    """A transformers directory on the CPU, its weights read by torch or, exported, by ONNX Runtime.

    Probabilities are sigmoids for multi-label models (and those of one label), softmax for others.
    """

    def __init__(self, path: Path) -> None:
        if not is_onnx(path):
            require_safetensors(path)
        from transformers import AutoConfig, AutoTokenizer

        try:
            self._tokenizer = AutoTokenizer.from_pretrained(
                str(path), trust_remote_code=False, local_files_only=True
            )
            config = AutoConfig.from_pretrained(str(path), trust_remote_code=False, local_files_only=True)
            self._runner: _Runner = OnnxModel(path) if is_onnx(path) else _TorchModel(path, self._tokenizer)
        except (OSError, ValueError) as error:
            raise GuardError(
                f"transformers cannot load the classifier: {str(error).splitlines()[0]}",
                str(path),
                "Give a directory saved by save_pretrained() of a model and its tokenizer that needs no "
                "remote code.",
            ) from error
        self.labels = tuple(str(config.id2label[i]) for i in range(config.num_labels))
        self._several = config.problem_type == "multi_label_classification" or config.num_labels == 1
        positions = getattr(config, "max_position_embeddings", None)
        self._limit = window_limit(self._tokenizer, positions)

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None) -> Floats:
        """Probabilities, shape (texts, labels): the maximum over a text's windows counts."""
        if contexts is None:
            windows = token_windows(self._tokenizer, texts, self._limit)
        else:
            windows = pair_windows(self._tokenizer, contexts, texts, self._limit)
        logits = self._runner.logits(windows)
        probabilities = _sigmoid(logits) if self._several else _softmax(logits)
        scores = np.zeros((len(texts), len(self.labels)), np.float32)
        np.maximum.at(scores, windows.owner, probabilities)
        return scores


class _TorchModel:
    """AutoModelForSequenceClassification in torch."""

    def __init__(self, path: Path, tokenizer: Any) -> None:
        from transformers import AutoModelForSequenceClassification
        from transformers.utils import logging

        logging.disable_progress_bar()  # of loading weights: a second, and every worker would draw its own
        model, loaded = AutoModelForSequenceClassification.from_pretrained(
            str(path),
            trust_remote_code=False,
            use_safetensors=True,
            local_files_only=True,
            dtype="float32",
            output_loading_info=True,
        )
        if missing := sorted(loaded["missing_keys"]):  # transformers would make them up at random
            raise GuardError(
                f"the weights are not those of a classifier: there is no {missing[0]}",
                str(path),
                "Give a model that was trained for sequence classification.",
            )
        self._model = model.eval()
        self._padding = tokenizer.pad_token_id or 0
        self._typed = "token_type_ids" in tokenizer.model_input_names

    def logits(self, windows: Windows) -> Floats:
        import torch

        logits = np.zeros((len(windows.ids), self._model.config.num_labels), np.float32)
        with one_thread():
            for batch in fixed_batches(windows, self._padding):
                inputs = {"input_ids": batch.ids, "attention_mask": batch.mask}
                if self._typed:
                    inputs["token_type_ids"] = batch.types
                output = self._model(**{name: torch.from_numpy(array) for name, array in inputs.items()})
                logits[batch.rows] = output.logits[: len(batch.rows)].float().numpy()
        return logits


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)), np.float32)  # 1 / (1 + exp(-x)) without overflow


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
