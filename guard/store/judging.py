"""Judging a stored run again: the same inputs and measurements under other rules, as a run of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, func, insert, literal, update
from sqlmodel import Session, SQLModel, col, select

from guard.errors import GuardError
from guard.store.records import Run
from guard.store.tables import ConversationRow, GroupRow, MemberRow, RejectedRow, RunRow
from guard.store.writing import Batch, chunks, insert_run
from guard.types import Action, Verdict


def insert_rejudged(connection: Connection, source: int, new: Run, decided: Iterable[Verdict]) -> Run:
    """Insert `new` with the conversations of the run `source` under new verdicts; gives it with its counts.

    Raises GuardError when a verdict is missing, given twice or about an unknown conversation.
    """
    key = insert_run(connection, replace(new, passed=0, held=0))
    for table in (GroupRow, MemberRow, RejectedRow):
        _copy(connection, table, source, key)
    counts: Counter[Action] = Counter()
    for chunk in chunks(decided):
        facts = _facts(connection, source, chunk)
        batch = Batch(key)
        for verdict in chunk:
            if (row := facts.pop(verdict.conversation, None)) is None:
                raise _mismatch(
                    f"verdict of {verdict.conversation!r}, which it does not have or has already", new
                )
            batch.add_verdict(row.place, row.model_dump(), verdict)
            counts[verdict.verdict] += 1
        batch.write(connection)
    query = select(func.count()).where(ConversationRow.run == source)
    if (wanted := connection.execute(query).scalar_one()) != counts.total():
        raise _mismatch(f"{counts.total()} verdicts, but it has {wanted} conversations", new)
    passed, held = counts["pass"], counts["review"] + counts["quarantine"]
    connection.execute(update(RunRow).where(col(RunRow.key) == key).values(passed=passed, held=held))
    return replace(new, passed=passed, held=held)


def _facts(connection: Connection, source: int, verdicts: Iterable[Verdict]) -> dict[str, ConversationRow]:
    ids = [verdict.conversation for verdict in verdicts]
    query = select(ConversationRow).where(ConversationRow.run == source, col(ConversationRow.id).in_(ids))
    with Session(connection) as session:
        return {row.id: row for row in session.exec(query)}


def _copy(connection: Connection, table: type[SQLModel], source: int, key: int) -> None:
    columns = SQLModel.metadata.tables[str(table.__tablename__)].columns
    others = [column for column in columns if column.name != "run"]
    query = select(literal(key), *others).where(columns["run"] == source)
    connection.execute(insert(table).from_select(["run", *(column.name for column in others)], query))


def _mismatch(what: str, run: Run) -> GuardError:
    cure = "nothing was saved; give exactly one verdict for each conversation of the run"
    return GuardError(f"the run was given {what}", f"run {run.id!r}", cure)
