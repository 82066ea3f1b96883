"""Trains the embedded toxicity classifier: logistic regression over hashed tokens and pairs.

Labels are `toxic` (insults, profanity at people, threats, hate) and `identity_attack` (against a group or
for belonging to one). A corpus that says nothing about a label does not train it. Afterwards each label's
logit is stretched linearly, so that a probability means a rate of false alarms on honest turns (see
`calibrate`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from tokenizers import Tokenizer

from guard.models.ngrams import UNKNOWN as UNKNOWN_TOKEN
from guard.models.ngrams import WINDOWS, flattened, ngram_buckets, windows_of
from guard.models.ngrams_torch import HashedNgramsConfig, HashedNgramsForSequenceClassification
from guard.models.training import data as corpora
from guard.models.training.examples import ANGRY, Examples, honest_turns

Weights = NDArray[np.float64]

LONGEST = 64  # tokens of an abusive example
LABELS = ("toxic", "identity_attack")


@dataclass(frozen=True)
class Recipe:
    """What decides the result, beside the data."""

    buckets: int = 1_048_573  # so many that runs seldom share one: text in an unknown language scores nothing
    seen: int = 2  # windows that a run must stand in to have a weight at all
    damping: float = 1.0
    strength: float = 4.0  # the inverse of the L2 penalty
    iterations: int = 300


def train(tokenizer: Tokenizer, examples: Examples, recipe: Recipe) -> tuple[Weights, Weights]:
    """Fits one logistic regression per label; weights (buckets, labels) and biases (labels,).

    A soft target is two examples, one of each class, weighted by it. All windows of a harmless text are
    harmless; of an abusive one some window is, so it is learned as a whole.
    """
    from sklearn.linear_model import LogisticRegression

    targets, weights = examples.arrays()
    parts = _encoded(tokenizer, examples.texts)
    windows = [
        windows_of(ids, WINDOWS[:1]) if harmless else [ids[:LONGEST]]
        for ids, harmless in zip(parts, (targets == 0).all(axis=1), strict=True)
    ]
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in windows])
    features = design([window for part in windows for window in part], tokenizer.get_vocab_size(), recipe)
    features = without_rare(features, recipe.seen)
    table, bias = np.zeros((recipe.buckets, len(LABELS))), np.zeros(len(LABELS))
    for i in range(len(LABELS)):
        share, weight = targets[owner, i], weights[owner]
        yes, no = np.flatnonzero(share > 0), np.flatnonzero(share < 1)  # neither where unknown
        model = LogisticRegression(C=recipe.strength, max_iter=recipe.iterations)
        model.fit(
            vstack([features[yes], features[no]]),
            np.repeat([1, 0], [len(yes), len(no)]),
            np.concatenate([(share * weight)[yes], ((1 - share) * weight)[no]]),
        )
        table[:, i], bias[i] = model.coef_[0], model.intercept_[0]
    return table, bias


def _encoded(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [encoding.ids or [UNKNOWN_TOKEN] for encoding in encodings]


def design(windows: Sequence[Sequence[int]], vocabulary: int, recipe: Recipe) -> csr_array:
    """Counts of every bucket over the damped root of their sum, shape (windows, buckets)."""
    ids, starts = flattened(windows)
    buckets, present = ngram_buckets(ids, starts, vocabulary, recipe.buckets)
    counts = np.add.reduceat(present.sum(axis=0), starts)
    values = np.repeat(1 / np.sqrt(counts + recipe.damping), counts)
    ends = np.concatenate([[0], np.cumsum(counts)])
    return csr_array((values, buckets.T[present.T], ends), (len(windows), recipe.buckets))


def without_rare(features: csr_array, least: int) -> csr_array:
    """The features without the buckets that fewer than `least` rows have; their weights then stay 0."""
    common = np.bincount(features.indices, minlength=features.shape[1]) >= least
    features.data[~common[features.indices]] = 0
    features.eliminate_zeros()
    return features


def calibrate(
    table: Weights, bias: Weights, tokenizer: Tokenizer, data: Path, recipe: Recipe
) -> tuple[Weights, Weights]:
    """Stretches each label's logit so that honest turns rarely reach 0.5 and hardly ever 0.9.

    0.5 is reached by at most 0.5 % of angry users' turns and 0.15 % of agents', 0.9 by at most 0.02 % of
    both, on turns that were not learned from.
    """
    angry, agents = (
        _logits(table, bias, tokenizer, honest_turns(data, names, role, calibration=True), recipe)
        for names, role in ((ANGRY, "user"), (corpora.SUPPORT, "assistant"))
    )
    middle = np.maximum(np.quantile(angry, 1 - 0.005, axis=0), np.quantile(agents, 1 - 0.0015, axis=0))
    high = np.maximum(*(np.quantile(part, 1 - 0.0002, axis=0) for part in (angry, agents)))
    slope = np.log(9) / np.maximum(high - middle, 0.5)
    return table * slope, (bias - middle) * slope


def _logits(
    table: Weights, bias: Weights, tokenizer: Tokenizer, texts: Sequence[str], recipe: Recipe
) -> Weights:
    windows = [windows_of(ids) for ids in _encoded(tokenizer, texts)]
    flat = design([window for part in windows for window in part], tokenizer.get_vocab_size(), recipe)
    starts = np.cumsum([0, *map(len, windows)])[:-1]
    return np.asarray(np.maximum.reduceat(flat @ table + bias, starts, axis=0))


def save(folder: Path, table: Weights, bias: Weights, tokenizer: Tokenizer, recipe: Recipe) -> None:
    """Writes a transformers directory, weights in half precision."""
    from transformers import PreTrainedTokenizerFast

    config = HashedNgramsConfig(
        vocab_size=tokenizer.get_vocab_size(),
        buckets=recipe.buckets,
        damping=recipe.damping,
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
        problem_type="multi_label_classification",
    )
    model = HashedNgramsForSequenceClassification(config)
    with torch.no_grad():
        model.ngrams.weight.copy_(torch.from_numpy(table))
        model.bias.copy_(torch.from_numpy(bias))
    model.half().save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",  # noqa: S106 - a token, not a secret
        pad_token="[PAD]",  # noqa: S106
        model_max_length=LONGEST,
    ).save_pretrained(folder)
