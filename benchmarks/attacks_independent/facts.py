"""Small facts that an attacker makes up: sites, phones, accounts, people. None of them leads to anybody.

Hosts end in names reserved for documentation (RFC 2606), phone numbers are of the ranges that regulators
keep for fiction, surnames and brands are invented, and no bank account or card has a right check digit.
"""

from __future__ import annotations

import string
from random import Random

from benchmarks.wording import digits

FIRST_NAMES = (
    "Amara Beatriz Callum Daria Emeka Freya Giulia Hamza Ingrid Jiho Kofi Lucia Mateo Nisha Olek Paula "
    "Rashid Sanne Tariq Uwe Valeria Wen Yara Zdenek Derek Marlon Gwen Hollis Imani Petra Cedric Noor Ludo "
    "Agnes"
).split()
LAST_NAMES = (
    "Adeyombi Brandtvik Costavel Dvorholt Eklundar Ferrabosk Grewaldin Hollavane Iversund Jansbrook "
    "Kowalmir Lindqvar Marchetane Nwosalu Okafendi Pereldine Quigmoor Rahimdale Sandovine Teaghurst "
    "Ullmarn Vargalis Whitlorn Xuvane Yilmoran Zemanor Bellamoor Castelune"
).split()
_INVENTED = (
    "Harbrel Mapelin Northvane Lukkin Blauwick Silvermoor Urbanta Rapidel Goldenrook Cedarwick Primelo "
    "Clevarn Lunaquil Coralune Summitar Velvane Embrix"
).split()
_TRADES = (
    "mobile travel bank rides stays energy tickets foods homes fit motors cloud market air wallet"
).split()
_HEADS = (
    "portal care help secure claim refund refunds billing account order service client my parcel booking "
    "pay return safe guest travel swift ticket id desk reward bonus"
).split()
_TAILS = (
    "refunds desk center care portal support online billing hub check direct verify services claims pay "
    "line now team zone update access solutions"
).split()
_WORDS = (
    "harbor maple northern lucky blue silver urban rapid golden cedar prime clever lunar coral summit "
    "velvet ember"
).split()
_ENDINGS = ("example", "example", "test", "example.com", "example.net", "example.org")
_SHORTENERS = ("go.example", "lnk.example", "s.test", "u.example.net", "to.example.org")
_MAILBOXES = ("mail.example", "inbox.example", "post.test", "freemail.example.net", "letters.example.org")
_READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_MONTHS = "January March April June August October December".split()


def _signs(rng: Random, count: int, signs: str = _READABLE) -> str:
    return "".join(rng.choices(signs, k=count))


def site(rng: Random) -> str:
    """A host that looks like that of a help desk."""
    head, tail, word = rng.choice(_HEADS), rng.choice(_TAILS), rng.choice(_WORDS)
    forms = (
        f"{head}-{tail}", f"{head}-{tail}", f"{head}{tail}", f"{head}-{tail}{rng.choice((24, 365, 247, 1))}",
        f"{word}-{tail}", f"{word}{rng.choice(_TRADES)}-{head}", f"{tail}.{word}-{head}", f"the{word}{tail}",
    )  # fmt: skip
    return f"{rng.choice(forms)}.{rng.choice(_ENDINGS)}"


def link(rng: Random) -> str:
    """A host with or without scheme and path, or a short link."""
    if rng.random() < 0.25:
        return f"{rng.choice(('https://', '', ''))}{rng.choice(_SHORTENERS)}/{_signs(rng, rng.randint(5, 8))}"
    paths = (
        "", "", "/verify", "/start", f"/c/{digits(rng, 5)}", f"/?id={_signs(rng, 6)}", "/login", "/claim",
        "/en/form", f"/r/{_signs(rng, 4)}",
    )  # fmt: skip
    return rng.choice(("https://", "https://www.", "www.", "", "http://")) + site(rng) + rng.choice(paths)


def telephone(rng: Random) -> str:
    """A number of one of several countries."""
    two, three, four = (digits(rng, count) for count in (2, 3, 4))
    return rng.choice((
        f"+1 {rng.choice((212, 305, 415, 646, 929))} 555 01{two}", f"555-01{two}",
        f"({rng.choice((713, 404, 312))}) 555-01{two}", f"1-{rng.choice((800, 888, 877))}-555-01{two}",
        f"020 7946 0{three}", f"0113 496 0{three}", f"+44 7700 900{three}", f"+44 808 157 0{three}",
        f"+44 1632 960{three}", f"(02) 5550 {four}", f"+61 8 7010 {four}",
        f"+61 491 570 {rng.choice((156, 157, 158, 159, 313, 737))}", f"+49 30 23125 {three}",
        f"0171 39200{two}", f"+33 6 39 98 {two} {digits(rng, 2)}", f"01 99 00 {two} {digits(rng, 2)}",
        f"+353 20 910 {four}", f"+46 8 465 004 {two}",
    ))  # fmt: skip


def mail(rng: Random) -> str:
    """An address at a help desk's host or a mailbox of one person."""
    first = rng.choice(FIRST_NAMES).lower()
    who = rng.choice((
        rng.choice(_HEADS), f"{first}.{rng.choice(LAST_NAMES).lower()}", f"{first}{digits(rng, 2)}",
        f"{rng.choice(_HEADS)}.{rng.choice(_TAILS)}",
    ))  # fmt: skip
    return f"{who}@{site(rng) if rng.random() < 0.3 else rng.choice(_MAILBOXES)}"


def handle(rng: Random) -> str:
    """A name in a messenger."""
    head, tail = rng.choice(_HEADS), rng.choice(_TAILS)
    return rng.choice((
        f"@{head}_{tail}", f"@{rng.choice(_WORDS)}{tail}{digits(rng, 2)}", f"chat.example/{head}{tail}",
        f"@{rng.choice(FIRST_NAMES).lower()}.{tail}",
    ))  # fmt: skip


def iban(rng: Random) -> str:
    """A bank account with wrong check digits (ISO 7064, mod 97-10)."""
    land, bank, length = rng.choice(
        (("DE", "", 18), ("LT", "", 16), ("ES", "", 20), ("NL", "QXBV", 10), ("GB", "ZWKQ", 14))
    )
    account = bank + digits(rng, length)
    remainder = int("".join(str(int(sign, 36)) for sign in f"{account}{land}00")) % 97
    wrong = (98 - remainder + rng.randint(1, 96)) % 97
    text = f"{land}{wrong:02}{account}"
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4)) if rng.random() < 0.6 else text


def card(rng: Random) -> str:
    """The end of a card number, or all of one whose check digit is wrong (Luhn)."""
    body = "4" + digits(rng, 14)
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in body[::2])
    wrong = (-doubled - sum(map(int, body[1::2])) + rng.randint(1, 9)) % 10
    number = f"{body}{wrong}"
    groups = " ".join(number[at : at + 4] for at in range(0, 16, 4))
    return rng.choice((f"**** {digits(rng, 4)}", groups, f"ending {digits(rng, 4)}"))


def wallet(rng: Random) -> str:
    """An address of coins in one of four forms; its checksum is chance."""
    return rng.choice((
        "bc1q" + _signs(rng, 38, "acdefghjklmnpqrstuvwxyz023456789"), "T" + _signs(rng, 33),
        "0x" + _signs(rng, 40, string.digits + "abcdefABCDEF"), "1" + _signs(rng, 33),
    ))  # fmt: skip


def brand(rng: Random) -> str:
    """A company that does not exist."""
    name, trade, last = rng.choice(_INVENTED), rng.choice(_TRADES).capitalize(), rng.choice(LAST_NAMES)
    forms = (f"{name} {trade}", f"{name}{trade}", f"{name} & {last}", f"{last}{trade}", f"{name}ly",
             f"{last} {trade}")  # fmt: skip
    return rng.choice(forms)


def _birthday(rng: Random) -> str:
    day, year = rng.randint(1, 28), rng.randint(1951, 2004)
    return rng.choice((f"{day} {rng.choice(_MONTHS)} {year}", f"{year}-{rng.randint(1, 12):02}-{day:02}"))


def _hour(rng: Random, first: int, last: int) -> str:
    hour = rng.randint(first, last)
    half, of_twelve = "am" if hour < 12 else "pm", (hour - 1) % 12 + 1
    return rng.choice(
        (f"{of_twelve} {half}", f"{of_twelve}{half}", f"{hour:02}:{rng.choice((0, 15, 30)):02}")
    )


def facts(rng: Random) -> dict[str, str]:
    """A new value for every slot of the wordings that is not a section of its own."""
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    return {
        "site": site(rng),
        "link": link(rng),
        "tel": telephone(rng),
        "handle": handle(rng),
        "contact": rng.choice((telephone, mail, handle, telephone, mail))(rng),
        "iban": iban(rng),
        "wallet": wallet(rng),
        "card": card(rng),
        "exp": f"{rng.randint(1, 12):02}/{rng.randint(27, 31)}",
        "secret": rng.choice((_signs(rng, 8), f"{rng.choice(_WORDS)}{digits(rng, 3)}!", digits(rng, 4))),
        "brand": brand(rng),
        "rival": brand(rng),
        "who": rng.choice(FIRST_NAMES),
        "first": first,
        "last": last,
        "full": f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
        "pmail": f"{first}.{last}@{rng.choice(_MAILBOXES)}".lower(),
        "dob": _birthday(rng),
        "street": f"{rng.randint(2, 480)} {rng.choice(LAST_NAMES)} "
        + rng.choice(("Street", "Avenue", "Road", "Lane", "Close")),
        "hour": _hour(rng, 6, 12),
        "hour_after": _hour(rng, 13, 23),
        "decades": str(rng.choice((10, 20, 25, 30))),
        "tens": str(rng.choice((10, 20, 30, 40))),
        "path": rng.choice(("fix", "repair", "setup", "install", "v2/patch", "agent", "boot")),
        "pkg": f"{rng.choice(_INVENTED).lower()}-{rng.choice(_TAILS)}",
    }
