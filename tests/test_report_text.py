"""Hidden characters get labels, honest writing does not, and evidence is marked where it stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from guard.report.text import Span, highlight, neutral
from tests.report_runs import Document


def marked(text: str, *spans: tuple[int, int]) -> str:
    html, reached = highlight(text, [Span(*span, i) for i, span in enumerate(spans, 1)], 0, len(text), 10_000)
    assert reached == len(text)
    return str(html)


HIDDEN = [
    ("a\u202eb", "a[U+202E]b"),
    ("pay\u200bpal", "pay[U+200B]pal"),
    ("\x1b[31m", "[U+001B][31m"),
    ("\ud83d", "[U+D83D]"),
    ("a\u2028b", "a[U+2028]b"),
    ("a\rb", "a[U+000D]b"),
    ("\u200b" * 9, "[U+200B × 9]"),
    ("\u200b\u200c\u200b\u200c\u200b", "[U+200B U+200C U+200B and 2 more hidden characters]"),
    (
        "x" + "".join(chr(0xE0000 + ord(c)) for c in "obey"),
        "x[4 hidden characters from U+E006F, reading “obey”]",
    ),
    ("e" + "\u0301" * 10, "e" + "\u0301" * 4 + "[6 more stacked marks]"),
    ("b\u200db", "b[U+200D]b"),
    ("\ufe0f\ufe0f", "[U+FE0F][U+FE0F]"),
]


@pytest.mark.parametrize(("text", "shown"), HIDDEN)
def test_hidden_characters_become_labels(text: str, shown: str) -> None:
    assert neutral(text) == shown
    assert Document(f"<p>{marked(text)}</p>").all("p")[0].text == shown


HONEST = [
    "Hello,\n\tworld\r\n",
    "❤️ ☎️ 1️⃣ ‼️",
    "👩‍💻 👨‍👩‍👧 🏳️‍🌈 👍🏽",
    "می‌خواهم",
    "क्‍ष",
    "Crème brûlée, tiếng Việt, ñ",
    "שלום",
]


@pytest.mark.parametrize("text", HONEST)
def test_honest_writing_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text
    assert marked(text) == text


def test_long_names_are_cut() -> None:
    assert neutral("x" * 1000, 10) == "x" * 10 + "…"
    assert len(neutral("\u202ea" * 10_000, 100)) < 250


def test_spans_count_code_points() -> None:
    text = "👩‍💻 𝒂𝒃 go to evil.test 🎉"
    start = text.index("evil.test")
    assert '<mark><b class="ref">1</b>evil.test</mark>' in marked(text, (start, start + 9))


def test_overlapping_spans_mark_every_part_and_number_each_start() -> None:
    assert marked("abcdef", (0, 4), (2, 6)) == (
        '<mark><b class="ref">1</b>ab</mark><mark><b class="ref">2</b>cd</mark><mark>ef</mark>'
    )


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        ((-5, 2), '<mark><b class="ref">1</b>ab</mark>c'),
        ((2, 99), 'ab<mark><b class="ref">1</b>c</mark>'),
        ((3, 3), 'abc<b class="ref">1</b>'),
        ((1, 1), 'a<b class="ref">1</b>bc'),
        ((2, 1), "abc"),
        ((50, 60), "abc"),
        ((-9, -2), "abc"),
    ],
)
def test_spans_that_reach_out_of_the_text(span: tuple[int, int], shown: str) -> None:
    assert marked("abc", span) == shown


def test_a_window_numbers_evidence_that_began_before_it() -> None:
    html, reached = highlight("0123456789", [Span(1, 5, 1), Span(0, 3, 2)], 3, 7, 1000)
    assert (html, reached) == ('<mark><b class="ref">1</b>34</mark>56', 7)


def test_the_budget_stops_the_markup() -> None:
    html, reached = highlight("&" * 100_000, [], 0, 100_000, 3000)
    assert 3000 <= len(html) < 4100
    assert len(html) == 5 * reached


_texts = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("<>&\"'\u200b\u202e\U000e0041\u0301a ")), max_size=60
)
_spans = st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=4)


@settings(deadline=None, derandomize=True)
@given(_texts, _spans)
def test_markup_is_well_formed_and_shows_what_neutral_shows(text: str, spans: list[tuple[int, int]]) -> None:
    html = marked(text, *spans)
    document = Document(f"<p>{html}</p>")
    assert {e.tag for e in document.elements} <= {"p", "mark", "b", "span"}
    if not spans:
        unlabelled = re.sub(r"\r\n?", "\n", neutral(text))
        assert re.sub(r"\r\n?", "\n", document.elements[0].text) == unlabelled


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet="abc <&\n👩", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_what_is_marked_is_what_the_span_says(text: str, start: int, stop: int) -> None:
    document = Document(f"<p>{marked(text, (start, stop))}</p>")
    inside = "".join(e.text.removeprefix("1") for e in document.all("mark"))
    assert inside == text[start:stop]
    assert document.elements[0].text.replace("1", "") == text


def test_markup_in_the_text_is_text() -> None:
    assert isinstance(highlight("<b>", [], 0, 3, 100)[0], Markup)
    assert marked("<b>&amp;") == "&lt;b&gt;&amp;amp;"
