"""The same night in any order, in batches of any size, with any number of processes: the same verdicts."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from benchmarks import attacks, nights
from guard import corpus
from guard.models import classifier, encoder
from tests.conftest import Guard

PLANTED = ("rare_word_fixed", "wrong_price", "phone_steering")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("night")
    base = nights.base("synthetic", None, seed=1, size=400, history=600, spare=200)
    nights.night(base, [attacks.FAMILIES[name] for name in PLANTED], 12).write(folder)
    rows = (folder / "night.jsonl").read_text().splitlines(keepends=True)
    Random(5).shuffle(rows)
    (folder / "shuffled.jsonl").write_text("".join(rows))
    return folder


def test_order_batches_and_workers_change_no_verdict_and_no_score(
    guard: Guard, night: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, out = night / "history", night / "verdicts.jsonl"
    assert guard("history", "add", night / "history.jsonl", "--history", history).code == 0

    def verdicts(name: str, workers: int) -> dict[str, tuple[object, ...]]:
        side = ("--history", history, "--declared", night / "declared.yaml", "--as-of", "2026-11-02")
        said = guard("scan", night / name, *side, "--workers", workers, "--budget", "5%", "--verdicts", out)
        assert said.code == 0, said.err
        lines = map(json.loads, out.read_text().splitlines())
        return {line["id"]: (line["verdict"], line["score"], line["rules"]) for line in lines}

    alone = verdicts("night.jsonl", 1)
    assert {verdict for verdict, _, _ in alone.values()} > {"pass"}
    assert len({score for _, score, _ in alone.values()}) > 100
    assert verdicts("shuffled.jsonl", 1) == alone
    monkeypatch.setattr(corpus, "_MANY", 1)  # models are asked aside, in pieces that several processes get
    monkeypatch.setattr(classifier, "_BATCH", 50)
    monkeypatch.setattr(encoder, "_BATCH", 70)
    assert verdicts("shuffled.jsonl", 2) == alone
    assert verdicts("night.jsonl", 3) == alone
