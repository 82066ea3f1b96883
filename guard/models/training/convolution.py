"""The convolution over token vectors, fitted by gradient descent on the CPU."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from guard.models.compact_torch import pooled
from guard.models.tokens import Ids
from guard.models.training.pieces import Pieces

Floats = NDArray[np.float32]

_SHUFFLED = 20  # batches that are drawn together and sorted by length, so that little is padding


@dataclass(frozen=True)
class Recipe:
    """What decides the convolution's weights."""

    filters: int = 96
    hidden: int = 0  # units of a layer between the pooled values and the labels
    epochs: int = 4
    batch: int = 256
    rate: float = 1e-3  # of learning
    falling: float = 0.5  # factor of the rate after every epoch
    decay: float = 1e-3
    dropout: float = 0.2
    harmless: float = 2.0  # harmless pieces drawn in an epoch, for each of the others
    seed: int = 7


class _Net(nn.Module):
    def __init__(self, table: Floats, labels: int, segments: int, recipe: Recipe) -> None:
        super().__init__()
        width, filters = table.shape[1], recipe.filters
        self.table = torch.from_numpy(table)
        self.kernel = nn.Parameter(torch.empty(3, width, filters).uniform_(-1, 1) / (3 * width) ** 0.5)
        self.offset = nn.Parameter(torch.zeros(filters))
        size = segments * (filters + width)
        if recipe.hidden:
            self.dense = nn.Parameter(torch.empty(size, recipe.hidden).uniform_(-1, 1) / size**0.5)
            self.dense_bias = nn.Parameter(torch.zeros(recipe.hidden))
        last = recipe.hidden or size
        self.head = nn.Parameter(torch.empty(last, labels).uniform_(-1, 1) / last**0.5)
        self.bias = nn.Parameter(torch.zeros(labels))
        self.hidden, self.drop = recipe.hidden, nn.Dropout(recipe.dropout)

    def forward(self, segments: list[torch.Tensor]) -> torch.Tensor:
        parts = [
            pooled(self.drop(self.table[ids]) * (ids > 0)[:, :, None], ids > 0, self.kernel, self.offset)
            for ids in segments
        ]
        features = self.drop(torch.cat(parts, dim=1))
        if self.hidden:
            features = self.drop(torch.relu(features @ self.dense + self.dense_bias))
        logits: torch.Tensor = features @ self.head + self.bias
        return logits


def fit(
    pieces: Pieces,
    targets: Floats,
    weights: Floats,
    table: Floats,
    recipe: Recipe,
    states: Sequence[int] = (),
) -> dict[str, NDArray[np.float32]]:
    """Binary cross-entropy per label where it is known, by Adam with decoupled decay (Loshchilov and
    Hutter 2019), on all pieces that show a label and a fresh sample of the harmless ones in every epoch.
    With `states` the targets are shares of exclusive states, shape (pieces, states), and the loss is the
    cross-entropy of their softmax; see `guard.models.compact.mixed`.

    Returns kernel, offset, head, bias, and with hidden units dense and dense_bias.
    """
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    net = _Net(table, targets.shape[1], 1 if pieces.contexts is None else 2, recipe).train()
    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, recipe.falling)
    harmless = np.array([state < 0 for state in states]) if states else np.zeros(targets.shape[1], np.bool_)
    shown = ~(targets[:, ~harmless] == 0).all(axis=1)
    some, rest = np.flatnonzero(shown), np.flatnonzero(~shown)
    for _ in range(recipe.epochs):
        drawn = rng.choice(rest, min(len(rest), int(recipe.harmless * len(some))), replace=False)
        for rows in _batches(pieces, np.concatenate([some, drawn]), recipe.batch, rng):
            target, weight = torch.from_numpy(targets[rows]), torch.from_numpy(weights[rows])
            segments = [_padded(pieces.texts, rows)]
            if pieces.contexts is not None:
                segments.insert(0, _padded(pieces.contexts, rows))
            loss = (_exclusive if states else _independent)(net(segments), target, weight)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
        schedule.step()
    return {name: value.detach().numpy() for name, value in net.named_parameters()}


def _independent(logits: torch.Tensor, target: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    known = ~torch.isnan(target) * weight[:, None]
    losses = nn.functional.binary_cross_entropy_with_logits(
        logits, torch.nan_to_num(target), weight=known, reduction="sum"
    )
    return losses / len(logits)


def _exclusive(logits: torch.Tensor, target: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    losses = nn.functional.cross_entropy(logits, target, reduction="none")
    return (losses * weight).mean()


def _batches(
    pieces: Pieces, rows: NDArray[np.int64], size: int, rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    rng.shuffle(rows)
    for start in range(0, len(rows), size * _SHUFFLED):
        chunk = rows[start : start + size * _SHUFFLED]
        lengths = np.array([len(pieces.texts[row]) for row in chunk])
        chunk = chunk[np.argsort(lengths, kind="stable")]
        parts = [chunk[i : i + size] for i in range(0, len(chunk), size)]
        for i in rng.permutation(len(parts)):
            yield parts[i]


def _padded(lists: list[Ids], rows: NDArray[np.int64]) -> torch.Tensor:
    """Token ids, padded right with 0."""
    ids = np.zeros((len(rows), max(len(lists[row]) for row in rows)), np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(lists[row])] = lists[row]
    return torch.from_numpy(ids)
