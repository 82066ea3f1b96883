"""`guard models`: list and verify what ships, run a model on texts, make one of eight bits."""

from __future__ import annotations

import click

from guard.cli.models.listing import list_, verify
from guard.cli.models.quantizing import quantize
from guard.cli.models.running import encode, score


@click.group()
def models() -> None:
    """List and verify the models that ship; run models on texts."""


for command in (list_, verify, encode, score, quantize):
    models.add_command(command)
