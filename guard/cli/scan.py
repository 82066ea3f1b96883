"""`guard scan`."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from guard.choice import choose
from guard.cli import terminal
from guard.cli.drilling import COUNTS, drilled, show
from guard.cli.model_options import lost, meanings, model_options, pairs
from guard.ingest import ReadOptions
from guard.outputs import Targets, check_targets, verdict_json, write_all
from guard.pipeline import BUDGET, Request, Scan, prepare
from guard.pipeline import scan as run_scan
from guard.remembered import remembering
from guard.store import Store
from guard.types import ACTIONS, Verdict

COLD = (
    "Without --history this is a cold start: what is new tonight cannot be told from what is usual, and more"
    " of what is planted passes (docs/DETECTION.md). See guard history add."
)
_FILE = click.Path(dir_okay=False, path_type=Path)


class Share(click.ParamType[float]):
    """A share from 0 to 1, written as `0.5%` or `0.005`."""

    name = "share"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        written = str(value).strip()
        try:
            share = float(written.removesuffix("%")) / (100 if written.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            self.fail(f"{written!r} is no share of the night: write 0.5% or 0.005", param, ctx)
        return share


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--verdicts", type=_FILE, help="Write one JSON object per conversation: verdict, rules, findings."
)
@click.option(
    "--clean", type=_FILE, help="Write what passed (.jsonl, .jsonl.gz, .jsonl.zst, .parquet), and a manifest."
)
@click.option(
    "--manifest",
    type=_FILE,
    help="Where the clean set's manifest goes.  "
    "[default: manifest.json beside --clean, or CLEAN.manifest.json if that is taken]",
)
@click.option("--quarantined", type=_FILE, help="Write what is held, as it was read.")
@click.option("--rejected", type=_FILE, help="Write what could not be read: file, line, reason, the row.")
@click.option("--report", type=_FILE, help="Write a report to look at (one HTML file, no network).")
@click.option(
    "--store",
    metavar="URL",
    help="Keep the run: sqlite:///guard.db or postgresql://...  [default: nothing is kept]",
)
@click.option(
    "--policy",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of rules.  [default: those that ship]",
)
@click.option("--format", "format_", metavar="NAME", help="Input format.  [default: detected per file]")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Table column of a field (CSV, Parquet); repeatable.",
)
@click.option(
    "--detector", "detectors", multiple=True, metavar="NAME", help="Run only these detectors; repeatable."
)
@click.option(
    "--own-domain",
    "own_domains",
    multiple=True,
    metavar="DOMAIN",
    help="A domain of your own; repeatable.  [default: guessed from the data]",
)
@click.option(
    "--history",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of trusted conversations (guard history add).  [default: none, a cold start]",
)
@click.option(
    "--declared",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What operations announced for tonight: YAML, or text with a blank line between notices.",
)
@click.option(
    "--budget",
    type=Share(),
    default=BUDGET,
    show_default="0.5%",
    help="Hold up to this share of the night for review by suspicion, what rules hold included.",
)
@click.option(
    "--drill",
    is_flag=True,
    help="Also plant 25 random attacks of each kind into copies of the night, and say how many would be"
    " held. Takes about as long again (see guard drill).",
)
@model_options
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=min(2, os.cpu_count() or 1),
    show_default="2, or 1 where there is one processor",
    help="Processes, of which all but one work for models; never changes a verdict.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"]),
    help="The time of this run.  [default: now]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["never", "review", "quarantine"]),
    default="never",
    show_default=True,
    help="Exit with 1 when a conversation is held at least so.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def scan(
    paths: tuple[str, ...],
    verdicts: Path | None,
    clean: Path | None,
    manifest: Path | None,
    quarantined: Path | None,
    rejected: Path | None,
    report: Path | None,
    store: str | None,
    policy: Path | None,
    format_: str | None,
    columns: tuple[str, ...],
    detectors: tuple[str, ...],
    own_domains: tuple[str, ...],
    budget: float,
    history: Path | None,
    declared: Path | None,
    drill: bool,
    models: tuple[str, ...],
    labels: tuple[str, ...],
    every_text: bool,
    workers: int,
    as_of: datetime | None,
    fail_on: str,
    as_json: bool,
    quiet: bool,
) -> int:
    """Read conversations, hold the suspects, hand on a clean set.

    PATH is a file, a folder, a pattern, or - for standard input. Nothing is stored unless --store is given.
    """  # fmt: skip
    now = (as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)) if as_of else datetime.now(UTC)
    request = Request(
        paths=paths,
        now=now,
        reading=ReadOptions(format=format_, columns=pairs(columns, "--column")),
        policy=policy,
        detectors=detectors or None,
        own_domains=frozenset(domain.lower() for domain in own_domains),
        budget=budget,
        history=history,
        declared=declared,
    )
    targets = Targets(verdicts, clean, manifest, quarantined, rejected, report)
    check_targets(targets, paths)
    rules, detectors_ = prepare(request)
    chosen = choose(pairs(models, "--model"), meanings(labels), workers, every_text)
    gc.disable()  # a scan makes many objects and no circles; the collector would walk them for nothing
    with (
        tempfile.TemporaryDirectory(prefix="guard-") as folder,
        Store.open(store or f"sqlite:///{folder}/run.db") as opened,
    ):
        with terminal.progress(quiet or as_json) as progress:
            after = drilled(rules, detectors_, budget, COUNTS, progress) if drill else None
            seeing = remembering(chosen.models) if drill else chosen.models
            result = run_scan(request, seeing, chosen.fingerprints, opened, Path(folder), progress, after)
            write_all(targets, result, opened, {rule.id: rule.title for rule in rules.rules})
        passages = chosen.passages() if as_json or not quiet else {}
        for warning in (warnings := _warnings(result)):
            click.echo(terminal.safe(f"WARNING: {warning}"), err=True)
        if as_json:
            click.echo(terminal.as_json({**_summary(result), "cascade": passages}, indent=2))
        elif not quiet:
            _print(
                result,
                targets,
                {rule.id: rule.title for rule in rules.rules},
                stored=store is not None,
                complete=not warnings,
            )
            for kind, passage in passages.items():
                click.echo(lost(kind, passage), err=True)
    at_least = ACTIONS.index(fail_on) if fail_on != "never" else len(ACTIONS)
    return int(any(ACTIONS.index(verdict.verdict) >= at_least for verdict in result.verdicts))


def _warnings(result: Scan) -> list[str]:
    """What must not look like success: inputs that end too early, or of which nothing could be read."""
    said = [
        f"{row.origin.file} is truncated or damaged: what came from line {row.origin.line} on is missing"
        for row in result.rejected
        if row.reason == "truncated"
    ]
    if 0 < result.run.read == result.run.rejected:
        said.append(f"nothing could be read: all of the {result.run.read:,} rows were rejected")
    return said


def _held(result: Scan) -> list[Verdict]:
    held = [verdict for verdict in result.verdicts if verdict.verdict != "pass"]
    return sorted(held, key=lambda verdict: (-verdict.score, verdict.conversation))


def _summary(result: Scan) -> dict[str, object]:
    run, held = result.run, _held(result)
    return {
        "run": run.id,
        "read": run.read,
        "passed": run.passed,
        "held": run.held,
        "rejected": run.rejected,
        "truncated": any(row.reason == "truncated" for row in result.rejected),
        "verdicts": dict(Counter(verdict.verdict for verdict in result.verdicts)),
        "rules": dict(Counter(rule for verdict in held for rule in verdict.rules).most_common()),
        "failures": dict(Counter(f.detector for verdict in held for f in verdict.failures)),
        "rejected_reasons": dict(Counter(row.reason for row in result.rejected).most_common()),
        "rules_without_detector": run.settings["rules_without_detector"],
        "cold_start": run.settings["history"] is None,
        "drill": run.settings.get("drill"),
        "policy": run.policy,
        "models": dict(run.models),
        "worst": [verdict_json(verdict) for verdict in held[:20]],
    }


def _print(result: Scan, targets: Targets, titles: dict[str, str], *, stored: bool, complete: bool) -> None:
    out, run, held = terminal.console(), result.run, _held(result)
    out.print(
        f"{run.read:,} conversations read: {run.passed:,} can be used for training, {run.held:,} held,"
        f" {run.rejected:,} could not be read."
    )
    if not complete:
        out.print("THIS RUN IS INCOMPLETE: see the warnings, and 'Not readable' below.", style="bold red")
    if held:
        why = terminal.table("\nWhy", "held", "rule", right=("held",))
        for rule, count in Counter(rule for verdict in held for rule in verdict.rules).most_common(12):
            terminal.row(why, f"{count:,}", f"{titles.get(rule, 'A detector could not answer')} ({rule})")
        out.print(why)
        worst = terminal.table("\nWorst", "score", "conversation", "what was seen", right=("score",))
        for verdict in held[:10]:
            seen = verdict.findings[0].evidence["why"] if verdict.findings else "a detector failed"
            terminal.row(
                worst,
                f"{verdict.score:.3f}",
                terminal.short(verdict.conversation, 24),
                terminal.short(seen, 200),
            )
        out.print(worst)
    if failed := Counter((f.detector, f.error) for verdict in held for f in verdict.failures):
        broken = terminal.table("\nCould not answer", "held", "detector", "error", right=("held",))
        for (detector, error), count in failed.most_common(6):
            terminal.row(broken, f"{count:,}", detector, terminal.short(error, 200))
        out.print(broken)
    if result.rejected:
        unread = terminal.table("\nNot readable", "rows", "reason", "for example", right=("rows",))
        for reason, count in Counter(row.reason for row in result.rejected).most_common():
            example = next(row for row in result.rejected if row.reason == reason)
            terminal.row(
                unread, f"{count:,}", reason, f"{example.origin}: {terminal.short(example.detail, 120)}"
            )
        out.print(unread)
    show(run.settings)
    written = [path for path in targets.paths() if path]
    if written:
        out.print("\nWritten: " + ", ".join(terminal.safe(str(path)) for path in written))
    if run.settings["history"] is None:
        out.print(f"\n{COLD}")
    if blind := run.settings["rules_without_detector"]:
        out.print(f"\nNot looked for, since --detector left them out: {', '.join(blind)}")
    if stored:
        out.print(f"Stored as {run.id}. Next: guard quarantine list --store URL")
    elif held and not written:
        out.print("\nNothing was kept. Add --clean FILE, --report FILE or --store URL.")
    sys.stdout.flush()
