"""The README says what is so: its figures, its commands, its links."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from benchmarks.demo import demo
from benchmarks.readme import BLOCKS, DOCUMENTS, PLOTS, README, rendered
from benchmarks.scan import RESULTS
from guard.cli import cli

TEXT = README.read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_figures_are_those_of_the_result_files(document: Path) -> None:
    text = document.read_text("utf-8")
    assert rendered(text) == text, "run python -m benchmarks.readme"


def test_every_block_has_a_place() -> None:
    texts = [document.read_text("utf-8") for document in DOCUMENTS]
    assert all(any(f"<!-- {name} -->" in text for text in texts) for name in BLOCKS)


@pytest.mark.parametrize("plot", PLOTS, ids=lambda p: p.name)
def test_plots_are_drawn_from_the_result_files(plot: Path) -> None:
    assert PLOTS[plot]() == plot.read_text("utf-8"), "run python -m benchmarks.readme"


def test_the_demo_prints_what_the_readme_shows() -> None:
    kept = [(RESULTS / name).read_text("utf-8") for name in ("demo.txt", "finding.txt")]
    assert list(demo()) == kept, "run python -m benchmarks.demo and python -m benchmarks.readme"


def test_commands_and_options_exist() -> None:
    context = click.Context(cli)
    for words in re.findall(r"^guard ([a-z]+(?: [a-z]+)?)", TEXT, re.MULTILINE):
        name, _, sub = words.partition(" ")
        command = cli.get_command(context, name)
        assert command is not None, name
        if sub and isinstance(command, click.Group):
            assert sub in command.commands, words
    known = {
        option for name in cli.list_commands(context) for option in _options(cli.get_command(context, name))
    }
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT)) <= known | {"--help"}


def _options(command: click.Command | None) -> set[str]:
    assert command is not None
    mine = {option for parameter in command.params for option in parameter.opts}
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return mine.union(*(_options(each) for each in inner))


@pytest.mark.parametrize(
    "document", [README, *sorted((README.parent / "docs").rglob("*.md"))], ids=lambda p: p.name
)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[\w-]*)?\)", document.read_text("utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (document.parent / target).exists(), target
