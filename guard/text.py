"""One normal form of text, shared by everything that compares or scores text.

Three forms, from near to far:

    raw      what was received; the only form that is shown, stored and searched for hidden characters
    clean    what a model should read: invisible characters gone, compatibility forms and look-alike
             letters folded (NFKC; Unicode UTS 39), white space single
    masked   what makes two texts "the same message": clean, lower case, links, addresses and numbers
             replaced by classes, punctuation dropped
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

# `re` (backtracking) is safe here: every pattern is one character class repeated, or fixed prefixes
# followed by one, with nothing to backtrack into. Patterns written by users go through google-re2.
_SPACE = re.compile(r"\s+")
# \w lacks combining marks: without them Hindi, Thai or decomposed words would fall apart at every vowel
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0971-\u0dff\u0e31-\u0e4e"
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*|['’][^\W_]+)*")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_NUMBER = re.compile(r"\d[\d.,:/-]*")
_MASKED = re.compile(r"\d|@|://|www\.")  # most turns have nothing to mask
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")  # those that are not white space

# Latin look-alikes that UTS 39 lists most often in attacks; folded only inside a word that also has
# Latin letters, so that Russian and Greek text stays what it is.
_LOOK_ALIKE = str.maketrans(
    {
        pair[0]: pair[1]
        for pair in (
            "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ӏl ԛq ԝw ьb гr пn ёe "  # Cyrillic
            "АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS "
            "οo αa νv ιi ρp τt υu κk χx ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX "  # Greek
            "ɑa ɡg ıi ⅼl"  # Latin beyond ASCII
        ).split()
    }
)


def is_invisible(char: str) -> bool:
    """True for characters that show nothing: controls, format characters, tags, fillers.

    Ordinary white space is visible in this sense.
    """
    if char in "\t\n\r ":
        return False
    if char in "\u115f\u1160\u3164\uffa0\u2800\u034f":  # fillers and joiners of category Lo, So, Mn
        return True
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":  # variation selectors
        return True
    return unicodedata.category(char) in ("Cf", "Cc", "Cn", "Co", "Cs")


def _visible(text: str) -> str:
    return "".join(c for c in text if c.isspace() or not is_invisible(c))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _fold_word(match: re.Match[str]) -> str:
    word = match.group()
    if any(map(_is_latin, word)) and not word.isascii():
        return latin(word)
    return word


def latin(name: str) -> str:
    """A name with every letter that looks like a Latin one replaced by it, whatever is around it."""
    return name.translate(_LOOK_ALIKE)


def clean(raw: str) -> str:
    """The form that models read. Idempotent; returns the argument itself when nothing changes."""
    if raw.isascii():
        if raw.isprintable() and "  " not in raw:
            return raw if raw == (text := raw.strip(" ")) else text
        text = _CONTROL.sub("", raw)
    else:
        text = _visible(unicodedata.normalize("NFKC", raw))
        text = unicodedata.normalize("NFKC", _WORD.sub(_fold_word, text))
    text = _SPACE.sub(" ", text).strip()
    return raw if text == raw else text


def masked(text: str) -> str:
    """The form in which two copies of a message are equal: `clean`, lower case, numbers, addresses and
    links replaced by classes, punctuation dropped, words separated by one space."""
    text = clean(text).casefold().replace("’", "'")
    if not text.isascii():
        text = clean(text)  # lower case can leave letters decomposed
    if _MASKED.search(text):
        text = _URL.sub(" linkmask ", text)
        text = _EMAIL.sub(" mailmask ", text)
        text = _NUMBER.sub(" 0 ", text)
    return " ".join(_WORD.findall(text))


def words(text: str) -> list[str]:
    """Words of a text in order, lower case, without punctuation."""
    return _WORD.findall(text.casefold())


def shingles(tokens: list[str], size: int) -> list[str]:
    """Overlapping runs of `size` words; a shorter text is one shingle of what it has."""
    if len(tokens) <= size:
        return [" ".join(tokens)] if tokens else []
    return [" ".join(tokens[i : i + size]) for i in range(len(tokens) - size + 1)]


def content_digest(turns: Iterable[tuple[str, str]]) -> str:
    """SHA-256 (hex) over (role, content) pairs, with lengths, so that no two lists collide by joining."""
    digest = hashlib.sha256()
    for role, content in turns:
        data = content.encode("utf-8", "surrogatepass")
        digest.update(f"{role}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()
