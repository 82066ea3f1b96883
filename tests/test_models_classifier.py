"""The classifier: standard format, windows, label maps, workers; and what the embedded one tells apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.errors import GuardError, UsageError
from guard.models.classifier import Classifier
from guard.models.pairs import parts
from guard.models.registry import EMBEDDED
from tests.models_tiny import LONG, phrases, save_classifier, save_sentence_transformer

TEXTS = ["my order is late", "", "you are an idiot !", "my order is late", LONG, "\ud800", "word " * 5000]


@pytest.fixture(scope="module")
def embedded() -> Classifier:
    return Classifier.load()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_classifier(tmp_path_factory.mktemp("multi"), "multi_label_classification")


@pytest.fixture(scope="module")
def bert(folder: Path) -> Classifier:
    return Classifier.load(str(folder))


@pytest.fixture(params=["embedded", "bert"])
def classifier(request: pytest.FixtureRequest) -> Classifier:
    found: Classifier = request.getfixturevalue(request.param)
    return found


def test_scores_are_probabilities_in_the_order_given(classifier: Classifier) -> None:
    scores = classifier.score(TEXTS)
    assert scores.shape == (len(TEXTS), len(classifier.labels))
    assert scores.dtype == np.float32
    assert ((scores >= 0) & (scores <= 1)).all()
    np.testing.assert_array_equal(scores[0], scores[3])
    assert classifier.score([]).shape == (0, len(classifier.labels))


def test_one_of_many_is_one_alone(classifier: Classifier) -> None:
    many = classifier.score(TEXTS + [f"order {i} is late" * (i % 7) for i in range(100)])
    for i, text in enumerate(TEXTS):
        np.testing.assert_array_equal(classifier.score([text])[0], many[i])


def test_row_order_and_workers_change_no_score(pairs: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guard.models.classifier._BATCH", 16)
    texts = phrases(40, 40)
    contexts = [texts[-1 - i] if i % 3 else "" for i in range(40)]
    scores = pairs.score(texts, contexts)
    np.testing.assert_array_equal(pairs.score(texts[::-1], contexts[::-1]), scores[::-1])
    np.testing.assert_array_equal(pairs.score(texts, contexts, workers=2), scores)
    np.testing.assert_array_equal(pairs.score(texts[7:8], contexts[7:8])[0], scores[7])


def test_scores_agree_with_transformers(bert: Classifier, folder: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model, tokenizer = (
        kind.from_pretrained(folder) for kind in (AutoModelForSequenceClassification, AutoTokenizer)
    )
    text = "you are an idiot !"
    with torch.inference_mode():
        expected = torch.sigmoid(model(**tokenizer([text], return_tensors="pt")).logits)[0]
    np.testing.assert_allclose(bert.score([text])[0], expected, atol=1e-4)
    assert bert.labels == ("fine", "rude", "hate")


def test_a_single_label_model_gives_probabilities_that_sum_to_one(tmp_path: Path) -> None:
    scores = Classifier.load(str(save_classifier(tmp_path, "single_label_classification"))).score(TEXTS[:3])
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=2e-4)


def test_of_the_windows_of_a_long_text_the_maximum_counts(bert: Classifier) -> None:
    words, inner, overlap = LONG.split(), 30, 4  # 32 tokens with [CLS] and [SEP]; an eighth overlaps
    starts = range(0, len(words) - overlap, inner - overlap)
    windows = [" ".join(words[i : i + inner]) for i in starts]
    np.testing.assert_array_equal(bert.score([LONG])[0], bert.score(windows).max(axis=0))


def test_abuse_anywhere_in_a_long_text_is_seen(embedded: Classifier) -> None:
    filler = "I would like to know when my parcel will arrive at the shop . " * 40
    clean, *abusive = embedded.score(
        [filler + filler]
        + [
            first + "you are a stupid fucking idiot . " + second
            for first, second in (("", filler), (filler, filler), (filler, ""))
        ]
    )[:, 0]
    assert clean < 0.3
    assert min(abusive) > 0.5


def test_a_label_map_renames_drops_and_joins(folder: Path, bert: Classifier) -> None:
    raw = bert.score(TEXTS)
    mapped = Classifier.load(str(folder), label_map={"rude": "toxic", "hate": "identity_attack"})
    assert mapped.labels == ("toxic", "identity_attack")
    np.testing.assert_array_equal(mapped.score(TEXTS), raw[:, 1:])
    joined = Classifier.load(str(folder), label_map={"rude": "toxic", "hate": "toxic"})
    np.testing.assert_array_equal(joined.score(TEXTS)[:, 0], raw[:, 1:].max(axis=1))


def test_a_label_that_the_model_does_not_have_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="'LABEL_1'") as caught:
        Classifier.load(str(folder), label_map={"LABEL_1": "toxic"})
    assert "'fine', 'rude', 'hate'" in caught.value.cure
    with pytest.raises(UsageError, match="empty"):
        Classifier.load(str(folder), label_map={})


def test_pickles_remote_code_and_half_directories_are_refused(tmp_path: Path) -> None:
    save_classifier(tmp_path, "multi_label_classification")
    config = tmp_path / "config.json"
    good = config.read_text()
    config.write_text(good.replace('"bert"', '"nowhere-known"'))
    with pytest.raises(GuardError, match="cannot load the classifier"):
        Classifier.load(str(tmp_path))
    config.write_text(good)
    (tmp_path / "model.safetensors").rename(tmp_path / "pytorch_model.bin")
    with pytest.raises(GuardError, match=r"pytorch_model\.bin is a pickle"):
        Classifier.load(str(tmp_path))


def test_the_embedded_directory_is_an_ordinary_transformers_model(embedded: Classifier) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    import guard.models.compact_torch  # noqa: F401 - registers the model type

    path = EMBEDDED / "toxicity"
    model = AutoModelForSequenceClassification.from_pretrained(path, dtype="float32").eval()
    tokenizer = AutoTokenizer.from_pretrained(path)
    texts = ["where is my order?", "you stupid idiot", "a", "I love my neighbours, they are muslims"]
    with torch.inference_mode():
        logits = model(**tokenizer(texts, padding=True, return_tensors="pt")).logits
    np.testing.assert_allclose(embedded.score(texts), torch.sigmoid(logits), atol=1e-4)


ABUSE = [
    "you are a stupid idiot",
    "shut up you worthless bitch",
    "fuck you and your company",
    "go kill yourself, moron",
    "What a pathetic loser you are. Only an imbecile would ask that.",
    "you f*cking asshole give me my money",
]
HARMLESS = [
    "this is absolutely ridiculous, I want a refund now!",
    "the smell in the room was disgusting",
    "Do you have the dress in black or in white?",
    "I am a gay man and would like to book a room with my husband",
    "Is there a mosque near the hotel? My parents are Muslims.",
    "I have a rash on my breast and blood in my urine",
    "kill -9 does not kill the child process",
    "your delivery was terrible and I am very angry",
    "I understand that you are upset, and I am sorry for the delay.",
    "ok thanks",
]


def test_abuse_is_told_from_honest_anger(embedded: Classifier) -> None:
    toxic = embedded.labels.index("toxic")
    for text, score in zip(ABUSE, embedded.score(ABUSE)[:, toxic], strict=True):
        assert score > 0.5, text
    for text, score in zip(HARMLESS, embedded.score(HARMLESS)[:, toxic], strict=True):
        assert score < 0.5, text


def test_hate_is_told_from_naming_a_group(embedded: Classifier) -> None:
    identity = embedded.labels.index("identity_attack")
    hate = ["all muslims are criminals and should be deported", "I hate women, they are inferior"]
    named = ["we welcome muslims and all other guests", "a hostel for women near the station"]
    assert embedded.score(hate)[:, identity].min() > 0.5
    assert embedded.score(named)[:, identity].max() < 0.5


@pytest.fixture(scope="module")
def pairs(folder: Path) -> Classifier:
    return Classifier.load(str(folder), uses_context=True)


def test_pairs_are_read_as_transformers_reads_them(pairs: Classifier, folder: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model, tokenizer = (
        kind.from_pretrained(folder) for kind in (AutoModelForSequenceClassification, AutoTokenizer)
    )
    contexts, texts = ["my order is late", "", "you idiot !"], ["thanks !", "please", "now"]
    for context, text in zip(contexts, texts, strict=True):
        with torch.inference_mode():
            expected = torch.sigmoid(model(**tokenizer(context, text, return_tensors="pt")).logits)[0]
        np.testing.assert_allclose(pairs.score([text], [context])[0], expected, atol=1e-4)
    assert not np.array_equal(pairs.score(["thanks !"], ["late"]), pairs.score(["late"], ["thanks !"]))


def test_of_a_pair_that_is_too_long_the_text_is_read_in_full(pairs: Classifier) -> None:
    context, text = LONG.split()[:20], LONG.split()[3:70]
    kept, size, overlap = context[-14:], 15, 3  # of 32 tokens 3 are special, at most half of 29 are context
    starts = range(0, len(text) - overlap, size - overlap)
    expected = pairs.score(
        [" ".join(text[i : i + size]) for i in starts], [" ".join(kept)] * len(starts)
    ).max(axis=0)
    np.testing.assert_array_equal(pairs.score([" ".join(text)], [" ".join(context)])[0], expected)


@given(st.integers(0, 90), st.integers(0, 200))
def test_windows_of_pairs_fit_and_lose_no_word_of_the_text(context: int, text: int) -> None:
    before, said = list(range(1000, 1000 + context)), list(range(text))
    windows = list(parts(before, said, 29))
    assert all(len(kept) + len(part) <= 29 for kept, part in windows)
    assert set(said) == {token for _, part in windows for token in part}
    for kept, _ in windows:
        assert kept == before[len(before) - len(kept) :]
        assert len(kept) == context or len(kept) == 14


def test_each_distinct_pair_is_scored_once(pairs: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    real = pairs._model.score

    def score(texts: Sequence[str], contexts: Sequence[str] | None = None) -> np.ndarray[Any, Any]:
        asked.extend(zip(contexts or (), texts, strict=True))
        return real(texts, contexts)

    monkeypatch.setattr(pairs._model, "score", score)
    scores = pairs.score(["a", "the", "a", "a"], ["my", "my", "my", "your"])
    assert sorted(asked) == [("my", "a"), ("my", "the"), ("your", "a")]
    np.testing.assert_array_equal(scores[0], scores[2])


def test_contexts_where_none_are_read_and_none_where_they_are(
    pairs: Classifier, bert: Classifier, embedded: Classifier, tmp_path: Path
) -> None:
    for model in (bert, embedded):
        with pytest.raises(UsageError, match="reads no context"):
            model.score(["a"], [""])
    with pytest.raises(UsageError, match="reads a context beside each text"):
        pairs.score(["a"])
    with pytest.raises(UsageError, match="2 texts and 1 contexts"):
        pairs.score(["a", "the"], ["my"])
    paired = save_classifier(tmp_path, "multi_label_classification")
    config = json.loads((paired / "config.json").read_text())
    (paired / "config.json").write_text(json.dumps({**config, "context": True}))
    with pytest.raises(UsageError, match="reads pairs"):
        Classifier.load(str(paired), uses_context=False)


def test_weights_without_a_classifier_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="not those of a classifier"):
        Classifier.load(str(save_sentence_transformer(tmp_path)))
