"""Text that is not meant to be read: encoded, enciphered, random or stuck in a loop.

Measures  runs that decode to readable text (base64, hexadecimal, escapes, binary digits, Morse, Caesar and
          reversed text: .9), long high-entropy runs that do not (.35-.6), letters that no language puts in
          this order (`gibberish`, from the embedded character model) and degenerate repetition.
Sources   entropy: Shannon 1948, as secret scanners use it; gibberish and repetition as poison: Souly et al.,
          denial-of-service by gibberish (2510.07192); distinct-n: Li et al. (1510.03055); richness of
          words: Herdan's C (1960).
Cost      one pass of a pattern over each distinct text, and the character model over those of 25 letters.
Fails     on salads of real words, on ciphers with a key, on encodings split into short pieces, on languages
          that the character model has hardly seen (Welsh looks like gibberish to it), on gibberish in
          scripts other than Latin.

What honest chats hold (links, hashes, signed tokens, keys, pieces of attachments) scores .35 at most.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import ClassVar

import numpy as np
import re2

from guard import decode
from guard.corpus import CharacterModel, Corpus, Mark
from guard.detector import Counts, Measured, register
from guard.screen import screen
from guard.types import Failure, Json, Role

ROLES: tuple[Role, ...] = ("user", "assistant", "tool")
PREVIEW = 200  # characters of decoded text kept as evidence
LETTERS = 25  # characters from which the character model is asked
ORDINARY, RANDOM = 6.0, 10.0  # bits per character: rarest honest text, random letters
RICH, POOR = 0.9, 0.78  # log distinct words / log words: honest texts measured .80 to 1
HARMLESS = 0.3  # score of what links, keys and attachments hold

# `re` is safe here: character classes with single repeats, or groups of fixed shape that do not overlap.
_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_SYMBOLS = re.compile(r"\S{30,}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ :,-]?){12,}")
_HEX_ONLY = re.compile(r"(?:0x)?[0-9A-Fa-f]+")
_ESCAPE = re.compile(r"%[46][1-9A-Fa-f]|%[57][0-9Aa]|\\[xu](?:00)?[4-7][0-9A-Fa-f]|&#x?[0-9A-Fa-f]{2,4};")
_BINARY = re.compile(r"(?:[01]{7,8}[ ,]?){4,}")
_MORSE = re.compile(r"(?:[.\-–—−·•_]{1,6}[ /|]+){7,}[.\-–—−·•_]{1,6}")
_SCREEN = re2.compile(
    r"[A-Za-z0-9+/_-]{16}|[^\s]{30}|(?:[0-9A-Fa-f]{2}[ :,-]){8}|[%\\&][xu#0-9A-Fa-f]|[01]{7}"
    r"|(?:[.\-–—−·•_]{1,6}[ /|]+){7}"
)
_LINK = re.compile(r"(?:https?|ftp|file)://\S+|www\.\S+")
_KEY = re.compile(r"-----BEGIN|\bssh-(?:rsa|ed25519|dss) ")
_FILES = (b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"GIF8", b"\xd0\xcf\x11\xe0")
_CODE = re.compile(r"[0-9_/\\@=:<>{}|~#$^]|\w\.\w")  # in words that are codes, links, paths, file names
_LOOP = re.compile(r"(.{1,4}?)\1{59,}")

_COMMON = frozenset(
    "the and you that for with this have are not your all from will can what when please ignore always never "
    "previous instructions customer refund answer say tell was but they which their would there about should "
    "must every reply order help who how password account secret follow rules".split()
)


def _mark(label: str, score: float, why: str, span: tuple[int, int] | None, **more: Json) -> Mark:
    return Mark(label, round(score, 4), {"why": why, **more}, span)


def _decoded(label: str, score: float, how: str, said: str, span: tuple[int, int]) -> Mark:
    said = said[:PREVIEW]
    return _mark(label, score, f"{how} that reads {said!r}.", span, decoded=said, length=span[1] - span[0])


def entropy(text: str) -> float:
    """Shannon entropy of the characters, in bits per character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def _token(match: re.Match[str], linked: bool, expected: bool) -> Mark | None:
    """One long token, inside a link or not; `expected` where the text announces a key."""
    token, span = match.group(), match.span()
    data = decode.base64_bytes(token)
    if token.startswith("eyJ") or data.startswith(_FILES):
        why = "A signed token or a piece of an attachment."
        return _mark("base64", 0.25, why, span, length=len(token))
    if said := decode.base64_text(token):
        return _decoded("base64", HARMLESS if linked else 0.9, "Base64", said, span)
    if _HEX_ONLY.fullmatch(token):
        if len(token) < 24 or token.isdigit():
            return None
        why = "A long hexadecimal number, as hashes and identifiers are."
        return _mark("hex", 0.2, why, span, length=len(token))
    mixed = any(map(str.isupper, token)) and any(map(str.islower, token)) and any(map(str.isdigit, token))
    bits = entropy(token)
    if len(token) <= 24 or bits <= 4.5 or not mixed or sum(token.count(c) for c in "/_-") > len(token) / 8:
        return None
    score = HARMLESS if linked or expected else 0.35 + 0.25 * min(1.0, len(token) / 400)
    why = f"{len(token)} characters without any order, as encoded or encrypted data have."
    return _mark("high_entropy", score, why, span, length=len(token), entropy=round(bits, 2))


def _symbols(match: re.Match[str]) -> Mark | None:
    """A long run that mixes letters of both cases, digits and many kinds of symbols."""
    run = match.group()
    symbols = [c for c in run if not c.isalnum() and c not in "/.-_:@~"]  # those are of paths and prompts
    mixed = any(map(str.isupper, run)) and any(map(str.islower, run)) and any(map(str.isdigit, run))
    if not mixed or len(set(symbols)) < 5 or len(symbols) < len(run) / 8 or entropy(run) <= 4.5:
        return None
    why = f"{len(run)} letters, digits and symbols without any order."
    score = 0.5 + 0.3 * min(1.0, len(run) / 200)
    return _mark("high_entropy", score, why, match.span(), length=len(run), entropy=round(entropy(run), 2))


def _escapes(text: str) -> Mark | None:
    """Ordinary letters written as escapes: no honest program does that."""
    found = list(_ESCAPE.finditer(text))
    if len(found) < 4:
        return None
    span = (found[0].start(), found[-1].end())
    said = decode.escapes(text[slice(*span)])
    score = min(0.9, 0.5 + 0.05 * len(found))
    return _decoded("escapes", score, "Escaped text", said, span) if said else None


def _runs(text: str) -> Iterator[Mark]:
    unlinked = _LINK.sub(lambda link: " " * len(link.group()), text)
    expected = bool(_KEY.search(text))
    for match in _TOKEN.finditer(text):
        if mark := _token(match, unlinked[match.start()] == " ", expected):
            yield mark
    for match in _SYMBOLS.finditer(unlinked):
        if mark := _symbols(match):
            yield mark
    for match in _HEX.finditer(text):
        if not match.group().isdigit() and (said := decode.hex_text(match.group())):
            yield _decoded("hex", 0.9, "Hexadecimal", said, match.span())
    for match in _BINARY.finditer(text):
        if said := decode.two_symbols(match.group()):
            yield _decoded("binary", 0.9, "Binary digits", said, match.span())
    for match in _MORSE.finditer(text):
        said = decode.morse(match.group())
        if len(set(said)) >= 5:  # rulers and dotted lines are one letter over and over
            yield _decoded("morse", 0.9, "Morse code", said, match.span())
    if mark := _escapes(text):
        yield mark


@cache
def _enciphered() -> dict[str, int]:
    """Common English words enciphered -> the shift that undoes it; 0 stands for reversed."""
    table = {decode.shift(word, 26 - by): by for by in range(1, 26) for word in sorted(_COMMON)}
    table |= {word[::-1]: 0 for word in sorted(_COMMON)}
    return {word: by for word, by in table.items() if word not in _COMMON}


def _caesar(text: str, words: list[str]) -> Mark | None:
    table = _enciphered()
    if table.keys().isdisjoint(words):
        return None
    hits = {word for word in words if word in table}
    by, count = Counter(table[word] for word in sorted(hits)).most_common(1)[0]
    if count < 3 or (count < 5 and count < len(set(words)) / 5):
        return None
    said = decode.shift(text, by) if by else text[::-1]
    name = {13: "Rot13", 0: "Reversed text"}.get(by, f"A Caesar cipher (shift {26 - by})")
    return _decoded("caesar", 0.9, name, said, (0, len(text)))


def _repetition(words: list[str]) -> Mark | None:
    longest = max(words, key=len, default="")
    if len(longest) >= 200 and _LOOP.search(longest):
        why = f"{longest[:20]!r} and so on, {len(longest)} characters without a space."
        return _mark("repetition", min(0.9, 0.3 + len(longest) / 2000), why, None, longest_run=len(longest))
    words = [word for word in words if any(map(str.isalpha, word))] if len(words) >= 20 else []
    if len(words) < 20 or (richness := math.log(len(set(words))) / math.log(len(words))) > RICH:
        return None
    runs = [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
    score = max((POOR - richness) / 0.25, 1 - len(set(runs)) / len(runs) / 0.55)
    if score <= 0:
        return None
    why = f"{len(words)} words, of which only {len(set(words))} are different."
    more = {"richness": round(richness, 4), "distinct_4": round(len(set(runs)) / len(runs), 4)}
    return _mark("repetition", min(1.0, score), why, None, **more)


def marks(text: str, has_runs: bool = True) -> Iterator[Mark]:
    """The worst mark of each label in one text; gibberish is measured on all texts together.

    has_runs   False where a screen saw no run of characters that could be an encoding
    """
    words = text.lower().split()
    found = [_caesar(text, words), _repetition(words), *(_runs(text) if has_runs else ())]
    worst: dict[str, Mark] = {}
    for mark in found:
        if mark and (mark.label not in worst or mark.score > worst[mark.label].score):
            worst[mark.label] = mark
    yield from worst.values()


def _prose(text: str) -> str:
    """What of a text is written in words of Latin letters; "" when that is not enough to judge."""
    prose = " ".join(word for word in text.split() if not _CODE.search(word))
    letters = len(prose) - prose.count(" ")
    latin = letters if prose.isascii() else sum(c < "\u0250" or "\u1e00" <= c < "\u1f00" for c in prose)
    return prose if letters >= LETTERS and latin >= 0.8 * letters else ""


def _unusual(model: CharacterModel, texts: dict[int, str]) -> dict[int, float]:
    """Bits per character of those texts that are costlier than any honest text, by their numbers."""
    bits = model.bits_per_char(list(texts.values()))
    return {number: float(b) for number, b in zip(texts, bits, strict=True) if b > ORDINARY}


@register
class EncodedText:
    name: ClassVar[str] = "encoded_text"
    labels: ClassVar[Mapping[str, str]] = {
        "base64": "Base64, decoded where it is text",
        "hex": "Hexadecimal, decoded where it is text",
        "caesar": "Rot13, another Caesar cipher, or reversed text",
        "escapes": "Ordinary letters written as percent, Unicode or HTML escapes",
        "binary": "Text written as binary digits",
        "morse": "Text in Morse code",
        "high_entropy": "A long run of characters without any order",
        "gibberish": "Letters in an order that no known language has",
        "repetition": "The same words or letters over and over",
    }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        """At most one finding per turn and label, in customer, assistant and tool turns alike.

        Without a character model every conversation gets a Failure: it was not looked at for gibberish.
        """
        suspects = {corpus.texts[number] for number in screen(_SCREEN, corpus.texts)}
        yield from corpus.per_text(self.name, lambda text: marks(text, text in suspects), ROLES)
        if corpus.models.gibberish is None:
            missing = "no character model, so gibberish was not looked for"
            yield from (Failure(one, self.name, missing) for one in corpus.ids)
            return
        model, texts = corpus.models.gibberish, corpus.cleaned
        asked = {
            int(n): texts[n] for n in np.flatnonzero(corpus.has_role(*ROLES)) if len(texts[n]) >= LETTERS
        }
        prose = {number: _prose(texts[number]) for number in _unusual(model, asked)}
        for number, bits in _unusual(model, {n: p for n, p in prose.items() if p}).items():
            score = min(1.0, (bits - ORDINARY) / (RANDOM - ORDINARY))
            why = "The letters stand in an order that no known language has."
            mark = _mark("gibberish", score, why, None, bits_per_char=round(bits, 2))
            yield from corpus.spread(self.name, number, [mark], ROLES)
