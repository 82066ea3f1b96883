"""Choosing the container of an input, by its content where that tells, else by its name."""

from __future__ import annotations

from guard.ingest.lines import Lines
from guard.ingest.options import ReadOptions
from guard.ingest.records import Container
from guard.ingest.streams import Source


def choose(source: Source, options: ReadOptions) -> Container:
    """The container that an input's rows are in."""
    return Lines(source, options)
