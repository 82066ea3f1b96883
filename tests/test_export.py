"""The clean set is complete, byte for byte, and checkable; or it is not there."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from guard.errors import GuardError, UsageError
from guard.export import (
    Counts,
    Output,
    atomic_writer,
    check_clean,
    check_targets,
    default_manifest,
    verify_manifest,
    write_clean,
    write_manifest,
    write_quarantined,
    write_rejected,
)
from guard.ingest import ReadOptions, read
from guard.store import Input, Run
from guard.types import Origin, Rejected, Row

FORMATS = Path(__file__).parent.parent / "fixtures" / "formats"


def rows_of(path: Path | str, options: ReadOptions | None = None) -> tuple[list[Row], dict[str, str]]:
    """The rows of a file and the hashes of what was read."""
    reading = read([str(path)], options)
    rows = [item for item in reading if isinstance(item, Row)]
    return rows, {item.file: item.sha256 for item in reading.inputs}


def ids(rows: list[Row]) -> list[str]:
    return [row.conversation.id for row in rows]


def only(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- writing in full or not at all


def test_a_file_appears_only_when_the_block_ends_well(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), atomic_writer(target) as file:
        file.write(b"%d" % (1 // (target.read_bytes() != b"old")))
    assert (target.read_bytes(), only(tmp_path)) == (b"old", ["out.jsonl"])
    with atomic_writer(target) as file:
        file.write(b"new")
    assert (target.read_bytes(), only(tmp_path)) == (b"new", ["out.jsonl"])


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"])
def test_a_write_that_fails_leaves_nothing(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GuardError, match="No space left"), atomic_writer(tmp_path / name) as file:
        file.write(b"x" * 100_000)
    assert only(tmp_path) == []


def test_a_folder_that_is_not_there_is_told_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="folder exists"), atomic_writer(tmp_path / "no" / "out") as file:
        file.write(b"x")


def test_what_is_no_regular_file_is_never_replaced(tmp_path: Path) -> None:
    pipe, circle = tmp_path / "pipe.jsonl", tmp_path / "circle.jsonl"
    os.mkfifo(pipe)
    circle.symlink_to(circle)
    (tmp_path / "link.jsonl").symlink_to(pipe)
    (tmp_path / "folder.jsonl").mkdir()
    for name in ("pipe.jsonl", "link.jsonl", "folder.jsonl", "circle.jsonl"):
        with pytest.raises(UsageError, match=name):
            check_targets([tmp_path / name], [])
        with pytest.raises(UsageError, match=name), atomic_writer(tmp_path / name) as file:
            file.write(b"x")
    assert pipe.is_fifo()
    assert only(tmp_path) == ["circle.jsonl", "folder.jsonl", "link.jsonl", "pipe.jsonl"]


def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path) -> None:
    link, target = tmp_path / "link.jsonl", tmp_path / "folder" / "target.jsonl"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    with atomic_writer(link) as file:
        file.write(b"new")
    assert (link.readlink(), target.read_bytes(), only(target.parent)) == (target, b"new", ["target.jsonl"])


def test_rows_that_fail_midway_leave_no_clean_set(tmp_path: Path) -> None:
    rows, hashes = rows_of(FORMATS / "canonical.jsonl")

    def failing() -> Iterator[Row]:
        yield rows[0]
        raise RuntimeError("interrupted")

    for name in ("clean.jsonl", "clean.json.gz", "clean.parquet"):
        with pytest.raises(RuntimeError):
            write_clean(failing(), ids(rows), tmp_path / name, hashes)
    assert only(tmp_path) == []


# --- rows


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_lines_come_out_byte_for_byte_in_order(tmp_path: Path, suffix: str) -> None:
    lines = (FORMATS / "canonical.jsonl").read_bytes().splitlines(keepends=True)
    rows, hashes = rows_of(FORMATS / "canonical.jsonl")
    clean, held = tmp_path / f"clean.jsonl{suffix}", tmp_path / f"held.jsonl{suffix}"
    assert write_clean(rows, {"30077", "fmt-can-1"}, clean, hashes) == Output(clean, 2)
    assert write_quarantined(rows, ["fmt-can-2"], held) == Output(held, 1)
    unpack: Any = {
        "": bytes,
        ".gz": gzip.decompress,
        ".zst": lambda b: zstandard.ZstdDecompressor().decompressobj().decompress(b),
    }[suffix]
    assert unpack(clean.read_bytes()) == lines[0] + lines[2]
    assert unpack(held.read_bytes()) == lines[1]
    if suffix == ".gz":
        assert clean.read_bytes()[4:8] == b"\0\0\0\0"  # no time of writing
    first = clean.read_bytes()
    write_clean(rows, {"30077", "fmt-can-1"}, clean, hashes)
    assert clean.read_bytes() == first


def test_arrays_stay_arrays_or_become_lines(tmp_path: Path) -> None:
    rows, hashes = rows_of(FORMATS / "sharegpt.json")
    everything = json.loads((FORMATS / "sharegpt.json").read_text())
    write_clean(rows, ids(rows)[1:], tmp_path / "clean.json", hashes)
    assert json.loads((tmp_path / "clean.json").read_text()) == everything[1:]
    write_clean(rows, ids(rows), tmp_path / "clean.jsonl", hashes)
    assert [json.loads(line) for line in (tmp_path / "clean.jsonl").read_text().splitlines()] == everything
    write_clean(rows, [], tmp_path / "none.json", hashes)
    assert json.loads((tmp_path / "none.json").read_text()) == []


@pytest.mark.parametrize("name", ["clean.jsonl", "clean.parquet"])
def test_a_missing_or_doubled_row_is_no_clean_set(tmp_path: Path, name: str) -> None:
    rows, hashes = rows_of(FORMATS / "canonical.jsonl")
    with pytest.raises(GuardError, match="1 conversations are missing, such as 'fmt-can-1'"):
        write_clean(rows[1:], ids(rows), tmp_path / name, hashes)
    with pytest.raises(GuardError, match="came twice"):
        write_clean([*rows, rows[0]], ids(rows), tmp_path / name, hashes)
    assert only(tmp_path) == []


def test_a_clean_set_never_overwrites_what_was_read(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes((FORMATS / "canonical.jsonl").read_bytes())
    rows, hashes = rows_of(source)
    link = tmp_path / "link.jsonl"
    link.symlink_to(source)
    for target in (source, link, tmp_path / "." / "in.jsonl"):
        with pytest.raises(UsageError, match="overwrite the input"):
            write_clean(rows, ids(rows), target, hashes)
    with pytest.raises(UsageError, match="overwrite the input"):
        check_targets([tmp_path / "folder" / "x.jsonl"], [str(tmp_path / "folder")])
    with pytest.raises(UsageError, match="same name"):
        check_targets(["a.jsonl", "./a.jsonl"], [])
    check_targets(["a.jsonl", "b.jsonl"], ["-", "c.jsonl"])
    assert len(rows_of(source)[0]) == 3


def test_an_unknown_kind_of_file_is_told(tmp_path: Path) -> None:
    for name in ("clean.docx", "clean", "clean.csv.gz", "clean.parquet.gz"):
        with pytest.raises(UsageError, match=r"use one of \.jsonl.*, \.parquet"):
            check_clean(tmp_path / name, [])
    with pytest.raises(UsageError, match=r"'\.docx'"):
        write_clean([], [], tmp_path / "clean.docx", {})
    with pytest.raises(UsageError, match=r"'\.parquet'"):
        write_quarantined([], [], tmp_path / "held.parquet")
    for name in ("a.jsonl", "a.ndjson.gz", "a.json.zst", "a.parquet"):
        check_clean(tmp_path / name, [])


# --- Parquet


def table() -> pa.Table:
    schema = pa.schema(
        [
            ("id", pa.int32()),
            (
                "messages",
                pa.list_(
                    pa.struct(
                        [("role", pa.dictionary(pa.int8(), pa.string())), ("content", pa.large_string())]
                    )
                ),
            ),
            ("at", pa.timestamp("ns", tz="Europe/Paris")),
            ("price", pa.decimal128(10, 2)),
            ("blob", pa.binary()),
        ],
        metadata={"origin": "shop"},
    )
    rows = [
        {
            "id": i,
            "messages": [{"role": "user", "content": f"question {i}"}],
            "at": datetime(2026, 1, 1, tzinfo=UTC),
            "price": i,
            "blob": b"\xff",
        }
        for i in range(2500)
    ]
    return pa.Table.from_pylist(rows, schema)


def test_parquet_keeps_schema_types_and_order(tmp_path: Path) -> None:
    source, clean = tmp_path / "in.parquet", tmp_path / "clean.parquet"
    pq.write_table(table(), source, row_group_size=700)
    rows, hashes = rows_of(source)
    keep = [str(i) for i in range(2500) if i % 3]
    assert write_clean(rows, keep, clean, hashes).rows == len(keep)
    written, original = pq.read_table(clean), pq.read_table(source)
    assert written.schema.equals(original.schema, check_metadata=True)
    assert written.equals(original.take([int(i) for i in keep]))
    write_clean(rows, keep, tmp_path / "clean.jsonl", hashes)
    lines = (tmp_path / "clean.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [int(i) for i in keep]


def test_a_table_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    pq.write_table(table(), source)
    rows, hashes = rows_of(source)
    pq.write_table(table().slice(1), source)
    with pytest.raises(GuardError, match="changed since it was read"):
        write_clean(rows, ["1"], tmp_path / "clean.parquet", hashes)
    assert only(tmp_path) == ["in.parquet"]


def test_tables_of_different_columns_do_not_go_into_one(tmp_path: Path) -> None:
    for name, key in (("a", "x"), ("b", "y")):
        pq.write_table(
            pa.table({"id": [name], "prompt": ["p"], "completion": ["c"], key: [1]}),
            tmp_path / f"{name}.parquet",
        )
    rows, hashes = rows_of(tmp_path)
    with pytest.raises(GuardError, match=r"write \.jsonl instead"):
        write_clean(rows, ids(rows), tmp_path / "out.parquet", hashes)


def test_dataset_folders_come_out_as_parquet(tmp_path: Path) -> None:
    import datasets

    data = [{"id": str(i), "prompt": "p", "completion": "c", "n": i} for i in range(600)]
    datasets.Dataset.from_list(data).save_to_disk(str(tmp_path / "in"))
    rows, hashes = rows_of(tmp_path / "in")
    write_clean(rows, ["5", "599"], tmp_path / "clean.parquet", hashes)
    assert pq.read_table(tmp_path / "clean.parquet").to_pylist() == [data[5], data[599]]


def test_json_rows_become_columns_without_losing_keys(tmp_path: Path) -> None:
    message = {"role": "user", "content": "Hi"}
    first = {"id": "a", "messages": [message], "labels": {"rating": 5}}
    late = {
        "id": "b",
        "messages": [message | {"created_at": "2026-01-01"}],
        "order": {"n": 2.5},
        "labels": {"x": "y"},
    }
    copies = [first | {"id": str(i)} for i in range(1500)]  # the late keys come in a later batch
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in [*copies, late]))
    rows, hashes = rows_of(tmp_path / "in.jsonl")
    write_clean(rows, ids(rows), tmp_path / "clean.parquet", hashes)
    written = pq.read_table(tmp_path / "clean.parquet").to_pylist()
    assert written[1500] == late | {"labels": {"rating": None, "x": "y"}}
    assert written[7]["labels"] == {"rating": 5, "x": None}
    again, _ = rows_of(tmp_path / "clean.parquet")
    assert [row.conversation.digest for row in again] == [row.conversation.digest for row in rows]


def test_values_that_do_not_go_together_make_no_column(tmp_path: Path) -> None:
    rows, hashes = rows_of(FORMATS / "canonical.jsonl")  # one id is a text, one is a number
    with pytest.raises(GuardError, match="do not fit into columns"):
        write_clean(rows, ids(rows), tmp_path / "clean.parquet", hashes)
    assert only(tmp_path) == []


def test_gathered_turns_come_out_as_conversations(tmp_path: Path) -> None:
    turns = [("a", "user", "1"), ("a", "agent", "2"), ("b", "user", "3"), ("c", "user", "4")]
    columns = {
        name: [turn[i] for turn in turns] for i, name in enumerate(("conversation_id", "role", "content"))
    }
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    rows, hashes = rows_of(tmp_path / "in.parquet")
    write_clean(rows, ["a", "c"], tmp_path / "clean.parquet", hashes)
    again, _ = rows_of(tmp_path / "clean.parquet")
    assert [row.conversation.digest for row in again] == [
        rows[0].conversation.digest,
        rows[2].conversation.digest,
    ]


# --- rejected rows


def test_rejected_rows_are_kept_in_plain_ascii(tmp_path: Path) -> None:
    items = [
        Rejected(Origin("a\x1b[31m.jsonl", 3), "bad_json", "why", 'text "ü" \x1b[2J\x9b\0'.encode()),
        Rejected(Origin("b", 1), "bad_utf8", "why", b"\xff\x00raw"),
    ]
    assert write_rejected(items, tmp_path / "r.jsonl").rows == 2
    data = (tmp_path / "r.jsonl").read_bytes()
    assert all(byte == 10 or 32 <= byte < 127 for byte in data)
    first, second = (json.loads(line) for line in data.splitlines())
    assert (first["file"], first["line"], first["reason"], first["detail"]) == (
        "a\x1b[31m.jsonl",
        3,
        "bad_json",
        "why",
    )
    assert first["raw"].encode() == items[0].raw
    assert second["raw_base64"] == "/wByYXc="


# --- manifest


def a_run(**changes: Any) -> Run:
    run = Run(
        id="run-1",
        night=date(2026, 1, 2),
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        version="0.1.0",
        seed=7,
        inputs=(Input("/data/secret/in.jsonl", "ab" * 32, 5, "canonical"),),
        policy="cd" * 32,
        models={"encoder": "small@1", "classifier": "tox@2"},
        settings={},
        read=5,
        passed=2,
        held=2,
        rejected=1,
    )
    return replace(run, **changes)


COUNTS = Counts(read=5, passed=2, held=2, rejected=1)


def clean_set(folder: Path) -> Output:
    clean = folder / "clean.jsonl"
    clean.write_bytes(b"{}\n{}\n")
    return Output(clean, 2)


def test_a_manifest_says_what_was_read_and_what_came_of_it(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    write_manifest(path, a_run(), COUNTS, clean_set(tmp_path))
    manifest = json.loads(path.read_text())
    assert manifest["counts"] == {"read": 5, "passed": 2, "held": 2, "rejected": 1}
    assert manifest["inputs"] == [{"file": "in.jsonl", "sha256": "ab" * 32, "format": "canonical", "rows": 5}]
    assert manifest["outputs"][0]["file"] == "clean.jsonl"
    assert (manifest["policy"], manifest["seed"], manifest["version"]) == ("cd" * 32, 7, "0.1.0")
    assert manifest["models"] == {"encoder": "small@1", "classifier": "tox@2"}
    assert verify_manifest(path) == []


def test_two_nights_with_the_same_data_give_the_same_manifest(tmp_path: Path) -> None:
    texts = []
    for name, run in (
        ("a", a_run()),
        (
            "b",
            a_run(
                id="run-2",
                started_at=datetime(2027, 1, 1, tzinfo=UTC),
                models=dict(sorted(a_run().models.items())),
            ),
        ),
    ):
        (tmp_path / name).mkdir()
        write_manifest(tmp_path / name / "manifest.json", run, COUNTS, clean_set(tmp_path / name))
        texts.append((tmp_path / name / "manifest.json").read_bytes())
    assert texts[0] == texts[1]
    assert str(tmp_path).encode() not in texts[0]
    assert b"secret" not in texts[0]


@pytest.mark.parametrize(
    ("counts", "rows", "message"),
    [
        (replace(COUNTS, passed=3), 2, "do not add up: 5 read, but 3 passed"),
        (replace(COUNTS, read=6, rejected=2), 2, "inputs has 5 rows, not 6"),
        (COUNTS, 1, "clean set has 1 rows, not 2"),
    ],
)
def test_counts_that_do_not_add_up_give_no_manifest(
    tmp_path: Path, counts: Counts, rows: int, message: str
) -> None:
    clean = replace(clean_set(tmp_path), rows=rows)
    with pytest.raises(GuardError, match=message) as caught:
        write_manifest(tmp_path / "manifest.json", a_run(), counts, clean)
    assert caught.value.exit_code == 3
    assert only(tmp_path) == ["clean.jsonl"]


def test_verification_sees_every_change(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    held = tmp_path / "held.jsonl"
    held.write_bytes(b"{}\n{}\n")
    write_manifest(path, a_run(), COUNTS, clean_set(tmp_path), held=Output(held, 2))
    held.unlink()
    (tmp_path / "clean.jsonl").write_bytes(b"{}\n{ }\n")
    manifest = json.loads(path.read_text())
    manifest["counts"]["passed"] = 4
    path.write_text(json.dumps(manifest))
    problems = verify_manifest(path)
    assert len(problems) == 4
    assert "add up" in problems[0]
    assert "clean.jsonl has 2 rows, but the counts say 4" in problems[1]
    assert "clean.jsonl has been changed" in problems[2]
    assert "held.jsonl is missing" in problems[3]
    path.write_text("{}")
    with pytest.raises(GuardError, match="no manifest"):
        verify_manifest(path)


def edited(manifest: dict[str, Any], key: str, value: Any) -> None:
    """Set what a path like `outputs.0.rows` leads to."""
    *path, last = key.split(".")
    place: Any = manifest
    for step in path:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value


@pytest.mark.parametrize(
    ("edits", "problem"),
    [
        ({"outputs.0.kind": "held"}, "no clean set"),
        ({"outputs.1.kind": "clean"}, "2 outputs are of the kind 'clean'"),
        ({"outputs.0.rows": 3}, "clean.jsonl has 3 rows, but the counts say 2"),
        ({"outputs.0.rows": 3, "counts.passed": 3, "counts.held": 1}, "clean.jsonl has 2 rows, not 3"),
        ({"counts.passed": 1, "counts.held": 3}, "clean.jsonl has 2 rows, but the counts say 1"),
        ({"counts.read": 6, "counts.rejected": 2}, "6 rows read, but the inputs have 5"),
        ({"inputs.0.rows": 4}, "5 rows read, but the inputs have 4"),
    ],
)
def test_a_manifest_edited_by_hand_does_not_verify(
    tmp_path: Path, edits: dict[str, Any], problem: str
) -> None:
    path, held = tmp_path / "manifest.json", tmp_path / "held.jsonl"
    held.write_bytes(b"{}\n{}\n")
    write_manifest(path, a_run(), COUNTS, clean_set(tmp_path), held=Output(held, 2))
    manifest = json.loads(path.read_text())
    for key, value in edits.items():
        edited(manifest, key, value)
    path.write_text(json.dumps(manifest))
    assert problem in "; ".join(verify_manifest(path))


def test_a_manifest_without_its_clean_set_does_not_verify(tmp_path: Path) -> None:
    path, held = tmp_path / "manifest.json", tmp_path / "held.jsonl"
    held.write_bytes(b"{}\n{}\n")  # as many rows as the clean set
    write_manifest(path, a_run(), COUNTS, clean_set(tmp_path), held=Output(held, 2))
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"outputs": manifest["outputs"][1:]}))
    assert verify_manifest(path) == ["no clean set is named among the outputs"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("outputs", []),
        ("inputs", []),
        ("models", {}),
        ("models.encoder", ""),
        ("policy", ""),
        ("policy", "none"),
        ("counts.held", -1),
        ("counts.held", "2"),
        ("inputs.0.sha256", ""),
        ("outputs.0.sha256", "AB" * 32),
        ("more", 1),
        ("schema", 2),
    ],
)
def test_an_incomplete_manifest_is_none(tmp_path: Path, key: str, value: Any) -> None:
    path = tmp_path / "manifest.json"
    write_manifest(path, a_run(), COUNTS, clean_set(tmp_path))
    manifest = json.loads(path.read_text())
    edited(manifest, key, value)
    path.write_text(json.dumps(manifest))
    with pytest.raises(GuardError, match=f"this is no manifest: {key.split('.')[0]}"):
        verify_manifest(path)


@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz", "jsonl.zst", "json", "json.zst", "parquet"])
@pytest.mark.parametrize("kept", [0, 1, 3])
def test_rows_are_counted_again_in_every_kind_of_file(tmp_path: Path, suffix: str, kept: int) -> None:
    rows, hashes = rows_of(FORMATS / "sharegpt.json")
    keep = ids(rows)[:kept]
    clean = write_clean(rows, keep, tmp_path / f"clean.{suffix}", hashes)
    counts = Counts(len(rows), len(keep), len(rows) - len(keep), 0)
    inputs = (Input("in.json", "ab" * 32, len(rows), "sharegpt"),)
    path = tmp_path / "manifest.json"
    write_manifest(path, a_run(inputs=inputs), counts, clean)
    assert verify_manifest(path) == []
    manifest = json.loads(path.read_text())
    for key, value in (("counts.passed", len(keep) + 1), ("outputs.0.rows", len(keep) + 1)):
        edited(manifest, key, value)
    path.write_text(json.dumps(manifest))
    assert f"has {len(keep)} rows, not {len(keep) + 1}" in verify_manifest(path)[-1]


def test_the_manifest_of_another_clean_set_is_left_alone(tmp_path: Path) -> None:
    first, second, usual = tmp_path / "clean.jsonl", tmp_path / "second.jsonl", tmp_path / "manifest.json"
    assert default_manifest(first) == usual
    write_manifest(usual, a_run(), COUNTS, clean_set(tmp_path))
    assert default_manifest(first) == usual
    assert default_manifest(second) == tmp_path / "second.jsonl.manifest.json"
    for other in ("{}", "not JSON", "[]", '{"outputs": 1}'):
        usual.write_text(other)
        assert default_manifest(first) == tmp_path / "clean.jsonl.manifest.json"
