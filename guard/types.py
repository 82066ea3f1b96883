"""The nouns of the project: frozen values that every other room passes around.

Nothing here computes, and nothing here imports from the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]
ROLES: tuple[Role, ...] = ("system", "user", "assistant", "tool")

Action = Literal["pass", "review", "quarantine"]
ACTIONS: tuple[Action, ...] = ("pass", "review", "quarantine")  # in rising order of severity

Json = Any  # a JSON value: None, bool, int, float, str, list or dict of them


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row was read: file name as given, line (or row) number counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message. `content` is the text as received, never cleaned."""

    role: Role
    content: str
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One support conversation in the canonical form. Times carry a zone; unknown values are None.

    `digest` is the SHA-256 (hex) of roles and contents: two conversations with the same digest say the
    same thing, whatever their ids and metadata.
    """

    id: str
    turns: tuple[Turn, ...]
    digest: str
    user_id: str | None = None
    agent_id: str | None = None
    channel: str | None = None
    source: str | None = None
    language: str | None = None
    created_at: datetime | None = None
    collected_at: datetime | None = None
    labels: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One readable input row: the conversation, the bytes it was read from, and where.

    For line formats `raw` is the line without its line end, byte for byte; for tables it is the row as
    one JSON object.
    """

    conversation: Conversation
    raw: bytes
    origin: Origin


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that could not be read. `reason` is a short code, `detail` a sentence for a person.

    `raw` is the row as read, cut to the configured excerpt size.
    """

    origin: Origin
    reason: str
    detail: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one detector measured about one conversation. It carries no verdict.

    score    0..1, higher is more suspicious; its meaning is documented by the detector
    turn     index into `Conversation.turns`, or None when the finding is about the whole
    span     (start, end) in code points of that turn's `content`, or None
    group    id of the `Group` that this finding is a part of, or None
    evidence JSON values; always has "why", one plain sentence for a reviewer; the numbers beside it may
             be used by policy rules
    """

    conversation: str
    detector: str
    label: str
    score: float
    evidence: Mapping[str, Json]
    turn: int | None = None
    span: tuple[int, int] | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A detector could not answer for one conversation. Policy makes it at least a review."""

    conversation: str
    detector: str
    error: str


@dataclass(frozen=True, slots=True)
class Group:
    """Conversations judged as one: a campaign, a duplicate cluster.

    `id` is derived from the content, so that the same group has the same id in every run. `members` are
    conversation ids in order. `evidence` has "why" and the numbers, as in `Finding`.
    """

    id: str
    kind: str
    score: float
    members: tuple[str, ...]
    evidence: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What policy decided about one conversation, with everything that it was decided on.

    `score` orders all conversations of a run by suspicion, also those that pass. `rules` are the ids of
    the rules that fired, most severe first. `policy` is the hash of the rules that were asked.
    """

    conversation: str
    verdict: Action
    score: float
    rules: tuple[str, ...]
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]
    policy: str
