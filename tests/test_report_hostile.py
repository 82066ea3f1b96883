"""Whatever a conversation says, the page stays the template's own: no element, no address, no trick."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import pytest

from guard.report import render
from guard.store import Input, Judged
from guard.text import is_invisible
from guard.types import Failure, Finding, Group, Origin, Rejected
from tests.helpers import conversation
from tests.report_runs import NIGHT, Document, campaign, finding, judged, passing, roles, stored

CORPUS = [
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "</style></title></svg><base href=//evil.test><meta http-equiv=refresh content=0>",
    "' onmouseover='alert(1)' x=\"",
    '"><img src=http://evil.test/x onerror=alert(1)>',
    "javascript:alert(1) http://evil.test/ [link](https://evil.test)",
    "{{ 7 * 7 }} {% for x in y %} {# note #}",
    "&lt;b&gt; &#x3c;i&#x3e; ]]> <!-- -->",
    "\u202egnp.exe\u202c \u2066isolated\u2069",
    "\x1b[31mred\x1b[0m\x07\x00\x7f\r over",
    "\ud83d broken \udc00 emoji \U0001f469\u200d",
    "\U000e0068\U000e0065\U000e006c\U000e006c\U000e006f tags",
    "\u200b\u200c\u200d" * 300,
    "Z" + "\u0336" * 500,
    "A" * 50_000,
    "\n" * 5_000,
]
DECODED = ["[U+202E]", "[U+001B]", "[U+D83D]", "reading “hello”", "[496 more stacked marks]"]


def hostile_run() -> tuple[list[Judged], list[Group], list[Rejected]]:
    seen: list[Judged] = []
    for i, text in enumerate(CORPUS):
        following = CORPUS[(i + 1) % len(CORPUS)]
        id = f"{i} {text[:500]}".encode("utf-8", "replace").decode().replace("\x00", "")
        meta = following.encode("utf-8", "replace").decode().replace("\x00", "")[:900]
        talk = conversation(
            id,
            roles(text, following, *CORPUS[:3]),
            user_id=meta,
            agent_id=meta,
            channel=meta,
            source=meta,
            created_at=NIGHT,
        )
        found = [
            Finding(
                id, meta, meta, 0.9, {"why": meta, meta[:50]: meta, "list": [meta] * 40}, turn, span, f"g{i}"
            )
            for turn, span in [
                (0, (0, 9)),
                (1, (5, 10**9)),
                (0, (-4, 3)),
                (99, (0, 1)),
                (-1, None),
                (0, (7, 2)),
            ]
        ]
        failures = [Failure(id, meta, meta)]
        origin = Origin(meta, 1)
        seen.append(judged(talk, found, rules=[meta], failures=failures, origin=origin))
    evidence = [item.verdict.findings[0].evidence["why"] for item in seen]
    groups = [
        Group(
            f"g{i}",
            why,
            0.9,
            (seen[i].conversation.id,),
            {
                "why": why,
                "samples": evidence,
                "reply": why,
                "accounts": why,
                "growth": [why, 1, 2],
                why[:40]: why,
            },
        )
        for i, why in enumerate(evidence)
    ]
    rejected = [Rejected(Origin(why, i), why, why) for i, why in enumerate(evidence)]
    return seen, groups, rejected


@cache
def hostile_page() -> str:
    seen, groups, rejected = hostile_run()
    texts = [group.kind for group in groups]
    inputs = tuple(Input(text, "00", 1, text) for text in texts)
    settings = {f"{i}": text for i, text in enumerate(texts)}
    titles = {item.verdict.rules[0]: item.verdict.rules[0] for item in seen[::2]}
    with stored(
        seen, groups, rejected, inputs=inputs, settings=settings, models={"encoder": texts[0]}
    ) as store:
        return render(store, titles=titles)


@cache
def honest_page() -> str:
    """Everything the template can show, from well-behaved texts."""
    seen, group = campaign(6, 6, growth=[1, 6], samples=["a"], reply="b", extra=1)
    tricky = conversation("t", roles("a\u200bb " * 300, *["fine"] * 20))
    marked = judged(tricky, [finding("t", 0, (0, 2), evidence={"why": "x", "n": 1}), finding("t", 1)])
    failed = judged(conversation("f", roles("x")), failures=[Failure("f", "d", "e")])
    plain, second = (
        Group("d", "duplicates", 0.0, ("t",), {}),
        Group("h", "campaign", 0.5, ("t", "camp-0"), {}),
    )
    rejected = [Rejected(Origin("f", 1), "bad", "words")] * 60
    with stored([*passing(9), *seen, marked, failed], [group, plain, second], rejected) as store:
        store.decide(["t"], "release", "mira", "why")
        return render(store, titles={"many": "Many at once"})


def test_no_text_becomes_an_element_or_an_attribute() -> None:
    def shapes(html: str) -> set[tuple[str, str]]:
        return {(e.tag, name) for e in Document(html).elements for name in ("", *e.attributes)}

    assert shapes(hostile_page()) <= shapes(honest_page())


@pytest.mark.parametrize("make", [hostile_page, honest_page])
def test_nothing_is_loaded_or_linked_from_outside(make: object) -> None:
    assert callable(make)
    html = make()
    for element in Document(html).elements:
        assert element.tag not in {
            "script",
            "link",
            "img",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "use",
        }
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name not in {"src", "srcset", "style", "xlink:href"}
            if name == "href":
                assert re.fullmatch(r"#\w+", value or "")
    [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style


def test_the_texts_are_there_as_text() -> None:
    shown = Document(hostile_page()).named("worst").text
    for text in CORPUS[:8]:
        assert text in shown
    for label in DECODED:
        assert label in shown


def test_no_character_reorders_or_hides() -> None:
    left = {char for char in hostile_page() if is_invisible(char) and char not in "\n\t"}
    assert not left, {unicodedata.name(char, hex(ord(char))) for char in left}
    hostile_page().encode("utf-8")


def test_megabytes_do_not_swell_the_page() -> None:
    texts = ["&" * 1_000_000, "a\u200b" * 500_000, "\U0001f469" * 1_000_000]
    seen = []
    for i in range(20):
        talk = conversation(f"x{i}", roles(texts[i % 3], *["<a\u200b" * 2000] * 20))
        spans = [
            finding(talk.id, k // 3, (k * 90_000, k * 90_000 + 50_000), texts[i % 3][:3000]) for k in range(9)
        ]
        seen.append(judged(talk, spans))
    with stored(seen) as store:
        assert len(render(store).encode()) < 2_000_000
