"""One held conversation as a card: its reasons as sentences beside what was said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from guard.report.bubbles import Bubble, bubbles
from guard.report.phrases import count
from guard.report.text import Span
from guard.store import Held
from guard.types import Finding, Json

REASONS = 8  # findings shown of one conversation, worst first
_NUMBERS, _VALUE = 12, 120  # evidence entries of one finding, characters of one value
_EVEN: Mapping[tuple[str, str], float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: `turn` counts from 1; `numbers` is the evidence beside the sentence."""

    number: int
    why: str
    detector: str
    label: str
    score: float
    turn: int | None
    group: str | None
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One of the worst conversations.

    after   turns left out below the last bubble
    like    place of the card further up that shares a group with this one, or None
    """

    held: Held
    reasons: tuple[Reason, ...]
    more_reasons: int
    bubbles: tuple[Bubble, ...]
    after: int
    like: int | None


def card(held: Held, like: int | None = None, weights: Mapping[tuple[str, str], float] = _EVEN) -> Card:
    """The card of one held conversation.

    Findings come in falling order of score times the weight of their (detector, label), 1 by default: the
    page gives rare kinds more, so that what half of all conversations have does not stand first.
    """
    turns = held.conversation.turns
    findings = sorted(held.verdict.findings, key=lambda finding: _worst_first(finding, weights))
    shown = findings[:REASONS]
    reasons = tuple(_reason(i, finding, len(turns)) for i, finding in enumerate(shown, 1))
    marks: dict[int, list[Span]] = {}
    for i, finding in enumerate(shown, 1):
        if finding.turn is not None and 0 <= finding.turn < len(turns):
            start, stop = finding.span or (0, 0)
            spans = marks.setdefault(finding.turn, [])
            if finding.span and start <= stop and stop >= 0 and start <= len(turns[finding.turn].content):
                spans.append(Span(max(start, 0), stop, i))
    about = {index: [i for i, f in enumerate(shown, 1) if f.turn == index] for index in marks}
    said, after = bubbles(turns, marks, about)
    return Card(held, reasons, len(findings) - len(shown), said, after, like)


def _worst_first(
    finding: Finding, weights: Mapping[tuple[str, str], float]
) -> tuple[float, float, str, str, int]:
    weight = weights.get((finding.detector, finding.label), 1.0)
    turn = -1 if finding.turn is None else finding.turn
    return -finding.score * weight, -finding.score, finding.detector, finding.label, turn


def _reason(number: int, finding: Finding, turns: int) -> Reason:
    turn = finding.turn + 1 if finding.turn is not None and 0 <= finding.turn < turns else None
    why = str(finding.evidence.get("why") or f"{finding.detector} found {finding.label}")
    numbers = readable(finding.evidence)
    return Reason(number, why, finding.detector, finding.label, finding.score, turn, finding.group, numbers)


def readable(evidence: Mapping[str, Json]) -> tuple[tuple[str, str], ...]:
    """Evidence entries beside the sentence, as (name, value) texts of bounded number and length."""
    rest = [(key, value) for key, value in evidence.items() if key != "why"]
    return tuple((str(key)[:60], _value(value)) for key, value in rest[:_NUMBERS])


def _value(value: Json) -> str:
    if isinstance(value, list | tuple) and len(value) > _NUMBERS:
        return f"{_value(list(value[:3]))} and {count(len(value) - 3)} more"
    if isinstance(value, float):
        return f"{value:.4g}"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _VALUE else text[:_VALUE] + "…"
