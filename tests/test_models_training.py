"""The recipes, end to end on a few sentences of our own: they learn, and twice the same bytes."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from guard.models.encoder import Encoder
from guard.models.gibberish import GibberishModel
from guard.models.training import data as corpora
from guard.models.training import (
    encoder,
    encoder_fit,
    gibberish,
    measure,
    measure_encoder,
    phrases,
    writer,
)
from guard.models.training.__main__ import main

TOPICS = {
    "order": "my order parcel delivery is late and has not arrived yet".split(),
    "password": "i forgot password login account and cannot sign in".split(),
    "refund": "please refund money back charge card twice billed".split(),
}


def _sentences(count: int) -> corpora.Labelled:
    rng = random.Random(3)
    texts, labels = [], []
    for i in range(count):
        topic = list(TOPICS)[i % len(TOPICS)]
        texts.append(" ".join(rng.choices(TOPICS[topic], k=7)))
        labels.append(topic)
    return corpora.Labelled(texts, np.array(labels, dtype=object))


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return encoder.train_tokenizer(_sentences(200).texts + [e.text for e in phrases.examples(1, 2)], 600)


@pytest.fixture(scope="module")
def teacher(tokenizer: Tokenizer, tmp_path_factory: pytest.TempPathFactory) -> encoder.Teacher:
    folder = tmp_path_factory.mktemp("teacher")
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.random.default_rng(1).integers(-60, 60, (tokenizer.get_vocab_size(), 16), np.int8)
    save_file({"embeddings": table}, folder / "model.safetensors")
    return encoder.Teacher(folder)


def _train_encoder(tokenizer: Tokenizer, teacher: encoder.Teacher) -> np.ndarray:
    sentences = _sentences(200)
    recipe = encoder_fit.Recipe(dimension=24, steps=60, similarity_steps=10, batch=32)
    first, second = sentences.texts[:60], sentences.texts[60:120]
    same = sentences.labels[:60] == sentences.labels[60:120]
    pairs = corpora.Pairs(first, second, np.where(same, 5.0, 1.0) + np.arange(60) * 0.001)
    intents = [(sentences, 1.0)]
    return encoder_fit.train(tokenizer, teacher, sentences.texts, intents, pairs, recipe, log=lambda _: None)


def test_the_same_texts_give_the_same_vocabulary_in_every_process() -> None:
    code = (
        "from guard.models.training.encoder import train_tokenizer\n"
        "words = [a + b + c for a in 'bcdfgh' for b in 'aeiou' for c in 'lmnpr']\n"
        "print(train_tokenizer(words * 30, 90).to_str())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_the_encoder_recipe_learns_intents_reproducibly(
    tokenizer: Tokenizer, teacher: encoder.Teacher, tmp_path: Path
) -> None:
    table = _train_encoder(tokenizer, teacher)
    np.testing.assert_array_equal(table, _train_encoder(tokenizer, teacher))
    encoder.save(tmp_path, tokenizer, table)
    model = Encoder.load(str(tmp_path))
    assert model.dimension == 24
    sentences = _sentences(260)
    index = corpora.Labelled(sentences.texts[:200], sentences.labels[:200])
    queries = corpora.Labelled(sentences.texts[200:], sentences.labels[200:])
    assert measure_encoder.neighbour_accuracy(index, queries, model) > 0.95


def test_the_gibberish_recipe_tells_its_language_from_noise(tmp_path: Path) -> None:
    gibberish.save(tmp_path, gibberish.train(_sentences(300).texts * 20))
    model = GibberishModel.load(tmp_path)
    assert model.bits_per_char(["my order is late"])[0] + 2 < model.bits_per_char(["xq jzvk wqpx gfzk"])[0]


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    labels = np.array([0, 1, 0, 1, 1.0])
    scores = np.array([0.1, 0.9, 0.5, 0.5, 0.2], np.float32)
    pairs = [(p > n) + (p == n) / 2 for p in scores[labels == 1] for n in scores[labels == 0]]
    assert measure.auroc(labels, scores) == pytest.approx(np.mean(pairs))


def test_a_card_shows_the_figures(tmp_path: Path) -> None:
    folder = tmp_path / "gibberish"
    folder.mkdir()
    writer.finish(folder, {"recall at": {"1 %": 0.98765}})
    assert "| recall at | 1 %: 0.9877 |" in (folder / "README.md").read_text()


def test_the_command_names_its_models(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nothing", "--data", "."])
    assert "encoder" in capsys.readouterr().err
