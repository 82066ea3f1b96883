"""Bytes of one row -> one JSON object, with every trick that JSON allows refused by name."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from guard.ingest.reasons import UnreadableError
from guard.types import Json

# A key is always a closing quote, white space and a colon; nothing to backtrack into.
_KEY = re.compile(rb'"[ \t\r\n]*:')
# The closing quote is optional, so that every opening quote matches and the whole stays linear.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_CONTAINERS = (dict, list)


def parse_object(raw: bytes, max_depth: int) -> dict[str, Json]:
    """The JSON object in `raw`. Raises UnreadableError naming the first thing that is wrong with it."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _explain(raw, max_depth, str(error)) from None
    if type(value) is not dict:
        raise UnreadableError("not_object", f"the row is a JSON {_kind(value)}")
    # orjson keeps the last of two equal keys, other readers the first: a row that says one thing to the
    # guard and another to the trainer. Each key of the text ends in a match of _KEY, so when there are no
    # more matches than keys in the result, none was lost; else (rare) the slow parser looks closely.
    if len(_KEY.findall(raw)) != count_keys(value, max_depth):
        json.loads(raw, object_pairs_hook=_unique)
    if b"\\u0000" in raw and has_nul(value):
        raise UnreadableError("nul", "a text contains the character U+0000")
    return value


def count_keys(value: Json, levels: int) -> int:
    """Number of keys in all objects of a JSON value; UnreadableError if nested deeper than `levels`."""
    if levels <= 0:
        raise UnreadableError("too_deep", "lists and objects are nested too deep")
    if type(value) is dict:
        total = len(value)
        members: Any = value.values()
    else:
        total, members = 0, value
    for member in members:
        if type(member) in _CONTAINERS and member:
            total += count_keys(member, levels - 1)
    return total


def has_nul(value: Json) -> bool:
    """True when any text in a JSON value, key or not, has a NUL character."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(has_nul(key) or has_nul(member) for key, member in value.items())
    return isinstance(value, list) and any(map(has_nul, value))


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise UnreadableError("duplicate_key", f"the key {key[:80]!r} appears twice in one object")
    return result


def _explain(raw: bytes, max_depth: int, message: str) -> UnreadableError:
    """Which rule the row breaks. Independent of the parser's wording, which changes between versions."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return UnreadableError("bad_utf8", f"byte {error.start + 1} of the row is not UTF-8")
    if b"\0" in raw:
        return UnreadableError("nul", "the row has a NUL byte")
    if _depth(raw, max_depth) > max_depth:
        return UnreadableError("too_deep", f"lists and objects are nested more than {max_depth} deep")
    try:
        json.dumps(json.loads(raw), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return UnreadableError("lone_surrogate", "a \\ud800 to \\udfff escape stands without its other half")
    except (ValueError, RecursionError):
        pass
    return UnreadableError("bad_json", message)


def _depth(raw: bytes, limit: int) -> int:
    """Deepest nesting of brackets outside of strings; stops counting just above `limit`."""
    depth = deepest = 0
    for byte in _STRING.sub(b"", raw):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > limit:
                break
        elif byte in b"]}":
            depth -= 1
    return deepest


def _kind(value: Json) -> str:
    names = {type(None): "null", bool: "boolean", str: "string", list: "array"}
    return names.get(type(value), "number")
