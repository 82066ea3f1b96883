"""Options that put models of one's own in the place of those that ship, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from guard.choice import KINDS
from guard.errors import UsageError

if TYPE_CHECKING:
    from guard.models.cascade import Passage

_F = TypeVar("_F", bound=Callable[..., object])


def model_options(command: _F) -> _F:
    """Adds --model, --label and --every-text."""
    model = click.option(
        "--model",
        "models",
        multiple=True,
        metavar="KIND=MODEL",
        help="A model of your own: a directory or owner/name@commit; repeatable. Kinds: "
        f"{', '.join(KINDS)}.  [default: the models that ship]",
    )
    label = click.option(
        "--label",
        "labels",
        multiple=True,
        metavar="KIND:THEIRS=OURS",
        help="What a label of a --model means; repeatable.",
    )
    every_text = click.option(
        "--every-text",
        is_flag=True,
        help="Give a --model every text, not only those that the model that ships does not clear.",
    )
    return model(label(every_text(command)))


def pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    """`A=B` options as a mapping. Raises UsageError for anything else."""
    result = {}
    for item in given:
        key, equals, value = item.partition("=")
        if not (key and equals and value):
            raise UsageError(
                "expected two names joined by =", f"{option} {item!r}", f"write {option} NAME=NAME"
            )
        result[key] = value
    return result


def meanings(given: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """`KIND:THEIRS=OURS` options as (kind, theirs, ours). Raises UsageError for anything else."""
    result = []
    for item in given:
        kind, _, rest = item.partition(":")
        theirs, _, ours = rest.rpartition("=")
        if not (kind and theirs and ours):
            raise UsageError(
                "expected a kind and two labels", f"--label {item!r}", "write --label KIND:THEIRS=OURS"
            )
        result.append((kind, theirs, ours))
    return result


def lost(kind: str, passage: Passage) -> str:
    """What a cascade saved and may have lost, as a sentence for people."""
    return (
        f"{kind}: {passage.sent_on:,} of {passage.texts:,} distinct texts went on to the --model. Of the "
        f"others {passage.checked:,} were checked: it would have flagged {passage.lost:,}, so at most "
        f"{passage.lost_at_most:.2%} of them are lost. --every-text leaves none out."
    )
