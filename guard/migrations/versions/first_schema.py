"""Runs, conversations with their findings, groups and decisions.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger()

SQLITE_APPEND_ONLY = [
    f"""CREATE TRIGGER decision_no_{name} BEFORE {event} BEGIN
        SELECT RAISE(ABORT, 'decisions are append-only'); END"""
    for name, event in {
        "update": "UPDATE ON decision",
        "delete": "DELETE ON decision",
        # INSERT OR REPLACE deletes a row without firing the delete trigger.
        "replace": "INSERT ON decision WHEN EXISTS (SELECT 1 FROM decision WHERE key = NEW.key)",
    }.items()
]
POSTGRESQL_APPEND_ONLY = [
    """CREATE FUNCTION decision_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'decisions are append-only'; END $$""",
    """CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision
        FOR EACH STATEMENT EXECUTE FUNCTION decision_append_only()""",
]


def upgrade() -> None:
    op.create_table(
        "run",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("id", TEXT, nullable=False, unique=True),
        sa.Column("night", sa.Date, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("seed", NUMBER, nullable=False),
        sa.Column("policy", TEXT, nullable=False),
        sa.Column("models", sa.Text, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        *(sa.Column(name, NUMBER, nullable=False) for name in ("read", "passed", "held", "rejected")),
    )
    op.create_table(
        "input",
        *_key("run", "position"),
        *_texts("file", "sha256"),
        sa.Column("rows", NUMBER, nullable=False),
        *_texts("format"),
        _of_run(),
    )
    op.create_table(
        "rejected",
        *_key("run", "position"),
        *_texts("file"),
        sa.Column("line", NUMBER, nullable=False),
        *_texts("reason", "detail"),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        _of_run(),
    )
    op.create_table(
        "content",
        sa.Column("sha256", TEXT, primary_key=True),
        sa.Column("turns", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "conversation",
        *_key("run", "place"),
        *_texts("id", "digest", "verdict"),
        sa.Column("score", sa.Float, nullable=False),
        *_texts("policy", "file"),
        sa.Column("line", NUMBER, nullable=False),
        *_texts("user_id", "agent_id", "channel", "source", "language", nullable=True),
        *_texts("created_at", "collected_at", nullable=True, kind=sa.Text()),
        *_texts("labels", kind=sa.Text()),
        *_texts("content", nullable=True),
        _of_run(),
        sa.ForeignKeyConstraint(["content"], ["content.sha256"]),
        sa.CheckConstraint("score >= 0 AND score <= 1", name="conversation_score"),
        sa.CheckConstraint("verdict IN ('pass', 'review', 'quarantine')", name="conversation_verdict"),
    )
    op.create_index("conversation_id", "conversation", ["id"], postgresql_using="hash")
    op.create_index("conversation_verdict_run", "conversation", ["verdict", "run"])
    op.create_table("fired", *_key("run", "place", "position"), *_texts("rule"), _of_conversation())
    op.create_table(
        "finding",
        *_key("run", "place", "position"),
        *_texts("detector", "label"),
        sa.Column("score", sa.Float, nullable=False),
        *_texts("evidence", kind=sa.Text()),
        *(sa.Column(name, sa.Integer) for name in ("turn", "span_start", "span_end")),
        *_texts("group_id", nullable=True),
        _of_conversation(),
        sa.CheckConstraint("score >= 0 AND score <= 1", name="finding_score"),
    )
    op.create_table(
        "failure", *_key("run", "place", "position"), *_texts("detector", "error"), _of_conversation()
    )
    op.create_table(
        "finding_group",
        *_key("run"),
        sa.Column("id", TEXT, primary_key=True),
        *_texts("kind"),
        sa.Column("score", sa.Float, nullable=False),
        *_texts("evidence", kind=sa.Text()),
        _of_run(),
    )
    op.create_table(
        "member",
        *_key("run"),
        sa.Column("group_id", TEXT, primary_key=True),
        *_key("position"),
        *_texts("conversation"),
        sa.ForeignKeyConstraint(["run", "group_id"], ["finding_group.run", "finding_group.id"]),
    )
    op.create_index("member_group_id", "member", ["group_id"])
    op.create_table(
        "decision",
        sa.Column("key", sa.Integer, primary_key=True),
        *_texts("conversation", "digest", "decision", "who", "reason"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision IN ('release', 'confirm')", name="decision_decision"),
    )
    op.create_index("decision_conversation", "decision", ["conversation"], postgresql_using="hash")
    for statement in POSTGRESQL_APPEND_ONLY if _on_postgresql() else SQLITE_APPEND_ONLY:
        op.execute(statement)


def downgrade() -> None:
    for table in ("decision", "member", "finding_group", "failure", "finding", "fired", "conversation"):
        op.drop_table(table)
    for table in ("content", "rejected", "input", "run"):
        op.drop_table(table)
    if _on_postgresql():
        op.execute("DROP FUNCTION decision_append_only()")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _key(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, primary_key=True, autoincrement=False) for name in names]


def _texts(
    *names: str, nullable: bool = False, kind: sa.types.TypeEngine[str] = TEXT
) -> list[sa.Column[str]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


def _of_run() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["run"], ["run.key"])


def _of_conversation() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["run", "place"], ["conversation.run", "conversation.place"])
