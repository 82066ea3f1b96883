"""Any model that scores texts, by its name: embedded classifiers and language models, directories, hubs.

Light to import; `Found.load` imports what the model needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from guard.errors import UsageError
from guard.models import registry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LANGUAGE_MODELS = {
    "gibberish": ("guard.models.gibberish", "GibberishModel"),
    "words": ("guard.models.words", "WordModel"),
}


class Scorer(Protocol):
    """texts (for some models with a context each) -> float32 (n, len(labels)) probabilities."""

    @property
    def labels(self) -> tuple[str, ...]: ...
    def score(
        self, texts: Sequence[str], contexts: Sequence[str] | None = None, workers: int = 1
    ) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A model that is there but not loaded. `reads_context` is None where only its user knows."""

    name: str
    path: Path
    reads_context: bool | None
    language_model: bool = False

    def load(self, pairs: bool) -> Scorer:
        """The model; `pairs` says whether it is to read contexts. Raises as `Classifier.load` does."""
        if self.language_model:
            return _LanguageScorer(_language_model(self.name).load(self.path))
        from guard.models.classifier import Classifier

        return Classifier(self.name, self.path, uses_context=pairs)


def find(name: str, model: str | None = None) -> Found:
    """The model of a name: an embedded one, a directory or "owner/model@commit". `model`, one of the last
    two, stands in for the embedded classifier `name`, and must read what that reads.

    Raises UsageError for a name that is none of these or an encoder, GuardError when a hub is out of reach.
    """
    kinds = {one.name: one.kind for one in registry.embedded()}
    kind = kinds.get(name)
    if kind == "encoder":
        raise UsageError(
            "this model makes vectors and no scores",
            f"model {name!r}",
            "Run guard models encode TEXTS.jsonl --out VECTORS.npy.",
        )
    if model is not None and kind != "classifier":
        raise UsageError(
            "only an embedded classifier can be replaced",
            f"--model {model}",
            f"Name one of {', '.join(one for one in kinds if kinds[one] == 'classifier')} before it, or give "
            f"{model} in the place of {name!r}.",
        )
    path = registry.resolve(*registry.split(model or name))
    if kind is None:
        said = registry.configuration(path).get("context")
        return Found(name, path, None if said is None else bool(said))
    return Found(name, path, registry.reads_context(registry.resolve(name)), kind == "language_model")


def labels(model: registry.ModelInfo) -> tuple[str, ...]:
    """What the columns of an embedded model's scores mean; none for an encoder."""
    if model.kind == "language_model":
        known: tuple[str, ...] = _language_model(model.name).labels
        return known
    return registry.labels_of(model.path)


def _language_model(name: str) -> Any:
    module, cls = _LANGUAGE_MODELS[name]
    return getattr(import_module(module), cls)


class _LanguageScorer:
    """A language model with the interface of a classifier: fast enough to need no workers."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.labels: tuple[str, ...] = model.labels

    def score(
        self, texts: Sequence[str], contexts: Sequence[str] | None = None, workers: int = 1
    ) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = self._model.score(texts)
        return scores
