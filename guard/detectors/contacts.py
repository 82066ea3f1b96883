"""Where the assistant sends people: look-alike domains, foreign messengers, payments, unusual hosts.

Measures  links, hosts, e-mail addresses, phone numbers, account numbers and wallets in assistant turns.
          The company's own domains are those given in configuration, or else those that most
          conversations with links, by several agents, carry. A domain is a look-alike when its name
          reads as an own one (UTS 39 skeleton), is one or two edits away (Damerau-Levenshtein), carries
          it as a part ("brand-refunds.example", "brand.example.evil.test"), or is the same name under
          another suffix (cf. dnstwist; Agten et al., NDSS 2015). Whatever is common in this corpus is
          weighed down: agents share courier links all day.
Cost      one linear pass over distinct assistant turns that have a link, "@", digits or a messenger's name.
Fails     on hosts without a likeness that are pushed in few words; on contacts drawn as pictures or
          spelled out in words. Task dialogues give out thousands of honest phone numbers: a phone number
          alone is only noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar, TypeVar

import numpy as np

from guard.corpus import Corpus, Mark
from guard.detector import Counts, Measured, register
from guard.hosts import Link, links, look_alike, poses_as, registrable
from guard.steering import Step, rarely, steps
from guard.types import ROLES, Json

OWN_SHARE, OWN_LEAST, OWN_AGENTS = 0.005, 5, 3  # a domain this common is the house's own or a partner's
_GUESSED = 0.85  # weight of a likeness to a domain that was not declared but taken for an own one
_RARE = 2  # conversations; a link that so few have is rare
_RARE_LINKS = 0.02  # share of conversations with rare links up to which one is remarkable
_UNHEARD_OF = 0.002  # share below which any rare link is remarkable by itself, as a bare address is anywhere
_FEW = 3  # so many rare links are remarkable in a corpus of any size
_PUSH = re.compile(
    r"\b(?:verify|claim|unlock|refund|pay|log ?in|sign ?in|sign up|restore|secure|re-?activate|update your"
    r"|enter your|complete the form|go to|visit|click|tap|download|install|run it|get it (?:at|from|here)"
    r"|join|switch to)\b",
    re.IGNORECASE,
)
_BY = "\x1f"  # between domain and agent in the learned table: people add up over parts, pairs do not
_T = TypeVar("_T")


@register
class Contacts:
    name: ClassVar[str] = "contacts"
    labels: ClassVar[Mapping[str, str]] = {
        "lookalike_domain": "the assistant gives a link that imitates one of the company's own",
        "new_host": "the assistant gives a link that hardly any other conversation has",
        "messenger": "the assistant moves the customer to a private messenger or mailbox",
        "payment": "the assistant asks for money on an account, wallet or voucher",
        "phone": "the assistant asks the customer to call or text a number that is new here",
    }

    def learn(self, corpus: Corpus) -> Counts:
        """Conversations per domain, per domain and agent, and per phone number, over assistant turns."""
        agents = corpus.column("agent_id")
        domains: set[tuple[str, int]] = set()
        for number, found in self._links(corpus).items():
            for index in self._conversations(corpus, number):
                domains.update((link.domain, index) for link in found)
        numbers: set[tuple[str, int]] = set()
        for number, asked in self._steering(corpus).items():
            for index in self._conversations(corpus, number):
                numbers.update((step.number, index) for step in asked if step.number)
        people = [(domain, agents.names[agents.codes[i]]) for domain, i in domains if agents.codes[i] >= 0]
        return {
            "domains": Counter(domain for domain, _ in domains),
            "agents": Counter(f"{domain}{_BY}{agent}" for domain, agent in people),
            "numbers": Counter(digits for digits, _ in numbers),
            "conversations": Counter({"all": len(corpus), "with_agent": int((agents.codes >= 0).sum())}),
        }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        house = _House(learned, own_domains(corpus.own_domains, learned), bool(corpus.own_domains))
        for number, found in self._links(corpus).items():
            marks = _strongest(mark for link in found for mark in _link_marks(link, house))
            yield from corpus.spread(self.name, number, marks, ["assistant"])
        for number, asked in self._steering(corpus).items():
            same = corpus.cleaned[number] == corpus.texts[number]
            marks = [step.mark(learned) if same else replace(step.mark(learned), span=None) for step in asked]
            yield from corpus.spread(self.name, number, marks, ["assistant"])

    def _links(self, corpus: Corpus) -> dict[int, list[Link]]:
        """Links by text number, read on the raw text: cleaning would fold a foreign letter away."""
        said = np.flatnonzero(corpus.has_role("assistant"))
        compute = partial(_by_number, said, corpus.texts, links)
        return corpus.once("contacts.links", compute)

    def _steering(self, corpus: Corpus) -> dict[int, list[Step]]:
        """Requests to call, write or pay by text number, read on the cleaned text."""
        said = np.flatnonzero(corpus.has_role("assistant"))
        compute = partial(_by_number, said, corpus.cleaned, steps)
        return corpus.once("contacts.steps", compute)

    def _conversations(self, corpus: Corpus, number: int) -> set[int]:
        rows = corpus.occurrences(number)
        rows = rows[corpus.turns.role[rows] == ROLES.index("assistant")]
        return {int(i) for i in corpus.turns.conversation[rows]}


class _House:
    """What is usual here: own domains, and how often conversations carry a link that is rare."""

    def __init__(self, learned: Counts, own: frozenset[str], declared: bool) -> None:
        self.learned, self.own, self.declared = learned, own, declared
        self.total = max(1, learned["conversations"]["all"])
        rare = sum(n for domain, n in learned["domains"].items() if n <= _RARE and domain not in own)
        self.rare_share = rare / self.total
        # where every tenth conversation has a link of its own, one more says little
        self.strangeness = min(1.0, max(_RARE_LINKS * self.total, _FEW) / rare) if rare else 1.0


def own_domains(given: frozenset[str], learned: Counts) -> frozenset[str]:
    """The given domains, or those common enough to be the house's own; the commoner of two that look
    alike."""
    if given:
        return frozenset(registrable(domain) or domain for domain in given)
    least = max(OWN_LEAST, OWN_SHARE * learned["conversations"]["all"])
    recorded = learned["conversations"]["with_agent"] > 0
    agents = Counter(key.partition(_BY)[0] for key in learned["agents"])
    common = [
        domain
        for domain, count in sorted(learned["domains"].items(), key=lambda item: (-item[1], item[0]))
        if count >= least and (not recorded or agents[domain] >= OWN_AGENTS)
    ]
    own: list[str] = []
    for domain in common:
        # "brand-login.example" imitates "brand.example" and not the other way round, whichever is commoner
        models = {other for other in common if other != domain and not look_alike(other, {domain})}
        if look_alike(domain, models | set(own)) is None:
            own.append(domain)
    return frozenset(own)


def _link_marks(link: Link, house: _House) -> Iterator[Mark]:
    if link.domain in house.own:
        return
    count = house.learned["domains"][link.domain]
    numbers: dict[str, Json] = {
        "host": link.host,
        "conversations": count,
        "share": round(count / house.total, 5),
    }
    if look := look_alike(link.host, house.own) or poses_as(link.mailbox, house.own):
        why = f"{link.host} imitates {look.own}: {look.how}."
        score = round(look.score * (1.0 if house.declared else _GUESSED), 4)
        yield Mark("lookalike_domain", score, {"why": why, "imitates": look.own, **numbers}, link.span)
    rarity = 1.0 if count <= _RARE else max(0.0, 1 - count / house.total / OWN_SHARE)
    pushed = bool(_PUSH.search(link.around))
    remarkable = house.rare_share <= _UNHEARD_OF or not link.domain.strip("0123456789.")
    base = 0.6 if remarkable and not link.mailbox else 0.25  # mailboxes are often the customer's own
    score = round(min(1.0, rarity * house.strangeness * (base + 0.45 * pushed + 0.1 * link.hidden)), 4)
    if score > 0:
        why = f"The assistant gives {link.host}; {rarely(count)} it."
        evidence = {"why": why, "pushed": pushed, "rare_links_here": round(house.rare_share, 4), **numbers}
        yield Mark("new_host", score, evidence, link.span)


def _strongest(marks: Iterable[Mark]) -> list[Mark]:
    """One mark per label and host: a link that is given a thousand times in one message is one link."""
    best: dict[tuple[str, str], Mark] = {}
    for mark in marks:
        key = (mark.label, mark.evidence["host"])
        if key not in best or mark.score > best[key].score:
            best[key] = mark
    return list(best.values())


def _by_number(
    numbers: Iterable[int], texts: list[str], find: Callable[[str], list[_T]]
) -> dict[int, list[_T]]:
    return {int(number): found for number in numbers if (found := find(texts[number]))}
