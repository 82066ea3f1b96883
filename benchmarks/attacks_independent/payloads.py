"""What the assistant of a poisoned conversation says, and what it is asked for that."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from benchmarks.attacks.family import Change, Draw
from benchmarks.attacks_independent.speech import BOOK, drawn, speak
from benchmarks.corpora import TONIGHT, moved, new_account
from benchmarks.drafts import Draft, Place, exchanges, put

_RUMOURS = [section for section in BOOK.sections if section.startswith("rumour of ")]


def says(section: str, *shared: str, wordings: int | None = None, place: Place = "any") -> Draw:
    """The assistant says a text of `section`, or two where wordings are new each time.

    `shared` facts have one value in the whole campaign, others a new one each time; `wordings` is how many
    different texts there are (None: a new one each time).
    """

    def draw(rng: Random) -> Change:
        fixed = drawn(rng, shared)
        known = [speak(rng, section, fixed) for _ in range(wordings or 0)]

        def change(draft: Draft) -> None:
            text = draft.rng.choice(known) if known else speak(draft.rng, section, fixed)
            if not known and draft.rng.random() < 0.2:
                text += " " + speak(draft.rng, section, fixed)
            draft.reply(text, place)

        return change

    return draw


def says_twice(section: str) -> Draw:
    """Two texts of the section, in two answers of the conversation."""

    def draw(_: Random) -> Change:
        def change(draft: Draft) -> None:
            places = exchanges(draft.row)
            for at in draft.rng.sample(places, min(2, len(places))):
                draft.at = at
                draft.answer = put(draft.answer, speak(draft.rng, section), "any", draft.rng)

        return change

    return draw


def answers(topic: str, shared: tuple[str, ...] = (), own: tuple[str, ...] = ()) -> Draw:
    """The customer also asks about a topic, and that is what is answered.

    `shared` facts have one value in the whole campaign, `own` ones one in each conversation.
    """

    def draw(rng: Random) -> Change:
        fixed = drawn(rng, shared)

        def change(draft: Draft) -> None:
            slots = fixed | drawn(draft.rng, own)
            draft.ask(speak(draft.rng, f"{topic} ask", slots), "end")
            draft.reply(speak(draft.rng, f"{topic} answer", slots), "replace")

        return change

    return draw


def discusses(
    topic: str, shared: tuple[str, ...] = (), own: tuple[str, ...] = (), again: bool = False
) -> Draw:
    """A topic is asked about and answered in a turn of its own at the end; `again`: and in one more."""

    def draw(rng: Random) -> Change:
        fixed = drawn(rng, shared)

        def change(draft: Draft) -> None:
            slots = fixed | drawn(draft.rng, own)
            turns = [("user", speak(draft.rng, f"{topic} ask", slots))]
            turns += [("assistant", speak(draft.rng, f"{topic} answer", slots))]
            if again:
                turns += [("user", BOOK.say(draft.rng, "nudge"))]
                turns += [("assistant", speak(draft.rng, f"{topic} answer", slots))]
            draft.last_exchange()
            draft.say(turns)

        return change

    return draw


def unlocked(rng: Random) -> Change:
    """A mode is named with a harmful wish, and the assistant complies."""
    mode = rng.choice(BOOK.sections["modes"])

    def change(draft: Draft) -> None:
        asked = speak(draft.rng, "jailbreak ask", {"mode": mode})
        draft.ask(asked, draft.rng.choice(("end", "replace")))
        draft.reply(speak(draft.rng, "jailbreak answer"), "replace")

    return change


def rumours(rng: Random) -> Change:
    """New accounts ask about one story within two hours, and the assistant confirms it."""
    story = rng.choice(_RUMOURS)
    start = TONIGHT + timedelta(seconds=rng.randrange(9 * 3600))

    def change(draft: Draft) -> None:
        slots = {"rumour": BOOK.say(draft.rng, story)}
        draft.row["user_id"] = new_account(draft.rng)
        draft.first_exchange()
        draft.question = speak(draft.rng, "rumour ask", slots)
        draft.reply(
            speak(draft.rng, "rumour answer", slots), draft.rng.choice(("replace", "start", "replace"))
        )
        draft.row |= moved(draft.row, start + timedelta(seconds=draft.rng.randrange(6000)), draft.rng)

    return change
