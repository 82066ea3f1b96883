"""Everything that the template prints, gathered from the store: one immutable value."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from guard.report import charts
from guard.report.campaigns import Campaigns, campaigns
from guard.report.dialogue import Card, card
from guard.report.drill import Drill, drill
from guard.report.phrases import count
from guard.store import Run, Status, Store, Summary
from guard.types import Rejected

WORST = 20
UNREADABLE = 50  # rows listed; the rest is counted
INPUTS = 50
_BARS, _NAME = 25, 120  # bars of one chart, characters of a name beside a bar


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart: what, its identifier, how many, and the drawing."""

    title: str
    key: str
    count: int
    drawing: Markup


@dataclass(frozen=True, slots=True)
class Page:
    run: Run
    summary: Summary
    headline: str
    split: Markup
    rules: tuple[Bar, ...]
    findings: tuple[Bar, ...]
    histogram: Markup | None
    campaigns: Campaigns
    anchors: Mapping[str, str]  # group id -> anchor on this page
    titles: Mapping[str, str]
    worst: tuple[Card, ...]
    decided: Mapping[Status, int]
    rejected: tuple[Rejected, ...]
    reasons: tuple[Bar, ...]
    settings: tuple[tuple[str, str], ...]
    drill: Drill | None


def page(store: Store, run_id: str | None, titles: Mapping[str, str]) -> Page:
    """Read one run (None: the newest)."""
    run = store.run(run_id)
    summary = store.summary(run.id)
    worst, status = _quarantine(store, summary, run)
    groups = campaigns(store, run.id, status)
    rejected = store.rejected(run.id)
    reasons: dict[str, int] = {}
    for row in rejected:
        reasons[row.reason] = reasons.get(row.reason, 0) + 1
    shown = any(sum(bins) for bins in summary.histogram.values())
    findings = {f"{detector} · {label}": n for (detector, label), n in summary.findings.items()}
    return Page(
        run=run,
        summary=summary,
        headline=headline(run),
        split=_split(run, summary),
        rules=_bars(summary.rules, "held conversation", titles, "held"),
        findings=_bars(findings, "conversation", {}, "measured"),
        histogram=charts.histogram(summary.histogram) if shown else None,
        campaigns=groups,
        anchors={campaign.group.id: campaign.anchor for campaign in groups.shown},
        titles=titles,
        worst=worst,
        decided=Counter(status.values()),
        rejected=tuple(rejected[:UNREADABLE]),
        reasons=_bars(reasons, "row", {}, "unreadable"),
        settings=tuple(
            (key, _setting(value)) for key, value in sorted(run.settings.items()) if key != "drill"
        ),
        drill=drill(run.settings),
    )


def headline(run: Run) -> str:
    """The run in one sentence of plain words."""
    return (
        f"{count(run.read, 'conversation')} read. {count(run.held)} {'is' if run.held == 1 else 'are'} held, "
        f"{count(run.passed)} can be used for training, {count(run.rejected)} could not be read."
    )


def _split(run: Run, summary: Summary) -> Markup:
    quarantine = summary.verdicts.get("quarantine", 0)
    parts = [
        ("pass", run.passed),
        ("review", max(run.held - quarantine, 0)),
        ("quarantine", min(quarantine, run.held)),
        ("unreadable", run.rejected),
    ]
    return charts.split(parts, headline(run))


def _bars(counts: Mapping[str, int], noun: str, titles: Mapping[str, str], kind: str) -> tuple[Bar, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_BARS]
    largest = ordered[0][1] if ordered else 0
    return tuple(
        Bar(titles.get(key, key)[:_NAME], key[:_NAME], n, charts.bar(n, largest, count(n, noun), kind))
        for key, n in ordered
    )


def _quarantine(store: Store, summary: Summary, run: Run) -> tuple[tuple[Card, ...], dict[str, Status]]:
    """The cards of the worst, and the status of everything held by id: one pass over the quarantine."""
    weights = {kind: math.log1p(run.read / max(n, 1)) for kind, n in summary.findings.items()}
    cards: list[Card] = []
    status: dict[str, Status] = {}
    first: dict[str, int] = {}  # group id -> place of the first card from it
    for place, held in enumerate(store.held(run.id), 1):
        status[held.conversation.id] = held.status
        if place > WORST:
            continue
        groups = sorted({finding.group for finding in held.verdict.findings if finding.group})
        like = min((first[group] for group in groups if group in first), default=None)
        cards.append(card(held, like, weights))
        for group in groups:
            first.setdefault(group, place)
    return tuple(cards), status


def _setting(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
