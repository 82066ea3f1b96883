"""The only SQL of the project: runs, quarantine, findings, groups and decisions (SQLModel)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from guard.types import Action, Conversation, Failure, Finding, Group, Json, Origin, Rejected, Verdict

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
    """What one run read and with what. read = passed + held + rejected."""

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
    """A conversation in quarantine, in full, with everything known about it."""

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

    histogram[i] counts scores in [i/50, (i+1)/50), the last bin closed, per verdict.
    """

    verdicts: Mapping[Action, int]
    rules: Mapping[str, int]
    findings: Mapping[tuple[str, str], int]
    failures: Mapping[str, int]
    histogram: Mapping[Action, Sequence[int]] = field(default_factory=dict)


class Store:
    """A quarantine database. Build with `Store.open(url)`; close it, or use it in a `with` statement."""

    @classmethod
    def open(cls, url: str) -> Store:
        """Connect and bring the schema up to date. `sqlite:///file.db` or `postgresql://...`."""
        raise NotImplementedError

    def save(
        self, run: Run, judged: Iterable[Judged], groups: Sequence[Group], rejected: Sequence[Rejected]
    ) -> None:
        """Write one run in one transaction: all of it or nothing."""
        raise NotImplementedError

    def runs(self) -> list[Run]: ...  # newest first

    def run(self, run_id: str | None = None) -> Run: ...  # None: the newest

    def summary(self, run_id: str) -> Summary:
        raise NotImplementedError

    def held(
        self,
        run_id: str | None = None,
        *,
        status: Status | None = None,
        rule: str | None = None,
        group: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Held]: ...  # worst first

    def get(self, conversation_id: str, run_id: str | None = None) -> Held:
        raise NotImplementedError

    def groups(self, run_id: str) -> list[Group]: ...  # worst first

    def times(self, run_id: str, members: Sequence[str]) -> list[tuple[str, str | None, datetime | None]]:
        """(conversation id, account, created_at) of the named conversations, for a time axis."""
        raise NotImplementedError

    def rejected(self, run_id: str, limit: int | None = None) -> list[Rejected]:
        raise NotImplementedError

    def decide(self, conversation_ids: Sequence[str], decision: Decision, who: str, reason: str) -> int:
        raise NotImplementedError

    def measured(self, run_id: str) -> Iterator[tuple[Conversation, Origin, list[Finding], list[Failure]]]:
        """Everything policy needs to judge a stored run again, without running a model."""
        raise NotImplementedError

    def digests(self, conversation_ids: Sequence[str]) -> dict[str, set[str]]:
        """Content digests that earlier runs saw under these ids."""
        raise NotImplementedError

    def kept(self, run_id: str) -> set[str]:
        """Ids that belong into the clean set of a run now: passed or released."""
        raise NotImplementedError
