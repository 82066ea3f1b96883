"""What the encoder learns, and the batches it learns from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from guard.models.training import data as corpora

Vectors = NDArray[np.float32]
Batch = tuple[torch.Tensor, torch.Tensor]  # token ids of all texts, offset of each text


class Bag(torch.nn.Module):
    """Token rows = gain * ((start - centre) @ map + residual); a text is the unit vector of their sum.

    The gain is the exponential of a slope in the token's log frequency plus a part of the token's own.
    """

    start: torch.Tensor
    frequency: torch.Tensor
    anchor_map: torch.Tensor
    anchor_gain: torch.Tensor

    def __init__(self, start: Vectors, counts: NDArray[np.int64], dimension: int) -> None:
        super().__init__()
        width = start.shape[1]
        square = torch.eye(width, dimension)
        if dimension > width:  # the added dimensions start as a rotated copy, so that they carry something
            rotation = torch.linalg.qr(torch.randn(width, width))[0]
            square[:, width:] = rotation[:, : dimension - width] * 0.3
        frequency = torch.from_numpy(np.log1p(counts)).float()
        self.register_buffer("start", torch.from_numpy(start))
        self.register_buffer("anchor_map", square.clone())
        self.register_buffer("anchor_gain", torch.zeros(len(start)))
        self.register_buffer("frequency", (frequency - frequency.mean()) / frequency.std())
        self.map = torch.nn.Parameter(square)
        self.centre = torch.nn.Parameter(torch.zeros(width))
        self.slope = torch.nn.Parameter(torch.zeros(()))
        self.gain = torch.nn.Parameter(torch.zeros(len(start)))
        self.residual = torch.nn.Parameter(torch.zeros(len(start), dimension))

    def table(self) -> torch.Tensor:
        return self._rows(torch.arange(len(self.gain)), fixed=False)

    def settle(self) -> None:
        """From here on, drift is counted from where map and gain are now."""
        self.anchor_map.copy_(self.map.detach())
        self.anchor_gain.copy_(self.gain.detach())

    def map_drift(self) -> torch.Tensor:
        """How far the map has gone from where it was settled, squared, as a share of its size."""
        return (self.map - self.anchor_map).square().sum() / self.anchor_map.square().sum()

    def gain_drift(self) -> torch.Tensor:
        """The mean squared way of the gains from where they were settled."""
        return (self.gain - self.anchor_gain).square().mean()

    def _rows(self, ids: torch.Tensor, *, fixed: bool) -> torch.Tensor:
        residual = self.residual[ids]
        mapped = (self.start[ids] - self.centre) @ self.map
        gain = torch.exp(self.slope * self.frequency[ids] + self.gain[ids])
        return gain[:, None] * (mapped + (residual.detach() if fixed else residual))

    def forward(self, batches: Sequence[Batch], *, fixed: bool = False) -> list[torch.Tensor]:
        """Unit vectors of several batches at once; with `fixed` the residual learns nothing from them.

        Rows are worked out only for the tokens that occur.
        """
        used, inverse = torch.unique(torch.cat([ids for ids, _ in batches]), return_inverse=True)
        rows = self._rows(used, fixed=fixed)
        parts = torch.split(inverse, [len(ids) for ids, _ in batches])
        return [
            functional.normalize(functional.embedding_bag(ids, rows, offsets, mode="sum"), dim=1)
            for ids, (_, offsets) in zip(parts, batches, strict=True)
        ]


class TokenLists:
    """Texts as token ids, ready to be drawn in batches."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str], longest: int = 64) -> None:
        encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        self.ids = [np.array(e.ids[:longest] or [1]) for e in encodings]

    def counts(self, vocabulary: int) -> NDArray[np.int64]:
        """How often each token occurs, shape (vocabulary,)."""
        return np.bincount(np.concatenate(self.ids), minlength=vocabulary)

    def batch(self, rows: NDArray[np.int64]) -> Batch:
        lists = [self.ids[row] for row in rows]
        offsets = np.cumsum([0] + [len(ids) for ids in lists[:-1]])
        return torch.from_numpy(np.concatenate(lists)), torch.from_numpy(offsets)


class IntentPairs:
    """Draws two different texts of each of `count` intents."""

    def __init__(self, labelled: corpora.Labelled, lists: TokenLists, least: int = 4) -> None:
        names, inverse = np.unique(labelled.labels.astype(str), return_inverse=True)
        groups = [np.flatnonzero(inverse == i) for i in range(len(names))]
        self.groups = [g for g in groups if len(g) >= least]
        self.lists = lists

    def draw(self, rng: np.random.Generator, count: int) -> list[Batch]:
        chosen = rng.choice(len(self.groups), min(count, len(self.groups)), replace=False)
        pairs = np.stack([rng.choice(self.groups[i], 2, replace=False) for i in chosen])
        return [self.lists.batch(pairs[:, 0]), self.lists.batch(pairs[:, 1])]
