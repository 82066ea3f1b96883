"""Groups of conversations that were judged as one, as cards with a time axis."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from guard.report import timeline
from guard.report.dialogue import readable
from guard.report.phrases import count, duration, number, utc
from guard.report.text import highlight
from guard.store import Store
from guard.types import Group, Json

GROUPS = 40  # shown as cards
REPEATED = 10  # shown as lines
_SAMPLES, _QUOTE, _QUOTE_BYTES = 3, 280, 900
_KNOWN = ("why", "accounts", "messages", "window_minutes", "similarity", "growth", "samples", "reply")


@dataclass(frozen=True, slots=True)
class Campaign:
    """One group. `facts` are (name, value) texts; `chart` is None when no message carries a time."""

    anchor: str
    name: str
    group: Group
    why: str
    held: int
    facts: tuple[tuple[str, str], ...]
    growth: Markup | None
    lane: Markup | None
    chart: Markup | None
    chart_axis: Markup | None
    untimed: int
    samples: tuple[Markup, ...]
    reply: Markup | None
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A group that is no reason to hold anything: an honest macro, a common question."""

    why: str
    members: int
    held: int


@dataclass(frozen=True, slots=True)
class Campaigns:
    """`shown` are the suspected groups with something held; `repeated` the largest of all others.

    `axis` is the time axis of all lanes, None without times.
    """

    shown: tuple[Campaign, ...]
    more: int
    repeated: tuple[Repeated, ...]
    more_repeated: int
    axis: Markup | None


def campaigns(store: Store, run_id: str, held: Collection[str]) -> Campaigns:
    """The groups of a run; `held` are the ids of the conversations that it holds."""
    suspects: list[tuple[Group, int]] = []
    others: list[Repeated] = []
    for group in store.groups(run_id):
        caught = sum(member in held for member in group.members)
        if group.score > 0 and caught:
            suspects.append((group, caught))
        else:
            others.append(Repeated(_why(group), len(group.members), caught))
    others.sort(key=lambda group: (-group.members, group.why))
    shown = suspects[:GROUPS]
    times = [store.times(run_id, group.members) for group, _ in shown]
    stamped = [[(who, at) for _, who, at in rows if at is not None] for rows in times]
    every = [at for rows in stamped for _, at in rows]
    scale = timeline.Scale.over(every) if every else None
    return Campaigns(
        tuple(
            _campaign(i, group, rows, scale, caught)
            for i, ((group, caught), rows) in enumerate(zip(shown, stamped, strict=True), 1)
        ),
        len(suspects) - len(shown),
        tuple(others[:REPEATED]),
        len(others[REPEATED:]),
        timeline.axis(scale) if scale else None,
    )


def _campaign(
    place: int,
    group: Group,
    messages: Sequence[tuple[str | None, datetime]],
    scale: timeline.Scale | None,
    held: int,
) -> Campaign:
    evidence, name = group.evidence, f"Group {place}"
    own = timeline.Scale.over([at for _, at in messages]) if messages else None
    growth = [n for n in map(number, _list(evidence.get("growth"))) if n is not None and n >= 0]
    samples = [_quote(text) for text in _list(evidence.get("samples"))[:_SAMPLES] if isinstance(text, str)]
    reply = evidence.get("reply")
    return Campaign(
        anchor=f"g{place}",
        name=name,
        group=group,
        why=_why(group),
        held=held,
        facts=tuple(_facts(group, messages)),
        growth=timeline.sparkline(growth) if len(growth) > 1 else None,
        lane=timeline.lane([at for _, at in messages], scale, name) if scale and messages else None,
        chart=timeline.accounts(messages, own) if own else None,
        chart_axis=timeline.axis(own) if own else None,
        untimed=len(group.members) - len(messages),
        samples=tuple(samples),
        reply=_quote(reply) if isinstance(reply, str) and reply else None,
        numbers=readable({key: value for key, value in evidence.items() if key not in _KNOWN}),
    )


def _facts(group: Group, messages: Sequence[tuple[str | None, datetime]]) -> list[tuple[str, str]]:
    evidence = group.evidence
    known = {who for who, _ in messages if who is not None}
    facts = [("Messages", count(int(number(evidence.get("messages")) or len(group.members))))]
    if accounts := int(number(evidence.get("accounts")) or len(known)):
        facts.append(("Accounts", count(accounts)))
    window = number(evidence.get("window_minutes"))
    if window is None and messages:
        times = [utc(at) for _, at in messages]
        window = (max(times) - min(times)).total_seconds() / 60
    if window is not None:
        facts.append(("Within", duration(window) + _part(number(evidence.get("window_messages")), group)))
    similarity = number(evidence.get("similarity"))
    if similarity is not None:
        facts.append(("Wording alike", f"{similarity:.2f} of 1"))
    return facts


def _part(inside: float | None, group: Group) -> str:
    return f" ({count(int(inside))} of them)" if inside and inside < len(group.members) else ""


def _why(group: Group) -> str:
    return str(group.evidence.get("why") or f"{count(len(group.members), 'conversation')} judged as one")


def _quote(text: str) -> Markup:
    shown, reached = highlight(text, (), 0, min(len(text), _QUOTE), _QUOTE_BYTES)
    return shown + ("…" if reached < len(text) else "")


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
