"""What a terminal gets to see: escaped text, tables of 80 columns, progress with rate and time left."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from guard.pipeline import Progress as Callback
from guard.pipeline import silent

WIDTH = 80


def safe(text: str) -> str:
    """One line of a hostile text for a terminal: controls, escapes, bidi and invisible characters become
    \\x1b-like marks, line ends become spaces."""
    return "".join(_shown(char) for char in text.replace("\r", " ").replace("\n", " ").replace("\t", " "))


def _shown(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() else f"\\x{ord(char):02x}"
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return f"\\u{{{ord(char):x}}}"
    return char


def as_json(value: object, indent: int | None = None) -> str:
    """A value (or data class) as JSON of printable ASCII: whatever else is in its texts is escaped."""
    return json.dumps(value, default=asdict, indent=indent).replace("\x7f", "\\u007f")


def short(text: str, length: int) -> str:
    """`safe`, cut to a length with an ellipsis."""
    text = safe(text)
    return text if len(text) <= length else text[: length - 1] + "…"


def console() -> Console:
    """Standard output: 80 columns in a pipe, the window's width (at most 120) on a terminal."""
    width = None if sys.stdout.isatty() else WIDTH
    out = Console(highlight=False, markup=False, width=width, soft_wrap=False)
    if out.width > 120:
        out.width = 120
    return out


def table(title: str, *columns: str, right: tuple[str, ...] = ()) -> Table:
    """An empty table; columns named in `right` hold numbers. Cells are added with `row`."""
    made = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for name in columns:
        made.add_column(name, justify="right" if name in right else "left", overflow="fold", style="")
    return made


def row(into: Table, *cells: object) -> None:
    """Add a row; every cell is escaped and never read as markup."""
    into.add_row(*(Text(safe(str(cell))) for cell in cells))


@contextmanager
def progress(quiet: bool) -> Iterator[Callback]:
    """A progress display on standard error while on a terminal, silence in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task("starting", total=None, rate="")

        def show(stage: str, done: int, total: int | None) -> None:
            speed = display.tasks[0].speed
            rate = f"{speed:,.0f}/s" if stage == "reading" and speed else ""
            display.update(task, description=f"{stage:<22}", completed=done, total=total, rate=rate)

        yield show
