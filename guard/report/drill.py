"""What a drill found, as a table of words: read from the record of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guard.report.phrases import count, share
from guard.types import Json


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind at one count: what was held, and the numbers beside it."""

    held: str
    sure: str
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    """One kind; a cell is None where it was not tried."""

    title: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Drill:
    """headline, column heads, rows with all kinds together last, and notes; all of it plain text."""

    headline: str
    counts: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def drill(settings: Mapping[str, Json]) -> Drill | None:
    """The drill of a run's settings, None where there was none."""
    record = settings.get("drill")
    if not record:
        return None
    cells = {(cell["title"], cell["planted"]): cell for cell in record["cells"]}
    counts = sorted({planted for _, planted in cells})
    titles = list(dict.fromkeys(title for title, _ in cells))
    rows = [
        Row(title, tuple(_cell(cells[title, n]) if (title, n) in cells else None for n in counts))
        for title in titles
    ]
    totals = [sum(cell["held"] for (_, planted), cell in cells.items() if planted == n) for n in counts]
    tried = [sum(planted for _, planted in cells if planted == n) for n in counts]
    if len(rows) > 1:
        rows.append(
            Row("all kinds", tuple(_total(part, whole) for part, whole in zip(totals, tried, strict=True)))
        )
    held, planted = sum(totals), sum(tried)
    headline = (
        f"Of {count(planted, 'attack')} of its own, planted into copies of this night, the scan would have"
        f" held {count(held)} ({share(held, planted)})."
        if planted
        else "No attack could be planted."
    )
    heads = tuple(f"{count(n)} planted" for n in counts)
    return Drill(headline, heads, tuple(rows), tuple(_notes(record)))


def _cell(cell: Mapping[str, Json]) -> Cell:
    low, high = cell["interval"]
    detail = (
        f"{count(cell['by_rules'])} by rules, {count(cell['in_hundredth'])} above the next 1 % of the night,"
        f" {count(cell['also_held'])} of tonight's own held beside them"
    )
    return Cell(f"{count(cell['held'])} of {count(cell['planted'])}", f"{low:.0%} to {high:.0%}", detail)


def _total(part: int, whole: int) -> Cell:
    return Cell(f"{count(part)} of {count(whole)}", share(part, whole), "")


def _notes(record: Mapping[str, Json]) -> list[str]:
    """How to read it, and what could not be tried."""
    carriers = record["carriers"]
    where = [
        count(carriers.get(place, 0), f"{kind} conversation")
        for place, kind in (("history", "trusted"), ("tonight", "passed"))
        if carriers.get(place)
    ]
    notes = [
        "Each kind is judged as if it were the only one. A range is where the true share lies in 95 of 100"
        " drills; attackers who write unlike the drill may do better.",
        f"{count(record['copies'], 'copy', 'copies')} measured, budget {record['budget']:.2%}, planted into"
        f" {' and '.join(where) or 'nothing'}. None of it is in this run's verdicts or files.",
    ]
    return notes + [f"Not tried: {reason}." for reason in record["left_out"]]
