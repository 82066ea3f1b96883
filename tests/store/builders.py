"""Runs in memory, for tests of the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from guard.store import Input, Judged, Run, Store
from guard.types import Action, Failure, Finding, Group, Origin, Rejected, Verdict
from tests.helpers import conversation

MORNING = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def finding(id: str, **fields: Any) -> Finding:
    """A finding about the conversation; `fields` replace what is usual here."""
    usual = {"detector": "toxicity", "label": "insult", "score": 0.75, "evidence": {"why": "it insults"}}
    return Finding(conversation=id, **{**usual, **fields})


def judged(
    id: str,
    verdict: Action = "pass",
    score: float = 0.0,
    *,
    said: str = "hello",
    rules: Sequence[str] = (),
    findings: Sequence[Finding] = (),
    failures: Sequence[Failure] = (),
    **meta: Any,
) -> Judged:
    """A conversation of one user turn with its verdict; `meta` are fields of `Conversation`."""
    decided = Verdict(id, verdict, score, tuple(rules), tuple(findings), tuple(failures), "policy-1")
    return Judged(conversation(id, [("user", said)], **meta), Origin("day.jsonl", 1), decided)


def run_of(
    id: str, all_judged: Sequence[Judged], rejected: Sequence[Rejected] = (), later: int = 0, **fields: Any
) -> Run:
    """A run whose counts agree with what it is given, started `later` hours after the first."""
    counts = Counter(one.verdict.verdict for one in all_judged)
    usual: dict[str, Any] = {
        "night": date(2026, 11, 1),
        "started_at": MORNING + timedelta(hours=later),
        "version": "0.1.0",
        "seed": 7,
        "inputs": (Input("day.jsonl", "ab" * 32, len(all_judged) + len(rejected), "canonical"),),
        "policy": "policy-1",
        "models": {"encoder": "tiny@12ab"},
        "settings": {"budget": 0.005, "declared": None},
        "read": len(all_judged) + len(rejected),
        "passed": counts["pass"],
        "held": counts["review"] + counts["quarantine"],
        "rejected": len(rejected),
    }
    return Run(id=id, **{**usual, **fields})


def save(
    store: Store,
    id: str,
    all_judged: Sequence[Judged],
    groups: Sequence[Group] = (),
    rejected: Sequence[Rejected] = (),
    later: int = 0,
) -> Run:
    """Save a run of these conversations."""
    run = run_of(id, all_judged, rejected, later)
    store.save(run, all_judged, groups, rejected)
    return run


def many(count: int) -> Iterator[Judged]:
    """Conversations with one finding each, none of them held."""
    for number in range(count):
        id = f"c-{number:05}"
        yield judged(id, said=f"message {number}", findings=[finding(id, score=0.1)])
