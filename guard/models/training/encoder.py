"""Trains the embedded encoder: a static embedding over its own WordPiece vocabulary.

Every token starts as the sum of a teacher's vectors of its pieces. What is learned is small, so that it
generalises: one linear map shared by all tokens, one gain per token, and a strongly regularised residual
per token. Stage 1 follows the teacher's similarities (in-batch KL divergence, mean squared error on
cosines) and contrasts intents (InfoNCE, van den Oord et al. 2018, one pair per intent and batch); stage 2
tunes map and gain alone on one minus the Pearson correlation with STS-B train.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from torch.nn import functional

from guard.models.training import data as corpora

Vectors = NDArray[np.float32]
Batch = tuple[torch.Tensor, torch.Tensor]  # token ids of all texts, offset of each text


RARE_LETTER = 20  # letters seen less often are left to the unknown token


@dataclass(frozen=True)
class Recipe:
    """What decides the result, beside the data."""

    vocabulary: int = 16_000
    dimension: int = 256
    steps: int = 2_000
    similarity_steps: int = 150
    batch: int = 384
    learning_rate: float = 2e-3
    residual_penalty: float = 2.0
    contrast: float = 1.0
    temperature: float = 0.06
    seed: int = 7


class Teacher:
    """A static table in the model2vec layout: `tokenizer.json` and `embeddings` in `model.safetensors`."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.table = load_file(folder / "model.safetensors")["embeddings"].astype(np.float32)
        self.table /= np.abs(self.table).mean()

    def piece(self, token: str) -> Vectors:
        """The vector that a text of this token alone would sum up to."""
        own = self.tokenizer.token_to_id(token)
        ids = (
            [own]
            if own is not None
            else self.tokenizer.encode(token.removeprefix("##"), add_special_tokens=False).ids
        )
        return np.asarray(self.table[ids].sum(axis=0), np.float32)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row per text."""
        encodings = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        rows = np.stack([self.table[e.ids or [0]].sum(axis=0) for e in encodings])
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def train_tokenizer(texts: Sequence[str], vocabulary: int) -> Tokenizer:
    """WordPiece over lower-cased words without accents; the same texts give the same vocabulary."""
    normalizer, splitter = normalizers.BertNormalizer(lowercase=True), pre_tokenizers.BertPreTokenizer()
    learner = Tokenizer(models.WordPiece(unk_token="[UNK]"))  # noqa: S106 - a token, not a secret
    learner.normalizer, learner.pre_tokenizer = normalizer, splitter
    # The trainer numbers letters inside words in the order of a randomly seeded hash table, and breaks
    # ties by number. Naming those letters beforehand fixes the numbers.
    seen = Counter(char for text in texts for char in normalizer.normalize_str(text))
    letters = sorted(char for char, count in seen.items() if count >= RARE_LETTER and not char.isspace())
    learner.train_from_iterator(
        texts,
        trainers.WordPieceTrainer(
            vocab_size=vocabulary,
            special_tokens=["[PAD]", "[UNK]", *(f"##{letter}" for letter in letters)],
            initial_alphabet=letters,
            limit_alphabet=len(letters),
            show_progress=False,
        ),
    )
    tokenizer = Tokenizer(models.WordPiece(learner.get_vocab(), unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, splitter
    return tokenizer


class Bag(torch.nn.Module):
    """Token rows = gain * (start @ map + residual); a text is the unit vector of the sum of its rows."""

    def __init__(self, start: Vectors, dimension: int) -> None:
        super().__init__()
        self.register_buffer("start", torch.from_numpy(start))
        width = start.shape[1]
        square = torch.eye(width, dimension)
        if dimension > width:  # the added dimensions start as a rotated copy, so that they carry something
            rotation = torch.linalg.qr(torch.randn(width, width))[0]
            square[:, width:] = rotation[:, : dimension - width] * 0.3
        self.map = torch.nn.Parameter(square)
        self.gain = torch.nn.Parameter(torch.zeros(len(start)))
        self.residual = torch.nn.Parameter(torch.zeros(len(start), dimension))

    def table(self) -> torch.Tensor:
        return self._rows(torch.arange(len(self.gain)))

    def _rows(self, ids: torch.Tensor) -> torch.Tensor:
        start: torch.Tensor = self.get_buffer("start")
        return torch.exp(self.gain[ids])[:, None] * (start[ids] @ self.map + self.residual[ids])

    def forward(self, batches: Sequence[Batch]) -> list[torch.Tensor]:
        """Unit vectors of several batches at once: rows are worked out only for the tokens in them."""
        used, inverse = torch.unique(torch.cat([ids for ids, _ in batches]), return_inverse=True)
        rows = self._rows(used)
        parts = torch.split(inverse, [len(ids) for ids, _ in batches])
        bags = zip(parts, batches, strict=True)
        return [
            functional.normalize(functional.embedding_bag(ids, rows, offsets, mode="sum"), dim=1)
            for ids, (_, offsets) in bags
        ]


class TokenLists:
    """Texts as token ids, ready to be drawn in batches."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str], longest: int = 64) -> None:
        encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        self.ids = [np.array(e.ids[:longest] or [1]) for e in encodings]

    def batch(self, rows: NDArray[np.int64]) -> Batch:
        lists = [self.ids[row] for row in rows]
        offsets = np.cumsum([0] + [len(ids) for ids in lists[:-1]])
        return torch.from_numpy(np.concatenate(lists)), torch.from_numpy(offsets)


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


class _IntentPairs:
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


def pearson(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Pearson correlation of two vectors."""
    return functional.cosine_similarity(a - a.mean(), b - b.mean(), dim=0)


def train(
    tokenizer: Tokenizer,
    teacher: Teacher,
    plain: Sequence[str],
    intents: Sequence[corpora.Labelled],
    pairs: corpora.Pairs,
    recipe: Recipe,
    log: Any = print,
) -> Vectors:
    """Learns the table, shape (vocabulary, dimension), from unlabelled texts, intents and scored pairs."""
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    tokens = [str(tokenizer.id_to_token(i)) for i in range(tokenizer.get_vocab_size())]
    bag = Bag(np.stack([teacher.piece(token) for token in tokens]), recipe.dimension)

    lists, targets = TokenLists(tokenizer, plain), torch.from_numpy(teacher.encode(plain))
    drawers = [_IntentPairs(part, TokenLists(tokenizer, part.texts)) for part in intents]
    first, second = TokenLists(tokenizer, pairs.first), TokenLists(tokenizer, pairs.second)
    score = torch.from_numpy(pairs.score).float()

    optimiser = torch.optim.Adam(bag.parameters(), lr=recipe.learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.02, 1 - step / recipe.steps))
    for step in range(recipe.steps):
        rows = rng.choice(len(plain), min(recipe.batch, len(plain)), replace=False)
        some = rng.choice(len(score), min(256, len(score)), replace=False)
        batches = [lists.batch(rows), first.batch(some), second.batch(some)]
        for drawer in drawers:
            batches += drawer.draw(rng, 128)
        student, one, other, *contrasts = bag(batches)
        loss = _distillation(student, targets[rows], recipe.temperature)
        loss = loss + 1 - pearson((one * other).sum(dim=1), score[some])
        for left, right in zip(contrasts[::2], contrasts[1::2], strict=True):
            loss = loss + recipe.contrast * _contrast(left, right, recipe.temperature)
        loss = loss + recipe.residual_penalty * bag.residual.square().sum(dim=1).mean()
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
        if step % 200 == 0:
            log(f"step {step}: loss {loss.item():.4f}")

    optimiser = torch.optim.Adam([bag.map, bag.gain], lr=recipe.learning_rate / 10)
    for _ in range(recipe.similarity_steps):
        some = rng.choice(len(score), min(1024, len(score)), replace=False)
        one, other = bag([first.batch(some), second.batch(some)])
        loss = 1 - pearson((one * other).sum(dim=1), score[some])
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
    table = bag.table().detach().numpy()
    return np.asarray(table / np.linalg.norm(table, axis=1).mean(), np.float32)


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a saved encoder."""
    return Tokenizer.from_file(str(folder / "0_StaticEmbedding" / "tokenizer.json"))


def save(folder: Path, tokenizer: Tokenizer, table: Vectors) -> None:
    """Writes a sentence-transformers directory: StaticEmbedding in half precision, then Normalize."""
    (folder / "0_StaticEmbedding").mkdir(parents=True, exist_ok=True)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    tokenizer.save(str(folder / "0_StaticEmbedding" / "tokenizer.json"))
    save_file(
        {"embedding.weight": table.astype(np.float16)}, folder / "0_StaticEmbedding" / "model.safetensors"
    )
    modules = [
        {"idx": i, "name": str(i), "path": f"{i}_{kind}", "type": f"sentence_transformers.models.{kind}"}
        for i, kind in enumerate(("StaticEmbedding", "Normalize"))
    ]
    (folder / "0_StaticEmbedding" / "model.safetensors").chmod(0o644)
    (folder / "modules.json").write_text(json.dumps(modules, indent=1) + "\n")
    (folder / "1_Normalize" / "config.json").write_text("{}\n")
    (folder / "config_sentence_transformers.json").write_text(
        json.dumps({"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}, indent=1) + "\n"
    )
