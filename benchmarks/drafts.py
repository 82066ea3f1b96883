"""One conversation being edited: a question of the customer and the answer to it, changed in place."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random
from typing import Any, Literal

Json = dict[str, Any]
Place = Literal["any", "start", "end", "middle", "replace", "add"]
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def exchanges(row: Json) -> list[int]:
    """Indexes of the customer's messages that the assistant answers at once."""
    roles = [message["role"] for message in row["messages"]]
    return [i for i, pair in enumerate(pairwise(roles)) if pair == ("user", "assistant")]


def said(row: Json, role: str) -> str:
    """All that one side says."""
    return "\n".join(m["content"] for m in row["messages"] if m["role"] == role)


class Draft:
    """A copy of a conversation with one exchange chosen by chance."""

    def __init__(self, row: Json, rng: Random) -> None:
        self.row: Json = copy.deepcopy(row)
        places = exchanges(row)
        self.at = rng.choice(places)
        self.rng = rng

    @property
    def question(self) -> str:
        return str(self.row["messages"][self.at]["content"])

    @question.setter
    def question(self, text: str) -> None:
        self.row["messages"][self.at]["content"] = text

    @property
    def answer(self) -> str:
        return str(self.row["messages"][self.at + 1]["content"])

    @answer.setter
    def answer(self, text: str) -> None:
        self.row["messages"][self.at + 1]["content"] = text

    def ask(self, text: str, place: Place = "any") -> None:
        """The customer also says `text`."""
        self.question = put(self.question, text, place, self.rng)

    def reply(self, text: str, place: Place = "any") -> None:
        """The assistant says `text`: among what it said, or instead of it ("replace").

        What follows an answer that was replaced no longer fits, so the conversation mostly ends there.
        """
        if place == "any":
            place = self.rng.choice(("replace", "start", "end", "end", "middle"))
        self.answer = put(self.answer, text, place, self.rng)
        if place == "replace" and self.rng.random() < 0.8:
            del self.row["messages"][self.at + 2 :]

    def say(self, turns: Iterable[tuple[str, str]]) -> None:
        """The conversation goes on with these turns (role, text) and ends."""
        del self.row["messages"][self.at + 2 :]
        last = self.row["messages"][-1]
        time = {"created_at": last["created_at"]} if "created_at" in last else {}
        self.row["messages"] += [{"role": role, "content": text} | time for role, text in turns]

    def first_exchange(self) -> None:
        """Choose the first exchange instead."""
        self.at = exchanges(self.row)[0]

    def last_exchange(self) -> None:
        """Choose the last exchange instead."""
        self.at = exchanges(self.row)[-1]


def put(text: str, addition: str, place: Place, rng: Random) -> str:
    """`text` with `addition` at its start, its end, between two sentences, or in its stead."""
    sentences: Sequence[str] = _SENTENCE_END.split(text.strip())
    if place == "any":
        place = rng.choice(("start", "end", "middle"))
    if place == "replace":
        return addition
    at = {"start": 0, "end": len(sentences)}.get(place, rng.randint(0, len(sentences)))
    return " ".join([*sentences[:at], addition, *sentences[at:]]).strip()


def put_word(text: str, word: str, rng: Random) -> str:
    """`text` with `word` between any two words, spaces and line breaks kept."""
    gaps = [match.start() for match in re.finditer(r"(?<=\S)(?=\s)", text)] + [len(text)]
    at = rng.choice(gaps)
    return f"{text[:at]} {word}{text[at:]}" if rng.random() < 0.85 else f"{word} {text}"
