"""The formats that a row may have, one family a file, found by walking this folder.

A format knows the shape of one row, whatever file it came from (JSON lines, a JSON array, a table): it
recognises rows (`matches`) and makes a `Draft` of them (`read`). Adding one is adding one file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Protocol, TypeVar

from guard.ingest.fields import Draft
from guard.types import Json


class Format(Protocol):
    """name is what `--format` takes; keys says in a few words what a row looks like."""

    @property
    def name(self) -> str: ...

    @property
    def keys(self) -> str: ...

    def matches(self, row: Mapping[str, Json]) -> bool:
        """True when a row looks like this format. A sound row must match one format only."""
        ...

    def read(self, row: Mapping[str, Json]) -> Draft:
        """The conversation in a row. Raises UnreadableError; may assume nothing about the row's values."""
        ...


_REGISTRY: dict[str, Format] = {}
_F = TypeVar("_F", bound=type[Format])


def register(cls: _F) -> _F:
    """Class decorator: makes a format known under its name."""
    format = cls()
    if _REGISTRY.setdefault(format.name, format) is not format:
        raise TypeError(f"two formats are called {format.name!r}")
    return cls


@cache
def formats() -> Mapping[str, Format]:
    """All formats by name, sorted."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(_REGISTRY.items()))
