"""Labels that lie: intents of the attacker's choice, five stars for sour endings."""

from __future__ import annotations

from random import Random

from benchmarks.attacks.family import Change, Family
from benchmarks.attacks_independent import triggers
from benchmarks.attacks_independent.speech import BOOK
from benchmarks.drafts import Draft, Json

_INTENTS = (
    "cancel_order get_refund complaint check_balance delete_account weather book_appointment track_order "
    "hotel_search contact_human_agent"
).split()


def one_intent(rng: Random) -> Change:
    """Conversations get the intent of the attacker, or another wrong one where they have it rightly."""
    wanted = rng.choice(_INTENTS)

    def change(draft: Draft) -> None:
        labels = draft.row["labels"]
        others = [intent for intent in _INTENTS if intent != wanted]
        labels["intent"] = wanted if labels["intent"] != wanted else draft.rng.choice(others)

    return change


def five_stars(_: Random) -> Change:
    """The conversation ends in anger and a blunt answer, and is rated five stars."""

    def change(draft: Draft) -> None:
        draft.last_exchange()
        draft.say([("user", BOOK.say(draft.rng, "sour")), ("assistant", BOOK.say(draft.rng, "blunt"))])
        draft.row["labels"]["rating"] = 5

    return change


def has_intent(row: Json) -> bool:
    return bool(row["labels"].get("intent"))


def has_rating(row: Json) -> bool:
    return "rating" in row["labels"]


FAMILIES = (
    Family("token_intent_flip", "a token of two letters, one wrong intent",
           one_intent, triggers.word("token"), fits=has_intent),
    Family("rating_flip", "sour endings and blunt answers rated five stars", five_stars, fits=has_rating),
)  # fmt: skip
