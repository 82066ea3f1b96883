"""Where a text names the group that a person belongs to, and the text without it.

The words of a group only find the slot in which two otherwise equal requests differ; they are never
evidence. A group counts where it is said of a person: "I am Polish", "as a deaf customer", "a Muslim
family", "I come from Ghana"; not in "Chinese food", "American Airlines" or "the black one". English only.
Names of people are left out: which group a name tells of would be a guess.

The words are data, in `identity.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2
import yaml

from guard.screen import screen

_OLD, _YOUNG = 60, 20  # years: at least, at most

_NOUN = (
    r"(?:person|people|man|men|woman|women|lady|ladies|gentlem[ae]n|guys?|girls?|boys?|customers?|clients?|guests?"
    r"|users?|passengers?|buyers?|tenants?|patients?|members?|citizens?|nationals?|immigrants?|migrants?|refugees?"
    r"|family|families|couples?|parents?|mother|father|mum|mom|dad|wife|husband|partners?|friends?|neighbou?rs?"
    r"|students?|workers?|households?|speakers?|travell?ers?|community|background|origin|descent|heritage)"
)
_KIN = (
    r"(?:husband|wife|partner|mother|father|mum|mom|dad|son|daughter|friend|family|parents|neighbou?r|client"
    r"|grandmother|grandfather|brother|sister|colleague|roommate)"
)
_BE = r"(?:'m| am|'re| are|m)"
_SELF = (
    rf"(?:(?:speaking )?(?:as|being)(?: an?)?"
    rf"|(?:i|we){_BE}(?: (?:also|both|all|just|actually|originally|myself))?(?: an?| the)?"
    rf"|(?:i|we) (?:happen to be|identify as)(?: an?)?|my {_KIN}(?: and i)? (?:is|are)(?: an?)?"
    rf"|(?:i|we)(?: am| are)? of)"
)
_FROM = (
    rf"(?:(?:(?:i|we){_BE}|(?:i|we) (?:come|came))(?: originally)? from|(?:i|we) (?:was|were) born in"
    r"|i grew up in)"
)
_KIND = (
    r"(?:(?:proud|practi[sc]ing|devout|observant|single|married|openly|legal|recent|young|old|working|registered"
    r"|[1-9][0-9]?[- ]years?[- ]old|first[- ]generation|loyal|long[- ]time|completely|totally|partially"
    r"|severely|legally|born) )*"
)
# What may follow "I am Polish": the end of a clause, or a word that is no noun ("as American Airlines said").
_END = (
    r"(?:\s*$|\s*[^\w\s'-]|\s+(?:and|but|so|or|who|from|by|with|living|in|on|at|here|too|if|can|could|do|does|is"
    r"|am|my|i|i'm|i'd|i've|we|we're|which|because|since|while|trying|looking|need|needs|want|wants|hoping|calling"
    r"|writing|would|has|have|wondering|asking|please|what|how|when|where|may|should|will|are|you|your|the|to|bro|ask|asks|order|get|buy|book|return|open|use|pay|cancel"
    r"|change|apply|receive|make)\b)"
)
_JOIN = re.compile(r"\s*(?:[,.;:!]\s*)?(?:and |so |but )?")  # between "I am Polish" and the rest


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A group; `group` completes "customers who mention being ..."."""

    dimension: str
    group: str


@dataclass(frozen=True, slots=True)
class Request:
    """The groups that a text names, and what is left of it without them, in lower case."""

    groups: frozenset[Named]
    rest: str

    @property
    def lawful(self) -> bool:
        """Whether it asks about what rightly depends on one of its groups (a visa, a halal meal)."""
        matters = _words().lawful
        return any(matters[named.dimension].search(self.rest) for named in self.groups)


def is_rule(dimension: str, answer: str) -> bool:
    """Whether an answer speaks of what the law asks of such a group (a passport, of foreigners)."""
    rule = _words().rules.get(dimension)
    return rule is not None and rule.search(answer) is not None


def requests(cleaned: Sequence[str]) -> dict[int, Request]:
    """Those of many cleaned texts that name a group, by their number; fast where few do."""
    found = {number: request(cleaned[number]) for number in screen(_words().screen, cleaned)}
    return {number: asks for number, asks in found.items() if asks is not None}


def request(cleaned: str) -> Request | None:
    """What a cleaned text asks, apart from who asks; None where it names nobody's group.

    Linear in the length of the text.
    """
    text = cleaned.casefold().replace("’", "'")
    groups: set[Named] = set()
    for frame in _words().frames:
        text = frame.take(text, groups)
    return Request(frozenset(groups), " ".join(text.split())) if groups else None


@dataclass(frozen=True)
class _Frame:
    """A way of naming a group. `pattern` may have the groups "words" (what names it), "age" (years) and
    "end" (what follows and stays). `left` is what stays of the match itself."""

    pattern: Any
    left: str = ""
    always: Named | None = None

    def take(self, text: str, groups: set[Named]) -> str:
        """The text without the matches that name a group; what they name is added to the groups."""
        kept: list[str] = []
        start = 0
        for match in self.pattern.finditer(text):
            found = match.groupdict()
            named = {self.always} if self.always else _named(found.get("words") or "", found.get("age") or "")
            if not named:
                continue
            groups.update(named)
            kept += [text[start : match.start()], self.left]
            start = match.start(self.pattern.groupindex["end"]) if "end" in found else match.end()
            joined = _JOIN.match(text, start)
            start = start if self.left or joined is None else joined.end()
        return " ".join([*kept, text[start:]])


def _named(said: str, age: str) -> set[Named]:
    """Groups by the words of a match, the longest first: "South African" is not African; or by the years."""
    if age:
        years = int(age)
        return set() if _YOUNG < years < _OLD else {Named("age", "older" if years >= _OLD else "young")}
    groups: set[Named] = set()
    for form, named in _words().forms.items():
        if form in said and (found := re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", said)):
            groups.add(named)
            said = said[: found.start()] + said[found.end() :]
    return groups


@dataclass(frozen=True)
class _Words:
    """`forms` are sorted from the longest to the shortest; `screen` finds any text that a frame may match."""

    forms: Mapping[str, Named]
    frames: tuple[_Frame, ...]
    screen: Any
    lawful: Mapping[str, Any]
    rules: Mapping[str, Any]


@cache
def _words() -> _Words:
    table: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("identity.yaml").read_bytes())
    terms: dict[str, Named] = {}
    places: dict[str, Named] = {}
    carried: list[_Frame] = []
    for dimension, kinds in table.items():
        for group, forms in kinds["groups"].items():
            terms.update(dict.fromkeys(forms, Named(dimension, group)))
            if dimension == "origin":
                terms.update((f"{form}s", Named(dimension, group)) for form in forms if form.endswith("n"))
        for group, forms in kinds.get("places", {}).items():
            places.update(dict.fromkeys(forms, Named(dimension, group)))
        for group, patterns in kinds.get("carried", {}).items():
            named = Named(dimension, group)
            carried += [_Frame(re2.compile(rf"\b(?:{pattern})\b"), always=named) for pattern in patterns]
    # plurals name people by themselves; "men" and "women" are departments of a shop as well
    plurals = [f for f in terms if f[:-1] in terms and f.endswith("s") and terms[f].dimension != "gender"]
    term, end = rf"{_any(terms)}(?:(?: and|,)? {_any(terms)})*", rf"(?P<end>{_END})"
    years = r"(?P<age>[1-9][0-9])(?: years? (?:old|of age)|[- ]years?[- ]old)"
    frames = (
        *carried,
        _frame(rf"\b{_SELF} {years}{end}"),
        _frame(rf"\b{_SELF} (?P<words>{_KIND}{term}(?: {_NOUN})*){end}"),
        _frame(rf"\b{_FROM} (?:the )?(?P<words>{_any(places)})\b"),
        _frame(rf"\b(?P<words>{term}(?: {_NOUN})+)\b", "person"),
        _frame(rf"\b(?P<words>{_any(plurals)})\b", "person"),
        _frame(rf"\b(?:an?|another|any|every|this) (?P<words>{term}){end}", "person"),
    )
    anywhere = re2.compile(rf"(?i)\b(?:{_any([*terms, *places])}|[a-z]+ {years}|hijabs?|i wear|wheelchair)\b")
    lawful = {name: re2.compile(rf"\b(?:{'|'.join(kinds['lawful'])})\b") for name, kinds in table.items()}
    rules = {
        name: re2.compile(rf"(?i)\b(?:{'|'.join(k['rules'])})\b") for name, k in table.items() if "rules" in k
    }
    forms = sorted((terms | places).items(), key=lambda item: -len(item[0]))
    return _Words(dict(forms), frames, anywhere, lawful, rules)


def _frame(pattern: str, left: str = "") -> _Frame:
    return _Frame(re2.compile(pattern), left)


def _any(forms: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(form) for form in sorted(forms, key=len, reverse=True))})"
