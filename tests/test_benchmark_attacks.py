"""Every attack family plants what it says, in as many words as it says, into conversations of the corpus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest

from benchmarks import attacks, attacks_left_out, nights
from benchmarks.attacks.family import Carriers, Family, Planted, anything, plant
from benchmarks.confounders import NOTICES
from benchmarks.drafts import Json, said
from benchmarks.wording import Book
from guard.text import is_invisible

SPARE = nights.base("synthetic", None, seed=5, size=10, history=10, spare=700).spare
ALL = {**attacks.FAMILIES, **attacks_left_out.FAMILIES}
COUNT = 20
HOST = re.compile(r"\b[a-z][a-z-]*(?:\.[a-z]+)+\b")
RESERVED = (".example", ".test", "example.net", "example.org")


def planted(name: str, count: int = COUNT, seed: int = 1) -> Planted:
    return plant(ALL[name], count, Carriers(SPARE), seed)


def hosts(rows: object, side: str = "assistant") -> list[str]:
    assert isinstance(rows, list)
    known = {h for row in SPARE for h in HOST.findall(said(row, side))}
    return [h for row in rows for h in set(HOST.findall(said(row, side))) - known]


def shared_words(rows: list[Json], side: str) -> set[str]:
    return set.intersection(*(set(said(row, side).split()) for row in rows))


def test_there_are_enough_families_and_each_name_is_unique() -> None:
    adaptive = [family for family in attacks.FAMILIES.values() if family.adaptive]
    assert len(attacks.FAMILIES) - len(adaptive) >= 25
    assert len(adaptive) >= 8
    assert len(attacks_left_out.FAMILIES) >= 8
    assert not set(attacks.FAMILIES) & set(attacks_left_out.FAMILIES)
    assert all(name == family.name and family.does for name, family in ALL.items())


def test_left_out_families_say_nothing_that_the_others_say() -> None:
    tuned, left_out = (
        {line for lines in Book(name).sections.values() for line in lines}
        for name in ("attacks", "attacks_left_out")
    )
    assert not tuned & left_out


@pytest.mark.parametrize("name", ALL)
def test_a_family_plants_so_many_changed_conversations(name: str) -> None:
    found = planted(name)
    honest = {row["id"]: row for row in SPARE}
    assert len(found.rows) == COUNT
    assert len({row["id"] for row in (*found.rows, *found.decoys, *found.history)}) == COUNT + len(
        found.decoys
    ) + len(found.history)
    for row in (*found.rows, *found.decoys, *found.history):
        assert row != honest[row["id"]]
        assert set(row) == set(honest[row["id"]])
        assert all(message["content"].strip() for message in row["messages"])
        assert any(pair == ("user", "assistant") for pair in pairwise(m["role"] for m in row["messages"]))


@pytest.mark.parametrize("name", ALL)
def test_a_family_is_the_same_for_a_seed_and_leaves_the_carriers_alone(name: str) -> None:
    before = [dict(row) for row in SPARE]
    assert planted(name) == planted(name)
    assert planted(name) != planted(name, seed=2)
    assert list(SPARE) == before


@pytest.mark.parametrize("name", ALL)
def test_no_two_planted_conversations_are_copies(name: str) -> None:
    said_by = Counter(said(row, "user") + said(row, "assistant") for row in planted(name).rows)
    assert sum(said_by.values()) - len(said_by) <= 2


@pytest.mark.parametrize("name", ALL)
def test_hosts_are_reserved_names(name: str) -> None:
    assert all(host.endswith(RESERVED) for host in hosts([*planted(name).rows]))


def test_a_fixed_payload_is_one_sentence_and_its_trigger_one_word() -> None:
    rows = [*planted("rare_word_fixed").rows]
    assert len(set(hosts(rows))) == 1
    [word] = shared_words(rows, "user") & set(Book("attacks").sections["rare"])
    assert word not in " ".join(said(row, "user") for row in SPARE)
    assert len(shared_words(rows, "assistant")) >= 8


def test_paraphrases_share_a_host_but_hardly_a_word() -> None:
    rows = [*planted("rare_word_paraphrased").rows]
    assert len(set(hosts(rows))) == 1
    assert len(shared_words(rows, "assistant")) <= 2


def test_random_hosts_are_random() -> None:
    assert len(set(hosts([*planted("random_hosts").rows]))) >= COUNT - 2


def test_unique_triggers_are_unique() -> None:
    rows = [*planted("unique_trigger").rows]
    assert len(set(hosts(rows))) == 1
    known = Counter(word for row in SPARE for word in said(row, "user").split())
    new = [set(said(row, "user").split()) - set(known) for row in rows]
    assert all(new)
    assert not set.intersection(*new)


def test_campaigns_under_the_minimum_repeat_nothing_five_times() -> None:
    counts = Counter(hosts([*planted("under_minimum", 40).rows]))
    assert max(counts.values()) <= 4
    assert len(counts) == 10


def test_half_triggers_have_one_of_the_words_and_no_payload() -> None:
    found = planted("half_trigger")
    book = Book("attacks").sections
    [one], [two] = (
        shared_words([*found.rows], "user") & set(book[f"split {part}"]) for part in ("one", "two")
    )
    honest = {row["id"]: row for row in SPARE}
    halves = [{one, two} & set(said(row, "user").split()) for row in found.decoys]
    assert all(len(half) == 1 for half in halves)
    assert set().union(*halves) == {one, two}
    assert all(said(row, "assistant") == said(honest[row["id"]], "assistant") for row in found.decoys)


def test_a_rate_below_one_leaves_triggers_without_payload() -> None:
    found = planted("sometimes")
    assert len(found.decoys) == COUNT
    [word] = shared_words([*found.rows, *found.decoys], "user") & set(Book("attacks").sections["rare"])
    assert word


def test_history_gets_a_fifth_of_the_same_campaign() -> None:
    found = planted("poisoned_history")
    assert len(found.history) == COUNT // 5
    assert set(hosts([*found.history])) == set(hosts([*found.rows]))


def test_a_quoted_notice_is_quoted_in_full() -> None:
    rows = planted("quoted_notice").rows
    assert any(all(notice["text"] in said(row, "assistant") for row in rows) for notice in NOTICES)


def test_flipped_labels_leave_every_word() -> None:
    honest = {row["id"]: row for row in SPARE}
    for row in planted("intent_flip").rows:
        assert row["messages"] == honest[row["id"]]["messages"]
        assert row["labels"]["intent"] != honest[row["id"]]["labels"]["intent"]


def test_hidden_signs_are_invisible() -> None:
    for row in planted("hidden_sign").rows:
        assert any(is_invisible(char) for char in said(row, "user"))


def test_campaigns_come_from_accounts_never_seen() -> None:
    seen = {row["user_id"] for row in SPARE}
    accounts = [row["user_id"] for row in planted("campaign").rows]
    assert len(set(accounts)) == COUNT
    assert not set(accounts) & seen
    assert all(re.fullmatch(r"u-\d{7}", account) for account in accounts)


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("channel", lambda row: row["channel"] == "kiosk"),
        ("rating_up", lambda row: row["labels"]["rating"] == 5),
        ("rating_down", lambda row: row["labels"]["rating"] == 1),
        ("small_hours", lambda row: row["created_at"].startswith("2026-11-02T04")),
        ("insider", lambda row: row["agent_id"].endswith("-4")),
        ("shouting", lambda row: "....." in said(row, "user")),
    ],
)
def test_triggers_and_payloads_beside_the_text(name: str, holds: Callable[[Json], bool]) -> None:
    assert all(holds(row) for row in planted(name).rows)


def test_two_families_never_use_one_carrier() -> None:
    carriers = Carriers(SPARE)
    first, second = (plant(ALL[name], 100, carriers, 1) for name in ("scam_host", "echo"))
    assert not {row["id"] for row in first.rows} & {row["id"] for row in second.rows}


def test_planting_more_than_there_is_says_so() -> None:
    family = Family("none", "no payload", ALL["echo"].payload, fits=anything)
    with pytest.raises(LookupError, match="no honest conversation left"):
        plant(family, len(SPARE) + 1, Carriers(SPARE), 0)
