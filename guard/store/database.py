"""Connecting: URLs, engines, and the schema brought up to date."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from guard.errors import GuardError, UsageError

_EXAMPLES = "write sqlite:///guard.db or postgresql://user@host/database"
_SECONDS_TO_WAIT = 30
_MIGRATIONS = Path(__file__).parent.parent / "migrations"
_MIGRATING = threading.Lock()  # Alembic keeps what it works on in global variables
_SCHEMA_LOCK, _WRITER_LOCK = 0x6775617264, 0x6775617265  # any two numbers, the same in every process


def shown(url: URL) -> str:
    """The URL as it may be printed: without password and without options, which may hold one."""
    return url.set(query={}).render_as_string(hide_password=True)


def parse(url: str) -> URL:
    """The URL with the driver that we use. Never repeats what it could not read: it may be a password.

    Raises UsageError for anything but SQLite and PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise UsageError("not a database URL", "store", _EXAMPLES) from None
    if "@" in (parsed.host or ""):
        raise UsageError("not a database URL", "store", "write @ / : in a password as %40 %2F %3A")
    backend = parsed.drivername.partition("+")[0]
    if backend == "sqlite":
        return parsed.set(drivername="sqlite")
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise UsageError(f"databases of kind {backend!r} are not supported", "store", _EXAMPLES)


def connect(url: URL) -> Engine:
    """An engine for a parsed URL; nothing is opened yet.

    Raises GuardError when the PostgreSQL driver is not installed.
    """
    arguments: dict[str, Any] = {"timeout": _SECONDS_TO_WAIT}
    if url.get_backend_name() == "postgresql":
        arguments = {"connect_timeout": _SECONDS_TO_WAIT, "client_encoding": "utf8"}
    try:
        engine = create_engine(url, connect_args=arguments, hide_parameters=True, pool_pre_ping=True)
    except ImportError:
        cure = "pip install conversation-guard[postgres]"
        raise GuardError("the PostgreSQL driver is not installed", shown(url), cure) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def private_file() -> tempfile.TemporaryDirectory[str]:
    """The place of a database that lives as long as its store, readable by its owner only.

    A file, not memory: a corpus need not fit into memory, and readers need connections of their own.
    """
    return tempfile.TemporaryDirectory(prefix="guard-store-")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves: schema changes too belong in one
    for pragma in ("journal_mode = WAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: one that reads first and writes later is refused, not queued.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction(engine: Engine, *, writing: bool = False, alone: bool = False) -> Iterator[Connection]:
    """One transaction: committed at the end of the block, undone by an error in it.

    `alone`: queue behind other transactions that are alone (on SQLite every writer is).
    Raises GuardError for what the database refuses.
    """
    try:
        with engine.connect().execution_options(writing=writing) as connection, connection.begin():
            if alone and engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})
            yield connection
    except IntegrityError as error:
        cure = "nothing was saved; the conversation data is inconsistent, please report this with the message"
        raise GuardError(f"the database refused a row: {_reason(error)}", shown(engine.url), cure) from error
    except DBAPIError as error:
        raise _unusable(engine, error) from error


def _unusable(engine: Engine, error: DBAPIError) -> GuardError:
    message = _reason(error)
    cure = "check that the server runs and that the URL names an existing database and user"
    if engine.dialect.name == "sqlite":
        cure = (
            "check that the folder exists, that the file is a database of the guard, and the free disk space"
        )
    if "locked" in message:
        cure = "another process is writing to it; try again when it has finished"
    return GuardError(f"the database cannot be used: {message}", shown(engine.url), cure)


def _reason(error: DBAPIError) -> str:
    # The first line only: PostgreSQL shows the row, a stranger's text, in those that follow.
    return str(error.orig).strip().partition("\n")[0]


def alembic_config(connection: Connection) -> Config:
    """What Alembic's commands need to work on this connection, in its transaction."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def migrate(engine: Engine) -> None:
    """Bring the schema up to date, one process at a time, all of it or nothing.

    Raises GuardError for a schema that is newer than this version, or a database that cannot be used.
    """
    scripts = ScriptDirectory(str(_MIGRATIONS))
    with transaction(engine) as connection:
        if MigrationContext.configure(connection).get_current_heads() == tuple(scripts.get_heads()):
            return
    with _MIGRATING, transaction(engine, writing=True) as connection:
        if engine.dialect.name == "postgresql":
            _require_utf8(connection)
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})
        try:
            command.upgrade(alembic_config(connection), "head")
        except CommandError as error:
            cure = "upgrade conversation-guard to the version that wrote it, or name another database"
            raise GuardError("the store was written by a newer version", shown(engine.url), cure) from error


def _require_utf8(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        cure = "create it with: createdb --encoding=UTF8 --template=template0 NAME"
        raise GuardError(f"the database has encoding {encoding}", shown(connection.engine.url), cure)
