"""Whatever the bytes are, every row is accounted for once, and a bad row costs no other row."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.errors import UsageError
from guard.ingest import REASONS, ReadOptions, read
from guard.ingest.array import Elements
from guard.ingest.csv_file import Csv
from guard.ingest.formats import formats
from guard.ingest.lines import Lines
from guard.ingest.parse import parse_object
from guard.ingest.reasons import UnreadableError
from guard.ingest.records import Record
from guard.ingest.splitter import Splitter
from guard.ingest.streams import Source
from guard.types import ROLES, Rejected, Row

OPTIONS = ReadOptions(max_line_bytes=200, max_depth=8, max_turns=10)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8).filter(lambda text: "\0" not in text),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["k", "é", '"']), inner, max_size=3)
    ),
    max_leaves=8,
)
# Text that is often nearly JSON: random bytes alone never get past the first brace.
PIECES = [
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b'"',
    b"\\",
    b"\n",
    b"\r\n",
    b" ",
    b'"id"',
    b'"messages"',
    b'"role"',
]
PIECES += [
    b'"user"',
    b'"content"',
    b"null",
    b"1",
    b"\xff",
    b"\0",
    b"\\ud800",
    b"x" * 90,
    b"\xef\xbb\xbf",
    b"PAR1",
]
NEARLY = st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=40).map(b"".join)


def read_bytes(data: bytes, name: str = "in.jsonl", options: ReadOptions = OPTIONS) -> list[Row | Rejected]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        reading = read([str(path)], options)
        items = list(reading)
        assert sum(item.rows for item in reading.inputs) == len(items)
        assert sum(item.rejected for item in reading.inputs) == sum(isinstance(i, Rejected) for i in items)
        return items


def records(kind: Any, data: bytes, **more: Any) -> list[Record]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return list(kind(Source(file.name), OPTIONS, **more).records())


@settings(max_examples=120, deadline=None, derandomize=True)
@given(NEARLY)
def test_every_line_that_is_not_blank_is_one_row(data: bytes) -> None:
    data = b"x" + data  # so that it is neither an array nor compressed
    expected = [n for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    items = read_bytes(data)
    assert [item.origin.line for item in items] == expected
    for item in items:
        if isinstance(item, Rejected):
            assert item.reason in REASONS
            assert item.reason != "internal", item.detail


@settings(max_examples=120, deadline=None, derandomize=True)
@given(NEARLY, st.sampled_from(["in.jsonl", "in.json", "in.csv", "in.jsonl.gz", "in.parquet"]))
def test_no_bytes_stop_a_reading_that_has_begun(data: bytes, name: str) -> None:
    try:
        items = read_bytes(data, name)
    except UsageError:
        return  # told before the first row
    assert not [item for item in items if isinstance(item, Rejected) and item.reason == "internal"]


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, 4), st.integers(0, 10_000), st.binary(min_size=1, max_size=5))
def test_a_mutated_row_costs_only_itself(which: int, at: int, change: bytes) -> None:
    rows = [
        json.dumps({"id": f"row-{i}", "messages": [{"role": "user", "content": "x"}]}).encode()
        for i in range(5)
    ]
    change = change.replace(b"\n", b"").replace(b"\r", b"")
    bad = rows[which]
    at %= len(bad)
    rows[which] = bad[:at] + change + bad[at + len(change) :]
    items = read_bytes(b"\n".join(rows), options=ReadOptions(format="canonical"))
    good = {item.conversation.id for item in items if isinstance(item, Row)}
    lost = {f"row-{i}" for i in range(5)} - good - {f"row-{which}"}
    assert len(items) == 5 or not rows[which].strip()
    for identifier in lost:  # only when the mutation turned its id into that of a later row
        assert identifier.encode() in rows[which]


@pytest.mark.parametrize("name", sorted(formats()))
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_formats_make_a_conversation_of_any_json_or_say_why_not(name: str, data: st.DataObject) -> None:
    keys = (
        "id messages conversations instruction input output prompt completion history system comments source"
    )
    keys += " conversation_parts requester_id via created_at labels user_id ticket subject description"
    message = st.dictionaries(
        st.sampled_from(
            "role from value content author author_id body public tool_calls created_at type".split()
        ),
        JSON | st.sampled_from(["user", "human", "comment", "note", "admin"]),
    )
    nested = st.dictionaries(st.just("conversation_parts"), JSON | st.lists(message, max_size=3), max_size=1)
    value = JSON | message | nested | st.lists(JSON | message, max_size=3)
    row = data.draw(st.dictionaries(st.sampled_from(keys.split()), value))
    format = formats()[name]
    format.matches(row)
    reason, turns = "", []
    try:
        turns = list(format.read(row).turns)
    except UnreadableError as error:
        reason = error.reason
    assert reason in {"", *REASONS}
    assert all(isinstance(turn.content, str) and turn.role in ROLES for turn in turns)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(JSON, max_size=6), st.sampled_from([None, 1]), st.integers(1, 50))
def test_arrays_are_cut_where_a_parser_would(values: list[Any], indent: int | None, size: int) -> None:
    text = json.dumps(values, indent=indent).encode()[1:]
    splitter = Splitter(array=True, limit=10_000)
    found = []
    for start in range(0, len(text), size):  # in chunks of any size, also through escapes and strings
        found += [raw for raw, _ in splitter.feed(text[start : start + size])]
    assert splitter.ended
    assert [json.loads(raw) for raw in found] == values


@settings(max_examples=120, deadline=None, derandomize=True)
@given(NEARLY, st.booleans(), st.booleans())
def test_containers_hold_no_more_than_the_limit(data: bytes, array: bool, wrapped: bool) -> None:
    for found in (records(Lines, data), records(Elements, data, array=array, wrapped=wrapped)):
        for record in found:
            assert record.problem is not None or len(record.raw) <= OPTIONS.max_line_bytes
    with suppress(UsageError):  # no header that could be used
        records(Csv, data)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from("abc"), JSON), max_size=4), st.sampled_from(["", " ", "\t \n"]))
def test_doubled_keys_are_seen_however_they_are_written(pairs: list[tuple[str, Any]], space: str) -> None:
    def written(key: str, position: int) -> str:
        return f'"\\u{ord(key):04x}"' if position % 2 else f'"{key}"'

    members = (f"{written(key, i)}{space}:{json.dumps(value)}" for i, (key, value) in enumerate(pairs))
    raw = f'{{"outer":{{{",".join(members)}}}}}'.encode()
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        with pytest.raises(UnreadableError) as caught:
            parse_object(raw, 30)
        assert caught.value.reason == "duplicate_key"
    else:
        assert list(parse_object(raw, 30)["outer"]) == keys
