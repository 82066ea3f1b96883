"""`guard models encode` and `guard models score`: a model on texts of one's own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guard.atomic import atomic_writer, check_targets
from guard.cli.models.lines import open_lines
from guard.models import registry, scorers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("texts", metavar="TEXTS.jsonl")
@click.option("--out", required=True, type=_FILE, help="Where the vectors go, as numpy saves them.")
@click.option(
    "--model",
    default="encoder",
    metavar="MODEL",
    help="A directory or owner/name@commit.  [default: embedded]",
)
def encode(texts: str, out: Path, model: str) -> None:
    """Encode texts: one row of float32 per line, in order, of unit length.

    TEXTS.jsonl has one {"text": "..."} a line; - is standard input.
    """  # fmt: skip
    from numpy.lib.format import write_array_header_1_0

    from guard.models.encoder import Encoder

    check_targets([out], [texts])
    name, revision = registry.split(model)
    with open_lines(texts, overlook_contexts=True) as lines:
        encoder = Encoder.load(name, revision)
        shape = (lines.count, encoder.dimension)
        with atomic_writer(out) as file:
            write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": shape})
            for block, _ in lines.blocks():
                file.write(encoder.encode(block).astype("<f4").tobytes())
    click.echo(f"Written: {out}, {shape[0]:,} vectors of {shape[1]} numbers")


@click.command()
@click.argument("name")
@click.argument("texts", metavar="TEXTS.jsonl")
@click.option("--model", metavar="MODEL", help="Use this directory or owner/name@commit as NAME.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Processes for classifiers; never changes a score.",
)
@click.option("--out", type=_FILE, help="Where the scores go.  [default: standard output]")
def score(name: str, texts: str, model: str | None, workers: int, out: Path | None) -> None:
    """Score texts: one {"scores": {label: probability}} per line, in order.

    NAME is an embedded model (guard models list), a directory or owner/name@commit. TEXTS.jsonl has one
    {"text": "..."} a line, for a model that reads contexts {"context": "...", "text": "..."}; - is standard
    input. All lines are checked before the first score is written.
    """  # fmt: skip
    if out:
        check_targets([out], [texts])
    found = scorers.find(name, model)
    with ExitStack() as stack:
        lines = stack.enter_context(open_lines(texts, found.reads_context))
        scorer = found.load(pairs=lines.has_contexts)
        file = stack.enter_context(atomic_writer(out)) if out else None
        for block, contexts in lines.blocks():
            for line in _as_json(scorer.labels, scorer.score(block, contexts, workers)):
                if file:
                    file.write(line.encode() + b"\n")
                else:
                    sys.stdout.write(line + "\n")


def _as_json(labels: Sequence[str], scores: NDArray[np.float32]) -> Iterator[str]:
    keys = [json.dumps(label) for label in labels]
    for row in scores.astype(float).round(4).tolist():
        cells = ", ".join(f"{key}: {value}" for key, value in zip(keys, row, strict=True))
        yield f'{{"scores": {{{cells}}}}}'
