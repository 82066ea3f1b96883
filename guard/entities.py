"""What a text names that can be looked up: hosts, phone numbers, mailboxes, prices, handles."""

from __future__ import annotations

import re

from guard import text
from guard.hosts import links

KINDS = ("host", "phone", "email", "price", "handle")
Entity = tuple[str, str]  # kind, value in one spelling

# Every repetition is bounded or over one character class: matching stays linear.
_PHONE = re.compile(r"(?<![\w/.-])\+?\(?\d[\d ().-]{6,17}\d(?![\w/-])")
_AMOUNT = r"\d{1,9}(?:,\d{3}){0,3}(?:[.,]\d{1,2})?"
_UNITS = {
    **dict.fromkeys(("$", "usd", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds"), "GBP"),
    **dict.fromkeys(("¥", "jpy", "yen"), "JPY"),
    **dict.fromkeys(("₹", "inr", "rupee", "rupees"), "INR"),
}
_PRICE = re.compile(
    rf"(?<!\w)(?P<sign>[$€£¥₹]|(?:usd|eur|gbp|jpy|inr)\b) ?(?P<first>{_AMOUNT})"
    rf"|(?<![\w.,])(?P<then>{_AMOUNT}) ?(?P<unit>[$€£¥₹]|(?:{'|'.join(u for u in _UNITS if u.isalpha())})\b)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_HANDLE = re.compile(r"(?<![\w@.+-])@[A-Za-z_]\w{1,29}(?![\w@]|\.\w)")


def phones(message: str) -> list[str]:
    """Digits of what reads as a phone number (7 to 15 digits), in order."""
    found = (re.sub(r"\D", "", match.group()) for match in _PHONE.finditer(message))
    return [digits for digits in found if 7 <= len(digits) <= 15]


def entities(message: str) -> set[Entity]:
    """Everything that a raw text names, each in one spelling: the registrable domain of a link, digits of
    a phone number, a mailbox in small letters, a price as "USD 9.99", a handle in small letters."""
    found: set[Entity] = set()
    for link in links(message):
        named = ("email", f"{link.mailbox}@{link.host}") if link.mailbox else ("host", link.domain)
        found.add(named)
    plain = text.clean(message)
    if _DIGIT.search(plain):
        found.update(("phone", digits) for digits in phones(plain))
        found.update(("price", price) for price in prices(plain))
    if "@" in plain:
        found.update(("handle", match.group().lower()) for match in _HANDLE.finditer(plain))
    return found


def prices(message: str) -> list[str]:
    """Amounts of money in a cleaned text, in order, as "USD 9.99"."""
    found = []
    for match in _PRICE.finditer(message):
        amount = match["first"] or match["then"]
        unit = _UNITS[(match["sign"] or match["unit"]).lower()]
        found.append(f"{unit} {_number(amount)}")
    return found


def _number(amount: str) -> str:
    """An amount without thousands' marks, and without cents that are nought: "1,299.00" is "1299"."""
    whole, mark, cents = amount, "", ""
    if len(amount) > 3 and amount[-3] in ".,":
        whole, mark, cents = amount[:-3], ".", amount[-2:]
    elif len(amount) > 2 and amount[-2] in ".,":
        whole, mark, cents = amount[:-2], ".", amount[-1] + "0"
    whole = re.sub(r"[.,]", "", whole)
    return whole if cents in ("", "00") else f"{whole}{mark}{cents}"
