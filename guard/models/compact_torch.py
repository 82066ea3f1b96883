"""The embedded classifiers as an ordinary transformers model; importing this registers it.

`AutoModelForSequenceClassification.from_pretrained(directory)` then loads an embedded directory like any
other. See `guard.models.compact` for what the model is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForSequenceClassification, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import SequenceClassifierOutput

from guard.models.compact import MODEL_TYPE


class CompactConfig(PretrainedConfig):  # type: ignore[misc]
    """vocab_size tokens; known n-grams with weights; damping: n-grams that a text is taken to have beside
    its own, so that one odd word alone says little; width of a token vector; filters of the convolution;
    hidden units before the head (0: none); context: whether it reads a context beside the text; windows:
    tokens in the windows that a long text is read in; states: the label (or -1) of each column that the
    model has in place of one per label, see `guard.models.compact.mixed`; clear_below: the probability
    below which a larger model need not be asked."""

    model_type = MODEL_TYPE

    def __init__(
        self,
        vocab_size: int = 16_000,
        known: int = 0,
        damping: float = 1.0,
        width: int = 128,
        filters: int = 96,
        hidden: int = 0,
        context: bool = False,
        windows: Sequence[int] = (20, 10),
        states: Sequence[int] = (),
        clear_below: float | None = None,
        **kwargs: Any,
    ) -> None:
        self.vocab_size, self.known, self.damping = vocab_size, known, damping
        self.width, self.filters, self.hidden = width, filters, hidden
        self.context, self.windows, self.states = context, list(windows), list(states)
        self.clear_below = clear_below
        super().__init__(**kwargs)


class _Ngrams(nn.Module):
    """Weights of the n-grams with known numbers, summed over a text."""

    keys: torch.Tensor

    def __init__(self, known: int, labels: int) -> None:
        super().__init__()
        self.register_buffer("keys", torch.zeros(known, dtype=torch.int32))
        self.weight = nn.Parameter(torch.zeros(known, labels))

    def forward(self, numbers: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        if not len(self.keys):
            return torch.zeros(len(numbers), self.weight.shape[1])
        keys = self.keys.long()
        places = torch.searchsorted(keys, numbers).clamp(max=len(keys) - 1)
        known = (keys[places] == numbers) & seen
        return (self.weight.float()[places] * known[:, :, None]).sum(dim=1)


class _Vectors(nn.Module):
    """Token vectors in steps of one byte."""

    weight: torch.Tensor
    scale: torch.Tensor

    def __init__(self, vocabulary: int, width: int) -> None:
        super().__init__()
        self.register_buffer("weight", torch.zeros(vocabulary, width, dtype=torch.int8))
        self.register_buffer("scale", torch.ones(()))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.weight[ids].float() * self.scale.float()


def pooled(
    vectors: torch.Tensor, mask: torch.Tensor, kernel: torch.Tensor, offset: torch.Tensor
) -> torch.Tensor:
    """Maxima of the convolution beside the damped mean, shape (texts, filters + width).

    vectors (texts, tokens, width), zero where mask (texts, tokens) is; kernel (3, width, filters).
    """
    seen = mask[:, :, None].to(vectors.dtype)
    before = nn.functional.pad(vectors, (0, 0, 1, 0))[:, :-1]
    after = nn.functional.pad(vectors, (0, 0, 0, 1))[:, 1:]
    active = before @ kernel[0] + vectors @ kernel[1] + after @ kernel[2] + offset
    highest = (torch.relu(active) * seen).amax(dim=1)
    mean = vectors.sum(dim=1) / torch.sqrt(seen.sum(dim=1) + 1)
    return torch.cat([highest, mean], dim=1)


def _mixed(logits: torch.Tensor, states: Sequence[int], labels: int) -> torch.Tensor:
    """As `guard.models.compact.mixed`."""
    shows = torch.tensor(states)
    parts = [
        torch.logsumexp(logits[:, shows == label], dim=1) - torch.logsumexp(logits[:, shows != label], dim=1)
        for label in range(labels)
    ]
    return torch.stack(parts, dim=1)


class CompactForSequenceClassification(PreTrainedModel):  # type: ignore[misc]
    """N-gram logits plus those of the convolution, over the whole text as one window."""

    config_class = CompactConfig

    def __init__(self, config: CompactConfig) -> None:
        super().__init__(config)
        segments, columns = 2 if config.context else 1, len(config.states) or config.num_labels
        self.ngrams = _Ngrams(config.known, columns)
        self.bias = nn.Parameter(torch.zeros(columns))
        if config.states:
            self.slope = nn.Parameter(torch.ones(config.num_labels))
        self.vectors = _Vectors(config.vocab_size, config.width)
        self.kernel = nn.Parameter(torch.zeros(3, config.width, config.filters))
        self.offset = nn.Parameter(torch.zeros(config.filters))
        size = segments * (config.filters + config.width)
        if config.hidden:
            self.dense = nn.Parameter(torch.zeros(size, config.hidden))
            self.dense_bias = nn.Parameter(torch.zeros(config.hidden))
        self.head = nn.Parameter(torch.zeros(config.hidden or size, columns))
        self.post_init()

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor | None = None,
        token_type_ids: torch.Tensor | None = None,
        **_: Any,
    ) -> SequenceClassifierOutput:
        """Logits, shape (texts, labels), of token ids and their mask, both (texts, tokens), padded right.

        A pair model takes the context first (token type 0), then the text (token type 1).
        """
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        types = torch.zeros_like(input_ids) if token_type_ids is None else token_type_ids
        parts = [types == 0, types == 1] if self.config.context else [torch.ones_like(types) > 0]
        seen = [mask.bool() & part for part in parts]
        logits = self.bias.float()
        for segment, part in enumerate(reversed(seen)):  # the text is segment 0
            logits = logits + self._linear(input_ids, part, segment)
        vectors = self.vectors(input_ids)
        features = torch.cat(
            [pooled(vectors * p[:, :, None], p, self.kernel.float(), self.offset.float()) for p in seen], 1
        )
        if self.config.hidden:
            features = torch.relu(features @ self.dense.float() + self.dense_bias.float())
        logits = logits + features @ self.head.float()
        if self.config.states:
            logits = _mixed(logits, self.config.states, self.config.num_labels) * self.slope.float()
        return SequenceClassifierOutput(logits=logits)

    def _linear(self, ids: torch.Tensor, seen: torch.Tensor, segment: int) -> torch.Tensor:
        base = self.config.vocab_size + 1
        offset = segment * base**2
        follows = seen & nn.functional.pad(seen, (1, 0))[:, :-1]
        pairs = ids + 1 + (torch.roll(ids, 1, dims=1) + 1) * base
        total: torch.Tensor = self.ngrams(ids + 1 + offset, seen) + self.ngrams(pairs + offset, follows)
        counts = (seen.sum(dim=1) + follows.sum(dim=1))[:, None]
        return total / torch.sqrt(counts + self.config.damping)


AutoConfig.register(MODEL_TYPE, CompactConfig, exist_ok=True)
AutoModelForSequenceClassification.register(CompactConfig, CompactForSequenceClassification, exist_ok=True)
