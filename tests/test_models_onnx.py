"""Classifiers in eight bits: they agree with the float model, or are not written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from guard.choice import choose
from guard.errors import GuardError, UsageError
from guard.models import quantize as module
from guard.models import registry, samples
from guard.models.classifier import Classifier
from guard.models.quantize import Agreement, quantize
from tests.models_tiny import LONG, phrases, save_classifier

for needed in ("onnx", "onnxruntime", "onnxscript"):
    pytest.importorskip(needed, reason="the extra onnx is not installed")

Scores = NDArray[np.float32]


def clear_cut(scores: Scores, margin: float = 0.25) -> NDArray[np.bool_]:
    """Rows without a probability near 0.5: eight bits move a tiny random model a lot."""
    return np.asarray((np.abs(scores - 0.5) > margin).all(axis=1))


@pytest.fixture(scope="module")
def floats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_classifier(tmp_path_factory.mktemp("floats"), "multi_label_classification")


@pytest.fixture(scope="module")
def made(floats: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Agreement]:
    """A model of pairs, so that one export shows contexts too."""
    texts, contexts = phrases(400, 6), phrases(400, 6, seed=1)
    scores = Classifier(str(floats), floats, uses_context=True).score(texts, contexts)
    keep = np.flatnonzero(clear_cut(scores, 0.3))
    out = tmp_path_factory.mktemp("made") / "int8"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LARGEST_GAP", 0.5)
        agreement = quantize(str(floats), out, [texts[i] for i in keep], [contexts[i] for i in keep])
    return out, agreement


def test_it_is_written_with_all_that_loading_needs_and_where_it_is_from(
    made: tuple[Path, Agreement], floats: Path
) -> None:
    out, agreement = made
    names = {path.name for path in out.iterdir()}
    assert {"config.json", "tokenizer.json", "model.onnx", "provenance.json"} <= names
    assert "model.safetensors" not in names
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    provenance = json.loads((out / "provenance.json").read_text())
    assert provenance["fingerprint"] == registry.fingerprint(floats)
    assert provenance["checked"]["agreement"] == agreement.agreement >= 0.995
    assert str(floats.parent) not in json.dumps(provenance)
    exported = (out / "model.onnx").read_bytes()
    assert b"MatMulInteger" in exported
    assert b".py" not in exported  # no paths of the machine that made it


def test_verdicts_are_those_of_the_float_model(made: tuple[Path, Agreement], floats: Path) -> None:
    texts, contexts = phrases(100, 8, seed=5), phrases(100, 8, seed=6)
    small = Classifier.load(str(made[0]))
    assert small.uses_context
    assert small.labels == ("fine", "rude", "hate")
    whole = Classifier(str(floats), floats, uses_context=True).score(texts, contexts)
    sure = np.abs(whole - 0.5) > 0.35
    assert 50 < sure.sum() < 300
    np.testing.assert_array_equal(small.score(texts, contexts)[sure] >= 0.5, whole[sure] >= 0.5)


def test_eight_bits_score_the_same_alone_and_among_many(made: tuple[Path, Agreement]) -> None:
    small = Classifier.load(str(made[0]))
    texts = [*phrases(40, 20), LONG]
    contexts = texts[::-1]
    scores = small.score(texts, contexts)
    np.testing.assert_array_equal(small.score(texts[::-1], contexts[::-1]), scores[::-1])
    for i in range(0, 41, 8):
        np.testing.assert_array_equal(small.score(texts[i : i + 1], contexts[i : i + 1])[0], scores[i])


def test_the_fingerprint_follows_the_weights_that_are_loaded(
    made: tuple[Path, Agreement], tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(made[0], copy)
    first = registry.fingerprint(copy)
    (copy / "onnx").mkdir()
    (copy / "onnx" / "model_q4.onnx").write_bytes(b"for another runtime")
    (copy / "provenance.json").write_text("{}")
    assert registry.fingerprint(copy) == first == registry.fingerprint(made[0])
    (copy / "model.onnx").write_bytes((copy / "model.onnx").read_bytes() + b"\0")
    assert registry.fingerprint(copy) != first


def test_too_little_agreement_writes_nothing(
    made: tuple[Path, Agreement], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = save_classifier(tmp_path / "other", "multi_label_classification", seed=9)
    monkeypatch.setattr(
        module, "_export", lambda path, folder, pairs: shutil.copytree(made[0], folder, dirs_exist_ok=True)
    )
    with pytest.raises(GuardError, match=r"keep their verdict at 0\.5 .*nothing was written") as caught:
        quantize(str(other), tmp_path / "out" / "int8", phrases(50), phrases(50, seed=1))
    assert caught.value.exit_code == 3
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("agreement", "gap", "good"), [(0.995, 0.2, True), (0.9949, 0.0, False), (1.0, 0.21, False)]
)
def test_what_is_good_enough(agreement: float, gap: float, good: bool) -> None:
    assert Agreement(1000, 0.5, agreement, gap).good is good


def test_agreement_counts_texts_with_all_verdicts_the_same() -> None:
    one = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.2], [0.5, 0.0]], np.float32)
    other = np.array([[0.8, 0.2], [0.6, 0.7], [0.2, 0.2], [0.49, 0.0]], np.float32)
    assert Agreement.of(one, other, 0.5) == Agreement(4, 0.5, 0.5, 0.2)


def test_what_cannot_be_quantised_is_refused_before_any_work(
    made: tuple[Path, Agreement], floats: Path, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    for model, out, said in (
        (str(floats), tmp_path / "there", "there already"),
        (str(made[0]), tmp_path / "new", "exported already"),
        ("toxicity", tmp_path / "new", "no transformers classifier"),
        ("gibberish", tmp_path / "new", "no transformers classifier"),
    ):
        with pytest.raises(UsageError, match=said):
            quantize(model, out)
    assert not (tmp_path / "new").exists()


def test_without_the_extra_the_error_says_what_to_install(
    made: tuple[Path, Agreement], floats: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guard.models.onnx.find_spec", lambda name: None)
    for work in (
        lambda: Classifier.load(str(made[0])),
        lambda: quantize(str(floats), tmp_path / "new"),
    ):
        with pytest.raises(UsageError, match="onnxruntime") as caught:
            work()
        assert 'pip install "conversation-guard[onnx]"' in caught.value.cure


def test_a_run_without_the_extra_is_refused_before_it_starts(
    made: tuple[Path, Agreement], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(made[0], copy)
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "context": False}))
    label = next(iter(registry.labels_of(registry.EMBEDDED / "toxicity")))
    choose({"toxicity": str(copy)}, [("toxicity", "rude", label)])
    monkeypatch.setattr("guard.models.onnx.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="onnxruntime"):
        choose({"toxicity": str(copy)}, [("toxicity", "rude", label)])


def test_the_sentences_that_ship_are_distinct() -> None:
    sentences = samples.sentences()
    assert len(sentences) == len(set(sentences)) == 440
    contexts, texts = samples.pairs()
    assert len(set(zip(contexts, texts, strict=True))) == 400
