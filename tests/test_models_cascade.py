"""The cascade: who reads what, sameness, and what a sample says was lost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from guard.errors import UsageError
from guard.models.cascade import Cascade, Passage, clearing_limit, upper_bound
from guard.models.classifier import Classifier
from tests.models_tiny import phrases, save_classifier

TEXTS = phrases(300)
MULTI = "multi_label_classification"


@pytest.fixture(scope="module")
def cheap(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    return Classifier.load(str(save_classifier(tmp_path_factory.mktemp("cheap"), MULTI, seed=3)))


@pytest.fixture(scope="module")
def costly(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    return Classifier.load(str(save_classifier(tmp_path_factory.mktemp("costly"), MULTI, seed=4)))


@pytest.fixture(scope="module")
def limit(cheap: Classifier) -> float:
    return clearing_limit(cheap.score(TEXTS), share=0.3)


def test_what_is_cleared_keeps_a_low_score_and_the_rest_has_the_costly_models(
    cheap: Classifier, costly: Classifier, limit: float
) -> None:
    scores = Cascade(cheap, costly, limit).score(TEXTS)
    highest = cheap.score(TEXTS).max(axis=1)
    cleared = highest < limit
    assert 0.6 < cleared.mean() < 0.8
    np.testing.assert_array_equal(scores[~cleared], costly.score(TEXTS)[~cleared])
    np.testing.assert_array_equal(scores[cleared], np.repeat(highest[cleared, None], 3, axis=1))


def test_the_costly_model_reads_nothing_that_is_cleared(
    cheap: Classifier, costly: Classifier, limit: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = costly.score

    def score(
        texts: Sequence[str], contexts: Sequence[str] | None = None, workers: int = 1
    ) -> NDArray[np.float32]:
        read.extend(texts)
        return real(texts, contexts, workers)

    monkeypatch.setattr(costly, "score", score)
    Cascade(cheap, costly, limit).score(TEXTS + TEXTS)
    first = dict(zip(TEXTS, cheap.score(TEXTS).max(axis=1), strict=True))
    assert sorted(read) == sorted(text for text in TEXTS if first[text] >= limit)


def test_order_repetition_and_calls_change_nothing(
    cheap: Classifier, costly: Classifier, limit: float
) -> None:
    whole, turned, parted = (Cascade(cheap, costly, limit, checked=50) for _ in range(3))
    scores = whole.score(TEXTS)
    np.testing.assert_array_equal(turned.score([*TEXTS[::-1], *TEXTS])[:300], scores[::-1])
    parts = [parted.score(TEXTS[i : i + 70]) for i in range(0, 300, 70)]
    np.testing.assert_array_equal(np.concatenate(parts), scores)
    assert whole.passage() == turned.passage() == parted.passage()


def test_what_was_lost_is_counted_on_the_cleared_texts(
    cheap: Classifier, costly: Classifier, limit: float
) -> None:
    cleared = cheap.score(TEXTS).max(axis=1) < limit
    lost = (costly.score(TEXTS)[cleared] >= 0.5).any(axis=1)
    every = Cascade(cheap, costly, limit)
    every.score(TEXTS)
    share = round(float(lost.mean()), 4)  # all are checked, so nothing is left to be unsure of
    assert every.passage() == Passage(300, int((~cleared).sum()), len(lost), int(lost.sum()), share)
    sampled = Cascade(cheap, costly, limit, checked=40)
    sampled.score(TEXTS)
    passage = sampled.passage()
    assert passage.checked == 40
    assert 0 < passage.lost < 40
    assert passage.lost_at_most == round(upper_bound(passage.lost, 40), 4)
    assert passage.lost_at_most > passage.lost / 40


def test_a_cascade_that_saw_nothing_lost_nothing(cheap: Classifier, costly: Classifier) -> None:
    cascade = Cascade(cheap, costly, 0.5)
    assert cascade.score([]).shape == (0, 3)
    assert cascade.passage() == Passage(0, 0, 0, 0, 0.0)


def test_pairs_go_through_both(cheap: Classifier, costly: Classifier) -> None:
    first, second = (Classifier(one.name, one._path, uses_context=True) for one in (cheap, costly))
    contexts = TEXTS[::-1]
    scores = Cascade(first, second, 0.9).score(TEXTS, contexts)
    on = first.score(TEXTS, contexts).max(axis=1) >= 0.9
    assert on.any()
    np.testing.assert_array_equal(scores[on], second.score(TEXTS, contexts)[on])


def test_models_that_share_no_label_or_read_otherwise_are_refused(
    cheap: Classifier, costly: Classifier
) -> None:
    other = Classifier(costly.name, costly._path, label_map={"rude": "insult"})
    with pytest.raises(UsageError, match="shares a label") as caught:
        Cascade(cheap, other, 0.1)
    assert "'fine', 'rude', 'hate'" in caught.value.cure
    with pytest.raises(UsageError, match="reads the same"):
        Cascade(cheap, Classifier(costly.name, costly._path, uses_context=True), 0.1)


@pytest.mark.parametrize(("seen", "of"), [(0, 500), (3, 500), (17, 40), (39, 40)])
def test_the_bound_is_where_so_few_would_be_a_one_in_twenty_chance(seen: int, of: int) -> None:
    from scipy.stats import binom

    assert binom.cdf(seen, of, upper_bound(seen, of)) == pytest.approx(0.05)


def test_the_bound_at_its_ends() -> None:
    assert upper_bound(0, 500) == pytest.approx(1 - 0.05 ** (1 / 500))
    assert upper_bound(40, 40) == 1


def test_the_clearing_limit_sends_on_the_share_of_honest_texts() -> None:
    honest = np.random.default_rng(0).uniform(size=(5000, 4)).astype(np.float32) ** 3
    sent_on = (honest >= clearing_limit(honest)).any(axis=1).mean()
    assert sent_on == pytest.approx(0.03, abs=0.001)
