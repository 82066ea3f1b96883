"""Models that remember what they said of each text, for corpora that share nearly all of theirs.

A text's score never depends on the texts beside it (tests/test_models_*.py), so that asking once is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from guard.corpus import CharacterModel, Models, TextClassifier, TextEncoder

Floats = NDArray[np.float32]
_Key = TypeVar("_Key", bound=Hashable)


class Memory:
    """Rows by key. What is asked for the first time is computed in one call."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, Any] = {}

    def rows(self, keys: Sequence[_Key], compute: Callable[[list[_Key]], NDArray[Any]]) -> NDArray[Any]:
        """One row for each key, in their order; `compute` gives as many rows as it gets keys."""
        new = [key for key in dict.fromkeys(keys) if key not in self._rows]
        if new or not keys:
            computed = compute(new)
            self._rows.update(zip(new, computed, strict=True))
            if len(new) == len(keys):
                return computed
        return np.array([self._rows[key] for key in keys])


class Encoder:
    def __init__(self, model: TextEncoder) -> None:
        self._model, self._memory = model, Memory()

    def encode(self, texts: Sequence[str], /) -> Floats:
        return self._memory.rows(texts, self._model.encode)


class Characters:
    def __init__(self, model: CharacterModel) -> None:
        self._model, self._memory = model, Memory()

    def bits_per_char(self, texts: Sequence[str], /) -> Floats:
        return self._memory.rows(texts, self._model.bits_per_char)


class Classifier:
    def __init__(self, model: TextClassifier) -> None:
        self._model, self._memory = model, Memory()
        self.aside: bool = getattr(model, "aside", False)  # as the model itself: see `Models.aside`

    @property
    def labels(self) -> tuple[str, ...]:
        return self._model.labels

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None, /) -> Floats:
        if contexts is None:
            return self._memory.rows(texts, self._model.score)
        pairs = list(zip(texts, contexts, strict=True))
        return self._memory.rows(
            pairs, lambda new: self._model.score([one for one, _ in new], [before for _, before in new])
        )


def remembering(models: Models) -> Models:
    """The same models, each with a memory of its own."""
    wrapped: dict[str, Any] = {}
    for field in fields(models):
        model = getattr(models, field.name)
        if model is not None:
            kind = {"encoder": Encoder, "gibberish": Characters}.get(field.name, Classifier)
            wrapped[field.name] = kind(model)
    return replace(models, **wrapped)
