"""HTML of ticket bodies -> text, in linear time, with the link targets that a reader does not see."""

from __future__ import annotations

import html
import re

# The standard library's parser has had quadratic cases, and bodies are hostile. These patterns are linear:
# the first two always match up to the end at the latest, the others are possessive and stop at the next <.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNSEEN = re.compile(r"<(?:script|style)\b.*?(?:</(?:script|style)\s*+>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_TARGET = re.compile(r"""\b(?:href|src)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\xa0]+")
_BREAKS = frozenset("br p div li ul ol tr table blockquote h1 h2 h3 h4 h5 h6 hr pre".split())


def html_to_text(body: str) -> str:
    """The text of an HTML fragment. Blocks become lines; the target of a link or image follows in brackets.

    Text without any tag or entity comes back as it is.
    """
    if "<" not in body:
        return _unescaped(body)
    body = _UNSEEN.sub(" ", _COMMENT.sub(" ", body))
    parts, position, target = [], 0, ""
    for tag in _TAG.finditer(body):
        parts.append(_unescaped(body[position : tag.start()]))
        position = tag.end()
        closing, name = tag.group(1), tag.group(2).lower()
        if name in _BREAKS:
            parts.append("\n")
        elif name == "a" and closing:
            if target and target not in parts[-1]:
                parts.append(f" ({target})")
            target = ""
        elif name in ("a", "img") and (found := _TARGET.search(tag.group(3))):
            address = _unescaped(next((group for group in found.groups() if group), ""))
            if name == "a":
                target = address
            elif not address.startswith("data:"):
                parts.append(f" ({address})")
    parts.append(_unescaped(body[position:]))
    if target:
        parts.append(f" ({target})")
    lines = (line.strip() for line in _SPACES.sub(" ", "".join(parts)).split("\n"))
    return "\n".join(line for line in lines if line)


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a character reference with thousands of digits
        return text
