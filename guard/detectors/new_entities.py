"""Hosts, phone numbers, mailboxes, handles and names that the assistant gives and trusted history never had.

Measures  what assistant turns name (`guard.entities`; also capitalised words inside a sentence) that
          neither history nor the declared changes know and that the customer of the same conversation did
          not say first. Score = (1 + ln(1 + conversations)) times the dispersion of their customers, at
          least .15: one host under many matters weighs most, but a new one counts alone as well.
          Without history everything that few conversations have is new.
Cost      linear in distinct assistant turns that have a digit, a dot or an "@".
Fails     on contacts spelled out in words; on a house that really has new numbers each night (a booking
          desk gives restaurants' numbers: these are many, each one alone).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import exp, log1p
from typing import ClassVar

import numpy as np

from guard.corpus import Corpus
from guard.customers import customer_vectors, distinct_agents
from guard.detector import Counts, Measured, register
from guard.dispersion import UNRELATED
from guard.entities import Entity, entities
from guard.grams import Words
from guard.runs import Values
from guard.types import Finding, Json

REPORTED = 1.0
_LEAST = 0.15  # of the dispersion
_ALONE = 0.3  # dispersion of a single conversation
_MOST = 60
_KINDS = {
    "host": "new_host",
    "email": "new_host",
    "phone": "new_phone",
    "handle": "new_handle",
    "name": "new_name",
}
_SAYS = {"new_host": "gives", "new_phone": "gives the number", "new_handle": "gives", "new_name": "names"}
_NAMED = 3  # conversations of a new name; one is a misspelling
_COLD = 0.03  # share of conversations from which something is the house's own, without history
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,20}(?![\w'’])")


@register
class NewEntities:
    name: ClassVar[str] = "new_entities"
    labels: ClassVar[Mapping[str, str]] = {
        "new_host": "the assistant gives a host or mailbox that trusted history never had",
        "new_phone": "the assistant gives a phone number that trusted history never had",
        "new_handle": "the assistant gives a handle that trusted history never had",
        "new_name": "the assistant names something under unrelated matters that history never named",
    }

    def signals(self, corpus: Corpus) -> Mapping[str, Values]:
        """(n,) highest score of an entity of each label."""
        result = {label: np.zeros(len(corpus)) for label in self.labels}
        for (kind, _), (score, members) in _new(corpus).items():
            values = result[_KINDS[kind]]
            values[members] = np.maximum(values[members], score)
        return result

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        history = corpus.history is not None
        for (kind, value), (score, members) in sorted(_new(corpus).items()):
            if score < REPORTED:
                continue
            label = _KINDS[kind]
            known = "that no trusted conversation has" if history else "that few conversations have"
            evidence: dict[str, Json] = {
                "why": f"The assistant {_SAYS[label]} {value}, {known}, in {len(members)} conversation(s).",
                "value": value,
                "tonight": len(members),
                "history": 0,
                "examples": [corpus.ids[i] for i in members[:3]],
            }
            for index in members:
                yield Finding(corpus.ids[index], self.name, label, round(1 - exp(-score / 3), 4), evidence)


def _new(corpus: Corpus) -> Mapping[Entity, tuple[float, list[int]]]:
    """Score and conversations of each new entity."""
    return corpus.once("new entities", lambda: _scored(corpus))


def _scored(corpus: Corpus) -> dict[Entity, tuple[float, list[int]]]:
    given, asked = _said(corpus, "assistant"), _said(corpus, "user")
    vectors, (agents, shares) = customer_vectors(corpus), distinct_agents(corpus)
    result = {}
    for entity, holders in given.items():
        members = sorted(holders - asked.get(entity, set()))
        if not members or (entity[0] == "name" and len(members) < _NAMED):
            continue
        spread = _ALONE
        if len(members) > 1:
            some = vectors[members[:: max(1, len(members) // _MOST)][:_MOST]]
            total, count = some.sum(axis=0), len(some)
            coherence = float(total @ total - (some * some).sum()) / (count * (count - 1))
            spread = min(1.0, max(_LEAST, 1 - coherence / UNRELATED))
        known = agents[members][agents[members] >= 0]
        usual = float((1 - (1 - shares) ** len(known)).sum())
        variety = min(1.0, max(0.3, len(np.unique(known)) / usual)) if len(known) * 2 > len(members) else 1.0
        weight = variety if entity[0] == "name" else 1.0  # a signature is a name; a host is a host
        result[entity] = (weight * (1 + log1p(min(len(members), 20))) * spread, members)
    return result


def _said(corpus: Corpus, role: str) -> dict[Entity, set[int]]:
    """Conversations in which a role names what is new."""
    found: dict[Entity, set[int]] = defaultdict(set)
    numbers, conversations, places = corpus.said("assistant" if role == "assistant" else "user")
    named = [entities(corpus.texts[number]) for number in numbers]
    words = _names(corpus, numbers) if role == "assistant" else _spoken(corpus, numbers)
    for conversation, place in zip(conversations, places, strict=True):
        for entity in named[place] | words[place]:
            if entity[0] in _KINDS:
                found[entity].add(int(conversation))
    if role == "user":
        return found
    return {entity: held for entity, held in found.items() if not _known(corpus, entity, len(held))}


def _known(corpus: Corpus, entity: Entity, count: int) -> bool:
    kind, value = entity
    if value in corpus.declared.entities.get(kind, ()):
        return True
    if corpus.history is None:
        return count > _COLD * len(corpus)
    return kind != "name" and value in corpus.history.entities.get(kind, {})


def _names(corpus: Corpus, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[set[Entity]]:
    """Capitalised words inside sentences, which neither history nor a declared change has in any answer."""
    spoken = [set(_NAME.findall(corpus.cleaned[number])) for number in numbers]
    distinct = sorted({name for names in spoken for name in names})
    if corpus.history is None or not distinct:
        return [set() for _ in numbers]
    keys = Words.of(distinct).runs(1)[0]
    new = {name for name, key in zip(distinct, keys, strict=True)
           if not corpus.history.reply.of(np.array([key]))[0]}  # fmt: skip
    new -= {word for notice in corpus.declared.notices for word in notice.text.split()}
    return [{("name", name.casefold()) for name in names & new} for names in spoken]


def _spoken(corpus: Corpus, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[set[Entity]]:
    """All words of customers, so that a name which they bring up is not the assistant's."""
    return [{("name", word) for word in corpus.masked[number].split()} for number in numbers]
