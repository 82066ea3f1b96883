from __future__ import annotations

import re2
from hypothesis import given
from hypothesis import strategies as st

from guard.screen import BATCH, screen

PATTERN = re2.compile(r"ab+c|x\d")


@given(st.lists(st.text("abcx1 \n", max_size=6), max_size=3 * BATCH))
def test_finds_what_searching_one_by_one_finds(texts: list[str]) -> None:
    assert list(screen(PATTERN, texts)) == [i for i, text in enumerate(texts) if PATTERN.search(text)]


def test_a_match_across_two_texts_is_none() -> None:
    assert list(screen(re2.compile(r"a\s*b"), ["a", "b", "a b"])) == [2]
