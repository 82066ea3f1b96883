"""Time and memory of one scan as nights grow: `guard scan` with a history of 20,000, on two cores.

    python -m benchmarks.growth [--sizes 10000,30000,100000] [--out FILE.json]

The corpora of the full mixture have some 14,000 conversations that are not in the history, so that every
conversation is told anew: one word in ten is replaced by another word of the corpora, and ids, accounts,
agents and times are new. Texts are therefore distinct, at every size to the same degree. Linux only.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import cycle, islice, pairwise
from pathlib import Path
from random import Random

import click

from benchmarks import confounders, corpora, nights
from benchmarks.drafts import Json
from benchmarks.guard_scan import AS_OF
from benchmarks.scan import CORPUS, RESULTS, environment

HISTORY = 20_000
CORES = 2
REPLACED = 0.1  # of the words
_WORD = re.compile(r"[A-Za-z]{2,}")
_WATCH = 0.25  # seconds between looks at memory


@dataclass(frozen=True)
class Cost:
    """One process: seconds by the clock and of processors, peak memory with its children."""

    conversations: int
    seconds: float
    cpu_seconds: float
    megabytes: int


def retold(row: Json, words: Sequence[str], rng: Random) -> Json:
    """The conversation with some of its words replaced by others of `words`."""

    def other(found: re.Match[str]) -> str:
        return rng.choice(words) if rng.random() < REPLACED else found[0]

    messages = [m | {"content": _WORD.sub(other, m["content"])} for m in row["messages"]]
    return row | {"messages": messages}


def write(folder: Path, rows: Sequence[Json], size: int, history: int) -> None:
    """night.jsonl with `size` conversations, confounders among them, and history.jsonl."""
    rng, desk = Random(f"growth:{size}"), corpora.Desk(size)
    words = [word for row in rows[:2000] for m in row["messages"] for word in _WORD.findall(m["content"])]
    told = (retold(row, words, rng) for row in islice(cycle(rows), size))
    tonight, _ = confounders.scatter([desk.dress(row) for row in told], rng, tonight=True)
    start = corpora.TONIGHT - timedelta(days=nights.HISTORY_NIGHTS)
    trusted = corpora.Desk(0)
    before = [trusted.dress(row, start, nights.HISTORY_NIGHTS) for row in rows[-history:]]
    nights.Night(tonight, [], before, nights.declared()).write(folder)


def measured(arguments: Sequence[str], conversations: int) -> Cost:
    """One `guard` process on `CORES` cores. Raises ClickException where it fails."""
    cores = set(sorted(os.sched_getaffinity(0))[:CORES])
    start, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        [sys.executable, "-m", "guard", *arguments],
        env=environment(CORES),
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    while True:
        peak = max(peak, megabytes(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        time.sleep(_WATCH)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"guard {' '.join(arguments)}: exit code {process.returncode}")
    peak = max(peak, usage.ru_maxrss // 1024)
    seconds = time.perf_counter() - start
    return Cost(conversations, round(seconds, 1), round(usage.ru_utime + usage.ru_stime, 1), peak)


def megabytes(pid: int) -> int:
    """Memory of a process and its children, what they share counted once; 0 for one that has ended."""
    proc = Path("/proc") / str(pid)
    try:
        sizes = re.findall(r"^Pss:\s+(\d+) kB", (proc / "smaps_rollup").read_text(), re.MULTILINE)
        children = (proc / "task" / str(pid) / "children").read_text().split()
    except OSError:
        return 0
    return sum(map(int, sizes)) // 1024 + sum(megabytes(int(child)) for child in children)


def exponents(costs: Sequence[Cost]) -> list[float]:
    """k of cost ~ N^k from each size to the next, in seconds of processors."""
    points = [(math.log(cost.conversations), math.log(cost.cpu_seconds)) for cost in costs]
    return [round((y - before_y) / (x - before_x), 2) for (before_x, before_y), (x, y) in pairwise(points)]


@click.command()
@click.option("--sizes", default="10000,30000,100000", show_default=True)
@click.option("--history", default=HISTORY, show_default=True, help="Conversations of the history.")
@click.option("--workers", default=CORES, show_default=True, help="As of guard scan.")
@click.option("--data", default=CORPUS.parent, type=click.Path(exists=True, path_type=Path))
@click.option("--out", default=RESULTS / "growth.json", type=click.Path(path_type=Path))
def main(sizes: str, history: int, workers: int, data: Path, out: Path) -> None:
    """Scan nights of growing size."""
    rows = list(corpora.filled(corpora.load(data)))
    Random("growth").shuffle(rows)
    costs: list[Cost] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trusted = folder / "history"
        for size in sorted(map(int, sizes.split(","))):
            write(folder, rows, size, history)
            if not trusted.exists():
                adding = ["history", "add", str(folder / "history.jsonl"), "--history", str(trusted)]
                added = measured(adding, history)
            files = ["--history", str(trusted), "--declared", str(folder / "declared.yaml")]
            files += ["--verdicts", str(folder / "verdicts.jsonl"), "--clean", str(folder / "clean.jsonl")]
            scan = ["scan", str(folder / "night.jsonl"), *files, "--as-of", AS_OF, "--workers", str(workers)]
            costs.append(measured([*scan, "--quiet"], size))
            click.echo(costs[-1])
    result = {
        "cores": CORES,
        "workers": workers,
        "history": asdict(added),
        "scans": [asdict(cost) for cost in costs],
        "exponents": exponents(costs),
    }
    out.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    click.echo(f"cost grows with N to the power of {', '.join(map(str, exponents(costs)))}")


if __name__ == "__main__":
    main()
