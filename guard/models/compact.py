"""The embedded classifiers' arithmetic in numpy: n-grams of tokens, and one convolution over token vectors.

Two readers look at the same text and their logits add up. *N-grams*: a linear model with one weight per
label for each single token and pair of tokens that was seen often enough in training (Joachims 1998).
*Convolution*: token vectors, a convolution of width three, ReLU, the maximum over the text beside the mean
of the vectors, and a linear layer (Kim 2014, arXiv 1408.5882); its vectors start from a teacher's, so it
knows words that the training set never labelled. A pair model reads a context beside the text, with
n-grams of its own.

This reads the same directory, and gives the same scores, as `guard.models.compact_torch` does through
transformers, without the seconds that importing torch takes. A convolution over a fixed table of token
vectors needs no multiplication per text: the products of every vector with the three positions of the
kernel are worked out once, and a text only looks them up and adds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from guard.models.spans import Spans, maxima, sums, windows
from guard.models.tokens import Ids, Reader, in_a_row

MODEL_TYPE = "compact-text-classifier"
PADDING, UNKNOWN = 0, 1

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Tokens = Sequence[Ids]

_NOTHING = np.array([UNKNOWN], np.uint32)  # an empty text is one unknown token
_ROWS = 512  # windows multiplied at a time, always: matrix kernels may round by the shape of what they get
_BLOCK = 2048  # texts worked on at a time: bounds memory


def is_compact(path: Path) -> bool:
    """True for a directory whose config.json names this model type."""
    config = path / "config.json"
    return config.is_file() and json.loads(config.read_bytes()).get("model_type") == MODEL_TYPE


class CompactClassifier:
    """Reads a directory with config.json, tokenizer.json and model.safetensors."""

    def __init__(self, path: Path) -> None:
        self._network = Network(
            json.loads((path / "config.json").read_bytes()), load_file(path / "model.safetensors")
        )
        self.labels, self.uses_context = self._network.labels, self._network.context
        self._reader = Reader.load(path / "tokenizer.json")

    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None) -> Floats:
        """Probabilities, shape (texts, labels); of a text's overlapping windows the maximum counts."""
        before = None if contexts is None else self._reader.ids(contexts)
        logits = self._network.logits(self._reader.ids(texts), before)
        certain = np.maximum(logits, -80)  # below, the exponential leaves single precision
        return np.asarray(1 / (1 + np.exp(-certain)), np.float32)


@dataclass(frozen=True)
class _Text:
    """Token ids of several texts in one row, and the windows over them."""

    ids: Ints
    starts: NDArray[np.bool_]  # where a text begins
    spans: Spans

    @classmethod
    def of(cls, tokens: Tokens, sizes: Sequence[int]) -> _Text:
        ids, bounds = in_a_row([part if len(part) else _NOTHING for part in tokens])
        starts = np.zeros(len(ids), np.bool_)
        starts[bounds[:-1]] = True
        return cls(ids, starts, windows(bounds, sizes))


class Network:
    """Parameters and arithmetic of one model.

    ngrams.keys     (n,) sorted numbers of the n-grams that have weights; see `ngram_numbers`
    ngrams.weight   (n, labels);  bias  (labels,)
    vectors.weight  (vocabulary, width) in steps of vectors.scale, one byte each
    kernel          (3, width, filters);  offset (filters,)
    head            (pooled, labels), where pooled = (filters + width) x (2 for a pair model, else 1);
                    with `hidden` units in the configuration first dense (pooled, hidden), dense_bias

    With `states` in the configuration there is a column per state in place of one per label, and slope
    (labels,) stretches what `mixed` makes of them.
    """

    def __init__(self, config: Mapping[str, Any], tensors: Mapping[str, NDArray[Any]]) -> None:
        part = {
            name: array.astype(np.float32) if array.dtype.kind == "f" else array
            for name, array in tensors.items()
        }
        self.labels = tuple(config["id2label"][str(i)] for i in range(len(config["id2label"])))
        self.context, self._sizes = bool(config["context"]), tuple(config["windows"])
        self._vocabulary, self._damping = int(config["vocab_size"]), float(config["damping"])
        self._keys, self._weights = part["ngrams.keys"], part["ngrams.weight"]
        self._bias, self._head = part["bias"], part["head"]
        self._states = np.array(config.get("states") or [], np.int64)
        self._slope = part.get("slope", np.float32(1))
        self._dense = (part["dense"], part["dense_bias"]) if "dense" in part else None
        self._vectors = part["vectors.weight"] * part["vectors.scale"]
        before, here, after = (self._vectors @ kernel for kernel in part["kernel"])
        self._before, self._here, self._after = before, here + part["offset"], after

    def logits(self, tokens: Tokens, contexts: Tokens | None = None) -> Floats:
        """Logits, shape (texts, labels): the maximum over each text's windows, beside its whole context."""
        parts = [
            self._block(tokens[i : i + _BLOCK], None if contexts is None else contexts[i : i + _BLOCK])
            for i in range(0, len(tokens), _BLOCK)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.labels)), np.float32)

    def _block(self, tokens: Tokens, contexts: Tokens | None) -> Floats:
        text = _Text.of(tokens, self._sizes)
        owner = text.spans.owner
        linear, pooled = self._linear(text, segment=0), self._pooled(text)
        if self.context:
            before = _Text.of(contexts or [_NOTHING] * len(tokens), ())
            linear += self._linear(before, segment=1)[owner]
            pooled = np.concatenate([self._pooled(before)[owner], pooled], axis=1)
        if self._dense is not None:
            weights, bias = self._dense
            pooled = np.maximum(_product(pooled, weights) + bias, 0)
        logits = linear + _product(pooled, self._head) + self._bias
        if len(self._states):
            logits = mixed(logits, self._states, len(self.labels)) * self._slope
        return maxima(logits, Spans.grouped(owner))

    def _linear(self, text: _Text, segment: int) -> Floats:
        singles, pairs = ngram_numbers(text.ids, self._vocabulary, segment)
        counts = 2 * text.spans.lengths - 1
        total = sums(self._looked_up(singles), text.spans)
        # A pair belongs to its second token; that of a window's first token is not inside the window.
        total += sums(self._looked_up(pairs), text.spans.without_first())
        return np.asarray(total / np.sqrt(counts + self._damping)[:, None], np.float32)

    def _looked_up(self, numbers: Ints) -> Floats:
        if not len(self._keys):
            return np.zeros((len(numbers), self._weights.shape[1]), np.float32)
        places = np.minimum(np.searchsorted(self._keys, numbers), len(self._keys) - 1)
        known = self._keys[places] == numbers
        return np.asarray(np.where(known[:, None], self._weights[places], 0), np.float32)

    def _pooled(self, text: _Text) -> Floats:
        """The convolution's maxima and the damped mean of the vectors, per window."""
        # Padding has the zero vector: it stands before the first token and after the last.
        before, after = np.roll(text.ids, 1), np.roll(text.ids, -1)
        before[text.starts], after[np.roll(text.starts, -1)] = PADDING, PADDING
        active = self._here[text.ids]
        active += self._before[before]
        active += self._after[after]
        np.maximum(active, 0, out=active)
        mean = sums(self._vectors, text.spans, text.ids) / np.sqrt(text.spans.lengths + 1)[:, None]
        return np.concatenate([maxima(active, text.spans), mean.astype(np.float32)], axis=1)


def ngram_numbers(ids: Ints, vocabulary: int, segment: int) -> tuple[Ints, Ints]:
    """Numbers of the single token at each place, and of the pair that ends there, without collisions.

    To base vocabulary + 1, where 0 is no token; those of a context (segment 1) follow those of a text. The
    pair at the first place is meaningless.
    """
    base = vocabulary + 1
    offset = segment * base**2
    return ids + 1 + offset, ids + 1 + (np.roll(ids, 1) + 1) * base + offset


def mixed(logits: Floats, states: Ints, labels: int) -> Floats:
    """Log odds of each label, shape (rows, labels), from the logits of exclusive states, (rows, states).

    states  the label that each state shows, or -1

    The odds are those of the softmax over the states: all that show the label against all that do not. So
    a context can decide which states are possible, and the text which of them it is: a mixture of experts
    (Jacobs et al. 1991).
    """
    columns = [(logits[:, states == label], logits[:, states != label]) for label in range(labels)]
    return np.stack([_log_sum(shown) - _log_sum(rest) for shown, rest in columns], axis=1)


def _log_sum(logits: Floats) -> Floats:
    highest = logits.max(axis=1)
    return np.asarray(highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1)), np.float32)


def _product(rows: Floats, matrix: Floats) -> Floats:
    """rows @ matrix, in pieces of one shape."""
    padded = np.zeros((-(-len(rows) // _ROWS) * _ROWS, rows.shape[1]), np.float32)
    padded[: len(rows)] = rows
    return np.concatenate([padded[i : i + _ROWS] @ matrix for i in range(0, len(padded), _ROWS)])[: len(rows)]
