"""Trains the embedded encoder: a static embedding over its own WordPiece vocabulary.

Every token starts as the sum of a teacher's vectors of its pieces; then the rows are moved until the words
that the vocabulary splits sum up to the teacher's vectors of them. What is learned beyond is small, so that
it generalises: one linear map and one centre shared by all tokens, one gain per token, and a regularised
residual per token. Stage 1 follows the teacher's similarities (in-batch KL divergence, mean squared error on
cosines), contrasts intents (InfoNCE, van den Oord et al. 2018, one pair per intent and batch) and correlates
with STS-B train, which the residual does not learn from: it would learn the pairs by heart. Stage 2 tunes
all but the residual on one minus the Pearson correlation with STS-B train, tied to where stage 1 ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from guard.models.training import data as corpora
from guard.models.training.bag import Bag, IntentPairs, TokenLists
from guard.models.training.encoder import Teacher

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Recipe:
    """What decides the result, beside the data."""

    vocabulary: int = 16_000
    dimension: int = 256
    stiffness: tuple[float, float] = (30.0, 1.0)  # of whole tokens and of word parts, in fitting pieces
    steps: int = 900
    batch: int = 256
    learning_rate: float = 2e-3
    temperature: float = 0.06
    similarity: float = 5.0  # this and the penalties weigh the parts of the loss against distillation
    residual_penalty: float = 0.2
    gain_penalty: float = 5.0
    map_penalty: float = 0.3
    similarity_steps: int = 100
    similarity_batch: int = 512
    similarity_gain_penalty: float = 16.0
    similarity_map_penalty: float = 1.0
    seed: int = 7


def _distillation(own: torch.Tensor, teacher: torch.Tensor, temperature: float) -> torch.Tensor:
    """The student's similarities within the batch against the teacher's: KL and squared error."""
    off = ~torch.eye(len(own), dtype=torch.bool)
    ours, theirs = own @ own.T, teacher @ teacher.T
    divergence = functional.kl_div(
        functional.log_softmax((ours / temperature)[off].view(len(own), -1), dim=1),
        functional.softmax((theirs / temperature)[off].view(len(own), -1), dim=1),
        reduction="batchmean",
    )
    return divergence + 10 * functional.mse_loss(ours[off], theirs[off])


def _contrast(first: torch.Tensor, second: torch.Tensor, temperature: float) -> torch.Tensor:
    scores = first @ second.T / temperature
    target = torch.arange(len(first))
    return (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)) / 2


def pearson(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Pearson correlation of two vectors."""
    return functional.cosine_similarity(a - a.mean(), b - b.mean(), dim=0)


class _ScoredPairs:
    """One minus the correlation of cosines with scores, on pairs drawn anew each time."""

    def __init__(self, tokenizer: Tokenizer, pairs: corpora.Pairs) -> None:
        self.first, self.second = TokenLists(tokenizer, pairs.first), TokenLists(tokenizer, pairs.second)
        self.score = torch.from_numpy(pairs.score).float()

    def loss(self, bag: Bag, rng: np.random.Generator, count: int) -> torch.Tensor:
        some = rng.choice(len(self.score), min(count, len(self.score)), replace=False)
        one, other = bag([self.first.batch(some), self.second.batch(some)], fixed=True)
        return 1 - pearson((one * other).sum(dim=1), self.score[some])


def train(
    tokenizer: Tokenizer,
    teacher: Teacher,
    plain: Sequence[str],
    intents: Sequence[tuple[corpora.Labelled, float]],
    pairs: corpora.Pairs,
    recipe: Recipe,
    log: Callable[[str], None] = print,
) -> Vectors:
    """Learns the table, shape (vocabulary, dimension).

    From unlabelled texts, from intents with the weight of each corpus, and from scored pairs.
    """
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    lists, targets = TokenLists(tokenizer, plain), torch.from_numpy(teacher.encode(plain))
    start = teacher.rows(tokenizer, plain, recipe.stiffness)
    bag = Bag(start, lists.counts(len(start)), recipe.dimension)
    drawers = [(IntentPairs(part, TokenLists(tokenizer, part.texts)), weight) for part, weight in intents]
    scored = _ScoredPairs(tokenizer, pairs)

    optimiser = torch.optim.Adam(bag.parameters(), lr=recipe.learning_rate)
    schedule = _falling(optimiser, recipe.steps)
    for step in range(recipe.steps):
        rows = rng.choice(len(plain), min(recipe.batch, len(plain)), replace=False)
        batches = [lists.batch(rows)]
        for drawer, _ in drawers:
            batches += drawer.draw(rng, 128)
        student, *contrasts = bag(batches)
        loss = _distillation(student, targets[rows], recipe.temperature)
        for (_, weight), left, right in zip(drawers, contrasts[::2], contrasts[1::2], strict=True):
            loss = loss + weight * _contrast(left, right, recipe.temperature)
        loss = loss + recipe.similarity * scored.loss(bag, rng, recipe.batch)
        loss = loss + recipe.residual_penalty * bag.residual.square().sum(dim=1).mean()
        loss = loss + recipe.gain_penalty * bag.gain_drift() + recipe.map_penalty * bag.map_drift()
        _step(loss, optimiser, schedule)
        if step % 200 == 0:
            log(f"step {step}: loss {loss.item():.4f}")

    bag.settle()
    optimiser = torch.optim.Adam([bag.map, bag.centre, bag.slope], lr=recipe.learning_rate)
    optimiser.add_param_group({"params": [bag.gain], "lr": 5 * recipe.learning_rate})
    schedule = _falling(optimiser, recipe.similarity_steps)
    for _ in range(recipe.similarity_steps):
        loss = scored.loss(bag, rng, recipe.similarity_batch)
        loss = loss + recipe.similarity_gain_penalty * bag.gain_drift()
        loss = loss + recipe.similarity_map_penalty * bag.map_drift()
        _step(loss, optimiser, schedule)
    table = bag.table().detach().numpy()
    return np.asarray(table / np.linalg.norm(table, axis=1).mean(), np.float32)


def _falling(optimiser: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LambdaLR:
    """A learning rate that falls in a straight line, to a fiftieth."""
    return torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.02, 1 - step / steps))


def _step(
    loss: torch.Tensor, optimiser: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LambdaLR
) -> None:
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()
    schedule.step()
