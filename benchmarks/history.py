"""How long it takes to add conversations to a trusted history, and to read it; one process, one thread.

    python -m benchmarks.history [CORPUS.jsonl.gz ...] [--conversations 20000] [--out FILE.json]

Adding is the whole command: start, imports, reading, counting, encoding, writing. Loading is what a scan
does. Each corpus gives its share, in turn, until there are enough.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path

import click

from benchmarks.scan import CORPUS, RESULTS, environment
from guard import ingest
from guard.history import History
from guard.types import Row

_NAMES = ("bitext_v1", "bitext_v3", "cucom_ecommerce", "taskmaster4", "star", "sgd_train")
CORPORA = [CORPUS.with_name(f"{name}.jsonl.gz") for name in _NAMES]


def add(file: Path, folder: Path) -> float:
    """Seconds of one `guard history add` on one thread."""
    command = [sys.executable, "-m", "guard", "history", "add", str(file), "--history", str(folder)]
    start = time.perf_counter()
    subprocess.run(command, check=True, env=environment(1), capture_output=True)
    return time.perf_counter() - start


def load(folder: Path) -> tuple[float, History]:
    start = time.perf_counter()
    history = History.load(folder)
    return time.perf_counter() - start, history


def _in_turn(corpora: tuple[Path, ...]) -> Iterator[bytes]:
    """Rows of the corpora, one of each at a time, with ids that differ."""
    for index, rows in enumerate(zip_longest(*(ingest.read([str(path)]) for path in corpora))):
        for number, row in enumerate(rows):
            if isinstance(row, Row):
                yield json.dumps(json.loads(row.raw) | {"id": f"{number}-{index}"}).encode()


def measured(corpora: tuple[Path, ...], conversations: int) -> dict[str, object]:
    """Seconds to add all but the last tenth, to load that, and to add the last tenth to it."""
    lines = list(islice(_in_turn(corpora), conversations + conversations // 10))
    if len(lines) <= conversations:
        raise click.ClickException(f"the corpora have {len(lines):,} conversations; give more")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for file, part in (("first", lines[:conversations]), ("more", lines[conversations:])):
            (place / f"{file}.jsonl").write_bytes(b"\n".join(part) + b"\n")
        seconds = add(place / "first.jsonl", place / "history")
        loading, history = load(place / "history")
        size = sum(path.stat().st_size for path in place.glob("history/**/*.*"))
        more = add(place / "more.jsonl", place / "history")
    return {
        "corpora": [path.name for path in corpora],
        "conversations": conversations,
        "bytes_read": sum(map(len, lines[:conversations])),
        "add_seconds": round(seconds, 1),
        "load_seconds": round(loading, 2),
        "add_a_tenth_more_seconds": round(more, 1),
        "megabytes_on_disk": round(size / 1e6),
        "runs": {"user": len(history.user.keys), "reply": len(history.reply.keys)},
        "pairs": len(history.pairs),
    }


@click.command()
@click.argument("corpora", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--conversations", default=20_000, show_default=True)
@click.option("--out", default=RESULTS / "history.json", type=click.Path(path_type=Path))
def main(corpora: tuple[Path, ...], conversations: int, out: Path) -> None:
    """Time adding to a history and loading it."""
    result = measured(corpora or tuple(CORPORA), conversations)
    out.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
