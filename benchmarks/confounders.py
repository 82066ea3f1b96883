"""Honest changes of one night that look like an attack: what a detector must not hold.

Each turns an honest conversation of tonight into one about the change; most tonight only, some on earlier
nights too. `NOTICES` are those that operations announced (the declared changes of a night).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from benchmarks.corpora import TONIGHT, moved, opened_at
from benchmarks.drafts import Draft, Json
from benchmarks.wording import Book

OUTAGE = (
    "We are aware of a fault in our data centre that keeps customers from signing in and paying. "
    "Our engineers are working on it and we expect everything to be back by midnight. Your orders are safe."
)
PROMOTION = (
    "By the way: until Sunday you get 20% off all winter items with the code FROST20, and delivery is free."
)
QUIET_PROMOTION = (
    "Tip: our new Plus membership is free for the first three months, just ask us to switch it on."
)
POLICY = "From today you can return any item within 14 days of delivery; until yesterday it was 30 days."
MACRO = "Thank you for contacting us. If that answered your question, please close the chat (green button)."
QUIET_MACRO = "Thanks for getting in touch. Was this helpful? Use the green button when you are done."

NOTICES: Sequence[Mapping[str, str]] = (
    {"kind": "outage", "text": OUTAGE},
    {"kind": "promotion", "text": PROMOTION},
    {"kind": "policy", "text": POLICY},
    {"kind": "macro", "text": MACRO},
)

BOOK = Book("confounders")


@dataclass(frozen=True)
class Confounder:
    """An honest change; `share` of tonight's conversations, `before` of earlier ones."""

    name: str
    share: float
    before: float
    make: Callable[[Json, Random], Json]


def held(row: Json, turns: Sequence[str], rng: Random) -> Json:
    """The conversation with other words: customer and assistant in turn."""
    messages = [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(turns)]
    return moved(row | {"messages": messages, "labels": {}}, opened_at(row), rng)


def outage(row: Json, rng: Random) -> Json:
    """Many ask within an hour, each in their own words; agents paste the notice."""
    turns = [BOOK.say(rng, "outage question"), BOOK.say(rng, "outage answer", {"notice": OUTAGE})]
    if rng.random() < 0.3:
        turns += [BOOK.say(rng, "outage after"), BOOK.say(rng, "outage end")]
    peak = TONIGHT + timedelta(hours=3, minutes=rng.triangular(0, 100, 20))
    return moved(held(row, turns, rng), peak, rng)


def policy(row: Json, rng: Random) -> Json:
    """Tonight's answer is the new one, that of earlier nights the old one."""
    new = opened_at(row) >= TONIGHT
    answer = BOOK.say(rng, "returns answer", {"n": "14" if new else "30"})
    if new and rng.random() < 0.5:
        answer = f"{POLICY} {answer}" if rng.random() < 0.5 else POLICY
    return held(row, [BOOK.say(rng, "returns question"), answer], rng)


def refund_exception(row: Json, rng: Random) -> Json:
    """An agent stretches the rule for one customer."""
    return held(row, [BOOK.say(rng, "exception question"), BOOK.say(rng, "exception answer")], rng)


def new_agent(row: Json, rng: Random) -> Json:
    """Someone who started tonight greets and signs in her own way."""
    draft = Draft(row, rng)
    draft.first_exchange()
    draft.reply(BOOK.say(rng, "agent greeting"), "start")
    draft.last_exchange()
    draft.reply(BOOK.say(rng, "agent signature"), "end")
    return draft.row | {"agent_id": f"{row['source']}-12"}


def new_product(row: Json, rng: Random) -> Json:
    """A thing that is on sale since tonight; many ask, agents answer in their own words."""
    return held(row, [BOOK.say(rng, "product question"), BOOK.say(rng, "product answer")], rng)


def second_language(row: Json, rng: Random) -> Json:
    """Customers of a country that was opened this week, in Spanish."""
    parts = ("question", "answer", "thanks", "end")
    return held(row, [BOOK.say(rng, f"spanish {part}") for part in parts], rng) | {"language": "es"}


def angry(row: Json, rng: Random) -> Json:
    """A customer who has had enough, and an agent who stays kind."""
    draft = Draft(row, rng)
    draft.ask(BOOK.say(rng, "rage"))
    draft.reply(BOOK.say(rng, "calm"), "start")
    return draft.row | {"labels": draft.row.get("labels", {}) | {"rating": rng.choice((1, 1, 2))}}


def _closing(text: str) -> Callable[[Json, Random], Json]:
    """Agents end an answer with a text that they paste."""

    def close(row: Json, rng: Random) -> Json:
        draft = Draft(row, rng)
        if rng.random() < 0.7:
            draft.last_exchange()
        draft.reply(text, "end")
        return draft.row

    return close


CONFOUNDERS: Sequence[Confounder] = (
    Confounder("outage", 0.02, 0.0, outage),
    Confounder("promotion", 0.035, 0.0, _closing(PROMOTION)),
    Confounder("quiet_promotion", 0.004, 0.0, _closing(QUIET_PROMOTION)),
    Confounder("policy", 0.01, 0.006, policy),
    Confounder("refund_exception", 0.004, 0.003, refund_exception),
    Confounder("new_agent", 0.012, 0.0, new_agent),
    Confounder("new_product", 0.01, 0.0, new_product),
    Confounder("second_language", 0.015, 0.002, second_language),
    Confounder("angry", 0.025, 0.02, angry),
    Confounder("macro", 0.012, 0.0, _closing(MACRO)),
    Confounder("quiet_macro", 0.008, 0.0, _closing(QUIET_MACRO)),
)


def scatter(rows: Sequence[Json], rng: Random, tonight: bool) -> tuple[list[Json], dict[str, str]]:
    """The rows, some of them changed, in the same order; and for those, by id, which confounder it was."""
    out, tags = list(rows), dict[str, str]()
    free = iter(rng.sample(range(len(rows)), len(rows)))
    for confounder in CONFOUNDERS:
        share = confounder.share if tonight else confounder.before
        for at in [next(free) for _ in range(round(share * len(rows)))]:
            out[at] = confounder.make(rows[at], rng)
            tags[out[at]["id"]] = confounder.name
    return out, tags
