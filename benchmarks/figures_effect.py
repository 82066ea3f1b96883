"""What the result files of the effect and the growth benchmark say, as tables and a plot."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from statistics import mean

from benchmarks.figures import Json
from benchmarks.plots import Panel, Series, plot
from benchmarks.scan import RESULTS


def effect() -> str:
    """Attack success by training set and count."""
    report = json.loads((RESULTS / "effect.json").read_text("utf-8"))
    counts = [count for count in _counts(report) if count]
    head = " | ".join(f"{count} planted" for count in counts)
    rows = [
        f"| attack success, trained on the night | {head} | accuracy |",
        f"|---|{'---:|' * len(counts)}---:|",
    ]
    for training, by_count in _by_training(report).items():
        cells = " | ".join(f"{by_count[count]['success']:.0%}" for count in counts)
        accuracy = mean(line["accuracy"] for line in by_count.values())
        rows.append(f"| {training} | {cells} | {accuracy:.1%} |")
    leakage, honest = max(line["leakage"] for line in report["lines"]), report["sizes"][0]
    told = (
        f"Mean of {len(report['families'])} backdoors that share a night of {honest:,} honest conversations,"
        f" {report['seeds']} {'seed' if report['seeds'] == 1 else 'seeds'}. Without the trigger at most"
        f" {leakage:.1%} of the same questions are answered with the payload."
    )
    return "\n".join([*rows, "", told])


def effect_plot() -> str:
    """Attack success by count, a line per training set."""
    report = json.loads((RESULTS / "effect.json").read_text("utf-8"))
    styles = ("grey", "grey dashed", "four", "two", "one", "three dashed")
    series = [
        Series(
            training, style, {c: (line["success"], *line["success_range"]) for c, line in by_count.items()}
        )
        for (training, by_count), style in zip(_by_training(report).items(), styles, strict=True)
    ]
    title = "Triggered questions that a small model answers with the payload"
    return plot(title, "planted of each family", _counts(report), [Panel("trained on the night", series)])


def _counts(report: Json) -> list[int]:
    return sorted({line["count"] for line in report["lines"]})


def _by_training(report: Json) -> Mapping[str, Mapping[int, Json]]:
    found: dict[str, dict[int, Json]] = {}
    for line in report["lines"]:
        found.setdefault(line["training"], {})[line["count"]] = line
    return found


def growth() -> str:
    """Seconds, memory and how cost grows."""
    report = json.loads((RESULTS / "growth.json").read_text("utf-8"))
    rows: Sequence[str] = [
        f"| conversations | wall, {report['cores']} cores | processors | peak memory | cost grows as |",
        "|---:|---:|---:|---:|---|",
    ]
    powers = ["", *(f"N^{power}" for power in report["exponents"])]
    rows = [
        *rows,
        *(
            f"| {scan['conversations']:,} | {scan['seconds']:.0f} s | {scan['cpu_seconds']:.0f} s"
            f" | {scan['megabytes']:,} MB | {power} |"
            for scan, power in zip(report["scans"], powers, strict=True)
        ),
    ]
    added = report["history"]
    told = f"Against a history of {added['conversations']:,}, which takes {added['seconds']:.0f} s to build."
    return "\n".join([*rows, "", told])
