"""The main path on the fixtures: counts, sameness whatever the order, failures that hold."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from guard import pipeline
from guard.choice import choose
from guard.corpus import Corpus, Models
from guard.detector import Counts, Measured
from guard.errors import GuardError
from guard.outputs import verdict_json
from guard.pipeline import Request, Scan
from guard.store import Input, Store
from guard.types import Failure

ROOT = Path(__file__).parent.parent
FIXTURE = ROOT / "fixtures" / "support.jsonl"
NOW = datetime(2026, 10, 15, tzinfo=UTC)


def run(source: Path, folder: Path, url: str | None = None) -> tuple[Scan, list[str]]:
    """Scan a file; the verdicts as sorted JSON lines."""
    chosen = choose()
    folder.mkdir(exist_ok=True)
    with Store.open(url or f"sqlite:///{folder}/run.db") as store:
        request = Request((str(source),), NOW)
        scan = pipeline.scan(request, chosen.models, chosen.fingerprints, store, folder)
    return scan, sorted(json.dumps(verdict_json(verdict)) for verdict in scan.verdicts)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scan, list[str]]:
    return run(FIXTURE, tmp_path_factory.mktemp("scan"))


def truth() -> Iterator[tuple[str, str, str | None]]:
    for line in (ROOT / "fixtures" / "truth.jsonl").read_text("utf-8").splitlines():
        known = json.loads(line)
        yield known["id"], known["kind"], known["expected_detector"]


def test_every_planted_conversation_is_held_for_the_right_reason(scanned: tuple[Scan, list[str]]) -> None:
    by_id = {verdict.conversation: verdict for verdict in scanned[0].verdicts}
    missed = []
    for identifier, kind, expected in truth():
        verdict = by_id[identifier]
        if kind != "clean" and (
            verdict.verdict == "pass" or expected not in {finding.detector for finding in verdict.findings}
        ):
            missed.append((identifier, kind, verdict.verdict))
    assert not missed


def test_nothing_honest_is_held(scanned: tuple[Scan, list[str]]) -> None:
    honest = {identifier for identifier, kind, _ in truth() if kind == "clean"}
    held = [v.conversation for v in scanned[0].verdicts if v.verdict != "pass" and v.conversation in honest]
    assert len(held) <= 4, held  # 1 % of 400


def test_rows_in_are_rows_out(scanned: tuple[Scan, list[str]]) -> None:
    run_ = scanned[0].run
    assert run_.read == run_.passed + run_.held + run_.rejected == 480
    assert [v.conversation for v in scanned[0].verdicts] == scanned[0].spool.ids()


def test_row_order_changes_nothing(scanned: tuple[Scan, list[str]], tmp_path: Path) -> None:
    lines = FIXTURE.read_bytes().splitlines(keepends=True)
    random.Random(3).shuffle(lines)
    shuffled = tmp_path / "shuffled.jsonl"
    shuffled.write_bytes(b"".join(lines))
    _, verdicts = run(shuffled, tmp_path / "work")
    assert verdicts == scanned[1]


class Broken:
    name: ClassVar[str] = "broken"
    labels: ClassVar[Mapping[str, str]] = {"x": "never"}

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        raise ValueError("no answer today")


def test_a_detector_that_breaks_down_holds_everything(scanned: tuple[Scan, list[str]]) -> None:
    corpus = Corpus(scanned[0].spool, Models())
    measured = list(pipeline.measure(corpus, [Broken()]))
    assert {failure.conversation for failure in measured if isinstance(failure, Failure)} == set(corpus.ids)
    assert "no answer today" in measured[0].error if isinstance(measured[0], Failure) else False


def test_counts_that_disagree_end_the_run(scanned: tuple[Scan, list[str]]) -> None:
    scan = scanned[0]
    policy, _ = pipeline.prepare(Request((str(FIXTURE),), NOW))
    inputs = [Input("x.jsonl", "0" * 64, 481, "canonical")]
    with pytest.raises(GuardError, match="are not rows passed") as error:
        pipeline.describe(Request(("x.jsonl",), NOW), policy, {}, inputs, scan.verdicts, [])
    assert error.value.exit_code == 3


def test_an_id_seen_before_with_other_content_is_noticed(tmp_path: Path) -> None:
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    row = {
        "id": "c-1",
        "messages": [{"role": "user", "content": "Where is it?"}, {"role": "assistant", "content": "Here."}],
    }
    first.write_text(json.dumps(row) + "\n")
    row["messages"] = [{"role": "user", "content": "Where is it?"}, {"role": "assistant", "content": "Gone."}]
    second.write_text(json.dumps(row) + "\n")
    url = f"sqlite:///{tmp_path}/kept.db"
    run(first, tmp_path / "a", url)
    scan, _ = run(second, tmp_path / "b", url)
    assert "changed_content" in {finding.label for finding in scan.verdicts[0].findings}
