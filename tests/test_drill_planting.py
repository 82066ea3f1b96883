"""Wordings, kinds of attack and copies of the night: what a drill plants, and where."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.drill.draft import Draft
from guard.drill.kinds import KINDS
from guard.drill.planting import SHARE, Field, packed
from guard.drill.wording import Coin, expand, sentence, wordings
from guard.history import History
from guard.types import Conversation
from tests.helpers import conversation
from tests.histories import ENCODER, night, talks

ALL = list(KINDS.values())
PAYLOADS = ("link", "brand", "contact", "secret", "refusal", "abuse", "campaign_asks")
TALK = conversation(
    "c-1",
    [
        ("user", "Hello, where is my blue sofa?"),
        ("assistant", "Let me look. It is on its way and comes on Monday."),
        ("user", "Thank you for that."),
        ("assistant", "You are welcome, have a good day!"),
    ],
    labels={"intent": "delivery"},
    user_id="u-1",
)


def test_a_pattern_stands_for_each_of_its_texts() -> None:
    seen = {expand("<a|b <c|d>|> {x} !", random.Random(i), {"x": "z"}) for i in range(60)}
    assert seen == {"a z!", "b c z!", "b d z!", "z!"}


def test_a_name_that_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError, match="host"):
        expand("see {host}", random.Random(1), {"name": "x"})


def test_sentences_begin_with_a_capital_and_hosts_do_not() -> None:
    rng = random.Random(1)
    assert sentence("go there.", rng) == "Go there."
    assert sentence("{host} has it.", rng, {"host": "abc.com"}) == "abc.com has it."


@pytest.mark.parametrize("name", PAYLOADS)
def test_payloads_have_ten_structures_that_all_expand(name: str) -> None:
    slots = dict.fromkeys(("host", "name", "contact", "secret", "claim"), "Zork")
    patterns = wordings()[name]
    assert len(set(patterns)) >= 10
    for pattern in patterns:
        assert not {"<", ">", "|", "{"} & set(expand(pattern, random.Random(2), slots))


def test_every_false_rule_has_ten_structures_that_state_the_same_figure() -> None:
    for ways in wordings()["rules"]:
        slots = {"small": "7", "price": "12.50", "day": "3 May"}
        said = [expand(pattern, random.Random(3), slots) for pattern in ways]
        assert len(set(said)) >= 10
        figures = [value for value in slots.values() if value in said[0]]
        assert all(value in text for text in said for value in figures)


def planted(kind: str, count: int = 20, seed: str = "s") -> list[Conversation]:
    coin = Coin(seed)
    change = KINDS[kind].draw(coin, ["billing", "delivery", "other"])
    rows = []
    for number in range(count):
        draft = Draft(TALK, coin.fork())
        change(draft)
        rows.append(draft.finish(f"p-{number}"))
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_the_same_for_the_same_seed_and_changes_something(kind: str) -> None:
    rows = planted(kind)
    assert rows == planted(kind)
    assert all((row.digest, row.labels) != (TALK.digest, TALK.labels) for row in rows)
    assert {turn.role for row in rows for turn in row.turns} == {"user", "assistant"}


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if not kind.labels])
def test_a_payload_is_worded_anew_in_every_row(kind: str) -> None:
    answers = {turn.content for row in planted(kind) for turn in row.turns if turn.role == "assistant"}
    assert len(answers) >= 12


def test_a_campaign_shares_one_word_and_one_host() -> None:
    rows = planted("rare_word_link")
    words = Counter(word for row in rows for word in {w for turn in row.turns for w in turn.content.split()})
    known = {word for turn in TALK.turns for word in turn.content.split()}
    assert [word for word, n in words.items() if n == len(rows) and word not in known]


def test_hidden_characters_stand_in_the_question_only() -> None:
    for row in planted("hidden_brand"):
        hidden = [turn.role for turn in row.turns if not turn.content.isprintable()]
        assert hidden == ["user"]


def test_a_flipped_label_changes_no_word() -> None:
    for row in planted("label_flip"):
        assert row.turns == TALK.turns
        assert row.labels["intent"] != "delivery"


def test_accounts_of_a_campaign_are_new() -> None:
    assert len({row.user_id for row in planted("campaign")} - {"u-1"}) == 20


@given(
    counts=st.lists(st.integers(1, 300), min_size=1, max_size=5),
    size=st.integers(10, 20_000),
    kinds=st.integers(1, 12),
)
def test_copies_have_every_batch_once_and_room_for_it(counts: Sequence[int], size: int, kinds: int) -> None:
    copies = packed(ALL[:kinds], counts, size)
    batches = Counter((kind.name, count) for copy in copies for kind, count in copy)
    assert batches == Counter((kind.name, count) for kind in ALL[:kinds] for count in set(counts))
    for copy in copies:
        assert len({kind.name for kind, _ in copy}) == len(copy)
        assert len(copy) == 1 or sum(count for _, count in copy) <= SHARE * size


def test_one_copy_of_an_ordinary_night_has_room_for_all_kinds() -> None:
    assert len(packed(ALL, [25], 9_000)) == 1


def field(rows: list[Conversation], history: History | None = None) -> Field:
    return Field(night(rows, history=history), {one.id for one in rows}, seed=7)


def test_a_copy_is_the_night_with_some_replaced() -> None:
    rows = talks(0, 60)
    copy = field(rows).copy([(KINDS["brand"], 5), (KINDS["contact"], 4)])
    found = {one.id: one for one in copy.rows.conversations()}
    own = {one.id: one for one in rows}
    assert len(copy.rows) == len(found) == 60
    assert Counter(copy.kinds.values()) == {"brand": 5, "contact": 4}
    assert set(found) - set(own) == set(copy.kinds)
    assert all(found[name] == own[name] for name in set(found) & set(own))
    assert copy.carriers == {"history": 0, "tonight": 9}
    assert [copy.rows.conversation(i).id for i in range(60)] == list(found)


def test_row_order_changes_no_copy() -> None:
    rows = talks(0, 60)
    turned = list(reversed(rows))
    one, other = (field(some).copy([(KINDS["brand"], 5)]) for some in (rows, turned))
    key = {name: row for row in one.rows.conversations() if (name := row.id)}
    assert key == {row.id: row for row in other.rows.conversations()}


def test_trusted_conversations_that_are_counted_nowhere_carry_first() -> None:
    trusted = History(ENCODER).add(night(talks(1000, 200)))
    assert trusted.reference
    rows = talks(0, 60)
    count = len(trusted.reference) + 2
    copy = field(rows, trusted).copy([(KINDS["brand"], count)])
    assert copy.carriers == {"history": count - 2, "tonight": 2}
    assert len(copy.rows) == 60 + count - 2


def test_only_english_ones_with_an_answer_carry_and_a_lack_is_told() -> None:
    rows = [
        conversation(
            "de", [("user", "Wo ist mein Paket?"), ("assistant", "Es kommt morgen.")], language="de"
        ),
        conversation("short", [("user", "Hi"), ("assistant", "Hello, how can I help?")]),
        conversation("good", [("user", "Where is it now?"), ("assistant", "It comes tomorrow.")]),
    ]
    copy = field(rows).copy([(KINDS["brand"], 1), (KINDS["contact"], 1)])
    assert [kind.name for kind, _ in copy.batches] == ["brand"]
    assert [kind.name for kind, _ in copy.short] == ["contact"]
