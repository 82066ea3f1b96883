"""Each format: what its rows become, and how the bad ones are refused."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from guard.ingest import ReadOptions, read
from guard.ingest.formats import formats
from guard.ingest.html_text import html_to_text
from guard.types import Conversation, Rejected, Row

FORMATS = Path(__file__).parent.parent / "fixtures" / "formats"
PAIRS = ReadOptions(
    columns={
        "id": "Ticket",
        "user": "Question",
        "assistant": "Answer",
        "created_at": "Opened",
        "labels.team": "Team",
    }
)


def sample(name: str, options: ReadOptions | None = None) -> tuple[str, list[Conversation]]:
    """Detected format and conversations of a sample file, none of them rejected."""
    reading = read([str(FORMATS / name)], options)
    rows = [item for item in reading if isinstance(item, Row)]
    (info,) = reading.inputs
    assert (info.rows, info.rejected) == (len(rows), 0)
    assert len(rows) == 3
    return info.format, [row.conversation for row in rows]


def one(tmp_path: Path, value: Any, name: str = "in.jsonl", **options: Any) -> Conversation | str:
    """The conversation of one row, or the reason why it was rejected."""
    path = tmp_path / name
    path.write_text(json.dumps(value) + "\n")
    (item,) = read([str(path)], ReadOptions(**options))
    return item.reason if isinstance(item, Rejected) else item.conversation


def said(conversation: Conversation | str) -> list[tuple[str, str]]:
    assert isinstance(conversation, Conversation), conversation
    return [(turn.role, turn.content) for turn in conversation.turns]


def test_every_format_has_a_sample_file_that_is_detected() -> None:
    found = {read([str(path)], PAIRS if path.suffix == ".csv" else None) for path in FORMATS.iterdir()}
    names = set()
    for reading in found:
        assert all(isinstance(item, Row) for item in reading)
        names.add(reading.inputs[0].format)
    assert set(formats()) <= names


def test_a_row_matches_no_second_format() -> None:
    for path in FORMATS.glob("*.jsonl"):
        for line in path.read_text().splitlines():
            matching = [name for name, format in formats().items() if format.matches(json.loads(line))]
            assert len(matching) == 1, (path.name, matching)


def test_openai() -> None:
    name, conversations = sample("openai.jsonl")
    assert name == "openai"
    assert conversations[0].turns[0].role == "system"
    assert said(conversations[1])[1] == ("assistant", 'track_parcel({"number": "7741"})')
    assert said(conversations[1])[2][0] == "tool"
    assert said(conversations[2])[0][1].splitlines()[1] == "https://pictures.example/sofa-12.jpg"


@pytest.mark.parametrize(
    ("message", "content"),
    [
        ({"content": None, "function_call": {"name": "f", "arguments": "{}"}}, "f({})"),
        (
            {"content": "Wait", "tool_calls": [{"function": {"name": "f", "arguments": {"a": 1}}}]},
            'Wait\nf({"a":1})',
        ),
        ({"content": None, "refusal": "I cannot"}, "I cannot"),
        ({"content": [{"type": "refusal", "refusal": "No."}, {"type": "file"}]}, "No.\n[file]"),
        ({"content": [{"image_url": {"url": "data:image/png;base64,AAAA"}}]}, "data:image/png;base64"),
        ({"content": "x", "tool_calls": None}, "x"),
    ],
)
def test_openai_contents(tmp_path: Path, message: dict[str, Any], content: str) -> None:
    assert said(one(tmp_path, {"messages": [{"role": "assistant", **message}]})) == [("assistant", content)]


def test_sharegpt() -> None:
    name, conversations = sample("sharegpt.json")
    assert name == "sharegpt"
    assert [role for role, _ in said(conversations[1])] == [
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert said(conversations[2])[0] == ("system", "Be brief.")


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ([{"from": "stranger", "value": "x"}], "bad_role"),
        ([{"from": "human", "value": 1}], "bad_content"),
        (["x"], "bad_message"),
        ([], "empty"),
        ("x", "no_messages"),
    ],
)
def test_sharegpt_refuses(tmp_path: Path, messages: Any, reason: str) -> None:
    assert one(tmp_path, {"conversations": messages}, format="sharegpt") == reason


def test_alpaca() -> None:
    name, conversations = sample("alpaca.jsonl")
    assert name == "alpaca"
    assert said(conversations[0]) == [
        (
            "user",
            "Sort this message into a queue: billing, delivery or technical.\n"
            "I was charged twice for the garden hose.",
        ),
        ("assistant", "billing"),
    ]
    assert [role for role, _ in said(conversations[2])] == [
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"output": None}, "bad_content"),
        ({"history": [["a"]]}, "bad_message"),
        ({"history": "a"}, "bad_field"),
    ],
)
def test_alpaca_refuses(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    assert one(tmp_path, {"instruction": "a", "output": "b", **change}) == reason


@pytest.mark.parametrize(
    "keys", [("prompt", "completion"), ("prompt", "response"), ("question", "answer"), ("query", "response")]
)
def test_pairs(tmp_path: Path, keys: tuple[str, str]) -> None:
    assert said(one(tmp_path, dict(zip(keys, "ab", strict=True)))) == [("user", "a"), ("assistant", "b")]


def test_conversational_pairs() -> None:
    name, conversations = sample("prompt.jsonl")
    assert name == "prompt"
    assert [role for role, _ in said(conversations[2])] == ["user", "assistant"]


def test_zendesk_keeps_private_notes_and_tells_requester_from_agents() -> None:
    name, conversations = sample("zendesk.json")
    assert name == "zendesk"
    first = conversations[0]
    assert said(first) == [
        ("user", "Broken handle\nThe handle of my pan broke after a week."),
        ("tool", "Third case this month, tell purchasing."),
        ("assistant", "Sorry about that! Print this label (https://returns.example/5101) & send it back."),
    ]
    assert (first.id, first.user_id, first.agent_id, first.channel, first.source) == (
        "5101",
        "901",
        "44",
        "email",
        "zendesk",
    )
    assert first.turns[2].created_at is not None
    assert first.labels == {"status": "closed", "tags": ["returns"]}
    assert (
        said(conversations[1])[0][1] == "Where is the shop? The map shows two."
    )  # the subject is not doubled
    assert conversations[1].agent_id == "45"


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ({"author_id": 1}, "bad_content"),
        ({"author_id": 1, "body": 5}, "bad_content"),
        ({"body": "x"}, "bad_role"),
        ({"author_id": [1], "body": "x"}, "bad_field"),
        ({"author_id": 1, "body": "x", "created_at": "soon"}, "bad_time"),
        ("x", "bad_message"),
    ],
)
def test_zendesk_refuses(tmp_path: Path, comment: Any, reason: str) -> None:
    assert one(tmp_path, {"id": 1, "requester_id": 1, "comments": [comment]}) == reason


def test_a_ticket_without_comments_has_its_description(tmp_path: Path) -> None:
    ticket = {"ticket": {"id": 1, "requester_id": 1, "comments": [], "description": "My bag is lost."}}
    assert said(one(tmp_path, ticket)) == [("user", "My bag is lost.")]


def test_who_opened_a_ticket_is_the_requester_where_nothing_says_so(tmp_path: Path) -> None:
    comments = [{"author_id": 1, "body": "Help!"}, {"author_id": 2, "body": "Gladly."}]
    assert said(one(tmp_path, {"id": 1, "comments": comments})) == [
        ("user", "Help!"),
        ("assistant", "Gladly."),
    ]


def test_intercom() -> None:
    name, conversations = sample("intercom.jsonl")
    assert name == "intercom"
    first, second, _ = conversations
    assert said(first) == [
        ("user", "Can I change my flat rate?"),
        ("assistant", "Let me pass you on."),
        ("assistant", "Yes, from the first of next month.\nShall I do it?"),
        ("user", "Please do."),
    ]
    assert (first.user_id, first.agent_id, first.source) == (
        "ic-u1",
        "ic-a1",
        "intercom",
    )  # the person, not the bot
    assert said(second)[0] == ("user", "Lost ring\nI left a ring in room 12.")
    assert said(second)[1] == ("tool", "Housekeeping has it, I asked.")
    assert first.created_at is not None
    assert first.turns[0].created_at == first.created_at


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"body": "x", "author": {"type": "ghost"}}, "bad_role"),
        ({"body": 5, "author": {"type": "user"}}, "bad_content"),
        ({"body": None, "author": {"type": "user"}}, "empty"),
        (7, "bad_message"),
    ],
)
def test_intercom_refuses(tmp_path: Path, part: Any, reason: str) -> None:
    assert one(tmp_path, {"id": "1", "conversation_parts": {"conversation_parts": [part]}}) == reason


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("plain, 2 < 3", "plain, 2 < 3"),
        ("a &amp; b&nbsp;c", "a & b\xa0c"),
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ('<a href="https://evil.example/a?b&amp;c">here</a>', "here (https://evil.example/a?b&c)"),
        ("<a href=https://x.example>https://x.example</a>", "https://x.example"),
        ("<img alt='x' src='https://p.example/1.png'>", "(https://p.example/1.png)"),
        ("<script>var a = 1 < 2</script>seen<style>p {}</style><!-- not seen -->", "seen"),
        ("<b", "<b"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
    ],
)
def test_html_becomes_text_that_keeps_link_targets(body: str, text: str) -> None:
    assert html_to_text(body) == text


@pytest.mark.parametrize(
    "piece", ["<", "<a ", '<a href="', "<!--", "<script", "<a '\"", "</script ", "&", " \n\f"]
)
def test_html_of_a_megabyte_takes_no_quadratic_time(piece: str) -> None:
    import time

    body = piece * (1_000_000 // len(piece)) + "<b>"
    start = time.process_time()
    html_to_text(body)
    assert time.process_time() - start < 5  # a quadratic pattern takes hours


@pytest.mark.parametrize("indent", [None, 2])
def test_arrays_and_documents_over_several_lines(tmp_path: Path, indent: int | None) -> None:
    rows = [
        {"id": i, "messages": [{"role": "user", "content": f'brackets ]}}[{{ and "quotes\\" {i}'}]}
        for i in range(40)
    ]
    path = tmp_path / "in.json"
    path.write_text("\ufeff" + json.dumps(rows, indent=indent), encoding="utf-8")
    array = [item for item in read([str(path)]) if isinstance(item, Row)]
    assert [json.loads(row.raw) for row in array] == rows
    assert [row.origin.line for row in array] == list(range(1, 41))
    path.write_text("\n".join(json.dumps(row, indent=indent) for row in rows))
    documents = [item for item in read([str(path)]) if isinstance(item, Row)]
    assert [json.loads(row.raw) for row in documents] == rows


@pytest.mark.parametrize(
    ("text", "good", "reasons"),
    [
        ("[{A}, {B}", 1, ["truncated"]),  # nobody knows whether B was whole
        ("[{A}, {B", 1, ["truncated"]),
        ("[{A}, 5, nope, {B}]", 2, ["not_object", "bad_json"]),
        ("[{A} {B}]", 0, ["bad_json"]),
        ("[{A}] {B}", 1, ["bad_json"]),
        ('{"count": 2, "tickets": [{A}, {B}], "next_page": null}', 2, []),
        ('{"tickets": [{A}], "tickets": [{B}]}', 1, ["bad_json"]),
        ('{"tickets": [{A}, {B}', 1, ["truncated"]),
        ("[{A}]" + " " * 600_000, 1, ["bad_json"]),
        ("[{A}]" + " " * 600_000 + "{B}", 1, ["bad_json"]),
        ("[]", 0, []),
        ("[", 0, ["truncated"]),
    ],
)
def test_broken_arrays_account_for_what_they_hold(
    tmp_path: Path, text: str, good: int, reasons: list[str]
) -> None:
    for letter in "AB":
        text = text.replace(
            f"{{{letter}", f'{{"id": "{letter}", "messages": [{{"role": "user", "content": "x"}}]'
        )
    path = tmp_path / "in.json"
    path.write_text(text)
    items = list(read([str(path)]))
    assert [item.reason for item in items if isinstance(item, Rejected)] == reasons
    assert sum(isinstance(item, Row) for item in items) == good


def test_a_huge_element_is_skipped_and_its_neighbours_survive(tmp_path: Path) -> None:
    message = '{{"id": {}, "messages": [{{"role": "user", "content": "{}"}}]}}'
    path = tmp_path / "in.json"
    rows = [message.format(1, "a"), message.format(2, "x" * 40_000_000), message.format(3, "b")]
    path.write_text(f"[{','.join(rows)}]")
    tracemalloc.start()
    items = list(read([str(path)], ReadOptions(max_line_bytes=100_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    found = [item.reason if isinstance(item, Rejected) else item.conversation.id for item in items]
    assert found == ["1", "too_long", "3"]
    assert peak < 20 << 20


def test_text_behind_an_array_is_seen_however_small_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text("[]" + " " * 500 + "{}")
    (item,) = read([str(path)], ReadOptions(max_line_bytes=10))
    assert isinstance(item, Rejected)
    assert item.reason == "bad_json"
