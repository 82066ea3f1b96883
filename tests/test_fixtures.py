"""The demo's corpus is what its README says it is, and is rebuilt from its scripts byte for byte."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from guard.text import is_invisible, masked, shingles
from guard.types import ROLES

FOLDER = Path(__file__).parent.parent / "fixtures"
Row = dict[str, Any]


def read(name: str) -> list[Row]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


ROWS = read("support.jsonl")
TRUTH = {row["id"]: row for row in read("truth.jsonl")}
CLEAN = [row for row in ROWS if TRUTH[row["id"]]["kind"] == "clean"]
PLANTED = [row for row in ROWS if TRUTH[row["id"]]["kind"] != "clean"]


def kind(name: str) -> list[Row]:
    return [row for row in PLANTED if TRUTH[row["id"]]["kind"] == name]


def confounder(name: str) -> list[Row]:
    return [row for row in CLEAN if TRUTH[row["id"]]["note"].endswith(f"confounder: {name}")]


def said(row: Row, role: str) -> list[str]:
    return [message["content"] for message in row["messages"] if message["role"] == role]


def window(rows: Iterable[Row]) -> timedelta:
    times = [datetime.fromisoformat(row["created_at"]) for row in rows]
    return max(times) - min(times)


@cache
def pairs(text: str) -> frozenset[str]:
    return frozenset(shingles(masked(text).split(), 2))


def likeness(one: str, other: str) -> float:
    """Jaccard similarity of two-word shingles."""
    a, b = pairs(one), pairs(other)
    return len(a & b) / len(a | b)


def test_rebuilding_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, FOLDER / "build.py", "--out", tmp_path], check=True)
    for name in ("support.jsonl", "truth.jsonl"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), (
            f"run fixtures/build.py: {name}"
        )


def test_counts_are_those_of_the_readme() -> None:
    notes = (truth["note"].partition("confounder: ")[2] for truth in TRUTH.values())
    counts = Counter(truth["kind"] for truth in TRUTH.values()) + Counter(filter(None, notes))
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    stated = {name: int(count) for name, count in re.findall(r"^\| `([\w-]+)` \| (\d+) \|", readme, re.M)}
    assert stated == counts


def test_ids_are_unique_and_truth_follows_the_order_of_the_corpus() -> None:
    assert [row["id"] for row in read("truth.jsonl")] == [row["id"] for row in ROWS]
    assert len(TRUTH) == len(ROWS)


def test_planted_hide_among_the_clean_by_time() -> None:
    assert [row["created_at"] for row in ROWS] == sorted(row["created_at"] for row in ROWS)
    places = [place for place, row in enumerate(ROWS) if TRUTH[row["id"]]["kind"] != "clean"]
    assert len({place * 10 // len(ROWS) for place in places}) == 10, "some tenth of the day has none"


def test_every_row_is_canonical() -> None:
    for row in ROWS:
        check_canonical(row)


def check_canonical(row: Row) -> None:
    assert row["user_id"], row["id"]
    assert row["agent_id"] in {f"a-{number}" for number in range(1, 13)}
    assert row["channel"] in {"chat", "email", "phone-transcript"}
    assert row["source"] in {"zendesk", "csat-import"}
    assert set(row["labels"]) <= {"intent", "rating"}
    assert row["labels"]["intent"]
    assert 2 <= len(row["messages"]) <= 12
    assert all(message["role"] in ROLES and message["content"].strip() for message in row["messages"])
    times = [datetime.fromisoformat(message["created_at"]) for message in row["messages"]]
    assert times == sorted(set(times))
    assert times[0] == datetime.fromisoformat(row["created_at"])
    assert {time.date().isoformat() for time in times} == {"2026-10-14"}
    assert times[-1] < datetime.fromisoformat(row["collected_at"]) < datetime(2026, 10, 16, tzinfo=UTC)
    assert not re.search(r"(?<!\{)\{[a-z][a-z0-9-]*[:}]", json.dumps(row["messages"])), (
        "a slot was not filled"
    )


def test_honest_customers_do_not_sound_alike() -> None:
    longer = [
        (row["user_id"], text) for row in CLEAN for text in said(row, "user") if len(masked(text).split()) > 8
    ]
    alike = [(a, b) for (x, a), (y, b) in combinations(longer, 2) if x != y and likeness(a, b) > 0.4]
    assert alike == []


def test_macros_are_pasted_by_every_agent() -> None:
    pasted: defaultdict[str, list[str]] = defaultdict(list)
    for row in CLEAN:
        for text in said(row, "assistant"):
            for opening in (
                "Here is our refund policy in full",
                "Would you take a minute to rate this chat?",
            ):
                if opening in text:
                    pasted[opening].append(row["agent_id"])
    assert len(pasted) == 2
    for agents in pasted.values():
        assert 55 <= len(agents) <= 65
        assert len(set(agents)) == 12


def test_the_outage_is_many_accounts_in_one_hour_with_one_answer() -> None:
    rows = confounder("outage")
    assert len({row["user_id"] for row in rows}) == len(rows) == 30
    assert window(rows) < timedelta(hours=1)
    assert len({said(row, "assistant")[0] for row in rows}) == 1
    assert max(likeness(said(a, "user")[0], said(b, "user")[0]) for a, b in combinations(rows, 2)) < 0.3


def test_the_campaign_is_ten_new_accounts_with_one_template() -> None:
    rows = kind("campaign")
    accounts = {row["user_id"] for row in rows}
    assert len(accounts) == len(rows) == 10
    assert not accounts & {row["user_id"] for row in ROWS if row not in rows}
    assert window(rows) <= timedelta(minutes=40)
    openers = [said(row, "user")[0] for row in rows]
    assert len(set(openers)) == 10
    assert min(likeness(a, b) for a, b in combinations(openers, 2)) > 0.3
    assert all("up to 400 euro without return" in said(row, "assistant")[0] for row in rows)


def test_quick_replies_are_the_buttons_words() -> None:
    first = Counter(said(row, "user")[0] for row in confounder("quick-reply"))
    assert first == {"Track my order": 25, "I want to talk to an agent": 15}


def test_hidden_text_is_truly_hidden_and_honest_joiners_are_there() -> None:
    def odd(row: Row) -> set[str]:
        text = "".join(message["content"] for message in row["messages"])
        cyrillic = {char for char in text if "\u0400" <= char <= "\u04ff"}
        return cyrillic | {char for char in text if is_invisible(char)}

    assert all(odd(row) for row in kind("hidden-text"))
    honest = set[str]().union(*map(odd, CLEAN))
    assert honest == {"\u200c", "\u200d", "\ufe0f"}, "joiners of Persian, Hindi and emoji, and nothing else"
