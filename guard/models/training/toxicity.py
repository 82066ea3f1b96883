"""Trains the embedded toxicity classifier.

`toxic` is what a moderator would remove; the other labels say of which kind it is: `insult`,
`identity_attack` (against a group, or a person for belonging to one), `threat`, `sexual`, and `profanity`,
swearing at nobody, which alone is no abuse. A corpus that says nothing about a label does not train it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tokenizers import Tokenizer

from guard.models.training import convolution, linear
from guard.models.training import data as corpora
from guard.models.training.examples import ANGRY, Mix, collect, honest_turns
from guard.models.training.fit import Fitted, Honest, Recipe, fit
from guard.models.training.vectors import Vectors

KINDS = 0.2  # of the false alarms of `toxic`, for each other label

RECIPE = Recipe(
    ngrams=linear.Recipe(strength=16.0),
    convolution=convolution.Recipe(hidden=64, epochs=5, batch=128, rate=2e-3, falling=0.65, harmless=0.5),
    ngram_share=1.5,
)


def train(
    tokenizer: Tokenizer, vectors: Vectors, data: Path, mix: Mix | None = None, recipe: Recipe = RECIPE
) -> Fitted:
    """Fits and calibrates the classifier: the kinds of abuse are claimed a fifth as readily as abuse."""
    fitted = fit(tokenizer, vectors, collect(data, mix or Mix()), recipe)
    return joined(fitted.calibrated(honest(data)), fitted.calibrated(honest(data, share=KINDS)))


def honest(data: Path, share: float = 1.0) -> list[Honest]:
    """Turns that were not learned from: angry but clean customers', and agents'. `share` scales how many
    of them may."""
    return [
        Honest(honest_turns(data, ANGRY, "user", calibration=True), 0.005 * share, 0.0002 * share),
        Honest(
            honest_turns(data, corpora.SUPPORT, "assistant", calibration=True), 0.0008 * share, 0.0002 * share
        ),
    ]


def joined(toxic: Fitted, kinds: Fitted) -> Fitted:
    """The same classifier with its first label as in `toxic` and the others as in `kinds`."""
    tensors = dict(kinds.tensors)
    for name in ("ngrams.weight", "head", "bias"):
        tensors[name] = tensors[name].copy()
        tensors[name][..., 0] = toxic.tensors[name][..., 0]
    clear = max(toxic.config["clear_below"], kinds.config["clear_below"])
    return replace(kinds, config={**kinds.config, "clear_below": clear}, tensors=tensors)
