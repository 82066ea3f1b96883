"""One question and one answer a row: Alpaca, and pairs of a prompt and a completion.

Sources: the Stanford Alpaca data release (`instruction`, `input`, `output`); `history` as LLaMA-Factory
documents it; prompt/completion pairs, plain and conversational, as the TRL documentation defines them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guard.ingest.fields import Draft, draft, text
from guard.ingest.formats import register
from guard.ingest.formats.messages import turns_of
from guard.ingest.reasons import UnreadableError
from guard.types import Json, Role, Turn

_PAIRS = (
    ("prompt", "completion"),
    ("prompt", "response"),
    ("question", "answer"),
    ("query", "response"),
    ("input", "output"),
)


@register
class Alpaca:
    """`instruction` and `input` together are what the user says; `history` is what was said before."""

    name: ClassVar[str] = "alpaca"
    keys: ClassVar[str] = "instruction, input, output"

    def matches(self, row: Mapping[str, Json]) -> bool:
        return "instruction" in row and "output" in row

    def read(self, row: Mapping[str, Json]) -> Draft:
        asked = [_content(row, "instruction"), _content(row, "input", optional=True)]
        question = Turn("user", "\n".join(part for part in asked if part))
        return draft(row, [*_before(row), question, Turn("assistant", _content(row, "output"))])


@register
class Prompt:
    """A prompt and its completion, each a text or a list of messages."""

    name: ClassVar[str] = "prompt"
    keys: ClassVar[str] = "prompt and completion or response, question and answer"

    def matches(self, row: Mapping[str, Json]) -> bool:
        return _pair(row) is not None and not {"instruction", "messages", "conversations"} & row.keys()

    def read(self, row: Mapping[str, Json]) -> Draft:
        pair = _pair(row)
        if pair is None:
            raise UnreadableError("no_messages", "there is no pair such as 'prompt' and 'completion'")
        asked, answered = pair
        return draft(row, [*_before(row), *_side(row, asked, "user"), *_side(row, answered, "assistant")])


def _pair(row: Mapping[str, Json]) -> tuple[str, str] | None:
    return next((pair for pair in _PAIRS if pair[0] in row and pair[1] in row), None)


def _side(row: Mapping[str, Json], key: str, role: Role) -> list[Turn]:
    if isinstance(row.get(key), list):
        return turns_of(row[key], key)
    return [Turn(role, _content(row, key))]


def _before(row: Mapping[str, Json]) -> list[Turn]:
    """The turns before the question: a system text, and earlier pairs of question and answer."""
    turns = []
    if (system := text(row, "system")) is not None:
        turns.append(Turn("system", system))
    history = row.get("history") or []
    if not isinstance(history, list):
        raise UnreadableError("bad_field", f"'history' is a {type(history).__name__}, not a list of pairs")
    for number, pair in enumerate(history, 1):
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(side, str) for side in pair):
            raise UnreadableError("bad_message", f"entry {number} of the history is not a pair of texts")
        turns += [Turn("user", pair[0]), Turn("assistant", pair[1])]
    return turns


def _content(row: Mapping[str, Json], key: str, optional: bool = False) -> str:
    value = row.get(key)
    if value is None and optional:
        return ""
    if not isinstance(value, str):
        raise UnreadableError("bad_content", f"{key!r} is a {type(value).__name__}, not a text")
    return value
