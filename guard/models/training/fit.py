"""Fits an embedded classifier: what every recipe shares, whatever its labels.

A recipe collects `Examples`, calls `fit`, calibrates the result on honest turns, and saves it. The two
readers of `guard.models.compact` are fitted apart and their logits added, which does better on corpora that
neither saw than either alone, and better than fitting them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, processors

from guard.models.compact import Network
from guard.models.compact_torch import CompactConfig, CompactForSequenceClassification
from guard.models.tokens import Reader
from guard.models.training import convolution, linear
from guard.models.training.pieces import Pieces
from guard.models.training.vectors import Vectors

Floats = NDArray[np.float32]

CLEARED = 0.97  # share of honest turns that a model is sure enough of to spare a larger one


@dataclass(frozen=True)
class Recipe:
    """What decides a classifier, beside its examples."""

    context: bool = False
    windows: tuple[int, ...] = (20, 10)  # tokens: a sentence or two, and an outburst between friendly words
    longest: int = 64  # tokens read of an example that shows a label
    ngrams: linear.Recipe = field(default_factory=linear.Recipe)
    convolution: convolution.Recipe = field(default_factory=convolution.Recipe)
    mixture: bool = False  # a state for every kind of example with and without the label: see compact.mixed
    ngram_share: float = 0.7  # of the n-grams' logits beside one of the convolution's


class Examples:
    """Texts with a target per label, from 0 to 1 or unknown, and a weight each."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self.texts: list[str] = []
        self.contexts: list[str] = []
        self.kinds: list[str] = []
        self._targets: list[list[float]] = []
        self._weights: list[float] = []

    def __len__(self) -> int:
        return len(self.texts)

    def add(
        self,
        text: str,
        targets: Mapping[str, float],
        weight: float = 1.0,
        context: str = "",
        kind: str = "",
    ) -> None:
        """A label that `targets` does not name is unknown for this text, and does not learn from it.

        `kind` is what the example is about; only a mixture reads it.

        Raises KeyError for a label that is not among `labels`.
        """
        if unknown := targets.keys() - set(self.labels):
            raise KeyError(f"no such label: {sorted(unknown)}")
        self.texts.append(text)
        self.contexts.append(context)
        self.kinds.append(kind)
        self._targets.append([targets.get(label, np.nan) for label in self.labels])
        self._weights.append(weight)

    def harmless(self, text: str, weight: float = 1.0, context: str = "") -> None:
        """A text that shows none of the labels."""
        self.add(text, dict.fromkeys(self.labels, 0.0), weight, context)

    def states(self) -> tuple[NDArray[np.int64], tuple[int, ...]]:
        """The state of each example, shape (texts,), and of each state the label that it shows, or -1.

        A state is a kind of example with its label or without, in the order of the kinds' names.
        """
        shown = np.where(self.targets()[:, 0] >= 0.5, 0, -1).tolist()
        known = sorted(set(zip(self.kinds, shown, strict=True)))
        number = {state: i for i, state in enumerate(known)}
        rows = [number[state] for state in zip(self.kinds, shown, strict=True)]
        return np.array(rows, np.int64), tuple(label for _, label in known)

    def targets(self) -> Floats:
        """Shape (texts, labels), NaN where unknown."""
        return np.array(self._targets, np.float32).reshape(-1, len(self.labels))

    def weights(self) -> Floats:
        return np.array(self._weights, np.float32)


@dataclass(frozen=True)
class Honest:
    """Turns that should stay silent, not learned from, and the shares of them that may be flagged."""

    texts: Sequence[str]
    at_half: float  # share that may reach probability 0.5
    at_nine_tenths: float  # share that may reach 0.9
    contexts: Sequence[str] | None = None


@dataclass(frozen=True)
class Fitted:
    """A classifier in memory: its configuration and parameters (see `guard.models.compact.Network`)."""

    config: dict[str, Any]
    tensors: dict[str, NDArray[Any]]
    tokenizer: Tokenizer

    def logits(self, texts: Sequence[str], contexts: Sequence[str] | None = None) -> Floats:
        """Shape (texts, labels)."""
        reader = Reader(self.tokenizer)
        before = None if contexts is None else reader.ids(contexts)
        return Network(self.config, self.tensors).logits(reader.ids(texts), before)

    def calibrated(self, honest: Sequence[Honest]) -> Fitted:
        """The same ranking with each label's logit stretched, so that 0.5 and 0.9 mean a rate of false
        alarms: no group of honest turns reaches them more often than it may. `clear_below` in the
        configuration is the probability that `CLEARED` of every group stay below."""
        found = [(part, self.logits(part.texts, part.contexts)) for part in honest]
        middle = np.max([np.quantile(x, 1 - part.at_half, axis=0) for part, x in found], axis=0)
        high = np.max([np.quantile(x, 1 - part.at_nine_tenths, axis=0) for part, x in found], axis=0)
        slope = np.log(9) / np.maximum(high - middle, 0.5)
        if "slope" in self.tensors:  # a mixture: it is stretched as a whole
            shift = np.where(np.array(self.config["states"]) < 0, 0, middle / self.tensors["slope"])
            changed = {"bias": self.tensors["bias"] - shift, "slope": self.tensors["slope"] * slope}
        else:
            changed = {name: self.tensors[name] * slope for name in ("ngrams.weight", "head")}
            changed["bias"] = (self.tensors["bias"] - middle) * slope
        limit = np.max([np.quantile((x - middle) * slope, CLEARED, axis=0).max() for _, x in found])
        config = {**self.config, "clear_below": round(float(1 / (1 + np.exp(-limit))), 4)}
        return replace(self, config=config, tensors={**self.tensors, **changed})

    def save(self, folder: Path) -> None:
        """Writes a transformers directory, weights in half precision, vectors in one byte each."""
        from transformers import PreTrainedTokenizerFast

        model = CompactForSequenceClassification(CompactConfig(**self.config)).half()
        model.load_state_dict(
            {name: torch.from_numpy(np.ascontiguousarray(x)) for name, x in self.tensors.items()}
        )
        model.save_pretrained(folder)
        (folder / "model.safetensors").chmod(0o644)
        tokenizer = Tokenizer.from_str(self.tokenizer.to_str())
        tokenizer.post_processor = processors.TemplateProcessing(
            single="$A:0", pair="$A:0 $B:1", special_tokens=[]
        )
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer,
            unk_token="[UNK]",  # noqa: S106 - a token, not a secret
            pad_token="[PAD]",  # noqa: S106
            model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        ).save_pretrained(folder)
        # As it is, without the special tokens that were added: "[PAD]" in a chat is text like any other.
        tokenizer.save(str(folder / "tokenizer.json"))


def fit(tokenizer: Tokenizer, vectors: Vectors, examples: Examples, recipe: Recipe) -> Fitted:
    """Fits both readers and adds them up. The same examples give the same classifier."""
    pieces = Pieces.of(Reader(tokenizer), examples.texts, examples.contexts, examples.targets(), recipe)
    weights = examples.weights()[pieces.owner]
    targets = examples.targets()[pieces.owner]
    vocabulary, table = tokenizer.get_vocab_size(), vectors.table()
    states: tuple[int, ...] = ()
    if recipe.mixture:
        if len(examples.labels) != 1:
            raise ValueError(f"a mixture has one label, not {len(examples.labels)}")
        state, states = examples.states()
        words = linear.fit_states(pieces, state[pieces.owner], weights, vocabulary, recipe.ngrams)
        targets = np.eye(len(states), dtype=np.float32)[state[pieces.owner]]
    else:
        words = linear.fit(pieces, targets, weights, vocabulary, recipe.ngrams)
    shapes = convolution.fit(pieces, targets, weights, table, recipe.convolution, states)
    config = {
        "vocab_size": vocabulary,
        "known": len(words.keys),
        "damping": recipe.ngrams.damping,
        "width": table.shape[1],
        "filters": recipe.convolution.filters,
        "hidden": recipe.convolution.hidden,
        "context": recipe.context,
        "states": list(states),
        "windows": list(recipe.windows),
        "id2label": {str(i): label for i, label in enumerate(examples.labels)},
        "label2id": {label: i for i, label in enumerate(examples.labels)},
        "problem_type": "multi_label_classification",
    }
    tensors: dict[str, NDArray[Any]] = {
        "ngrams.keys": words.keys,
        "ngrams.weight": words.weights * recipe.ngram_share,
        "vectors.weight": vectors.steps,
        "vectors.scale": vectors.scale,
        **shapes,
        "bias": shapes["bias"] + words.bias * recipe.ngram_share,
    }
    if recipe.mixture:
        tensors["slope"] = np.ones(len(examples.labels), np.float32)
    return Fitted(config, tensors, tokenizer)
