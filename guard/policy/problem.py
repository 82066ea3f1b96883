"""Mistakes in rule files: each with file, line and key, all shown together in one error."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from guard.errors import UsageError

Path = tuple[str | int, ...]  # keys and list positions from the top of a file


class Problem(NamedTuple):
    """One thing wrong in one file: `line` counts from 1, `key` is dotted, as in `when.all[0].finding`."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.key, self.message) if part)


def refuse(problems: Sequence[Problem], cure: str, what: str = "the policy") -> UsageError:
    """The one error that shows all problems, in the order of file and line."""
    count = len(problems)
    title = f"1 error in {what}" if count == 1 else f"{count} errors in {what}"
    lines = (f"  {problem}" for problem in sorted(problems))
    return UsageError("\n".join([title, *lines]), cure=cure)


def dotted(path: Path) -> str:
    """`("when", "all", 0)` as a person writes it: `when.all[0]`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def near(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'title'?` when one of the known words is near, or nothing."""
    found = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {found[0]!r}?" if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Like `near`, with the list of known words when none is near."""
    known = list(known)
    return near(word, known) or f"; known: {', '.join(known) or 'none'}"
