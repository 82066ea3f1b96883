"""`guard models list` and `guard models verify`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from guard.cli import terminal
from guard.errors import GuardError
from guard.models import registry, scorers

_HEADLINES = 3  # figures of a model that are listed; its figures.json begins with the ones that matter most


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with all figures and files.")
def list_(as_json: bool) -> None:
    """Each embedded model: kind, size, licence, fingerprint, labels and what it was measured at."""
    found = registry.embedded()
    if as_json:
        for model in found:
            fields = {
                "name": model.name,
                "kind": model.kind,
                "labels": scorers.labels(model),
                "context": registry.reads_context(model.path),
                "licence": model.licence,
                "bytes": model.size,
                "fingerprint": registry.fingerprint(model.path),
                "headline": headline(model.figures),
                "figures": model.figures,
                "files": model.files,
            }
            click.echo(terminal.as_json(fields))
        return
    shown = terminal.table("", "name", "kind", "size", "licence", "fingerprint", right=("size",))
    for model in found:
        size = f"{model.size / 1e6:.1f} MB"
        print_ = registry.fingerprint(model.path)[:16]
        terminal.row(shown, model.name, model.kind.replace("_", " "), size, model.licence, print_)
    measured = terminal.table("", "name", "labels", "measured", "", right=("",))
    for model in found:
        name, labels = model.name, ", ".join(scorers.labels(model)) or "-"
        for measure, value in headline(model.figures).items():
            terminal.row(measured, name, labels, measure, f"{value:g}")
            name = labels = ""
    out = terminal.console()
    out.print(shown)
    out.print(measured)


@click.command()
def verify() -> None:
    """Compare every file of the embedded models with its SHA-256. Exit code 3 when one differs."""
    problems = registry.verify()
    if problems:
        raise GuardError("; ".join(problems), "embedded models", "install the package again")
    click.echo(f"All files of {len(registry.embedded())} models are as they were published.")


def headline(figures: Mapping[str, Any]) -> dict[str, float]:
    """The first figures of a model, nested names joined by commas."""
    return dict(list(_flat(figures))[:_HEADLINES])


def _flat(figures: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, float]]:
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}, ")
        else:
            yield f"{before}{name}", value
