"""The benchmark measures what it says, goes on where it was, and scans as a user does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks import guard_scan, nights, plan, poison, work
from benchmarks.attacks import FAMILIES
from benchmarks.guard_scan import Guard, Scan
from benchmarks.plan import Part, Plan
from guard.errors import GuardError
from guard.remembered import Classifier, Encoder


def command(tmp_path: Path, *arguments: str) -> str:
    options = ["--mixture", "synthetic", "--size", "60", "--out", str(tmp_path / "p.json")]
    done = CliRunner().invoke(poison.main, [*options, "--work", str(tmp_path / "work"), *arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def asked(**changes: object) -> Plan:
    everything = Plan(
        "tuned", "synthetic", Path(), (9000, 1, 1), list(FAMILIES), [250], [0], plan.SETTINGS, ["guard"],
        0.005, Path("work"), "code", "guard",
    )  # fmt: skip
    return replace(everything, **changes)  # type: ignore[arg-type]


def test_baselines_are_measured_and_a_second_run_goes_on_where_the_first_was(tmp_path: Path) -> None:
    chosen = (
        "--families",
        "echo,poisoned_history",
        "--counts",
        "5",
        "--methods",
        "random,novel_answer_grams",
    )
    said = command(tmp_path, *chosen)
    assert "seed 0, 5 of echo: 2 results" in said
    lines = json.loads((tmp_path / "p.json").read_text())["lines"]
    assert {(line["method"], line["setting"], line["count"]) for line in lines} == {
        ("random", "cold", 5),
        ("novel_answer_grams", "history", 5),
    }
    assert {name for line in lines for name in line["recall"]} == {"echo", "poisoned_history"}
    first = (tmp_path / "p.json").read_text()
    assert "seed 0" not in command(tmp_path, *chosen)
    assert (tmp_path / "p.json").read_text() == first


def test_processes_measure_what_one_does(tmp_path: Path) -> None:
    chosen = ("--families", "echo,poisoned_history", "--counts", "5", "--methods", "length,perplexity")
    reports = []
    for jobs in ("1", "2"):
        command(tmp_path / jobs, *chosen, "--jobs", jobs)
        report = json.loads((tmp_path / jobs / "p.json").read_text())
        reports.append([{**line, "seconds": 0} for line in report["lines"]])
    assert reports[0] == reports[1]


def test_the_guard_is_measured_in_every_setting_and_as_its_command_line_scans(tmp_path: Path) -> None:
    said = command(
        tmp_path, "--families", "echo,poisoned_history", "--counts", "5", "--methods", "guard", "--spot-check"
    )
    assert all(f"guard, {setting}: recall by family" in said for setting in plan.SETTINGS)
    report = json.loads((tmp_path / "p.json").read_text())
    assert report["checked"]["conversations"] >= 65
    for line in report["lines"]:
        assert line["held"]["all"] <= 0.02
        assert line["honest"]["all"] == 60 * (2 if line["count"] else 1)
        assert set(line.get("recall", {})) == ({"echo", "poisoned_history"} if line["count"] else set())


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("night")
    honest = nights.base("synthetic", None, seed=2, size=120, history=200, spare=100)
    nights.night(honest, [FAMILIES["rare_word_abuse"]], 10).write(folder)
    return folder


def test_what_models_remember_changes_no_score(night: Path, tmp_path: Path) -> None:
    one = Guard()
    history = one.add_history(night / "history.jsonl", tmp_path / "history")
    first = one.scan(night / "night.jsonl", history, night / "declared.yaml")
    again = one.scan(night / "night.jsonl", history, night / "declared.yaml")
    anew = Guard().scan(night / "night.jsonl", history, night / "declared.yaml")
    first.require_same(again)
    first.require_same(anew)
    assert len(first.scores) == 130
    cold = one.scan(night / "night.jsonl", None, None)
    with pytest.raises(GuardError, match="two scans of one night differ"):
        first.require_same(cold)


def test_a_larger_budget_holds_more(night: Path) -> None:
    one = Guard()
    few, many = (one.scan(night / "night.jsonl", None, None, budget) for budget in (0.01, 0.08))
    assert sum(few.held.values()) < sum(many.held.values()) <= 0.08 * 130


def test_a_history_that_is_there_is_taken_as_it_is(night: Path, tmp_path: Path) -> None:
    one, folder = Guard(), tmp_path / "history"
    folder.mkdir()
    assert one.add_history(night / "history.jsonl", folder) == folder
    assert not list(folder.iterdir())


class Counting:
    """A model that says how long a text is, and remembers what it was asked."""

    labels = ("length",)

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.array([[len(text)] for text in texts], np.float32).reshape(-1, 1)

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None) -> np.ndarray:
        self.asked += texts
        before = contexts or [""] * len(texts)
        sizes = [len(one) + 100 * len(other) for one, other in zip(texts, before, strict=True)]
        return np.array(sizes, np.float32).reshape(-1, 1)


def test_each_text_is_asked_once_and_answers_keep_the_order() -> None:
    model = Counting()
    encoder = Encoder(model)
    assert encoder.encode(["a", "bbb", "a"]).tolist() == [[1], [3], [1]]
    assert encoder.encode(["bbb", "cc", "a"]).tolist() == [[3], [2], [1]]
    assert model.asked == ["a", "bbb", "cc"]
    assert encoder.encode([]).shape == (0, 1)


def test_a_reply_after_another_turn_is_another_question() -> None:
    classifier = Classifier(Counting())
    assert classifier.score(["ab", "ab"], ["", "c"]).tolist() == [[2], [102]]
    assert classifier.score(["ab", "ab"], ["c", "dd"]).tolist() == [[102], [202]]
    assert classifier.score(["ab"]).tolist() == [[2]]
    assert classifier.labels == ("length",)


def test_a_failing_scan_tells_why(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match=r"exit code 2.*missing\.jsonl"):
        guard_scan.scan(tmp_path / "missing.jsonl", None, None)


def test_scans_that_hold_others_are_not_the_same() -> None:
    one = Scan({"a": 0.5, "b": 0.1}, {"a": True, "b": False}, 1.0)
    one.require_same(replace(one, seconds=9.0))
    with pytest.raises(GuardError, match="1 verdicts"):
        one.require_same(replace(one, held={"a": False, "b": False}))
    with pytest.raises(GuardError, match="scores by up to"):
        one.require_same(replace(one, scores={"a": 0.5, "b": 0.3}))


def test_unknown_names_are_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="unknown name 'bogus'"):
        command(tmp_path, "--families", "bogus")
    assert not (tmp_path / "work").exists()


def test_every_family_is_run_once_and_those_that_reach_the_history_alone() -> None:
    shared = asked().shared(0, 25)
    assert sorted(name for night in shared for name in night) == sorted(FAMILIES)
    assert all(len(night) == 1 for night in shared if any(FAMILIES[name].trusted for name in night))
    assert asked().shared(1, 25) != shared


@pytest.mark.parametrize("count", [5, 50, 100, 250, 2000])
def test_a_night_stays_an_honest_one(count: int) -> None:
    largest = max(map(len, asked().shared(0, count)))
    assert 1 <= largest <= plan.MOST_SHARING
    planted = largest * count
    assert planted / (9000 + planted) <= 0.125 or largest == 1


def test_clean_nights_are_for_the_guard_only() -> None:
    both = asked(methods=["guard", "random", "novel_z_defence"], counts=[0, 250])
    jobs = {part.count: part.jobs for part in both.parts()}
    guarded = tuple(("guard", setting) for setting in plan.SETTINGS)
    assert jobs[0] == guarded
    assert jobs[250] == (*guarded, ("random", "cold"), ("novel_z_defence", "history"))


def test_results_are_kept_apart_by_whatever_they_depend_on() -> None:
    part = Part(0, 5, ("echo",), (("guard", "cold"),))
    changes: list[dict[str, object]] = [
        {}, {"suite": "left_out"}, {"mixture": "full"}, {"sizes": (1, 1, 1)}, {"budget": 0.01}, {"code": "x"},
        {"guard": "x"}
    ]  # fmt: skip
    kept = {asked(**change).kept(part, "guard", "cold") for change in changes}
    kept |= {asked().kept(replace(part, seed=1), "guard", "cold"), asked().kept(part, "guard", "history")}
    assert len(kept) == len(changes) + 2


def test_a_guard_that_changed_meanwhile_is_no_longer_measured() -> None:
    part = Part(0, 5, ("echo",), (("guard", "cold"),))
    with pytest.raises(GuardError, match="changed while the benchmark ran"):
        work.measure(asked(guard="of yesterday"), part)


def test_nothing_new_begins_after_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fails(asked: Plan, part: Part) -> str:
        done.append(str(part))
        raise GuardError("broken")

    monkeypatch.setattr(work, "measure", fails)
    with pytest.raises(GuardError, match="broken"):
        command(tmp_path, "--families", "echo", "--counts", "5,10", "--methods", "random")
    assert len(done) == 1
