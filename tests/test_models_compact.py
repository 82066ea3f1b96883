"""The embedded classifiers' shape: numpy and transformers agree, windows and contexts do what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from guard.models.compact import CompactClassifier, mixed, ngram_numbers
from guard.models.spans import Spans, maxima, sums, windows
from guard.models.training import convolution, linear
from guard.models.training.fit import Examples, Fitted, Honest, Recipe, fit
from guard.models.training.vectors import Vectors

WORDS = "my order is late where the parcel please thank you idiot stupid fool agent are really so".split()
SMALL = Recipe(
    ngrams=linear.Recipe(seen=1, smallest=0.0, iterations=50),
    convolution=convolution.Recipe(filters=8, epochs=20, batch=16, rate=0.02, decay=0.0),
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", *WORDS])}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


@pytest.fixture(scope="module")
def vectors(tokenizer: Tokenizer) -> Vectors:
    steps = np.random.default_rng(0).integers(-90, 90, (tokenizer.get_vocab_size(), 16)).astype(np.int8)
    steps[:2] = 0
    return Vectors(steps, np.array(0.0078125, np.float32))


def _sentences(count: int, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(WORDS, rng.integers(1, 9))) for _ in range(count)]


def _rude(text: str) -> float:
    return float(bool({"idiot", "stupid", "fool"} & set(text.split())))


@pytest.fixture(scope="module")
def single(tokenizer: Tokenizer, vectors: Vectors) -> Fitted:
    learned = Examples(("rude", "thanks"))
    for text in _sentences(300, 1):
        learned.add(text, {"rude": _rude(text), "thanks": float("thank" in text)})
    return fit(tokenizer, vectors, learned, SMALL)


@pytest.fixture(scope="module")
def pair(tokenizer: Tokenizer, vectors: Vectors) -> Fitted:
    learned = Examples(("answered_rudeness",))
    texts, contexts = _sentences(400, 2), _sentences(400, 3)
    for text, context in zip(texts, contexts, strict=True):
        learned.add(text, {"answered_rudeness": _rude(context)}, context=context)
    recipe = Recipe(
        context=True,
        ngrams=SMALL.ngrams,
        convolution=convolution.Recipe(filters=8, hidden=6, epochs=20, batch=16, rate=0.02, decay=0.0),
    )
    return fit(tokenizer, vectors, learned, recipe)


@pytest.fixture(scope="module")
def mixture(tokenizer: Tokenizer, vectors: Vectors) -> Fitted:
    """Thanks are wrong as an answer to rudeness and right otherwise; what else is said is harmless."""
    learned = Examples(("wrong",))
    texts, contexts = _sentences(600, 2), _sentences(600, 3)
    for text, context in zip(texts, contexts, strict=True):
        rude, thanks = _rude(context), float("thank" in text)
        learned.add(text, {"wrong": rude * thanks}, context=context, kind="rude" if rude else "calm")
    return fit(tokenizer, vectors, learned, replace(SMALL, context=True, mixture=True))


def _probabilities(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-logits)))


def test_it_learns_and_tells_fresh_sentences_apart(single: Fitted) -> None:
    fresh = _sentences(200, 9)
    found = _probabilities(single.logits(fresh))
    truth = np.array([[_rude(text), "thank" in text] for text in fresh])
    assert ((found > 0.5) == truth).mean() > 0.95


def test_a_pair_model_reads_its_context(pair: Fitted) -> None:
    assert (
        pair.logits(["thank you"], ["you fool"])[0, 0] > 0 > pair.logits(["thank you"], ["my parcel"])[0, 0]
    )
    assert pair.logits(["you fool"], ["my parcel"])[0, 0] < 0


def test_a_mixture_judges_the_text_within_the_kind_that_the_context_shows(mixture: Fitted) -> None:
    texts, contexts = _sentences(300, 21), _sentences(300, 22)
    truth = [_rude(c) * ("thank" in t) for t, c in zip(texts, contexts, strict=True)]
    found = mixture.logits(texts, contexts)[:, 0] > 0
    assert (found == np.array(truth, bool)).mean() > 0.9


def test_mixed_is_the_odds_of_the_softmax() -> None:
    logits = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 90.0]])
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = np.log(shares[:, [0, 2]].sum(axis=1) / shares[:, 1])
    np.testing.assert_allclose(
        mixed(logits.astype(np.float32), np.array([0, -1, 0]), 1)[:, 0], expected, rtol=1e-5
    )


def test_calibration_shifts_and_stretches_a_mixture(mixture: Fitted) -> None:
    texts, contexts = _sentences(500, 31), _sentences(500, 32)
    before = mixture.logits(texts, contexts)[:, 0]
    calibrated = mixture.calibrated([Honest(texts, 0.05, 0.01, contexts)])
    after = calibrated.logits(texts, contexts)[:, 0]
    assert (after > 0).mean() <= 0.05
    slope = np.polyfit(before, after, 1)
    np.testing.assert_allclose(
        np.polyval(slope, before), after, atol=1e-3
    )  # a straight line, so no ranks change


@pytest.mark.parametrize("kind", ["single", "pair", "mixture"])
def test_numpy_and_transformers_agree(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    import guard.models.compact_torch  # noqa: F401 - registers the model type

    fitted: Fitted = request.getfixturevalue(kind)
    fitted.save(tmp_path)
    ours = CompactClassifier(tmp_path)
    model = AutoModelForSequenceClassification.from_pretrained(tmp_path, dtype="float32")
    tokenizer = AutoTokenizer.from_pretrained(tmp_path)
    texts, contexts = _sentences(40, 5), None if kind == "single" else _sentences(40, 6)
    given_ = (texts,) if contexts is None else (contexts, texts)
    with torch.inference_mode():
        logits = model(**tokenizer(*given_, padding=True, return_tensors="pt")).logits
    np.testing.assert_allclose(ours.score(texts, contexts), torch.sigmoid(logits), atol=2e-5)
    np.testing.assert_allclose(
        ours.score(texts, contexts), _probabilities(fitted.logits(texts, contexts)), atol=0.01
    )
    assert ours.uses_context == (kind != "single")


def test_the_same_examples_give_the_same_classifier(
    tokenizer: Tokenizer, vectors: Vectors, single: Fitted
) -> None:
    learned = Examples(("rude", "thanks"))
    for text in _sentences(300, 1):
        learned.add(text, {"rude": _rude(text), "thanks": float("thank" in text)})
    again = fit(tokenizer, vectors, learned, SMALL)
    for name, tensor in single.tensors.items():
        np.testing.assert_allclose(again.tensors[name], tensor, atol=1e-5)


def test_an_unknown_label_does_not_learn_from_a_text(tokenizer: Tokenizer, vectors: Vectors) -> None:
    learned = Examples(("rude", "thanks"))
    for text in _sentences(300, 1):
        learned.add(text, {"rude": _rude(text)} if "please" in text else {"rude": _rude(text), "thanks": 0.0})
    learned.add("thank you", {"thanks": 1.0})
    found = fit(tokenizer, vectors, learned, SMALL).logits(["please thank", "you fool"])
    assert found[1, 0] > 0 > found[0, 0]
    with pytest.raises(KeyError, match="nobody"):
        learned.add("x", {"nobody": 1.0})


def test_a_score_depends_on_no_other_text(single: Fitted, pair: Fitted) -> None:
    texts, contexts = _sentences(700, 7), _sentences(700, 8)
    for fitted, before in ((single, None), (pair, contexts)):
        many = fitted.logits(texts, before)
        for i in (0, 311, 699):
            alone = fitted.logits([texts[i]], None if before is None else [before[i]])
            np.testing.assert_array_equal(alone[0], many[i])


def test_an_outburst_shows_in_a_long_text(single: Fitted) -> None:
    calm = "where is my order please the parcel is late " * 30
    assert single.logits([calm + "you stupid fool " + calm])[0, 0] > single.logits([calm])[0, 0] + 1


def test_calibration_holds_each_group_to_its_rate(single: Fitted) -> None:
    groups = [
        Honest(_sentences(2000, 20 + i), at_half=0.01 * (i + 1), at_nine_tenths=0.001) for i in range(2)
    ]
    calibrated = single.calibrated(groups)
    for group in groups:
        found = _probabilities(calibrated.logits(group.texts))
        assert ((found > 0.5).mean(axis=0) <= group.at_half).all()
        assert ((found > 0.9).mean(axis=0) <= group.at_nine_tenths + 1e-9).all()
    order = np.argsort(single.logits(groups[0].texts)[:, 0], kind="stable")
    assert (np.diff(calibrated.logits(groups[0].texts)[order, 0]) >= -1e-4).all()


def test_ngram_numbers_never_collide() -> None:
    ids = np.array([0, 1, 5, 6, 6, 0, 6])
    seen: dict[int, tuple[int, ...]] = {}
    for segment in (0, 1):
        singles, pairs = ngram_numbers(ids, 7, segment)
        for i, (one, two) in enumerate(zip(singles, pairs, strict=True)):
            assert seen.setdefault(int(one), (segment, ids[i])) == (segment, ids[i])
            if i:
                assert seen.setdefault(int(two), (segment, *ids[i - 1 : i + 1])) == (
                    segment,
                    *ids[i - 1 : i + 1],
                )


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=8), st.sampled_from([(), (8,), (10, 4), (20, 10, 6)])
)
def test_windows_cover_every_token_and_no_other_text(lengths: list[int], sizes: tuple[int, ...]) -> None:
    bounds = np.cumsum([0, *lengths])
    spans = windows(bounds, sizes)
    assert (np.diff(spans.owner) >= 0).all()
    for text, length in enumerate(lengths):
        own = spans.owner == text
        begins, ends = spans.begins[own], spans.ends[own]
        assert (begins >= bounds[text]).all()
        assert (ends <= bounds[text + 1]).all()
        covered = {place for b, e in zip(begins, ends, strict=True) for place in range(b, e)}
        assert covered == set(range(bounds[text], bounds[text + 1]))
        assert max(ends - begins) <= max([length if not sizes or length <= sizes[0] else 0, *sizes])


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_sums_and_maxima_over_spans(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(40, 3)).astype(np.float32)
    begins = rng.integers(0, 41, count)
    ends = begins + rng.integers(0, 41 - begins)
    spans = Spans(begins, ends, np.arange(count))
    for found, reduce in ((sums(values, spans), np.sum), (maxima(values, spans), np.max)):
        for i in range(count):
            part = values[begins[i] : ends[i]]
            expected = reduce(part, axis=0) if len(part) else np.zeros(3)
            np.testing.assert_allclose(found[i], expected, atol=1e-4)
