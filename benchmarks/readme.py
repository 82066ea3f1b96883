"""Render the figures of README and docs/BENCHMARK.md from the result files: `python -m benchmarks.readme`.

A test holds both against this, so that no figure stands there that no file has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import figures, figures_effect
from benchmarks.scan import RESULTS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCUMENTS = (README, ROOT / "docs" / "BENCHMARK.md")
PLOTTED = ROOT / "docs" / "plots"
BLOCK = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def false_alarms() -> str:
    """A table: corpus, conversations, held, share, and by which rules."""
    rows = [
        "| public data, nothing planted | conversations | held | share | by |",
        "|---|---:|---:|---:|---|",
    ]
    for entry in json.loads((RESULTS / "false_alarms.json").read_text()):
        rules = ", ".join(f"{rule} {count}" for rule, count in list(entry["rules"].items())[:3]) or "-"
        share = f"{entry['share']:.2%}"
        rows.append(f"| {entry['corpus']} | {entry['read']:,} | {entry['held']} | {share} | {rules} |")
    return "\n".join(rows)


def speed() -> str:
    """Two sentences on time and memory."""
    result = json.loads((RESULTS / "scan.json").read_text())
    one, every = result["one_thread"], result["all_threads"]
    scan, encode = min(one["scan_seconds"]), min(one["encode_seconds"])
    scan_all, encode_all = min(every["scan_seconds"]), min(every["encode_seconds"])
    return (
        f"A scan of {one['corpus']} ({one['distinct_turns']:,} distinct turns) takes {one['ratio_median']}"
        f" times as long as encoding its turns alone ({scan:.0f} s against {encode:.1f} s, one process with"
        f" one thread, on the machine that measured it) and {one['peak_megabytes']} MB of memory at the"
        f" peak. With as many threads as cores, from which encoding gains most, it is"
        f" {every['ratio_median']} times ({scan_all:.0f} s against {encode_all:.1f} s)."
    )


def demo() -> str:
    """What the first command of the README prints."""
    return f"```\n{(RESULTS / 'demo.txt').read_text('utf-8').rstrip()}\n```"


def finding() -> str:
    """One held conversation as `guard quarantine show` prints it."""
    return f"```\n{(RESULTS / 'finding.txt').read_text('utf-8').rstrip()}\n```"


BLOCKS: Mapping[str, Callable[[], str]] = {
    "demo": demo,
    "finding": finding,
    "false_alarms": false_alarms,
    "speed": speed,
    "recall": lambda: figures.recall("poison"),
    "left_out": lambda: figures.recall("poison_left_out"),
    "published": lambda: figures.recall("poison_published"),
    "clean_nights": figures.clean_nights,
    "families": figures.families,
    "effect": figures_effect.effect,
    "growth": figures_effect.growth,
}
PLOTS: Mapping[Path, Callable[[], str]] = {
    PLOTTED / "recall.svg": figures.recall_plot,
    PLOTTED / "effect.svg": figures_effect.effect_plot,
}


def rendered(text: str) -> str:
    """A document with every block made anew."""
    return BLOCK.sub(lambda match: f"{match[1]}{BLOCKS[match[2]]()}\n{match[3]}", text)


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(rendered(document.read_text("utf-8")), "utf-8")
    PLOTTED.mkdir(exist_ok=True)
    for path, draw in PLOTS.items():
        path.write_text(draw(), "utf-8")
