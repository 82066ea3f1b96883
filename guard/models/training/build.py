"""From the corpora to a finished model directory, one function per model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from guard.models.classifier import Classifier
from guard.models.encoder import Encoder
from guard.models.gibberish import GibberishModel
from guard.models.registry import write_manifest
from guard.models.training import data as corpora
from guard.models.training import encoder as encoder_recipe
from guard.models.training import (
    encoder_fit,
    intents,
    measure_injection,
    measure_refusal,
    measure_secrets,
    measure_toxicity,
    measure_unsafe,
    writer,
)
from guard.models.training import gibberish as gibberish_recipe
from guard.models.training import injection as injection_recipe
from guard.models.training import refusal as refusal_recipe
from guard.models.training import secrets as secrets_recipe
from guard.models.training import toxicity as toxicity_recipe
from guard.models.training import unsafe as unsafe_recipe
from guard.models.training import words as words_recipe
from guard.models.training.fit import Fitted
from guard.models.training.measure_encoder import encoder_figures
from guard.models.training.measure_gibberish import gibberish_figures
from guard.models.training.measure_words import words_figures
from guard.models.training.vectors import Vectors
from guard.models.words import WordModel

PLAIN_TURNS = {"user": 60_000, "assistant": 30_000}  # unlabelled texts for the encoder


def encoder(data: Path, out: Path, teacher: Path) -> None:
    """Trains, saves and measures the encoder."""
    recipe = encoder_fit.Recipe()
    torch.set_num_threads(1)  # on small batches a second thread only waits
    pairs = unleaked(corpora.stsb(data, "train"), corpora.stsb(data, "dev"))
    plain = [*_plain_turns(data, recipe.seed), *pairs.first, *pairs.second]
    plain += [*corpora.banking77(data, "train").texts, *corpora.clinc150(data, "train").texts]
    plain += corpora.edos(data, "train").texts
    plain += [row[part] for row in corpora.diasafety(data, "train") for part in ("context", "response")]
    tokenizer = encoder_recipe.train_tokenizer(plain, recipe.vocabulary)
    source = encoder_recipe.Teacher(teacher)
    table = encoder_fit.train(tokenizer, source, plain, intents.learned(data), pairs, recipe)
    folder = out / "encoder"
    encoder_recipe.save(folder, tokenizer, table)
    writer.finish(folder, encoder_figures(data, Encoder.load(str(folder))))


def toxicity(data: Path, out: Path, teacher: Path) -> None:
    """Trains, calibrates, saves and measures the toxicity classifier."""
    _classifier("toxicity", toxicity_recipe.train, measure_toxicity.figures, data, out, teacher)


def gibberish(data: Path, out: Path, teacher: Path) -> None:  # noqa: ARG001 - all recipes are called alike
    """Counts, calibrates, saves and measures the character model."""
    folder = out / "gibberish"
    turns = _learned_turns(data)
    turns += [*corpora.banking77(data, "train").texts, *corpora.clinc150(data, "train").texts]
    turns += corpora.edos(data, "train").texts
    turns += [row[part] for row in corpora.diasafety(data, "train") for part in ("context", "response")]
    gibberish_recipe.save(folder, gibberish_recipe.train(turns))
    writer.finish(folder, gibberish_figures(data, GibberishModel.load(folder), turns))


def words(data: Path, out: Path, teacher: Path) -> None:  # noqa: ARG001 - all recipes are called alike
    """Counts, calibrates, saves and measures the word model."""
    folder = out / "words"
    own = [line for lines in gibberish_recipe.own_sentences().values() for line in lines]
    words_recipe.save(folder, words_recipe.train(_learned_turns(data), own + gibberish_recipe.own_codes()))
    writer.finish(folder, words_figures(data, WordModel.load(folder)))


def unsafe_reply(data: Path, out: Path, teacher: Path) -> None:
    """Trains, calibrates, saves and measures the classifier of unsafe replies."""
    _classifier("unsafe_reply", unsafe_recipe.train, measure_unsafe.figures, data, out, teacher)


def prompt_injection(data: Path, out: Path, teacher: Path) -> None:
    """Trains, calibrates, saves and measures the prompt injection classifier."""
    _classifier("prompt_injection", injection_recipe.train, measure_injection.figures, data, out, teacher)


def refusal(data: Path, out: Path, teacher: Path) -> None:
    """Trains, calibrates, saves and measures the refusal classifier."""
    _classifier("refusal", refusal_recipe.train, measure_refusal.figures, data, out, teacher)


def secret_request(data: Path, out: Path, teacher: Path) -> None:
    """Trains, calibrates, saves and measures the classifier of requests for secrets."""
    _classifier("secret_request", secrets_recipe.train, measure_secrets.figures, data, out, teacher)


def _classifier(
    name: str,
    train: Callable[[Tokenizer, Vectors, Path], Fitted],
    figures: Callable[..., Mapping[str, Any]],
    data: Path,
    out: Path,
    teacher: Path,
) -> None:
    torch.set_num_threads(2)
    folder, tokenizer = out / name, encoder_recipe.load_tokenizer(out / "encoder")
    train(tokenizer, Vectors.load(teacher, tokenizer), data).save(folder)
    writer.finish(folder, figures(data, Classifier.load(str(folder)).score))


def manifest() -> None:
    """Writes the manifest of the embedded models."""
    write_manifest(
        [
            ("encoder", "encoder", "Apache-2.0"),
            ("toxicity", "classifier", "Apache-2.0"),
            ("gibberish", "language_model", "Apache-2.0"),
            ("words", "language_model", "Apache-2.0"),
            ("prompt_injection", "classifier", "Apache-2.0"),
            ("unsafe_reply", "classifier", "Apache-2.0"),
            ("refusal", "classifier", "Apache-2.0"),
            ("secret_request", "classifier", "Apache-2.0"),
        ]
    )


def unleaked(train: corpora.Pairs, measured: corpora.Pairs) -> corpora.Pairs:
    """The training pairs that share no sentence with the pairs that are measured on."""
    known = {text.casefold().strip() for text in (*measured.first, *measured.second)}
    pairs = zip(train.first, train.second, strict=True)
    keep = [i for i, pair in enumerate(pairs) if known.isdisjoint(text.casefold().strip() for text in pair)]
    return corpora.Pairs(
        [train.first[i] for i in keep], [train.second[i] for i in keep], train.score[np.array(keep, int)]
    )


def _learned_turns(data: Path) -> list[str]:
    """All distinct turns of the training halves, users' before agents'."""
    return [
        turn
        for role in ("user", "assistant")
        for turn in corpora.support_turns(data, corpora.SUPPORT, "train", role)
    ]


def _plain_turns(data: Path, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    chosen = []
    for role, count in PLAIN_TURNS.items():
        turns = corpora.support_turns(data, corpora.SUPPORT, "train", role)
        chosen += [turns[i] for i in rng.permutation(len(turns))[:count]]
    return chosen
