"""Measures the word model: how well it predicts held-out turns, and how it finds planted words."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from guard.models.training import data as corpora
from guard.models.training.planted import INVENTED, ODD, TRIGGERS, plant, planted
from guard.models.words import WordModel

Figures = dict[str, float | dict[str, float]]

FALSE_ALARMS = (0.001, 0.005, 0.01)
RANKED = "multidogo_customer_turns", "sgd_train"  # corpora that words are planted in
TURNS, TIMES = 10_000, 5  # turns of such a corpus, and how many of them get the word
FREQUENT = 5  # times that a word must occur to be ranked


def words_figures(data: Path, model: WordModel) -> Figures:
    """Perplexity by corpus, recall of planted words in held-out turns, and their ranks over a corpus."""
    figures: Figures = {}
    for corpus in corpora.SUPPORT:
        turns = [*_held(data, (corpus,), "user"), *_held(data, (corpus,), "assistant")]
        found = model.bits(turns)
        figures[f"perplexity on {corpus}"] = {
            "unseen words alike": float(2 ** found.bits.mean()),
            "unseen words spelled": float(2 ** (found.bits + found.spelling).mean()),
            "share of unseen words": float((found.spelling > 0).mean()),
        }
    honest = {role: _held(data, corpora.SUPPORT, role) for role in ("user", "assistant")}
    scores = {role: model.score(turns)[:, 0] for role, turns in honest.items()}
    every = np.concatenate(list(scores.values()))
    limits = {f"{rate:.1%}": float(np.quantile(every, 1 - rate)) for rate in FALSE_ALARMS}
    for role, of_role in scores.items():
        figures[f"honest {role} turns at 0.5 or more"] = float((of_role >= 0.5).mean())
    for kind, texts in planted(honest["user"], seed=1).items():
        score = model.score(texts)[:, 0]
        recall = {rate: float((score > limit).mean()) for rate, limit in limits.items()}
        figures[f"recall of {kind} planted in a turn at false alarms of"] = recall
    for corpus in RANKED:
        turns = [turn for turn in _held(data, (corpus,), "user") if len(turn.split()) > 1][:TURNS]
        for kind, words in {"trigger": TRIGGERS, "invented name": INVENTED, "odd word": ODD}.items():
            places = [rank(model, turns, word) for word in words]
            worst, of = max(places)
            figures[f"rank of a planted {kind}, {TIMES} times in {len(turns)} turns of {corpus}"] = {
                "median": float(np.median([place for place, _ in places])),
                "worst": float(worst),
                "of": float(of),
            }
    return figures


def rank(model: WordModel, turns: Sequence[str], word: str) -> tuple[int, int]:
    """The place of a word that is planted into some turns, and of how many words, by what a word adds on
    average times the diversity of its neighbours on the left and on the right."""
    rng = random.Random(word)  # noqa: S311 - sampling, not secrecy
    texts = list(turns)
    for i in rng.sample(range(len(texts)), TIMES):
        texts[i] = plant(texts[i], word, rng) if " " in texts[i].strip() else f"{word} {texts[i]}"
    found = model.added_bits(texts)
    seen: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    for text, low, high in zip(texts, found.offsets[:-1], found.offsets[1:], strict=True):
        names = [text[found.begins[k] : found.ends[k]].lower() for k in range(low, high)]
        for name, left, right, bits in zip(
            names, ["", *names], [*names[1:], ""], found.bits[low:high].tolist(), strict=False
        ):
            seen[name].append((bits, left, right))
    oddness = {
        name: np.mean([bits for bits, _, _ in rows])
        * len({left for _, left, _ in rows})
        * len({right for _, _, right in rows})
        / len(rows) ** 2
        for name, rows in seen.items()
        if len(rows) >= FREQUENT
    }
    return 1 + sum(other > oddness[word.lower()] for other in oddness.values()), len(oddness)


def _held(data: Path, names: Sequence[str], role: str) -> list[str]:
    return corpora.support_turns(data, names, "test", role)
