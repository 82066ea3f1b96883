"""Measures the prompt injection classifier on texts that it did not learn from."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np

from guard.models.training import data as corpora
from guard.models.training import injection
from guard.models.training.measure import FALSE_ALARMS, Figures, Score, auroc

HELD_OUT = Path(__file__).parent / "held_out" / "prompt_injection.jsonl"
RATES = tuple(sorted({*FALSE_ALARMS, 0.002}))


def figures(data: Path, score: Score) -> Figures:
    """AUROC, recall where a share of held-out user turns is flagged, and shares of honest texts flagged."""
    turns = {
        "users": corpora.support_turns(data, corpora.SUPPORT, "test", "user"),
        "angry users": corpora.support_turns(data, ("cucom_ecommerce",), "test", "user"),
        "agents": corpora.support_turns(data, corpora.SUPPORT, "test", "assistant"),
        "technical support, users": corpora.support_turns(data, ("irc_ubuntu_train",), "test", "user"),
    }
    found = {name: score(texts).max(axis=1) for name, texts in turns.items()}
    limits = {f"{rate:.1%}": float(np.quantile(found["users"], 1 - rate)) for rate in RATES}
    result: Figures = {}
    for name, labelled in attack_sets(data).items():
        scores = score(labelled.texts).max(axis=1)
        attacks = scores[labelled.labels > 0.5]
        result[f"{name}: AUROC"] = auroc(labelled.labels, scores)
        result[f"{name}: recall at 0.5"] = float((attacks >= 0.5).mean())
        result[f"{name}: share of honest texts at or above 0.5"] = float(
            (scores[labelled.labels < 0.5] >= 0.5).mean()
        )
        result[f"{name}: recall at false alarms of"] = {
            rate: float((attacks > limit).mean()) for rate, limit in limits.items()
        }
    for name, texts in harmful_but_no_injection(data).items():
        found[name] = score(texts).max(axis=1)
    for name, scores in found.items():
        result[f"{name}: share at or above"] = {
            f"{limit}": float((scores >= limit).mean()) for limit in (0.5, 0.9)
        }
    return result


def attack_sets(data: Path) -> dict[str, corpora.Labelled]:
    """Attacks and honest texts, 1 where it is an attack."""
    published = list(injection.deepset(data, held_out=True))
    rows = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    return {
        "deepset, held-out fifth": corpora.Labelled(
            [text for text, _ in published], np.array([attack for _, attack in published], float)
        ),
        "our own, written by another hand": corpora.Labelled(
            [row["text"] for row in rows], np.array([bool(row["labels"]) for row in rows], float)
        ),
    }


def harmful_but_no_injection(data: Path) -> dict[str, list[str]]:
    """Plain questions that an assistant may have to refuse, which do not touch its instructions; *measure
    only* (XSTest, Röttger et al. 2024)."""
    with (data / "xstest" / "xstest_prompts.csv").open(encoding="utf-8", newline="") as file:
        sensitive = [row["prompt"] for row in csv.DictReader(file)]
    return {"XSTest questions": sensitive}
