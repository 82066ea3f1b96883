"""What the result files of the poison benchmark say, as tables and a plot."""

from __future__ import annotations

import json
from statistics import mean
from typing import Any

from benchmarks.plan import SETTINGS
from benchmarks.plots import Panel, Series, exact, plot
from benchmarks.scan import RESULTS

Json = dict[str, Any]
SHOWN = (10, 25, 50, 250)  # counts of the README's table
GIVEN = {
    "cold": "cold start",
    "history": "with history",
    "declared": "with history and declared changes",
}
_LIMIT = 0.03  # of a group of honest conversations
_FEW = 30  # conversations of a group of which no share is said


class Table:
    """The lines of one report, by method, setting and count."""

    def __init__(self, report: Json) -> None:
        self.report = report
        self.lines = {(one["method"], one["setting"], one["count"]): one for one in report["lines"]}
        self.counts = sorted({count for _, _, count in self.lines if count})
        self.settings = [one for one in SETTINGS if any(key[:2] == ("guard", one) for key in self.lines)]

    def of(self, method: str, setting: str) -> dict[int, Json]:
        """Lines of nights with something planted, by count."""
        return {
            count: line
            for (name, given, count), line in self.lines.items()
            if (name, given) == (method, setting) and count
        }

    def values(self, method: str, setting: str, of: str = "macro") -> dict[int, float]:
        return {count: line[of] for count, line in self.of(method, setting).items()}

    def best(self, setting: str) -> str | None:
        """The baseline with the highest mean over counts; with history those that know it."""
        named = {name for name, given, _ in self.lines if name != "guard" and given == setting}
        return max(sorted(named), key=lambda name: mean(self.values(name, setting).values()), default=None)


def table(name: str) -> Table:
    return Table(json.loads((RESULTS / f"{name}.json").read_text("utf-8")))


def recall(name: str) -> str:
    """Macro recall of the guard in each setting, adaptive families apart, and of the best baselines."""
    found = table(name)
    rows = [(f"**guard, {GIVEN[s]}**", found.values("guard", s)) for s in reversed(found.settings)]
    for setting, knows in (("history", " with history"), ("cold", "")):
        if best := found.best(setting):
            rows.append((f"best baseline{knows}: {best}", found.values(best, setting)))
    if any(found.values("guard", s, "macro_adaptive").get(c) for s in found.settings for c in found.counts):
        rows += [
            (f"adaptive attackers: guard, {GIVEN[s]}", found.values("guard", s, "macro_adaptive"))
            for s in reversed(found.settings)
        ]
    counts = [count for count in SHOWN if count in found.counts] or found.counts
    head = " | ".join(f"{count} planted" for count in counts)
    out = [f"| macro recall, 1 % of honest ones lost | {head} |", f"|---|{'---:|' * len(counts)}"]
    for title, values in rows:
        cells = " | ".join(f"{values[count]:.2f}" if count in values else "-" for count in counts)
        out.append(f"| {title} | {cells} |")
    return "\n".join([*out, "", _nights(found), *_worst(found)])


def _nights(found: Table) -> str:
    about = found.report
    families = {name for line in found.lines.values() for name in line.get("recall", ())}
    return (
        f"{len(families)} attack families, nights of {about['sizes'][0]:,} honest conversations,"
        f" {about['seeds']} {'seed' if about['seeds'] == 1 else 'seeds'}."
    )


def _worst(found: Table) -> list[str]:
    count = 25 if 25 in found.counts else found.counts[0]
    line = found.lines.get(("guard", found.settings[-1], count))
    if line is None:
        return []
    told = ", ".join(f"{name} {value:.2f}" for name, value in line["worst"])
    return [f"Worst five {GIVEN[found.settings[-1]]}, {count} planted: {told}."]


def clean_nights() -> str:
    """What default settings hold where nothing is planted, and of which group most."""
    found = table("poison")
    budget = found.report["budget"]
    rows = ["| nothing planted | held | times the budget | groups that lose more than 3 % |"]
    rows.append("|---|---:|---:|---|")
    for setting in found.settings:
        line = found.lines["guard", setting, 0]
        held, of = line["held"], line["honest"]
        over = [
            f"{name.partition(':')[2]} {share:.1%} of {of[name]}"
            for name, share in held.items()
            if share > _LIMIT and of[name] >= _FEW
        ]
        told = ", ".join(over) or "none"
        rows.append(f"| {GIVEN[setting]} | {held['all']:.2%} | {held['all'] / budget:.2f} | {told} |")
    return "\n".join(rows)


def families(name: str = "poison") -> str:
    """Recall of each family with everything given, and of the best baseline for it."""
    found = table(name)
    setting = found.settings[-1]
    mine = {c: found.lines["guard", setting, c]["recall"] for c in found.counts}
    theirs = best_of_baselines(found)
    head = " | ".join(map(str, found.counts))
    out = [f"| family | {head} | best baseline, best count |", f"|---|{'---:|' * len(found.counts)}---:|"]
    for family in sorted({one for recall in mine.values() for one in recall}):
        cells = " | ".join(f"{mine[c][family]:.2f}" if family in mine[c] else "-" for c in found.counts)
        best = max(((theirs[c][family], c) for c in found.counts if family in theirs[c]), default=None)
        told = f"{best[0][0]:.2f} ({best[0][1]}, {best[1]})" if best else "-"
        out.append(f"| {family} | {cells} | {told} |")
    return "\n".join([*out, "", beaten(found)])


def best_of_baselines(found: Table) -> dict[int, dict[str, tuple[float, str]]]:
    """By count and family, the highest recall of any baseline, and whose."""
    best: dict[int, dict[str, tuple[float, str]]] = {count: {} for count in found.counts}
    for (method, _, count), line in found.lines.items():
        if method != "guard" and count:
            for family, value in line["recall"].items():
                best[count][family] = max(best[count].get(family, (0.0, "none")), (value, method))
    return best


def beaten(found: Table, margin: float = 0.05) -> str:
    """Which families any baseline finds better by more than a margin."""
    setting, theirs, lost = found.settings[-1], best_of_baselines(found), list[str]()
    for count in found.counts:
        mine = found.lines["guard", setting, count]["recall"]
        lost += [
            f"{family} at {count} ({value:.2f} against {mine[family]:.2f}, {method})"
            for family, (value, method) in theirs[count].items()
            if family in mine and value > mine[family] + margin
        ]
    told = "; ".join(lost) or "none"
    return f"Families that a baseline finds better by more than {margin}: {told}."


def recall_plot() -> str:
    """Macro recall by count, a panel per setting: ours, adaptive attackers apart, and every baseline that
    may know as much."""
    found = table("poison")
    panels = []
    for setting in found.settings:
        rivals = {
            method: found.values(method, given)
            for method, given, _ in found.lines
            if method != "guard" and (given == "cold" or setting != "cold")
        }
        best = max(sorted(rivals), key=lambda method: mean(rivals[method].values()), default=None)
        by_seed = {count: line["macro_by_seed"] for count, line in found.of("guard", setting).items()}
        spread = {
            count: (value, min(by_seed[count]), max(by_seed[count]))
            for count, value in found.values("guard", setting).items()
        }
        adaptive = found.values("guard", setting, "macro_adaptive")
        series = [
            Series("guard", "one", spread),
            Series("guard, adaptive attackers", "two dashed", exact(adaptive)),
        ]
        if best:
            series.append(Series("best public baseline", "three", exact(rivals.pop(best))))
        series += [Series("other public baselines", "grey faint", exact(one)) for one in rivals.values()]
        panels.append(Panel(GIVEN[setting], series))
    title = "Share of planted conversations found when 1 % of the honest are lost"
    return plot(title, "planted of each family", found.counts, panels)
