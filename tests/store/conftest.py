"""Every test that asks for `url` or `store` runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from guard.store import Store
from tests import postgres

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[Path]:
    """Folder of the socket of a PostgreSQL server."""
    with ExitStack() as stack:
        try:
            socket = stack.enter_context(postgres.server())
        except postgres.NoPostgresError as error:
            pytest.skip(str(error))
        yield socket


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'guard.db'}"
    socket = request.getfixturevalue("postgres_socket")
    return postgres.create_schema(socket, f"test_{next(_numbers)}")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    with Store.open(url) as opened:
        yield opened
