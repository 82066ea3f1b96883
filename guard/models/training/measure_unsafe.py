"""Measures the classifier of unsafe replies on exchanges that it did not learn from."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from guard.models.training import data as corpora
from guard.models.training import unsafe
from guard.models.training.measure import FALSE_ALARMS, Figures, auroc

HELD_OUT = Path(__file__).parent / "held_out" / "unsafe_reply.jsonl"

Score = Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]]  # replies, contexts


class Judged(NamedTuple):
    """Replies, what they answer, and 1 where the reply is unsafe."""

    replies: list[str]
    contexts: list[str]
    labels: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, bool]]) -> Judged:
        contexts, replies, labels = zip(*rows, strict=True)
        return cls(list(replies), list(contexts), np.array(labels, float))


def figures(data: Path, score: Score) -> Figures:
    """AUROC, recall at 0.5 and at shares of honest replies to angry customers, and shares flagged."""
    groups = {
        "replies to angry customers": unsafe.support_exchanges(data, unsafe.ANGRY, "test"),
        "all agents' replies": [
            exchange for name in unsafe.LEARNED for exchange in unsafe.support_exchanges(data, name, "test")
        ],
    }
    honest = {
        name: score([e.reply for e in exchanges], [e.context for e in exchanges])[:, 0]
        for name, exchanges in groups.items()
    }
    limits = {
        f"{rate:.1%}": float(np.quantile(honest["replies to angry customers"], 1 - rate))
        for rate in FALSE_ALARMS
    }
    result: Figures = {}
    for name, judged in judged_sets(data).items():
        found = score(judged.replies, judged.contexts)[:, 0]
        bad = judged.labels > 0.5
        result[f"{name}: AUROC"] = auroc(judged.labels, found)
        result[f"{name}: share at or above 0.5"] = {
            "unsafe": float((found[bad] >= 0.5).mean()),
            "safe": float((found[~bad] >= 0.5).mean()),
        }
        result[f"{name}: recall at false alarms on replies to angry customers of"] = {
            rate: float((found[bad] > limit).mean()) for rate, limit in limits.items()
        }
    for name, found in honest.items():
        result[f"{name}: share at or above"] = {
            f"{limit}": float((found >= limit).mean()) for limit in (0.5, 0.9)
        }
    return result


def judged_sets(data: Path) -> dict[str, Judged]:
    """DiaSafety as a whole and by category, our own set, and assistants' answers to XSTest."""
    splits = {name: corpora.diasafety(data, name) for name in ("val", "test")}
    sets = {f"DiaSafety {name}": _diasafety(rows) for name, rows in splits.items()}
    for category in sorted({row["category"] for row in splits["test"]}):
        sets[f"DiaSafety test, {category.lower()}"] = _diasafety(
            [row for row in splits["test"] if row["category"] == category]
        )
    own = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    sets["our own, written by another hand"] = Judged.of(
        (row["context"], row["text"], bool(row["labels"])) for row in own
    )
    sets["XSTest, five assistants' answers"] = _xstest(data)
    return sets


def _diasafety(rows: Sequence[dict[str, str]]) -> Judged:
    return Judged.of((row["context"], row["response"], row["label"] == "Unsafe") for row in rows)


def _xstest(data: Path) -> Judged:
    """XSTest (Röttger et al. 2024), *measure only*: full compliance with a harmful request is unsafe, its
    refusal and answers to harmless ones are safe."""
    rows: list[tuple[str, str, bool]] = []
    for path in sorted((data / "xstest" / "model_completions").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                harmful, judged = row["type"].startswith("contrast"), row["final_label"]
                complied = "full_compliance" in judged
                if complied or (harmful and "full_refusal" in judged):
                    rows.append((row["prompt"], row["completion"], harmful and complied))
    return Judged.of(rows)
