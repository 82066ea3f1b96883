"""What a default scan holds of real public conversations in which nothing was planted.

python -m benchmarks.false_alarms [--data ../shared/data] [--out benchmarks/results/false_alarms.json]
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click

from benchmarks.scan import RESULTS

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
CORPORA = (
    "star sgd_train bitext_v1 bitext_v3 cucom_ecommerce irc_ubuntu_train taskmaster4 multidogo_customer_turns"
).split()


def held(path: Path) -> dict[str, object]:
    """Counts of one default scan, and how many conversations each rule holds."""
    command = [sys.executable, "-m", "guard", "scan", str(path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    summary = json.loads(done.stdout)
    return {
        "corpus": path.name.removesuffix(".jsonl.gz"),
        "read": summary["read"],
        "held": summary["held"],
        "share": round(summary["held"] / summary["read"], 5),
        "rules": summary["rules"],
    }


@click.command()
@click.option("--data", default=DATA, type=click.Path(exists=True, path_type=Path))
@click.option("--out", default=RESULTS / "false_alarms.json", type=click.Path(path_type=Path))
def main(data: Path, out: Path) -> None:
    """Scan each corpus at default settings."""
    results = []
    for name in CORPORA:
        results.append(held(data / f"{name}.jsonl.gz"))
        print(results[-1])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
