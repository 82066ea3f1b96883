"""Reading conversations back: by key and in parts, so that no connection is held while the caller thinks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, false, func, or_, tuple_
from sqlmodel import Session, col, select

from guard.store import overview, rows
from guard.store.records import Decision, DecisionRecord, Held, Status
from guard.store.tables import (
    ContentRow,
    ConversationRow,
    DecisionRow,
    FailureRow,
    FindingRow,
    FiredRow,
    MemberRow,
    RunRow,
)
from guard.store.writing import chunks
from guard.types import ACTIONS, Action, Conversation, Origin, Verdict

HELD: tuple[Action, ...] = ("review", "quarantine")
_STATUS: dict[Decision, Status] = {"release": "released", "confirm": "confirmed"}

Key = tuple[int, int]  # (run, place): one conversation in one run
_Child = TypeVar("_Child", FiredRow, FindingRow, FailureRow)


@dataclass(frozen=True, slots=True)
class Stored:
    """A conversation as a run stored it, with what was measured and decided then."""

    row: ConversationRow
    conversation: Conversation
    origin: Origin
    verdict: Verdict


def keys_after(session: Session, run: int, place: int, limit: int) -> list[Key]:
    """The next keys of a run in the order in which it was saved; -1 for the first."""
    query = select(ConversationRow.run, ConversationRow.place)
    query = query.where(ConversationRow.run == run, ConversationRow.place > place)
    query = query.order_by(col(ConversationRow.place)).limit(limit)
    return [(found, place) for found, place in session.exec(query)]


def held_keys(
    session: Session,
    run: int | None,
    *,
    status: Status | None = None,
    rule: str | None = None,
    group: str | None = None,
    limit: int | None = None,
) -> list[Key]:
    """Keys of what was held, worst first.

    Over all runs each content of a conversation counts once, as the newest run that held it saw it. Another
    night that let it pass does not clear it; a newer judgement of the same scan takes the older one's place.
    """
    age = func.row_number().over(
        partition_by=(col(ConversationRow.id), col(ConversationRow.digest)),
        order_by=(col(RunRow.started_at).desc(), col(RunRow.key).desc()),
    )
    seen = select(ConversationRow.run, ConversationRow.place, age.label("age")).join(RunRow)
    seen = seen.where(col(ConversationRow.verdict).in_(HELD))
    seen = seen.where(_counts(session, run))
    newest = seen.subquery()
    here = and_(col(ConversationRow.run) == newest.c.run, col(ConversationRow.place) == newest.c.place)
    query = select(ConversationRow.run, ConversationRow.place).join(newest, and_(here, newest.c.age == 1))
    if status is not None:
        query = query.where(_has_status(status))
    if rule is not None:
        same = (col(FiredRow.run) == ConversationRow.run, col(FiredRow.place) == ConversationRow.place)
        query = query.where(exists().where(*same, col(FiredRow.rule) == rule))
    if group is not None:
        members = select(MemberRow.run, MemberRow.conversation).where(MemberRow.group_id == group)
        query = query.where(tuple_(col(ConversationRow.run), col(ConversationRow.id)).in_(members))
    severity = case({action: rank for rank, action in enumerate(ACTIONS)}, value=col(ConversationRow.verdict))
    worst = (severity.desc(), col(ConversationRow.score).desc(), col(ConversationRow.id), newest.c.run.desc())
    return [(found, place) for found, place in session.exec(query.order_by(*worst).limit(limit))]


def newest_held(session: Session, run: int | None, ids: Collection[str]) -> dict[str, ConversationRow]:
    """The rows of the run, or of the newest runs that count, that held these ids; others are absent."""
    query = select(ConversationRow).join(RunRow)
    query = query.where(col(ConversationRow.id).in_(ids), col(ConversationRow.verdict).in_(HELD))
    query = query.where(_counts(session, run))
    oldest_first = (col(RunRow.started_at), col(RunRow.key))
    return {row.id: row for row in session.exec(query.order_by(*oldest_first))}


def _counts(session: Session, run: int | None) -> ColumnElement[bool]:
    """The conversations of the run; of all runs, those of the newest judgement of each scan."""
    if run is not None:
        return col(ConversationRow.run) == run
    return col(ConversationRow.run).not_in(overview.superseded(session))


def held(session: Session, keys: Sequence[Key]) -> list[Held]:
    """What is in quarantine under these keys, in their order, with the decisions as of now."""
    found = stored(session, keys)
    of_runs = col(RunRow.key).in_({one.row.run for one in found})
    runs = {row.key: row for row in session.exec(select(RunRow).where(of_runs))}
    decisions: dict[tuple[str, str], list[DecisionRecord]] = defaultdict(list)
    about = col(DecisionRow.conversation).in_({one.row.id for one in found})
    for row in session.exec(select(DecisionRow).where(about).order_by(col(DecisionRow.key))):
        decisions[row.conversation, row.digest].append(rows.decision_of(row))
    return [
        Held(
            run=runs[one.row.run].id,
            night=runs[one.row.run].night,
            conversation=one.conversation,
            origin=one.origin,
            verdict=one.verdict,
            status=_status(made := decisions[one.row.id, one.row.digest]),
            decisions=tuple(made),
        )
        for one in found
    ]


def stored(session: Session, keys: Sequence[Key]) -> list[Stored]:
    """Conversations under these keys, in their order."""
    query = select(ConversationRow, ContentRow.turns).join(ContentRow, isouter=True)
    query = query.where(_is_one_of(ConversationRow, keys))
    found = {(row.run, row.place): (row, packed) for row, packed in session.exec(query)}
    fired = _children(session, FiredRow, keys)
    findings = _children(session, FindingRow, keys)
    failures = _children(session, FailureRow, keys)
    result = []
    for key in keys:
        row, packed = found[key]
        verdict = Verdict(
            conversation=row.id,
            verdict=row.verdict,
            score=row.score,
            rules=tuple(child.rule for child in fired[key]),
            findings=tuple(rows.finding_of(child, row.id) for child in findings[key]),
            failures=tuple(rows.failure_of(child, row.id) for child in failures[key]),
            policy=row.policy,
        )
        turns = rows.unpack_turns(packed) if packed else ()
        conversation = rows.conversation_of(row, turns)
        result.append(Stored(row, conversation, Origin(row.file, row.line), verdict))
    return result


def clean(session: Session, run: int) -> set[str]:
    """Ids of the run that may be trained on. A person's newest word comes before the rules'."""
    passed = and_(col(ConversationRow.verdict) == "pass", _has_status("held"))
    query = select(ConversationRow.id).where(ConversationRow.run == run, or_(passed, _has_status("released")))
    return set(session.exec(query))


def digests(session: Session, ids: Sequence[str]) -> dict[str, set[str]]:
    """Content digests by id over all runs; ids never seen are absent."""
    seen: dict[str, set[str]] = defaultdict(set)
    for chunk in chunks(ids):
        query = select(ConversationRow.id, ConversationRow.digest).distinct()
        for id_, digest in session.exec(query.where(col(ConversationRow.id).in_(chunk))):
            seen[id_].add(digest)
    return dict(seen)


def _has_status(status: Status) -> ColumnElement[bool]:
    # Without a decision the subquery is NULL, which SQL compares with nothing.
    if status == "held":
        return _newest_decision().is_(None)
    return _newest_decision() == ("release" if status == "released" else "confirm")


def _newest_decision() -> ScalarSelect[Decision]:
    query = select(DecisionRow.decision).where(
        DecisionRow.conversation == ConversationRow.id, DecisionRow.digest == ConversationRow.digest
    )
    return query.order_by(col(DecisionRow.key).desc()).limit(1).scalar_subquery()


def _status(decisions: Sequence[DecisionRecord]) -> Status:
    return _STATUS[decisions[-1].decision] if decisions else "held"


def _children(session: Session, table: type[_Child], keys: Sequence[Key]) -> dict[Key, list[_Child]]:
    children: dict[Key, list[_Child]] = defaultdict(list)
    query = select(table).where(_is_one_of(table, keys))
    for row in session.exec(query.order_by(col(table.position))):
        children[row.run, row.place].append(row)
    return children


def _is_one_of(table: type[ConversationRow] | type[_Child], keys: Sequence[Key]) -> ColumnElement[bool]:
    # Not (run, place) IN (pairs): PostgreSQL reads the whole table for that.
    places: dict[int, list[int]] = defaultdict(list)
    for run, place in keys:
        places[run].append(place)
    return or_(
        false(), *(and_(col(table.run) == run, col(table.place).in_(of)) for run, of in places.items())
    )
