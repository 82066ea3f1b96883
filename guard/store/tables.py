"""The tables. Rows are built only inside this package, from frozen types that are already valid:
SQLModel itself checks nothing on `table=True` classes.

`place` is a conversation's position in its run, counted from 0; with the run it is the key of everything
known about the conversation, so that bulk inserts need not ask the database for keys.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, LargeBinary
from sqlmodel import Field, SQLModel

from guard.store.columns import GivenTime, JsonText, OurTime, SafeText
from guard.store.records import Decision
from guard.types import Action, Json


def _per_conversation() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["run", "place"], ["conversation.run", "conversation.place"])


class RunRow(SQLModel, table=True):
    """One run. `key` grows with every run saved."""

    __tablename__ = "run"
    key: int | None = Field(default=None, primary_key=True)
    id: str = Field(sa_type=SafeText, unique=True)
    night: date
    started_at: datetime = Field(sa_type=OurTime)
    version: str = Field(sa_type=SafeText)
    seed: int = Field(sa_type=BigInteger)
    policy: str = Field(sa_type=SafeText)
    models: dict[str, str] = Field(sa_type=JsonText)
    settings: dict[str, Json] = Field(sa_type=JsonText)
    read: int = Field(sa_type=BigInteger)
    passed: int = Field(sa_type=BigInteger)
    held: int = Field(sa_type=BigInteger)
    rejected: int = Field(sa_type=BigInteger)


class InputRow(SQLModel, table=True):
    """One input file of a run."""

    __tablename__ = "input"
    run: int = Field(primary_key=True, foreign_key="run.key")
    position: int = Field(primary_key=True)
    file: str = Field(sa_type=SafeText)
    sha256: str = Field(sa_type=SafeText)
    rows: int = Field(sa_type=BigInteger)
    format: str = Field(sa_type=SafeText)


class RejectedRow(SQLModel, table=True):
    """One input row that could not be read."""

    __tablename__ = "rejected"
    run: int = Field(primary_key=True, foreign_key="run.key")
    position: int = Field(primary_key=True)
    file: str = Field(sa_type=SafeText)
    line: int = Field(sa_type=BigInteger)
    reason: str = Field(sa_type=SafeText)
    detail: str = Field(sa_type=SafeText)
    raw: bytes = Field(sa_type=LargeBinary)


class ContentRow(SQLModel, table=True):
    """The turns of a conversation, JSON compressed with zlib, under the SHA-256 of the JSON.

    Runs that saw the same turns share one row.
    """

    __tablename__ = "content"
    sha256: str = Field(sa_type=SafeText, primary_key=True)
    turns: bytes = Field(sa_type=LargeBinary)


class ConversationRow(SQLModel, table=True):
    """What is known of every conversation of a run; its turns too, where anything was found about it."""

    __tablename__ = "conversation"
    # A hash index holds an id of any length; a b-tree of PostgreSQL refuses ids over 2.7 kB.
    __table_args__: ClassVar[Any] = (
        CheckConstraint("score >= 0 AND score <= 1", name="conversation_score"),
        CheckConstraint("verdict IN ('pass', 'review', 'quarantine')", name="conversation_verdict"),
        Index("conversation_id", "id", postgresql_using="hash"),
        Index("conversation_verdict_run", "verdict", "run"),
    )
    run: int = Field(primary_key=True, foreign_key="run.key")
    place: int = Field(primary_key=True)
    id: str = Field(sa_type=SafeText)
    digest: str = Field(sa_type=SafeText)
    verdict: Action = Field(sa_type=SafeText)
    score: float
    policy: str = Field(sa_type=SafeText)
    file: str = Field(sa_type=SafeText)
    line: int = Field(sa_type=BigInteger)
    user_id: str | None = Field(sa_type=SafeText)
    agent_id: str | None = Field(sa_type=SafeText)
    channel: str | None = Field(sa_type=SafeText)
    source: str | None = Field(sa_type=SafeText)
    language: str | None = Field(sa_type=SafeText)
    created_at: datetime | None = Field(sa_type=GivenTime)
    collected_at: datetime | None = Field(sa_type=GivenTime)
    labels: dict[str, Json] = Field(sa_type=JsonText)
    content: str | None = Field(sa_type=SafeText, foreign_key="content.sha256")


class FiredRow(SQLModel, table=True):
    """A rule that fired, most severe first by `position`."""

    __tablename__ = "fired"
    __table_args__: ClassVar[Any] = (_per_conversation(),)
    run: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    rule: str = Field(sa_type=SafeText)


class FindingRow(SQLModel, table=True):
    """A finding, in the verdict's order by `position`."""

    __tablename__ = "finding"
    __table_args__: ClassVar[Any] = (
        _per_conversation(),
        CheckConstraint("score >= 0 AND score <= 1", name="finding_score"),
    )
    run: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    detector: str = Field(sa_type=SafeText)
    label: str = Field(sa_type=SafeText)
    score: float
    evidence: dict[str, Json] = Field(sa_type=JsonText)
    turn: int | None
    span_start: int | None
    span_end: int | None
    group_id: str | None = Field(sa_type=SafeText)


class FailureRow(SQLModel, table=True):
    """A detector that could not answer."""

    __tablename__ = "failure"
    __table_args__: ClassVar[Any] = (_per_conversation(),)
    run: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    detector: str = Field(sa_type=SafeText)
    error: str = Field(sa_type=SafeText)


class GroupRow(SQLModel, table=True):
    """A group of a run."""

    __tablename__ = "finding_group"
    run: int = Field(primary_key=True, foreign_key="run.key")
    id: str = Field(sa_type=SafeText, primary_key=True)
    kind: str = Field(sa_type=SafeText)
    score: float
    evidence: dict[str, Json] = Field(sa_type=JsonText)


class MemberRow(SQLModel, table=True):
    """A member of a group, in order by `position`."""

    __tablename__ = "member"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(["run", "group_id"], ["finding_group.run", "finding_group.id"]),
        Index("member_group_id", "group_id"),
    )
    run: int = Field(primary_key=True)
    group_id: str = Field(sa_type=SafeText, primary_key=True)
    position: int = Field(primary_key=True)
    conversation: str = Field(sa_type=SafeText)


class DecisionRow(SQLModel, table=True):
    """A person's decision about content; triggers refuse to change or delete one."""

    __tablename__ = "decision"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("decision IN ('release', 'confirm')", name="decision_decision"),
        Index("decision_conversation", "conversation", postgresql_using="hash"),
    )
    key: int | None = Field(default=None, primary_key=True)
    conversation: str = Field(sa_type=SafeText)
    digest: str = Field(sa_type=SafeText)
    decision: Decision = Field(sa_type=SafeText)
    who: str = Field(sa_type=SafeText)
    reason: str = Field(sa_type=SafeText)
    at: datetime = Field(sa_type=OurTime)
