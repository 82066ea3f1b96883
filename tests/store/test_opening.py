"""URLs, errors that keep passwords, and the schema brought up to date."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from guard.errors import GuardError, UsageError
from guard.store import Judged, Store
from guard.store.database import alembic_config, connect, parse, transaction
from tests import postgres
from tests.store.builders import judged, run_of, save

ROOT = Path(__file__).parents[2]
SECRET = "hunter2"
OPENS_ON_COMMAND = """
import sys
from guard.store import Store

print("ready", flush=True)
sys.stdin.readline()
Store.open(sys.argv[1]).close()
print("opened")
"""


def test_migrations_end_at_the_tables_of_the_code(store: Store, url: str) -> None:
    engine = connect(parse(url))
    with transaction(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_downgrade_leaves_nothing_and_upgrade_works_again(store: Store, url: str) -> None:
    save(store, "r", [judged("a", "review")])
    store.decide(["a"], "release", "ann", "")
    engine = connect(parse(url))
    with transaction(engine, writing=True) as connection:
        command.downgrade(alembic_config(connection), "base")
    assert sqlalchemy.inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
    with Store.open(url) as again:
        save(again, "r", [judged("a")])
        assert again.kept("r") == {"a"}


def test_a_newer_schema_is_refused(store: Store, url: str) -> None:
    engine = connect(parse(url))
    with transaction(engine, writing=True) as connection:
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(GuardError, match="written by a newer version\nCure: upgrade conversation-guard"):
        Store.open(url)


def test_a_database_of_something_else_is_left_as_it_is(url: str) -> None:
    engine = connect(parse(url))
    with transaction(engine, writing=True) as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE member (name text)"))
    with pytest.raises(GuardError, match=r"member.* already exists\nCure: "):
        Store.open(url)
    assert sqlalchemy.inspect(engine).get_table_names() == ["member"]
    engine.dispose()


def test_processes_may_open_an_empty_database_at_once(url: str) -> None:
    command_line = [sys.executable, "-W", "error", "-c", OPENS_ON_COMMAND, url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    children = [subprocess.Popen(command_line, cwd=ROOT, **pipes) for _ in range(3)]  # type: ignore[call-overload]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    assert [child.communicate()[0] for child in children] == ["opened\n"] * 3  # and nothing else is said
    with Store.open(url) as store:
        assert store.runs() == []


def test_what_is_saved_is_there_after_reopening(url: str) -> None:
    with Store.open(url) as store:
        run = save(store, "r", [judged("a", "review")])
    with Store.open(url) as store:
        assert store.runs() == [run]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_private_store_is_gone_when_closed(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Store.open(url) as store, Store.open(url) as other:
        folders = list(tmp_path.iterdir())
        assert [folder.stat().st_mode & 0o077 for folder in folders] == [0, 0]
        save(store, "r", [judged("a", "review")])
        assert other.runs() == []
        assert next(store.held()).conversation.id == "a"
    assert list(tmp_path.iterdir()) == []


def test_sqlite_is_set_up_for_readers_beside_a_writer(tmp_path: Path) -> None:
    engine = connect(parse(f"sqlite:///{tmp_path / 'guard.db'}"))
    with transaction(engine) as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    engine.dispose()
    assert found == ["wal", 1, 30_000]


def test_a_store_that_must_exist_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "typo.db"
    with pytest.raises(GuardError, match="no store here\nCure: check the path"):
        Store.open(f"sqlite:///{path}", create=False)
    assert not path.exists()
    Store.open(f"sqlite:///{path}").close()
    Store.open(f"sqlite:///{path}", create=False).close()


@pytest.mark.parametrize(
    "url",
    [
        "guard.db",
        "",
        f"mysql://user:{SECRET}@host/db",
        f"postgresql://user:{SECRET}@host:port/db",
        f"postgresql://user:half@{SECRET}@host/db",
    ],
)
def test_another_url_is_wrong_usage_and_is_not_repeated(url: str) -> None:
    with pytest.raises(UsageError, match=r"^store: .*\nCure: ") as caught:
        Store.open(url)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://user:{SECRET}@127.0.0.1:1/db",
        f"postgresql://user:half/{SECRET}@127.0.0.1:1/db",
        f"postgres://user@127.0.0.1:1/db?password={SECRET}",
        f"postgresql+psycopg://user:{SECRET}@/db?host=/no/such/folder",
    ],
)
def test_a_server_out_of_reach_is_named_without_the_password(url: str) -> None:
    with pytest.raises(
        GuardError, match=r"(?s)cannot be used: .*\nCure: check that the server runs"
    ) as caught:
        Store.open(url)
    assert "user" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_missing_driver_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(
        GuardError, match=r"driver is not installed\nCure: pip install conversation-guard\[postgres\]"
    ):
        Store.open(f"postgresql://user:{SECRET}@host/db")


def test_a_folder_that_is_missing_and_a_file_that_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="unable to open database file\nCure: check that the folder exists"):
        Store.open(f"sqlite:///{tmp_path / 'no' / 'guard.db'}")
    (tmp_path / "text.db").write_text("not a database at all, only text" * 50)
    with pytest.raises(GuardError, match="not a database\nCure: "):
        Store.open(f"sqlite:///{tmp_path / 'text.db'}")


def test_a_postgresql_database_must_hold_any_character(postgres_socket: Path) -> None:
    url = postgres.create_database(
        postgres_socket, "latin", "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
    )
    with pytest.raises(GuardError, match="encoding LATIN1\nCure: create it with: createdb --encoding=UTF8"):
        Store.open(url)


def test_a_busy_database_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guard.store.database._SECONDS_TO_WAIT", 0.05)
    url = f"sqlite:///{tmp_path / 'guard.db'}"
    with Store.open(url) as store, Store.open(url) as other:
        save(store, "r", [judged("a", "review")])

        def decides_meanwhile() -> Iterator[Judged]:
            yield judged("b")
            other.decide(["a"], "release", "ann", "")

        with pytest.raises(GuardError, match="locked\nCure: another process is writing to it; try again"):
            store.save(run_of("s", [judged("b")]), decides_meanwhile(), [], [])
