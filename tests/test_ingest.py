"""Reading JSON lines: every row comes out once, the bad ones with the right reason and place."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import threading
import tracemalloc
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard

from guard.errors import UsageError
from guard.ingest import REASONS, ReadOptions, read
from guard.ingest.formats import formats
from guard.text import content_digest
from guard.types import Rejected, Row

MALFORMED = Path(__file__).parent.parent / "fixtures" / "malformed"


def row(identifier: object = "a", text: str = "Hello?", **more: Any) -> dict[str, Any]:
    return {"id": identifier, "messages": [{"role": "user", "content": text}], **more}


def lines(*rows: object) -> bytes:
    return b"".join(r + b"\n" if isinstance(r, bytes) else json.dumps(r).encode() + b"\n" for r in rows)


def split(reading: Any) -> tuple[list[Row], list[Rejected]]:
    items = list(reading)
    return [i for i in items if isinstance(i, Row)], [i for i in items if isinstance(i, Rejected)]


def take(path: Path, data: bytes, **options: Any) -> tuple[list[Row], list[Rejected]]:
    path.write_bytes(data)
    return split(read([str(path)], ReadOptions(**options)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "in.jsonl"


def test_a_row_keeps_its_bytes_its_place_and_its_fields(file: Path) -> None:
    raw = (
        b'{"id" : "c-1", "zeta": 1.50, "messages": [{"role": "user", "content": "h\\u00e9", "x": null}], '
        b'"user_id": 17, "agent_id": "a", "channel": "chat", "source": "s", "lang": "en", '
        b'"created_at": "2026-01-02T03:04:05+01:00", "collected_at": 1767323045000, "labels": {"rating": 5}}'
    )
    rows, rejected = take(file, b"\n" + raw + b"\r\n")
    assert not rejected
    assert rows[0].raw == raw
    assert str(rows[0].origin) == f"{file}:2"
    c = rows[0].conversation
    assert (c.id, c.user_id, c.agent_id, c.channel, c.source, c.language) == (
        "c-1",
        "17",
        "a",
        "chat",
        "s",
        "en",
    )
    assert c.turns[0].content == "hé"
    assert c.created_at == datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)
    assert c.collected_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert c.labels == {"rating": 5}


@pytest.mark.parametrize("path", sorted(MALFORMED.iterdir()), ids=lambda path: path.name)
def test_each_malformed_file_loses_only_its_bad_rows(path: Path) -> None:
    rows, rejected = split(read([str(path)]))
    reason = path.name.partition(".")[0]
    assert {item.reason for item in rejected} == {reason}
    assert not [r for r in rows if "-x" in r.conversation.id]
    good = [r.conversation.id for r in rows if r.conversation.id.startswith("bad-")]
    assert len(good) == len(rows) >= 2
    if path.suffix == ".jsonl":
        assert len(rows) + len(rejected) == path.read_bytes().count(b"\n")
        assert [item.origin.line for item in rejected] == list(range(2, 2 + len(rejected)))


def test_all_reasons_are_proved_by_a_file_or_a_test() -> None:
    generated = {"too_long", "too_deep", "too_many_turns", "internal"}
    assert {path.name.partition(".")[0] for path in MALFORMED.iterdir()} | generated == set(REASONS)


def test_the_malformed_folder_is_read_as_a_whole() -> None:
    reading = read([str(MALFORMED)])
    rows, rejected = split(reading)
    assert sum(item.rows for item in reading.inputs) == len(rows) + len(rejected)
    assert sum(item.rejected for item in reading.inputs) == len(rejected)


def test_a_line_over_the_limit_is_skipped_without_being_held(file: Path) -> None:
    with file.open("wb") as out:
        out.write(lines(row("a")))
        out.write(b'{"id": "b", "messages": "')
        for _ in range(50):
            out.write(b"x" * (1 << 20))
        out.write(b'"}\n' + lines(row("c")))
    tracemalloc.start()
    rows, rejected = split(read([str(file)], ReadOptions(max_line_bytes=1 << 20)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [r.conversation.id for r in rows] == ["a", "c"]
    assert [(str(i.origin), i.reason) for i in rejected] == [(f"{file}:2", "too_long")]
    assert len(rejected[0].raw) == ReadOptions().excerpt_bytes
    assert peak < 12 << 20


def test_the_limit_counts_the_row_without_its_line_end(file: Path) -> None:
    exact = json.dumps(row("a")).encode()
    for end in (b"\n", b"\r\n", b""):
        assert len(take(file, exact + end, max_line_bytes=len(exact))[0]) == 1
        assert take(file, exact + end, max_line_bytes=len(exact) - 1)[1][0].reason == "too_long"


@pytest.mark.parametrize("bomb", [b"[" * 100_000, b'{"a":' * 5000 + b"1" + b"}" * 5000])
def test_nesting_bombs_are_named(file: Path, bomb: bytes) -> None:
    rows, rejected = take(file, lines(row("a"), b'{"id": "b", "messages": ' + bomb + b"}", row("c")))
    assert len(rows) == 2
    assert rejected[0].reason == "too_deep"


def test_depth_and_turns_are_limited_where_the_options_say(file: Path) -> None:
    deep: Any = 1
    for _ in range(20):
        deep = [deep]
    data = lines(row("a", labels={"deep": deep}))
    assert take(file, data, max_depth=22)[0]
    assert take(file, data, max_depth=21)[1][0].reason == "too_deep"
    many = lines({"id": "b", "messages": [{"role": "user", "content": "x"}] * 5})
    assert take(file, many, max_turns=5)[0]
    assert take(file, many, max_turns=4)[1][0].reason == "too_many_turns"


def test_a_text_that_only_looks_like_doubled_keys_is_fine(file: Path) -> None:
    text = 'He wrote {"id": 1, "id": 2} and "role" : "user", smile :)'
    rows, rejected = take(file, lines(row("a", text), row("b", "a\\u0000 is how NUL is written")))
    assert not rejected
    assert rows[0].conversation.turns[0].content == text


def test_missing_ids_come_from_the_content_and_copies_are_numbered(file: Path) -> None:
    nameless = {"messages": [{"role": "user", "content": "Hi"}]}
    rows, _ = take(file, lines(nameless, nameless, {**nameless, "x": 1}, {**nameless, "id": None}, nameless))
    ids = [r.conversation.id for r in rows]
    base = ids[0]
    assert base.startswith("h-")
    assert len(base) == 18
    assert ids[1] == f"{base}~2"
    assert ids[4] == f"{base}~3"
    assert len(set(ids)) == 5
    again, _ = take(file, lines(nameless))
    assert again[0].conversation.id == base


def test_an_explicit_id_cannot_take_the_place_of_a_made_one(file: Path) -> None:
    nameless = {"messages": [{"role": "user", "content": "Hi"}]}
    made = take(file, lines(nameless))[0][0].conversation.id
    rows, rejected = take(file, lines(row(made), nameless, row(f"{made}~2")))
    assert [(r.conversation.id, r.origin.line) for r in rows] == [(made, 1), (f"{made}~2", 2)]
    assert [(i.reason, i.origin.line) for i in rejected] == [("duplicate_id", 3)]


def test_a_duplicate_id_names_where_the_first_was_also_in_another_file(tmp_path: Path) -> None:
    one, two = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    one.write_bytes(lines(row("x"), row(7)))
    two.write_bytes(lines(row("7", "something else"), row("y")))
    rows, rejected = split(read([str(two), str(one)]))
    assert [r.conversation.id for r in rows] == ["x", "7", "y"]
    assert f"{one}:2" in rejected[0].detail


def test_byte_order_mark_line_ends_and_blank_lines_are_no_rows(file: Path) -> None:
    rows, rejected = take(
        file, b"\xef\xbb\xbf" + lines(row("a")) + b"\r\n  \n\n" + json.dumps(row("b")).encode()
    )
    assert not rejected
    assert [(r.conversation.id, r.origin.line) for r in rows] == [("a", 1), ("b", 5)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01 10:00:00 UTC", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01T10:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T10:00:00-05:00", datetime(2026, 3, 1, 15, tzinfo=UTC)),
        (1772359200, datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (1772359200.5, datetime(2026, 3, 1, 10, 0, 0, 500_000, tzinfo=UTC)),
        (1772359200000, datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("1772359200", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("", None),
        (None, None),
    ],
)
def test_times(file: Path, value: object, expected: datetime | None) -> None:
    rows, _ = take(file, lines(row("a", created_at=value)))
    assert rows[0].conversation.created_at == expected


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "renamed.jsonl"])
def test_compression_is_known_by_content(tmp_path: Path, name: str) -> None:
    data = lines(*(row(i) for i in range(3000)))
    packed = (
        zstandard.compress(data)
        if "zst" in name
        else gzip.compress(data[:40000]) + gzip.compress(data[40000:])
    )
    rows, rejected = take(tmp_path / name, packed)
    assert len(rows) == 3000
    assert not rejected


@pytest.mark.parametrize("kind", ["gz", "zst"])
@pytest.mark.parametrize("damage", ["cut", "flip", "tail"])
def test_a_damaged_file_keeps_its_earlier_rows_and_the_run_goes_on(
    tmp_path: Path, kind: str, damage: str
) -> None:
    data = lines(*(row(i, os.urandom(200).hex()) for i in range(2000)))
    packed = bytearray(
        gzip.compress(data) if kind == "gz" else zstandard.ZstdCompressor(write_checksum=True).compress(data)
    )
    if damage == "cut":
        del packed[len(packed) // 2 :]
    elif damage == "flip":
        packed[len(packed) // 2] ^= 0xFF
    else:
        packed += b"rubbish after the end"
    broken, whole = tmp_path / f"a.jsonl.{kind}", tmp_path / "b.jsonl"
    broken.write_bytes(packed)
    whole.write_bytes(lines(row("last")))
    rows, rejected = split(read([str(broken), str(whole)]))
    assert rows[-1].conversation.id == "last"
    assert len(rows) > (2000 if damage == "tail" else 300)
    assert "truncated" in {item.reason for item in rejected}
    assert [r.conversation.id for r in rows[:300]] == [str(i) for i in range(300)]


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_decompression_bomb_stays_small_in_memory(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"bomb.jsonl.{kind}"
    zeros = b"0" * (96 << 20)
    path.write_bytes(gzip.compress(zeros, 1) if kind == "gz" else zstandard.compress(zeros))
    del zeros
    tracemalloc.start()
    rows, rejected = split(read([str(path)], ReadOptions(max_line_bytes=1 << 20)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not rows
    assert [item.reason for item in rejected] == ["too_long"]
    assert peak < 48 << 20


def test_standard_input_and_pipes_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(gzip.compress(lines(row("a"), b"x", row("b")))))
    monkeypatch.setattr("sys.stdin", stream)
    reading = read(["-"])
    rows, rejected = split(reading)
    assert [str(r.origin) for r in rows] == ["-:1", "-:3"]
    assert str(rejected[0].origin) == "-:2"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(lines(row("p")),))
    writer.start()
    rows, _ = split(read([str(pipe)]))
    writer.join()
    assert rows[0].conversation.id == "p"


def test_folders_patterns_and_repeats_give_sorted_single_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "day" / "deep").mkdir(parents=True)
    for number, name in enumerate(["day/b.jsonl", "day/a.jsonl", "day/deep/c.json", "day/.hidden.jsonl"]):
        (tmp_path / name).write_bytes(lines(row(number)))
    (tmp_path / "day" / "notes.md").write_text("not data")
    reading = read(["day", "day/*.jsonl", "day/a.jsonl", "./day/b.jsonl", "day/**/*.json"])
    assert len(list(reading)) == 3
    assert [i.file for i in reading.inputs] == ["day/a.jsonl", "day/b.jsonl", "day/deep/c.json"]


@pytest.mark.parametrize("path", ["nowhere.jsonl", "none/*.jsonl", "empty", "", "*.nothing"])
def test_what_is_not_there_is_told_before_any_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "ok.jsonl").write_bytes(lines(row()))
    with pytest.raises(UsageError) as caught:
        read(["ok.jsonl", path])
    assert path in str(caught.value)
    assert caught.value.cure


def test_unknown_shapes_are_told_with_what_was_seen_and_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_bytes(lines({"id": 1, "transcript": "Hello"}))
    with pytest.raises(UsageError) as caught:
        read([str(path)])
    for word in (str(path), "transcript", "sharegpt", "zendesk", "--format"):
        assert word in str(caught.value)
    with pytest.raises(UsageError, match="no such format"):
        read([str(path)], ReadOptions(format="word"))
    text = tmp_path / "letter.txt"
    text.write_text("Dear Sir or Madam,\nI write to you\n")
    with pytest.raises(UsageError, match="Dear Sir"):
        read([str(text)])


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_has_no_rows(file: Path, data: bytes) -> None:
    assert take(file, data) == ([], [])


def test_a_file_of_rubbish_is_rejected_line_by_line(file: Path) -> None:
    rows, rejected = take(file, b"rub\nbish\n\xff\xfe\n{}\n")
    assert not rows
    assert [item.reason for item in rejected] == ["bad_json", "bad_json", "bad_utf8", "no_messages"]


@pytest.mark.parametrize(
    "first", ['["an", "array"]', '{"tickets": [{"comments": [], "requester_id": 1}]}', "5"]
)
def test_an_odd_first_line_does_not_change_how_the_others_are_held(file: Path, first: str) -> None:
    rows, rejected = take(file, lines(first.encode(), row("a"), row("b")))
    assert [r.conversation.id for r in rows] == ["a", "b"]
    assert len(rejected) == 1


def test_file_names_that_cannot_be_reported_are_refused(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jsonl")).write_bytes(lines(row()))
    with pytest.raises(UsageError, match="not UTF-8"):
        read([str(tmp_path)])


def test_columns_without_a_table_are_a_mistake(file: Path) -> None:
    with pytest.raises(UsageError, match="no input is one"):
        take(file, lines(row()), columns={"user": "a"})


def test_the_format_can_be_forced(file: Path) -> None:
    both = {**row("a", "canonical text"), "conversations": [{"from": "gpt", "value": "other text"}]}
    assert take(file, lines(both), format="canonical")[0][0].conversation.turns[0].content == "canonical text"
    assert take(file, lines(both), format="sharegpt")[0][0].conversation.turns[0].content == "other text"


def test_inputs_tell_hash_format_and_counts(file: Path) -> None:
    data = gzip.compress(lines(row("a"), row("a"), b"x"))
    file.write_bytes(data)
    reading = read([str(file)])
    counts = Counter(type(item).__name__ for item in reading)
    (info,) = reading.inputs
    assert counts == {"Row": 1, "Rejected": 2}
    assert (info.file, info.rows, info.rejected, info.format) == (str(file), 3, 2, "canonical")
    assert info.sha256 == hashlib.sha256(data).hexdigest()


def test_the_hash_is_of_the_whole_file_also_where_reading_ended_early(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_bytes(b"[]" + b" " * 5_000_000 + b"tail")
    reading = read([str(path)])
    assert [item.reason for item in split(reading)[1]] == ["bad_json"]
    assert reading.inputs[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_fault_of_our_own_in_one_row_does_not_stop_the_run(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(turns: list[tuple[str, str]]) -> str:
        if turns[0][1] == "trip":
            raise RuntimeError("tripped")
        return content_digest(turns)

    monkeypatch.setattr("guard.ingest.reader.content_digest", failing)
    rows, rejected = take(file, lines(row("a"), row("b", "trip"), row("c")))
    assert [r.conversation.id for r in rows] == ["a", "c"]
    assert (rejected[0].reason, rejected[0].detail) == ("internal", "RuntimeError: tripped")


def test_reading_streams(file: Path) -> None:
    file.write_bytes(lines(*(row(i) for i in range(5000))))
    reading = read([str(file)])
    assert isinstance(next(reading), Row)
    assert reading.inputs == []


def test_the_documentation_has_every_reason_and_every_format() -> None:
    text = (MALFORMED.parent.parent / "docs" / "FORMATS.md").read_text(encoding="utf-8")
    for reason, meaning in REASONS.items():
        assert f"| `{reason}` | {meaning} |" in text
    for name in formats():
        assert f"| `{name}` |" in text


@pytest.mark.parametrize("damage", [b"[", b"[{", b'[{"id": 1,'])
def test_a_damaged_first_line_is_no_array(tmp_path: Path, damage: bytes) -> None:
    line = b'{"id": "c-%d", "messages": [{"role": "user", "content": "hi"}]}\n'
    path = tmp_path / "rows.jsonl"
    path.write_bytes(damage + line % 1 + line % 2 + line % 3)
    items = list(read([str(path)], ReadOptions()))
    assert [isinstance(item, Rejected) for item in items] == [True, False, False]
