"""How long a whole scan takes, against encoding the same distinct turns alone, and its peak memory.

    python -m benchmarks.scan [CORPUS.jsonl.gz] [--rounds 3] [--out benchmarks/results/scan.json]

Each figure is a process of its own, the two in turn, so that a machine that slows down slows both. The
encoding process reads the turns, and only the encoding itself is timed; of the scan, everything is: start,
imports, reading, all detectors, storing, writing verdicts and the clean set.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

CORPUS = Path(__file__).parent.parent.parent / "shared" / "data" / "sgd_train.jsonl.gz"
RESULTS = Path(__file__).parent / "results"

_ENCODE = """
import sys, time
from guard import ingest, text
from guard.ingest import ReadOptions
from guard.models.encoder import Encoder
from guard.types import Row
rows = ingest.read([sys.argv[1]], ReadOptions())
turns = sorted({text.clean(t.content) for r in rows if isinstance(r, Row) for t in r.conversation.turns})
encoder = Encoder.load()
encoder.encode(turns[:64])
start = time.perf_counter()
encoder.encode(turns)
print(len(turns), time.perf_counter() - start)
"""


def environment(threads: int) -> dict[str, str]:
    """The environment of a process whose libraries use so many threads (0: as many as they like)."""
    limits = ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return dict(os.environ) | (dict.fromkeys(limits, str(threads)) if threads else {})


def encode(corpus: Path, threads: int) -> tuple[int, float]:
    """Distinct turns of the corpus, and the seconds it takes to encode them."""
    command = [sys.executable, "-c", _ENCODE, str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment(threads))
    turns, seconds = done.stdout.split()
    return int(turns), float(seconds)


def scan(corpus: Path, threads: int) -> tuple[float, float]:
    """Seconds and peak memory in MB of one whole scan."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "guard", "scan", str(corpus), "--quiet"]
        command += ["--verdicts", f"{folder}/v.jsonl", "--clean", f"{folder}/c.jsonl"]
        start = time.perf_counter()
        subprocess.run(command, check=True, env=environment(threads))
        seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def measured(corpus: Path, rounds: int, threads: int) -> dict[str, object]:
    """Scans against encodings, in turn, with so many threads in each process."""
    encodings, scans, peak, turns = [], [], 0.0, 0
    for number in range(rounds):
        turns, seconds = encode(corpus, threads)
        encodings.append(seconds)
        seconds, megabytes = scan(corpus, threads)
        scans.append(seconds)
        peak = max(peak, megabytes)
        print(f"round {number + 1}: encoding {encodings[-1]:.1f} s, scan {seconds:.1f} s, {megabytes:.0f} MB")
    ratios = [s / e for s, e in zip(scans, encodings, strict=True)]
    return {
        "corpus": corpus.name,
        "distinct_turns": turns,
        "rounds": rounds,
        "encode_seconds": [round(s, 2) for s in encodings],
        "scan_seconds": [round(s, 2) for s in scans],
        "ratio_median": round(statistics.median(ratios), 2),
        "ratio_range": [round(min(ratios), 2), round(max(ratios), 2)],
        "peak_megabytes": round(peak),
    }


@click.command()
@click.argument("corpus", default=CORPUS, type=click.Path(exists=True, path_type=Path))
@click.option("--rounds", default=3, show_default=True)
@click.option("--out", default=RESULTS / "scan.json", type=click.Path(path_type=Path))
def main(corpus: Path, rounds: int, out: Path) -> None:
    """Time scans against encodings: with one thread in each process, and with as many as there are cores."""
    result = {"one_thread": measured(corpus, rounds, 1), "all_threads": measured(corpus, rounds, 0)}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n")
    for name, figures in result.items():
        print(f"{name}: a scan takes {figures['ratio_median']} times as long as encoding")


if __name__ == "__main__":
    main()
