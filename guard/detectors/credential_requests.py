"""The assistant asks the customer for a secret: password, one-time code, card data, PIN, seed phrase.

Measures  sentences of assistant turns that ask for something (send, tell, confirm, "what is your") and
          name a secret, and do not warn ("we never ask for your password") or ask for a harmless part of
          it ("the last four digits"). Score = how secret it is, less where it is to be checked or typed
          rather than told, or typed into a page of the customer's own, and half where many
          conversations by several agents ask the same: that is how this house verifies people. Weighs
          OWASP ASVS 2.2 and NIST SP 800-63B, 5.1: verifiers do not ask for memorised secrets or one-time
          codes in a chat.
Cost      one linear-time pattern set over distinct assistant turns, about a second on 100,000.
Fails     on requests spread over several turns, on languages other than English, German, Spanish and
          French, and on a house whose agents really do ask for PINs (half score, still measured).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar

import numpy as np
import re2

from guard.corpus import Corpus, Mark
from guard.detector import Counts, Measured, register
from guard.types import ROLES, Finding

# name, how damaging it is to give away, and the phrases for it (linear-time RE2 syntax)
_SECRETS: tuple[tuple[str, float, str], ...] = (
    (
        "password",
        0.9,
        r"pass ?(?:word|phrase|code)s?|log ?in details"
        r"|bank(?:ing)? log ?in|log ?in (?:that )?you use|contrase[nñ]a|passwort|kennwort|mot de passe"
        r"|(?:secret )?word (?:that )?you (?:type|use|enter|log in with)",
    ),
    (
        "one-time code",
        0.9,
        r"one[- ]?time (?:code|pass\w*|pin)|otp|2fa code"
        r"|(?:verification|security|authenti\w+|login|sms|texted|six[- ]digit|6[- ]digit)"
        r" (?:code|pin)s?"
        r"|(?:code|digits) (?:that )?(?:we|you) (?:just )?(?:sent|texted|received|got)"
        r"|(?:four|five|six|eight|nine|[45689]) (?:digits|figures|numbers)"
        r"|(?:backup|back-up|recovery|login) codes?"
        r"|c[oó]digo de verificaci[oó]n|best[aä]tigungscode|code de v[eé]rification",
    ),
    (
        "card security code",
        0.95,
        r"cvv2?|cvc2?|csc|(?:3|three)[- ]?(?:digits?|numbers?) on the back"
        r"|(?:three|3) (?:\w+ )?(?:next to|by|beside|behind|after) (?:the|your) (?:signature|strip)"
        r"|card verification (?:code|value)|security (?:code|digits) (?:on|of) (?:the|your) (?:back|card)",
    ),
    (
        "full card number",
        0.8,
        r"(?:full|complete|whole|long|entire|16[- ]digit|sixteen[- ]digit) (?:\w+ ){0,2}(?:card|number)"
        r"|(?:photo|picture|scan)s? (?:\w+ ){0,5}(?:debit|credit|bank) card"
        r"|card number|n[uú]mero de tarjeta|kartennummer|num[eé]ro de carte",
    ),
    ("PIN", 0.75, r"pin(?: number)?"),
    (
        "recovery phrase",
        1.0,
        r"(?:seed|recovery|secret|backup|wallet) (?:phrase|words)|wallet key"
        r"|(?:twelve|twenty-four|12|24) words",
    ),
    (
        "remote access",
        0.8,
        r"(?:anydesk|teamviewer|quick ?assist|remote[- ](?:access|desktop|session|support))"
        r"(?: (?:id|code|number|app|session|address))?|let me in|access to your (?:computer|screen|phone)",
    ),
    (
        "identity document",
        0.7,
        r"(?:photo|picture|scan|copy|selfie|side)s? (?:\w+ ){0,5}"
        r"(?:passport|id card|id|driving licen[cs]e|driver'?s licen[cs]e|identity card)",
    ),
    ("national number", 0.6, r"social security(?: number)?|ssn|national insurance number"),
    ("security answer", 0.45, r"mother'?s maiden name|(?:name of )?your first (?:pet|school|car)"),
)
# asking to be told; asking to check; asking to type: from the plainest to the most ordinary
_TELL = (
    r"\b(?:send|give|tell|provide|share|supply|reply|respond|dictate|forward|copy"
    r"|read(?: out| me| us| back|(?: \w+){1,4} to me)|write me"
    r"|post|paste|drop|(?:text|e-?mail|message) (?:me|us|it|them|a|the|over|your)|let me have"
    r"|may i have|can i (?:have|get)|could i (?:have|get)|what(?:'s| is| was| are) (?:the|your)"
    r"|(?:i|we)(?:'ll| will| would|'d| do)? (?:also )?(?:need|require|take)"
    r" (?:you|the|your|a|both|that|his|her)"
    r"|env[ií]e\w*|d[ií]game|indique|schicken|senden|nennen|geben|envoyez|donnez|communiquez)\b"
)
# the assistant giving, not asking: taken out before asking is looked for
_GIVES = (
    r"\b(?:i|we|it|they|he|she|this|that|which|to|you can)"
    r"(?:'ll| will| can| could| may| would| have|'ve| am| are)?"
    r"(?: then| also| now| just| need to)?"
    r" (?:send|sent|give|gave|provide|share|tell|text|e-?mail|forward|post)"
    r"(?:ed|ing)?\b(?: you)?|\bfor you to\b|\bthat you need\b"
)
# handing over "it" or "them", when the customer has just named a secret
_HANDOVER = (
    r"\b(?:paste|send|read|tell|give|type|post|write|forward|share)\b(?: \w+){0,2}"
    r" (?:it|them|all|those|these|both|one)\b"
    r".{0,30}\b(?:here|in this (?:window|chat)|to me|to us|in the chat)\b"
)
_CHECK = r"\b(?:confirm|verify|validate)\b"
_TYPE = r"\b(?:enter|submit|type|fill in|install|open|accept|write)\b"
_WAYS = ((1.0, _TELL), (0.6, _CHECK), (0.45, _TYPE))
_WARNS = (
    r"\b(?:never|don'?t|do not|does not|doesn'?t|will not|won'?t|wouldn'?t|would not|not ask|no need"
    r"|nobody|no one|avoid|please keep|instead of|without|cannot see|can'?t see"
    r"|nie|niemals|nunca|jamais|ne .{0,20} pas)\b"
)
_HARMLESS = (
    r"\b(?:last|first) (?:two|three|four|five|2|3|4|5|6)\b|\bpin ?codes?\b"
    r"|\b(?:forgot|reset|change|choose|create|new|update|set|recover|temporary|strong|default|router"
    r"|wi-?fi|wireless|network)\b (?:\w+ ){0,3}(?:pass|pin|code)"
    r"|\bpass(?:word|code) (?:of|for) (?:\w+ ){0,2}(?:router|wi-?fi|wireless|network)\b"
    r"|\bpass(?:word|code) (?:reset|link|page|change)|\breset (?:link|e-?mail)"
)
_ELSEWHERE = (
    r"\b(?:log ?in|sign ?in|website|web ?site|web page|app|page|screen|portal|settings|keypad|terminal"
    r"|device|machine|atm|form field|password field|prompt)\b"
)
_MINE = (
    r"\b(?:here|chat|reply|me|us|by e?-?mail|whatsapp|text (?:it|them|me)|this (?:chat|number|address)"
    r"|what(?:'s| is| are| was)|may i|can i|could i|so (?:that )?(?:i|we)|for (?:my|our)"
    r"|i (?:can|will|need)|we (?:can|need)|i'?ll|we'?ll)\b"
)
_CHAT = r"\b(?:here|in (?:this|the) (?:chat|window)|to me|with me|by reply|in your (?:reply|next message))\b"
# the whole of a card in one breath needs no verb
_CARD = (
    r"\b(?:sixteen|16|long (?:number|ones|digits)|card number)\b.{0,60}"
    r"\b(?:expiry|expiration|month|valid)\b.{0,60}\b(?:three|3|cvv|cvc|back|signature|security code)\b"
)
_HARDWARE = {"remote access"}
_BY = "\x1f"  # between secret and agent in the learned table: people add up over parts, pairs do not
_PRACTICE_SHARE, _PRACTICE_AGENTS = 0.005, 4  # asked in this share of conversations, by so many agents
# Only what some houses do ask for can become their practice: else an attacker with many rows makes his
# own request usual.
_ASKED_BY_SOME = {"PIN", "identity document", "national number", "security answer"}


def _pattern(source: str) -> re.Pattern[str]:
    compiled: re.Pattern[str] = re2.compile(source)
    return compiled


_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")  # linear: two classes that exclude each other
_SECRET_PATTERNS = [(name, weight, _pattern(rf"(?i)\b(?:{p})\b")) for name, weight, p in _SECRETS]
_ANY = _pattern("(?i)" + "|".join(rf"\b(?:{p})\b" for _, _, p in _SECRETS))
_ASKS = [(strength, _pattern("(?i)" + way)) for strength, way in _WAYS]
_HANDS_OVER = _pattern("(?i)" + _HANDOVER)
_IN_CHAT = _pattern("(?i)" + _CHAT)
_WHOLE_CARD = _pattern("(?i)" + _CARD)
_GIVING = _pattern("(?i)" + _GIVES)
_WARNINGS = _pattern("(?i)" + _WARNS)
_PARTS, _OWN_PAGE, _TO_US = (
    _pattern("(?i)" + _HARMLESS),
    _pattern("(?i)" + _ELSEWHERE),
    _pattern("(?i)" + _MINE),
)


@register
class CredentialRequests:
    name: ClassVar[str] = "credential_requests"
    labels: ClassVar[Mapping[str, str]] = {
        "asks_for_secret": "the assistant asks the customer for a secret",
    }

    def learn(self, corpus: Corpus) -> Counts:
        """Conversations that ask for each kind of secret, and those of each agent."""
        agents = corpus.column("agent_id")
        seen: set[tuple[str, int]] = set()
        for number, marks in self._asking(corpus).items():
            for row in corpus.occurrences(number):
                index = int(corpus.turns.conversation[row])
                if corpus.turns.role[row] == ROLES.index("assistant"):
                    for mark in marks:
                        seen.add((mark.evidence["secret"], index))
        people = [(secret, agents.names[agents.codes[i]]) for secret, i in seen if agents.codes[i] >= 0]
        return {
            "asked": Counter(secret for secret, _ in seen),
            "agents": Counter(f"{secret}{_BY}{agent}" for secret, agent in people),
            "conversations": Counter({"all": len(corpus)}),
        }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        total = max(1, learned["conversations"]["all"])
        agents = Counter(key.partition(_BY)[0] for key in learned["agents"])
        usual = {
            secret
            for secret, count in learned["asked"].items()
            if secret in _ASKED_BY_SOME
            and count / total >= _PRACTICE_SHARE
            and agents[secret] >= _PRACTICE_AGENTS
        }
        for number, marks in self._asking(corpus).items():
            weighed = [self._weigh(mark, learned, total, usual) for mark in marks]
            yield from corpus.spread(self.name, number, weighed, ["assistant"])
        yield from self._handovers(corpus)

    def _handovers(self, corpus: Corpus) -> Iterator[Finding]:
        """Turns that ask for "them", right after the customer's words named a secret."""
        turns, user, assistant = corpus.turns, ROLES.index("user"), ROLES.index("assistant")
        for number in map(int, np.flatnonzero(corpus.has_role("assistant"))):
            answer = corpus.cleaned[number]
            if not _HANDS_OVER.search(answer) or _ANY.search(answer) or _WARNINGS.search(answer):
                continue
            for row in corpus.occurrences(number):
                before = row - 1
                if turns.role[row] != assistant or turns.position[row] == 0 or turns.role[before] != user:
                    continue
                question = corpus.cleaned[turns.text[before]]
                named = [
                    (weight, name) for name, weight, secret in _SECRET_PATTERNS if secret.search(question)
                ]
                if named and not _PARTS.search(question):
                    weight, secret = max(named)
                    yield Finding(
                        conversation=corpus.ids[turns.conversation[row]],
                        detector=self.name,
                        label="asks_for_secret",
                        score=round(0.9 * weight, 4),
                        evidence={
                            "why": f"The assistant asks for what the customer just named ({secret}).",
                            "secret": secret,
                            "sentence": answer[:300],
                        },
                        turn=int(turns.position[row]),
                    )

    def _asking(self, corpus: Corpus) -> dict[int, list[Mark]]:
        """Marks by text number. Read on the cleaned text; where cleaning changed it there is no span."""
        return corpus.once("credential_requests", partial(_marks_by_number, corpus))

    def _weigh(self, mark: Mark, learned: Counts, total: int, usual: set[str]) -> Mark:
        secret = mark.evidence["secret"]
        share = learned["asked"][secret] / total
        evidence = {**mark.evidence, "asked_in_share": round(share, 4), "usual_here": secret in usual}
        if secret not in usual:
            return Mark(mark.label, mark.score, evidence, mark.span)
        evidence["why"] += f" {share:.1%} of all conversations here ask the same, by several agents."
        return Mark(mark.label, round(mark.score / 2, 4), evidence, mark.span)


def _marks_by_number(corpus: Corpus) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = {}
    for number in map(int, np.flatnonzero(corpus.has_role("assistant"))):
        if marks := list(requests(corpus.cleaned[number])):
            same = corpus.cleaned[number] == corpus.texts[number]
            found[number] = marks if same else [replace(mark, span=None) for mark in marks]
    return found


def requests(text: str) -> Iterator[Mark]:
    """Requests for secrets in one text, at most one for each kind of secret (its strongest sentence)."""
    if not _ANY.search(text):
        return
    best: dict[str, Mark] = {}
    own_page = bool(_OWN_PAGE.search(text))
    for sentence in _SENTENCE.finditer(text):
        part = sentence.group()
        asked = _GIVING.sub(" ", part)
        asks = next((strength for strength, way in _ASKS if way.search(asked)), 0.0)
        if _WHOLE_CARD.search(part) or (asks and _IN_CHAT.search(part)):
            asks = 1.0  # to check or to type something into a chat is to tell it
        if not asks or _WARNINGS.search(part) or _PARTS.search(part):
            continue
        for secret, weight, pattern in _SECRET_PATTERNS:
            if not (found := pattern.search(part)):
                continue
            if secret in _HARDWARE and asks < 1:
                asks = 1.0  # installing or opening it is giving it away
            typed_elsewhere = own_page and not _TO_US.search(part)
            score = round(weight * asks * (0.4 if typed_elsewhere else 1.0), 4)
            if secret in best and best[secret].score >= score:
                continue
            start = sentence.start() + found.start()
            best[secret] = Mark(
                "asks_for_secret",
                score,
                {
                    "why": f"The assistant asks the customer for a secret ({secret}).",
                    "secret": secret,
                    "sentence": part.strip()[:300],
                    "typed_elsewhere": typed_elsewhere,
                },
                (start, start + found.end() - found.start()),
            )
    yield from best.values()
