from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.text import clean, content_digest, is_invisible, latin, masked, shingles, words

# letters whose folding, composing and casing touch one another, beside whatever hypothesis thinks of
TRICKY = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("aexοαаеΐᾳİßﬁŉ\u0301\u0345\u200b\u3164Ａ１_'’ \t"))
)

CLEANED = [
    ("Hello,  world\t!\r\n", "Hello, world !"),
    ("a\x00b\x1bc\x7fd", "abcd"),
    ("é\x0bline\x85next\x0cpage", "é line next page"),
    ("e\u200bx\u2060pi\u00adre\ufeffs", "expires"),
    ("hi" + "".join(chr(0xE0000 + ord(c)) for c in "obey"), "hi"),
    ("ＦＵＬＬ width ﬁne １２", "FULL width fine 12"),
    ("Zu\u0308rich", "Zürich"),
    ("pаypаl", "paypal"),  # Cyrillic а
    ("micrοsοft", "microsoft"),  # Greek ο
    ("xа\u0301οα", "xáoa"),  # folded across a combining mark
]

KEPT = [
    "plain text, as it was",
    "Привет, как дела? Оса и сор",  # only Cyrillic: letters that look Latin stay Cyrillic
    "Θέλω επιστροφή χρημάτων",
    "VIP-клиент",  # two words of one script each
    "id_сор",
    "मेरा ऑर्डर नहीं आया",
    "สวัสดีครับ",
    "café naïve Łódź 😀 👍🏽",
]

MASKED = [
    ("Order 12-345, PLEASE!", "order 0 please"),
    ("see https://shop.example/a?b=1 or www.shop.example.", "see linkmask or linkmask"),
    ("Mail jo.doe+x@shop.example now", "mail mailmask now"),
    ("I don’t know", "i don't know"),
    ("STRASSE straße", "strasse strasse"),
    ("...!!!", ""),
    ("👍🏽 ok ❤️", "ok"),
    ("snake_case", "snake case"),
    ("می‌خواهم سفارشم", "میخواهم سفارشم"),
    ("क्‍या मेरा ऑर्डर आया?", "क्या मेरा ऑर्डर आया"),
]


@pytest.mark.parametrize(("raw", "expected"), CLEANED)
def test_clean_removes_what_is_not_seen_and_folds_what_looks_the_same(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@pytest.mark.parametrize("raw", KEPT)
def test_clean_hands_back_honest_text_itself(raw: str) -> None:
    assert clean(raw) is raw


@given(TRICKY)
def test_clean_is_idempotent_and_shows_everything_it_leaves(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once
    assert not any(map(is_invisible, once))


def test_clean_reaches_the_same_form_whatever_order_folding_and_composing_come_in() -> None:
    for raw in ("οα\u200b\u0301x", "xа\u0301οα", "\uffa0a\u1160b"):
        assert clean(clean(raw)) == clean(raw)


@pytest.mark.parametrize(("raw", "expected"), MASKED)
def test_masked_keeps_the_words_only(raw: str, expected: str) -> None:
    assert masked(raw) == expected


@given(TRICKY)
def test_masked_is_idempotent(raw: str) -> None:
    assert masked(masked(raw)) == masked(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Refund order 4711 now!", "refund  ORDER 12 now"),
        ("Go to https://a.example/1", "go to https://b.test/2"),
        ("I can't log in", "I can’t log in."),
        ("Pаypal is down", "PayPal is down"),
    ],
)
def test_copies_share_one_masked_form(one: str, other: str) -> None:
    assert masked(one) == masked(other)


def test_different_messages_keep_different_masked_forms() -> None:
    assert masked("refund the first order") != masked("refund the second order")


def test_words_hold_scripts_with_combining_vowels_together() -> None:
    assert words("Don't stop, मेरा ऑर्डर; o'clock") == ["don't", "stop", "मेरा", "ऑर्डर", "o'clock"]


def test_latin_folds_even_a_name_of_one_foreign_script() -> None:
    assert latin("аррӏе") == "apple"


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ([], []),
        (["a"], ["a"]),
        (["a", "b"], ["a b"]),
        (["a", "b", "c"], ["a b", "b c"]),
    ],
)
def test_shingles(tokens: list[str], expected: list[str]) -> None:
    assert shingles(tokens, 2) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([("user", "ab")], [("user", "a"), ("user", "b")]),
        ([("user", "a"), ("user", "b")], [("user", "b"), ("user", "a")]),
        ([("user", "a")], [("assistant", "a")]),
        ([("user", "x"), ("user", "user:1:x")], [("user", "xuser:8:user:1:x")]),
        ([("user", "a")], [("user", "a"), ("user", "")]),
        ([("user", "\ud800")], [("user", "?")]),
        ([], [("user", "")]),
    ],
)
def test_digests_of_different_conversations_differ(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    assert content_digest(one) != content_digest(other)


def test_digest_is_the_same_in_every_run() -> None:
    said = [("user", "Where is my parcel?"), ("assistant", "On its way.")]
    expected = "user:19:Where is my parcel?assistant:11:On its way."
    assert content_digest(said) == hashlib.sha256(expected.encode()).hexdigest()


def test_a_long_run_of_anything_is_read_in_one_pass() -> None:
    for piece in ("a", ".", "@", "a.", "1-", "'", "क्", "http://", "a@a."):
        masked(piece * 50_000)
