"""What a person looks at after a run: one self-contained HTML page, made from the store alone.

The page loads nothing and runs nothing: no script, one style sheet allowed by its hash. Every text that
came from a conversation passes `text.neutral` or `text.highlight`; the first is applied to whatever the
template prints, so that forgetting it is not possible.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from guard.errors import GuardError
from guard.report import phrases
from guard.report.page import page
from guard.report.text import neutral
from guard.store import Store

_NO_TITLES: Mapping[str, str] = MappingProxyType({})


def render(store: Store, run_id: str | None = None, titles: Mapping[str, str] = _NO_TITLES) -> str:
    """The report of one run (None: the newest) as HTML. `titles` maps rule ids to sentences.

    The same store gives the same text. Raises what the store raises for a run it does not have.
    """
    style = files(__name__).joinpath("templates/report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    template = _environment().get_template("report.html.j2")
    trusted = Markup(style)  # noqa: S704 - our own file
    return template.render(page=page(store, run_id, titles), style=trusted, style_digest=digest)


def write(store: Store, run_id: str | None, path: Path, titles: Mapping[str, str] = _NO_TITLES) -> None:
    """Write the report to `path`, whole or not at all. Raises GuardError when it cannot be written."""
    data = render(store, run_id, titles).encode("utf-8")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with part.open("xb") as file:
            file.write(data)
        part.replace(path)
    except OSError as error:
        cure = "choose a file in a folder that exists and that you may write to"
        raise GuardError(f"cannot write the report: {error.strerror}", str(path), cure) from error
    finally:
        with suppress(OSError):  # it is there only if something went wrong, and that is told already
            part.unlink()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("guard.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(count=phrases.count, share=phrases.share)
    environment.filters.update(moment=phrases.moment, day=phrases.day)
    return environment


def _printable(value: Any) -> Any:
    return value if isinstance(value, Markup | int | float) else neutral(str(value))
