"""Measures the gibberish model: made-up gibberish by kind, and honest texts that look like it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from guard.models.gibberish import GibberishModel
from guard.models.training import data as corpora
from guard.models.training import gibberish as recipe
from guard.models.training.languages_further import ABBREVIATIONS
from guard.models.training.noise import honest_codes, made_up

Figures = dict[str, float | dict[str, float]]

FALSE_ALARMS = (0.001, 0.005, 0.01)
FOLDS = 4  # languages are left out a quarter at a time


def gibberish_figures(data: Path, model: GibberishModel, learned: Sequence[str]) -> Figures:
    """Recall by kind of gibberish at false alarms on held-out support turns of any length, and the share of
    honest texts of every kind that come out at one half or more."""
    users = corpora.support_turns(data, corpora.SUPPORT, "test", "user")
    agents = corpora.support_turns(data, corpora.SUPPORT, "test", "assistant")
    technical = [
        turn
        for role in ("user", "assistant")
        for turn in corpora.support_turns(data, ("irc_ubuntu_train",), "test", role)
    ]
    scores = model.score([*users, *agents])[:, 0]
    limits = {f"{rate:.1%}": float(np.quantile(scores, 1 - rate)) for rate in FALSE_ALARMS}
    figures: Figures = {"probability at false alarms of": dict(limits)}
    for kind, texts in made_up(users, 1, 1000).items():
        found = model.score(texts)[:, 0]
        recall = {rate: float((found > limit).mean()) for rate, limit in limits.items()}
        figures[f"recall of {kind} at false alarms of"] = recall | {
            "0.5 or more": float((found >= 0.5).mean())
        }
    honest = {"users": users, "agents": agents, "technical turns (IRC)": technical}
    honest |= honest_codes(1, 1000) | {"chat abbreviations": ABBREVIATIONS.strip().splitlines()}
    for name, texts in honest.items():
        figures[f"honest {name} at 0.5 or more"] = _alarms(model, texts)
    return figures | _unseen_figures(model, learned)


def _unseen_figures(model: GibberishModel, learned: Sequence[str]) -> Figures:
    """Alarms on languages and names that models trained for the purpose, but for them alike, did not see."""
    languages, codes, names = recipe.own_sentences(), recipe.own_codes(), recipe.own_names()

    def seeing(own: Iterable[str]) -> GibberishModel:
        return GibberishModel(recipe.tensors(learned, list(own), model.logistic), "")

    unseen: dict[str, float] = {}
    for fold in range(FOLDS):
        left_out = list(languages)[fold::FOLDS]
        rest = [line for name, block in languages.items() if name not in left_out for line in block]
        other = seeing(rest + codes + names)
        unseen |= {name: _alarms(other, languages[name]) for name in left_out}
    half = seeing([line for block in languages.values() for line in block[::2]] + codes + names)
    new_lines = [line for block in languages.values() for line in block[1::2]]
    nameless = seeing([line for block in languages.values() for line in block] + codes)
    introduced = [f"My name is {name}" for line in names for name in line.split(", ")]
    return {
        "honest new sentences of languages it has seen, at 0.5 or more": _alarms(half, new_lines),
        "honest sentences of languages it has not seen, at 0.5 or more": unseen,
        "honest names of many countries it has not seen, at 0.5 or more": _alarms(nameless, introduced),
    }


def _alarms(model: GibberishModel, texts: Sequence[str]) -> float:
    return float((model.score(texts)[:, 0] >= 0.5).mean())
