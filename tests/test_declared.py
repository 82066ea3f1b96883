"""Declared changes: what a notice explains, what it never explains, and files that are wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.declared import Declared, Notice
from guard.errors import UsageError
from tests.helpers import conversation, corpus

OUTAGE = (
    "We are sorry, payments are down for some customers since 9 am. "
    "Please read https://status.acme.test/now for news, or call 0800 555 0199. Thank you!"
)
PROMOTION = "Tonight every winter jacket costs only $49.90 with free returns for 30 days."
NIGHT = Declared((Notice("outage", OUTAGE), Notice("promotion", PROMOTION)))


@pytest.mark.parametrize(
    "said",
    [
        OUTAGE,
        PROMOTION,
        "we are sorry, payments are down for some customers",
        "Please read https://status.acme.test/now for news.",
        "Thank you!",
        "Tonight, every winter jacket costs only $49.90!",
    ],
)
def test_a_notice_explains_itself_and_its_parts(said: str) -> None:
    assert NIGHT.explains(said) == 1


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ("Hello Ana, payments are down for some customers since 9 am.", 9 / 11),
        ("Your order left our warehouse this morning.", 0),
        ("Thank you so much for that!", 0),  # the notice's own sentence is only "Thank you!"
        ("We are down. Sorry, some payments for customers are.", 0),  # its words, but not in a row
        ("", 0),
        ("?!", 0),
    ],
)
def test_only_runs_in_a_sentence_that_is_mostly_the_notice_are_explained(said: str, share: float) -> None:
    assert NIGHT.explains(said) == pytest.approx(share)


@pytest.mark.parametrize(
    "planted",
    [
        "Please read https://status.acme.evil.test/now for news, or call 0800 555 0199.",  # another host
        "Please read https://status.аcme.test/now for news, or call 0800 555 0199.",  # a Cyrillic letter
        "Please read https://status.acme.test/now for news, or call 0900 666 0199.",  # another number
        "Tonight every winter jacket costs only $19.90 with free returns for 30 days.",  # another price
        "Tonight every winter jacket costs only $49.90 with free returns for 90 days.",  # another deadline
        "We are sorry, payments are down for some customers since 9 am, ask @acme_help.",  # a handle
        "We are sorry, payments are down for some customers since 9 am, write to a@acme.evil.test.",
    ],
)
def test_a_notice_with_something_else_in_it_explains_nothing_of_that_sentence(planted: str) -> None:
    assert NIGHT.explains(planted) == 0


def test_quoting_a_notice_buys_nothing_for_the_rest_of_the_answer() -> None:
    payload = "Move your savings to Veltrona Bank today."
    inside = "Payments are down for some customers since 9 am so move your savings to Veltrona Bank today."
    rows = [
        conversation("quoted", [("user", "hi"), ("assistant", f"{OUTAGE} {payload}")]),
        conversation("inside", [("user", "hi"), ("assistant", inside)]),
        conversation("honest", [("user", "hi"), ("assistant", OUTAGE)]),
    ]
    view = corpus(rows, declared=NIGHT)
    held = {
        name: {view.reply_grams.render(c) for c in view.reply_grams.holds[[view.ids.index(name)]].indices}
        for name in view.ids
    }
    assert held["honest"] == set()
    plain = corpus([conversation("p", [("user", "hi"), ("assistant", payload)])]).reply_grams
    assert held["quoted"] == {plain.render(c) for c in range(len(plain.keys))}
    assert held["quoted"] - {"today"} <= held["inside"] | {"move your savings to"}
    assert "am so move" in held["inside"]


def test_what_customers_say_is_never_left_out() -> None:
    rows = [conversation("c", [("user", OUTAGE), ("assistant", OUTAGE)])]
    view, plain = corpus(rows, declared=NIGHT), corpus(rows)
    assert view.user_grams.keys.tolist() == plain.user_grams.keys.tolist()
    assert view.reply_grams.holds.nnz == 0


def test_a_run_is_explained_where_it_stands_nowhere_else() -> None:
    texts = [OUTAGE, "Yes, payments are down for no reason known to us at all."]
    rows = [conversation(str(i), [("user", "hi"), ("assistant", t)]) for i, t in enumerate(texts)]
    grams = corpus(rows).reply_grams
    explained = {grams.render(c) for c in range(len(grams.keys)) if NIGHT.explained(grams)[c]}
    assert "for some customers" in explained
    assert "payments are down" not in explained
    assert "thank you" in explained
    assert not explained & {"yes", "no reason known", "down for no"}


WORDS = st.lists(
    st.sampled_from("payments are down for some customers since tonight every winter jacket ok".split()),
    max_size=14,
).map(" ".join)


@given(WORDS, st.lists(st.sampled_from("move to veltrona bank".split()), min_size=1, max_size=12))
def test_foreign_words_are_never_explained(quoted: str, foreign: list[str]) -> None:
    night = Declared((Notice("outage", "payments are down for some customers since tonight"),))
    said = f"{quoted} {' '.join(foreign)}"
    view = corpus([conversation("c", [("user", "hi"), ("assistant", said)])], declared=night)
    held = {view.reply_grams.render(c) for c in range(len(view.reply_grams.keys))}
    assert set(foreign) <= held
    assert " ".join(foreign[:4]) in held
    assert 0 <= night.explains(said) <= (len(quoted.split())) / len(said.split())


@given(WORDS.filter(bool))
def test_a_text_explains_itself(notice: str) -> None:
    assert Declared((Notice("macro", notice),)).explains(notice) == 1


def test_places_that_are_filled_in_part_a_macro() -> None:
    macro = Declared((Notice("macro", "Hi {name}, your parcel {number} left our house this morning."),))
    assert macro.explains("Hi Ana, your parcel 481516 left our house this morning.") == pytest.approx(0.8)
    assert macro.explains("Hi Ana, your parcel 0900 481 516 left our house this morning.") == 0
    whole = Declared((Notice("macro", "Hello, we sent your parcel on its way {when} with care and love."),))
    assert whole.explains("Hello, we sent your parcel on its way yesterday with care and love.") > 0.9


def test_short_pieces_of_a_macro_alone_explain_nothing() -> None:
    macro = Declared((Notice("macro", "Hi {name}, your parcel {number} left our house this morning."),))
    assert macro.explains("Hi, your parcel.") == 0
    assert macro.explains("Your parcel is lost. Hi there.") == 0


def test_order_numbers_are_not_news_but_small_numbers_are() -> None:
    macro = Declared((Notice("macro", "Your order 10042 was sent by our house within 2 days."),))
    assert macro.explains("Your order 99187 was sent by our house within 2 days.") == 1
    assert macro.explains("Your order 99187 was sent by our house within 90 days.") == 0


def test_named_things_are_known() -> None:
    assert NIGHT.entities["host"] == {"acme.test"}
    assert NIGHT.entities["phone"] == {"08005550199"}
    assert NIGHT.entities["price"] == {"USD 49.90"}
    assert NIGHT.entities["email"] == frozenset()
    assert Declared.none().entities["host"] == frozenset()


def test_nothing_declared_explains_nothing() -> None:
    grams = corpus([conversation("c", [("user", "hi"), ("assistant", OUTAGE)])]).reply_grams
    assert Declared.none().explains(OUTAGE) == 0
    assert not Declared.none().explained(grams).any()


def test_a_notice_counts_from_its_time_on(tmp_path: Path) -> None:
    path = tmp_path / "declared.yaml"
    path.write_text(
        "declared:\n"
        "  - {kind: outage, text: 'payments are down tonight', from: 2026-11-01T09:00:00Z}\n"
        "  - {kind: macro, text: 'have a good day now'}\n"
    )
    night = Declared.load(path)
    assert [notice.kind for notice in night.notices] == ["outage", "macro"]
    early = night.on(datetime(2026, 11, 1, 8, tzinfo=UTC))
    assert [notice.kind for notice in early.notices] == ["macro"]
    assert night.on(datetime(2026, 11, 1, 9, tzinfo=UTC)).explains("Payments are down tonight.") == 1
    assert night.on(None) == night


def test_plain_text_has_a_notice_to_each_block(tmp_path: Path) -> None:
    path = tmp_path / "notices.txt"
    path.write_bytes(b"\xef\xbb\xbfPayments are\r\ndown tonight.\r\n \r\n\r\nHave a good day now\n\n---\n")
    assert [notice.text for notice in Declared.load(path).notices] == [
        "Payments are\ndown tonight.",
        "Have a good day now",
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("declared: [{kind: rumour, text: x}]", (":1: declared[0].kind: must be one of outage", "'rumour'")),
        ("declared:\n- kind: macro\n  text:\n", (":3: declared[0].text: must be the text", "not nothing")),
        ("declared:\n- kind: macro\n  text: '?!'\n", (":3: declared[0].text", "'?!'")),
        ("declared:\n- {kind: macro, text: hi, form: 2026}\n", ("declared[0].form", "did you mean 'from'?")),
        ("declared:\n- {kind: macro, text: hi, from: noon}\n", ("declared[0].from", "'noon'")),
        ("declared:\n- just text\n", (":2: declared[0]: must be a notice", "'just text'")),
        ("- a\n", ("declared: must be a list of notices",)),
        ("declared: []\nnotices: []\n", (":2: notices: unknown key",)),
        ("declared: [\n", ("not valid YAML",)),
        ("declared: !!python/object:os.system []\n", ("the tag", "is not allowed")),
    ],
)
def test_a_file_that_is_wrong_names_the_place_and_the_cure(
    tmp_path: Path, written: str, told: tuple[str, ...]
) -> None:
    path = tmp_path / "declared.yaml"
    path.write_text(written)
    with pytest.raises(UsageError) as caught:
        Declared.load(path)
    assert all(part in str(caught.value) for part in (str(path), *told, "docs/HISTORY.md"))


@pytest.mark.parametrize("data", [b"", b" \n\n--\n", b"caf\xe9"])
def test_a_text_file_without_notices_is_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "notices.txt"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"notices\.txt:1: (?:no notice|not valid UTF-8)"):
        Declared.load(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        Declared.load(tmp_path / "none.yaml")
