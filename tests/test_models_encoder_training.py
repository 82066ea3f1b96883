"""What the encoder learns with: fitted pieces, a residual that similarity leaves alone, honest measures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from guard.models.training import data as corpora
from guard.models.training import intents, measure_encoder
from guard.models.training.bag import Bag
from guard.models.training.composition import composed
from guard.models.training.encoder import Teacher
from guard.models.training.encoder_fit import pearson

DATA = Path(__file__).parents[2] / "shared" / "data"


class _Axes:
    """Each text is the axis that its first letter names, leaning by its length towards the last axis."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 27), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[ord(text[0]) - ord("a")], row[26] = 1, len(text) / 100
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _labelled(texts: list[str], labels: Sequence[object]) -> corpora.Labelled:
    column = np.empty(len(labels), dtype=object)
    column[:] = labels
    return corpora.Labelled(texts, column)


def test_fitted_pieces_are_the_ridge_solution() -> None:
    rng = np.random.default_rng(0)
    rows, words = rng.normal(size=(6, 3)).astype(np.float32), rng.normal(size=(4, 3)).astype(np.float32)
    pieces, stiffness = [[0, 1], [1, 2, 2], [3, 4], [0, 4]], rng.uniform(0.5, 3, 6)
    design = np.zeros((4, 6))
    for word, ids in enumerate(pieces):
        np.add.at(design[word], ids, 1)
    expected = rows + np.linalg.solve(
        design.T @ design + np.diag(stiffness), design.T @ (words - design @ rows)
    )
    np.testing.assert_allclose(composed(rows, pieces, words, stiffness), expected, atol=1e-4)
    np.testing.assert_array_equal(composed(rows, pieces, words, stiffness)[5], rows[5])  # in no word


def test_words_that_are_cut_come_near_the_teachers_vectors(tmp_path: Path) -> None:
    theirs = Tokenizer(models.WordPiece({"[UNK]": 0, "re": 1, "refund": 2, "return": 3}, unk_token="[UNK]"))
    theirs.pre_tokenizer = pre_tokenizers.Whitespace()
    theirs.save(str(tmp_path / "tokenizer.json"))
    table = np.random.default_rng(2).integers(-60, 60, (4, 8), np.int8)
    save_file({"embeddings": table}, tmp_path / "model.safetensors")
    teacher = Teacher(tmp_path)
    pieces = {"[PAD]": 0, "[UNK]": 1, "re": 2, "##fund": 3, "##turn": 4}
    own = Tokenizer(models.WordPiece(pieces, unk_token="[UNK]"))
    rows = teacher.rows(own, ["refund refund"], stiffness=(100.0, 0.01))
    for word, part in (("refund", 3), ("return", 4)):
        np.testing.assert_allclose(rows[2] + rows[part], teacher.sums([word])[0], rtol=0.05, atol=0.05)
    np.testing.assert_allclose(rows[2], teacher.piece("re"), atol=0.2)


def test_the_residual_learns_nothing_from_scored_pairs() -> None:
    bag = Bag(np.eye(4, 3, dtype=np.float32) + 0.1, np.array([1, 5, 2, 9]), 3)
    batch = (torch.tensor([0, 1, 2, 3]), torch.tensor([0, 2]))
    for fixed in (True, False):
        bag.zero_grad()
        torch.autograd.backward(bag([batch], fixed=fixed)[0].square()[:, 0].sum())
        assert bag.map.grad is not None
        learned = bag.residual.grad is not None and bool(bag.residual.grad.any())
        assert learned != fixed


def test_drift_is_counted_from_where_it_was_settled() -> None:
    bag = Bag(np.eye(4, 3, dtype=np.float32), np.array([1, 5, 2, 9]), 3)
    with torch.no_grad():
        bag.map.add_(1)
        bag.gain.add_(2)
    assert bag.map_drift().item() == pytest.approx(9 / 3)
    assert bag.gain_drift().item() == pytest.approx(4)
    bag.settle()
    assert bag.map_drift().item() == bag.gain_drift().item() == 0


def test_a_bag_is_the_unit_sum_of_its_rows_in_the_table() -> None:
    rng = np.random.default_rng(1)
    bag = Bag(rng.normal(size=(5, 3)).astype(np.float32), np.array([1, 5, 2, 9, 0]), 4)
    with torch.no_grad():
        bag.gain.add_(torch.tensor([0.1, -0.3, 0.2, 0.0, 0.5]))
        bag.residual.add_(0.1)
    found = bag([(torch.tensor([4, 1, 1, 3]), torch.tensor([0, 3]))])[0].detach().numpy()
    table = bag.table().detach().numpy()
    for row, ids in zip(found, ([4, 1, 1], [3]), strict=True):
        total = table[ids].sum(axis=0)
        np.testing.assert_allclose(row, total / np.linalg.norm(total), atol=1e-5)


def test_pearson_is_the_textbook_correlation() -> None:
    a, b = np.random.default_rng(3).normal(size=(2, 20))
    assert pearson(torch.from_numpy(a), torch.from_numpy(b)).item() == pytest.approx(np.corrcoef(a, b)[0, 1])


def test_neighbours_vote_and_a_text_is_not_its_own() -> None:
    texts = ["a", "aa", "aaa", "aaaa", "aaaaa", "aaaaaa", "b", "bb"]
    labels = _labelled(texts, ["x"] * 6 + ["y"] * 2)
    # Each "a" has five others of its kind; each "b" one, against four.
    assert measure_encoder.leave_one_out_accuracy(labels, _Axes()) == 6 / 8  # type: ignore[arg-type]
    queries = _labelled(["aaa", "b"], ["x", "y"])
    assert measure_encoder.neighbour_accuracy(labels, queries, _Axes()) == 1 / 2  # type: ignore[arg-type]


def test_overlap_of_intents_is_jaccard() -> None:
    kinds = [frozenset({"pay", "why"})] * 3 + [frozenset({"pay"})] * 3
    labels = _labelled(["a" * (i + 1) for i in range(6)], list(kinds))
    # Six texts, five others each: two of one's own kind, overlap 1, and three of the other, overlap 1/2.
    assert measure_encoder.intent_overlap(labels, _Axes()) == pytest.approx(3.5 / 5)  # type: ignore[arg-type]


@pytest.mark.skipif(not DATA.is_dir(), reason="the public corpora are not beside the repository")
def test_what_is_measured_as_unseen_was_not_contrasted() -> None:
    contrasted = {str(name) for labelled, _ in intents.learned(DATA) for name in labelled.labels}
    for labelled in intents.unseen(DATA).values():
        assert len(labelled.texts) > 100
        assert contrasted.isdisjoint(labelled.labels)
