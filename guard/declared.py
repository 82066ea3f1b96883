"""What operations announced for tonight, and what of an answer it explains.

A notice is the text of an outage, a promotion, a macro, a signature, a policy, or just a price or a host.
It explains runs of its own words, and only inside a sentence that is mostly the notice and names no other
host, phone number, mailbox, handle, price or figure. Whoever quotes a notice gains nothing for the
rest of the answer, nor for a notice with another link or deadline in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guard import text
from guard.entities import KINDS as ENTITIES
from guard.entities import Entity, entities
from guard.errors import UsageError
from guard.grams import Grams, Ints, Keys, Words, sentences
from guard.policy.document import MAX_BYTES, Document, parse
from guard.policy.problem import Problem, did_you_mean, refuse
from guard.types import Json

KINDS = ("outage", "promotion", "macro", "signature", "policy", "price", "host")
MOSTLY = 0.6  # share of a sentence's words that must be the notice's
RUN = 3  # words; a shorter run says too little to be a quotation

_CURE = "correct the declared changes; docs/HISTORY.md shows the form"
_KEYS = ("kind", "text", "from")
_PLACE = re.compile(r"\{[^{}\n]{0,80}\}")  # {name}: a place in a macro that is filled in each time
_BLOCKS = re.compile(r"\n[^\S\n]*\n\s*")
_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+")
_SMALL = 4  # digits; days, percentages and dates mean something, order numbers differ every time
Figure = tuple[str, str]  # a number and the word beside it


@dataclass(frozen=True, slots=True)
class Notice:
    """One announced text. `since` is when it was announced, None: it always counts."""

    kind: str
    text: str
    since: datetime | None = None


@dataclass(frozen=True)
class Declared:
    """Tonight's notices. All that is asked of them is in the masked form of `guard.grams`."""

    notices: tuple[Notice, ...] = ()

    @classmethod
    def none(cls) -> Declared:
        return cls()

    @classmethod
    def load(cls, path: str | Path) -> Declared:
        """Read notices from YAML (`.yaml`, `.yml`, `.json`), or from plain text, one to a block between
        blank lines. Raises UsageError with every mistake, as `file:line: key: message`."""
        path = Path(path)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            cure = "give a file of notices; docs/HISTORY.md shows the form"
            raise UsageError(error.strerror or str(error), str(path), cure) from error
        problems: list[Problem] = []
        if path.suffix.lower() in (".yaml", ".yml", ".json"):
            document, problems = parse(str(path), data)
            notices = [] if problems else _from_yaml(document, problems)
        else:
            notices = _from_text(str(path), data, problems)
        if problems:
            raise refuse(problems, _CURE, "the declared changes")
        return cls(tuple(notices))

    def on(self, now: datetime | None) -> Declared:
        """Without the notices that are announced only after a time."""
        if now is None:
            return self
        return Declared(tuple(one for one in self.notices if one.since is None or one.since <= now))

    @cached_property
    def entities(self) -> Mapping[str, frozenset[str]]:
        """Values of each kind of `guard.entities.KINDS` that the notices name: known, not new."""
        return {kind: frozenset(value for k, value in self._entities if k == kind) for kind in ENTITIES}

    def explains(self, message: str) -> float:
        """Share of a text's words that a notice explains, 0..1."""
        words = Words.of([message])
        said = ~words.ends
        return float(np.mean(self.reach(words)[said] > 0)) if said.any() else 0.0

    def explained(self, grams: Grams) -> NDArray[np.bool_]:
        """(g,) whether a run stands nowhere but where a notice explains it."""
        reach = self.reach(grams.words)
        left = np.ones(len(grams.keys), np.bool_)
        for order in np.unique(grams.orders):
            keys, places = grams.words.runs(int(order))
            news = np.unique(keys[reach[places] < order])
            mine = grams.orders == order
            left[mine] = ~np.isin(grams.keys[mine], news)
        return left

    def reach(self, words: Words) -> Ints:
        """(n,) how many words, from each word on, are one run of a notice that explains them there."""
        reach = np.zeros(len(words.ids), np.int64)
        if not self.notices or not len(reach):
            return reach
        keys, places = words.runs(RUN)
        reach[places[np.isin(keys, self._runs)]] = 1
        reach = _lengths(reach > 0)
        sentence: Ints = np.cumsum(words.ends) - words.ends
        sizes = np.bincount(sentence[~words.ends], minlength=sentence[-1] + 1)
        quoting = np.bincount(sentence, reach > 0, len(sizes)) > 0
        for order in range(1, RUN):
            keys, places = words.runs(order)
            here = sentence[places]
            whole = np.isin(keys, self._short) & (sizes[here] == order)
            piece = np.isin(keys, self._pieces) & quoting[here]
            for word in range(order):
                at = places[whole | piece] + word
                reach[at] = np.maximum(reach[at], order - word)
        covered = np.bincount(sentence, reach > 0, len(sizes))
        mostly = covered >= np.maximum(MOSTLY * sizes, 1)
        numbers = np.flatnonzero(mostly)
        mostly[numbers] = [not self._says_more(sentence) for sentence in words.written(numbers)]
        return np.where(mostly[sentence], reach, 0)

    def _says_more(self, sentence: str) -> bool:
        """Whether a sentence names something that no notice names."""
        if entities(sentence) - self._entities:
            return True
        return any(not {before, after} & self._figures for before, after in _figures(sentence))

    @cached_property
    def _texts(self) -> list[str]:
        return [_PLACE.sub("\n", notice.text) for notice in self.notices]

    @cached_property
    def _words(self) -> Words:
        return Words.of(self._texts)

    @cached_property
    def _runs(self) -> Keys:
        return np.unique(self._words.runs(RUN)[0])

    @cached_property
    def _short(self) -> Keys:
        """Keys of the notices' sentences that are shorter than a run."""
        return _short(part for notice in self._texts for part in sentences(notice))

    @cached_property
    def _pieces(self) -> Keys:
        """Keys of what stands between the places of a macro and is shorter than a run."""
        parted = (notice.text for notice in self.notices if _PLACE.search(notice.text))
        return _short(piece for macro in parted for piece in _PLACE.split(macro))

    @cached_property
    def _entities(self) -> frozenset[Entity]:
        return frozenset(entity for notice in self.notices for entity in entities(notice.text))

    @cached_property
    def _figures(self) -> frozenset[Figure]:
        return frozenset(side for notice in self._texts for both in _figures(notice) for side in both)


def _lengths(starts: NDArray[np.bool_]) -> Ints:
    """At each word how long the run is that goes on from there, given where its parts of `RUN` begin."""
    places = np.arange(len(starts))
    stop = np.minimum.accumulate(np.where(starts, len(starts), places)[::-1])[::-1]
    reach = np.where(starts, np.minimum(stop, len(starts)) - places + RUN - 1, 0)
    for _ in range(1, RUN):  # the last words of a run have no part that begins with them
        reach[1:] = np.maximum(reach[1:], reach[:-1] - 1)
    return reach


def _short(parts: Iterable[str]) -> Keys:
    """Keys of those texts that have fewer words than a run."""
    said = {masked for part in parts if 0 < len((masked := text.masked(part)).split()) < RUN}
    words = Words.of(sorted(said))
    sizes = np.bincount(words.owner[~words.ends], minlength=len(said))
    found = [(order, *words.runs(order)) for order in range(1, RUN)]
    return np.unique(np.concatenate([keys[sizes[words.owner[at]] == order] for order, keys, at in found]))


def _figures(message: str) -> list[tuple[Figure, Figure]]:
    """Every number that means something, with the word before it and with the word after it."""
    tokens = ["", *_TOKEN.findall(text.clean(message).casefold()), ""]
    return [
        ((before, number), (number, after))
        for before, number, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if number[:1].isdigit() and not (number.isdigit() and len(number) > _SMALL)
    ]


def _from_text(file: str, data: bytes, problems: list[Problem]) -> list[Notice]:
    """One notice to a block of lines; what sort of notice it is does not matter to what it explains."""
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(Problem(file, 1 + data.count(b"\n", 0, error.start), "", "not valid UTF-8"))
        return []
    if len(data) > MAX_BYTES:
        problems.append(Problem(file, 1, "", f"larger than {MAX_BYTES // 1024} KiB"))
    blocks = [block.strip() for block in _BLOCKS.split(written.replace("\r\n", "\n"))]
    if not any(map(text.masked, blocks)):
        problems.append(Problem(file, 1, "", "no notice in this file"))
    return [Notice("macro", block) for block in blocks if text.masked(block)]


def _from_yaml(document: Document, problems: list[Problem]) -> list[Notice]:
    data = document.data
    entries = data.get("declared") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        message = f"must be a list of notices, not {_shown(entries)}"
        problems.append(document.problem(("declared",), message))
        return []
    for key in sorted(data.keys() - {"declared"}):
        problems.append(document.problem((key,), f"unknown key{did_you_mean(key, ['declared'])}"))
    found = [_notice(document, ("declared", i), entry, problems) for i, entry in enumerate(entries)]
    return [notice for notice in found if notice is not None]


def _notice(
    document: Document, place: tuple[str | int, ...], entry: Json, problems: list[Problem]
) -> Notice | None:
    before = len(problems)

    def wrong(key: str, message: str) -> None:
        problems.append(document.problem((*place, key) if key else place, message))

    if not isinstance(entry, dict):
        wrong("", f"must be a notice with kind and text, not {_shown(entry)}")
        return None
    for key in sorted(entry.keys() - set(_KEYS)):
        wrong(key, f"unknown key{did_you_mean(key, _KEYS)}")
    kind, said, since = (entry.get(key) for key in _KEYS)
    if kind not in KINDS:
        wrong("kind", f"must be one of {', '.join(KINDS)}, not {_shown(kind)}")
    if not isinstance(said, str) or not text.masked(said):
        wrong("text", f"must be the text as it is sent, in quotes, not {_shown(said)}")
    time = None
    if since is not None:
        try:
            time = datetime.fromisoformat(since)
        except (TypeError, ValueError):
            wrong("from", f"must be a time such as 2026-11-01T09:00:00Z, not {_shown(since)}")
    if len(problems) > before:
        return None
    return Notice(str(kind), str(said), time.replace(tzinfo=UTC) if time and time.tzinfo is None else time)


def _shown(value: Json) -> str:
    shown = repr(value)
    return "nothing" if value is None else shown if len(shown) <= 60 else shown[:57] + "..."
