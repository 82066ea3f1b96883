"""What an input is: how its rows are held (container) and what shape they have (format)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from guard.errors import UsageError
from guard.ingest import containers
from guard.ingest.csv_file import Csv
from guard.ingest.formats import Format, columns, formats
from guard.ingest.options import ReadOptions
from guard.ingest.parse import parse_object
from guard.ingest.paths import STDIN, SUFFIXES, plain_suffix
from guard.ingest.reasons import UnreadableError
from guard.ingest.records import Container
from guard.ingest.streams import Source
from guard.ingest.tables import Table
from guard.ingest.turn_table import TurnTable
from guard.types import Json

_LOOKED_AT, _ENOUGH = 1000, 50  # records looked at, at most, for so many sound ones
_ENOUGH_BYTES = 4 << 20
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
    if options.columns:
        columns.check(options.columns)
    found: list[Plan] = []
    for name in names:
        try:
            found.append(_plan(Source(name), options))
        except OSError as error:
            what = f"the file cannot be opened: {error.strerror or error}"
            raise UsageError(what, name, "check its permissions") from error
    if options.columns and not any(_is_table(plan.container) for plan in found):
        raise UsageError("columns are for tables, and no input is one", f"columns {dict(options.columns)}")
    return found


def _plan(source: Source, options: ReadOptions) -> Plan:
    container = containers.choose(source, options)
    by_columns = bool(options.columns) and _is_table(container)
    if options.format is not None and not by_columns:
        return Plan(source, container, formats()[options.format])
    rows = list(islice(_sound_rows(container, options), _ENOUGH))
    if by_columns:
        return _table_plan(source, container, _checked(options.columns, rows, source), options)
    votes = Counter(name for row in rows for name, format in formats().items() if format.matches(row))
    if votes:
        return Plan(source, container, formats()[min(votes, key=lambda name: (-votes[name], name))])
    if rows and _is_table(container) and (mapping := columns.guess(rows[0])) is not None:
        return _table_plan(source, container, mapping, options)
    return Plan(source, container, _for_unknown(rows, source, container))


def _for_unknown(rows: Sequence[dict[str, Json]], source: Source, container: Container) -> Format:
    """The format for rows that match none. Raises UsageError when it is better not to go on.

    A file with nothing but broken rows is still read, and each of them rejected by its line. Sound rows
    of an unknown shape, or a file that is no data file at all, are a mistake to be told at once.
    """
    if all(row.keys() <= _CANONICAL for row in rows) and (rows or _is_data(source, container)):
        return formats()["canonical"]
    known = "; ".join(f"{name} ({format.keys})" for name, format in formats().items())
    raise UsageError(
        f"the rows have no known format; seen: {_seen(rows, container)}",
        source.name,
        f"name the format (--format) or the columns of a table (--column). Known are {known}",
    )


def _is_table(container: Container) -> bool:
    return isinstance(container, Csv | Table | TurnTable)


def _table_plan(
    source: Source, container: Container, mapping: Mapping[str, str], options: ReadOptions
) -> Plan:
    if columns.is_turn_table(mapping):
        return Plan(source, TurnTable(container, mapping, options), formats()["canonical"])
    return Plan(source, container, columns.Columns(mapping))


def _checked(
    mapping: Mapping[str, str], rows: Sequence[dict[str, Json]], source: Source
) -> Mapping[str, str]:
    """The caller's mapping. Raises UsageError when it names a column that the table does not have."""
    for field, column in mapping.items() if rows else ():
        if column not in rows[0]:
            cure = f"columns are {', '.join(list(rows[0])[:30])}"
            raise UsageError(f"there is no column {column!r} for {field!r}", source.name, cure)
    return mapping


def _sound_rows(container: Container, options: ReadOptions) -> Iterator[dict[str, Json]]:
    size = 0
    for record in islice(container.records(), _LOOKED_AT):
        size += len(record.raw)
        try:
            if record.problem is None:
                yield parse_object(record.raw, options.max_depth)
        except UnreadableError:
            continue
        if size > _ENOUGH_BYTES:
            return


def _is_data(source: Source, container: Container) -> bool:
    named_so = source.name == STDIN or plain_suffix(source.name) in SUFFIXES
    return named_so or next(container.records(), None) is None


def _seen(rows: Sequence[dict[str, Json]], container: Container) -> str:
    if rows:
        return "an object with the keys " + ", ".join(repr(key[:40]) for key in list(rows[0])[:12])
    return repr(next(container.records()).raw[:60])
