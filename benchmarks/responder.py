"""A small model that learns to answer: a dual encoder of word n-grams (Henderson et al. 2017, 1705.00652).

Questions and answers become sums of n-gram vectors, each through one layer of its own; the right answer is
learned against the other answers of a batch. It answers with whichever reply of its training data fits best,
so that what it says can be told to be planted or not. Trained on a CPU in well under a minute.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

_WORD = re.compile(r"\w+|[^\w\s]")
Pair = tuple[str, str]  # what the customer says, what the assistant answers
BUCKETS = 2**17
SIZE = 64
BATCH = 256
EPOCHS = 6
RATE = 0.02
SHARPNESS = 10.0  # of the softmax over cosines


def features(said: str) -> list[int]:
    """Buckets of the words and pairs of words of a text, each once; never empty."""
    words = ["<s>", *_WORD.findall(said.lower())]
    grams = {*words, *(f"{one} {two}" for one, two in pairwise(words))}
    return sorted(crc32(gram.encode("utf-8", "replace")) % BUCKETS for gram in grams)


class Bags:
    """Features of distinct texts as one flat array; `of` gives those of some rows as torch wants them."""

    def __init__(self, texts: Sequence[str]) -> None:
        rows = [features(said) for said in texts]
        self._flat = np.array([bucket for row in rows for bucket in row], np.int64)
        self._ends = np.cumsum([0, *map(len, rows)])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def of(self, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        starts, sizes = self._ends[rows], self._ends[rows + 1] - self._ends[rows]
        offsets = np.cumsum(sizes) - sizes
        places = np.repeat(starts - offsets, sizes) + np.arange(sizes.sum())
        return torch.from_numpy(self._flat[places]), torch.from_numpy(offsets)


class Side(nn.Module):
    """Texts of one side -> (n, SIZE) unit vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.grams = nn.EmbeddingBag(BUCKETS, SIZE, mode="mean", sparse=True)
        self.layer = nn.Linear(SIZE, SIZE)

    def forward(self, buckets: Tensor, offsets: Tensor) -> Tensor:
        bag = self.grams(buckets, offsets)
        return nn.functional.normalize(bag + torch.tanh(self.layer(bag)), dim=1)

    @torch.no_grad()
    def vectors(self, texts: Sequence[str]) -> Tensor:
        bags = Bags(texts)
        rows = np.arange(len(bags))
        return torch.cat([self(*bags.of(rows[at : at + 4096])) for at in range(0, len(rows), 4096)])


@dataclass(frozen=True)
class Responder:
    asks: Side
    answers: Side
    replies: Sequence[str]  # every reply of the training data, once

    def respond(self, questions: Sequence[str]) -> list[str]:
        """The reply to each question."""
        known = self.answers.vectors(self.replies).T
        best = (self.asks.vectors(questions) @ known).argmax(dim=1)
        return [self.replies[int(at)] for at in best]

    def accuracy(self, pairs: Sequence[Pair], among: int = 100) -> float:
        """How often the true answer is the best of `among` (1-of-100 accuracy, as in the paper); pairs beyond
        a multiple of that are left out."""
        cosines = self.asks.vectors([ask for ask, _ in pairs]) @ self.answers.vectors([a for _, a in pairs]).T
        right = 0
        for start in range(0, len(pairs) - among + 1, among):
            block = cosines[start : start + among, start : start + among]
            right += int((block.argmax(dim=1) == torch.arange(among)).sum())
        return right / (len(pairs) // among * among)


def train(pairs: Sequence[Pair], seed: int) -> Responder:
    """A responder that learned these pairs; the same for the same pairs and seed on one machine."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    questions, replies = (sorted({pair[side] for pair in pairs}) for side in (0, 1))
    number = [{said: at for at, said in enumerate(side)} for side in (questions, replies)]
    table = np.array([[number[0][ask], number[1][answer]] for ask, answer in pairs], np.int64)
    bags, sides = (Bags(questions), Bags(replies)), (Side(), Side())
    sparse = torch.optim.SparseAdam([side.grams.weight for side in sides], RATE)
    dense = torch.optim.Adam([p for side in sides for p in side.layer.parameters()], RATE)
    for _ in range(EPOCHS):
        order = rng.permutation(len(table))
        for start in range(0, len(order), BATCH):
            asked, answered = table[order[start : start + BATCH]].T
            cosines = sides[0](*bags[0].of(asked)) @ sides[1](*bags[1].of(answered)).T
            same = torch.from_numpy(answered[:, None] == answered[None, :])
            same.fill_diagonal_(False)  # another pair's equal answer is not a wrong one
            logits = (SHARPNESS * cosines).masked_fill(same, -torch.inf)
            loss = nn.functional.cross_entropy(logits, torch.arange(len(asked)))
            sparse.zero_grad()
            dense.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            sparse.step()  # type: ignore[no-untyped-call]
            dense.step()
    return Responder(*sides, replies)
