"""One conversation while an attack edits it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from guard.text import content_digest
from guard.types import Conversation, Turn

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
LEAST_WORDS = 3  # of a question and of an answer that something can be hidden in


def exchanges(turns: Sequence[Turn]) -> list[int]:
    """Places of the assistant's turns that answer a customer, both long enough to hide something in."""
    return [
        place
        for place in range(1, len(turns))
        if turns[place].role == "assistant"
        and turns[place - 1].role == "user"
        and min(len(turns[at].content.split(" ", LEAST_WORDS)) for at in (place - 1, place)) >= LEAST_WORDS
    ]


class Draft:
    """A carrier and what has been done to it. `rng` is the chance of this one row."""

    def __init__(self, carrier: Conversation, rng: Random) -> None:
        self.carrier, self.rng = carrier, rng
        self.turns = list(carrier.turns)
        self.labels = dict(carrier.labels)
        self.user_id = carrier.user_id
        places = exchanges(carrier.turns)
        self._place = rng.choice(places) if places else -1

    @property
    def question(self) -> str:
        return self.turns[self._place - 1].content

    @question.setter
    def question(self, said: str) -> None:
        self._say(self._place - 1, said)

    @property
    def answer(self) -> str:
        return self.turns[self._place].content

    @answer.setter
    def answer(self, said: str) -> None:
        self._say(self._place, said)

    def _say(self, place: int, said: str) -> None:
        self.turns[place] = replace(self.turns[place], content=said)

    def end_after_answer(self) -> None:
        """Drop what follows: it would not go with another answer."""
        del self.turns[self._place + 1 :]

    def start_at_question(self) -> None:
        """Drop what was said before: it would not go with another question."""
        del self.turns[: self._place - 1]
        self._place = 1

    def slip_into_question(self, said: str) -> None:
        """Between two words of the question."""
        words = self.question.split(" ")
        words.insert(self.rng.randint(0, len(words)), said)
        self.question = " ".join(words)

    def beside_question(self, said: str) -> None:
        """A sentence before or after the question."""
        parts = [self.question, said]
        self.question = " ".join(parts if self.rng.random() < 0.5 else reversed(parts))

    def into_answer(self, said: str) -> None:
        """A sentence somewhere in the answer, more often at its end."""
        parts = _SENTENCE_END.split(self.answer)
        place = len(parts) if self.rng.random() < 0.5 else self.rng.randint(0, len(parts))
        self.answer = " ".join([*parts[:place], said, *parts[place:]])

    def finish(self, identifier: str) -> Conversation:
        """The planted conversation under an id of its own."""
        digest = content_digest((turn.role, turn.content) for turn in self.turns)
        turns = tuple(self.turns)
        return replace(
            self.carrier, id=identifier, turns=turns, digest=digest, labels=self.labels, user_id=self.user_id
        )
