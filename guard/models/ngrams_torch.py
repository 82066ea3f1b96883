"""The embedded classifier as an ordinary transformers model; importing this registers it.

`AutoModelForSequenceClassification.from_pretrained(directory)` then loads the embedded directory like any
other.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForSequenceClassification, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import SequenceClassifierOutput

from guard.models.ngrams import MODEL_TYPE, ORDERS


class HashedNgramsConfig(PretrainedConfig):  # type: ignore[misc]
    """vocab_size: tokens; buckets: rows of the weight table (a prime); damping: runs that a text is taken
    to have beside its own, so that one odd word alone says little."""

    model_type = MODEL_TYPE

    def __init__(
        self, vocab_size: int = 16_000, buckets: int = 262_139, damping: float = 4.0, **kwargs: Any
    ) -> None:
        self.vocab_size, self.buckets, self.damping = vocab_size, buckets, damping
        super().__init__(**kwargs)


class HashedNgramsForSequenceClassification(PreTrainedModel):  # type: ignore[misc]
    """The sum of the weights of all tokens and pairs, damped by their number."""

    config_class = HashedNgramsConfig

    def __init__(self, config: HashedNgramsConfig) -> None:
        super().__init__(config)
        self.ngrams = nn.Embedding(config.buckets, config.num_labels)
        self.bias = nn.Parameter(torch.zeros(config.num_labels))
        self.post_init()

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None, **_: Any
    ) -> SequenceClassifierOutput:
        """Logits, shape (texts, labels), of token ids and their mask, both (texts, tokens), padded right."""
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        seen = mask.bool()
        number = torch.zeros_like(input_ids)
        sums = torch.zeros(len(input_ids), self.config.num_labels)
        counts = torch.zeros(len(input_ids), 1)
        for order in range(ORDERS):
            before = nn.functional.pad(input_ids + 1, (order, 0))[:, : input_ids.shape[1]]
            number = number + before * (self.config.vocab_size + 1) ** order
            present = seen & (torch.arange(input_ids.shape[1]) >= order)
            weights = self.ngrams(number % self.config.buckets).float()
            sums = sums + (weights * present[:, :, None]).sum(dim=1)
            counts = counts + present.sum(dim=1, keepdim=True)
        return SequenceClassifierOutput(logits=sums / torch.sqrt(counts + self.config.damping) + self.bias)


AutoConfig.register(MODEL_TYPE, HashedNgramsConfig, exist_ok=True)
AutoModelForSequenceClassification.register(
    HashedNgramsConfig, HashedNgramsForSequenceClassification, exist_ok=True
)
