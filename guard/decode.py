"""Ways of writing text so that a reader does not read it, undone.

Every function takes what was written and returns the text behind it, or "" where there is none. Nothing
here judges; nothing is executed or parsed further.
"""

from __future__ import annotations

import base64
import binascii
import re
from itertools import permutations
from string import ascii_lowercase

LIMIT = 8192  # characters of one payload that are looked at
_TYPED = set(" .,:;/'\"!?-_@#()\n")
_MORSE = dict(
    zip(
        ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- "
        "-.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----.".split(),
        "abcdefghijklmnopqrstuvwxyz0123456789",
        strict=True,
    )
)
_MORSE_SIGNS = str.maketrans({"•": ".", "·": ".", "_": "-", "–": "-", "—": "-", "−": "-", "|": "/"})
_ESCAPE = re.compile(
    r"%([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|&#([0-9]{1,7});|&#x([0-9A-Fa-f]{1,6});"
)


def readable(text: str) -> bool:
    """Three characters or more, nine in ten of which are ordinary English typing, most of them letters."""
    typed = sum(c.isascii() and (c.isalnum() or c in _TYPED) for c in text)
    letters = sum(c.isascii() and (c.isalpha() or c == " ") for c in text)
    return len(text) >= 3 and typed >= 0.9 * len(text) and letters >= 0.6 * len(text)


def _if_readable(data: bytes) -> str:
    said = data.decode("utf-8", "replace")
    return said if readable(said) else ""


def tags(run: str) -> str:
    """ASCII behind Unicode tags (U+E0000 block); tags without a letter are dropped."""
    return "".join(c for c in (chr(ord(t) & 0x7F) for t in run) if c.isprintable())


def selectors(run: str) -> str:
    """Text behind variation selectors, one byte each: VS1-16 are 0-15, VS17-256 are 16-255."""
    codes = (ord(c) for c in run[:LIMIT])
    return _if_readable(bytes(c - 0xFE00 if c < 0xE0000 else c - 0xE0100 + 16 for c in codes))


def two_symbols(payload: str) -> str:
    """Text in which two characters stand for the digits 0 and 1 and any others for separators.

    Tries both roles for every pair of symbols, with the separators' own groups and with groups of 8 and 7.
    """
    symbols = sorted(set(payload))
    if len(payload) < 16 or not 2 <= len(symbols) <= 5:
        return ""
    for zero, one in permutations(symbols, 2):
        written = "".join("0" if c == zero else "1" if c == one else " " for c in payload[:LIMIT])
        digits = written.replace(" ", "")
        for groups in (
            written.split(),
            *([digits[i : i + n] for i in range(0, len(digits), n)] for n in (8, 7)),
        ):
            if all(len(group) <= 16 for group in groups):
                said = "".join(chr(int(group, 2)) for group in groups)
                if readable(said):
                    return said
    return ""


def base64_bytes(token: str) -> bytes:
    """Bytes behind base64, standard or URL-safe, with or without padding; b"" where invalid."""
    text = "".join(token.split()).rstrip("=").translate(str.maketrans("-_", "+/"))[:LIMIT]
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return b""


def base64_text(token: str) -> str:
    """Text behind base64."""
    return _if_readable(base64_bytes(token))


def hex_text(token: str) -> str:
    """Text behind hexadecimal bytes, whatever stands between them."""
    digits = re.sub(r"0x|[^0-9A-Fa-f]", "", token[:LIMIT])
    return _if_readable(bytes.fromhex(digits[: len(digits) // 2 * 2]))


def escapes(run: str) -> str:
    """Text behind %41, \\x41, \\u0041, &#65; and &#x41; other characters stay."""
    data = bytearray()
    end = 0
    for match in _ESCAPE.finditer(run[:LIMIT]):
        data += run[end : match.start()].encode("utf-8", "replace")
        end = match.end()
        kind, digits = match.lastindex or 1, match.group(match.lastindex or 1)
        code = int(digits, 10 if kind == 4 else 16)
        data += bytes([code]) if kind <= 2 else chr(min(code, 0x10FFFF)).encode("utf-8", "replace")
    return _if_readable(bytes(data) + run[end:LIMIT].encode("utf-8", "replace"))


def morse(run: str) -> str:
    """Text behind Morse code with letters separated by spaces and words by strokes or wide spaces."""
    signs = run[:LIMIT].translate(_MORSE_SIGNS).replace("   ", " / ").split()
    said = "".join(" " if sign == "/" else _MORSE.get(sign, "?") for sign in signs)
    return said if readable(said) else ""


def shift(text: str, by: int) -> str:
    """A Caesar cipher undone: every ASCII letter moved `by` places on; 13 is rot13."""
    moved = ascii_lowercase[by:] + ascii_lowercase[:by]
    return text.translate(str.maketrans(ascii_lowercase + ascii_lowercase.upper(), moved + moved.upper()))
