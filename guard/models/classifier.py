"""Texts to label probabilities: the embedded toxicity model, or any transformers classifier in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from guard.errors import UsageError
from guard.models.ngrams import HashedNgrams, is_hashed_ngrams
from guard.models.registry import fingerprint, resolve
from guard.models.texts import Distinct

_BATCH = 2048  # distinct texts per call of the model and per piece of work handed to a process
_DECIMALS = 4


class _Model(Protocol):
    labels: tuple[str, ...]

    def score(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class Classifier:
    """A multi-label or single-label text classifier.

    name        as it was asked for
    fingerprint SHA-256 of the model's files: scores may be compared only where it is the same
    labels      names of the columns of `score`, in our words where a label map was given
    """

    def __init__(self, name: str, path: Path, label_map: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.fingerprint = fingerprint(path)
        self._path = path
        self._model = _open(path)
        self.labels, self._columns = _mapped(self._model.labels, label_map, name)

    @classmethod
    def load(
        cls,
        name_or_path: str = "embedded",
        revision: str | None = None,
        label_map: Mapping[str, str] | None = None,
    ) -> Classifier:
        """Loads the embedded toxicity model, a directory, or a hub model at a pinned commit.

        `label_map` takes the model's labels to ours (`{"LABEL_1": "toxic"}`); labels that it leaves out
        are dropped, and where two become one, the larger probability counts.

        Raises UsageError for an unknown name, an unpinned hub name, or a mapped label that the model does
        not have; GuardError when the hub is out of reach or the directory has no safetensors weights.
        """
        name = "toxicity" if name_or_path == "embedded" else name_or_path
        return cls(name_or_path, resolve(name, revision), label_map)

    def score(self, texts: Sequence[str], workers: int = 1) -> NDArray[np.float32]:
        """Probabilities rounded to four decimals, float32, shape (texts, labels), in the order of the texts.

        Each distinct text is scored once. Long texts are read in full, in overlapping windows of which the
        maximum counts. A text's score depends neither on the other texts nor on the number of `workers`
        (processes).
        """
        distinct = Distinct.of(texts)
        batches = list(distinct.batches(_BATCH))
        if not batches:
            return np.zeros((0, len(self.labels)), np.float32)
        if workers > 1 and len(batches) > 1:
            with ProcessPoolExecutor(
                min(workers, len(batches)), get_context("spawn"), initializer=_start, initargs=(self._path,)
            ) as pool:
                parts = list(pool.map(_score_in_worker, batches))
        else:
            parts = [self._model.score(batch) for batch in batches]
        scores = np.concatenate(parts)
        ours = np.stack([scores[:, columns].max(axis=1) for columns in self._columns], axis=1)
        return np.round(ours, _DECIMALS)[distinct.places]


def _open(path: Path) -> _Model:
    if is_hashed_ngrams(path):
        return HashedNgrams(path)
    from guard.models.sequence import SequenceClassifier  # imports torch, so only where it is needed

    return SequenceClassifier(path)


def _mapped(
    labels: tuple[str, ...], label_map: Mapping[str, str] | None, name: str
) -> tuple[tuple[str, ...], list[list[int]]]:
    """Our labels, and for each of them the model's columns that it stands for."""
    if label_map is None:
        return labels, [[i] for i in range(len(labels))]
    unknown = sorted(set(label_map) - set(labels))
    if unknown or not label_map:
        raise UsageError(
            f"the model has no label {', '.join(map(repr, unknown))}"
            if unknown
            else "the label map is empty",
            f"label map of model {name!r}",
            f"Map some of the model's labels: {', '.join(map(repr, labels))}.",
        )
    ours = tuple(dict.fromkeys(label_map[label] for label in labels if label in label_map))
    columns = [[i for i, label in enumerate(labels) if label_map.get(label) == our] for our in ours]
    return ours, columns


_worker: _Model | None = None


def _start(path: Path) -> None:
    global _worker
    _worker = _open(path)


def _score_in_worker(texts: list[str]) -> NDArray[np.float32]:
    assert _worker is not None
    return _worker.score(texts)
