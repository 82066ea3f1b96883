"""Rows come back from the spool as they went in."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.errors import GuardError
from guard.spool import Spool
from guard.types import ROLES, Conversation, Origin, Row, Turn

TEXT = st.text(max_size=20)
TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
ROWS = st.lists(
    st.builds(
        Row,
        st.builds(
            Conversation,
            TEXT.filter(lambda text: "\0" not in text),
            st.lists(st.builds(Turn, st.sampled_from(ROLES), TEXT, TIMES), max_size=3).map(tuple),
            TEXT,
            user_id=st.none() | TEXT,
            channel=st.none() | TEXT,
            created_at=TIMES,
            collected_at=TIMES,
            labels=st.dictionaries(
                TEXT, st.none() | TEXT | st.booleans() | st.lists(st.integers(0, 9)), max_size=2
            ),
        ),
        st.binary(max_size=30),
        st.builds(Origin, TEXT, st.integers(1, 1 << 40)),
    ),
    max_size=8,
)


def filled(folder: Path, rows: list[Row]) -> Spool:
    spool = Spool(folder)
    for row in rows:
        spool.append(row)
    spool.seal()
    return spool


@settings(max_examples=60, deadline=None, derandomize=True)
@given(ROWS)
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    folder = tmp_path_factory.mktemp("spool")
    for spool in (filled(folder, rows), Spool.open(folder)):
        assert list(spool.rows()) == rows
        assert len(spool) == len(rows)
        assert spool.ids() == [row.conversation.id for row in rows]
        assert list(spool.conversations()) == [row.conversation for row in rows]
        for i in reversed(range(len(rows))):
            assert (spool.conversation(i), spool.raw(i), spool.origin(i)) == (
                rows[i].conversation,
                rows[i].raw,
                rows[i].origin,
            )


def row(number: int) -> Row:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number, microseconds=1)
    turns = (Turn("user", f"question {number}", at), Turn("assistant", "x" * 500))
    return Row(Conversation(f"c{number}", turns, "d"), b"{}" * 100, Origin("f", number))


def test_another_process_reads_a_sealed_spool(tmp_path: Path) -> None:
    filled(tmp_path, [row(i) for i in range(100)])
    code = "import sys, guard.spool as s; print(s.Spool.open(sys.argv[1]).conversation(99).turns[0].content)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "question 99"


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    tracemalloc.start()
    spool = Spool(tmp_path)
    for i in range(20_000):
        spool.append(row(i))
    spool.seal()
    assert sum(len(c.turns) for c in spool.conversations()) == 40_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "records.bin").stat().st_size > 15 << 20
    assert peak < 6 << 20


def test_a_spool_cannot_be_read_before_it_is_sealed(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.append(row(1))
    with pytest.raises(GuardError, match="not sealed"):
        spool.conversation(0)
    with pytest.raises(GuardError, match="no sealed spool"):
        Spool.open(tmp_path)
    spool.seal()
    assert Spool.open(tmp_path).ids() == ["c1"]


def test_positions_outside_are_an_error(tmp_path: Path) -> None:
    spool = filled(tmp_path, [row(1)])
    for i in (-1, 1):
        with pytest.raises(IndexError):
            spool.conversation(i)
        with pytest.raises(IndexError):
            spool.raw(i)


def test_a_new_spool_replaces_the_old_one(tmp_path: Path) -> None:
    filled(tmp_path, [row(i) for i in range(5)])
    assert filled(tmp_path, [row(9)]).ids() == ["c9"]
