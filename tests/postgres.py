"""A PostgreSQL server of our own for tests: private, in a temporary folder, reachable by its socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


class NoPostgresError(Exception):
    """PostgreSQL cannot be started here; says why."""


@contextmanager
def server() -> Iterator[Path]:
    """Start a server, give the folder of its socket, stop it. Its superuser is `postgres`, without password.

    Raises NoPostgresError when PostgreSQL is not installed, or when we are root and no other account could
    run it (PostgreSQL refuses to run as root).
    """
    programs = _programs()
    account = _account()
    # Not pytest's tmp_path: a socket's path may have no more than about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = str(folder / "data")
        settings = f"-k {folder} -c listen_addresses= -c fsync=off -c timezone=Asia/Kolkata"
        control = [str(programs / "pg_ctl"), "--pgdata", data, "--wait"]
        create = [str(programs / "initdb"), "--pgdata", data, "--username=postgres", "--auth=trust"]
        _call([*create, "--encoding=UTF8", "--no-locale", "--no-sync"], folder, account)
        _call([*control, "start", "--log", str(folder / "log"), "--options", settings], folder, account)
        try:
            yield folder
        finally:
            _call([*control, "stop", "--mode=immediate"], folder, account)
    finally:
        shutil.rmtree(folder)


def create_database(socket: Path, name: str, options: str = "") -> str:
    """Create an empty database; gives its URL."""
    with psycopg.connect(host=str(socket), user="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" {options}'.encode())
    return f"postgresql://postgres@/{name}?host={socket}"


def create_schema(socket: Path, name: str) -> str:
    """Create an empty schema in the server's own database, much faster than a database; gives its URL."""
    with psycopg.connect(host=str(socket), user="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"'.encode())
    return f"postgresql://postgres@/postgres?host={socket}&options=-csearch_path%3D{name}"


def _programs() -> Path:
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(versions, key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *newest_first]:
        if all((folder / program).is_file() for program in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise NoPostgresError("PostgreSQL is not installed: no initdb, pg_ctl and postgres in one folder")


def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgresError("PostgreSQL does not run as root, and there is no account postgres or nobody")


def _call(command: list[str], folder: Path, account: pwd.struct_passwd | None) -> None:
    user, group = (account.pw_uid, account.pw_gid) if account else (None, None)
    # A file, not a pipe: the server would keep a pipe open, and reading it would never end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command,
            cwd=folder,
            user=user,
            group=group,
            extra_groups=[] if account else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        output.seek(0)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{output.read().decode(errors='replace')}")
