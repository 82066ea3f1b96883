"""Word surprise: a bigram model of tonight's own words."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np

from benchmarks.baselines.views import Scores, View
from guard import text


class Bigrams:
    """Bigrams interpolated with single words, counted once per text; log probabilities in nats.

    A text's own count is left out of its surprise: otherwise what occurs once predicts itself.
    """

    def __init__(self, texts: list[list[str]]) -> None:
        self.words = Counter(word for words in texts for word in {"<s>", *words})
        self.pairs = Counter(pair for words in texts for pair in set(pairwise(["<s>", *words])))
        self.total = self.words.total()

    def log(self, before: str, word: str, own: int = 1) -> float:
        """ln P(word | word before); `own`: whether the text itself is counted among the pairs."""
        alone = max(self.words[word] - 1, 0) + 1
        pair = max(self.pairs[before, word] - own, 0) / (max(self.words[before] - 1, 0) + 5)
        return float(np.log(0.7 * pair + 0.3 * alone / (self.total + len(self.words))))

    def logs(self, words: list[str]) -> list[float]:
        return [self.log(*pair) for pair in pairwise(["<s>", *words])]


def perplexity(view: View) -> Scores:
    """Mean surprise of the words of the whole conversation."""
    texts = [text.masked(whole).split() for whole in view.whole]
    model = Bigrams(texts)
    return np.array([-np.mean(model.logs(words)) if words else 0.0 for words in texts])


def onion(view: View) -> Scores:
    """ONION (2011.10369): the largest drop of surprise per word when one word of a question is left out."""
    texts = [text.masked(question).split() for question in view.questions]
    model = Bigrams(texts)
    return np.array([_largest_drop(model, words) for words in texts])


def _largest_drop(model: Bigrams, words: list[str]) -> float:
    if len(words) < 3:
        return 0.0
    logs = model.logs(words)
    mean = -np.mean(logs)
    drops = []
    for at in range(len(words)):
        rest = sum(logs) - logs[at]
        if at + 1 < len(words):
            before = words[at - 1] if at else "<s>"
            rest += model.log(before, words[at + 1], own=0) - logs[at + 1]
        drops.append(mean + rest / (len(words) - 1))
    return float(max(drops))
