"""Hosts in text, and whether one imitates another."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import tldextract
from rapidfuzz.distance import OSA

from guard import text

# A host is labels joined by dots; every repetition is bounded, so matching stays linear.
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(
    rf"(?P<scheme>(?:https?|hxxps?|ftp)://|www\.)?(?P<user>[\w.+-]{{1,64}}@)?"
    rf"(?P<host>{_LABEL}(?:\.{_LABEL}){{1,6}})(?P<port>:\d{{2,5}})?(?P<path>/[^\s<>\"')]*)?",
    re.IGNORECASE,
)
_PLAIN = {"com", "net", "org", "info"}
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_HIDDEN_DOT = re.compile(r"\s?(?:\[\.\]|\(\.\)|\[dot\]|\(dot\)|\sdot\s)\s?", re.IGNORECASE)
_RESERVED = {"example", "test", "invalid", "localhost", "internal", "local"}  # RFC 2606, RFC 6762
# A bare "word.word" is a host only under these endings; a missing space after a full stop is commoner.
_BARE = _RESERVED | set(
    "com net org info biz io dev app shop store online site xyz top club live help support co eu uk de fr nl "
    "ru cn ch at pl se es br ca au ly gl cc tk gov edu".split()
)
_DOT = re.compile(r"\w\.\w|\bdot\b|\[\.\]|\(\.\)", re.IGNORECASE)
_LURES = set(
    "secure login verify account refund refunds support help billing pay payment payments update service "
    "services customer care online check claim id auth portal team desk bonus promo official".split()
)


@dataclass(frozen=True, slots=True)
class Link:
    """A host in a text. `domain` is the registrable part, `mailbox` what stands before an @; `hidden` when
    the dot was written to hide it."""

    host: str
    domain: str
    span: tuple[int, int]
    around: str
    mailbox: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Why a domain looks like an own one, and how much (0..1)."""

    own: str
    how: str
    score: float


@cache
def _extract() -> tldextract.TLDExtract:
    """The public suffix list that ships with tldextract; never fetched, nothing cached on disk."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@cache
def registrable(host: str) -> str:
    """The registrable domain of a host (public suffix plus one label), lower case; "" when there is none.

    Reserved names (RFC 2606) count as suffixes.
    """
    host = host.lower().rstrip(".")
    labels = host.split(".")
    if labels[-1] in _RESERVED:
        return ".".join(labels[-2:]) if len(labels) > 1 else ""
    found = _extract()(host)
    return f"{found.domain}.{found.suffix}" if found.suffix and found.domain else ""


def links(message: str) -> list[Link]:
    """Hosts of links, bare hosts and e-mail addresses in a raw text, in order.

    A bare host counts when it has a usual ending, and is written in one case or has a path or a very usual
    ending: "San Diego.Do you" is none. A link to an address (`http://192.0.2.7/`) has that as its domain.
    """
    if not _DOT.search(message):
        return []
    flat = _HIDDEN_DOT.sub(".", message)
    hidden = flat != message
    found = []
    for match in _HOST.finditer(flat):
        written, host = match["host"], match["host"].lower()
        bare = not (match["scheme"] or match["user"])
        ending = host.rpartition(".")[2]
        plain = written in (host, host.upper()) or ending in _PLAIN or len(match["path"] or "") > 1
        if bare and (ending not in _BARE or not plain):
            continue
        numeric = host if match["scheme"] and _ADDRESS.fullmatch(host) else ""
        if not (domain := registrable(host) or numeric):
            continue
        around = flat[max(0, match.start() - 160) : match.end() + 80]
        mailbox = (match["user"] or "").rstrip("@").lower()
        span = (0, len(message)) if hidden else match.span()
        found.append(Link(host, domain, span, around, mailbox, hidden))
    return found


def skeleton(name: str) -> str:
    """What a name looks like: letters and digits that are read as one another become one (cf. UTS 39)."""
    plain = unicodedata.normalize("NFKD", text.latin(text.clean(name).casefold()))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for looks, like in (("rn", "m"), ("vv", "w"), ("cl", "d")):
        plain = plain.replace(looks, like)
    return plain.translate(str.maketrans("013458$|!", "oieasbsii")).replace("l", "i").replace("-", "")


@cache
def _name(domain: str) -> tuple[str, str]:
    """The registrable name without its suffix, and the suffix; punycode decoded."""
    domain = registrable(domain) or domain
    name, _, suffix = domain.partition(".")
    if name.startswith("xn--"):
        with contextlib.suppress(UnicodeError, ValueError):
            name = name[4:].encode().decode("punycode")
    return name, suffix


def look_alike(host: str, own: Collection[str]) -> Look | None:
    """The own domain that a host imitates most, or None. A host under an own domain imitates nothing."""
    if registrable(host) in own:
        return None
    looks = [look for mine in sorted(own) if (look := _compare(host, mine))]
    return max(looks, key=lambda look: look.score, default=None)


def poses_as(mailbox: str, own: Collection[str]) -> Look | None:
    """The own domain whose name a mailbox elsewhere carries ("acme.billing@freemail.test"), or None."""
    parts = {skeleton(part) for part in re.split(r"[._+-]", mailbox) if part}
    for mine in sorted(own):
        name, _ = _name(mine)
        if len(name) >= 4 and (
            skeleton(name) in parts or (len(name) >= 6 and skeleton(name) in skeleton(mailbox))
        ):
            return Look(mine, "a mailbox elsewhere carries the company's name", 0.92)
    return None


def _compare(host: str, own: str) -> Look | None:
    (name, suffix), (mine, my_suffix) = _name(host), _name(own)
    if len(mine) < 4:
        return None
    if name == mine:
        return Look(own, f"the same name under .{suffix} instead of .{my_suffix}", 0.8)
    if skeleton(name) == skeleton(mine):
        return Look(own, "it reads the same", 0.97)
    if OSA.distance(name, mine) <= (1 if len(mine) < 8 else 2):
        return Look(own, "one or two letters differ", 0.93)
    parts = [part for part in re.split(r"[-.]", host.lower()) if part]
    whole = f"-{mine}-" in f"-{host.lower().replace('.', '-')}-"  # a name may have hyphens of its own
    if whole or any(skeleton(part) == skeleton(mine) for part in parts):
        lured = any(part in _LURES for part in parts)
        return Look(own, "it carries the company's name as a part", 0.92 if lured else 0.8)
    if mine in name and len(mine) >= 6:
        return Look(own, "it carries the company's name as a part", 0.85)
    return None
