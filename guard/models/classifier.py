"""Texts to label probabilities: an embedded classifier, or any transformers classifier in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from guard.errors import UsageError
from guard.models.compact import CompactClassifier, is_compact
from guard.models.pool import in_processes
from guard.models.registry import fingerprint, reads_context, resolve
from guard.models.texts import Batch, Distinct

_BATCH = 2048  # distinct texts per call of the model and per piece of work handed to a process
_DECIMALS = 4

Floats = NDArray[np.float32]


class _Model(Protocol):
    labels: tuple[str, ...]

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None) -> Floats: ...


class Classifier:
    """A multi-label or single-label text classifier.

    name         as it was asked for
    fingerprint  SHA-256 of the model's files: scores may be compared only where it is the same
    labels       names of the columns of `score`, in our words where a label map was given
    uses_context whether it reads a context beside each text
    """

    def __init__(
        self,
        name: str,
        path: Path,
        label_map: Mapping[str, str] | None = None,
        uses_context: bool | None = None,
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint(path)
        self.uses_context = reads_context(path, uses_context)
        self._path = path
        self._model = _open(path)
        self.labels, self._columns = _mapped(self._model.labels, label_map, name)

    @classmethod
    def load(
        cls,
        name_or_path: str = "toxicity",
        revision: str | None = None,
        label_map: Mapping[str, str] | None = None,
        uses_context: bool | None = None,
    ) -> Classifier:
        """Loads an embedded model by its name, a directory, or a hub model at a pinned commit.

        `label_map` takes the model's labels to ours (`{"LABEL_1": "toxic"}`); labels that it leaves out
        are dropped, and where two become one, the larger probability counts. `uses_context` says of a
        model whose configuration does not (`"context"`) whether it was trained on pairs.

        Raises UsageError for an unknown name, an unpinned hub name, a mapped label that the model does not
        have, or a `uses_context` that its configuration denies; GuardError when the hub is out of reach or
        the directory has no safetensors weights.
        """
        return cls(name_or_path, resolve(name_or_path, revision), label_map, uses_context)

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None, workers: int = 1) -> Floats:
        """Probabilities rounded to four decimals, float32, shape (texts, labels), in the order of the texts.

        A model that `uses_context` wants one string per text in `contexts` (what was said before, "" for
        nothing), any other model none; the reverse is a UsageError.

        Each distinct text (pair) is scored once. Long texts are read in full, in overlapping windows of
        which the maximum counts. A text's score depends neither on the other texts nor on the number of
        `workers` (processes, this one included).
        """
        self._check(texts, contexts)
        distinct = Distinct.of(texts, contexts)
        batches = list(distinct.batches(_BATCH))
        if not batches:
            return np.zeros((0, len(self.labels)), np.float32)
        if workers > 1 and len(batches) > 1:
            parts = in_processes(workers - 1, partial(_score_in_worker, self._path), batches)
        else:
            parts = [_scored(self._model, batch) for batch in batches]
        scores = np.concatenate(parts)
        ours = np.stack([scores[:, columns].max(axis=1) for columns in self._columns], axis=1)
        return np.round(ours, _DECIMALS)[distinct.places]

    def _check(self, texts: Sequence[str], contexts: Sequence[str] | None) -> None:
        where = f"model {self.name!r}"
        if self.uses_context and contexts is None:
            raise UsageError(
                "the model reads a context beside each text, and there is none",
                where,
                'Give what was said before each text, "" where nothing was.',
            )
        if contexts is not None and not self.uses_context:
            raise UsageError(
                "the model reads no context, and there is one beside the texts",
                where,
                "Leave the contexts out, or load a directory that was trained on pairs with uses_context.",
            )
        if contexts is not None and len(contexts) != len(texts):
            raise UsageError(
                f"there are {len(texts):,} texts and {len(contexts):,} contexts",
                where,
                "Give one context per text.",
            )


def _open(path: Path) -> _Model:
    if is_compact(path):
        return CompactClassifier(path)
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


_kept = cache(_open)  # in a worker, which sees many batches


def _score_in_worker(path: Path, batch: Batch) -> Floats:
    return _scored(_kept(path), batch)


def _scored(model: _Model, batch: Batch) -> Floats:
    texts, contexts = batch
    return model.score(texts) if contexts is None else model.score(texts, contexts)
