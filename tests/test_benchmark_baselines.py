"""Baselines find what they were made for, and recall at a loss is what counting by hand gives."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import nights, table
from benchmarks.attacks import FAMILIES
from benchmarks.baselines import BASELINES, KNOW_HISTORY, View
from benchmarks.baselines.copies import nearest
from benchmarks.baselines.language import Bigrams
from benchmarks.baselines.views import within_desks
from benchmarks.drafts import Json
from benchmarks.measures import Result, flagged, macro, recalls, shares, tally, worst
from benchmarks.nights import Truth

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
