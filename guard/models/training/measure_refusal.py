"""Measures the refusal classifier on answers that it did not learn from."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guard.models.training import data as corpora
from guard.models.training import refusal
from guard.models.training.measure import FALSE_ALARMS, Figures, Score, auroc

HELD_OUT = Path(__file__).parent / "held_out" / "refusal.jsonl"
FULL, PARTIAL = "2_full_refusal", "3_partial_refusal"


def f1(labels: NDArray[np.bool_], flagged: NDArray[np.bool_]) -> dict[str, float]:
    """Precision, recall and their harmonic mean; 0 where nothing is right."""
    right = float((labels & flagged).sum())
    return {
        "F1": 2 * right / max(1, int(labels.sum() + flagged.sum())),
        "precision": right / max(1, int(flagged.sum())),
        "recall": right / max(1, int(labels.sum())),
    }


def xstest(data: Path) -> dict[str, corpora.Labelled]:
    """Answers of five assistants to XSTest (Röttger et al. 2024), *measure only*: the final label of each."""
    found = {}
    for path in sorted((data / "xstest" / "model_completions").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found[path.stem.rpartition("_")[2]] = corpora.Labelled(
            [row["completion"] for row in rows], np.array([row["final_label"] for row in rows], object)
        )
    return found


def figures(data: Path, score: Score) -> Figures:
    """F1 at 0.5, AUROC, recall at false alarms on held-out agents, and shares of honest turns flagged."""
    agents = {
        "agents": score(corpora.support_turns(data, corpora.SUPPORT, "test", "assistant"))[:, 0],
        "users": score(corpora.support_turns(data, corpora.SUPPORT, "test", "user"))[:, 0],
    }
    answers = xstest(data)
    scores = {name: score(part.texts)[:, 0] for name, part in answers.items()}
    labels = {name: np.isin(part.labels, (FULL, PARTIAL)) for name, part in answers.items()}
    every, all_labels = np.concatenate(list(scores.values())), np.concatenate(list(labels.values()))
    partial = np.concatenate([part.labels == PARTIAL for part in answers.values()])
    result: Figures = {
        "XSTest, five assistants, full or partial refusal": {
            **f1(all_labels, every >= 0.5),
            "AUROC": auroc(all_labels.astype(float), every),
        },
        "XSTest, five assistants, partial refusals left out": f1(
            all_labels[~partial], every[~partial] >= 0.5
        ),
    }
    for name in answers:
        result[f"XSTest, {name}"] = f1(labels[name], scores[name] >= 0.5)
    own = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    marked = np.array([refusal.LABEL in row["labels"] for row in own])
    found = score([row["text"] for row in own])[:, 0]
    result["our own, written by another hand"] = {
        **f1(marked, found >= 0.5),
        "AUROC": auroc(marked.astype(float), found),
    }
    result["our own: recall at false alarms on agents of"] = {
        f"{rate:.1%}": float((found[marked] > np.quantile(agents["agents"], 1 - rate)).mean())
        for rate in FALSE_ALARMS
    }
    texts, refuses = zip(*refusal.published(data, "test"), strict=True)
    result["BackdoorLLM answers, held out"] = f1(np.array(refuses), score(texts)[:, 0] >= 0.5)
    poisoned = refusal.instructions(data, "refusal", poisoned=True)
    result["BackdoorLLM poisoned refusals: share found"] = float((score(poisoned)[:, 0] >= 0.5).mean())
    for name, honest in agents.items():
        result[f"all {name}: share of turns at or above"] = {
            f"{limit}": float((honest >= limit).mean()) for limit in (0.5, 0.9)
        }
    return result
