"""Keep what the demo prints, for the README: `python -m benchmarks.demo`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.scan import RESULTS

ROOT = Path(__file__).parent.parent
SCAN = ("scan", "fixtures/support.jsonl", "--as-of", "2026-10-15")
SHOWN = "c-85e1c0f0"  # a member of the planted campaign


def guard(*arguments: str) -> str:
    """What the command prints."""
    command = [sys.executable, "-m", "guard", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def plain(text: str) -> str:
    """Without the spaces that tables leave at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


def demo() -> tuple[str, str]:
    """The summary of the fixtures, and one held conversation."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/demo.db"
        guard(*SCAN, "--store", url, "--quiet")
        shown = guard("quarantine", "show", SHOWN, "--store", url)
    summary = guard(*SCAN).split("\n\nNothing was kept")[0]
    return plain(summary), plain(shown)


if __name__ == "__main__":
    for name, text in zip(("demo.txt", "finding.txt"), demo(), strict=True):
        (RESULTS / name).write_text(text, "utf-8")
