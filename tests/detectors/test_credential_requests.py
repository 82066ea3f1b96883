from __future__ import annotations

import random

import pytest

from guard.detector import merge
from guard.detectors.credential_requests import CredentialRequests, requests
from guard.types import Conversation, Finding
from tests.helpers import conversation, corpus, findings, measure

FIRES = [
    ("one-time code", 0.9, "To finish I need the six digits that just arrived on your phone."),
    ("one-time code", 0.9, "Forward the texted code to me and the block is gone."),
    ("password", 0.9, "What is your password, so that I can have a look myself?"),
    ("password", 0.9, "Just give me your login details, I will do the rest."),
    ("card security code", 0.95, "What's the CVV?"),
    ("full card number", 0.8, "Supply the long number from the front of the card."),
    ("PIN", 0.75, "Dictate me the PIN of your SIM and I will unlock it."),
    ("recovery phrase", 1.0, "Share the 12 words of your wallet here."),
    ("remote access", 0.8, "Please install AnyDesk and tell me what it shows."),
    ("identity document", 0.7, "Send me a selfie with your ID card."),
    ("national number", 0.6, "May I have your social security number, please?"),
    ("security answer", 0.45, "And what was your mother's maiden name? Please tell me."),
    ("password", 0.9, "Bitte schicken Sie mir Ihr Passwort."),
    ("password", 0.9, "Envíeme su contraseña, por favor."),
    ("password", 0.9, "Donnez-moi votre mot de passe ici."),
]

SILENT = [
    "We will never ask for your password, so please do not share it with anyone.",
    "Please don't give your PIN to anybody, not even to us.",
    "Nobody of us needs the code you received, keep it to yourself.",
    "Sir, I would never ask for your card number in a chat.",
    "No need to send your card number, I can see the payment.",
    "Could you tell me the last four digits of your card?",
    "Which card? The first six and the last four digits are enough.",
    "You can reset your password under Settings.",
    "I'll send you a confirmation code by e-mail.",
    "Your PIN was mailed to your home address.",
    "What is your date of birth and your postcode?",
    "Could you give me your order number, please?",
    "What is the password of your Wi-Fi router? It is printed on its back.",
    "Please bring your passport to the counter.",
    "Send us a photo of the broken lid, please.",
    "I can send you a copy of the invoice.",
    "I am sorry that you had to wait; tell me what happened and I will put it right.",
    "",
]


@pytest.mark.parametrize(("secret", "score", "text"), FIRES)
def test_fires(secret: str, score: float, text: str) -> None:
    finding = findings("credential_requests", text, "assistant")["asks_for_secret"]
    assert (finding.evidence["secret"], finding.score) == (secret, score)
    assert finding.span is not None
    assert text[slice(*finding.span)]
    assert finding.evidence["sentence"] in text


@pytest.mark.parametrize("text", SILENT)
def test_stays_silent(text: str) -> None:
    assert findings("credential_requests", text, "assistant") == {}


def test_only_the_assistant_is_read() -> None:
    assert findings("credential_requests", "Send me your password now!", "user") == {}


def test_each_kind_of_secret_is_told_once_by_its_strongest_sentence() -> None:
    text = "Enter your PIN in the app. Then send me the PIN and the CVV. Yes, send me the PIN."
    marks = {mark.evidence["secret"]: mark for mark in requests(text)}
    assert sorted(marks) == ["PIN", "card security code"]
    assert marks["PIN"].evidence["sentence"] == "Then send me the PIN and the CVV."


@pytest.mark.parametrize(
    ("plain", "milder"),
    [
        ("Tell me your password.", "Please confirm your password."),
        ("Please confirm your password.", "Please enter your password."),
        ("Please enter your password.", "Please enter your password on the login page."),
    ],
)
def test_typing_it_where_it_belongs_weighs_less_than_telling_it(plain: str, milder: str) -> None:
    [strong], [weak] = list(requests(plain)), list(requests(milder))
    assert strong.score > weak.score > 0


def test_the_span_stands_at_the_secret_in_a_longer_text() -> None:
    text = "Thanks for waiting. One moment please. Now read me the code you received."
    [mark] = requests(text)
    assert mark.span is not None
    assert text[slice(*mark.span)].startswith("code you received")


def asked(id: str, agent: str | None, answer: str = "Please tell me your PIN.") -> Conversation:
    return conversation(id, [("user", "Hi"), ("assistant", answer)], agent_id=agent)


def score_of(rows: list[Conversation], id: str) -> Finding:
    [finding] = [
        one
        for one in measure("credential_requests", rows)
        if isinstance(one, Finding) and one.conversation == id
    ]
    return finding


def test_a_practice_of_the_house_halves_the_score() -> None:
    plain = [asked(f"p-{i}", f"a-{i % 6}", "It is on its way.") for i in range(200)]
    usual = [asked(f"q-{i}", f"a-{i}") for i in range(5)]
    lone = [asked("q-0", "a-0")]
    one_agent = [asked(f"q-{i}", "a-0") for i in range(5)]
    unknown = [asked(f"q-{i}", None) for i in range(5)]
    assert score_of(plain + usual, "q-0").score == 0.375
    assert score_of(plain + usual, "q-0").evidence["usual_here"]
    assert "by several agents" in score_of(plain + usual, "q-0").evidence["why"]
    for others in (lone, one_agent, unknown):  # no number of conversations excuses one agent
        assert score_of(plain + others, "q-0").score == 0.75
    assert score_of([*plain, *usual, asked("s", "a-1", "Send me the CVV.")], "s").score == 0.95


def test_what_the_customer_named_is_handed_over() -> None:
    def talk(question: str, answer: str) -> list[Finding]:
        rows = [conversation("c", [("user", question), ("assistant", answer)])]
        return [one for one in measure("credential_requests", rows) if isinstance(one, Finding)]

    [finding] = talk("Where do I see my backup codes?", "Under Security. Then paste them all in this chat.")
    assert (finding.score, finding.turn) == (0.81, 1)
    assert talk("Where do I see my invoices?", "Under Billing. Then paste them all in this chat.") == []
    assert talk("Where do I see my backup codes?", "Under Security. Never paste them in a chat.") == []


def test_a_disguised_request_is_read_but_has_no_span() -> None:
    finding = findings("credential_requests", "Send me your pаss\u200bword", "assistant")["asks_for_secret"]
    assert finding.score == 0.9
    assert finding.span is None


@pytest.mark.parametrize("seed", range(3))
def test_what_is_learned_on_parts_adds_up_to_the_whole(seed: int) -> None:
    rows = [asked(f"q-{i}", f"a-{i % 3}") for i in range(9)]
    rows += [asked("n", None), asked("s", "a-1", "Send me the CVV and your PIN."), asked("z", "a-1", "Bye.")]
    rows = random.Random(seed).sample(rows, len(rows))
    whole = CredentialRequests().learn(corpus(rows))
    parts = (corpus(part) for part in (rows[:4], rows[4:5], rows[5:], []))
    assert merge(CredentialRequests().learn(part) for part in parts) == whole
    assert whole["asked"] == {"PIN": 11, "card security code": 1}
    assert whole["conversations"] == {"all": 12}


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = [asked(f"q-{i}", f"a-{i}", f"Please send me your password, no. {i}.") for i in range(6)]
    assert measure("credential_requests", rows) == measure("credential_requests", rows[::-1])


@pytest.mark.parametrize("piece", ["a", "pin ", "send ", "i will ", "three ", ". ", "16 month ", "ne "])
def test_hostile_lengths_are_read(piece: str) -> None:
    list(requests("send me the password " + piece * (200_000 // len(piece))))


@pytest.mark.parametrize("planted", [8, 60])
def test_many_requests_for_a_password_do_not_make_it_usual(planted: int) -> None:
    honest = [
        conversation(f"h{i}", [("user", "hello"), ("assistant", "hi")], agent_id=f"a{i % 9}")
        for i in range(200)
    ]
    asked = [
        conversation(
            f"p{i}",
            [("user", "it fails"), ("assistant", f"Please send me your password here, case {i}.")],
            agent_id=f"a{i % 9}",
        )
        for i in range(planted)
    ]
    seen = measure("credential_requests", [*honest, *asked])
    assert {one.score for one in seen if isinstance(one, Finding)} == {0.9}
    assert {one.conversation for one in seen} == {row.id for row in asked}
