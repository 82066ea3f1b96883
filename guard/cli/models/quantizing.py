"""`guard models quantize`."""

from __future__ import annotations

from pathlib import Path

import click

from guard.cli.models.lines import open_lines


@click.command()
@click.argument("model")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Directory that is made: model.onnx, configuration, tokenizer, provenance.json.",
)
@click.option(
    "--texts",
    metavar="TEXTS.jsonl",
    help="Texts to compare the two on, at best your own.  [default: 440 sentences that ship]",
)
@click.option(
    "--flag-at",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="Probability from which a label counts as a verdict.",
)
def quantize(model: str, out: Path, texts: str | None, flag_at: float) -> None:
    """Convert a transformers classifier to ONNX with weights of eight bits, for less time per text.

    MODEL is a directory or owner/name@commit. Both forms score the texts; where verdicts or probabilities
    differ too much, nothing is written and the exit code is 3. Use the result as --model KIND=DIR.
    Needs pip install "conversation-guard[onnx]".
    """  # fmt: skip
    from guard.models.quantize import quantize as convert

    said: list[str] = []
    heard: list[str] | None = None
    if texts is not None:
        with open_lines(texts) as lines:
            for block, contexts in lines.blocks():
                said += block
                heard = None if contexts is None else [*(heard or []), *contexts]
    agreement = convert(model, out, said, heard, flag_at)
    click.echo(
        f"Of {agreement.texts:,} texts {agreement.agreement:.2%} have the same verdicts at {flag_at}; the "
        f"largest difference of two probabilities is {agreement.largest_gap}. Written: {out}"
    )
