"""`guard drill`."""

from __future__ import annotations

import gc
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from guard.choice import choose
from guard.cli import terminal
from guard.cli.drilling import Counts, drilled, show
from guard.cli.model_options import meanings, model_options, pairs
from guard.cli.scan import COLD, Share
from guard.ingest import ReadOptions
from guard.pipeline import BUDGET, Request, prepare
from guard.pipeline import scan as run_scan
from guard.remembered import remembering
from guard.store import Store


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--count",
    "counts",
    type=Counts(),
    default="10,25,50",
    show_default=True,
    help="How many of each kind are planted.",
)
@click.option(
    "--history",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of trusted conversations.  [default: none, a cold start]",
)
@click.option(
    "--declared",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What operations announced for tonight.",
)
@click.option(
    "--budget", type=Share(), default=BUDGET, show_default="0.5%", help="As in the scan that is tested."
)
@click.option(
    "--policy",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of rules.  [default: those that ship]",
)
@click.option("--format", "format_", metavar="NAME", help="Input format.  [default: detected per file]")
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Table column of a field; repeatable."
)
@click.option(
    "--own-domain", "own_domains", multiple=True, metavar="DOMAIN", help="A domain of your own; repeatable."
)
@model_options
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes for models."
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"]),
    help="The time of the scan.  [default: now]",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def drill(
    paths: tuple[str, ...],
    counts: tuple[int, ...],
    history: Path | None,
    declared: Path | None,
    budget: float,
    policy: Path | None,
    format_: str | None,
    columns: tuple[str, ...],
    own_domains: tuple[str, ...],
    models: tuple[str, ...],
    labels: tuple[str, ...],
    every_text: bool,
    workers: int,
    as_of: datetime | None,
    as_json: bool,
) -> None:
    """Plant random attacks into copies of a night and say how many a scan would hold.

    Nothing is stored or written. One copy takes about as long as a scan; three counts need three or four.
    """
    now = (as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)) if as_of else datetime.now(UTC)
    request = Request(
        paths=paths,
        now=now,
        reading=ReadOptions(format=format_, columns=pairs(columns, "--column")),
        policy=policy,
        own_domains=frozenset(domain.lower() for domain in own_domains),
        budget=budget,
        history=history,
        declared=declared,
    )
    rules, detectors = prepare(request)
    chosen = choose(pairs(models, "--model"), meanings(labels), workers, every_text)
    gc.disable()  # as in a scan: many objects and no circles
    with (
        tempfile.TemporaryDirectory(prefix="guard-") as folder,
        Store.open(f"sqlite:///{folder}/run.db") as store,
        terminal.progress(as_json) as progress,
    ):
        after = drilled(rules, detectors, budget, counts, progress)
        seeing = remembering(chosen.models)
        done = run_scan(request, seeing, chosen.fingerprints, store, Path(folder), progress, after)
    if as_json:
        click.echo(terminal.as_json(done.run.settings["drill"], indent=2))
        return
    show(done.run.settings)
    if history is None:
        click.echo(f"\n{COLD}")
