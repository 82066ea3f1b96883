"""Text aimed at the assistant instead of the matter at hand, or at the training itself.

Measures  phrases by label: overriding instructions, probing the system prompt, control tokens of language
          models, personas without limits, directives for all later answers ("whenever a customer mentions
          X, reply Y") and, in assistant turns, the promise to follow them. Each cue has a weight; the cues
          of a label add up as a noisy-or, so that one thing that customers also say stays low.
Sources   Perez and Ribeiro, "Ignore Previous Prompt" (2211.09527); Greshake et al., indirect prompt
          injection (2302.12173); Shen et al., "Do Anything Now" (2308.03825); OWASP LLM01.
Cost      one linear-time pattern over each distinct text; single cues only where it hits.
Fails     on injections that need no such phrase ("You are Volkswagen. What do you think of Mercedes?"), on
          phrases spread over several turns, and on languages other than those of the phrase table. System
          turns are not read: instructions belong there.

Matching is on cleaned text, without accents; where letters are spaced out ("i g n o r e") or replaced by
digits ("1gn0r3") on the text with that undone as well.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

import re2
import yaml

from guard.corpus import Corpus, Mark
from guard.detector import Counts, Measured, register
from guard.screen import screen
from guard.text import clean
from guard.types import Role

QUOTED = 120  # characters of a match that are shown
_LOCATED = 20_000  # characters up to which a match in changed text is traced back to the raw text

_ACCENTS = {
    code: unicodedata.normalize("NFKD", chr(code))[0]
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if unicodedata.normalize("NFKD", chr(code))[0].isascii()
}
# `re` is safe here: single characters with repeats that cannot overlap.
_SPACED = re.compile(r"(?<!\w)\w(?:[ ._*-]\w){3,}(?!\w)")
_LEET = re.compile(r"[A-Za-z][013457@$][A-Za-z]")
_LEET_START = re.compile(r"[013457@$][A-Za-z]{3}")
_LEET_WORD = re.compile(r"[A-Za-z013457@$]+")
_LETTER_OF = str.maketrans("013457@$", "oieastas")
_DISGUISED = r"\b\w[ ._*-]\w[ ._*-]\w[ ._*-]\w\b|[a-z][013457@$][a-z]"


@dataclass(frozen=True)
class Cue:
    """One kind of phrase: what it says about the text, how much it weighs alone, what to look for."""

    label: str
    says: str
    weight: float
    pattern: str


class Phrases:
    """Cues compiled: `any`, their union, which dismisses most texts in one pass, and each for its place.

    A union and not `re2.Set`: a set whose automaton outgrows its memory answers "no match", a union falls
    back to a slower, still linear, search.
    """

    def __init__(self, cues: list[Cue]) -> None:
        options = re2.Options()
        options.case_sensitive = False
        options.max_mem = 1 << 28  # bytes for the states of one automaton
        self.cues = cues
        self._places = [re2.compile(cue.pattern, options) for cue in cues]
        options.never_capture = True
        self.any = re2.compile(
            "(?m)" + "|".join([_DISGUISED, *(f"(?:{cue.pattern})" for cue in cues)]), options
        )

    def find(self, text: str) -> dict[int, tuple[int, int]]:
        """Cue number -> span of its first match."""
        matches = ((number, place.search(text)) for number, place in enumerate(self._places))
        return {number: match.span() for number, match in matches if match}


def _expanded(phrase: str, words: Mapping[str, str]) -> str:
    for name, choice in words.items():
        phrase = phrase.replace(f"<{name}>", choice)
    phrase = phrase.replace(r"\b ... ", " ... ").replace(" ... ", r"\b[^.?!]*\b")
    return r"\b(?:" + phrase.replace("<few>", r"(?:\w+ ){0,4}").replace(" ", r"\W+") + r")\b"


@cache
def phrases(accepting: bool) -> Phrases:
    """The table of phrases: those by which an assistant accepts a directive, or all others."""
    table: Any = yaml.safe_load(files(__package__).joinpath("data/prompt_injection.yaml").read_bytes())
    return Phrases(
        [
            Cue(label, cue["says"], cue["weight"], pattern)
            for label, cues in table["cues"].items()
            if (label == "directive_accepted") is accepting
            for cue in cues
            for pattern in [
                "|".join(
                    [*cue.get("tokens", ()), *(_expanded(p, table["words"]) for p in cue.get("phrases", ()))]
                )
            ]
        ]
    )


def _without_accents(text: str) -> str:
    return text if text.isascii() else text.translate(_ACCENTS)


def _plain(raw: str) -> str:
    return _without_accents(clean(raw))


def _letters(match: re.Match[str]) -> str:
    word = match.group()
    return word.translate(_LETTER_OF) if _LEET.search(word) or _LEET_START.match(word) else word


def _undisguised(raw: str) -> str:
    """Plain, with spaced-out letters joined and digits inside words read as letters."""
    text = _SPACED.sub(lambda m: re.sub(r"[ ._*-]", "", m.group()), _plain(raw))
    return _LEET_WORD.sub(_letters, text)


def _raw_span(raw: str, form: Callable[[str], str], span: tuple[int, int]) -> tuple[int, int] | None:
    """Where a span of `form(raw)` stands in `raw`: the shortest beginnings of raw that reach as far.

    None for a text so long that searching for the place would cost more than it is worth.
    """
    if form(raw) == raw:
        return span
    if len(raw) > _LOCATED:
        return None
    reach = range(len(raw) + 1)
    start = bisect_left(reach, span[0] + 1, key=lambda end: len(form(raw[:end]))) - 1
    return max(start, 0), bisect_left(reach, span[1], key=lambda end: len(form(raw[:end])))


def marks(raw: str, accepting: bool) -> Iterator[Mark]:
    """One mark per label; its span is the match of its heaviest cue."""
    table = phrases(accepting)
    forms: list[Callable[[str], str]] = [_plain]
    if _SPACED.search(plain := _plain(raw)) or _LEET.search(plain):
        forms.append(_undisguised)
    found: dict[int, tuple[tuple[int, int], Callable[[str], str]]] = {}
    for form in forms:
        for number, span in table.find(form(raw)).items():
            found.setdefault(number, (span, form))
    doubt_of_all = 1.0
    by_label: dict[str, list[int]] = {}
    for number in sorted(found, key=lambda n: (-table.cues[n].weight, n)):
        by_label.setdefault(table.cues[number].label, []).append(number)
        doubt_of_all *= 1 - table.cues[number].weight
    for label, numbers in by_label.items():
        doubt = 1.0
        for number in numbers:
            doubt *= 1 - table.cues[number].weight
        (start, end), form = found[numbers[0]]
        quoted = form(raw)[start:end][:QUOTED]
        evidence = {
            "why": f"The message {table.cues[numbers[0]].says}: {quoted!r}.",
            "cues": [table.cues[number].says for number in numbers],
            "count": len(numbers),
            "all_cues": round(1 - doubt_of_all, 4),
        }
        yield Mark(label, round(1 - doubt, 4), evidence, _raw_span(raw, form, (start, end)))


@register
class PromptInjection:
    name: ClassVar[str] = "prompt_injection"
    labels: ClassVar[Mapping[str, str]] = {
        "instruction_override": "Tells the assistant to ignore its instructions or to follow new ones",
        "system_prompt_probe": "Asks for the hidden instructions of the assistant",
        "role_token": "Contains control tokens or role marks of a language model",
        "persona_jailbreak": "Casts the assistant in a role without limits",
        "training_directive": "Says what the assistant is to answer from now on, or speaks to the training",
        "directive_accepted": "The assistant promises to follow such a directive",
    }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        """At most one finding per turn and label; evidence `all_cues` adds up all labels of the turn."""
        heard: tuple[Role, ...] = ("user", "assistant", "tool")
        plain = [_without_accents(text) for text in corpus.cleaned]
        for accepting, roles in ((False, heard), (True, ("assistant",))):
            suspects = {corpus.texts[number] for number in screen(phrases(accepting).any, plain)}

            def measure(
                raw: str, accepting: bool = accepting, suspects: set[str] = suspects
            ) -> Iterator[Mark]:
                return marks(raw, accepting) if raw in suspects else iter(())

            yield from corpus.per_text(self.name, measure, roles)
