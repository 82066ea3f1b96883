"""Classifiers that were exported to ONNX: run by ONNX Runtime, without torch's weights.

Dynamic quantisation measures the range of a layer's input as it comes, over the whole batch, so that in a
batch a text's score would depend on its neighbours (by several thousandths). One text at a time it cannot,
needs no padding, and on one thread is faster than batches of floats.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guard.errors import UsageError
from guard.models.windows import Windows

FILE = "model.onnx"


def is_onnx(path: Path) -> bool:
    """True for a model directory with exported weights and no others."""
    return (path / FILE).is_file() and not (path / "model.safetensors").is_file()


def require_packages(*names: str) -> None:
    """Raises UsageError where packages of the extra `onnx` are not installed."""
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"models in ONNX need packages that are not installed: {', '.join(missing)}",
            "extra onnx",
            'Run pip install "conversation-guard[onnx]".',
        )


class OnnxModel:
    """The model of a directory in one session on one thread."""

    def __init__(self, path: Path) -> None:
        require_packages("onnxruntime")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path / FILE), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {given.name for given in self._session.get_inputs()}

    def logits(self, windows: Windows) -> NDArray[np.float32]:
        """Logits, shape (windows, labels)."""
        return np.concatenate(
            [np.asarray(self._session.run(None, self._feed(windows, i))[0]) for i in range(len(windows.ids))]
        )

    def _feed(self, windows: Windows, i: int) -> dict[str, NDArray[np.int64]]:
        ids = np.array([windows.ids[i]], np.int64)
        types = np.zeros_like(ids) if windows.types is None else np.array([windows.types[i]], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        return {name: array for name, array in given.items() if name in self._inputs}
