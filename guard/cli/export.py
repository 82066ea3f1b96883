"""`guard export` and `guard verify`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from guard import ingest
from guard.errors import GuardError
from guard.export import Counts, verify_manifest, write_clean, write_manifest
from guard.ingest import ReadOptions
from guard.outputs import Targets, check_targets
from guard.store import Run, Store
from guard.types import Row

_OUT = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--store", "url", required=True, metavar="URL", help="Where runs are kept.")
@click.option("--run", "run_id", metavar="ID", help="Which run.  [default: the newest]")
@click.option(
    "--out", required=True, type=_OUT, help="The clean set (.jsonl, .jsonl.gz, .jsonl.zst, .parquet)."
)
@click.option(
    "--manifest",
    type=_OUT,
    help="[default: manifest.json beside --out; OUT.manifest.json where that is taken]",
)
def export(url: str, run_id: str | None, out: Path, manifest: Path | None) -> None:
    """Write the clean set of a stored run as decisions stand now: what passed, and what was released.

    The run's input files are read again and must be the same as then (SHA-256).
    """
    targets = Targets(clean=out, manifest=manifest)
    with Store.open(url, create=False) as store:
        run = store.run(run_id)
        check_targets(targets, [entry.file for entry in run.inputs])
        kept = store.kept(run.id)
        clean = write_clean(rows_again(run), kept, out, {entry.file: entry.sha256 for entry in run.inputs})
        held = sum(store.summary(run.id).verdicts.values()) - len(kept)
        counts = Counts(run.read, len(kept), held, run.rejected)
        write_manifest(targets.manifest_path(), run, counts, clean)
    click.echo(f"Written: {out} ({len(kept):,} of {run.read:,} conversations) and {targets.manifest_path()}")


def rows_again(run: Run) -> Iterator[Row]:
    """The readable rows of a run's inputs. Raises GuardError when an input is gone or has changed."""
    for entry in run.inputs:
        if entry.file == "-" or not Path(entry.file).exists():
            raise GuardError("an input of this run is not there to be read again", entry.file, "put it back")
    options = ReadOptions(format=run.settings.get("format"), columns=run.settings.get("columns") or {})
    reading = ingest.read([entry.file for entry in run.inputs], options)
    yield from (item for item in reading if isinstance(item, Row))
    now = {entry.file: entry.sha256 for entry in reading.inputs}
    for entry in run.inputs:
        if now.get(entry.file) != entry.sha256:
            raise GuardError("an input changed since it was scanned", entry.file, "scan it again")


@click.command()
@click.argument("manifest", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(manifest: Path) -> None:
    """Check a clean set against its manifest: counts, and the SHA-256 and rows of every output.

    The manifest is not signed: against an attacker, keep its own SHA-256 in another place.
    """
    problems = verify_manifest(manifest)
    if problems:
        raise GuardError("; ".join(problems), str(manifest), "do not train on it; export it again")
    click.echo("The clean set is what the manifest says.")
