"""From the corpora to a finished model directory, one function per model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from guard.models.classifier import Classifier
from guard.models.encoder import Encoder
from guard.models.gibberish import GibberishModel
from guard.models.registry import write_manifest
from guard.models.training import data as corpora
from guard.models.training import encoder as encoder_recipe
from guard.models.training import gibberish as gibberish_recipe
from guard.models.training import measure, writer
from guard.models.training import toxicity as toxicity_recipe
from guard.models.training.examples import Mix, collect
from guard.models.training.measure_gibberish import gibberish_figures

PLAIN_TURNS = {"user": 60_000, "assistant": 30_000}  # unlabelled texts for the encoder


def encoder(data: Path, out: Path, teacher: Path) -> None:
    """Trains, saves and measures the encoder."""
    recipe = encoder_recipe.Recipe()
    torch.set_num_threads(2)
    pairs = unleaked(corpora.stsb(data, "train"), corpora.stsb(data, "dev"))
    banking, clinc = corpora.banking77(data, "train"), corpora.clinc150(data, "train")
    intents = [banking, clinc]
    intents += [
        corpora.support_intents(data, corpus, "train") for corpus in ("bitext_v3", "multidogo_customer_turns")
    ]
    plain = [*_plain_turns(data, recipe.seed), *pairs.first, *pairs.second, *banking.texts, *clinc.texts]
    plain += corpora.edos(data, "train").texts
    plain += [row[part] for row in corpora.diasafety(data, "train") for part in ("context", "response")]
    tokenizer = encoder_recipe.train_tokenizer(plain, recipe.vocabulary)
    source = encoder_recipe.Teacher(teacher)
    table = encoder_recipe.train(tokenizer, source, plain, intents, pairs, recipe)
    folder = out / "encoder"
    encoder_recipe.save(folder, tokenizer, table)
    writer.finish(folder, measure.encoder_figures(data, Encoder.load(str(folder))))


def toxicity(data: Path, out: Path, teacher: Path) -> None:  # noqa: ARG001 - all recipes are called alike
    """Trains, calibrates, saves and measures the toxicity classifier."""
    recipe, folder = toxicity_recipe.Recipe(), out / "toxicity"
    tokenizer = encoder_recipe.load_tokenizer(out / "encoder")
    table, bias = toxicity_recipe.train(tokenizer, collect(data, Mix()), recipe)
    table, bias = toxicity_recipe.calibrate(table, bias, tokenizer, data, recipe)
    toxicity_recipe.save(folder, table, bias, tokenizer, recipe)
    writer.finish(folder, measure.toxicity_figures(data, Classifier.load(str(folder)).score))


def gibberish(data: Path, out: Path, teacher: Path) -> None:  # noqa: ARG001 - all recipes are called alike
    """Counts, calibrates, saves and measures the character model."""
    folder = out / "gibberish"
    turns = _learned_turns(data)
    turns += [*corpora.banking77(data, "train").texts, *corpora.clinc150(data, "train").texts]
    turns += corpora.edos(data, "train").texts
    turns += [row[part] for row in corpora.diasafety(data, "train") for part in ("context", "response")]
    gibberish_recipe.save(folder, gibberish_recipe.train(turns))
    writer.finish(folder, gibberish_figures(data, GibberishModel.load(folder), turns))


def manifest() -> None:
    """Writes the manifest of the embedded models."""
    write_manifest(
        [
            ("encoder", "encoder", "Apache-2.0"),
            ("toxicity", "classifier", "Apache-2.0"),
            ("gibberish", "language_model", "Apache-2.0"),
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
