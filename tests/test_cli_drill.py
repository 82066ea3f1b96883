"""`guard drill` and `guard scan --drill`, as a person or a script meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guard.report.drill import drill
from tests.conftest import Guard
from tests.test_cli import line

RECORD = {
    "seed": 7,
    "budget": 0.005,
    "copies": 2,
    "carriers": {"history": 30, "tonight": 5},
    "left_out": ["intents: tonight has no two intents"],
    "cells": [
        {"kind": "a", "title": "a link", "planted": 10, "by_rules": 2, "held": 9, "in_hundredth": 8,
         "also_held": 1, "interval": [0.5958, 0.9821]},
        {"kind": "a", "title": "a link", "planted": 25, "by_rules": 4, "held": 24, "in_hundredth": 25,
         "also_held": 0, "interval": [0.8046, 0.9929]},
        {"kind": "b", "title": "a brand", "planted": 10, "by_rules": 0, "held": 0, "in_hundredth": 1,
         "also_held": 0, "interval": [0.0, 0.2775]},
    ],
}  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A night of 500: one copy has room for two of each kind."""
    path = tmp_path / "night.jsonl"
    words = [a + b for a in "abcdefghijklmnopqrstuvwxy" for b in "uvwxyzabcdefghijklmn"]
    rows = [
        line(f"c-{i}", f"Where is parcel {word} now?", f"Parcel {word} is due on day {i}.")
        for i, word in enumerate(words)
    ]
    path.write_bytes(b"".join(rows))
    return path


def test_the_table_says_it_in_words() -> None:
    found = drill({"drill": RECORD})
    assert found is not None
    assert found.headline == (
        "Of 45 attacks of its own, planted into copies of this night, the scan would have held 33 (73.3 %)."
    )
    assert found.counts == ("10 planted", "25 planted")
    rows = {row.title: [cell and (cell.held, cell.sure) for cell in row.cells] for row in found.rows}
    assert rows == {
        "a link": [("9 of 10", "60% to 98%"), ("24 of 25", "80% to 99%")],
        "a brand": [("0 of 10", "0% to 28%"), None],
        "all kinds": [("9 of 20", "45 %"), ("24 of 25", "96 %")],
    }
    assert "2 copies measured" in found.notes[1]
    assert "30 trusted conversations and 5 passed conversations" in found.notes[1]
    assert found.notes[-1] == "Not tried: intents: tonight has no two intents."


def test_a_run_without_a_drill_has_no_table() -> None:
    assert drill({"budget": 0.005}) is None


def test_drill_prints_a_table_and_leaves_nothing(guard: Guard, small: Path) -> None:
    done = guard("drill", small, "--count", "2")
    assert done.code == 0, done.err
    assert "the scan would have held" in " ".join(done.out.split())
    assert "hidden characters bring a brand" in done.out
    assert "2 planted" in done.out
    assert all(len(row) <= 80 for row in done.out.splitlines() if not row.startswith("Without"))
    assert [path.name for path in small.parent.iterdir()] == [small.name]


def test_drill_as_json(guard: Guard, small: Path) -> None:
    told = json.loads(guard("drill", small, "--count", "2", "--json").out)
    assert {cell["planted"] for cell in told["cells"]} == {2}
    assert told["copies"] == 1
    assert sum(told["carriers"].values()) == sum(cell["planted"] for cell in told["cells"])
    assert "label_flip" not in {cell["kind"] for cell in told["cells"]}
    assert any("intents" in reason for reason in told["left_out"])


@pytest.mark.parametrize("counts", ["0", "-3", "ten", "", "5,,6"])
def test_counts_that_are_none_are_refused_before_any_work(guard: Guard, small: Path, counts: str) -> None:
    done = guard("drill", small, f"--count={counts}")
    assert done.code == 2
    assert "write 25, or 10,25,50" in " ".join(done.err.split())


def test_a_scan_with_a_drill_tells_it_everywhere(guard: Guard, small: Path, tmp_path: Path) -> None:
    report, later, url = tmp_path / "r.html", tmp_path / "later.html", f"sqlite:///{tmp_path}/g.db"
    limited = ("--detector", "hidden_text", "--as-of", "2026-10-15")
    done = guard("scan", small, "--drill", "--report", report, "--store", url, *limited)
    assert done.code == 0, done.err
    assert "25 planted" in done.out
    page = report.read_text("utf-8")
    assert "What this scan would have found" in page
    assert "hidden characters bring a brand" in page
    assert guard("report", "--store", url, "--out", later).code == 0
    assert "What this scan would have found" in later.read_text("utf-8")
    assert guard("policy", "apply", "--store", url, "--save").code == 0
    assert guard("report", "--store", url, "--out", later).code == 0
    assert "What this scan would have found" not in later.read_text("utf-8"), "other rules, another drill"
    assert json.loads(guard("scan", small, "--json", *limited).out)["drill"] is None
