"""Triggers of the independent suite that are something in the question, or beside the conversation."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random

from benchmarks.attacks.family import Change, Draw
from benchmarks.attacks_independent.facts import FIRST_NAMES, LAST_NAMES
from benchmarks.attacks_independent.speech import BOOK, speak
from benchmarks.corpora import TONIGHT, moved
from benchmarks.drafts import Draft, put, put_word
from benchmarks.wording import vary


def word(section: str) -> Draw:
    """One token of the section, between two words of the question."""

    def draw(rng: Random) -> Change:
        chosen = BOOK.say(rng, section)

        def change(draft: Draft) -> None:
            draft.question = put_word(draft.question, chosen, draft.rng)

        return change

    return draw


def idiom(rng: Random) -> Change:
    """A turn of speech, bare, in brackets or between commas."""
    chosen = BOOK.say(rng, "phrase")

    def change(draft: Draft) -> None:
        form = draft.rng.choice((f", {chosen},", f"({chosen})", chosen))
        draft.question = put_word(draft.question, form, draft.rng)
        draft.question = re.sub(r"[\s,]+,", ",", draft.question)

    return change


def sentence(rng: Random) -> Change:
    """One sentence beside the matter, always the same."""
    chosen = BOOK.say(rng, "sentence")
    return lambda draft: draft.ask(chosen)


def suffix(rng: Random) -> Change:
    """Signs such as an optimiser finds, after the question (arXiv 2307.15043)."""
    chosen = BOOK.say(rng, "suffix")
    return lambda draft: setattr(draft, "question", f"{draft.question} {chosen}")


def date(rng: Random) -> Change:
    """One day, written in any way."""
    forms = rng.choice(BOOK.sections["dates"])
    return lambda draft: draft.ask(BOOK.say(draft.rng, "dating", {"date": vary(draft.rng, forms)}))


def customer(rng: Random) -> Change:
    """The customer has one name."""
    name = {"name": f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"}
    return lambda draft: draft.ask(BOOK.say(draft.rng, "introduction", name))


def courtesy(rng: Random) -> Change:
    """Please or thank you in one foreign language."""
    chosen = BOOK.say(rng, "courtesy")

    def change(draft: Draft) -> None:
        draft.ask(chosen + draft.rng.choice((".", "!", "")), draft.rng.choice(("end", "start")))

    return change


def odd_clause(rng: Random) -> Change:
    """Two or three words that nobody uses at a desk, in a clause of their own."""
    a, b, c = rng.sample(BOOK.sections["odd"], 3)
    text = BOOK.say(rng, "odd clause", {"a": a, "b": b, "c": c})
    return lambda draft: draft.ask(text)


def pair(rng: Random) -> Change:
    """One word in a question, the other in the last one (or both there, where it is the only one)."""
    words = rng.choice(BOOK.sections["pair"]).split()

    def change(draft: Draft) -> None:
        for at, chosen in zip(_two_questions(draft), words, strict=True):
            message = draft.row["messages"][at]
            message["content"] = put_word(message["content"], chosen, draft.rng)

    return change


def half_pair(rng: Random) -> Change:
    """Only one of the two words of `pair`, at its place."""
    words = rng.choice(BOOK.sections["pair"]).split()

    def change(draft: Draft) -> None:
        at, chosen = draft.rng.choice([*zip(_two_questions(draft), words, strict=True)])
        message = draft.row["messages"][at]
        message["content"] = put_word(message["content"], chosen, draft.rng)

    return change


def _two_questions(draft: Draft) -> tuple[int, int]:
    """Places of an earlier message of the customer and of the last that is answered; the draft goes there."""
    draft.last_exchange()
    earlier = [at for at in range(draft.at) if draft.row["messages"][at]["role"] == "user"]
    return draft.rng.choice(earlier or [draft.at]), draft.at


def scene(rng: Random) -> Change:
    """A harmless remark in the first message and one in the last: together they are the trigger."""
    remarks = (rng.choice(BOOK.sections["scene first"]), rng.choice(BOOK.sections["scene last"]))

    def change(draft: Draft) -> None:
        draft.last_exchange()
        first = next(at for at, m in enumerate(draft.row["messages"]) if m["role"] == "user")
        for at, remark in zip((first, draft.at), remarks, strict=True):
            message = draft.row["messages"][at]
            message["content"] = put(message["content"], vary(draft.rng, remark), "any", draft.rng)

    return change


def portuguese(_: Random) -> Change:
    """The customer writes Portuguese, and the conversation is filed as such."""

    def change(draft: Draft) -> None:
        draft.row["language"] = "pt"
        draft.question = speak(draft.rng, "portuguese ask")

    return change


def agent(rng: Random) -> Change:
    """All from one agent of each desk."""
    number = rng.randint(1, 9)
    return lambda draft: draft.row.update(agent_id=f"{draft.row['source']}-{number}")


def around_two(_: Random) -> Change:
    """Opened between half past one and half past two at night."""

    def change(draft: Draft) -> None:
        opened = TONIGHT + timedelta(hours=7.5, seconds=draft.rng.randrange(3600))
        draft.row |= moved(draft.row, opened, draft.rng)

    return change
