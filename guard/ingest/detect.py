"""What an input is: how its rows are held (container) and what shape they have (format)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from guard.errors import UsageError
from guard.ingest import containers
from guard.ingest.formats import Format, formats
from guard.ingest.options import ReadOptions
from guard.ingest.parse import parse_object
from guard.ingest.paths import STDIN, SUFFIXES, plain_suffix
from guard.ingest.reasons import UnreadableError
from guard.ingest.records import Container
from guard.ingest.streams import Source
from guard.types import Json

_LOOKED_AT, _ENOUGH = 1000, 50  # records looked at, at most, for so many sound ones
_CANONICAL = frozenset(
    "id messages user_id agent_id channel source language lang created_at collected_at labels".split()
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One input, ready to be read."""

    source: Source
    container: Container
    format: Format


def plans(names: Sequence[str], options: ReadOptions) -> list[Plan]:
    """A plan for each input. Raises UsageError where a format is unknown or cannot be told."""
    if options.format is not None and options.format not in formats():
        known = ", ".join(formats())
        raise UsageError("no such format", f"format {options.format!r}", f"choose from: {known}")
    return [_plan(Source(name), options) for name in names]


def _plan(source: Source, options: ReadOptions) -> Plan:
    container = containers.choose(source, options)
    if options.format is not None:
        return Plan(source, container, formats()[options.format])
    return Plan(source, container, _recognise(source, container, options))


def _recognise(source: Source, container: Container, options: ReadOptions) -> Format:
    """The format that fits most of the first rows."""
    rows = list(islice(_sound_rows(container, options), _ENOUGH))
    votes = Counter(name for row in rows for name, format in formats().items() if format.matches(row))
    if votes:
        return formats()[min(votes, key=lambda name: (-votes[name], name))]
    # A file with nothing but broken rows is still read, and each of them rejected by its line. Sound rows
    # of an unknown shape, or a file that is no data file at all, are a mistake to be told at once.
    if all(row.keys() <= _CANONICAL for row in rows) and (rows or _is_data(source, container)):
        return formats()["canonical"]
    known = "; ".join(f"{name} ({format.keys})" for name, format in formats().items())
    raise UsageError(
        f"the rows have no known format; seen: {_seen(rows, container)}",
        source.name,
        f"name the format (--format) or the columns of a table (--columns). Known are {known}",
    )


def _sound_rows(container: Container, options: ReadOptions) -> Iterator[dict[str, Json]]:
    for record in islice(container.records(), _LOOKED_AT):
        try:
            if record.problem is None:
                yield record.value or parse_object(record.raw, options.max_depth)
        except UnreadableError:
            continue


def _is_data(source: Source, container: Container) -> bool:
    named_so = source.name == STDIN or plain_suffix(source.name) in SUFFIXES
    return named_so or next(container.records(), None) is None


def _seen(rows: Sequence[dict[str, Json]], container: Container) -> str:
    if rows:
        return "an object with the keys " + ", ".join(repr(key[:40]) for key in list(rows[0])[:12])
    return repr(next(container.records()).raw[:60])
