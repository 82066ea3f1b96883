"""One history as files: arrays in safetensors, entities and the reference as JSON. Nothing is executed.

tables.safetensors   runs, sentences, vectors (float16), digests
entities.json        kind -> value -> conversations
reference.jsonl      conversations in the canonical form
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from guard import ingest
from guard.entities import KINDS
from guard.errors import GuardError
from guard.history.state import MOST_REFERENCE, State
from guard.history.tables import RunCounts
from guard.ingest import ReadOptions
from guard.types import Conversation, Json, Row

_Kind = TypeVar("_Kind", bound=np.generic)

TABLES, ENTITIES, REFERENCE = "tables.safetensors", "entities.json", "reference.jsonl"
MOST_BYTES = {TABLES: 4 << 30, ENTITIES: 256 << 20, REFERENCE: 1 << 30}  # more is not read

_COUNTS = ("user", "reply", "sentences", "figures")
_META = ("user_id", "agent_id", "channel", "source", "language", "created_at", "collected_at")


def write(history: State, folder: Path) -> None:
    """Write a history into an existing folder."""
    arrays: dict[str, NDArray[Any]] = {
        "questions": history.questions.astype(np.float16),
        "answers": history.answers.astype(np.float16),
        "pairs": history.pairs,
        "days": history.days,
        "meanings": history.meanings.astype(np.float16),
        "meant": history.meant,
        "meant_days": history.meant_days,
        "seen": history.seen,
        "conversations": np.array([history.conversations], np.int64),
    }
    for name in _COUNTS:
        table: RunCounts = getattr(history, name)
        arrays[f"{name}.keys"], arrays[f"{name}.counts"] = table.keys, table.counts
    save_file(arrays, folder / TABLES)
    (folder / ENTITIES).write_bytes(orjson.dumps(history.entities, option=orjson.OPT_SORT_KEYS))
    with (folder / REFERENCE).open("wb") as file:
        for one in history.reference:
            file.write(orjson.dumps(_canonical(one), option=orjson.OPT_APPEND_NEWLINE))


def read(folder: Path, encoder: str) -> State:
    """The history in a folder. Raises GuardError for files that are not what `write` leaves, OSError for
    files that are not there."""
    for name, most in MOST_BYTES.items():
        if (size := (folder / name).stat().st_size) > most:
            raise _damaged(folder / name, f"has {size:,} bytes, and at most {most:,} are read")
    try:
        arrays = load_file(folder / TABLES)
        return State(
            encoder=encoder,
            conversations=int(_array(arrays, "conversations", np.int64)[0]),
            user=_table(arrays, "user"),
            reply=_table(arrays, "reply"),
            sentences=_table(arrays, "sentences"),
            figures=_table(arrays, "figures"),
            entities=_entities(folder / ENTITIES),
            questions=_vectors(arrays, "questions", "pairs", "days"),
            answers=_vectors(arrays, "answers", "pairs", "days"),
            pairs=_array(arrays, "pairs", np.uint64),
            days=_array(arrays, "days", np.int32),
            meanings=_vectors(arrays, "meanings", "meant", "meant_days"),
            meant=_array(arrays, "meant", np.uint64),
            meant_days=_array(arrays, "meant_days", np.int32),
            reference=_reference(folder / REFERENCE),
            seen=_array(arrays, "seen", np.uint64),
        )
    except (SafetensorError, KeyError, IndexError, TypeError, ValueError) as error:
        raise _damaged(folder / TABLES, f"does not read ({type(error).__name__}: {error})") from error


def _array(arrays: Mapping[str, NDArray[Any]], name: str, kind: type[_Kind], ndim: int = 1) -> NDArray[_Kind]:
    array = arrays[name]
    if array.dtype != kind or array.ndim != ndim:
        raise TypeError(f"{name!r} is {array.dtype} in {array.ndim} dimensions")
    return array


def _table(arrays: Mapping[str, NDArray[Any]], name: str) -> RunCounts:
    keys, counts = _array(arrays, f"{name}.keys", np.uint64), _array(arrays, f"{name}.counts", np.uint32)
    if len(keys) != len(counts) or np.any(keys[1:] <= keys[:-1]):
        raise ValueError(f"{name!r} is no table of counts")
    return RunCounts(keys, counts)


def _vectors(arrays: Mapping[str, NDArray[Any]], name: str, keys: str, days: str) -> NDArray[np.float32]:
    """Vectors, as many as there are keys and days."""
    vectors = _array(arrays, name, np.float16, 2)
    if not len(vectors) == len(arrays[keys]) == len(arrays[days]):
        raise ValueError(f"{name!r} are not the vectors of {keys!r}")
    return vectors.astype(np.float32)


def _entities(path: Path) -> dict[str, dict[str, int]]:
    try:
        found = orjson.loads(path.read_bytes())
    except ValueError as error:
        raise _damaged(path, "is no JSON") from error
    if not isinstance(found, dict) or not all(
        isinstance(values, dict) and all(type(count) is int for count in values.values())
        for values in found.values()
    ):
        raise _damaged(path, "does not map kinds to values to counts")
    return {kind: found.get(kind, {}) for kind in KINDS}


def _reference(path: Path) -> tuple[Conversation, ...]:
    if not path.stat().st_size:
        return ()
    rows = list(ingest.read([str(path)], ReadOptions(format="canonical")))
    if len(rows) > MOST_REFERENCE or not all(isinstance(row, Row) for row in rows):
        raise _damaged(path, "has rows that are no conversations, or too many")
    return tuple(row.conversation for row in rows if isinstance(row, Row))


def _canonical(one: Conversation) -> dict[str, Json]:
    messages = [
        {"role": turn.role, "content": turn.content}
        | ({"created_at": turn.created_at} if turn.created_at else {})
        for turn in one.turns
    ]
    meta = {name: value for name in _META if (value := getattr(one, name)) is not None}
    return {"id": one.id, "messages": messages, **meta, **({"labels": one.labels} if one.labels else {})}


def _damaged(path: Path, what: str) -> GuardError:
    cure = "drop the part it is in, or build the history again: guard history add FILE... --history NEW"
    return GuardError(f"the history is damaged: it {what}", str(path), cure)
