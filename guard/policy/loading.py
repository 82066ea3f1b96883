"""Rule files -> Policy. Every mistake in every file is shown at once, with file, line and key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pydantic

import guard
from guard.errors import UsageError
from guard.policy.checks import mistakes
from guard.policy.document import Document, parse
from guard.policy.policy import Policy
from guard.policy.problem import Problem, near, refuse
from guard.policy.schema import KEYS, Rule

CURE = "correct the rule files; docs/POLICY.md lists every key"


def default_directory() -> Path:
    """The rules that come with the package: inside it when installed, beside it in a checkout."""
    package = Path(guard.__file__).parent
    installed = package / "policies"
    return installed if installed.is_dir() else package.parent / "policies"


def load(directory: str | Path | None = None) -> Policy:
    """Read all rules of a directory, or the default ones.

    Raises UsageError with every problem of every file, as `file:line: key: message`.
    """
    folder = Path(directory) if directory is not None else default_directory()
    if not folder.is_dir():
        raise UsageError("no such directory", str(folder), "give a directory with one YAML rule per file")
    problems: list[Problem] = []
    rules: dict[str, Rule] = {}
    sources: dict[str, Document] = {}
    for file in _files(folder, problems):
        document, found = _read(file)
        problems += found
        if found:
            continue
        rule = _rule(document, file.stem, problems)
        if rule is not None:
            rules[rule.id], sources[rule.id] = rule, document
    if problems:
        raise refuse(problems, CURE)
    if not rules:
        raise UsageError("no rules in this directory", str(folder), "without rules, everything would pass")
    return Policy(tuple(rules[name] for name in sorted(rules)), sources)


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    """The rule files. One that would be overlooked for its name or its place is a problem, not skipped."""
    files: list[Path] = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        if hidden or path.suffix.lower() not in (".yaml", ".yml"):
            continue
        if path.suffix != ".yaml":
            problems.append(Problem(str(path), 1, "", "rule files end in .yaml"))
        elif len(inside.parts) > 1:
            problems.append(Problem(str(path), 1, "", f"rule files lie in {folder} itself, not deeper"))
        else:
            files.append(path)
    return files


def _read(file: Path) -> tuple[Document, list[Problem]]:
    try:
        return parse(str(file), file.read_bytes())
    except OSError as error:
        return Document(str(file), None, {(): 1}), [Problem(str(file), 1, "", error.strerror or str(error))]


def _rule(document: Document, name: str, problems: list[Problem]) -> Rule | None:
    try:
        rule = Rule.model_validate(document.data)
    except pydantic.ValidationError as error:
        for detail in error.errors(include_url=False):
            place: Sequence[str | int] = detail["loc"]
            problems.append(document.problem(place, _message(dict(detail))))
        return None
    found = [document.problem(path, message) for path, message in mistakes(rule)]
    if rule.id != name:
        found.append(document.problem(("id",), f"{rule.id!r} must be the name of the file, {name!r}"))
    problems += found
    return None if found else rule


def _message(detail: dict[str, Any]) -> str:
    """pydantic's message in the words of a person who writes rules."""
    match detail["type"]:
        case "missing":
            return "this key is missing"
        case "extra_forbidden":
            return f"unknown key{near(str(detail['loc'][-1]), KEYS)}"
        case "value_error":
            return str(detail["ctx"]["error"])
        case "model_type" | "dict_type":
            message = "must be a mapping of keys to values"
        case "tuple_type":
            message = "must be a list"
        case _:
            message = str(detail["msg"]).replace("Input should", "should")
    value = repr(detail["input"])
    return f"{message}, not {value if len(value) <= 60 else value[:57] + '...'}"
