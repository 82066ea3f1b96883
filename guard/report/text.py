"""Hostile text made safe to look at, with the evidence highlighted in place.

Two forms. `neutral` is plain text for names, sentences and attributes. `highlight` is markup for dialogue.
In both, a character that shows nothing or reorders its neighbours (Unicode TR 36 and TR 9: controls,
bidirectional overrides, tags, zero-width characters) becomes a label such as [U+202E], so that what a
person sees is what a model would read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from guard.text import is_invisible

_CHUNK = 200  # code points of plain text handed out at once, so that a byte budget can stop in between
_STACK = 4  # combining marks on one letter that honest writing needs; more of them paint over other lines
_NAMED = 3  # hidden characters in a row that get a label each


@dataclass(frozen=True, slots=True)
class Span:
    """Evidence in one text: code points start..stop, and the number of the reason it belongs to."""

    start: int
    stop: int
    number: int


def neutral(text: str, limit: int = 400) -> str:
    """Plain text with hidden characters labelled, cut to about `limit` code points."""
    shown, reached = "", 0
    for end, piece, _ in _pieces(text, 0, min(len(text), limit)):
        shown, reached = shown + piece, end
        if len(shown) >= 2 * limit:  # labels are longer than what they stand for
            break
    return shown + ("…" if reached < len(text) else "")


def highlight(text: str, spans: Sequence[Span], start: int, stop: int, budget: int) -> tuple[Markup, int]:
    """Markup of text[start:stop] with every span in <mark>, and the index up to which it got.

    Spans may overlap, and may reach out of the text: what lies inside is marked. The markup takes at most
    about `budget` bytes in UTF-8.
    """
    spans = [span for span in spans if span.start <= span.stop]
    edges = {start, stop} | {min(max(e, start), stop) for s in spans for e in (s.start, s.stop)}
    cuts = sorted(edges)
    out: list[Markup] = []
    for left, right in zip(cuts, [*cuts[1:], stop], strict=True):
        inside = [s for s in spans if s.start <= left < min(s.stop, stop) or s.start == s.stop == left]
        opened = [s.number for s in inside if max(s.start, start) == left]
        covering = any(s.start < s.stop for s in inside)
        labels = Markup("").join(Markup('<b class="ref">{}</b>').format(number) for number in opened)
        body: list[Markup] = []
        reached = left
        for end, piece, hidden in _pieces(text, left, right):
            reached = end
            body.append(Markup('<span class="hid">{}</span>').format(piece) if hidden else escape(piece))
            budget -= len(body[-1].encode("utf-8"))
            if budget <= 0:
                break
        inner = labels + Markup("").join(body)
        out.append(Markup("<mark>{}</mark>").format(inner) if covering else inner)
        if reached < right:
            return Markup("").join(out), reached
    return Markup("").join(out), stop


def _pieces(text: str, start: int, stop: int) -> Iterator[tuple[int, str, bool]]:
    """(end index, what to show, is it a label for hidden characters), in order."""
    while start < stop:
        end = start
        hidden = _is_hidden(text, start)
        limit = stop if hidden else min(stop, start + _CHUNK)
        while end < limit and _is_hidden(text, end) == hidden:
            end += 1
        yield end, _label(text, start, end) if hidden else text[start:end], hidden
        start = end


def _is_hidden(text: str, i: int) -> bool:
    char = text[i]
    if " " <= char <= "~" or char in "\n\t":
        return False
    if char == "\r":
        return text[i + 1 : i + 2] != "\n"
    if char in "\u2028\u2029":
        return True
    if is_invisible(char):
        return not _joins(text, i)
    return _is_stacked(text, i)


def _is_stacked(text: str, i: int) -> bool:
    if unicodedata.category(text[i]) not in ("Mn", "Me") or i < _STACK:
        return False
    return all(unicodedata.category(c) in ("Mn", "Me") for c in text[i - _STACK : i])


def _joins(text: str, i: int) -> bool:
    """True for the joiners and selectors that honest emoji, Arabic and Indic writing is made of."""
    char, before, after = text[i], text[i - 1 : i] if i else "", text[i + 1 : i + 2]
    if not before:
        return False
    if char in "\ufe0e\ufe0f":
        return after == "\u20e3" or (before > "~" and unicodedata.category(before) in ("So", "Sm", "Po"))
    if char == "\u200d" and after and unicodedata.category(after) == "So":
        return before == "\ufe0f" or unicodedata.category(before) in ("So", "Sk")
    return char in "\u200c\u200d" and _takes_joiner(before) and _takes_joiner(after)


def _takes_joiner(char: str) -> bool:
    return "\u0600" <= char <= "\u109f" or "\u1780" <= char <= "\u18af"


def _label(text: str, start: int, stop: int) -> str:
    run = text[start:stop]
    codes = [f"U+{ord(char):04X}" for char in run[:_NAMED]]
    if not is_invisible(run[0]) and run[0] not in "\r\u2028\u2029":
        return f"[{len(run)} more stacked marks]"
    if len(run) <= _NAMED:
        return "".join(f"[{code}]" for code in codes)
    if all("\U000e0020" <= char <= "\U000e007e" for char in run):
        said = "".join(chr(ord(char) - 0xE0000) for char in run)  # tags mirror ASCII
        return f"[{len(run)} hidden characters from {codes[0]}, reading “{said}”]"
    if len(set(run)) == 1:
        return f"[{codes[0]} × {len(run)}]"
    return f"[{' '.join(codes)} and {len(run) - _NAMED} more hidden characters]"
