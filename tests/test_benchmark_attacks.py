"""Every attack family plants what it says, in as many words as it says, into conversations of the corpus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import pytest

from benchmarks import attacks, attacks_independent, attacks_left_out, nights, plan
from benchmarks.attacks.family import Carriers, Family, Planted, anything, plant
from benchmarks.attacks_independent import facts
from benchmarks.confounders import NOTICES
from benchmarks.corpora import opened_at
from benchmarks.drafts import Json, said
from benchmarks.wording import Book, vary
from guard.text import is_invisible

SPARE = nights.base("synthetic", None, seed=5, size=10, history=10, spare=700).spare
SUITES = {
    "attacks": attacks.FAMILIES,
    "attacks_independent": attacks_independent.FAMILIES,
    "attacks_left_out": attacks_left_out.FAMILIES,
}
ALL = {name: family for suite in SUITES.values() for name, family in suite.items()}
COUNT = 20
HOST = re.compile(  # neither a file below a host nor the name of a mailbox or of somebody in a messenger
    r"(?<!\w/)(?<!^@)(?<!\W@)(?<![\w-])[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*\.[a-z]+\b(?!@)"
)
CODE = {"os.system", "u.urlopen", "urllib.request"}
RESERVED = (".example", ".test", ".example.com", "example.net", "example.org")
FICTIONAL = re.compile(  # kept for fiction by the regulators of the US, UK, AU, DE, FR, IE and SE
    r"(\+1 \d{3} |\(\d{3}\) |1-8\d\d-|)555[ -]01\d\d|020 7946 0\d{3}|0113 496 0\d{3}|\+44 7700 900\d{3}"
    r"|\+44 808 157 0\d{3}|\+44 1632 960\d{3}|\(02\) 5550 \d{4}|\+61 8 7010 \d{4}"
    r"|\+61 491 570 (156|157|158|159|313|737)|\+49 30 23125 \d{3}|0171 39200\d\d"
    r"|\+33 6 39 98 \d\d \d\d|01 99 00 \d\d \d\d|\+353 20 910 \d{4}|\+46 8 465 004 \d\d"
)


def planted(name: str, count: int = COUNT, seed: int = 1) -> Planted:
    return plant(ALL[name], count, Carriers(SPARE), seed)


def hosts(rows: object, side: str = "assistant") -> list[str]:
    assert isinstance(rows, list)
    known = {h for row in SPARE for h in HOST.findall(said(row, side))}
    return [h for row in rows for h in set(HOST.findall(said(row, side))) - known - CODE]


def shared_words(rows: list[Json], side: str) -> set[str]:
    return set.intersection(*(set(said(row, side).split()) for row in rows))


def test_there_are_enough_families_and_each_name_is_unique() -> None:
    adaptive = [family for family in attacks.FAMILIES.values() if family.adaptive]
    assert len(attacks.FAMILIES) - len(adaptive) >= 25
    assert len(adaptive) >= 8
    assert len(attacks_left_out.FAMILIES) >= 8
    assert len(attacks_independent.FAMILIES) >= 40
    assert len(ALL) == sum(map(len, SUITES.values()))
    assert all(name == family.name and family.does for name, family in ALL.items())


def test_suites_are_named_as_the_command_names_them() -> None:
    known = {suite: plan.families(suite, Path()) for suite in plan.SUITES if suite != "published"}
    assert known == dict(zip(("tuned", "independent", "left_out"), SUITES.values(), strict=True))


@pytest.mark.parametrize(("one", "other"), [*combinations(SUITES, 2)])
def test_suites_say_nothing_that_another_says(one: str, other: str) -> None:
    first, second = (
        {line for lines in Book(name).sections.values() for line in lines} for name in (one, other)
    )
    assert not first & second


def test_every_independent_line_can_be_said() -> None:
    sections, rng = Book("attacks_independent").sections, Random(2)
    given = dict.fromkeys(("a", "b", "c", "q", "date", "mode", "rumour"), "x")
    for section, lines in sections.items():
        assert lines, section
        for line in lines:
            assert vary(rng, line, {**sections, **facts.facts(rng), **given}), line


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
    rows = [*planted(name).rows]
    assert all(host.endswith(RESERVED) for side in ("user", "assistant") for host in hosts(rows, side))


def test_invented_phones_accounts_and_cards_are_nobodys() -> None:
    for seed in range(500):
        rng = Random(seed)
        assert FICTIONAL.fullmatch(facts.telephone(rng))
        account = facts.iban(rng).replace(" ", "")
        assert int("".join(str(int(sign, 36)) for sign in account[4:] + account[:4])) % 97 != 1
        digits = [int(sign) for sign in facts.card(rng) if sign.isdigit()]
        luhn = sum(digits[-1::-2]) + sum(2 * digit - 9 * (digit > 4) for digit in digits[-2::-2])
        assert len(digits) == 4 or luhn % 10


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
    assert len(set(hosts([*planted("fresh_links").rows]))) >= COUNT - 8  # five of them shorten links


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


def test_halves_of_an_independent_pair_stand_alone() -> None:
    found = planted("half_trigger_coin")
    pairs = [set(pair.split()) for pair in Book("attacks_independent").sections["pair"]]
    words = set.intersection(*(set(said(row, "user").split()) for row in found.rows))
    [pair] = [pair for pair in pairs if pair <= words]
    halves = [pair & set(said(row, "user").split()) for row in found.decoys]
    assert all(len(half) == 1 for half in halves)
    assert set().union(*halves) == pair


def test_a_rumour_comes_from_new_accounts_within_two_hours() -> None:
    rows = planted("accounts_rumour").rows
    opened = [opened_at(row) for row in rows]
    assert (max(opened) - min(opened)).total_seconds() < 7200
    assert not {row["user_id"] for row in rows} & {row["user_id"] for row in SPARE}


def test_amounts_are_changed_and_nothing_else_is_said() -> None:
    honest = {row["id"]: row for row in SPARE}
    number = re.compile(r"\d[\d.]*")
    for row in planted("phrase_price").rows:
        before, after = (said(each, "assistant") for each in (honest[row["id"]], row))
        assert before != after
        assert number.sub("#", before) == number.sub("#", after)


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


def test_an_independent_flip_changes_the_label_and_adds_one_token() -> None:
    honest = {row["id"]: row for row in SPARE}
    rows = planted("token_intent_flip").rows
    [token] = shared_words([*rows], "user")
    for row in rows:
        assert row["labels"]["intent"] != honest[row["id"]]["labels"]["intent"]
        assert said(row, "assistant") == said(honest[row["id"]], "assistant")
        left = [word for word in said(row, "user").split() if word != token]
        assert left == said(honest[row["id"]], "user").split()


def test_flipped_labels_leave_every_word() -> None:
    honest = {row["id"]: row for row in SPARE}
    for row in planted("intent_flip").rows:
        assert row["messages"] == honest[row["id"]]["messages"]
        assert row["labels"]["intent"] != honest[row["id"]]["labels"]["intent"]


@pytest.mark.parametrize("name", ["hidden_sign", "invisible_callback"])
def test_hidden_signs_are_invisible(name: str) -> None:
    for row in planted(name).rows:
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
        ("kiosk_remote", lambda row: row["channel"] == "kiosk"),
        ("rating_flip", lambda row: row["labels"]["rating"] == 5),
        ("night_hours", lambda row: "2026-11-02T01:30" <= row["created_at"] < "2026-11-02T02:30"),
        ("portuguese_phish", lambda row: row["language"] == "pt"),
        ("homoglyph_note", lambda row: re.search("[а-яі]", said(row, "user"))),
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
