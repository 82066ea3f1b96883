"""`guard history add|show|drop`."""

from __future__ import annotations

import gc
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from guard import ingest
from guard.choice import choose
from guard.cli import terminal
from guard.cli.model_options import pairs
from guard.corpus import Corpus
from guard.errors import UsageError
from guard.history import History, State
from guard.history.archive import Archive
from guard.history.build import learn
from guard.ingest import ReadOptions
from guard.spool import Spool
from guard.types import Rejected, Row

_HISTORY = click.option(
    "--history",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory of the history.",
)
_MACRO = 20  # conversations in which a sentence stands for it to be shown as one that is pasted
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def history() -> None:
    """Keep a baseline of trusted conversations that scans compare with."""


@history.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@_HISTORY
@click.option(
    "--store", "url", metavar="URL", help="In place of files: what a stored run let pass or people released."
)
@click.option("--run", "run_id", metavar="ID", help="Which run of the store.  [default: the newest]")
@click.option("--format", "format_", metavar="NAME", help="Input format.  [default: detected per file]")
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Table column of a field; repeatable."
)
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="encoder=MODEL",
    help="An encoder of your own, as in guard scan.",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day of this part.  [default: today]")
@_JSON
def add(
    files: tuple[str, ...],
    folder: Path,
    url: str | None,
    run_id: str | None,
    format_: str | None,
    columns: tuple[str, ...],
    models: tuple[str, ...],
    as_of: datetime | None,
    as_json: bool,
) -> None:
    """Add conversations as a part. Files are taken as reviewed: give none that people have not looked at.

    Of a stored run (--store) only what may be trained on as decisions stand now is added. What the history
    has already is left out.
    """  # fmt: skip
    if bool(files) == bool(url):
        cure = "give files that were reviewed, or --store URL"
        raise UsageError("conversations come from files or from a store, one of the two", "add", cure)
    if run_id and not url:
        raise UsageError("a run is one of a store", f"--run {run_id}", "give --store URL as well")
    chosen = choose(pairs(models, "--model"))
    _, _, encoder = chosen.fingerprints["encoder"].rpartition("@")
    archive = Archive(folder)
    before = archive.load() if archive.manifest() else State(encoder)
    before.require(encoder, str(folder))
    gc.disable()  # as in a scan: many objects and no circles
    now = as_of.replace(tzinfo=UTC) if as_of else datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="guard-") as place:
        if url:
            spool, rejected, sources = _released(url, run_id, Path(place))
        else:
            reading = ingest.read(files, ReadOptions(format=format_, columns=pairs(columns, "--column")))
            spool, rejected = _spooled(reading, Path(place))
            sources = [Path(entry.file).name for entry in reading.inputs]
        part = learn(Corpus(spool, chosen.models, now=now), encoder, before.seen)
        entry = archive.put(part, now.date(), sources) if len(part.seen) else None
    known = len(spool) - len(part.seen)
    if as_json:
        reasons = Counter(row.reason for row in rejected)
        told = asdict(entry) if entry else None
        click.echo(terminal.as_json({"part": told, "known": known, "rejected_reasons": reasons}))
    elif entry:
        click.echo(
            f"Added {entry.name}: {entry.conversations:,} conversations counted, {entry.reference:,} kept for"
            f" comparison, {known:,} known before or twice."
        )
    else:
        click.echo(f"Nothing to add: {known:,} conversations known before.")
    if rejected:
        first = f"{terminal.safe(str(rejected[0].origin))}: {terminal.short(rejected[0].detail, 120)}"
        click.echo(
            f"WARNING: {len(rejected):,} rows could not be read and were not added ({first})", err=True
        )


def _spooled(rows: Iterable[Row | Rejected], place: Path) -> tuple[Spool, list[Rejected]]:
    spool, rejected = Spool(place), []
    for row in rows:
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            spool.append(row)
    spool.seal()
    return spool, rejected


def _released(url: str, run_id: str | None, place: Path) -> tuple[Spool, list[Rejected], list[str]]:
    """What passed or was released in a run, as decisions stand now: nothing held, nothing undecided."""
    from guard.cli.export import rows_again
    from guard.store import Store

    with Store.open(url, create=False) as store:
        run = store.run(run_id)
        kept = store.kept(run.id)
    spool, _ = _spooled((row for row in rows_again(run) if row.conversation.id in kept), place)
    return spool, [], [run.id]


@history.command()
@_HISTORY
@_JSON
def show(folder: Path, as_json: bool) -> None:
    """What a history holds: its parts, and how much of what."""
    loaded = History.load(folder)
    manifest = Archive(folder).manifest()
    parts = manifest.parts if manifest else ()
    told = {
        "encoder": loaded.encoder,
        "conversations": loaded.conversations,
        "reference": len(loaded.reference),
        "runs": {"user": len(loaded.user.keys), "reply": len(loaded.reply.keys)},
        "sentences": len(loaded.sentences.keys),
        "macros": int((loaded.sentences.counts >= _MACRO).sum()),
        "pairs": len(loaded.pairs),
        "entities": {kind: len(values) for kind, values in loaded.entities.items()},
        "parts": parts,
    }
    if as_json:
        click.echo(terminal.as_json(told))
        return
    click.echo(
        f"{loaded.conversations:,} conversations counted, {len(loaded.reference):,} kept for comparison.\n"
        f"{len(loaded.user.keys):,} runs of customers' words, {len(loaded.reply.keys):,} of the assistant's;"
        f" {told['macros']:,} sentences said in {_MACRO} conversations or more.\n"
        f"{len(loaded.pairs):,} questions with their answers."
    )
    for kind, values in loaded.entities.items():
        most = sorted(values, key=lambda value: (-values[value], value))[:5]
        shown = ", ".join(f"{terminal.short(value, 40)} ({values[value]:,})" for value in most)
        click.echo(f"{len(values):,} of kind {kind}" + (f": {shown}" if shown else ""))
    table = terminal.table("\nParts", "counted", "reference", "part", "from", right=("counted", "reference"))
    for part in parts:
        sources = terminal.short(", ".join(part.sources), 40)
        terminal.row(table, f"{part.conversations:,}", f"{part.reference:,}", part.name, sources)
    terminal.console().print(table)


@history.command()
@click.argument("part")
@_HISTORY
def drop(part: str, folder: Path) -> None:
    """Take a part out again, with everything that it brought."""
    dropped = Archive(folder).drop(part)
    click.echo(f"Dropped {dropped.name}: {dropped.conversations:,} conversations are no longer counted.")
