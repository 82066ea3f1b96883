"""Sentences that move a customer to another channel or ask for money elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import re2

from guard.corpus import Mark
from guard.detector import Counts
from guard.entities import phones

# Every repetition below is bounded or over one character class: matching stays linear.
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\S))+[.!?\n]*")
_CALL = re.compile(r"\b(?:call|ring|dial|text|sms|phone|reach|contact|hotline|line|number|changed)\b", re.I)
# charged by the minute: 0900 and 090x (Germany, United Kingdom and others), 1-900 (North America)
_PREMIUM = re.compile(r"090\d|(?:00)?(?:44|49)90\d|1?900\d{7}$")
_CHANGED = re.compile(r"\b(?:changed|has moved|no longer|new (?:number|hotline|line))\b", re.I)
_MESSENGER = re.compile(
    r"\b(?:whats ?app|telegram|wechat|viber|snapchat|discord|signal (?:app|number|chat)"
    r"|(?:on|via|over|to) signal)\b",
    re.I,
)
_MOVE = re.compile(
    r"\b(?:message|text|write|contact|add|reach|chat|send|continue|join|ping|find|talk|speak|switch|move|go"
    r"|drop (?:me|us))\b",
    re.I,
)
_FREE_MAIL = re.compile(
    r"\b(?:write|contact|message|reach|e-?mail(?= (?:me|us|him|her|it|them|directly|\S{1,64}@))"
    r"|send (?:\w+ ){1,6}to)"
    r"(?: to| me| us| him| her| it| them| my| our| at| on| directly| manager| colleague| team){0,5}:? "
    r"[\w.+-]{1,64}@(?:gmail|googlemail|outlook|hotmail|yahoo|proton(?:mail)?|gmx|mail|yandex|icloud|aol)"
    r"\.[a-z.]{2,6}\b",
    re.I,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_WALLET = re.compile(r"\b(?:bc1[a-z0-9]{20,60}|[13T][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40})\b")
_ACCOUNT = re.compile(r"\b(?:account|acct|konto|a/c)\b.{0,30}\d[\d -]{5,20}\d|\bsort code\b", re.I)
_COIN = re.compile(r"\b(?:bitcoin|btc|ethereum|usdt|crypto(?:currency)?|wallet address)\b", re.I)
_VOUCHER = re.compile(
    r"\b(?:buy|purchase|get|pay(?:ment)? (?:with|by|using|via|in)|settle)\b.{0,40}"
    r"\b(?:gift ?cards?|prepaid cards?|paysafe(?:card)?)\b",
    re.I,
)
_CASH = re.compile(r"\b(?:western union|moneygram|mtcn|cash ?app|zelle|venmo)\b", re.I)
_ACCOUNT_WORD = re.compile(r"\b(?:accounts?|iban|wallet|address|beneficiary|deposit)\b", re.I)
_YOURS = re.compile(r"\byour (?:\w+ )?(?:account|iban|bank|wallet|card)\b|\byou gave\b", re.I)
_CODES = re.compile(
    r"\b(?:send|tell|give|read|share|text|e-?mail|photo|picture|scratch)\b.{0,60}\b(?:codes?|numbers?|back)\b",
    re.I,
)
# "never pay with gift cards": a warning; it ends where the request would begin
_WARNED = re.compile(
    r"\b(?:(?:never|nobody|no one)(?: \w+){0,6}|(?:not|don[’']t|won[’']t)(?: \w+)?) $", re.IGNORECASE
)
_PAY = re.compile(
    r"\b(?:pay|paid|payment|transfer|send|deposit|wire|remit|top up|buy|purchase|settle)\b", re.I
)
_SCREEN = re2.compile(  # one quick pass; most turns end here
    r"(?i)(?:\d[ ().-]{0,3}){7}|@|whats ?app|telegram|wechat|viber|snapchat|signal|discord|bc1|0x"
    r"|\b[13t][1-9a-z]{25}|\b[a-z]{2}[0-9]{2} ?[a-z0-9]{4}|mtcn|cash ?app|zelle|venmo|bitcoin|btc|ethereum"
    r"|usdt|crypto|wallet|gift ?card|prepaid|paysafe|western union|moneygram|sort code"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the assistant asks the customer to do elsewhere; `base` is its score when nobody else here
    is told the same number."""

    label: str
    base: float
    why: str
    target: str
    span: tuple[int, int]
    number: str = ""

    def mark(self, learned: Counts) -> Mark:
        """The mark, weighed down for a phone number that many conversations give."""
        if not self.number:
            return Mark(self.label, self.base, {"why": f"{self.why}.", "target": self.target}, self.span)
        seen = learned["numbers"][self.number]
        novelty = 1.0 if seen <= 1 else 0.9 if seen < 5 else 0.6
        why = f"{self.why} (a number that {rarely(seen)} here)."
        evidence = {"why": why, "target": self.target, "number": self.number, "seen_in": seen}
        return Mark(self.label, round(self.base * novelty, 4), evidence, self.span)


def rarely(count: int) -> str:
    """How many conversations have it, in words."""
    return "no other conversation has" if count <= 1 else f"{count} conversations have"


def steps(text: str) -> list[Step]:
    """All steps in one cleaned assistant turn."""
    if not _SCREEN.search(text):
        return []
    return [step for match in _SENTENCE.finditer(text) for step in _steps(match.group(), match.span())]


def _steps(part: str, span: tuple[int, int]) -> Iterator[Step]:
    digits = phones(part)
    number = digits[0] if digits else ""
    messenger, mailbox = _MESSENGER.search(part), _FREE_MAIL.search(part)
    if mailbox:
        why = "The assistant sends the customer to a private mailbox"
        yield Step("messenger", 0.85, why, mailbox.group()[-80:], span, number)
    elif messenger and _MOVE.search(part):
        why = f"The assistant moves the customer to a private messenger ({messenger.group()})"
        yield Step("messenger", 0.85 if digits or "@" in part else 0.45, why, messenger.group(), span, number)
    elif digits and _CALL.search(part):
        premium, changed = bool(_PREMIUM.match(number)), bool(_CHANGED.search(part))
        score = 0.8 if premium and changed else 0.7 if changed else 0.5 if premium else 0.3
        why = "The assistant gives a number to call" + (" that is charged by the minute" if premium else "")
        yield Step("phone", score, why, number, span, number)
    yield from _payment(part, span)


def _payment(part: str, span: tuple[int, int]) -> Iterator[Step]:
    plain = _PAY.search(part) is not None
    theirs = _YOURS.search(part) is not None  # "the refund goes to your account" reads it back
    for what, score, pattern in (
        ("to a crypto wallet", 0.95, _WALLET),
        ("to a bank account", 0.85, _IBAN),
        ("by a cash service", 0.75, _CASH),
        ("by gift cards or cash transfer", 0.8 if _CODES.search(part) else 0.55, _VOUCHER),
        ("in crypto currency", 0.75, _COIN),
        ("to a bank account", 0.5, _ACCOUNT),
    ):
        if found := pattern.search(part):
            start = found.start()
            named = pattern in (_WALLET, _IBAN)  # who names an account asks for money in any words
            if (named and theirs) or not (plain or (named and _ACCOUNT_WORD.search(part))):
                continue
            if not named and _WARNED.search(part, max(0, start - 80), start):
                continue  # a warning names no wallet and no account
            yield Step("payment", score, f"The assistant asks for money {what}", found.group()[:80], span)
            return
