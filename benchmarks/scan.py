"""How long a whole scan takes, against encoding the same distinct turns alone, and its peak memory.

    python -m benchmarks.scan [CORPUS.jsonl.gz] [--rounds 3] [--out benchmarks/results/scan.json]

Each figure is a process of its own, the two in turn, so that a machine that slows down slows both. The
encoding process reads the turns, and only the encoding itself is timed; of the scan, everything is: start,
imports, reading, all detectors, storing, writing verdicts and the clean set.
"""

from __future__ import annotations

import json
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


def encode(corpus: Path) -> tuple[int, float]:
    """Distinct turns of the corpus, and the seconds it takes to encode them."""
    done = subprocess.run(
        [sys.executable, "-c", _ENCODE, str(corpus)], capture_output=True, text=True, check=True
    )
    turns, seconds = done.stdout.split()
    return int(turns), float(seconds)


def scan(corpus: Path, workers: int = 1) -> tuple[float, float]:
    """Seconds and peak memory in MB of one whole scan."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "guard", "scan", str(corpus), "--quiet", "--workers", str(workers)]
        command += ["--verdicts", f"{folder}/v.jsonl", "--clean", f"{folder}/c.jsonl"]
        start = time.perf_counter()
        subprocess.run(command, check=True)
        seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


@click.command()
@click.argument("corpus", default=CORPUS, type=click.Path(exists=True, path_type=Path))
@click.option("--rounds", default=3, show_default=True)
@click.option("--out", default=RESULTS / "scan.json", type=click.Path(path_type=Path))
def main(corpus: Path, rounds: int, out: Path) -> None:
    """Time scans against encodings, in turn."""
    encodings, scans, peak, turns = [], [], 0.0, 0
    for number in range(rounds):
        turns, seconds = encode(corpus)
        encodings.append(seconds)
        seconds, megabytes = scan(corpus)
        scans.append(seconds)
        peak = max(peak, megabytes)
        print(f"round {number + 1}: encoding {encodings[-1]:.1f} s, scan {seconds:.1f} s, {megabytes:.0f} MB")
    ratios = [s / e for s, e in zip(scans, encodings, strict=True)]
    result = {
        "corpus": corpus.name,
        "distinct_turns": turns,
        "rounds": rounds,
        "encode_seconds": [round(s, 2) for s in encodings],
        "scan_seconds": [round(s, 2) for s in scans],
        "ratio_median": round(statistics.median(ratios), 2),
        "ratio_range": [round(min(ratios), 2), round(max(ratios), 2)],
        "peak_megabytes": round(peak),
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n")
    print(
        f"a scan takes {result['ratio_median']} times as long as encoding; peak memory {peak:.0f} MB -> {out}"
    )


if __name__ == "__main__":
    main()
