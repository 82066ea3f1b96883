"""Baselines find what they were made for, and recall at a loss is what counting by hand gives."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import guard_scan, nights, poison, table
from benchmarks.attacks import FAMILIES
from benchmarks.baselines import BASELINES, KNOW_HISTORY, View
from benchmarks.baselines.copies import nearest
from benchmarks.baselines.language import Bigrams
from benchmarks.baselines.views import within_desks
from benchmarks.drafts import Json
from benchmarks.measures import Result, flagged, macro, recalls, shares, tally, worst
from benchmarks.nights import Truth
from guard.errors import GuardError

BASE = nights.base("synthetic", None, seed=1, size=400, history=600, spare=500)
HISTORY = View(BASE.history)


def plain(count: int) -> list[Json]:
    """Honest conversations without any confounder."""
    return [row for row in BASE.tonight if row["id"] not in BASE.confounders][:count]


def view(rows: list[Json], history: View | None = None) -> View:
    return View(rows, history, seed=1)


def auroc(scores: np.ndarray, is_planted: np.ndarray) -> float:
    """Share of pairs of a planted and an honest row in which the planted one is higher; ties count half."""
    gaps = scores[is_planted][:, None] - scores[~is_planted][None, :]
    return float((gaps > 0).mean() + (gaps == 0).mean() / 2)


def found_by(method: str, family: str, count: int = 30, history: View | None = None) -> float:
    night = nights.night(nights.Base(plain(320), [], BASE.spare, {}, 1), [FAMILIES[family]], count)
    scores = BASELINES[method](view(list(night.rows), history))
    return auroc(scores, np.array([one.poison for one in night.truth]))


@pytest.mark.parametrize("method", BASELINES)
def test_a_baseline_gives_each_conversation_one_finite_score_and_the_same_again(method: str) -> None:
    history = HISTORY if method in KNOW_HISTORY else None
    rows = list(BASE.tonight)
    scores = BASELINES[method](view(rows, history))
    assert scores.shape == (400,)
    assert np.isfinite(scores).all()
    assert len(set(scores.tolist())) > 1
    assert np.array_equal(scores, BASELINES[method](view(rows, history)))


@pytest.mark.parametrize(
    "method",
    ["length", "profanity", "keywords", "answer_grams", "minhash", "embedding_duplicates", "perplexity",
     "onion", "slof", "novel_answer_grams"],
)  # fmt: skip
def test_order_of_rows_does_not_matter(method: str) -> None:
    rows = list(BASE.tonight[:150])
    order = Random(3).sample(range(150), 150)
    moved = BASELINES[method](view([rows[at] for at in order], HISTORY))
    assert moved == pytest.approx(BASELINES[method](view(rows, HISTORY))[order], rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(
    ("method", "family", "least"),
    [
        ("profanity", "rare_word_abuse", 0.7),
        ("keywords", "credential_request", 0.7),
        ("perplexity", "rare_word_gibberish", 0.9),
        ("onion", "unique_trigger", 0.55),
        ("spectral", "rare_word_gibberish", 0.7),
        ("confident_learning", "intent_flip", 0.9),
    ],
)
def test_a_baseline_finds_what_it_was_made_for(method: str, family: str, least: float) -> None:
    assert found_by(method, family) > least


def test_known_history_tells_a_macro_from_news() -> None:
    assert found_by("novel_answer_grams", "macro_mimicry", history=HISTORY) > 0.95


def test_what_is_unlike_the_rest_stands_out() -> None:
    rng, sea = Random(2), "harbour whale submarine anchor lighthouse tide mackerel sailor".split()
    alike = [
        {"source": "shop", "messages": [{"role": "user", "content": " ".join(rng.choices(sea, k=20))}]}
        for _ in range(200)
    ]
    for method in ("isolation_forest", "slof"):
        assert auroc(BASELINES[method](view(alike + plain(8))), np.arange(208) >= 200) > 0.9


def test_an_answer_that_is_repeated_has_the_largest_count() -> None:
    rng = Random(1)
    answers = [" ".join(rng.choices("abcdefghijklmnop", k=9)) for _ in range(60)] + [
        "all but this is new"
    ] * 8
    rows = [{"source": "a", "messages": [{"role": "assistant", "content": text}]} for text in answers]
    assert auroc(BASELINES["answer_grams"](view(rows)), np.arange(68) >= 60) == 1


def test_copies_are_found_by_both_kinds_of_duplicates() -> None:
    rows = plain(150)
    copies = [rows[0] | {"id": f"copy-{n}"} for n in range(25)]
    is_copy = np.array([False] * 150 + [True] * 25)
    for method in ("minhash", "embedding_duplicates"):
        assert auroc(BASELINES[method](view(rows + copies)), is_copy) > 0.95


def test_a_word_that_goes_with_one_answer_has_the_largest_z() -> None:
    odd = [
        row | {"messages": [{"role": "user", "content": f"zorblat {row['messages'][0]['content']}"},
                            {"role": "assistant", "content": "All further steps are at the harbour office."}]}
        for row in plain(320)[300:]
    ]  # fmt: skip
    rows = plain(300) + odd
    is_odd = np.array([False] * 300 + [True] * len(odd))
    assert auroc(BASELINES["z_defence"](view(rows)), is_odd) > 0.9
    assert auroc(BASELINES["novel_z_defence"](view(rows, HISTORY)), is_odd) > 0.9


def test_nearest_is_what_comparing_all_pairs_gives() -> None:
    vectors = np.random.default_rng(0).normal(size=(1100, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -2)
    near, where = nearest(vectors, 5)
    assert near == pytest.approx(-np.sort(-cosines, axis=1)[:, :5], abs=1e-6)
    assert np.take_along_axis(cosines, where, axis=1) == pytest.approx(near, abs=1e-6)


def test_bigrams_leave_the_text_itself_out() -> None:
    model = Bigrams([["a", "b"], ["a", "b"], ["a", "c"]])
    alone = (2 - 1 + 1) / (9 + 4)  # nine words with the starts, four kinds
    assert model.log("a", "b") == pytest.approx(np.log(0.7 * (2 - 1) / (3 - 1 + 5) + 0.3 * alone))
    assert model.log("a", "c") == pytest.approx(np.log(0.3 * 1 / 13))


def test_ranks_within_desks_ignore_the_other_desk() -> None:
    rows = [{"source": "a", "messages": []}] * 3 + [{"source": "b", "messages": []}] * 2
    ranks = within_desks(View(rows), np.array([1.0, 2.0, 2.0, 500.0, 100.0]))
    assert ranks.tolist() == pytest.approx([0, 1 / 3, 1 / 3, 1 / 2, 0])


@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=60),
    st.sampled_from([0.01, 0.1, 0.3]),
)
def test_recall_at_a_loss_counts_ties_in_the_worst_order(rows: list[tuple[int, bool]], loss: float) -> None:
    scores = np.array([score for score, _ in rows], dtype=np.float64)
    honest = np.array([is_honest for _, is_honest in rows])
    budget = int(loss * honest.sum())
    worst_first = sorted(range(len(rows)), key=lambda at: (-scores[at], not honest[at]))
    caught, lost = set(), 0
    for at in worst_first:
        lost += bool(honest[at])
        if lost > budget:
            break
        if not honest[at]:
            caught.add(at)
    above = flagged(scores, honest, loss)
    assert set(np.flatnonzero(above & ~honest)) == caught
    assert (above & honest).sum() <= budget


def test_tally_counts_poison_by_family_and_honest_by_group() -> None:
    truth = [
        Truth("1", "shop", "en"),
        Truth("2", "shop", "es", confounder="promotion"),
        Truth("3", "shop", "en", family="echo"),
        Truth("4", "shop", "en", family="echo", decoy=True),
    ]
    found, lost = tally(truth, np.array([False, True, True, True]))
    assert found == {"echo": (1, 1)}
    assert lost == {
        "all": (1, 2),
        "confounder:promotion": (1, 1),
        "language:en": (0, 1),
        "language:es": (1, 1),
        "source:shop": (1, 2),
    }


def test_means_are_over_seeds_and_then_over_families() -> None:
    results = [
        Result("guard", "cold", seed, 10, {"echo": (caught, 10), "topic": (0, 10)}, {"all": (1, 100)})
        for seed, caught in enumerate((10, 5))
    ]
    assert recalls(results) == {"echo": 0.75, "topic": 0.0}
    assert macro(recalls(results)) == 0.375
    assert worst(recalls(results), 1) == [("topic", 0.0)]
    assert shares(one.lost for one in results) == {"all": 0.01}
    [line] = table.report(results, FAMILIES, {})["lines"]
    assert (line["macro"], line["macro_adaptive"], line["nights"]) == (0.375, 0.0, 2)


def command(tmp_path: Path, *arguments: str) -> str:
    options = ["--mixture", "synthetic", "--size", "60", "--out", str(tmp_path / "p.json")]
    done = CliRunner().invoke(poison.main, [*options, "--work", str(tmp_path / "work"), *arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_measures_baselines_and_goes_on_where_it_was(tmp_path: Path) -> None:
    chosen = (
        "--families",
        "echo,poisoned_history",
        "--counts",
        "5",
        "--methods",
        "random,novel_answer_grams",
    )
    said = command(tmp_path, *chosen)
    assert "seed 0, 5 of echo: random" in said
    lines = json.loads((tmp_path / "p.json").read_text())["lines"]
    assert {(line["method"], line["setting"], line["count"]) for line in lines} == {
        ("random", "cold", 0), ("random", "cold", 5),
        ("novel_answer_grams", "history", 0), ("novel_answer_grams", "history", 5),
    }  # fmt: skip
    assert {name for line in lines if line["count"] for name in line["recall"]} == {
        "echo",
        "poisoned_history",
    }
    first = (tmp_path / "p.json").read_text()
    assert "seed 0" not in command(tmp_path, *chosen)
    assert (tmp_path / "p.json").read_text() == first


def test_the_guard_is_run_through_its_command_line(tmp_path: Path) -> None:
    said = command(
        tmp_path, "--families", "echo", "--counts", "5", "--methods", "guard", "--settings", "cold"
    )
    assert "guard, cold: recall by family" in said
    [clean, attacked] = json.loads((tmp_path / "p.json").read_text())["lines"]
    assert clean["held"]["all"] <= 1
    assert set(attacked["held_recall"]) == set(attacked["recall"]) == {"echo"}
    assert attacked["seconds"] > 0
    assert attacked["megabytes"] > 50


def test_a_failing_scan_tells_why(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match=r"exit code 2.*missing\.jsonl"):
        guard_scan.scan(tmp_path / "missing.jsonl", None, None)


def test_unknown_names_are_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="unknown name 'bogus'"):
        command(tmp_path, "--families", "bogus")
    assert not (tmp_path / "work").exists()


def test_every_family_is_run_once_and_those_that_reach_the_history_alone() -> None:
    plan = poison.Plan("synthetic", Path(), (1, 1, 1), FAMILIES, [1], [0], ["cold"], [], 5, None, Path())
    shared = plan.shared(0)
    assert sorted(family.name for night in shared for family in night) == sorted(FAMILIES)
    assert all(len(night) == 1 for night in shared if any(family.trusted for family in night))
    assert plan.shared(1) != shared


def test_a_history_is_built_once_per_content_and_handed_to_the_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(arguments: list[str]) -> tuple[float, float]:
        ran.append(arguments)
        if arguments[0] == "history":
            Path(arguments[-1]).mkdir()
        else:
            Path(arguments[arguments.index("--verdicts") + 1]).write_text(
                '{"id": "c", "score": 0.5, "verdict": "review"}\n'
            )
        return 1.0, 2.0

    monkeypatch.setattr(guard_scan, "_run", run)
    rows = tmp_path / "history.jsonl"
    rows.write_text('{"id": "a"}\n')
    built = guard_scan.add_history(rows, tmp_path)
    assert guard_scan.add_history(rows, tmp_path) == built
    assert [arguments[:3] for arguments in ran] == [["history", "add", str(rows)]]
    rows.write_text('{"id": "b"}\n')
    assert guard_scan.add_history(rows, tmp_path) != built
    done = guard_scan.scan(tmp_path / "night.jsonl", built, tmp_path / "declared.yaml", "0.5%")
    given = ["--history", str(built), "--declared", str(tmp_path / "declared.yaml"), "--budget", "0.5%"]
    assert ran[-1][-6:] == given
    assert done == guard_scan.Scan({"c": 0.5}, {"c": True}, 1.0, 2.0)
