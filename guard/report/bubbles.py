"""The turns of one conversation as chat bubbles: those nearest to the evidence, long ones folded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from guard.report.phrases import count
from guard.report.text import Span, highlight
from guard.types import Turn

TURNS = 12  # shown of one conversation
_SHORT = 700  # code points: a turn up to this length is shown whole
_AROUND = 160  # code points before and after evidence in a longer turn
_WORD = 20  # code points that a stretch may grow at either end, so as not to cut a word
_EVIDENCE = 400  # code points of one span that are shown before the fold
_FOLD = 3900  # code points behind the fold
# Bytes of markup, so that hostile turns cannot swell the page: before the fold of one turn, behind it, and
# behind all folds of one conversation.
_LEAD_BYTES, _FOLD_BYTES, _FOLDS_BYTES = 3000, 4000, 24_000


@dataclass(frozen=True, slots=True)
class Bubble:
    """One turn.

    turn      its number, counted from 1
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


def bubbles(
    turns: Sequence[Turn], marks: Mapping[int, Sequence[Span]], about: Mapping[int, Sequence[int]]
) -> tuple[tuple[Bubble, ...], int]:
    """The turns to show, in order, and how many are left out below them.

    `marks` has the evidence of each turn that has any, the worst first; `about` the numbers of the reasons.
    """
    nearest = _nearest(len(turns), list(marks))
    shown = sorted(nearest)
    before = dict(zip(shown, [-1, *shown], strict=False))
    made: dict[int, Bubble] = {}
    budget = _FOLDS_BYTES
    for index in nearest:
        spans, turn = marks.get(index, ()), turns[index]
        text, is_whole = _lead(turn.content, spans)
        whole, fold = (None, "") if is_whole else _folded(turn.content, spans, min(budget, _FOLD_BYTES))
        budget -= len(whole.encode("utf-8")) if whole is not None else 0
        marked = {span.number for span in spans}
        reasons = tuple(number for number in about.get(index, ()) if number not in marked)
        made[index] = Bubble(index + 1, turn.role, index - before[index] - 1, text, whole, fold, reasons)
    return tuple(made[index] for index in shown), len(turns) - 1 - max(shown, default=-1)


def _nearest(turns: int, evidence: Collection[int]) -> list[int]:
    """Indices of the turns to show: the worst evidence first, then what stands closest to it."""
    rank = {index: place for place, index in enumerate(evidence)}

    def order(index: int) -> tuple[int, int, int]:
        distance = min((abs(index - other) for other in evidence), default=index)
        return distance, rank.get(index, 0), index

    return sorted(range(turns), key=order)[:TURNS]


def _lead(text: str, spans: Sequence[Span]) -> tuple[Markup, bool]:
    """What is shown of a turn before its fold, and whether that is all of it."""
    parts, end = [], 0
    for start, stop in _windows(text, spans):
        shown, reached = highlight(text, spans, start, stop, _LEAD_BYTES)
        parts += [_gap(start - end), shown]
        end = reached
        if reached < stop:
            break
    parts.append(_gap(len(text) - end))
    return Markup("").join(parts), not any(parts[::2])


def _folded(text: str, spans: Sequence[Span], budget: int) -> tuple[Markup | None, str]:
    """What the fold of a turn holds, and its label; (None, "") when the budget is used up."""
    if budget <= 0:
        return None, ""
    size = len(text)
    first = max(0, min(size - _FOLD, min((s.start for s in spans), default=0) - _FOLD // 4))
    whole, reached = highlight(text, spans, first, min(size, first + _FOLD), budget)
    length = reached - first
    rest = f"Show {count(length, 'character')} of {count(size)}"
    return whole, f"Show all {count(size, 'character')}" if length == size else rest


def _windows(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Stretches of a turn to show before the fold: all of a short one, else what is around the evidence."""
    size = len(text)
    if size <= _SHORT:
        return [(0, size)]
    around = [(s.start - _AROUND, min(s.stop, s.start + _EVIDENCE) + _AROUND) for s in spans[:3]]
    windows: list[tuple[int, int]] = []
    for start, stop in sorted(around) or [(0, 2 * _AROUND)]:
        start, stop = _word_start(text, max(0, min(start, size))), _word_end(text, min(size, stop))
        if windows and start <= windows[-1][1]:
            windows[-1] = windows[-1][0], max(stop, windows[-1][1])
        else:
            windows.append((start, stop))
    return windows


def _word_start(text: str, index: int) -> int:
    """A little further back, to where a word begins, unless the word is a long one."""
    space = text.rfind(" ", max(0, index - _WORD), index)
    return index if space < 0 else space + 1


def _word_end(text: str, index: int) -> int:
    space = text.find(" ", index, index + _WORD)
    return index if space < 0 else space


def _gap(size: int) -> Markup:
    text = Markup('<span class="gap">… {} …</span>')
    return text.format(count(size, "character") + " not shown") if size > 0 else Markup("")
