from __future__ import annotations

from collections import Counter

import pytest

from guard.entities import phones
from guard.steering import steps

FIRES = [
    ("messenger", 0.85, "Just drop me a line on WhatsApp, +49 151 5550 0117, we settle it between us."),
    ("messenger", 0.85, "Let us continue on Telegram @bw_helper, it is faster there."),
    ("messenger", 0.85, "Add me on Signal: 0151 5550117"),
    ("messenger", 0.45, "We can talk about it via WeChat if you like."),
    ("messenger", 0.85, "Please e-mail me directly at bw.refund.desk@gmail.com."),
    ("messenger", 0.85, "Send the signed form to claims4you@proton.me"),
    ("phone", 0.8, "Our hotline has moved, please dial 0900 555 0199 from now on."),
    ("phone", 0.8, "The number has changed: call 1 900 555 0134."),
    ("phone", 0.7, "Our new hotline is 030 5550 1234, please call there."),
    ("phone", 0.5, "You can reach the desk at 0909 879 0142."),
    ("phone", 0.3, "You can call them at (415) 555-0132."),
    ("payment", 0.85, "Please wire the deposit of 120 euro to GB29 NWBK 6016 1331 9268 19 today."),
    ("payment", 0.95, "To unlock it, deposit 0.01 BTC to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa."),
    ("payment", 0.95, "Transfer the fee to 0x52908400098527886E0F7030069857D2E4169EE7"),
    ("payment", 0.8, "Settle the customs fee with a Paysafecard and text me the code."),
    ("payment", 0.8, "Get three prepaid cards, scratch them and send me the numbers."),
    ("payment", 0.55, "You have to pay with gift cards this time."),
    ("payment", 0.75, "Pay in bitcoin, then the fee is waived."),
    ("payment", 0.5, "Please transfer it to account 1234 5678 90 at our bank."),
]

SILENT = [
    "I have booked a table for 4 at 18:30 on 2026-11-03.",
    "We charged 49.90 to your card ending in 4421.",
    "We sent the confirmation to anna.smith@gmail.com.",
    "I see the gift card was already redeemed on 3 May; the balance is 0.",
    "You can use your gift card at the checkout, just type the code there.",
    "I would recommend a gift card from our page, your sister chooses herself then.",
    "We accept Visa, Mastercard, PayPal and gift cards.",
    "Never pay by gift card or crypto currency: nobody here asks for that.",
    "We will never ask you to buy gift cards and send us the codes.",
    "Please do not buy prepaid cards for anybody who rings you, it is a scam.",
    "The signal is weak in the basement, please move the router to a higher place.",
    "Is WhatsApp slow as well, or only the browser?",
    "Please write to care@brightwire.example and we will answer today.",
    "Your refund of 120 euro goes to the account you paid from within 5 days.",
    "Yes sir, I understand that you are furious, and you are right: three weeks is too long.",
    "Deposits are due on arrival, 20 % of the price.",
    "",
]


@pytest.mark.parametrize(("label", "base", "text"), FIRES)
def test_fires(label: str, base: float, text: str) -> None:
    [step] = [step for step in steps(text) if step.label == label]
    assert step.base == base
    assert step.why.startswith("The assistant")
    start, end = step.span
    assert step.target in text[start:end] or step.target == step.number


@pytest.mark.parametrize("text", SILENT)
def test_stays_silent(text: str) -> None:
    assert steps(text) == []


def test_each_sentence_is_judged_by_itself() -> None:
    text = "Please pay at the desk. Your booking is DE89 3704 0044 0532 0130 00."
    assert steps(text) == []  # the request and the number are of different sentences
    text = "Thank you. Please transfer 84 euro to DE89 3704 0044 0532 0130 00. Bye."
    [step] = steps(text)
    assert text[slice(*step.span)] == " Please transfer 84 euro to DE89 3704 0044 0532 0130 00."


def test_a_warning_does_not_excuse_a_wallet_that_is_named() -> None:
    text = "Never wait, send bitcoin to bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh now."
    assert [step.base for step in steps(text)] == [0.95]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call (415) 555-0132 or +49 30 5550 1234", ["4155550132", "493055501234"]),
        ("card 1234, room 12, 18:30", []),
        ("order 2026-11-03/4412", []),
        ("12345678901234567890", []),
        ("a" + "1" * 10, []),
    ],
)
def test_phones(text: str, expected: list[str]) -> None:
    assert phones(text) == expected


def test_a_number_that_many_conversations_give_weighs_less() -> None:
    [step] = steps("Our new hotline is 030 5550 1234, please call there.")

    def score(conversations: int) -> float:
        mark = step.mark({"numbers": Counter({step.number: conversations})})
        assert mark.evidence["seen_in"] == conversations
        return mark.score

    assert score(1) == 0.7
    assert score(1) > score(3) > score(50) > 0.3


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "(", "a", ".", "!", "send ", "pay ", "pay to DE89 ", "0x", "send to a@", "buy gift "]
)
def test_hostile_lengths_are_read(piece: str) -> None:
    steps("bitcoin 030 5550 1234 " + piece * (200_000 // len(piece)))
