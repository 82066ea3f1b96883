"""Results as one report (JSON) and as a text table."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.attacks.family import Family
from benchmarks.measures import Result, macro, recalls, shares, sizes, worst

Json = dict[str, Any]


def report(results: Sequence[Result], families: Mapping[str, Family], about: Json) -> Json:
    """Everything that tables and plots are rendered from; one line per method, setting and count.

    macro           mean recall over families that are not adaptive, at exactly 1 % of honest ones lost
    macro_adaptive  over the adaptive ones
    macro_by_seed   the first of these, for each seed apart
    lost            share of honest ones lost by then, by source, language and confounder
    held            share of honest ones held at default settings, likewise; held_recall: of poisoned ones
    honest          how many honest ones there were in each of these groups, over all nights
    """
    by: dict[tuple[str, str, int], list[Result]] = defaultdict(list)
    for result in results:
        by[result.method, result.setting, result.count].append(result)
    return {**about, "lines": [_line(key, members, families) for key, members in sorted(by.items())]}


def _line(key: tuple[str, str, int], members: Sequence[Result], families: Mapping[str, Family]) -> Json:
    method, setting, count = key
    recall = recalls(members)
    plain = {name: value for name, value in recall.items() if not families[name].adaptive}
    adaptive = {name: value for name, value in recall.items() if families[name].adaptive}
    line: Json = {
        "method": method,
        "setting": setting,
        "count": count,
        "nights": len(members),
        "lost": _rounded(shares(one.lost for one in members)),
        "seconds": round(statistics.median(one.seconds for one in members), 2),
    }
    if recall:
        line |= {"macro": round(macro(plain), 4), "macro_adaptive": round(macro(adaptive), 4)}
        line |= {
            "macro_by_seed": [round(value, 4) for value in _by_seed(members, families)],
            "worst": [[name, round(value, 4)] for name, value in worst(plain)],
            "recall": _rounded(recall),
        }
    if held := [one.held for one in members if one.held is not None]:
        line["held"] = _rounded(shares(held))
        line["held_recall"] = _rounded(shares(one.held_poison or {} for one in members))
        line["honest"] = sizes(held)
    return line


def _by_seed(members: Sequence[Result], families: Mapping[str, Family]) -> Iterator[float]:
    for seed in sorted({one.seed for one in members}):
        recall = recalls(one for one in members if one.seed == seed)
        yield macro({name: value for name, value in recall.items() if not families[name].adaptive})


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def dumped(report: Json) -> str:
    """The report as JSON, each line of the table on one of its own."""
    about = {name: value for name, value in report.items() if name != "lines"}
    lines = ",\n".join(json.dumps(line) for line in report["lines"])
    return f'{json.dumps(about)[:-1]}, "lines": [\n{lines}\n]}}\n'


def text(report: Json) -> str:
    """The report for a terminal."""
    return "\n".join(_lines(report))


def _lines(report: Json) -> Iterator[str]:
    lines = report["lines"]
    attacked = [line for line in lines if line["count"]]
    counts = sorted({line["count"] for line in attacked})
    head = "".join(f"{count:>7}" for count in counts)
    yield f"Macro recall at exactly 1 % of honest conversations lost ({report['mixture']}); adaptive apart"
    yield f"{'method':24}{'setting':10}{head}   adaptive{head}   seconds"
    for method, setting in sorted({(line["method"], line["setting"]) for line in attacked}):
        own = {x["count"]: x for x in attacked if (x["method"], x["setting"]) == (method, setting)}
        cells = [
            "".join(f"{own[c][kind]:7.2f}" if c in own else f"{'-':>7}" for c in counts)
            for kind in ("macro", "macro_adaptive")
        ]
        seconds = max(line["seconds"] for line in own.values())
        yield f"{method:24}{setting:10}{cells[0]}           {cells[1]}   {seconds:7.1f}"
    for setting in dict.fromkeys(line["setting"] for line in attacked if line["method"] == "guard"):
        own = {x["count"]: x for x in attacked if x["method"] == "guard" and x["setting"] == setting}
        yield f"\nguard, {setting}: recall by family"
        for family in sorted({name for line in own.values() for name in line["recall"]}):
            yield f"  {family:24}" + "".join(f"{own[c]['recall'][family]:7.2f}" for c in counts)
        for count in counts:
            names = ", ".join(f"{name} {value:.2f}" for name, value in own[count]["worst"])
            yield f"  worst five at {count}: {names}"
    for line in lines:
        if line["method"] == "guard" and not line["count"]:
            yield f"\nguard, {line['setting']}, nothing planted: share held at default settings"
            yield "  " + ", ".join(f"{name} {value:.2%}" for name, value in line["held"].items())
