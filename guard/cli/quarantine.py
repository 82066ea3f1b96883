"""`guard quarantine list|show|release|confirm`."""

from __future__ import annotations

import getpass

import click
from rich.text import Text

from guard.cli import terminal
from guard.errors import UsageError
from guard.outputs import verdict_json
from guard.policy import load
from guard.store import Decision, Held, Status, Store
from guard.types import Json

_STORE = click.option("--store", "url", required=True, metavar="URL", help="Where runs are kept.")
_RUN = click.option("--run", "run_id", metavar="ID", help="Only this run.  [default: all]")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.group()
def quarantine() -> None:
    """List what is held; show, release or confirm it."""


@quarantine.command("list")
@_STORE
@_RUN
@_JSON
@click.option(
    "--status", type=click.Choice(["held", "released", "confirmed", "all"]), default="held", show_default=True
)
@click.option("--rule", metavar="ID", help="Only conversations held by this rule.")
@click.option("--group", metavar="ID", help="Only members of this campaign or cluster.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
def list_(
    url: str,
    run_id: str | None,
    as_json: bool,
    status: str,
    rule: str | None,
    group: str | None,
    limit: int | None,
) -> None:
    """What is in quarantine, worst first."""
    wanted: Status | None = None if status == "all" else status  # type: ignore[assignment]
    with Store.open(url, create=False) as store:
        _check_filters(store, rule, group)
        held = store.held(run_id, status=wanted, rule=rule, group=group, limit=limit)
        if as_json:
            for one in held:
                click.echo(terminal.as_json(held_json(one)))
            return
        shown = terminal.table(
            "", "score", "status", "conversation", "night", "what was seen", right=("score",)
        )
        count = 0
        for one in held:
            count += 1
            seen = one.verdict.findings[0].evidence["why"] if one.verdict.findings else "a detector failed"
            score, identity = f"{one.verdict.score:.3f}", terminal.short(one.conversation.id, 26)
            terminal.row(shown, score, one.status, identity, one.night, terminal.short(seen, 160))
    if count:
        terminal.console().print(shown)
        click.echo("\nNext: guard quarantine show ID; then release ID or confirm ID (or --group GROUP)")
    else:
        click.echo("Nothing here.")


def _check_filters(store: Store, rule: str | None, group: str | None) -> None:
    """Raises UsageError for a rule that neither ships nor held anything, and for a group without members."""
    cure = "guard quarantine list --json names the rules and the group of whatever is held"
    if group is not None and next(store.held(group=group, limit=1), None) is None:
        raise UsageError("no conversation in quarantine is in such a group", f"--group {group!r}", cure)
    if rule is None or any(rule == shipped.id for shipped in load().rules):
        return
    if next(store.held(rule=rule, limit=1), None) is None:
        raise UsageError("there is no such rule, and none that held anything", f"--rule {rule!r}", cure)


def held_json(one: Held) -> dict[str, Json]:
    """One held conversation as a line of JSON."""
    verdict = verdict_json(one.verdict)
    groups = [f.group for f in one.verdict.findings if f.group and not f.group.startswith("dup-")]
    return {
        **verdict,
        "night": one.night.isoformat(),
        "run": one.run,
        "group": groups[0] if groups else None,
        "status": one.status,
        "user_id": one.conversation.user_id,
        "agent_id": one.conversation.agent_id,
        "channel": one.conversation.channel,
        "source": one.conversation.source,
        "origin": str(one.origin),
    }


@quarantine.command()
@click.argument("conversation")
@_STORE
@_RUN
@_JSON
def show(conversation: str, url: str, run_id: str | None, as_json: bool) -> None:
    """One held conversation: its turns, why it is held, and what was decided."""
    with Store.open(url, create=False) as store:
        one = store.get(conversation, run_id)
    if as_json:
        messages = [{"role": turn.role, "content": turn.content} for turn in one.conversation.turns]
        decisions = [
            {"decision": d.decision, "who": d.who, "reason": d.reason, "at": d.at.isoformat()}
            for d in one.decisions
        ]
        click.echo(terminal.as_json({**held_json(one), "messages": messages, "decisions": decisions}))
        return
    out = terminal.console()
    verdict = f"{one.verdict.verdict}, {one.status}, score {one.verdict.score:.3f}"
    head = f"{one.conversation.id}  {verdict}  {one.origin}"
    out.print(Text(terminal.safe(head), style="bold"))
    out.print(Text(f"rules: {', '.join(one.verdict.rules)}"))
    marks = {finding.turn for finding in one.verdict.findings}
    for position, turn in enumerate(one.conversation.turns):
        sign = ">" if position in marks else " "
        out.print(Text(f"{sign} {position} {turn.role}: {terminal.short(turn.content, 2000)}"))
    out.print()
    for finding in one.verdict.findings:
        place = "" if finding.turn is None else f" (turn {finding.turn})"
        why = terminal.safe(str(finding.evidence["why"]))
        out.print(Text(f"- {why}{place} [{finding.detector}/{finding.label} {finding.score:.2f}]"))
    for failure in one.verdict.failures:
        out.print(Text(f"- {failure.detector} could not answer: {terminal.short(failure.error, 300)}"))
    for decision in one.decisions:
        said = f"{decision.at:%Y-%m-%d %H:%M} {decision.who}: {decision.decision}. {decision.reason}"
        out.print(Text(terminal.safe(said)))


def _decide(
    decision: Decision, ids: tuple[str, ...], url: str, group: str | None, who: str | None, reason: str
) -> None:
    with Store.open(url, create=False) as store:
        chosen = list(ids)
        if group is not None:
            _check_filters(store, None, group)
            chosen += [one.conversation.id for one in store.held(group=group)]
        if not chosen:
            raise UsageError("nothing to decide about", cure="name conversations, or --group GROUP")
        count = store.decide(sorted(set(chosen)), decision, who or getpass.getuser(), reason)
    done = {"release": "released for training", "confirm": "confirmed as poison"}[decision]
    click.echo(f"{count} {done}.")


_IDS = click.argument("conversations", nargs=-1)
_GROUP = click.option("--group", metavar="ID", help="All members of a campaign or cluster.")
_WHO = click.option("--who", metavar="NAME", help="Who decides.  [default: the user of this machine]")
_REASON = click.option("--reason", default="", help="Why; kept with the decision.")


@quarantine.command()
@_IDS
@_STORE
@_GROUP
@_WHO
@_REASON
def release(
    conversations: tuple[str, ...], url: str, group: str | None, who: str | None, reason: str
) -> None:
    """Decide that conversations may be used for training."""
    _decide("release", conversations, url, group, who, reason)


@quarantine.command()
@_IDS
@_STORE
@_GROUP
@_WHO
@_REASON
def confirm(
    conversations: tuple[str, ...], url: str, group: str | None, who: str | None, reason: str
) -> None:
    """Decide that conversations are poison."""
    _decide("confirm", conversations, url, group, who, reason)
