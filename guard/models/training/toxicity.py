"""Trains the embedded toxicity classifier: logistic regression over hashed tokens and pairs.

Labels are `toxic` (insults, profanity at people, threats, hate) and `identity_attack` (against a group or
for belonging to one). A corpus that says nothing about a label does not train it. Afterwards each label's
logit is stretched linearly, so that a probability means a rate of false alarms on honest turns (see
`calibrate`).
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from tokenizers import Tokenizer

from guard.models.ngrams import UNKNOWN as UNKNOWN_TOKEN
from guard.models.ngrams import flattened, ngram_buckets, windows_of
from guard.models.ngrams_torch import HashedNgramsConfig, HashedNgramsForSequenceClassification
from guard.models.training import data as corpora
from guard.models.training import phrases

Weights = NDArray[np.float64]

ANGRY = ("cucom_ecommerce",)
LONGEST = 64  # tokens of an abusive example
LABELS = ("toxic", "identity_attack")
UNKNOWN = float("nan")  # the corpus does not say

_TWITTER = re.compile(r"@\w+|https?://\S+|\bRT\b|\[USER\]|\[URL\]|&gt;")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Recipe:
    """What decides the result, beside the data."""

    buckets: int = 262_139
    damping: float = 4.0
    strength: float = 4.0  # the inverse of the L2 penalty
    iterations: int = 300
    outbursts: int = 20  # per template of abuse
    obfuscated: float = 0.15  # share of our own abuse that is also shown disguised
    honest: float = 2.0  # weight of an honest support turn
    seed: int = 7


class Examples:
    """Texts with targets (toxic, identity_attack) in 0..1 or UNKNOWN, and a weight each."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._targets: list[tuple[float, float]] = []
        self._weights: list[float] = []

    def add(self, text: str, toxic: float, identity_attack: float, weight: float = 1.0) -> None:
        self.texts.append(text)
        self._targets.append((toxic, identity_attack))
        self._weights.append(weight)

    def arrays(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return np.array(self._targets, np.float32), np.array(self._weights, np.float32)


def tidy(post: str) -> str:
    """A post without what only tells where it was posted: names, links, forwarding marks."""
    return _SPACE.sub(" ", _TWITTER.sub(" ", html.unescape(post))).strip(' !:"')


def disguised(text: str, rng: random.Random) -> str:
    """The text as people write it to get past filters: stars, digits, spaced letters, doubled letters."""
    words = text.split(" ")
    i = max(range(len(words)), key=lambda k: (len(words[k]), k))
    word, kind = words[i], rng.randrange(4)
    if kind == 0 and len(word) > 3:
        k = rng.randrange(1, len(word) - 1)
        word = word[:k] + rng.choice("*.@#-") + word[k + 1 :]
    elif kind == 1:
        word = word.translate(str.maketrans("aeiost", "4310$7" if rng.random() < 0.5 else "@3!057"))
    elif kind == 2:
        word = rng.choice(" .-").join(word)
    elif len(word) > 2:
        k = rng.randrange(1, len(word))
        word = word[:k] + word[k - 1] * rng.randrange(1, 4) + word[k:]
    return " ".join([*words[:i], word, *words[i + 1 :]])


def add_outbursts(examples: Examples, honest: Sequence[str], recipe: Recipe) -> None:
    """Our own abuse in the middle of honest words, as an angry customer writes it."""
    rng = random.Random(recipe.seed)  # noqa: S311 - sampling, not secrecy
    for text, toxic, identity_attack in phrases.examples(recipe.seed + 1, each=recipe.outbursts):
        if toxic:
            before, after = (rng.choice(honest).split() for _ in range(2))
            parts = [*before[: rng.randrange(12)], text, *after[: rng.randrange(12)]]
            examples.add(" ".join(parts), toxic, identity_attack)


def davidson_split(texts: Sequence[str]) -> NDArray[np.bool_]:
    """True for the nine tenths of tweets that train; the rest are only measured on."""
    return np.array([corpora.bucket(text, 10) != 0 for text in texts])


def collect(data: Path, recipe: Recipe) -> Examples:
    """Everything that the model learns from."""
    examples = Examples()
    tweets, shares = corpora.davidson(data)
    for text, (toxic, hate), used in zip(tweets, shares, davidson_split(tweets), strict=True):
        if used:
            examples.add(tidy(text), toxic, hate, 0.7)
    comments = corpora.edos(data, "train")
    for text, sexist in zip(comments.texts, comments.labels, strict=True):
        # What is not sexist may still be rude: weak evidence, but the only plain posts of this kind.
        examples.add(tidy(text), sexist, sexist, 1.0 if sexist else 0.35)
    for row in corpora.diasafety(data, "train"):
        _add_dialogue(examples, row)
    for turn in (
        *honest_turns(data, corpora.SUPPORT, "user"),
        *honest_turns(data, corpora.SUPPORT, "assistant"),
    ):
        examples.add(turn, 0.0, 0.0, recipe.honest)
    angry = honest_turns(data, ANGRY, "user")
    for turn in angry:  # once more: these are the hard ones
        examples.add(turn, 0.0, 0.0)
    add_phrases(examples, recipe)
    add_outbursts(examples, angry, recipe)
    add_phrases(examples, recipe)
    return examples


def honest_turns(data: Path, names: Sequence[str], role: str, calibration: bool = False) -> list[str]:
    """Turns of the training halves: four fifths to learn from, one fifth to calibrate on."""
    turns = corpora.support_turns(data, names, "train", role)
    return [turn for turn in turns if (corpora.bucket(turn, 5) == 0) == calibration]


def _add_dialogue(examples: Examples, row: dict[str, str]) -> None:
    context, reply = tidy(row["context"]), tidy(row["response"])
    unsafe = float(row["label"] == "Unsafe")
    match row["category"]:
        case "Offending User":
            examples.add(reply, unsafe, UNKNOWN)
        case "Toxicity Agreement":
            examples.add(context, 1.0, UNKNOWN, 0.4)
            examples.add(reply, 0.0, 0.0, 0.4)
        case "Biased Opinion":
            examples.add(reply, UNKNOWN if unsafe else 0.0, unsafe, 0.4)
        case _:  # medical and legal questions: risky to answer, never abusive
            examples.add(context, 0.0, 0.0)
            examples.add(reply, 0.0, 0.0)


def add_phrases(examples: Examples, recipe: Recipe) -> None:
    """Our own written examples, some of them also in disguise."""
    rng = random.Random(recipe.seed)  # noqa: S311 - sampling, not secrecy
    for example in phrases.examples(recipe.seed):
        examples.add(*example)
        if rng.random() < recipe.obfuscated:
            examples.add(disguised(example.text, rng), example.toxic, example.identity_attack)


def train(tokenizer: Tokenizer, examples: Examples, recipe: Recipe) -> tuple[Weights, Weights]:
    """Fits one logistic regression per label; weights (buckets, labels) and biases (labels,).

    A soft target is two examples, one of each class, weighted by it. All windows of a harmless text are
    harmless; of an abusive one some window is, so it is learned as a whole.
    """
    from sklearn.linear_model import LogisticRegression

    targets, weights = examples.arrays()
    parts = _encoded(tokenizer, examples.texts)
    windows = [
        windows_of(ids) if harmless else [ids[:LONGEST]]
        for ids, harmless in zip(parts, (targets == 0).all(axis=1), strict=True)
    ]
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in windows])
    features = design([window for part in windows for window in part], tokenizer.get_vocab_size(), recipe)
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
