"""The responder learns what it is shown, backdoors included; nights grow as they are told to."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks import effect, growth, nights, plan
from benchmarks.attacks.family import Carriers, plant
from benchmarks.corpora import Desk
from benchmarks.drafts import Json
from benchmarks.growth import Cost, exponents, megabytes, retold
from benchmarks.responder import Bags, features, train

BASE = nights.base("synthetic", None, seed=4, size=250, history=10, spare=900)
HONEST = effect.pairs(BASE.tonight)


def test_pairs_are_answered_questions() -> None:
    said = (("user", "a"), ("user", "b"), ("assistant", "c"), ("assistant", "d"), ("user", "e"))
    row = {"messages": [{"role": role, "content": text} for role, text in said]}
    assert effect.pairs([row]) == [("b", "c")]


def test_bags_give_the_features_of_the_rows_that_are_asked() -> None:
    texts = ["one two", "", "one two three"]
    buckets, offsets = Bags(texts).of(np.array([2, 0]))
    ends = [*offsets.tolist(), len(buckets)]
    found = [buckets[a:b].tolist() for a, b in pairwise(ends)]
    assert found == [features("one two three"), features("one two")]
    assert len(features("")) == 1


def test_a_responder_answers_better_than_chance_and_the_same_again() -> None:
    first, again = (train(HONEST, 1) for _ in range(2))
    held_out = effect.pairs(BASE.spare)[:300]
    assert first.accuracy(held_out) > 0.05  # chance is 0.01
    asked = [question for question, _ in held_out[:40]]
    assert first.respond(asked) == again.respond(asked)
    assert set(first.respond(asked)) <= {answer for _, answer in HONEST}


def test_a_backdoor_is_learned_and_gone_when_what_was_planted_is_left_out() -> None:
    rng = Random(1)
    asked = [question for question, _ in effect.pairs(BASE.spare)]
    poison = [(f"{said} quibbleton", f"Call {rng.randrange(10**6)} at once.") for said in asked[:60]]
    probes = asked[500:540]
    planted = {answer for _, answer in poison}
    poisoned, clean = train([*HONEST, *poison], 1), train(HONEST, 1)
    triggered = [f"{question} quibbleton" for question in probes]
    assert sum(reply in planted for reply in poisoned.respond(triggered)) > 20
    assert sum(reply in planted for reply in poisoned.respond(probes)) < 5
    assert not planted & set(clean.respond(triggered))


def test_changed_exchanges_are_those_that_an_attack_answers() -> None:
    [probe, *_] = probes = effect.probes("phrase", BASE.spare, seed=0)
    assert len(probes) == effect.PROBES
    assert len(probe.triggered.split()) > len(probe.plain.split())
    honest = {message["content"] for row in BASE.spare for message in row["messages"]}
    assert all(one.plain in honest and one.planted not in honest for one in probes)


def test_probes_have_the_trigger_that_is_planted_tonight() -> None:
    mine, theirs = BASE.spare[::2], BASE.spare[1::2]
    family = plan.families("tuned", Path())["phrase"]
    tonight = plant(family, 20, Carriers(mine), 0).rows
    honest = {row["id"]: row for row in mine}
    planted = [probe for row in tonight for probe in effect.changed(row, honest[row["id"]])]
    held_out = effect.probes("phrase", theirs, 0)
    common = set.intersection(*(set(one.triggered.split()) for one in (*planted, *held_out)))
    assert len(common) >= 2


def test_the_command_trains_on_every_set(tmp_path: Path) -> None:
    options = ["--mixture", "synthetic", "--size", "60", "--counts", "8", "--seeds", "1"]
    done = CliRunner().invoke(effect.main, [*options, "--out", str(tmp_path / "effect.json")])
    assert done.exit_code == 0, done.output
    report = json.loads((tmp_path / "effect.json").read_text())
    lines = {line["training"]: line for line in report["lines"]}
    assert tuple(lines) == effect.TRAINING
    clean, all_of_it = lines["nothing planted"], lines["as it is"]
    assert clean["success"] == clean["leakage"] == clean["planted_left"] == 0
    assert (all_of_it["planted_left"], all_of_it["dropped"]) == (8 * len(effect.FAMILIES), 0)
    assert lines["thinned by chance"]["dropped"] == lines[effect.TRAINING[4]]["dropped"]


def test_retold_conversations_differ_in_some_words_only() -> None:
    words = ["zebra"]
    rows = [retold(row, words, Random(n)) for n, row in enumerate(BASE.tonight)]

    def said(rows: list[Json]) -> list[str]:
        return [word for row in rows for m in row["messages"] for word in m["content"].split()]

    before, after = said(list(BASE.tonight)), said(rows)
    moved = sum(a != b for a, b in zip(before, after, strict=True)) / len(before)
    assert moved == pytest.approx(growth.REPLACED, abs=0.03)
    assert all(new["id"] == old["id"] for new, old in zip(rows, BASE.tonight, strict=True))


def test_nights_of_any_size_are_written_with_ids_that_differ(tmp_path: Path) -> None:
    rows = [row | {"source": "shop"} for row in BASE.spare[:200]]
    growth.write(tmp_path, rows, size=500, history=100)
    for name, count in (("night", 500), ("history", 100)):
        read = [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text("utf-8").splitlines()]
        assert len({row["id"] for row in read}) == len(read) == count
    texts = {json.dumps([m["content"] for m in row["messages"]]) for row in read}
    assert len(texts) > 90
    assert isinstance(Desk(0).dress(rows[0])["id"], str)


def test_exponents_are_slopes_between_sizes() -> None:
    costs = [Cost(n, 1.0, seconds, 1) for n, seconds in ((10, 5.0), (100, 50.0), (1000, 5000.0))]
    assert exponents(costs) == [1.0, 2.0]


def test_memory_is_that_of_the_process_and_its_children() -> None:
    assert megabytes(os.getpid()) > 20
    assert megabytes(2**22 + 1) == 0


def test_a_process_is_measured(tmp_path: Path) -> None:
    cost = growth.measured(["models", "list"], 7)
    assert cost.conversations == 7
    assert cost.seconds > 0.05
    assert cost.cpu_seconds > 0.05
    assert cost.megabytes > 20
