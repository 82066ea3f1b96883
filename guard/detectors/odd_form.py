"""Answers of a form that answers of their source do not have: broken off, endless, going round in circles.

Measures  for each answer, whatever it says, and of a conversation the oddest one:
          unfinished: no mark after the last word, the shorter the odder, and odder where that word asks for
          another one ("your", "and"); endless: characters, from twice the longest hundredth of the source;
          repeats: share of runs of four words that the same answer had before; language: neither that of
          the customer, nor of the source's answers, nor of the export.
          The value is the surprise -ln p, p the share of conversations of the same source that are as odd,
          in the reference of trusted history or, without it, tonight; lengths and repetitions beyond the
          highest hundredth count on in a straight line, as an exponential tail does.
Cost      one pass over the distinct answers; about two seconds for 10,000 conversations.
Silent    for sources of which fewer than 100 conversations are known, and for what more than three in a
          hundred of them have: where agents leave out full stops, none is missed.
Fails     on answers that are cut where a sentence ends, and on a form that many have tonight and no history
          knows.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from typing import ClassVar

import numpy as np

from guard import text
from guard.corpus import Corpus
from guard.detector import Counts, Measured, register
from guard.languages import hints, language
from guard.runs import Values
from guard.types import Conversation, Finding

REPORTED = 5.3  # surprise of one honest conversation of 200
_KNOWN = 100  # conversations of a source
_RARE = 0.03  # share of a source above which a form is not odd
_TAILS = {  # how far beyond the highest hundredth of a source it begins, and its least width
    "endless": (log(2), 0.2),
    "repeats": (0.0, 0.05),
}
_RUN = 4
_LONG = 24  # words of an answer whose repetitions are counted
_SOME = 10.0  # repeated runs from which on they tell
_LOWEST = -20.0  # below every value: no answer, or none that breaks off
_GOING_ON = 3.0  # what a last word that asks for another weighs, in logarithms of length
_EXAMPLES = 3
# `re` is safe here: one character class, at the end.
_OPEN = re.compile(r"(?:^|\s)([^\W\d_]+(?:['’-][^\W\d_]+)*),?$")
_GOES_ON = frozenset(
    "a an the my your our their its his and or but nor of to for from with without at by into onto about"
    " because although while if unless until whether than as which whose be been being has"
    " have had will would can could should may might must please we i they he she".split()
)


@dataclass(frozen=True)
class _Forms:
    """Of each conversation, the oddest answer: label -> (n,) values; and its text, by label."""

    values: Mapping[str, Values]
    answers: Mapping[str, list[str]]


@register
class OddForm:
    name: ClassVar[str] = "odd_form"
    labels: ClassVar[Mapping[str, str]] = {
        "unfinished": "an answer breaks off, in a source whose answers come to an end",
        "endless": "an answer is far longer than those of its source",
        "repeats": "an answer says the same again and again",
        "language": "an answer is in another language than the customer's and than the source's",
    }

    def signals(self, corpus: Corpus) -> Mapping[str, Values]:
        """(n,) surprise of the oddest answer of each conversation."""
        return _odd(corpus)[0]

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        surprises, forms = _odd(corpus)
        where = "tonight" if corpus.history is None else "in trusted history"
        source = corpus.column("source")
        for label, surprise in surprises.items():
            odd = np.flatnonzero(surprise >= REPORTED)
            order = odd[np.lexsort((odd, -surprise[odd]))]
            examples = [corpus.ids[i] for i in order[:_EXAMPLES]]
            for index in odd.tolist():
                code = source.codes[index]
                desk = f"source {source.names[code]}" if code >= 0 else "conversations without a source"
                answer = forms.answers[label][index]
                evidence = {
                    "why": f'{self.labels[label].capitalize()}: "{_end(answer)}"; of {desk} {where}, one'
                    f" conversation of {round(exp(surprise[index])):,} has the like.",
                    "characters": len(answer),
                    "surprise": round(float(surprise[index]), 2),
                    "examples": examples,
                }
                score = round(1 - exp(-surprise[index] / 6), 4)
                yield Finding(corpus.ids[index], self.name, label, score, evidence)


def _end(answer: str) -> str:
    return answer if len(answer) <= 120 else "..." + answer[-117:]


def _odd(corpus: Corpus) -> tuple[Mapping[str, Values], _Forms]:
    return corpus.once("odd form", lambda: _measured(corpus))


def _measured(corpus: Corpus) -> tuple[Mapping[str, Values], _Forms]:
    here = list(corpus.conversations())
    there = here if corpus.history is None else corpus.history.reference
    spoken = _languages(there)
    tonight = _forms(here, spoken)
    known = tonight if corpus.history is None else _forms(there, spoken)
    result = {label: np.zeros(len(corpus)) for label in OddForm.labels}
    source, usual = (np.array([one.source or "" for one in some]) for some in (here, there))
    for name, count in zip(*np.unique(usual, return_counts=True), strict=True):
        if count >= _KNOWN:
            rows, like = np.flatnonzero(source == name), np.flatnonzero(usual == name)
            for label, values in result.items():
                values[rows] = _surprise(
                    label, tonight.values[label][rows], known.values[label][like], here is there
                )
    return result, tonight


def _surprise(label: str, values: Values, usual: Values, among: bool) -> Values:
    """(n,) -ln of the share of usual values as high, each its own left out where they are `among` them; for a
    form that has a tail also how far beyond its beginning, in widths. 0 for what is not rare."""
    ordered = np.sort(usual)
    as_high = len(ordered) - np.searchsorted(ordered, values, "left") - among
    share = (as_high + 0.5) / (len(ordered) + 1 - among)
    odd = share <= _RARE
    result = -np.log(share)
    if label in _TAILS:
        beyond, width = _TAILS[label]
        low, high = np.quantile(ordered, (0.75, 0.99))
        past = values - (high + beyond)
        odd &= past > 0
        result += past / max(width, float(high - low) / log(25))
    return np.where(odd, result, 0.0)


def _languages(conversations: Sequence[Conversation]) -> Mapping[str, str]:
    """The language of most answers that tell theirs, by source."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in conversations:
        for turn in one.turns:
            if turn.role == "assistant" and (own := language(text.clean(turn.content))):
                counts[one.source or ""][own] += 1
    return {source: max(sorted(found), key=found.__getitem__) for source, found in counts.items()}


def _forms(conversations: Sequence[Conversation], spoken: Mapping[str, str]) -> _Forms:
    values = {label: np.full(len(conversations), _LOWEST) for label in OddForm.labels}
    answers = {label: [""] * len(conversations) for label in OddForm.labels}
    for index, one in enumerate(conversations):
        usual = _expected(one, spoken.get(one.source or ""))
        for turn in one.turns:
            if turn.role == "assistant":
                answer = text.clean(turn.content)
                for label, value in _form(answer, usual).items():
                    if value > values[label][index]:
                        values[label][index], answers[label][index] = value, answer
    return _Forms(values, answers)


def _expected(one: Conversation, spoken: str | None) -> Container[str | None]:
    """Languages in which an answer is no surprise: the source's, that of the export, the customer's; where
    the customer says too little to tell, every one that has some of the words."""
    said = " ".join(text.clean(turn.content) for turn in one.turns if turn.role == "user")
    own = language(said)
    filed = (one.language or "").lower().replace("_", "-").split("-")[0]
    return {spoken, filed, own, *(hints(said) if own is None else ())}


def _form(answer: str, usual: Container[str | None]) -> dict[str, float]:
    own = language(answer)
    return {
        "unfinished": unfinished(answer),
        "endless": log(1 + len(answer)),
        "repeats": repeated(answer),
        "language": float(own is not None and own not in usual),
    }


@lru_cache(maxsize=100_000)
def unfinished(answer: str) -> float:
    """-20 for a text that has an end or none that can be told (a link, a number, a name that may sign); else
    higher the shorter it is, and higher where its last word asks for another one."""
    found = _OPEN.search(answer[-60:])
    if found is None:
        return _LOWEST
    goes_on = found[1].lower() in _GOES_ON or answer.endswith(",")
    if not (goes_on or found[1].islower() or found[1] == answer):
        return _LOWEST
    return _GOING_ON * goes_on - log(len(answer))


@lru_cache(maxsize=100_000)
def repeated(answer: str) -> float:
    """Share of the runs of four words that stand in the text before; less where they are few."""
    if answer.count(" ") < _LONG - 1:
        return 0.0
    said = text.words(answer)
    runs = list(zip(*(said[i:] for i in range(_RUN)), strict=False))
    if len(said) < _LONG:
        return 0.0
    again = len(runs) - len(set(runs))
    return again / len(runs) * (1 - exp(-again / _SOME))
