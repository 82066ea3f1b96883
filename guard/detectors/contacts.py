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
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

import numpy as np

from guard.corpus import Corpus, Mark
from guard.detector import Counts, Measured, register
from guard.hosts import Link, Look, links, look_alike
from guard.types import ROLES, Json

OWN_SHARE, OWN_LEAST, OWN_AGENTS = 0.005, 5, 3  # a domain this common is the house's own or a partner's
_CUE = re.compile(r"@|://|www|\d{3}|\.\w|\bdot\b|whats ?app|telegram|signal|wechat|viber|wallet|gift", re.I)


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
        """Conversations and agents per domain and per phone number or account, over assistant turns."""
        agents = corpus.column("agent_id")
        domains: set[tuple[str, int]] = set()
        for number, found in self._links(corpus).items():
            for index in self._conversations(corpus, number):
                domains.update((link.domain, index) for link in found)
        numbers: set[tuple[str, int]] = set()
        for number in self._texts(corpus):
            for digits in phones(corpus.cleaned[number]):
                numbers.update((digits, index) for index in self._conversations(corpus, number))
        people = {(domain, agents.names[agents.codes[i]]) for domain, i in domains if agents.codes[i] >= 0}
        return {
            "domains": Counter(domain for domain, _ in domains),
            "agents": Counter(domain for domain, _ in people),
            "numbers": Counter(digits for digits, _ in numbers),
            "conversations": Counter({"all": len(corpus), "with_agent": int((agents.codes >= 0).sum())}),
        }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        own = own_domains(corpus.own_domains, learned)
        looks: dict[str, Look | None] = {d: look_alike(d, own) for d in learned["domains"] if d not in own}
        total = max(1, learned["conversations"]["all"])
        for number, found in self._links(corpus).items():
            marks = [m for link in found for m in _link_marks(link, own, looks, learned, total)]
            yield from corpus.spread(self.name, number, marks, ["assistant"])
        for number in self._texts(corpus):
            marks = list(steering(corpus.cleaned[number], learned))
            if corpus.cleaned[number] != corpus.texts[number]:
                marks = [replace(mark, span=None) for mark in marks]  # places in the cleaned text
            yield from corpus.spread(self.name, number, marks, ["assistant"])

    def _texts(self, corpus: Corpus) -> list[int]:
        said = np.flatnonzero(corpus.has_role("assistant"))
        return [int(n) for n in said if _CUE.search(corpus.cleaned[n])]

    def _links(self, corpus: Corpus) -> dict[int, list[Link]]:
        """Links by text number, read on the raw text: cleaning would fold a foreign letter away."""
        return {n: found for n in self._texts(corpus) if (found := links(corpus.texts[n]))}

    def _conversations(self, corpus: Corpus, number: int) -> set[int]:
        rows = corpus.occurrences(number)
        rows = rows[corpus.turns.role[rows] == ROLES.index("assistant")]
        return {int(i) for i in corpus.turns.conversation[rows]}


def own_domains(given: frozenset[str], learned: Counts) -> frozenset[str]:
    """The given domains, or those common enough to be the house's own; the commoner of two that look
    alike."""
    if given:
        return given
    least = max(OWN_LEAST, OWN_SHARE * learned["conversations"]["all"])
    recorded = learned["conversations"]["with_agent"] > 0
    own: list[str] = []
    for domain, count in sorted(learned["domains"].items(), key=lambda item: (-item[1], item[0])):
        if count < least or (recorded and learned["agents"][domain] < OWN_AGENTS):
            continue
        if look_alike(domain, frozenset(own)) is None:
            own.append(domain)
    return frozenset(own)


def _link_marks(
    link: Link, own: frozenset[str], looks: Mapping[str, Look | None], learned: Counts, total: int
) -> Iterator[Mark]:
    if link.domain in own:
        return
    count = learned["domains"][link.domain]
    numbers: dict[str, Json] = {"host": link.host, "conversations": count, "share": round(count / total, 5)}
    if look := looks.get(link.domain) or look_alike(link.host, own):
        why = f"{link.host} imitates {look.own}: {look.how}."
        yield Mark("lookalike_domain", look.score, {"why": why, "imitates": look.own, **numbers}, link.span)
    rarity = max(0.0, 1 - count / total / OWN_SHARE)
    pushed = 0.5 if _PUSH.search(link.sentence) else 0.0
    score = round(rarity * (0.2 + pushed + (0.1 if link.hidden else 0.0)), 4)
    if score > 0:
        why = f"The assistant gives {link.host}, which {_share(count)} here."
        yield Mark("new_host", score, {"why": why, "pushed": bool(pushed), **numbers}, link.span)


def _share(count: int) -> str:
    return "no other conversation has" if count <= 1 else f"only {count} conversations have"


_PUSH = re.compile(
    r"\b(?:verify|confirm|claim|unlock|refund|pay|log ?in|sign ?in|restore|secure|re-?activate|update your|"
    r"enter your|download|install|complete the form|register)\b",
    re.I,
)
_PHONE = re.compile(r"(?<![\w/.-])\+?\(?\d[\d ().-]{6,17}\d(?![\w/-])")
_CALL = re.compile(r"\b(?:call|ring|dial|text|sms|phone|reach|contact|number)\b", re.I)
_MESSENGER = re.compile(r"\b(?:whats ?app|telegram|signal|wechat|viber|line id|snapchat|messenger)\b", re.I)
_MOVE = re.compile(
    r"\b(?:message|text|write|contact|add|reach|chat|send|continue|join|ping|find|talk|mail|e-?mail)\b", re.I
)
_FREE_MAIL = re.compile(
    r"\b[\w.+-]{1,64}@(?:gmail|googlemail|outlook|hotmail|yahoo|proton(?:mail)?|gmx|mail|yandex|icloud|aol)"
    r"\.[a-z.]{2,6}\b",
    re.I,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_WALLET = re.compile(r"\b(?:bc1[a-z0-9]{25,60}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40})\b")
_ACCOUNT = re.compile(r"\b(?:account|acct|konto|a/c)\b.{0,30}?\d[\d -]{5,20}\d|\bsort code\b", re.I)
_COIN = re.compile(r"\b(?:bitcoin|btc|ethereum|usdt|crypto(?:currency)?|wallet address)\b", re.I)
_VOUCHER = re.compile(r"\b(?:gift ?cards?|voucher codes?|paysafe(?:card)?|western union|moneygram)\b", re.I)
_PAY = re.compile(r"\b(?:pay|transfer|send|deposit|wire|remit|top up|buy|purchase|settle)\b", re.I)
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\S))+[.!?\n]*")


def phones(text: str) -> list[str]:
    """Digits of what reads as a phone number (7 to 15 digits), in order."""
    found = (re.sub(r"\D", "", match.group()) for match in _PHONE.finditer(text))
    return [digits for digits in found if 7 <= len(digits) <= 15]


def steering(text: str, learned: Counts) -> Iterator[Mark]:
    """Messengers, payments and new phone numbers in one cleaned assistant turn."""
    for match in _SENTENCE.finditer(text):
        part, span = match.group(), match.span()
        digits = phones(part)
        seen = max((learned["numbers"][d] for d in digits), default=0)
        novelty = 1.0 if seen <= 1 else 0.9 if seen < 5 else 0.6
        messenger, mailbox = _MESSENGER.search(part), _FREE_MAIL.search(part)
        if (messenger or mailbox) and _MOVE.search(part):
            target = (messenger or mailbox).group()  # type: ignore[union-attr]  # one of them is set
            reachable = bool(digits) or "@" in part
            why = f"The assistant moves the customer away from this channel ({target})."
            score = round((0.85 if reachable else 0.45) * novelty, 4)
            yield Mark("messenger", score, {"why": why, "target": target, "seen_in": seen}, span)
        elif digits and _CALL.search(part):
            why = f"The assistant asks to call or text a number that {_share(seen)}."
            yield Mark(
                "phone", round(0.3 * novelty, 4), {"why": why, "number": digits[0], "seen_in": seen}, span
            )
        yield from _payments(part, span)


def _payments(part: str, span: tuple[int, int]) -> Iterator[Mark]:
    if not _PAY.search(part):
        return
    for what, score, pattern in (
        ("a crypto wallet", 0.95, _WALLET),
        ("a bank account", 0.85, _IBAN),
        ("vouchers or cash transfer", 0.75, _VOUCHER),
        ("crypto currency", 0.75, _COIN),
        ("a bank account", 0.5, _ACCOUNT),
    ):
        if found := pattern.search(part):
            why = f"The assistant asks for money by {what}."
            yield Mark("payment", score, {"why": why, "target": found.group()[:60]}, span)
            return
