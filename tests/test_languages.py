"""Languages of short texts."""

from __future__ import annotations

import pytest

from guard.languages import hints, language


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Could you tell me where my order is?"),
        ("de", "Ihre Bestellung ist leider noch nicht da."),
        ("fr", "Nous avons bien reçu votre demande, merci."),
        ("es", "Lo siento mucho, su pedido no ha llegado."),
        ("pt", "Obrigado, mas não recebi o meu pedido."),
        ("it", "Il suo ordine è stato spedito con il corriere."),
        ("nl", "Uw bestelling is niet aangekomen, wij kijken ernaar."),
        ("pl", "Proszę czekać, zamówienie jest już w drodze."),
        ("sv", "Din beställning är på väg och kommer om en dag."),
        ("tr", "Siparişiniz yolda ve bugün size gelir, lütfen bekleyin."),
        ("Cyrl", "Ваш заказ уже в пути."),
        ("Hani", "ご注文は発送されました。"),
        ("Arab", "طلبك في الطريق"),
    ],
)
def test_a_sentence_tells_its_language(code: str, text: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize("text", ["", "OK", "Nokia 3310", "parcel invoice ticket voucher", "12345"])
def test_what_is_too_short_is_in_no_language(text: str) -> None:
    assert language(text) is None


def test_a_word_in_another_script_changes_nothing() -> None:
    assert language("Could you tell me what Заказ is?") == "en"


def test_words_of_several_languages_hint_at_each() -> None:
    assert set(hints("de")) == {"es", "pt", "nl", "tr"}
    assert hints("bitte, bitte") == {"de": 2}
