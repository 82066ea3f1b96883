"""What the store takes and gives: frozen values, free of SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from guard.types import Action, Conversation, Json, Origin, Verdict

Decision = Literal["release", "confirm"]
Status = Literal["held", "released", "confirmed"]


@dataclass(frozen=True, slots=True)
class Input:
    """One input file of a run: name as given, SHA-256 (hex) of its bytes, rows read from it, format."""

    file: str
    sha256: str
    rows: int
    format: str


@dataclass(frozen=True, slots=True)
class Run:
    """What one run read and with what. read = passed + held + rejected; held = review + quarantine."""

    id: str
    night: date
    started_at: datetime
    version: str
    seed: int
    inputs: tuple[Input, ...]
    policy: str  # hash of the rules
    models: Mapping[str, str]  # role -> "name@sha256"
    settings: Mapping[str, Json]
    read: int
    passed: int
    held: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One conversation with its verdict, as the pipeline hands it to the store."""

    conversation: Conversation
    origin: Origin
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One line of the append-only list of decisions about a conversation's content."""

    conversation: str
    digest: str
    decision: Decision
    who: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation in quarantine, in full, with everything known about it.

    `decisions` are oldest first; the last one gives the status. `conversation.turns` is empty only where
    a stored run was judged again and now holds a conversation that had no finding, so that its text was
    never kept.
    """

    run: str
    night: date
    conversation: Conversation
    origin: Origin
    verdict: Verdict
    status: Status
    decisions: tuple[DecisionRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts for the report: how many conversations per verdict, rule, and detector/label.

    findings counts conversations with at least one such finding, failures those with at least one failure
    of that detector. histogram[i] counts scores in [i/50, (i+1)/50), the last bin closed, per verdict.
    """

    verdicts: Mapping[Action, int]
    rules: Mapping[str, int]
    findings: Mapping[tuple[str, str], int]
    failures: Mapping[str, int]
    histogram: Mapping[Action, Sequence[int]] = field(default_factory=dict)
