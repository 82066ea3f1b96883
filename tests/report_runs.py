"""Stored runs to make reports of, and the report taken apart again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from guard.store import Input, Judged, Run, Store
from guard.types import Action, Conversation, Failure, Finding, Group, Origin, Rejected, Role, Verdict
from tests.helpers import conversation

NIGHT = datetime(2026, 11, 1, 18, 0, tzinfo=UTC)


def judged(
    talk: Conversation,
    findings: Sequence[Finding] = (),
    *,
    action: Action = "quarantine",
    score: float = 0.9,
    rules: Sequence[str] = ("a-rule",),
    failures: Sequence[Failure] = (),
    origin: Origin = Origin("inbox/night.jsonl", 12),  # noqa: B008 - frozen
) -> Judged:
    verdict = Verdict(talk.id, action, score, tuple(rules), tuple(findings), tuple(failures), "ab" * 32)
    return Judged(talk, origin, verdict)


def finding(
    talk: str, turn: int | None = 0, span: tuple[int, int] | None = None, why: str = "It is odd.", **more: Any
) -> Finding:
    fields: dict[str, Any] = {
        "detector": "links",
        "label": "new_host",
        "score": 0.9,
        "evidence": {"why": why},
    } | more
    return Finding(talk, turn=turn, span=span, **fields)


def passing(count: int) -> list[Judged]:
    """Honest conversations with scores spread over the pass band."""
    talks = [
        conversation(f"ok-{i}", [("user", "Are you open?"), ("assistant", "Yes.")]) for i in range(count)
    ]
    return [
        judged(talk, action="pass", score=0.4 * i / max(count, 1), rules=()) for i, talk in enumerate(talks)
    ]


def campaign(size: int, accounts: int, **evidence: Any) -> tuple[list[Judged], Group]:
    """`size` held conversations a minute apart from `accounts` accounts, and their group."""
    text, answer = "Is it true that refunds moved?", "Yes, refunds moved."
    talks = [
        conversation(
            f"camp-{i}",
            [("user", text), ("assistant", answer)],
            user_id=f"u-{i % accounts}",
            created_at=NIGHT + timedelta(minutes=i),
        )
        for i in range(size)
    ]
    seen = [
        judged(talk, [finding(talk.id, why="Many sent this.", group="g-1")], rules=("many",))
        for talk in talks
    ]
    default = {"why": f"{accounts} accounts sent this.", "accounts": accounts, "messages": size}
    return seen, Group("g-1", "campaign", 0.9, tuple(talk.id for talk in talks), default | evidence)


@contextmanager
def stored(
    conversations: Sequence[Judged] = (),
    groups: Sequence[Group] = (),
    rejected: Sequence[Rejected] = (),
    **fields: Any,
) -> Iterator[Store]:
    """A private store with one run, "run-1"; `fields` are fields of `Run`."""
    held = sum(one.verdict.verdict != "pass" for one in conversations)
    read = len(conversations) + len(rejected)
    facts: dict[str, Any] = {
        "id": "run-1",
        "night": date(2026, 11, 1),
        "started_at": NIGHT,
        "version": "1.2.3",
        "seed": 7,
        "inputs": (Input("inbox/night.jsonl", "9f" * 32, read, "canonical"),),
        "policy": "ab" * 32,
        "models": {"encoder": "embedded@" + "77" * 32},
        "settings": {"workers": 2},
        "read": read,
        "passed": len(conversations) - held,
        "held": held,
        "rejected": len(rejected),
    }
    with Store.open("sqlite://") as store:
        store.save(Run(**{**facts, **fields}), conversations, groups, rejected)
        yield store


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Document(HTMLParser):
    """Every element of a page in document order, each with all the text inside it."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.feed(self.html)
        self.close()
        assert not self._open, f"left open: {[element.tag for element in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag in ("dt", "dd", "th", "td", "text"):
            self.handle_data(" ")
        if tag not in ("meta", "br") and not self.get_starttag_text().endswith("/>"):  # type: ignore[union-attr]
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, kind: str = "") -> list[Element]:
        """Elements with this tag and, if given, this class."""
        return [
            e
            for e in self.elements
            if e.tag == tag and (not kind or kind in (e.attributes.get("class") or "").split())
        ]

    def named(self, id: str) -> Element:
        [element] = [e for e in self.elements if e.attributes.get("id") == id]
        return element


def roles(*texts: str) -> list[tuple[Role, str]]:
    """Turns said by customer and assistant in turn."""
    return [("assistant" if i % 2 else "user", text) for i, text in enumerate(texts)]
