"""Measures the classifier of requests for secrets on turns that it did not learn from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from guard.models.training import data as corpora
from guard.models.training import secrets
from guard.models.training.measure import FALSE_ALARMS, Figures, Score, auroc
from guard.models.training.measure_refusal import f1

HELD_OUT = Path(__file__).parent / "held_out" / "secret_request.jsonl"


def figures(data: Path, score: Score) -> Figures:
    """F1 at 0.5, AUROC, recall at false alarms on held-out agents, and shares of honest turns flagged."""
    own = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    marked = np.array([secrets.LABEL in row["labels"] for row in own])
    found = score([row["text"] for row in own])[:, 0]
    honest = {role: score(secrets.honest_turns(data, role, "test"))[:, 0] for role in ("assistant", "user")}
    result: Figures = {
        "our own, written by another hand": {
            **f1(marked, found >= 0.5),
            "AUROC": auroc(marked.astype(float), found),
        },
        "our own: recall at false alarms on agents of": {
            f"{rate:.1%}": float((found[marked] > np.quantile(honest["assistant"], 1 - rate)).mean())
            for rate in FALSE_ALARMS
        },
    }
    for role, name in (("assistant", "agents who ask for no secret"), ("user", "users")):
        result[f"{name}: share of turns at or above"] = {
            f"{limit}": float((honest[role] >= limit).mean()) for limit in (0.5, 0.9)
        }
    verifying = [
        turn
        for turn in corpora.support_turns(data, ("star",), "test", "assistant")
        if secrets.names_secret(turn)
    ]
    result["STAR agents who name a PIN or a security answer: share found"] = float(
        (score(verifying)[:, 0] >= 0.5).mean()
    )
    return result
