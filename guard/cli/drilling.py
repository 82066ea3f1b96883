"""What `guard scan --drill` and `guard drill` share: the drill after a scan, and its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from guard.cli import terminal
from guard.report.drill import Drill, drill

if TYPE_CHECKING:
    from guard.corpus import Corpus
    from guard.detector import Detector
    from guard.pipeline import Progress
    from guard.policy import Policy
    from guard.types import Json, Verdict


COUNTS = (25,)  # of each kind, in a scan: one copy of an ordinary night has room for all


class Counts(click.ParamType[tuple[int, ...]]):
    """How many of each kind are planted, written as `10,25,50`."""

    name = "counts"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        try:
            counts = tuple(sorted({int(part) for part in str(value).split(",")}))
        except ValueError:
            counts = ()
        if not counts or counts[0] < 1:
            self.fail(f"{str(value)!r} are no counts: write 25, or 10,25,50", param, ctx)
        return counts


def drilled(
    policy: Policy,
    chosen: Sequence[Detector],
    budget: float,
    counts: Sequence[int],
    progress: Progress,
) -> Callable[[Corpus, Sequence[Verdict]], Mapping[str, Json]]:
    """What a scan does last when a drill is asked for; what it gives is kept in the run's record."""
    from guard.drill.drill import Judge
    from guard.drill.drill import drill as run_drill

    def after(corpus: Corpus, verdicts: Sequence[Verdict]) -> Mapping[str, Json]:
        judge = Judge(policy, chosen, budget)
        return {"drill": run_drill(corpus, verdicts, judge, counts, progress=progress).as_json()}

    return after


def show(settings: Mapping[str, Json]) -> None:
    """Print the table of a run's drill, if it had one."""
    found = drill(settings)
    if found is None:
        return
    out = terminal.console()
    out.print(f"\nDrill. {found.headline}")
    if found.rows:
        out.print(_table(found))
    for note in found.notes:
        out.print(terminal.safe(note))


def _table(found: Drill) -> object:
    shown = terminal.table("\nHeld", "what was planted", *found.counts, right=found.counts)
    for row in found.rows:
        cells = [f"{cell.held} ({cell.sure})" if cell else "-" for cell in row.cells]
        terminal.row(shown, row.title, *cells)
    return shown
