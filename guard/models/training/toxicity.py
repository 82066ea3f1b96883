"""Trains the embedded toxicity classifier.

`toxic` is what a moderator would remove; the other labels say of which kind it is: `insult`,
`identity_attack` (against a group, or a person for belonging to one), `threat`, `sexual`, and `profanity`,
swearing at nobody, which alone is no abuse. A corpus that says nothing about a label does not train it.
"""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer

from guard.models.training import convolution, linear
from guard.models.training import data as corpora
from guard.models.training.examples import ANGRY, Mix, collect, honest_turns
from guard.models.training.fit import Fitted, Honest, Recipe, fit
from guard.models.training.vectors import Vectors

RECIPE = Recipe(
    ngrams=linear.Recipe(strength=8.0),
    convolution=convolution.Recipe(hidden=64, epochs=6, batch=128, rate=2e-3, falling=0.65, harmless=0.5),
    ngram_share=1.0,
)


def train(
    tokenizer: Tokenizer, vectors: Vectors, data: Path, mix: Mix | None = None, recipe: Recipe = RECIPE
) -> Fitted:
    """Fits and calibrates the classifier."""
    return fit(tokenizer, vectors, collect(data, mix or Mix()), recipe).calibrated(honest(data))


def honest(data: Path) -> list[Honest]:
    """Turns that were not learned from: angry but clean customers', and agents'."""
    return [
        Honest(honest_turns(data, ANGRY, "user", calibration=True), 0.005, 0.0002),
        Honest(honest_turns(data, corpora.SUPPORT, "assistant", calibration=True), 0.0012, 0.0002),
    ]
