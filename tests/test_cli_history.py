"""`guard history` and `guard scan --history --declared`, as a person or a script meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guard.history import History
from tests.conftest import Guard
from tests.test_cli import HONEST, PLANTED, line

NEXT = line("c-next", "Can I change my address?", "Yes, under Settings, before it is sent.")


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    path = tmp_path / "reviewed.jsonl"
    path.write_bytes(HONEST + NEXT)
    return path


def test_add_show_and_drop(guard: Guard, reviewed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "h"
    done = guard("history", "add", reviewed, "--history", folder, "--as-of", "2026-10-01")
    assert done.code == 0, done.err
    assert "Added 2026-10-01-" in done.out
    shown = json.loads(guard("history", "show", "--history", folder, "--json").out)
    assert shown["conversations"] + shown["reference"] == 2
    [part] = shown["parts"]
    assert part["sources"] == ["reviewed.jsonl"]
    text = guard("history", "show", "--history", folder).out
    assert part["name"] in text
    assert all(len(row) <= 120 for row in text.splitlines())
    again = guard("history", "add", reviewed, "--history", folder)
    assert (again.code, again.out) == (0, "Nothing to add: 2 conversations known before.\n")
    assert guard("history", "drop", part["name"], "--history", folder).code == 0
    assert History.load(folder).conversations == 0


def test_of_a_stored_run_nothing_held_or_undecided_enters(guard: Guard, tmp_path: Path) -> None:
    url, night, folder = f"sqlite:///{tmp_path}/g.db", tmp_path / "night.jsonl", tmp_path / "h"
    second = PLANTED.replace(b"c-planted", b"c-second").replace(b"a text", b"a mail")
    night.write_bytes(HONEST + PLANTED + second + NEXT)
    assert guard("scan", night, "--store", url, "--quiet").code == 0

    def add() -> dict[str, int]:
        told = json.loads(guard("history", "add", "--store", url, "--history", folder, "--json").out)
        part = told["part"] or {"conversations": 0, "reference": 0}
        return {"new": part["conversations"] + part["reference"], "known": told["known"]}

    assert add() == {"new": 2, "known": 0}
    assert guard("quarantine", "release", "c-planted", "--store", url, "--who", "ana").code == 0
    assert guard("quarantine", "confirm", "c-second", "--store", url, "--who", "ana").code == 0
    assert add() == {"new": 1, "known": 2}
    assert add() == {"new": 0, "known": 3}


def test_what_cannot_be_read_is_told_and_not_added(guard: Guard, reviewed: Path, tmp_path: Path) -> None:
    reviewed.write_bytes(HONEST + b"{broken\n")
    done = guard("history", "add", reviewed, "--history", tmp_path / "h")
    assert done.code == 0
    assert "WARNING: 1 rows could not be read" in done.err
    assert "reviewed.jsonl:2" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "--history", "h"),
        ("add", "FILE", "--store", "sqlite:///g.db", "--history", "h"),
        ("add", "FILE", "--run", "run-1", "--history", "h"),
        ("add", "no-such-file.jsonl", "--history", "h"),
        ("add", "FILE"),
        ("add", "FILE", "--history", "FILE"),
        ("show", "--history", "no-such-folder"),
        ("drop", "part", "--history", "no-such-folder"),
    ],
)
def test_wrong_usage_is_2_and_leaves_nothing(
    guard: Guard, reviewed: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(reviewed.parent)
    done = guard("history", *(str(reviewed) if one == "FILE" else one for one in arguments))
    assert done.code == 2, done
    assert done.out == ""
    assert done.err
    assert not Path("h").exists()
    assert not Path("no-such-folder").exists()


def test_a_scan_takes_a_history_and_declared_changes(guard: Guard, reviewed: Path, tmp_path: Path) -> None:
    guard("history", "add", reviewed, "--history", tmp_path / "h")
    (tmp_path / "declared.yaml").write_text("declared: [{kind: macro, text: It left the depot today.}]\n")
    side = ("--history", tmp_path / "h", "--declared", tmp_path / "declared.yaml", "--as-of", "2026-11-01")
    done = guard("scan", reviewed, *side, "--json")
    assert done.code == 0, done.err
    plain = guard("scan", reviewed, "--as-of", "2026-11-01", "--json")
    assert json.loads(done.out)["run"] != json.loads(plain.out)["run"]


@pytest.mark.parametrize(
    ("option", "told"),
    [("--history", "there is no history here"), ("--declared", "must be a list of notices")],
)
def test_side_information_that_is_wrong_stops_a_scan_before_work(
    guard: Guard, reviewed: Path, tmp_path: Path, option: str, told: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "wrong.yaml").write_text("outage\n")
    value = tmp_path / ("empty" if option == "--history" else "wrong.yaml")
    done = guard("scan", reviewed, option, value, "--verdicts", tmp_path / "v.jsonl")
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert not (tmp_path / "v.jsonl").exists()


def test_a_history_of_another_encoder_is_refused(guard: Guard, reviewed: Path, tmp_path: Path) -> None:
    History("f" * 64).save(tmp_path / "h")
    for command in (("scan", reviewed), ("history", "add", reviewed)):
        done = guard(*command, "--history", tmp_path / "h")
        assert done.code == 2
        assert "another encoder" in done.err
        assert "Cure:" in done.err
