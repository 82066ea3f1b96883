"""`guard models list|verify`."""

from __future__ import annotations

import click

from guard.cli import terminal
from guard.errors import GuardError
from guard.models import registry


@click.group()
def models() -> None:
    """List and verify the models that ship with the package."""


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """Name, kind, size, licence and fingerprint of each embedded model."""
    found = registry.embedded()
    if as_json:
        for model in found:
            fields = {
                "name": model.name,
                "kind": model.kind,
                "licence": model.licence,
                "bytes": model.size,
                "fingerprint": registry.fingerprint(model.path),
                "files": model.files,
            }
            click.echo(terminal.as_json(fields))
        return
    shown = terminal.table("", "name", "kind", "size", "licence", "fingerprint", right=("size",))
    for model in found:
        size = f"{model.size / 1e6:.1f} MB"
        terminal.row(
            shown, model.name, model.kind, size, model.licence, registry.fingerprint(model.path)[:16]
        )
    terminal.console().print(shown)


@models.command()
def verify() -> None:
    """Compare every file of the embedded models with its SHA-256. Exit code 3 when one differs."""
    problems = registry.verify()
    if problems:
        raise GuardError("; ".join(problems), "embedded models", "install the package again")
    click.echo(f"All files of {len(registry.embedded())} models are as they were published.")
