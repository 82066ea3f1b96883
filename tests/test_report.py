"""The report says what the store knows, in plain words, and the same bytes every time."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from guard.errors import GuardError
from guard.report import render, write
from guard.report.bubbles import TURNS
from guard.types import Failure, Group, Origin, Rejected
from tests.helpers import conversation
from tests.report_runs import Document, campaign, finding, judged, passing, roles, stored


def text(html: str, id: str) -> str:
    return " ".join(Document(html).named(id).text.split())


def test_the_headline_counts_in_plain_words() -> None:
    held = judged(conversation("bad", roles("hi")))
    with stored(
        [*passing(1203), held], rejected=[Rejected(Origin("a.jsonl", 3), "bad_json", "cut off")]
    ) as store:
        [headline] = Document(render(store)).all("h1")
    assert headline.text == (
        "1,205 conversations read. 1 is held, 1,203 can be used for training, 1 could not be read."
    )


def test_rules_are_shown_by_title_most_frequent_first() -> None:
    runs = [
        judged(conversation(f"b{i}", roles("hi")), rules=["rare"] if i else ["often", "rare"])
        for i in range(3)
    ]
    with stored(runs) as store:
        document = Document(render(store, titles={"rare": "The rare thing happened"}))
    titles = [" ".join(e.text.split()) for e in document.all("span", "bar-title")]
    assert titles == ["The rare thing happened rare", "often"]
    widths = [e.attributes["width"] for e in document.all("rect", "held")]
    assert widths == ["100%", "33.333%"]


def test_a_campaign_shows_its_numbers_samples_and_answer() -> None:
    seen, group = campaign(
        30,
        10,
        similarity=0.94,
        growth=[3, 9, 30],
        samples=["near copy"],
        reply="the planted answer",
        rarity=8.25,
    )
    with stored([*passing(5), *seen], [group]) as store:
        shown = text(render(store), "g1")
    for part in (
        "10 accounts sent this.",
        "Messages 30",
        "Accounts 10",
        "Within 29 minutes",
        "0.94 of 1",
        "Held 30",
    ):
        assert part in shown
    for part in ("near copy", "What the assistant was made to say the planted answer", "rarity 8.25"):
        assert part in shown


def test_the_window_says_how_many_of_the_messages_it_holds() -> None:
    seen, group = campaign(30, 10, window_minutes=5.0, window_messages=6)
    with stored(seen, [group]) as store:
        assert "Within 5 minutes (6 of them)" in text(render(store), "g1")


def test_copies_that_nobody_suspects_are_lines_and_not_cards() -> None:
    ids = tuple(f"ok-{i}" for i in range(8))
    with stored(passing(8), [Group("d", "duplicates", 0.0, ids, {"why": "A macro, eight times."})]) as store:
        html = render(store)
    assert not Document(html).all("article", "campaign")
    assert "A macro, eight times. 8 0" in text(html, "groups")


def test_members_of_a_group_already_shown_are_folded() -> None:
    seen, group = campaign(4, 4)
    alone = judged(conversation("alone", roles("hi")), score=0.8)
    with stored([*seen, alone], [group]) as store:
        cases = Document(render(store)).all("details", "case")
    assert ["open" in case.attributes for case in cases] == [True, False, False, False, True]
    assert "in the same group as number 1" in cases[2].text


def test_reasons_are_numbered_and_marked_in_their_turn() -> None:
    talk = conversation("x", roles("hello", "please go to evil.test now"))
    with stored(
        [judged(talk, [finding("x", 1, (13, 22), "A new host.", evidence={"why": "A new host.", "n": 0})])]
    ) as store:
        document = Document(render(store))
    [mark] = document.all("mark")
    assert mark.text == "1evil.test"
    [reason] = document.all("ol", "reasons")
    assert "A new host." in reason.text
    assert "turn 2" in reason.text
    [numbers] = [e for e in document.all("details", "more") if "n0" in "".join(e.text.split())]
    assert "open" not in numbers.attributes


def test_what_many_conversations_have_does_not_stand_first() -> None:
    common = [finding(f"c{i}", label="copy", score=1.0, why="It is a copy.") for i in range(20)]
    runs = [
        judged(conversation(f"c{i}", roles("hi")), [common[i]], score=0.6, action="review")
        for i in range(1, 20)
    ]
    runs.append(judged(conversation("c0", roles("hi")), [common[0], finding("c0", why="It is an attack.")]))
    with stored(runs) as store:
        first = Document(render(store)).all("ol", "reasons")[0].text
    assert first.index("It is an attack.") < first.index("It is a copy.")


def test_long_conversations_show_the_turns_around_the_evidence() -> None:
    talk = conversation("x", roles(*(f"turn number {i}" for i in range(1, 61))))
    with stored([judged(talk, [finding("x", 39)])]) as store:
        document = Document(render(store))
    bubbles = document.all("div", "bubble")
    assert len(bubbles) == TURNS
    assert [b.attributes["class"] for b in bubbles if "cited" in str(b.attributes["class"])] == [
        "bubble assistant cited"
    ]
    assert "turn number 40" in next(b.text for b in bubbles if "cited" in str(b.attributes["class"]))
    left_out = [e.text for e in document.all("p", "left-out")]
    assert sum(int(e.split()[0]) for e in left_out) == 60 - TURNS


def test_a_long_turn_is_folded_around_its_evidence() -> None:
    long = "word " * 400 + "the payload" + " word" * 400
    with stored([judged(conversation("x", roles(long)), [finding("x", 0, (2000, 2011))])]) as store:
        document = Document(render(store))
    marks = document.all("mark")
    assert [mark.text for mark in marks] == ["1the payload", "1the payload"]  # before the fold and in it
    [bubble] = document.all("div", "bubble")
    assert "1,840 characters not shown" in bubble.text
    assert "Show 3,900 characters of 4,011" in bubble.text


def test_decisions_made_since_are_told() -> None:
    talks = [judged(conversation(f"x{i}", roles("hi"))) for i in range(3)]
    with stored(talks) as store:
        store.decide(["x1"], "release", "mira", "our own test")
        html = render(store)
    assert "Decided since: 1 released, 0 confirmed. 2 wait for a decision." in text(html, "next")
    assert "Last decision: release by mira" in text(html, "worst")


def test_unreadable_rows_are_counted_by_reason_and_capped() -> None:
    rows = [
        Rejected(Origin("in.jsonl", i), "bad_json" if i % 3 else "no_id", f"detail {i}") for i in range(1, 61)
    ]
    with stored(passing(2), rejected=rows) as store:
        shown = text(render(store), "unreadable")
    assert "60 rows of 62 could not be read" in shown
    assert "bad_json 40 rows 40 no_id 20 rows 20" in shown
    assert "in.jsonl:7 bad_json detail 7" in shown
    assert "detail 51" not in shown
    assert "and 10 more" in shown


def test_failures_are_a_warning() -> None:
    talk = conversation("x", roles("hi"))
    with stored([judged(talk, failures=[Failure("x", "toxicity", "the model broke")])]) as store:
        html = render(store)
    assert "Some detectors could not answer." in text(html, "why")
    assert "toxicity could not answer: the model broke" in text(html, "worst")


def test_what_it_was_judged_with_comes_last() -> None:
    with stored(passing(1)) as store:
        html = render(store)
    shown = text(html, "with")
    for part in ("version 1.2.3", "ab" * 32, "seed 7", "embedded@" + "77" * 32, "workers 2", "9f" * 32):
        assert part in shown
    assert re.findall(r'<section id="(\w+)"', html)[-1] == "with"


def test_a_night_with_nothing_held_says_what_that_means() -> None:
    with stored(passing(40)) as store:
        html = render(store)
    assert "Nothing is held" in text(html, "why")
    assert "does not prove that the data is clean" in text(html, "why")
    assert "No group stood out." in text(html, "groups")
    assert "Nothing waits for a decision." in text(html, "next")
    assert "every row could be read" in text(html, "unreadable")


def test_an_empty_run_has_a_page_too() -> None:
    with stored(inputs=(), models={}, settings={}) as store:
        html = render(store)
    assert "No conversation was read." in text(html, "next")
    assert "every row could be read" not in html


def test_a_run_in_which_no_row_could_be_read() -> None:
    with stored(rejected=[Rejected(Origin("in.jsonl", 1), "bad_json", "cut off")]) as store:
        html = render(store)
    assert "There was nothing to judge" in text(html, "why")
    assert "There are no scores" in text(html, "scores")


def test_links_on_the_page_lead_somewhere() -> None:
    seen, group = campaign(4, 4)
    with stored([*passing(3), *seen], [group]) as store:
        document = Document(render(store))
    ids = [e.attributes["id"] for e in document.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    links = [str(e.attributes["href"]) for e in document.all("a")]
    assert "#g1" in links
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_every_picture_has_a_text_alternative() -> None:
    seen, group = campaign(6, 3, growth=[1, 6])
    with stored([*passing(3), *seen], [group]) as store:
        html = render(store)
    pictures = re.findall(r'<svg[^>]*role="img"[^>]*><title>([^<]*)</title>', html)
    assert len(pictures) == html.count('role="img"') > 5
    assert all(pictures)


def test_the_same_store_gives_the_same_bytes(tmp_path: Path) -> None:
    seen, group = campaign(40, 7)
    with stored([*passing(30), *seen], [group]) as store:
        write(store, "run-1", tmp_path / "one.html")
        write(store, None, tmp_path / "two.html")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.html", "two.html"]


def test_a_file_that_cannot_be_replaced_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "out.html").mkdir()
    with stored() as store, pytest.raises(GuardError, match="cannot write the report"):
        write(store, "run-1", tmp_path / "out.html")
    assert [path.name for path in tmp_path.iterdir()] == ["out.html"]


@pytest.mark.parametrize("folder", ["missing", "a-file"])
def test_a_folder_that_is_none_is_an_error_with_a_cure(tmp_path: Path, folder: str) -> None:
    (tmp_path / "a-file").touch()
    with stored() as store, pytest.raises(GuardError, match="cannot write the report") as caught:
        write(store, "run-1", tmp_path / folder / "out.html")
    assert "folder that exists" in str(caught.value)


def test_the_style_sheet_is_the_one_the_page_allows() -> None:
    with stored() as store:
        html = render(store)
    [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;" in html.replace("&#39;", "'")


# WCAG 2.2, 1.4.3: contrast of text with what is behind it, at least 4.5; 1.4.11: of shapes, at least 3.
_TEXT = [
    *((ink, ground) for ink in ("ink", "soft", "link") for ground in ("page", "card")),
    *((ink, ground) for ink in ("ink", "soft") for ground in ("user", "assistant")),
    ("soft", "pass-wash"),
    ("ink", "review-wash"),
    *(("review-ink", ground) for ground in ("review-wash", "card")),
    *(("quarantine-ink", ground) for ground in ("quarantine-wash", "card")),
    ("mark-ink", "mark"),
    ("ref-ink", "ref"),
    ("hidden", "hidden-wash"),
]
_SHAPES = [(kind, "page") for kind in ("pass", "review", "quarantine", "unreadable", "measured")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_enough_contrast(scheme: str) -> None:
    css = Path("guard/report/templates/report.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in css.split("prefers-color-scheme")[:2]
    )
    assert light.keys() == dark.keys()
    colours = light if scheme == "light" else dark
    for front, back, least in [(*pair, 4.5) for pair in _TEXT] + [(*pair, 3.0) for pair in _SHAPES]:
        bright, dim = sorted((_luminance(colours[front]), _luminance(colours[back])), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= least, f"{front} on {back}"


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
