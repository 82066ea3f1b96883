"""CSV, Parquet and `datasets` folders."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guard.errors import UsageError
from guard.ingest import Reading, ReadOptions, read
from guard.types import Rejected, Row

FORMATS = Path(__file__).parent.parent / "fixtures" / "formats"
MESSAGES = [{"role": "user", "content": "Is it open?"}, {"role": "assistant", "content": "Yes."}]


def outcome(reading: Reading) -> list[str]:
    """The id of each row, or the reason why it was rejected."""
    return [item.conversation.id if isinstance(item, Row) else item.reason for item in reading]


def csv(tmp_path: Path, text: str | bytes, name: str = "in.csv", **options: Any) -> Reading:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read([str(path)], ReadOptions(**options))


def test_mapped_columns() -> None:
    columns = {
        "id": "Ticket",
        "user": "Question",
        "assistant": "Answer",
        "created_at": "Opened",
        "labels.team": "Team",
    }
    rows = [i for i in read([str(FORMATS / "pairs.csv")], ReadOptions(columns=columns)) if isinstance(i, Row)]
    second = rows[1].conversation
    assert [turn.content for turn in second.turns] == [
        "Hello,\nmy zip is stuck.",
        'Rub a pencil on the teeth, then move it "gently".',
    ]
    assert second.created_at == datetime(2026, 2, 11, 9, 2, 10, tzinfo=UTC)
    assert second.labels == {"team": "outdoor"}
    assert [row.origin.line for row in rows] == [2, 3, 5]  # where the record begins in the file
    assert json.loads(rows[0].raw)["Ticket"] == "fmt-csv-1"


def test_turn_rows_are_gathered() -> None:
    reading = read([str(FORMATS / "turns.tsv")])
    rows = [item for item in reading if isinstance(item, Row)]
    assert [len(row.conversation.turns) for row in rows] == [2, 3, 2]
    assert [turn.role for turn in rows[1].conversation.turns] == ["user", "assistant", "user"]
    assert rows[0].conversation.created_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert json.loads(rows[1].raw)["messages"][2]["mood"] == "happy"  # unknown columns are kept
    assert [row.origin.line for row in rows] == [2, 4, 7]


def test_turns_of_a_conversation_must_stand_together(tmp_path: Path) -> None:
    text = "id,role,content\na,user,1\nb,user,2\na,agent,3\n"
    assert outcome(csv(tmp_path, text)) == ["a", "b", "duplicate_id"]


def test_a_conversation_with_an_unreadable_turn_is_not_passed_on_without_it(tmp_path: Path) -> None:
    text = "id,role,content\na,user,1\na,agent\na,user,3\nb,user,4\nb,too,many,cells\nc,user,5\nd,user,6\n"
    assert outcome(csv(tmp_path, text)) == ["bad_row", "bad_row", "bad_row", "bad_row", "bad_row", "d"]


def test_a_conversation_with_an_unknown_role_is_rejected_as_one(tmp_path: Path) -> None:
    assert outcome(csv(tmp_path, "id,role,content\na,user,1\na,ghost,2\nb,user,3\n")) == ["bad_role", "b"]


def test_gathering_is_limited(tmp_path: Path) -> None:
    text = "id,role,content\n" + "a,user,hello\n" * 100 + "b,user,x\n"
    assert outcome(csv(tmp_path, text, max_turns=99)) == ["too_many_turns", "b"]
    assert outcome(csv(tmp_path, text, max_line_bytes=1000)) == ["too_long", "b"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_named_as_formats_need_no_mapping(tmp_path: Path, delimiter: str) -> None:
    text = f"prompt{delimiter}completion\nHello?{delimiter}Good morning.\n"
    for name in ("in.csv", "in.txt"):
        (row,) = csv(tmp_path, text, name)
        assert isinstance(row, Row)
        assert [turn.content for turn in row.conversation.turns] == ["Hello?", "Good morning."]


def test_bad_records_are_named_and_the_others_survive(tmp_path: Path) -> None:
    data = (
        b"\xef\xbb\xbfid,user,assistant\r\n1,a,b\r\n2,\xff,b\r\n\r\n3,a\r\n4,a\0,b\r\n"
        b'5,"two\r\n\r\nlines",b\r\n6,"x"y,b\r\n7,' + b"z" * 200_000 + b",b\r\n8,a,b"
    )
    reading = csv(tmp_path, data)
    items = list(reading)
    assert outcome(iter(items)) == ["1", "bad_utf8", "bad_row", "nul", "5", "bad_row", "too_long", "8"]  # type: ignore[arg-type]
    assert [item.origin.line for item in items] == [2, 3, 5, 6, 7, 10, 11, 12]
    assert isinstance(items[1], Rejected)
    assert items[1].raw == b"2,\xff,b"
    assert isinstance(items[4], Row)
    assert items[4].conversation.turns[0].content == "two\n\nlines"


def test_an_open_quote_does_not_swallow_the_file(tmp_path: Path) -> None:
    text = 'id,user,assistant\n1,a,b\n2,"open,b\n' + "".join(
        f"{i},question {i},answer\n" for i in range(3, 20_003)
    )
    found = outcome(csv(tmp_path, text))
    assert found[0] == "1"
    assert found[-1] == "20002"
    assert {reason for reason in found if not reason.isdecimal()} == {"too_long"}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"user": "Nope", "assistant": "B"}, "no column 'Nope'"),
        ({"usr": "A"}, "no such field"),
        ({"id": "A"}, "name no text"),
    ],
)
def test_wrong_mappings_are_told_before_any_reading(
    tmp_path: Path, columns: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        csv(tmp_path, "A,B\n1,2\n", columns=columns)


@pytest.mark.parametrize("header", ["a,a", "a,", "a,b\x1b[31m", "a,b\udcff"])
def test_unclear_headers_are_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(UsageError, match="no clear names"):
        csv(tmp_path, f"{header}\n1,2\n".encode(errors="surrogateescape"), columns={"user": "a"})


def test_unknown_columns_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'Betreff'"):
        csv(tmp_path, "Betreff,Text\n1,2\n")


def parquet(path: Path, rows: list[dict[str, Any]], **options: Any) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path, **options)
    return path


def test_parquet_and_dataset_folders(tmp_path: Path) -> None:
    import datasets

    rows = [
        {
            "id": f"p{i}",
            "messages": MESSAGES,
            "created_at": datetime(2026, 1, 1, i % 24),
            "blob": b"\xff",
            "n": 1.5,
        }
        for i in range(700)
    ]
    file = parquet(tmp_path / "in.parquet", rows, row_group_size=300)
    datasets.Dataset.from_list(rows).save_to_disk(str(tmp_path / "saved"))
    datasets.DatasetDict(test=datasets.Dataset.from_list(rows[:3])).save_to_disk(str(tmp_path / "splits"))
    for name, container in ((str(file), "parquet"), (str(tmp_path / "saved"), "datasets")):
        reading = read([name])
        items = [item for item in reading if isinstance(item, Row)]
        assert [item.conversation.id for item in items] == [f"p{i}" for i in range(700)]
        assert str(items[699].origin) == f"{name}:700"
        assert items[1].conversation.created_at == datetime(2026, 1, 1, 1, tzinfo=UTC)
        assert json.loads(items[0].raw)["n"] == 1.5
        assert reading.inputs[0].container == container
        assert len(reading.inputs[0].sha256) == 64
    reading = read([str(tmp_path / "splits")])
    assert outcome(reading) == ["p0", "p1", "p2"]
    assert reading.inputs[0].file == str(tmp_path / "splits" / "test")


def test_parquet_rows_of_every_format(tmp_path: Path) -> None:
    shapes: dict[str, dict[str, Any]] = {
        "sharegpt": {"id": "1", "conversations": [{"from": "human", "value": "Hi"}]},
        "alpaca": {"instruction": "Hi", "input": None, "output": "Hello"},
        "openai": {
            "messages": [
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}],
                }
            ]
        },
    }
    for name, row in shapes.items():
        reading = read([str(parquet(tmp_path / f"{name}.parquet", [row]))])
        (item,) = reading
        assert isinstance(item, Row)
        assert reading.inputs[0].format == name


def test_undecodable_text_in_parquet_costs_only_its_row(tmp_path: Path) -> None:
    texts = pa.array([b"fine", b"\xff\xfe", b"fine too"], pa.binary()).view(pa.string())
    pq.write_table(
        pa.table({"id": ["1", "2", "3"], "prompt": texts, "completion": ["a", "b", "c"]}),
        tmp_path / "in.parquet",
    )
    assert outcome(read([str(tmp_path / "in.parquet")])) == ["1", "bad_utf8", "3"]


def test_a_damaged_parquet_file_is_one_unreadable_place(tmp_path: Path) -> None:
    good = parquet(
        tmp_path / "a.parquet",
        [{"id": str(i), "messages": MESSAGES} for i in range(2000)],
        row_group_size=500,
    )
    data = bytearray(good.read_bytes())
    headless = tmp_path / "b.parquet"
    headless.write_bytes(data[: len(data) // 2])
    (tmp_path / "c.jsonl").write_text('{"id": "last", "prompt": "a", "completion": "b"}\n')
    found = outcome(read([str(headless), str(tmp_path / "c.jsonl")]))
    assert found == ["truncated", "last"]


def test_parquet_cannot_come_through_a_pipe_or_gzip(tmp_path: Path) -> None:
    import gzip

    data = parquet(tmp_path / "a.parquet", [{"id": "1", "messages": MESSAGES}]).read_bytes()
    packed = tmp_path / "b.parquet.gz"
    packed.write_bytes(gzip.compress(data))
    with pytest.raises(UsageError, match="inside another compression"):
        read([str(packed)])
