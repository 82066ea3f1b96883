"""A drill after a scan: its counts add up, it is honest about misses, and nothing planted leaks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from guard import ingest, pipeline
from guard.choice import choose
from guard.corpus import Corpus
from guard.detector import select
from guard.drill.drill import Judge, Measured, cell, drill
from guard.drill.kinds import KINDS, Kind
from guard.drill.result import Cell, Result, wilson
from guard.errors import UsageError
from guard.ingest import ReadOptions
from guard.outputs import Targets, write_all
from guard.pipeline import After, Request, Scan
from guard.policy import load
from guard.remembered import remembering
from guard.store import Store
from guard.types import Conversation, Row, Verdict
from tests.test_pipeline import Broken

FIXTURE = Path(__file__).parent.parent / "fixtures" / "support.jsonl"
NOW = datetime(2026, 10, 15, tzinfo=UTC)
SEEING = ("credential_requests", "hidden_text")
SOME = [KINDS[name] for name in ("hidden_brand", "brand", "credentials")]


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (24, 25, 0.8046, 0.9929), (25, 25, 0.8668, 1.0)],
)
def test_wilsons_interval(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=2e-4)


def measured(**more: Any) -> Measured:
    """Four hundred, of which twenty of two kinds each are planted. Brands have the highest signals, tonight's
    own the next highest by number, crimes none."""
    ids = [f"c-{i:03}" for i in range(400)]
    kinds = np.array(["brand" if i >= 380 else "harm" if i >= 360 else "" for i in range(400)])
    values = np.where(kinds == "harm", 0.0, np.arange(400.0))
    fields: dict[str, Any] = {
        "ids": ids,
        "kinds": kinds,
        "signals": {f"{letter}/x": values for letter in "abcdefghijkl"},
        "held": np.zeros(400, np.bool_),
        "trusted": False,
        "groups": [],
        "batches": [(KINDS["brand"], 20), (KINDS["harm"], 20)],
        "short": [],
        "carriers": {},
    }
    return Measured(**{**fields, **more})


def test_each_kind_is_counted_as_if_it_were_alone() -> None:
    brand, harm = (cell(measured(), KINDS[name], 20, 0.05, set()) for name in ("brand", "harm"))
    assert (brand.planted, brand.in_hundredth, brand.also_held) == (20, 20, 0)
    assert brand.by_rules == 0 < brand.held <= 20
    assert (harm.planted, harm.in_hundredth, harm.held) == (20, 0, 0)
    # without the brands, tonight's own are the most suspicious: what one kind gets does not go to another
    assert harm.also_held == int(0.05 * 380)


def test_what_is_held_anyway_is_not_lost_again() -> None:
    planted_below = measured(
        signals={f"{letter}/x": np.arange(400.0)[::-1] for letter in "abcdefghijkl"}
    )  # c-000 is the most suspicious, then c-001
    first = {f"c-{i:03}" for i in range(360)}
    assert cell(planted_below, KINDS["brand"], 20, 0.0, set()).in_hundredth == 0
    assert cell(planted_below, KINDS["brand"], 20, 0.0, first - {"c-359"}).in_hundredth == 0
    assert cell(planted_below, KINDS["brand"], 20, 0.0, first).in_hundredth == 20


def test_what_rules_hold_counts_whatever_the_budget() -> None:
    held = np.zeros(400, np.bool_)
    held[[1, 2, 398, 399]] = True
    quiet = {"a/x": np.zeros(400)}
    counted = cell(measured(held=held, signals=quiet), KINDS["brand"], 20, 0.0, {"c-001"})
    assert (counted.by_rules, counted.held) == (2, 2)
    assert counted.also_held == 1  # c-002; c-001 was held without the planted ones


def scan(
    folder: Path, kinds: Sequence[Kind], detectors: tuple[str, ...], counts: Sequence[int] = (8,)
) -> tuple[Scan, Result | None]:
    """The fixtures scanned, with a drill of these kinds after it, and all its files written."""
    chosen = choose()
    folder.mkdir()
    request = Request((str(FIXTURE),), NOW, detectors=detectors)
    policy, instances = pipeline.prepare(request)
    results: list[Result] = []

    def after(corpus: Corpus, verdicts: Sequence[Verdict]) -> dict[str, Any]:
        judge = Judge(policy, instances, request.budget)
        results.append(drill(corpus, verdicts, judge, counts, kinds))
        return {"drill": results[0].as_json()}

    hook: After | None = after if kinds else None
    with Store.open(f"sqlite:///{folder}/run.db") as store:
        models = remembering(chosen.models)
        done = pipeline.scan(request, models, chosen.fingerprints, store, folder, after=hook)
        names = ("verdicts.jsonl", "clean.jsonl", "manifest.json", "held.jsonl", "rejected.jsonl", "r.html")
        write_all(Targets(*(folder / name for name in names)), done, store, {})
        held = {one.conversation.id for one in store.held()}
        assert held == {v.conversation for v in done.verdicts if v.verdict != "pass"}
        assert store.run().settings.get("drill") == (results[0].as_json() if results else None)
    return done, results[0] if results else None


@pytest.fixture(scope="module")
def drilled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scan, Result]:
    folder = tmp_path_factory.mktemp("drill") / "with"
    done, result = scan(folder, SOME, SEEING)
    assert result is not None
    return folder, done, result


def by_kind(result: Result) -> dict[str, Cell]:
    return {one.kind: one for one in result.cells}


def test_it_fires_on_what_is_seen_and_admits_what_is_not(drilled: tuple[Path, Scan, Result]) -> None:
    cells = by_kind(drilled[2])
    assert cells["hidden_brand"].held == 8
    assert 3 <= cells["credentials"].held <= 8
    assert cells["brand"].held == 0


def test_the_table_adds_up(drilled: tuple[Path, Scan, Result]) -> None:
    result = drilled[2]
    assert result.copies == 1
    assert sum(result.carriers.values()) == 24
    assert result.carriers["tonight"] == 24
    for one in result.cells:
        assert 0 <= one.by_rules <= one.held <= one.planted == 8
        assert 0 <= one.in_hundredth <= one.planted
        low, high = one.interval
        assert low <= one.held / one.planted <= high
    assert not result.left_out


def test_nothing_planted_leaves_the_drill(drilled: tuple[Path, Scan, Result], tmp_path: Path) -> None:
    folder, done, _ = drilled
    plain = tmp_path / "without"
    alone, _ = scan(plain, [], SEEING)
    assert done.verdicts == alone.verdicts
    assert done.run.read == alone.run.read == 480
    for name in ("verdicts.jsonl", "clean.jsonl", "held.jsonl", "rejected.jsonl"):
        assert (folder / name).read_bytes() == (plain / name).read_bytes(), name
    known = {json.loads(line)["id"] for line in FIXTURE.read_text("utf-8").splitlines()}
    listed = [json.loads(line)["id"] for line in (folder / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert set(listed) <= known
    assert "What this scan would have found" in (folder / "r.html").read_text("utf-8")
    assert "What this scan would have found" not in (plain / "r.html").read_text("utf-8")


def test_the_same_night_gives_the_same_drill(drilled: tuple[Path, Scan, Result], tmp_path: Path) -> None:
    _, again = scan(tmp_path / "again", SOME, SEEING)
    assert again == drilled[2]


def test_what_cannot_be_tried_is_said() -> None:
    rows = [
        replace(row, labels={}) if row.labels.get("intent") != "refund" else row for row in _conversations()
    ]
    corpus = Corpus(pipeline.Listed(rows), now=NOW)
    judge = Judge(load(None), select(["hidden_text"]), 0.005)
    result = drill(corpus, [], judge, [5, 200], [KINDS["label_flip"], KINDS["brand"]])
    assert [(one.kind, one.planted) for one in result.cells] == [("brand", 5)]
    assert any("no two intents" in reason for reason in result.left_out)
    assert any("200 of a kind" in reason for reason in result.left_out)


def test_a_detector_that_breaks_down_is_no_success() -> None:
    corpus = Corpus(pipeline.Listed(_conversations()), now=NOW)
    judge = Judge(load(None), [Broken()], 0.005)
    result = drill(corpus, [], judge, [3], [KINDS["brand"]])
    assert not result.cells
    assert "no answer today" in result.left_out[0]


def _conversations() -> list[Conversation]:
    return [row.conversation for row in ingest.read((str(FIXTURE),), ReadOptions()) if isinstance(row, Row)]


def test_a_count_below_one_is_refused() -> None:
    corpus = Corpus(pipeline.Listed([]))
    with pytest.raises(UsageError, match="count 0"):
        drill(corpus, [], Judge(load(None), select(["hidden_text"]), 0.005), [0])
