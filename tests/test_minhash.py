from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from datasketch import MinHash

from guard.minhash import Ints, Wording, candidate_pairs, jaccard, near_pairs, shingle_sets, signatures


def as_set(*items: int) -> Ints:
    return np.array(sorted(items), dtype=np.int64)


def random_pair(rng: random.Random, size: int, shared: int) -> tuple[Ints, Ints]:
    items = rng.sample(range(1 << 30), 2 * size - shared)
    return as_set(*items[:size]), as_set(*items[size - shared :])


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((0, 3), (2,), 0.0),  # the matrix of Mining of Massive Datasets, figure 3.4
        ((0, 3), (1, 3, 4), 1 / 4),
        ((0, 3), (0, 2, 3), 2 / 3),
        ((2,), (1, 3, 4), 0.0),
        ((1, 3, 4), (0, 2, 3), 1 / 5),
        ((1, 2), (1, 2), 1.0),
        ((), (1,), 0.0),
        ((), (), 0.0),
    ],
)
def test_jaccard(a: tuple[int, ...], b: tuple[int, ...], expected: float) -> None:
    assert jaccard(as_set(*a), as_set(*b)) == pytest.approx(expected)


def test_shingles_are_words_and_word_pairs() -> None:
    one, other, empty = shingle_sets(["a b c".split(), "a b d".split(), []])
    assert jaccard(one, other) == pytest.approx(3 / 7)  # a, b, "a b" of a b c d "a b" "b c" "b d"
    assert len(one) == 5
    assert len(empty) == 0
    assert (np.diff(one) > 0).all()


def test_agreement_of_signatures_estimates_jaccard_without_bias() -> None:
    rng = random.Random(3)
    pairs = [random_pair(rng, 60, shared) for shared in range(0, 61, 2) for _ in range(4)]
    signature = signatures([items for pair in pairs for items in pair])
    estimate = (signature[::2] == signature[1::2]).mean(axis=1)
    exact = np.array([jaccard(a, b) for a, b in pairs])
    deviation = np.sqrt(exact * (1 - exact) / signature.shape[1])
    assert abs((estimate - exact).mean()) < 0.015
    assert (np.abs(estimate - exact) <= 4 * deviation + 1e-9).all()


def test_estimate_agrees_with_datasketch() -> None:
    one, other = random_pair(random.Random(8), 90, shared=60)
    theirs = [MinHash(num_perm=256, seed=1) for _ in range(2)]
    for sketch, items in zip(theirs, (one, other), strict=True):
        sketch.update_batch([int(item).to_bytes(8, "little") for item in items])
    ours = signatures([one, other], permutations=256)
    assert (ours[0] == ours[1]).mean() == pytest.approx(theirs[0].jaccard(theirs[1]), abs=0.12)
    assert jaccard(one, other) == pytest.approx(0.5)


def test_signatures_do_not_depend_on_the_other_sets() -> None:
    rng = random.Random(1)
    sets = [as_set(*rng.sample(range(1 << 30), 20)) for _ in range(5)]
    together = signatures([*sets, as_set()])
    for i, items in enumerate(sets):
        assert (signatures([items])[0] == together[i]).all()
    assert not (together[5] == together[0]).any()


def _families(rng: random.Random) -> list[list[str]]:
    """Texts of twenty words in families whose members differ by up to six words."""
    vocabulary = [f"w{i}" for i in range(3000)]
    texts = []
    for _ in range(120):
        text = rng.sample(vocabulary, 20)
        texts.append(text)
        for changed in (0, 1, 2, 4, 6):
            copy = list(text)
            for place in rng.sample(range(20), changed):
                copy[place] = rng.choice(vocabulary)
            texts.append(copy)
    return texts


def test_near_pairs_against_brute_force() -> None:
    threshold = 0.5
    sets = shingle_sets(_families(random.Random(4)))
    low, high, exact = near_pairs(sets, threshold)
    found = dict(zip(zip(low.tolist(), high.tolist(), strict=True), exact.tolist(), strict=True))
    true = {
        (a, b): jaccard(sets[a], sets[b])
        for a in range(len(sets))
        for b in range(a + 1, min(a + 6, len(sets)))  # other families share next to nothing
    }
    sure = {pair for pair, value in true.items() if value >= threshold + 0.1}
    # inside a bucket not all pairs are formed, so what must hold is that every member is linked
    missed = {pair for pair in sure if pair not in found}
    linked = {i for pair in found for i in pair}
    assert len(sure) > 400
    assert {i for pair in sure for i in pair} <= linked
    assert len(missed) <= 0.1 * len(sure)
    for pair, value in found.items():
        assert value == pytest.approx(true.get(pair, -1))
        assert value >= threshold


def test_each_lone_pair_above_the_threshold_is_found() -> None:
    rng = random.Random(9)
    pairs = [random_pair(rng, 50, shared) for shared in (38, 40, 44, 48, 50) for _ in range(60)]
    low, high, _ = near_pairs([items for pair in pairs for items in pair], 0.5)
    assert (jaccard(*pairs[0])) >= 0.6
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(2 * i, 2 * i + 1) for i in range(300)]


def test_ten_thousand_copies_give_a_linear_number_of_pairs_and_stay_connected() -> None:
    head = "please note that the fee is void in every case from now on".split()
    sets = shingle_sets([[*head, f"name{i}"] for i in range(10_000)])
    low, high, _ = near_pairs(sets, 0.7)
    assert len(low) <= 2 * 32 * 10_000  # two partners in each band at most
    partners = Counter(low.tolist())
    assert partners[0] > 9_000  # the first of a bucket is everybody's partner
    assert set(low.tolist()) | set(high.tolist()) == set(range(10_000))


def test_wording_compares_many_pairs_as_one_by_one() -> None:
    sets = [*shingle_sets(_families(random.Random(6))[:90]), as_set()]
    wording, everyone = Wording(sets), np.arange(len(sets))
    for head in (0, 17, 90):
        one_by_one = [jaccard(sets[head], items) for items in sets]
        assert wording.to_one(head, everyone).tolist() == pytest.approx(one_by_one)
        assert wording.to_one(head, everyone[:5]).tolist() == pytest.approx(one_by_one[:5])
        assert wording.jaccard(np.full(91, head), everyone).tolist() == pytest.approx(one_by_one)
    none = np.empty(0, dtype=np.int64)
    assert len(Wording([]).jaccard(none, none)) == 0


def test_candidates_are_ordered_and_distinct() -> None:
    signature = signatures(shingle_sets([t.split() for t in ["a b c", "a b c", "a b c", "x y z"]]))
    low, high = candidate_pairs(signature)
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]


def test_no_texts_have_no_pairs() -> None:
    assert [len(part) for part in near_pairs([], 0.5)] == [0, 0, 0]
    assert [len(part) for part in near_pairs([as_set(), as_set()], 0.5)] == [0, 0, 0]
