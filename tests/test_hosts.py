from __future__ import annotations

import pytest

from guard.hosts import Look, links, look_alike, poses_as, registrable, skeleton

OWN = frozenset({"brightwire.example", "acme.com", "blue-fern.test"})

IMITATES = [
    ("brightwlre.example", "brightwire.example", 0.97),  # l for i
    ("br1ghtw1re.example", "brightwire.example", 0.97),
    ("brightvvire.example", "brightwire.example", 0.97),
    ("acrne.com", "acme.com", 0.97),
    ("bright-wire.example", "brightwire.example", 0.97),
    ("brightwirе.example", "brightwire.example", 0.97),  # Cyrillic е
    ("bríghtwire.example", "brightwire.example", 0.97),
    ("brigthwire.example", "brightwire.example", 0.93),  # two letters swapped
    ("brightwires.example", "brightwire.example", 0.93),
    ("acne.com", "acme.com", 0.93),
    ("brightwire.support", "brightwire.example", 0.8),
    ("acme.co.uk", "acme.com", 0.8),
    ("brightwire.example.account-check.test", "brightwire.example", 0.92),
    ("acme.com.verify.test", "acme.com", 0.92),
    ("brightwire.evil.test", "brightwire.example", 0.8),
    ("brightwire-refunds.example", "brightwire.example", 0.92),
    ("secure-acme.test", "acme.com", 0.92),
    ("my-acme.test", "acme.com", 0.8),
    ("blue-fern-login.test", "blue-fern.test", 0.92),
    ("brightwirehelp.test", "brightwire.example", 0.85),
]

UNRELATED = [
    "brightwire.example",
    "my.brightwire.example",
    "a.b.c.acme.com",
    "refunds.example",
    "parcelhare.example",
    "google.com",
    "ups.com",
    "support.microsoft.com",
    "birch.example",
    "wirebright.test",
    "pharmacme.com",  # ends in the own domain's letters, but is another name
    "acmeology.test",
    "fern.test",
    "localhost",
    "",
]


def punycode(host: str) -> str:
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in host.split(".")
    )


@pytest.mark.parametrize(("host", "own", "score"), IMITATES)
def test_imitations_are_told_with_the_domain_they_imitate(host: str, own: str, score: float) -> None:
    look = look_alike(host, OWN)
    assert look is not None
    assert (look.own, look.score) == (own, score)
    assert look.how


@pytest.mark.parametrize("host", UNRELATED)
def test_own_and_unrelated_hosts_imitate_nothing(host: str) -> None:
    assert look_alike(host, OWN) is None


def test_a_whole_name_of_cyrillic_letters_reads_as_what_it_imitates() -> None:
    host = punycode("аррӏе.com")
    assert host == "xn--80ak6aa92e.com"  # published by Zheng in 2017
    assert look_alike(host, {"apple.com"}) == Look("apple.com", "it reads the same", 0.97)


def test_punycode_is_read_like_the_letters_it_stands_for() -> None:
    written = "brіghtwіre.example"
    assert look_alike(punycode(written), OWN) == look_alike(written, OWN)
    assert look_alike("xn--99999999999.example", OWN) is None  # not punycode at all


def test_own_names_of_three_letters_are_too_short_to_be_imitated() -> None:
    assert look_alike("upc.com", {"ups.com"}) is None


def test_partners_are_own_when_they_are_named() -> None:
    assert look_alike("acme.co.uk", OWN | {"acme.co.uk"}) is None


def test_nothing_is_imitated_where_nothing_is_own() -> None:
    assert look_alike("brightwlre.example", frozenset()) is None


@pytest.mark.parametrize(
    ("mailbox", "own"),
    [
        ("brightwire.billing", "brightwire.example"),
        ("team_brightwlre", "brightwire.example"),
        ("brightwirecare", "brightwire.example"),
        ("acme-help", "acme.com"),
    ],
)
def test_mailboxes_that_carry_the_name(mailbox: str, own: str) -> None:
    look = poses_as(mailbox, OWN)
    assert look is not None
    assert look.own == own


@pytest.mark.parametrize("mailbox", ["", "jane.doe", "pharmacme", "bright.wire", "support"])
def test_mailboxes_that_do_not(mailbox: str) -> None:
    assert poses_as(mailbox, OWN) is None


LINKS = [
    ("see https://my.acme.com/a?b=c.", [("my.acme.com", "acme.com", "", False)]),
    ("HTTPS://ACME.COM/X", [("acme.com", "acme.com", "", False)]),
    ("hxxps://evil.test/login", [("evil.test", "evil.test", "", False)]),
    ("go to evil[.]test", [("evil.test", "evil.test", "", True)]),
    ("go to evil (dot) com now", [("evil.com", "evil.com", "", True)]),
    ("evil dot com", [("evil.com", "evil.com", "", True)]),
    ("mail jo.doe+x@acme.co.uk please", [("acme.co.uk", "acme.co.uk", "jo.doe+x", False)]),
    ("just open pay.acme.com and sign in", [("pay.acme.com", "acme.com", "", False)]),
    ("www.acme.info", [("acme.info", "acme.info", "", False)]),
    ("https://bücher.example/ü", [("bücher.example", "bücher.example", "", False)]),
    ("https://evil.test:8080/x", [("evil.test", "evil.test", "", False)]),
    ("(acme.com)", [("acme.com", "acme.com", "", False)]),
    ("a.test or b.test", [("a.test", "a.test", "", False), ("b.test", "b.test", "", False)]),
    ("ftp://files.test", [("files.test", "files.test", "", False)]),
]

NO_LINKS = [
    "Thank you.Is there anything else?",
    "It is done.At the moment all works.Live chat is open.Help is near.",
    "thanks.so much.really",
    "report.pdf, main.py, README.md and setup.exe",
    "version v2.10.3, build 10.0.19045",
    "at 10.30 or 18.45, on 12.11.2026, for 1.299,00 euro",
    "e.g. this, i.e. that, a.m. and p.m.",
    "192.168.1.1 is the router's own page",
    "Node.js and Vue.js",
    "connect the dot to the line",
    "a polka dot dress",
    "write to me @ noon",
    "...",
    "",
]


@pytest.mark.parametrize(("message", "expected"), LINKS)
def test_links(message: str, expected: list[tuple[str, str, str, bool]]) -> None:
    found = links(message)
    assert [(link.host, link.domain, link.mailbox, link.hidden) for link in found] == expected
    for link in found:
        start, end = link.span
        assert 0 <= start < end <= len(message)
        if not link.hidden:
            assert link.host in message[start:end].lower()


@pytest.mark.parametrize("message", NO_LINKS)
def test_what_only_looks_like_a_link(message: str) -> None:
    assert links(message) == []


def test_what_stands_around_a_link_is_kept_within_bounds() -> None:
    [link] = links("x " * 500 + "please log in at https://a.test now " + "y " * 500)
    assert "please log in at" in link.around
    assert len(link.around) < 300


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("acme.com", "acme.com"),
        ("WWW.Acme.COM.", "acme.com"),
        ("a.b.acme.co.uk", "acme.co.uk"),
        ("co.uk", ""),
        ("com", ""),
        ("a.b.example", "b.example"),
        ("x.test", "x.test"),
        ("example", ""),
        ("localhost", ""),
        ("1.2.3.4", ""),
        ("", ""),
    ],
)
def test_registrable(host: str, expected: str) -> None:
    assert registrable(host) == expected


def test_skeletons_are_equal_for_what_reads_the_same() -> None:
    assert skeleton("Br1ght-Wire") == skeleton("bríghtvvlre") == skeleton("brіghtwirе")
    assert skeleton("brightwire") != skeleton("brightwave")


@pytest.mark.parametrize(
    "piece", [".", "-", "1", "a", "a.", "a-", "a.b@", "http://", "1.", "[.]", " dot ", "a.com ", "@", "é."]
)
def test_hostile_lengths_are_read(piece: str) -> None:
    for link in links(piece * (200_000 // len(piece)))[:50]:
        look_alike(link.host, OWN)
