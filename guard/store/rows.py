"""Between frozen values and rows: for each value, the way there and the way back.

Bulk inserts take dicts of column values; a query gives typed rows.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from guard.store.records import DecisionRecord, Input, Judged, Run
from guard.store.tables import (
    ConversationRow,
    DecisionRow,
    FailureRow,
    FindingRow,
    GroupRow,
    InputRow,
    RejectedRow,
    RunRow,
)
from guard.types import Conversation, Failure, Finding, Group, Origin, Rejected, Turn

Values = dict[str, Any]


def run_values(run: Run) -> Values:
    """Columns of RunRow; the inputs have a table of their own."""
    return {
        "id": run.id,
        "night": run.night,
        "started_at": run.started_at,
        "version": run.version,
        "seed": run.seed,
        "policy": run.policy,
        "models": dict(run.models),
        "settings": dict(run.settings),
        "read": run.read,
        "passed": run.passed,
        "held": run.held,
        "rejected": run.rejected,
    }


def run_of(row: RunRow, inputs: Sequence[InputRow]) -> Run:
    return Run(
        id=row.id,
        night=row.night,
        started_at=row.started_at,
        version=row.version,
        seed=row.seed,
        inputs=tuple(Input(i.file, i.sha256, i.rows, i.format) for i in inputs),
        policy=row.policy,
        models=row.models,
        settings=row.settings,
        read=row.read,
        passed=row.passed,
        held=row.held,
        rejected=row.rejected,
    )


def input_values(given: Input) -> Values:
    return {"file": given.file, "sha256": given.sha256, "rows": given.rows, "format": given.format}


def rejected_values(rejected: Rejected) -> Values:
    origin = rejected.origin
    return {
        "file": origin.file,
        "line": origin.line,
        "reason": rejected.reason,
        "detail": rejected.detail,
        "raw": rejected.raw,
    }


def rejected_of(row: RejectedRow) -> Rejected:
    return Rejected(Origin(row.file, row.line), row.reason, row.detail, row.raw)


def fact_values(judged: Judged) -> Values:
    """Columns of ConversationRow that do not depend on the verdict, without the content."""
    conversation = judged.conversation
    return {
        "id": conversation.id,
        "digest": conversation.digest,
        "file": judged.origin.file,
        "line": judged.origin.line,
        "user_id": conversation.user_id,
        "agent_id": conversation.agent_id,
        "channel": conversation.channel,
        "source": conversation.source,
        "language": conversation.language,
        "created_at": conversation.created_at,
        "collected_at": conversation.collected_at,
        "labels": dict(conversation.labels),
    }


def conversation_of(row: ConversationRow, turns: tuple[Turn, ...]) -> Conversation:
    return Conversation(
        id=row.id,
        turns=turns,
        digest=row.digest,
        user_id=row.user_id,
        agent_id=row.agent_id,
        channel=row.channel,
        source=row.source,
        language=row.language,
        created_at=row.created_at,
        collected_at=row.collected_at,
        labels=row.labels,
    )


def pack_turns(turns: Sequence[Turn]) -> bytes:
    """Turns as JSON (a list of [role, content, time or null]) compressed with zlib."""
    said = [(turn.role, turn.content, turn.created_at and turn.created_at.isoformat()) for turn in turns]
    return zlib.compress(json.dumps(said, separators=(",", ":")).encode("ascii"))


def unpack_turns(data: bytes) -> tuple[Turn, ...]:
    said = json.loads(zlib.decompress(data))
    return tuple(Turn(role, content, time and datetime.fromisoformat(time)) for role, content, time in said)


def finding_values(finding: Finding) -> Values:
    start, end = finding.span or (None, None)
    return {
        "detector": finding.detector,
        "label": finding.label,
        "score": finding.score,
        "evidence": dict(finding.evidence),
        "turn": finding.turn,
        "span_start": start,
        "span_end": end,
        "group_id": finding.group,
    }


def finding_of(row: FindingRow, conversation: str) -> Finding:
    span = None if row.span_start is None or row.span_end is None else (row.span_start, row.span_end)
    return Finding(
        conversation=conversation,
        detector=row.detector,
        label=row.label,
        score=row.score,
        evidence=row.evidence,
        turn=row.turn,
        span=span,
        group=row.group_id,
    )


def failure_values(failure: Failure) -> Values:
    return {"detector": failure.detector, "error": failure.error}


def failure_of(row: FailureRow, conversation: str) -> Failure:
    return Failure(conversation, row.detector, row.error)


def group_values(group: Group) -> Values:
    """Columns of GroupRow; the members have a table of their own."""
    return {"id": group.id, "kind": group.kind, "score": group.score, "evidence": dict(group.evidence)}


def group_of(row: GroupRow, members: Sequence[str]) -> Group:
    return Group(row.id, row.kind, row.score, tuple(members), row.evidence)


def decision_of(row: DecisionRow) -> DecisionRecord:
    return DecisionRecord(
        conversation=row.conversation,
        digest=row.digest,
        decision=row.decision,
        who=row.who,
        reason=row.reason,
        at=row.at,
    )
