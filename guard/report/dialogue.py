"""One held conversation as a card: its reasons as sentences, its turns as bubbles with evidence marked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup

from guard.report.phrases import count
from guard.report.text import Span, highlight
from guard.store import Held
from guard.types import Finding, Json, Turn

TURNS = 12  # shown of one conversation, those nearest to the evidence
REASONS = 8  # findings shown of one conversation, worst first
_SHORT = 700  # code points: a turn up to this length is shown whole
_AROUND = 160  # code points before and after evidence in a longer turn
_EVIDENCE = 400  # code points of one span that are shown before the fold
_FOLD = 3900  # code points behind the fold
_LEAD_BYTES, _FOLD_BYTES = 3000, 4000  # of markup, so that a hostile turn cannot swell the page
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
class Bubble:
    """One turn.

    before    turns left out just above it
    whole     what the fold holds, or None; `fold` is its label
    reasons   numbers of the reasons about this turn that mark no place in it
    """

    turn: int
    role: str
    before: int
    text: Markup
    whole: Markup | None
    fold: str
    reasons: tuple[int, ...]


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
    bubbles, last = [], -1
    for index in _nearest(len(turns), list(marks)):
        marked = {span.number for span in marks.get(index, ())}
        cited = tuple(i for i, f in enumerate(shown, 1) if f.turn == index and i not in marked)
        bubbles.append(_bubble(index, turns[index], marks.get(index, ()), index - last - 1, cited))
        last = index
    return Card(held, reasons, len(findings) - len(shown), tuple(bubbles), len(turns) - last - 1, like)


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


def _nearest(turns: int, evidence: Sequence[int]) -> list[int]:
    """Indices of the turns to show: the worst evidence first, then what stands closest to it; in order."""
    rank = {index: place for place, index in enumerate(evidence)}

    def order(index: int) -> tuple[int, int, int]:
        distance = min((abs(index - other) for other in evidence), default=index)
        return distance, rank.get(index, 0), index

    return sorted(sorted(range(turns), key=order)[:TURNS])


def _bubble(index: int, turn: Turn, spans: Sequence[Span], before: int, cited: tuple[int, ...]) -> Bubble:
    text, size = turn.content, len(turn.content)
    parts, reached, end = [], 0, 0
    for start, stop in _windows(size, spans):
        parts.append(_gap(start - end))
        shown, reached = highlight(text, spans, start, stop, _LEAD_BYTES)
        parts.append(shown)
        end = reached
        if reached < stop:
            break
    parts.append(_gap(size - end))
    whole, fold = None, ""
    if len(parts) > 3 or parts[0] or parts[-1]:
        first = max(0, min(size - _FOLD, min((s.start for s in spans), default=0) - _FOLD // 4))
        whole, reached = highlight(text, spans, first, min(size, first + _FOLD), _FOLD_BYTES)
        rest = size - (reached - first)
        fold = (
            f"Show all {count(size, 'character')}"
            if not rest
            else (f"Show {count(reached - first, 'character')} of {count(size)}")
        )
    return Bubble(index + 1, turn.role, before, Markup("").join(parts), whole, fold, cited)


def _windows(size: int, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Stretches of a turn to show before the fold: all of a short one, else what is around the evidence."""
    if size <= _SHORT:
        return [(0, size)]
    around = [(s.start - _AROUND, min(s.stop, s.start + _EVIDENCE) + _AROUND) for s in spans[:3]]
    windows: list[tuple[int, int]] = []
    for start, stop in sorted(around) or [(0, 2 * _AROUND)]:
        start, stop = max(0, min(start, size)), min(size, stop)
        if windows and start <= windows[-1][1]:
            windows[-1] = windows[-1][0], max(stop, windows[-1][1])
        else:
            windows.append((start, stop))
    return windows


def _gap(size: int) -> Markup:
    text = Markup(' <span class="gap">… {} …</span> ')
    return text.format(count(size, "character") + " not shown") if size > 0 else Markup("")
