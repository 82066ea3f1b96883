"""The models of a run, from their names on the command line. Each is loaded when it is first asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from guard.corpus import Models
from guard.models.registry import fingerprint, resolve

if TYPE_CHECKING:
    from guard.models.classifier import Classifier
    from guard.models.encoder import Encoder
    from guard.models.gibberish import GibberishModel

Floats = NDArray[np.float32]


class _Encoder:
    """Encodes with a model that is loaded on the first call."""

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self._load = cache(load)

    def encode(self, texts: Sequence[str], /) -> Floats:
        return self._load().encode(texts)


class _Classifier:
    """Scores with a model that is loaded on the first call."""

    def __init__(self, load: Callable[[], Classifier], workers: int) -> None:
        self._load, self._workers = cache(load), workers

    @property
    def labels(self) -> tuple[str, ...]:
        return self._load().labels

    def score(self, texts: Sequence[str], /) -> Floats:
        return self._load().score(texts, workers=self._workers)


class _Characters:
    """Reads characters with a model that is loaded on the first call."""

    def __init__(self, load: Callable[[], GibberishModel]) -> None:
        self._load = cache(load)

    def bits_per_char(self, texts: Sequence[str], /) -> Floats:
        return self._load().bits_per_char(texts)


@dataclass(frozen=True, slots=True)
class Choice:
    """Models for a corpus, and "name@fingerprint" of each for the record."""

    models: Models
    fingerprints: Mapping[str, str]


def choose(
    encoder: str = "embedded",
    toxicity: str = "embedded",
    label_map: Mapping[str, str] | None = None,
    workers: int = 1,
) -> Choice:
    """Find the models; they are loaded when first used. A name is "embedded", a directory, or
    "owner/model@commit".

    label_map  what the toxicity model's labels mean: {"theirs": "toxic" | "identity_attack"}
    workers    processes that score texts; never changes a score

    Raises UsageError for an unknown name or label, GuardError when a hub is out of reach.
    """
    encoder_name, encoder_revision = _split(encoder, "encoder")
    toxicity_name, toxicity_revision = _split(toxicity, "toxicity")

    def load_encoder() -> Encoder:
        from guard.models.encoder import Encoder

        return Encoder.load(encoder_name, encoder_revision)

    def load_toxicity() -> Classifier:
        from guard.models.classifier import Classifier

        return Classifier.load(toxicity_name, toxicity_revision, label_map or None)

    def load_gibberish() -> GibberishModel:
        from guard.models.gibberish import GibberishModel

        return GibberishModel.load()

    prints = {
        "encoder": f"{encoder}@{fingerprint(resolve(encoder_name, encoder_revision))}",
        "toxicity": f"{toxicity}@{fingerprint(resolve(toxicity_name, toxicity_revision))}",
        "gibberish": f"embedded@{fingerprint(resolve('gibberish'))}",
    }
    classifier = _Classifier(load_toxicity, workers)
    if label_map:
        classifier.labels  # noqa: B018 - loads it now, so that a wrong label is found before any work
    return Choice(Models(_Encoder(load_encoder), classifier, _Characters(load_gibberish)), prints)


def _split(name: str, embedded: str) -> tuple[str, str | None]:
    if name == "embedded":
        return embedded, None
    path, at, revision = name.rpartition("@")
    return (path, revision) if at else (name, None)
