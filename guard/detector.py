"""The contract of a detector, and the registry.

A detector measures; it never decides. It reads one shared `Corpus` and yields a `Finding` for what it saw
and a `Failure` where it could not answer. One that learns from the corpus first (`Learner`) does so into
`Counts`, which add up: learned on parts, in any order, on other nights, they merge into the same state.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import ClassVar, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from guard.corpus import Corpus
from guard.errors import UsageError
from guard.types import Failure, Finding, Group

Counts = dict[str, Counter[str]]
Measured = Finding | Failure | Group


class Detector(Protocol):
    """name is the file's name; labels maps each label it can give to its meaning in plain words."""

    name: ClassVar[str]
    labels: ClassVar[Mapping[str, str]]

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        """Findings in any order; a Group before or after its members' findings.

        `learned` is the merged state of `learn` (empty for detectors that learn nothing).
        """
        ...


@runtime_checkable
class Learner(Protocol):
    """A detector that counts something over the corpus before it measures."""

    def learn(self, corpus: Corpus) -> Counts: ...


@runtime_checkable
class Signaller(Protocol):
    """A detector that also ranks every conversation, those below anything worth reporting included."""

    def signals(self, corpus: Corpus) -> Mapping[str, NDArray[np.float64]]:
        """Label -> (conversations,) values: larger is more suspicious, 0 is nothing."""
        ...


def merge(parts: Iterable[Counts]) -> Counts:
    """Sum of counts: associative, commutative, with {} as the neutral element."""
    total: Counts = {}
    for part in parts:
        for table, counts in part.items():
            total.setdefault(table, Counter()).update(counts)
    return total


_REGISTRY: dict[str, type[Detector]] = {}
_D = TypeVar("_D", bound=type[Detector])


def register(cls: _D) -> _D:
    """Class decorator: makes a detector known under its name, which must be its file's name."""
    file = cls.__module__.rpartition(".")[2]
    if cls.name != file:
        raise TypeError(f"detector {cls.name!r} lives in {file}.py: name and file must agree")
    if _REGISTRY.setdefault(cls.name, cls) is not cls:
        raise TypeError(f"two detectors are called {cls.name!r}")
    return cls


@cache
def detectors() -> Mapping[str, type[Detector]]:
    """All detectors by name, found by walking `guard.detectors`; sorted, so that runs agree."""
    package = importlib.import_module("guard.detectors")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_REGISTRY.items()))


_ASKS_FOR_VECTORS = {"bursts", "campaigns", "near_duplicates", "new_entities", "novel_claims", "odd_numbers"}
_ASKS_CLASSIFIERS = {"associations", "meaning", "odd_labels", "toxicity", "unlike_answers"}

SUSPICION: Mapping[str, str] = {
    "within_budget": "all signals together put it among the night's most suspicious",
}


def vocabulary() -> Mapping[str, Mapping[str, str]]:
    """What rules may ask about: the labels of every detector, and what the pipeline says of them all."""
    return {**{name: cls.labels for name, cls in detectors().items()}, "suspicion": SUSPICION}


def _turn(name: str) -> tuple[bool, bool, str]:
    return name in _ASKS_CLASSIFIERS, name in _ASKS_FOR_VECTORS, name


def select(names: Iterable[str] | None = None) -> list[Detector]:
    """New instances of the named detectors, or of all: first those that ask no model, then those that want
    vectors, last those that ask classifiers, since models may be at work meanwhile.

    Raises UsageError for a name that does not exist.
    """
    known = detectors()
    wanted = sorted(known if names is None else set(names), key=_turn)
    for name in wanted:
        if name not in known:
            raise UsageError("no such detector", f"detector {name!r}", f"choose from: {', '.join(known)}")
    return [known[name]() for name in wanted]
