"""Changes that only left-out families use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from benchmarks.attacks.family import Change, Draw
from benchmarks.corpora import TONIGHT, moved
from benchmarks.drafts import Draft, Place, put_word
from benchmarks.wording import Book, coined, digits, host

BOOK = Book("attacks_left_out")


def _slots(rng: Random) -> Mapping[str, str]:
    """What one campaign has for its own."""
    return {
        "host": host(rng),
        "brand": coined(rng).capitalize(),
        "wallet": "bc1q" + "".join(rng.choices("acdefghjklmnpqrstuvwxyz023456789", k=38)),
        "place": BOOK.say(rng, "place"),
        "staff": f"{coined(rng).upper()[:5]}{digits(rng, 2)}",
    }


def says(section: str, place: Place = "any", wordings: int | None = None) -> Draw:
    """The assistant says a text of the section, in so many different wordings (None: new ones each time)."""

    def draw(rng: Random) -> Change:
        slots = _slots(rng)
        known = [BOOK.say(rng, section, slots) for _ in range(wordings or 0)]

        def change(draft: Draft) -> None:
            draft.reply(draft.rng.choice(known) if known else BOOK.say(draft.rng, section, slots), place)

        return change

    return draw


def asks(section: str, fixed: bool = False) -> Draw:
    """The customer also says a text of the section."""

    def draw(rng: Random) -> Change:
        text = BOOK.say(rng, section)

        def change(draft: Draft) -> None:
            draft.ask(text if fixed else BOOK.say(draft.rng, section))

        return change

    return draw


def word(section: str) -> Draw:
    """One token of the section, between two words."""

    def draw(rng: Random) -> Change:
        chosen = BOOK.say(rng, section)

        def change(draft: Draft) -> None:
            draft.question = put_word(draft.question, chosen, draft.rng)

        return change

    return draw


def shouting(_: Random) -> Change:
    """The whole question in capitals, with a row of dots."""

    def change(draft: Draft) -> None:
        draft.question = draft.question.upper().rstrip(".!?") + "....."

    return change


def at_four(_: Random) -> Change:
    """Opened between four and five in the morning."""

    def change(draft: Draft) -> None:
        opened = TONIGHT + timedelta(hours=10, seconds=draft.rng.randrange(3600))
        draft.row |= moved(draft.row, opened, draft.rng)

    return change


def by_agent(number: int) -> Draw:
    """All from one agent of the desk."""

    def draw(_: Random) -> Change:
        def change(draft: Draft) -> None:
            draft.row["agent_id"] = f"{draft.row['source']}-{number}"

        return change

    return draw


def asked_and_answered(ask: str, answer: str) -> Draw:
    """A question of one section, answered from another."""

    def draw(_: Random) -> Change:
        def change(draft: Draft) -> None:
            draft.ask(BOOK.say(draft.rng, ask), "end")
            draft.reply(BOOK.say(draft.rng, answer), "replace")

        return change

    return draw


def padded(_: Random) -> Change:
    """An answer that does not come to an end."""

    def change(draft: Draft) -> None:
        sentences = [BOOK.say(draft.rng, "padding") for _ in range(draft.rng.randint(12, 30))]
        draft.reply(" ".join(sentences), "end")

    return change
