"""The models of a run, from their names on the command line. Each is loaded when it is first asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from guard.corpus import Models
from guard.errors import UsageError
from guard.models import registry
from guard.models.onnx import is_onnx, require_packages

if TYPE_CHECKING:
    from guard.models.cascade import Cascade, Passage
    from guard.models.classifier import Classifier
    from guard.models.encoder import Encoder
    from guard.models.gibberish import GibberishModel

EMBEDDED = "embedded"
CLASSIFIERS = ("toxicity", "refusal", "prompt_injection", "unsafe_reply", "secret_request")
KINDS = ("encoder", *CLASSIFIERS)

Floats = NDArray[np.float32]


class _Encoder:
    """Encodes with a model that is loaded on the first call."""

    def __init__(self, load: Callable[[], Encoder], workers: int) -> None:
        self._load, self._workers = cache(load), workers

    def encode(self, texts: Sequence[str], /) -> Floats:
        return self._load().encode(texts, self._workers)


class _Classifier:
    """Scores with a model that is loaded on the first call."""

    def __init__(self, load: Callable[[], Classifier | Cascade], workers: int) -> None:
        self._load, self._workers = cache(load), workers
        self.scored = False
        self.aside = workers > 1

    @property
    def labels(self) -> tuple[str, ...]:
        return self._load().labels

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None, /) -> Floats:
        self.scored = True
        return self._load().score(texts, contexts, self._workers)

    def passage(self) -> Passage | None:
        """What a cascade let pass; none where there is no cascade, or nothing was scored."""
        from guard.models.cascade import Cascade

        model = self._load() if self.scored else None
        return model.passage(self._workers) if isinstance(model, Cascade) else None


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
    _classifiers: Mapping[str, _Classifier] = field(repr=False, default_factory=dict)

    def passages(self) -> dict[str, Passage]:
        """By kind, what each cascade of the run sent on and what it may have lost. Call it after the run:
        the sample is scored here."""
        found = {kind: one.passage() for kind, one in self._classifiers.items()}
        return {kind: passage for kind, passage in found.items() if passage is not None}


def choose(
    models: Mapping[str, str] | None = None,
    labels: Iterable[tuple[str, str, str]] = (),
    workers: int = 1,
    every_text: bool = False,
) -> Choice:
    """Find the models; they are loaded when first used.

    models      kind -> "embedded" (as are all that are not named), a directory, or "owner/model@commit"
    labels      (kind, theirs, ours): what the labels of a plugged-in classifier mean
    workers     processes that score texts; never changes a score
    every_text  give every text to the plugged-in classifiers, not only what the embedded ones do not clear

    Raises UsageError for an unknown kind, name or label, and for a plugged-in classifier none of whose
    labels mean anything to us; GuardError when a hub is out of reach.
    """
    asked = dict(models or {})
    embedded = {model.name for model in registry.embedded()}
    for kind in asked:
        _known(kind, [one for one in KINDS if one in embedded], f"--model {kind}={asked[kind]}")
    maps: dict[str, dict[str, str]] = {}
    for kind, theirs, ours in labels:
        where = f"--label {kind}:{theirs}={ours}"
        _known(kind, CLASSIFIERS, where)
        if asked.get(kind, EMBEDDED) == EMBEDDED:
            raise UsageError(
                "labels belong to a model that is plugged in",
                where,
                f"Add --model {kind}=MODEL, or leave it.",
            )
        maps.setdefault(kind, {})[theirs] = ours
    chosen = {
        kind: _classifier(kind, asked.get(kind, EMBEDDED), maps.get(kind), workers, every_text)
        for kind in CLASSIFIERS
        if kind in embedded
    }
    classifiers = {kind: one for kind, (one, _) in chosen.items()}
    encoder = asked.get("encoder", EMBEDDED)
    prints = {kind: print_ for kind, (_, print_) in chosen.items()}
    prints["encoder"] = _print("encoder", encoder)
    prints["gibberish"] = _print("gibberish", EMBEDDED)
    return Choice(
        Models(encoder=_encoder(encoder, workers), gibberish=_gibberish(), **classifiers),
        dict(sorted(prints.items())),
        classifiers,
    )


def _known(kind: str, kinds: Sequence[str], where: str) -> None:
    if kind not in kinds:
        raise UsageError(f"no such kind of model: {kind!r}", where, f"Take one of {', '.join(kinds)}.")


def _print(kind: str, asked: str) -> str:
    return f"{asked}@{registry.fingerprint(_path(kind, asked))}"


def _path(kind: str, asked: str) -> Path:
    return registry.resolve(kind) if asked == EMBEDDED else registry.resolve(*registry.split(asked))


def _encoder(asked: str, workers: int) -> _Encoder:
    def load() -> Encoder:
        from guard.models.encoder import Encoder

        return Encoder(asked, _path("encoder", asked))

    return _Encoder(load, workers)


def _gibberish() -> _Characters:
    def load() -> GibberishModel:
        from guard.models.gibberish import GibberishModel

        return GibberishModel.load()

    return _Characters(load)


def _classifier(
    kind: str, asked: str, label_map: Mapping[str, str] | None, workers: int, every_text: bool
) -> tuple[_Classifier, str]:
    """The model of one kind, and its record: of a cascade, both models decide the scores."""
    own, path = registry.resolve(kind), _path(kind, asked)
    pairs = registry.reads_context(own)
    first = asked != EMBEDDED and not every_text
    limit = registry.configuration(own).get("clear_below") if first else None
    if asked != EMBEDDED:
        _check(kind, asked, path, label_map or {})

    def load() -> Classifier | Cascade:
        from guard.models.classifier import Classifier

        model = Classifier(asked, path, label_map, uses_context=pairs)
        if limit is None:
            return model
        from guard.models.cascade import Cascade

        return Cascade(Classifier(kind, own), model, float(limit))

    record = _print(kind, asked)
    return _Classifier(load, workers), record if limit is None else f"{record} after {_print(kind, EMBEDDED)}"


def _check(kind: str, asked: str, path: Path, label_map: Mapping[str, str]) -> None:
    """Finds before the run what would else fail in it, or worse: detectors read our labels only, so that a
    model that has none of them would find nothing and say nothing."""
    own = registry.resolve(kind)
    registry.reads_context(path, registry.reads_context(own))
    if is_onnx(path):
        require_packages("onnxruntime")
    theirs, ours = registry.labels_of(path), registry.labels_of(own)
    wrong = [f"{label!r}" for label in label_map if label not in theirs]
    wrong += [f"{label!r} (ours)" for label in label_map.values() if label not in ours]
    if wrong or not {label_map.get(label, label) for label in (label_map or theirs)} & set(ours):
        raise UsageError(
            f"no such label: {', '.join(wrong)}" if wrong else "none of its labels is one of ours",
            f"--model {kind}={asked}",
            f"Say what its labels ({', '.join(theirs)}) mean with --label {kind}:THEIRS=OURS; "
            f"ours are {', '.join(ours)}.",
        )
