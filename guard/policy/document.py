"""YAML files read strictly, with the line of every key, so that an error can name its place.

Only plain data is read: no anchors, aliases or tags (so no objects and no alias bombs), no key twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from guard.policy.problem import Path, Problem, dotted
from guard.types import Json

MAX_BYTES = 512 * 1024
MAX_DEPTH = 32

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML was built with it


@dataclass(frozen=True, slots=True)
class Document:
    """The data of one YAML file and the line on which each key or list item begins."""

    file: str
    data: Json
    lines: Mapping[Path, int]

    def problem(self, place: Sequence[str | int], message: str) -> Problem:
        """A problem at a path, or at a pydantic location.

        Steps that pydantic adds for itself (`<branch of a union>`, `[key]`) are skipped. The last
        steps may be missing in the file: then the line is the one of the mapping they should be in.
        """
        path: Path = ()
        missing: Path = ()
        node = self.data
        for step in place:
            if not missing and _has(node, step):
                path, node = (*path, step), node[step]
            elif not (isinstance(step, str) and step[:1] in ("<", "[")):
                missing = (*missing, step)
        return Problem(self.file, self.lines[path], dotted((*path, *missing)), message)


def _has(node: Json, step: str | int) -> bool:
    if isinstance(node, list):
        return isinstance(step, int) and step < len(node)
    return isinstance(node, dict) and step in node


def parse(file: str, data: bytes) -> tuple[Document, list[Problem]]:
    """The document in one file; where there are problems, the document is not to be used."""
    reader = _Reader(file)
    value: Json = None
    if len(data) > MAX_BYTES:
        reader.add(1, (), f"larger than {MAX_BYTES // 1024} KiB")
    else:
        try:
            text = data.decode("utf-8")
            if reader.accepts(text):
                value = reader.document(text)
        except UnicodeDecodeError as error:
            reader.add(1 + data.count(b"\n", 0, error.start), (), "not valid UTF-8")
        except yaml.MarkedYAMLError as error:
            line = getattr(error.problem_mark, "line", 0) + 1
            reader.add(line, (), f"not valid YAML: {error.problem or error.context}")
        except yaml.YAMLError as error:  # the reader's own: a character that YAML does not allow
            reader.add(1, (), f"not valid YAML: {' '.join(str(error).split())}")
    return Document(file, value, reader.lines), reader.problems


class _Reader:
    """Builds the data from YAML nodes, noting lines and problems on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {(): 1}
        self.problems: list[Problem] = []

    def add(self, line: int, path: Path, message: str) -> None:
        self.problems.append(Problem(self.file, line, dotted(path), message))

    def accepts(self, text: str) -> bool:
        """Look at the flat stream of events first, so that hostile nesting is never recursed into."""
        depth = documents = 0
        for event in yaml.parse(text, Loader=_Loader):
            line: int = getattr(event.start_mark, "line", 0) + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.add(line, (), "a second YAML document; write one rule per file")
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    self.add(line, (), f"nested deeper than {MAX_DEPTH} levels")
                    return False
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if getattr(event, "anchor", None) is not None:
                self.add(line, (), "anchors and aliases are not allowed; write the value out")
            elif (tag := getattr(event, "tag", None)) is not None:
                self.add(line, (), f"the tag {tag} is not allowed; write plain values")
        return not self.problems

    def document(self, text: str) -> Json:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            return None if node is None else self._value(loader, node, ())
        finally:
            loader.dispose()

    def _value(self, loader: Any, node: yaml.Node, path: Path) -> Json:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(loader, item, (*path, i)) for i, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(loader, node, path)
        if any("\ud800" <= char <= "\udfff" for char in node.value):
            self.add(node.start_mark.line + 1, path, "a lone surrogate is not text")
            return None
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value  # times stay text: what is read is JSON
        try:
            return loader.construct_object(node)
        except (ValueError, yaml.constructor.ConstructorError):
            self.add(
                node.start_mark.line + 1, path, f"{node.value!r} is no value YAML knows; put it in quotes"
            )
            return None

    def _mapping(self, loader: Any, node: yaml.MappingNode, path: Path) -> dict[str, Json]:
        mapping: dict[str, Json] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.tag != "tag:yaml.org,2002:str":
                self.add(line, path, "a key must be text; put it in quotes")
            elif key.value in mapping:
                first = self.lines[(*path, key.value)]
                self.add(line, (*path, key.value), f"the key is written twice, first on line {first}")
            else:
                self.lines[(*path, key.value)] = line
                mapping[key.value] = self._value(loader, value, (*path, key.value))
        return mapping
