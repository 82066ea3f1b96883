"""Characters that a reader cannot see, or cannot tell apart, and a model can.

Reads raw text, at most one finding per label and turn. Scores: 1 when hidden text was read, .85-.95 when
nothing innocent looks like this, under .35 when it usually is innocent.

Sources: UTS 39 (confusables, mixed-script detection), UTS 51 (emoji sequences), UAX 9 (bidirectional
controls); Boucher et al., "Bad Characters" (2106.09898) and "Trojan Source" (2111.00169).
Cost: plain ASCII is dismissed by one test; other text by one pass per kind of character.
Fails: words written wholly in another script (a Cyrillic "сосо"), look-alikes inside one script (rn for m),
text hidden by layout (white on white), scripts that Python's Unicode tables do not know yet.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import ClassVar

from guard import decode
from guard.corpus import Corpus, Mark
from guard.detector import Counts, Measured, register
from guard.text import clean
from guard.types import ROLES, Json

PREVIEW = 200  # characters of decoded text kept as evidence

# `re` is safe here: every pattern is character classes whose repeats cannot overlap.
_GREEK = "Ͱ-Ͽἀ-῿"
_ODD = "Ա-֏Ꭰ-ᏽⲀ-⳿ꓐ-ꓸ"  # Armenian, Cherokee, Coptic, Lisu: never mixed with Latin in earnest
_LATIN_LETTER = re.compile("[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]")
_GREEK_LETTER = re.compile(f"[{_GREEK}]")
_ODD_LETTER = re.compile(f"[{_ODD}]")
_LOOK_ALIKE_SCRIPT = re.compile(f"[Ѐ-ԯᲀ-ᲈ{_GREEK}{_ODD}]")
_WORD = re.compile(r"[^\W\d_]+")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_INVISIBLE = re.compile("[\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u3164\ufeff\uffa0]+")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WRAPPER = re.compile("\u202a[^\u202a-\u202e]*\u202c|[\u2066\u2068][^\u2066-\u2069]*\u2069")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_SELECTORS_IN_A_ROW = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ESCAPE = re.compile(r"\x1b\[([0-9;?]*)[ -/]*([@-~])|\x1b.?", re.DOTALL)
_OVERSTRUCK = re.compile(r"([^\x08])\x08(?=\1)")  # bold in manual pages: the same letter twice

_FLAGS = {"gbeng", "gbsct", "gbwls"}  # the tag sequences that UTS 51 recommends for interchange

Span = tuple[int, int]


def _mark(label: str, score: float, why: str, span: Span | None, hidden: str, **more: Json) -> Mark:
    """`hidden` are the characters it is about; the most frequent are named for the reviewer."""
    common = sorted(Counter(hidden).items(), key=lambda item: (-item[1], item[0]))[:5]
    named = {f"U+{ord(c):04X} {unicodedata.name(c, 'unnamed').lower()}": n for c, n in common}
    return Mark(label, score, {"why": why, "count": len(hidden), "characters": named, **more}, span)


def _longest(spans: list[Span]) -> Span:
    return max(spans, key=lambda span: (span[1] - span[0], -span[0]))


def _tag_characters(text: str) -> Mark | None:
    hidden, spans = "", []
    for run in _TAGS.finditer(text):
        black_flag = text[run.start() - 1 : run.start()] == "\U0001f3f4"
        flag = black_flag and decode.tags(run.group()) in _FLAGS
        if not flag:
            hidden += run.group()
            spans.append(run.span())
    if not spans:
        return None
    decoded = decode.tags(hidden)[:PREVIEW]
    why = f"The message carries text that no one can see: {decoded!r}."
    score = 1.0 if len(decoded) >= 4 else 0.8
    return _mark("tag_characters", score, why, _longest(spans), hidden, decoded=decoded)


def _joins(char: str) -> bool:
    """Letters and marks of scripts that need joiners or invisible word breaks (Arabic, Indic, Thai, ...)."""
    needs = "\u0590" <= char < "\u1e00" or char >= "\u2c80"
    return needs and unicodedata.category(char)[0] in "LMN"


def _innocent(text: str, start: int, end: int) -> bool:
    """A BOM at the very start, a joiner of another script or of an emoji sequence."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start > 2:
        return False
    if (start == 0 and text[:end] == "\ufeff") or _joins(before) or _joins(after):
        return True
    return text[start:end] == "\u200d" and max(before, after) >= "\u2190" and min(before, after) >= "\u00a9"


def _hyphenates(text: str, at: int) -> bool:
    """A soft hyphen where a typesetter could have put it: two letters on either side."""
    around = text[max(at - 2, 0) : at] + text[at + 1 : at + 3]
    return text[at] == "\u00ad" and len(around) == 4 and around.isalpha()


def _zero_width(text: str) -> Mark | None:
    directed = bool(_RIGHT_TO_LEFT.search(text))
    payload, inside, soft, spans = "", 0, 0, []
    for run in _INVISIBLE.finditer(text):
        start, end = run.span()
        if _innocent(text, start, end) or (directed and set(run.group()) <= set("\u200e\u200f")):
            continue
        in_word = bool(_LATIN_LETTER.match(text[start - 1 : start]) and _LATIN_LETTER.match(text, end))
        if run.group() == "\u00ad" and (not in_word or _hyphenates(text, start)):
            soft += 1
            continue
        inside += in_word
        payload += run.group()
        spans.append((start, end))
    if len(payload) < 4 and not inside:
        why = "Soft hyphens at places where a web page may break a word."
        return _mark("zero_width", 0.1, why, None, "\u00ad" * soft) if soft else None
    padding = any(payload[n:] == payload[:-n] for n in range(1, 9))  # repeats itself: e-mail previews do
    decoded = "" if padding else decode.two_symbols(payload)[:PREVIEW]
    if decoded:
        why, score = f"Invisible characters spell out {decoded!r}.", 1.0
    elif len(payload) >= 16 and not padding:
        why, score = f"{len(payload)} invisible characters in a pattern like that of a coded message.", 0.85
    elif inside:
        why = f"Invisible characters split words in {inside} place(s), so that filters do not see them whole."
        score = min(0.95, 0.45 + 0.15 * inside)
    else:
        why, score = "Several invisible characters, as e-mail previews use for padding.", 0.3
    more = {"inside_words": inside, "decoded": decoded}
    return _mark("zero_width", score, why, _longest(spans), payload, **more)


def _bidi_control(text: str) -> Mark | None:
    controls = "".join(_DIRECTION.findall(text))
    directed = bool(_RIGHT_TO_LEFT.search(text))
    if directed and not set(controls) & set("\u202d\u202e"):
        return None
    if directed:
        why, score = "A direction override: what is shown may differ from what is stored.", 0.4
    elif not _DIRECTION.search(_WRAPPER.sub("", text)):
        why, score = "A direction wrapper, as phones and web forms put around numbers and names.", 0.15
    else:
        why, score = "Direction controls make this text look different from what it says.", 0.9
    at = [m.span() for m in _DIRECTION.finditer(text)]
    return _mark("bidi_control", score, why, (at[0][0], at[-1][1]), controls)


def _forged(word: str, native: bool) -> float:
    """How much a word of two alphabets looks forged; a `native` text has whole words of the other one."""
    foreign = [bool(_LOOK_ALIKE_SCRIPT.match(c)) for c in word]
    if native and not foreign[0] and sum(a != b for a, b in pairwise(foreign)) == 1:
        return 0.15  # a Latin brand with an ending of the text's own language
    looks_latin = not _LOOK_ALIKE_SCRIPT.search(clean(word))
    if len(word) <= 3:
        return 0.2 if looks_latin else 0.0  # units and symbols: kΩ, Δt
    if sum(foreign) == 1 and _GREEK_LETTER.match(word[0] if foreign[0] else word[-1]):
        return 0.3  # terms: αhelix, cosφ
    if native or _ODD_LETTER.search(word) or looks_latin:
        return 0.7
    return 0.15  # stylised names whose letters are no look-alikes


def _mixed_script(text: str) -> Mark | None:
    words = [m for m in _WORD.finditer(text) if _LOOK_ALIKE_SCRIPT.search(m.group())]
    native = any(len(m.group()) > 2 and not _LATIN_LETTER.search(m.group()) for m in words)
    mixed = [(_forged(m.group(), native), m) for m in words if _LATIN_LETTER.search(m.group())]
    mixed = [(score, m) for score, m in mixed if score]
    if not mixed:
        return None
    mixed.sort(key=lambda item: -item[0])  # stable: the first of the worst leads
    worst, first = mixed[0]
    score = worst if worst < 0.7 else min(0.95, 0.5 + 0.2 * sum(one == worst for one, _ in mixed))
    shown = list(dict.fromkeys(m.group() for _, m in mixed))[:5]
    reads = [clean(word) for word in shown]
    letters = "".join(_LOOK_ALIKE_SCRIPT.findall("".join(m.group() for _, m in mixed)))
    why = f"Letters of another alphabet stand inside {shown[0]!r}, which a reader takes for {reads[0]!r}."
    return _mark("mixed_script", score, why, first.span(), letters, words=shown, reads_as=reads)


def _variation_selectors(text: str) -> Mark | None:
    runs = list(_SELECTORS_IN_A_ROW.finditer(text)) or [
        m for m in _SELECTORS.finditer(text) if _LATIN_LETTER.match(text[m.start() - 1 : m.start()])
    ]  # where there is no row, one selector after each letter: letters have no variations
    carried = "".join(m.group() for m in runs)
    if len(carried) < 2:
        return None
    decoded = decode.selectors(carried)[:PREVIEW]
    if decoded:
        why, score = f"Emoji style marks carry hidden text: {decoded!r}.", 1.0
    elif len(set(carried)) == 1:
        why, score = "The same emoji style mark several times over, as some keyboards send it.", 0.2
    else:
        why, score = f"{len(carried)} emoji style marks carry hidden bytes.", 0.9 if len(carried) > 3 else 0.5
    span = _longest([m.span() for m in runs])
    return _mark("variation_selectors", score, why, span, carried, decoded=decoded)


def _is_private(char: str) -> bool:
    """Private use, non-characters and unassigned ones, except where new emoji and ideographs appear."""
    category = unicodedata.category(char)
    new = "\U0001f000" <= char < "\U00040000" or _TAGS.match(char)
    return category == "Co" or (category == "Cn" and not new)


def _private_use(text: str) -> Mark | None:
    private = {c for c in set(text) if c > "\u0377" and _is_private(c)}
    if not private:
        return None
    places = [i for i, c in enumerate(text) if c in private]
    chars = "".join(text[i] for i in places)
    icons = sum("\ue000" <= c <= "\uf8ff" for c in chars)
    score = min(0.9, 0.1 + 0.05 * icons + 0.25 * (len(chars) - icons))
    why = f"{len(chars)} character(s) without any public meaning; a few are usually icons of a web font."
    return _mark("private_use", score, why, (places[0], places[0] + 1), chars)


def _hides(escape: re.Match[str]) -> bool:
    """Escape sequences that do more than colour a log: move, erase, conceal, set titles."""
    command, parameters = escape.group(2), (escape.group(1) or "").split(";")
    if command == "m":
        return "8" in parameters and not {"38", "48"} & set(parameters)
    return not (command == "K" and parameters in ([""], ["0"]))


def _control_characters(text: str) -> Mark | None:
    controls = list(_CONTROL.finditer(text))
    hiding = [m.span() for m in _ESCAPE.finditer(text) if _hides(m)]
    erased = text.count("\b") - len(_OVERSTRUCK.findall(text))
    if hiding:
        why, score = "Terminal commands in the message can move, erase or hide what a reader sees.", 0.9
    elif erased:
        why = f"{erased} backspace(s): what is shown differs from what is stored."
        score = min(0.85, 0.35 + 0.1 * erased)
    else:
        why, score = "Control characters, as chat clients and coloured logs leave them.", 0.2
    span = (hiding or [m.span() for m in controls])[0]
    return _mark("control_characters", score, why, span, "".join(m.group() for m in controls), erased=erased)


_CHECKS: tuple[tuple[re.Pattern[str], Callable[[str], Mark | None]], ...] = (
    (_TAGS, _tag_characters),
    (_INVISIBLE, _zero_width),
    (_DIRECTION, _bidi_control),
    (_LOOK_ALIKE_SCRIPT, _mixed_script),
    (_SELECTORS, _variation_selectors),
    (_NOT_ASCII, _private_use),
    (_CONTROL, _control_characters),
)


def marks(text: str) -> Iterator[Mark]:
    """What is hidden in one text."""
    if text.isascii() and not _CONTROL.search(text):
        return
    for present, check in _CHECKS:
        if present.search(text) and (mark := check(text)):
            yield mark


@register
class HiddenText:
    name: ClassVar[str] = "hidden_text"
    labels: ClassVar[Mapping[str, str]] = {
        "tag_characters": "Invisible Unicode tags that carry text",
        "zero_width": "Invisible characters that split words or carry a coded message",
        "bidi_control": "Direction controls that make text look different from what it says",
        "mixed_script": "Words in which look-alike letters of another alphabet stand",
        "variation_selectors": "Emoji style marks that carry hidden bytes",
        "private_use": "Characters that have no public meaning",
        "control_characters": "Terminal commands, backspaces and other control characters",
    }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        """One mark per label and turn, in every role; spans are over the raw text."""
        return corpus.per_text(self.name, marks, ROLES)
