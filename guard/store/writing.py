"""Bulk inserts, on a connection whose transaction the caller owns."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, func, insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, select

from guard.errors import GuardError
from guard.store import rows
from guard.store.records import Decision, Judged, Run
from guard.store.rows import Values
from guard.store.tables import (
    ContentRow,
    ConversationRow,
    DecisionRow,
    FailureRow,
    FindingRow,
    FiredRow,
    GroupRow,
    InputRow,
    MemberRow,
    RejectedRow,
    RunRow,
)
from guard.types import Action, Group, Rejected, Verdict

CHUNK = 1000  # conversations at a time: bounds memory, and the number of parameters in one statement

_T = TypeVar("_T")


def chunks(items: Iterable[_T], size: int = CHUNK) -> Iterator[list[_T]]:
    """Lists of at most `size` items, in order."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


class Batch:
    """Conversations of one run on their way into the database."""

    def __init__(self, run: int) -> None:
        self.run = run
        self._contents: dict[str, bytes] = {}
        self._rows: dict[type[SQLModel], list[Values]] = defaultdict(list)

    def add(self, place: int, judged: Judged) -> None:
        """Everything about one conversation; its turns only if there is something to look at."""
        verdict, content = judged.verdict, None
        if verdict.conversation != judged.conversation.id:
            raise ValueError(f"verdict of {verdict.conversation!r} on {judged.conversation.id!r}")
        if verdict.verdict != "pass" or verdict.findings or verdict.failures:
            packed = rows.pack_turns(judged.conversation.turns)
            content = hashlib.sha256(packed).hexdigest()
            self._contents[content] = packed
        self.add_verdict(place, {**rows.fact_values(judged), "content": content}, verdict)

    def add_verdict(self, place: int, facts: Values, verdict: Verdict) -> None:
        """`facts`: the columns of ConversationRow that do not depend on the verdict."""
        key = {"run": self.run, "place": place}
        decided = {"verdict": verdict.verdict, "score": verdict.score, "policy": verdict.policy}
        self._rows[ConversationRow].append({**facts, **key, **decided})
        self._add_list(FiredRow, key, ({"rule": rule} for rule in verdict.rules))
        self._add_list(FindingRow, key, map(rows.finding_values, verdict.findings))
        self._add_list(FailureRow, key, map(rows.failure_values, verdict.failures))

    def _add_list(self, table: type[SQLModel], key: Values, values: Iterable[Values]) -> None:
        self._rows[table] += ({**key, "position": n, **value} for n, value in enumerate(values))

    def write(self, connection: Connection) -> None:
        """Insert all rows, parents before children."""
        if self._contents:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            contents = [{"sha256": name, "turns": packed} for name, packed in self._contents.items()]
            connection.execute(dialect.insert(ContentRow).on_conflict_do_nothing(), contents)
        for table in (ConversationRow, FiredRow, FindingRow, FailureRow):
            _insert_all(connection, table, self._rows[table])


def insert_run(connection: Connection, run: Run) -> int:
    """Insert a run with its inputs; gives the key of the run.

    Raises GuardError when a run of that id is stored already.
    """
    if connection.execute(select(RunRow.key).where(RunRow.id == run.id)).first():
        cure = "give the new run another id; a stored run is never written over"
        raise GuardError("this run is stored already", f"run {run.id!r}", cure)
    statement = insert(RunRow).values(rows.run_values(run)).returning(RunRow)
    key: int = connection.execute(statement).one().key
    _insert_list(connection, InputRow, key, map(rows.input_values, run.inputs))
    return key


def insert_judged(connection: Connection, run: int, judged: Iterable[Judged]) -> Counter[Action]:
    """Insert conversations in the order given; counts the verdicts."""
    counts: Counter[Action] = Counter()
    for chunk in chunks(enumerate(judged)):
        batch = Batch(run)
        for place, one in chunk:
            batch.add(place, one)
            counts[one.verdict.verdict] += 1
        batch.write(connection)
    return counts


def insert_groups(connection: Connection, run: int, groups: Sequence[Group]) -> None:
    """Insert groups with their members."""
    _insert_all(connection, GroupRow, [{"run": run, **rows.group_values(group)} for group in groups])
    for group in groups:
        members = ({"group_id": group.id, "conversation": member} for member in group.members)
        _insert_list(connection, MemberRow, run, members)


def insert_rejected(connection: Connection, run: int, rejected: Sequence[Rejected]) -> None:
    """Insert the rows that could not be read."""
    _insert_list(connection, RejectedRow, run, map(rows.rejected_values, rejected))


def insert_decisions(
    connection: Connection,
    contents: Sequence[tuple[str, str]],
    decision: Decision,
    who: str,
    reason: str,
    at: datetime,
) -> None:
    """Insert the same decision about each (conversation id, digest)."""
    made = {"decision": decision, "who": who, "reason": reason, "at": at}
    values = [{"conversation": id_, "digest": digest, **made} for id_, digest in contents]
    _insert_all(connection, DecisionRow, values)


def require_consistent(
    connection: Connection, key: int, run: Run, counts: Counter[Action], rejected: int
) -> None:
    """Rows in = rows out, and no id twice, before anything is committed.

    Raises GuardError naming what does not add up.
    """
    cure = "nothing was saved; please report this: a conversation would have been lost or counted twice"
    held = counts["review"] + counts["quarantine"]
    found = {"passed": counts["pass"], "held": held, "rejected": rejected}
    for name, count in {**found, "read": sum(found.values())}.items():
        if getattr(run, name) != count:
            what = f"{name} is {getattr(run, name)}, but what was given makes it {count}"
            raise GuardError(what, f"run {run.id!r}", cure)
    twice = (
        select(ConversationRow.id)
        .where(ConversationRow.run == key)
        .group_by(ConversationRow.id)
        .having(func.count() > 1)
        .limit(1)
    )
    if row := connection.execute(twice).first():
        raise GuardError(f"conversation {row[0]!r} was given twice", f"run {run.id!r}", cure)


def analyze(connection: Connection) -> None:
    """Tell PostgreSQL what a big insert has changed: by itself it finds out a minute later, and plans
    queries that take seconds instead of milliseconds until then."""
    if connection.dialect.name == "postgresql":
        tables = (ConversationRow, FiredRow, FindingRow, FailureRow, GroupRow, MemberRow, ContentRow)
        connection.execute(text(f"ANALYZE {', '.join(str(table.__tablename__) for table in tables)}"))


def _insert_list(connection: Connection, table: type[SQLModel], run: int, values: Iterable[Values]) -> None:
    for chunk in chunks(enumerate(values)):
        _insert_all(connection, table, [{"run": run, "position": n, **value} for n, value in chunk])


def _insert_all(connection: Connection, table: type[SQLModel], values: Sequence[Values]) -> None:
    if values:
        connection.execute(insert(table), values)
