"""`guard policy list|test|apply`."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

import guard
from guard.choice import choose
from guard.cli import terminal
from guard.corpus import Corpus
from guard.detector import Measured, select, vocabulary
from guard.errors import GuardError
from guard.pipeline import Listed, measure
from guard.policy import Policy, check, decide, facts, load
from guard.policy.examples import run_examples
from guard.policy.invariants import run_invariants
from guard.store import Store
from guard.text import content_digest
from guard.types import ACTIONS, Conversation

_POLICY = click.option(
    "--policy",
    "directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of rules.  [default: those that ship]",
)


@click.group()
def policy() -> None:
    """List and test rules; judge a stored run again."""


@policy.command("list")
@_POLICY
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(directory: Path | None, as_json: bool) -> None:
    """The rules, gravest first."""
    rules = _checked(directory)
    if as_json:
        for rule in rules.rules:
            click.echo(terminal.as_json(rule.model_dump(mode="json", exclude={"examples"})))
        return
    shown = terminal.table(
        f"{len(rules.rules)} rules, hash {rules.hash[:16]}", "action", "severity", "rule", "title"
    )
    for rule in sorted(rules.rules, key=lambda rule: (-ACTIONS.index(rule.action), rule.id)):
        terminal.row(shown, rule.action, rule.severity, rule.id, rule.title)
    terminal.console().print(shown)


@policy.command()
@_POLICY
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def test(directory: Path | None, as_json: bool) -> int:
    """Run every example of every rule through the detectors, and check the invariants.

    Exit code 1 when one fails.
    """
    rules = _checked(directory)
    models, chosen = choose().models, select()

    def measured(conversations: list[Conversation]) -> list[Measured]:
        return list(measure(Corpus(Listed(conversations), models), chosen))

    examples = run_examples(rules, lambda some: measured(list(some)))
    invariants = run_invariants(rules)
    if as_json:
        for result in [*examples, *invariants]:
            click.echo(terminal.as_json(result))
    else:
        for example in examples:
            if not example.passed:
                place, message = terminal.safe(example.place), terminal.safe(example.message)
                click.echo(f"{place}: {example.rule} should {example.kind} on {example.name!r}: {message}")
        for invariant in invariants:
            if not invariant.passed:
                click.echo(terminal.safe(f"{invariant.name}: {invariant.message}"))
        good = sum(result.passed for result in examples), sum(result.passed for result in invariants)
        click.echo(f"{good[0]} of {len(examples)} examples, {good[1]} of {len(invariants)} invariants hold.")
    return int(not (all(e.passed for e in examples) and all(i.passed for i in invariants)))


@policy.command()
@_POLICY
@click.option("--store", "url", required=True, metavar="URL", help="Where runs are kept.")
@click.option("--run", "run_id", metavar="ID", help="Which run.  [default: the newest]")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as one JSON object.")
@click.option("--save", is_flag=True, help="Keep the new verdicts as a run of their own.")
def apply(directory: Path | None, url: str, run_id: str | None, as_json: bool, save: bool) -> None:
    """Judge a stored run again under another policy, from its stored findings: no model runs."""
    rules = _checked(directory)
    with Store.open(url, create=False) as store:
        run = store.run(run_id)
        before = {one.verdict.conversation: one.verdict.verdict for one in store.held(run.id)}
        verdicts = [
            decide(facts(conversation), findings, failures, rules)
            for conversation, _, findings, failures in store.measured(run.id)
        ]
        moved = [v for v in verdicts if v.verdict != before.get(v.conversation, "pass")]
        new_id = None
        if save:
            now = datetime.now(UTC)
            new_id = (
                "run-"
                + content_digest([("judged", run.id), ("policy", rules.hash), ("at", now.isoformat())])[:12]
            )
            store.rejudge(
                run.id,
                verdicts,
                rules.hash,
                new_id=new_id,
                version=guard.__version__,
                settings={"drill": None},  # one before was of other rules
                started_at=now,
            )
    counts = Counter(f"{before.get(v.conversation, 'pass')} -> {v.verdict}" for v in moved)
    held = sum(verdict.verdict != "pass" for verdict in verdicts)
    if as_json:
        changes = [
            {"id": v.conversation, "from": before.get(v.conversation, "pass"), "to": v.verdict} for v in moved
        ]
        summary = {
            "run": run.id,
            "judged_as": new_id,
            "held_before": run.held,
            "held": held,
            "changes": changes,
        }
        click.echo(terminal.as_json(summary))
        return
    click.echo(f"{run.id}: {run.held} were held, {held} would be held under this policy ({rules.hash[:16]}).")
    for change, count in sorted(counts.items()):
        click.echo(f"  {change}: {count}")
    for verdict in moved[:20]:
        was = before.get(verdict.conversation, "pass")
        click.echo(
            terminal.safe(f"  {verdict.conversation}: {was} -> {verdict.verdict} {' '.join(verdict.rules)}")
        )
    click.echo(f"Kept as {new_id}." if new_id else "Nothing was changed; add --save to keep these verdicts.")


def _checked(directory: Path | None) -> Policy:
    rules = load(directory)
    check(rules, vocabulary())
    if not rules.rules:
        raise GuardError("the policy has no rules", str(directory), "add one YAML file per rule")
    return rules
