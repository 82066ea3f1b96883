"""Coherence of holders, against the pairs one by one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csc_array

from guard.dispersion import MOST, UNRELATED, dispersion


def _unit(count: int, width: int, seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    vectors = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_against_all_pairs() -> None:
    vectors = _unit(40, 3, 1)
    holds = csc_array(np.random.default_rng(2).random((40, 25)) < 0.2)
    found = dispersion(holds, vectors)
    for column in range(25):
        rows = holds[:, [column]].toarray().ravel().nonzero()[0]
        pairs = [float(vectors[a] @ vectors[b]) for a in rows for b in rows if a != b]
        expected = np.clip(1 - np.mean(pairs) / UNRELATED, 0, 1) if pairs else 0.0
        assert found[column] == pytest.approx(expected, abs=1e-5)


def test_one_matter_and_many() -> None:
    vectors = np.concatenate([np.repeat(_unit(1, 16, 3), 30, axis=0), _unit(300, 16, 4)])
    holds = np.zeros((330, 2), np.float32)
    holds[:30, 0] = holds[30:, 1] = 1
    same, many = dispersion(csc_array(holds), vectors)
    assert same == 0
    assert many > 0.8


def test_many_holders_are_sampled_over_all_of_them() -> None:
    """The first rows agree, the others do not: a sample of the first rows alone would say one matter."""
    vectors = np.concatenate([np.repeat(_unit(1, 64, 5), MOST, axis=0), _unit(20 * MOST, 64, 6)])
    assert dispersion(csc_array(np.ones((len(vectors), 1), np.float32)), vectors)[0] > 0.8


def test_what_holders_share_because_they_hold_it_is_taken_out() -> None:
    """Short messages: half of each vector is the trigger."""
    trigger, rest = _unit(1, 64, 7), _unit(20, 64, 8)
    vectors = (trigger + rest) / np.linalg.norm(trigger + rest, axis=1, keepdims=True)
    holds = csc_array(np.ones((20, 1), np.float32))
    assert dispersion(holds, vectors)[0] == 0
    assert dispersion(holds, vectors, trigger)[0] > 0.8
