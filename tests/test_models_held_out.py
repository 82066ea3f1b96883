"""The held-out sets are what their README says: readable, labelled by the book, half and half, no repeats."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import guard.models.training

SETS = Path(guard.models.training.__file__).parent / "held_out"
TOXIC = {"toxic", "insult", "identity_attack", "threat", "sexual", "profanity"}
LINES = {
    "toxic_chatbot": (220, TOXIC),
    "toxic_web": (220, TOXIC),
    "toxic_wiki": (220, TOXIC),
    "refusal": (200, {"refusal"}),
    "secret_request": (160, {"secret_request"}),
    "prompt_injection": (240, {"injection"}),
    "unsafe_reply": (200, {"unsafe"}),
}
each_set = pytest.mark.parametrize("name", LINES)


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def normalised(row: dict[str, Any]) -> tuple[str, ...]:
    """Words alone: case, spaces and punctuation make no new line."""
    return tuple(re.findall(r"\w+", f"{row.get('context', '')} {row['text']}".lower()))


def is_positive(row: dict[str, Any]) -> bool:
    return bool(set(row["labels"]) - {"profanity"})


def test_every_file_is_listed_here_and_in_the_readme() -> None:
    assert {path.stem for path in SETS.glob("*.jsonl")} == set(LINES)
    table = re.findall(r"^\| `(\w+)\.jsonl` \|.*\| (\d+) \|", (SETS / "README.md").read_text("utf-8"), re.M)
    assert {name: int(count) for name, count in table} == {name: count for name, (count, _) in LINES.items()}


@each_set
def test_lines_have_the_fields_and_labels_of_their_set(name: str) -> None:
    fields = {"text", "labels"} | ({"context"} if name == "unsafe_reply" else set())
    for number, row in enumerate(rows(name), 1):
        assert set(row) == fields, f"{name}.jsonl:{number}"
        assert all(row[field].strip() == row[field] != "" for field in fields - {"labels"}), (name, number)
        assert set(row["labels"]) <= LINES[name][1], f"{name}.jsonl:{number}"
        assert len(set(row["labels"])) == len(row["labels"]), f"{name}.jsonl:{number}"


@each_set
def test_half_of_each_set_is_positive_and_the_halves_are_mixed(name: str) -> None:
    positive = [is_positive(row) for row in rows(name)]
    assert len(positive) == LINES[name][0]
    assert sum(positive) * 2 == len(positive)
    longest_run = max(len(run) for run in re.findall(r"1+|0+", "".join("01"[one] for one in positive)))
    assert longest_run < len(positive) // 10


@pytest.mark.parametrize("name", [name for name in LINES if name.startswith("toxic_")])
def test_abuse_is_toxic_and_swearing_at_nobody_is_profanity_alone(name: str) -> None:
    labels = [row["labels"] for row in rows(name)]
    assert all("toxic" in one for one in labels if one not in ([], ["profanity"]))
    assert all(one == ["profanity"] for one in labels if "profanity" in one)
    assert {label for one in labels for label in one} == TOXIC


def test_no_line_appears_twice_in_any_set() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for name in LINES:
        for number, row in enumerate(rows(name), 1):
            words, here = normalised(row), f"{name}.jsonl:{number}"
            assert seen.setdefault(words, here) == here


def test_the_context_decides_for_some_replies() -> None:
    verdicts = defaultdict(set)
    for row in rows("unsafe_reply"):
        verdicts[row["text"]].add(is_positive(row))
    assert sum(len(seen) == 2 for seen in verdicts.values()) >= 5


@each_set
def test_lengths_vary_and_do_not_give_the_label_away(name: str) -> None:
    """A classifier that only counts words must stay near chance (AUROC within .35 to .65)."""
    counted = [(len(row["text"].split()), is_positive(row)) for row in rows(name)]
    assert min(count for count, _ in counted) <= 3
    assert max(count for count, _ in counted) >= 60
    positive = [count for count, is_one in counted if is_one]
    negative = [count for count, is_one in counted if not is_one]
    wins = sum((one > other) + (one == other) / 2 for one in positive for other in negative)
    assert 0.35 <= wins / (len(positive) * len(negative)) <= 0.65
