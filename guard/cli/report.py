"""`guard report`."""

from __future__ import annotations

from pathlib import Path

import click

from guard.export import regular
from guard.outputs import Targets, check_targets
from guard.policy import load
from guard.report import write
from guard.store import Store


@click.command()
@click.option("--store", "url", required=True, metavar="URL", help="Where runs are kept.")
@click.option("--run", "run_id", metavar="ID", help="Which run.  [default: the newest]")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The HTML file.")
def report(url: str, run_id: str | None, out: Path) -> None:
    """Write the report of a stored run: one HTML file that needs no network."""
    with Store.open(url, create=False) as store:
        check_targets(Targets(report=out), [entry.file for entry in store.run(run_id).inputs])
        write(store, run_id, regular(out), {rule.id: rule.title for rule in load().rules})
    click.echo(f"Written: {out}")
