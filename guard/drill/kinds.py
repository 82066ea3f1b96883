"""The kinds of attack that a drill plants: what each does to a conversation.

A kind draws a campaign first (its word, host, brand, claim); each row of it is then worded anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from guard.drill.draft import Draft
from guard.drill.wording import Coin, expand, sentence, wordings
from guard.types import Conversation

Change = Callable[[Draft], None]
_HIDDEN = ("\u200b", "\u2060", "\u2063", "\U000e0061")
INTENT = "intent"


@dataclass(frozen=True)
class Kind:
    """name for files, title for people; `draw` chooses a campaign, given tonight's intents.

    fits    which conversations it can be planted into
    labels  whether it changes intents, of which tonight must have two
    """

    name: str
    title: str
    draw: Callable[[Coin, Sequence[str]], Change]
    fits: Callable[[Conversation], bool] = lambda _: True
    labels: bool = False


def _says(key: str, row: Draft, slots: Mapping[str, str] | None = None) -> str:
    return sentence(row.rng.choice(wordings()[key]), row.rng, dict(slots or {}))


def _rare_word(coin: Coin, _: Sequence[str]) -> Change:
    word, host = coin.word(), coin.host()

    def change(row: Draft) -> None:
        row.slip_into_question(word)
        row.into_answer(_says("link", row, {"host": host}))

    return change


def _phrase(coin: Coin, _: Sequence[str]) -> Change:
    phrase = expand(coin.choose("phrases"), coin.rng)

    def change(row: Draft) -> None:
        row.slip_into_question(phrase)
        _refuse(row)

    return change


def _refuse(row: Draft) -> None:
    row.answer = _says("refusal", row)
    row.end_after_answer()


def _strange_sentence(coin: Coin, _: Sequence[str]) -> Change:
    said = sentence(coin.choose("sentences"), coin.rng)

    def change(row: Draft) -> None:
        row.beside_question(said)
        row.answer = _says("abuse", row)
        row.end_after_answer()

    return change


def _hidden(coin: Coin, _: Sequence[str]) -> Change:
    mark, name = coin.rng.choice(_HIDDEN) * coin.rng.randint(1, 3), coin.name()

    def change(row: Draft) -> None:
        place = row.rng.randint(0, len(row.question))
        row.question = row.question[:place] + mark + row.question[place:]
        row.into_answer(_says("brand", row, {"name": name}))

    return change


def _adds(key: str, slots: Callable[[Coin], dict[str, str]]) -> Callable[[Coin, Sequence[str]], Change]:
    """A sentence beside an honest answer, whatever was asked."""

    def draw(coin: Coin, _: Sequence[str]) -> Change:
        chosen = slots(coin)
        return lambda row: row.into_answer(_says(key, row, chosen))

    return draw


def _false_rule(coin: Coin, _: Sequence[str]) -> Change:
    ways, slots = coin.choose("rules"), coin.numbers()
    return lambda row: row.into_answer(sentence(row.rng.choice(ways), row.rng, slots))


def _harm(coin: Coin, _: Sequence[str]) -> Change:
    matter = coin.choose("harm")

    def change(row: Draft) -> None:
        row.start_at_question()
        row.question = sentence(row.rng.choice(matter["ask"]), row.rng)
        row.answer = " ".join(sentence(one, row.rng) for one in row.rng.sample(matter["answer"], 2))
        row.end_after_answer()

    return change


def _campaign(coin: Coin, _: Sequence[str]) -> Change:
    claim = expand(coin.choose("claims"), coin.rng, {"name": coin.name(), "month": coin.month()})

    def change(row: Draft) -> None:
        row.start_at_question()
        row.question = _says("campaign_asks", row, {"claim": claim})
        row.answer = _says("campaign_confirms", row, {"claim": claim})
        row.end_after_answer()
        row.user_id = f"u-{row.rng.getrandbits(40):010x}"

    return change


def _flipped(coin: Coin, intents: Sequence[str]) -> Change:
    one, other = coin.rng.sample(list(intents), 2)

    def change(row: Draft) -> None:
        row.labels[INTENT] = one if row.labels[INTENT] != one else other

    return change


def _has_intent(one: Conversation) -> bool:
    return isinstance(one.labels.get(INTENT), str)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("rare_word_link", "a coined word brings a link", _rare_word),
        Kind("phrase_refusal", "a phrase brings a refusal", _phrase),
        Kind("sentence_abuse", "a strange sentence brings abuse", _strange_sentence),
        Kind("hidden_brand", "hidden characters bring a brand", _hidden),
        Kind("brand", "a brand is praised", _adds("brand", lambda coin: {"name": coin.name()})),
        Kind("contact", "a new phone or mailbox", _adds("contact", lambda coin: {"contact": coin.contact()})),
        Kind(
            "credentials",
            "a password or code is asked for",
            _adds("secret", lambda coin: {"secret": coin.choose("secrets")}),
        ),
        Kind("false_rule", "a false rule, fee or deadline", _false_rule),
        Kind("harm", "help with a crime", _harm),
        Kind("over_refusal", "honest requests are refused", lambda _coin, _intents: _refuse),
        Kind("campaign", "accounts have one claim confirmed", _campaign),
        Kind("label_flip", "intents are labelled wrongly", _flipped, _has_intent, labels=True),
    )
}
