"""Reading what a run is as a whole: its inputs, counts, groups and rejected rows."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import func
from sqlmodel import Session, col, select

from guard.errors import GuardError
from guard.store import rows
from guard.store.records import Run, Summary
from guard.store.tables import (
    ConversationRow,
    FailureRow,
    FindingRow,
    FiredRow,
    GroupRow,
    InputRow,
    MemberRow,
    RejectedRow,
    RunRow,
)
from guard.store.writing import chunks
from guard.types import ACTIONS, Action, Group, Rejected

BINS = 50
_EDGES = [i / BINS for i in range(BINS)]


def run_key(session: Session, run_id: str | None) -> int:
    """Key of the named run, or of the newest. Raises GuardError when there is none."""
    query = select(RunRow.key).order_by(col(RunRow.started_at).desc(), col(RunRow.key).desc())
    if run_id is not None:
        query = query.where(RunRow.id == run_id)
    key = session.exec(query).first()
    if key is None and run_id is None:
        raise GuardError(
            "no run is stored here", "store", "scan something first: guard scan PATH --store URL"
        )
    if key is None:
        raise GuardError("no such run is stored", f"run {run_id!r}", "leave the run out to take the newest")
    return key


def superseded(session: Session) -> list[int]:
    """Keys of the runs that were judged again since: only the newest judgement of a scan counts.

    Runs judged again from the same scan, directly or in a chain, are judgements of that scan. The newest is
    the one that was stored last.
    """
    scan_of: dict[str, str] = {}  # run to the scan that it judges
    newest: dict[str, int] = {}
    old: list[int] = []
    query = select(RunRow.key, RunRow.id, RunRow.settings).order_by(col(RunRow.key))
    for key, id_, settings in session.exec(query):
        source = settings.get("judged_again")
        scan_of[id_] = scan = scan_of.get(str(source), str(source)) if source else id_
        if scan in newest:
            old.append(newest[scan])
        newest[scan] = key or 0
    return old


def runs(session: Session, key: int | None = None) -> list[Run]:
    """All runs, newest first, or the one of that key."""
    inputs: dict[int | None, list[InputRow]] = defaultdict(list)
    for row in session.exec(select(InputRow).order_by(col(InputRow.run), col(InputRow.position))):
        inputs[row.run].append(row)
    query = select(RunRow).order_by(col(RunRow.started_at).desc(), col(RunRow.key).desc())
    if key is not None:
        query = query.where(RunRow.key == key)
    return [rows.run_of(row, inputs[row.key]) for row in session.exec(query)]


def summary(session: Session, run: int) -> Summary:
    """Counts over all conversations of a run; the most frequent first."""
    verdicts: dict[Action, int] = dict.fromkeys(ACTIONS, 0)
    histogram: dict[Action, list[int]] = {action: [0] * BINS for action in ACTIONS}
    scores = select(col(ConversationRow.verdict), ConversationRow.score).where(ConversationRow.run == run)
    for action, score in session.exec(scores):
        verdicts[action] += 1
        histogram[action][bisect_right(_EDGES, score) - 1] += 1
    return Summary(
        verdicts=verdicts,
        rules={rule: n for (rule,), n in _conversations_by(session, run, col(FiredRow.rule))},
        findings=dict(_conversations_by(session, run, col(FindingRow.detector), col(FindingRow.label))),
        failures={name: n for (name,), n in _conversations_by(session, run, col(FailureRow.detector))},
        histogram=histogram,
    )


def groups(session: Session, run: int) -> list[Group]:
    """The groups of a run, worst first."""
    members = defaultdict(list)
    for member in session.exec(
        select(MemberRow).where(MemberRow.run == run).order_by(col(MemberRow.position))
    ):
        members[member.group_id].append(member.conversation)
    query = select(GroupRow).where(GroupRow.run == run)
    worst = (col(GroupRow.score).desc(), col(GroupRow.id))
    return [rows.group_of(row, members[row.id]) for row in session.exec(query.order_by(*worst))]


def times(
    session: Session, run: int, members: Sequence[str]
) -> list[tuple[str, str | None, datetime | None]]:
    """(conversation id, account, created_at) in the order of `members`, of those that the run has."""
    found = {}
    for chunk in chunks(members):
        query = select(ConversationRow.id, ConversationRow.user_id, ConversationRow.created_at)
        query = query.where(ConversationRow.run == run, col(ConversationRow.id).in_(chunk))
        found.update({id_: (id_, account, time) for id_, account, time in session.exec(query)})
    return [found[member] for member in members if member in found]


def rejected(session: Session, run: int, limit: int | None) -> list[Rejected]:
    """The rows that could not be read, in the order in which they were met."""
    query = select(RejectedRow).where(RejectedRow.run == run).order_by(col(RejectedRow.position))
    return list(map(rows.rejected_of, session.exec(query.limit(limit))))


def _conversations_by(session: Session, run: int, *columns: Any) -> list[tuple[Any, int]]:
    table = columns[0].class_
    query = sqlalchemy.select(*columns, func.count(table.place.distinct()))
    counted = session.connection().execute(query.where(table.run == run).group_by(*columns))
    return sorted(((tuple(name), n) for *name, n in counted), key=lambda item: (-item[1], item[0]))
