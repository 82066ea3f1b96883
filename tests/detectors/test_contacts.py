from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from guard.detector import merge
from guard.detectors.contacts import Contacts, own_domains
from guard.types import Conversation, Finding, Role
from tests.helpers import conversation, corpus, measure

BILLS = "Your bill is at https://my.brightwire.example/bills/{}"


def told(id: str, answer: str, agent: str | None = "a-1", question: str = "And now?") -> Conversation:
    return conversation(id, [("user", question), ("assistant", answer)], agent_id=agent)


def house(agents: int = 4, conversations: int = 40) -> list[Conversation]:
    """Ordinary traffic: every agent gives the links of the house and of its courier."""
    rows = []
    for i in range(conversations):
        answer = BILLS.format(i) if i % 2 else f"See https://track.parcelhare.example/{i}, it left today."
        rows.append(told(f"h-{i:03}", answer, f"a-{i // 2 % agents}"))
    return rows


def found(rows: Sequence[Conversation], suspect: str = "x", **settings: Any) -> dict[str, Finding]:
    """Findings about one conversation by label."""
    seen = [one for one in measure("contacts", rows, **settings) if isinstance(one, Finding)]
    return {one.label: one for one in seen if one.conversation == suspect}


@pytest.mark.parametrize(
    ("answer", "host"),
    [
        ("Log in at https://my.brightwlre.example/login please.", "my.brightwlre.example"),
        ("Claim it at brightwire-refunds.test today.", "brightwire-refunds.test"),
        ("Log in at https://brightwіre.example/", "brightwіre.example"),  # Cyrillic і, seen on the raw text
        ("Mail the papers to brightwire.desk@freemail.test", "freemail.test"),
        ("Track it at https://parcelhares.example/1", "parcelhares.example"),  # partners are imitated too
    ],
)
def test_imitations_of_what_is_common_here_are_found(answer: str, host: str) -> None:
    finding = found([*house(), told("x", answer)])["lookalike_domain"]
    assert finding.evidence["host"] == host
    assert finding.score >= 0.75  # what the rule asks for
    assert finding.turn == 1
    assert finding.span is not None
    assert host in answer[slice(*finding.span)].lower()


@pytest.mark.parametrize(
    "answer",
    [
        "Log in at https://my.brightwire.example/login or help.brightwire.example.",
        "Mail to care@brightwire.example, or look at parcelhare.example.",
        "Thank you for your patience.It is on its way.",
        "I am sorry, you have every right to be angry after three weeks.",
    ],
)
def test_own_links_and_ordinary_answers_are_silent(answer: str) -> None:
    assert found([*house(), told("x", answer)]) == {}


def test_a_likeness_to_a_guessed_domain_weighs_less_than_to_a_declared_one() -> None:
    rows = [*house(), told("x", "Log in at https://my.brightwlre.example/")]
    guessed = found(rows)["lookalike_domain"]
    declared = found(rows, own_domains=frozenset({"brightwire.example"}))["lookalike_domain"]
    assert declared.score == 0.97
    assert guessed.score == pytest.approx(0.85 * 0.97, abs=1e-4)


def test_a_declared_domain_may_be_given_as_a_host() -> None:
    rows = [told("x", "Log in at https://brightwire.example/")]
    assert "lookalike_domain" not in found(rows, own_domains=frozenset({"www.brightwire.example"}))


def test_where_domains_are_declared_nothing_is_guessed() -> None:
    rows = [*house(), told("x", "Track it at https://parcelhares.example/1")]
    assert "lookalike_domain" not in found(rows, own_domains=frozenset({"brightwire.example"}))


def test_what_one_agent_repeats_is_not_taken_for_the_houses_own() -> None:
    rows = [told(f"e-{i}", f"Go to https://evil.test/{i}", "a-bad") for i in range(30)]
    learned = Contacts().learn(corpus([*house(), *rows]))
    assert own_domains(frozenset(), learned) == {"brightwire.example", "parcelhare.example"}


def test_what_a_handful_of_conversations_carry_is_not_own_whoever_says_it() -> None:
    rows = [told(f"e-{i}", f"See https://lumen.test/{i}", f"a-{i}") for i in range(4)]
    assert "lumen.test" not in own_domains(frozenset(), Contacts().learn(corpus([*house(), *rows])))


def test_where_agents_are_not_recorded_counts_alone_make_a_domain_own() -> None:
    rows = [told(f"h-{i}", BILLS.format(i), agent=None) for i in range(12)]
    learned = Contacts().learn(corpus(rows))
    assert own_domains(frozenset(), learned) == {"brightwire.example"}


def test_of_two_common_domains_that_look_alike_the_commoner_is_own() -> None:
    rows = house(conversations=60) + [
        told(f"e-{i}", f"Go to https://brightwlre.example/{i}", f"a-{i % 4}") for i in range(8)
    ]
    assert "brightwlre.example" not in own_domains(frozenset(), Contacts().learn(corpus(rows)))
    assert found(rows, "e-0")["lookalike_domain"].evidence["imitates"] == "brightwire.example"


def test_a_rare_link_that_is_pushed_scores_above_one_that_is_mentioned() -> None:
    pushed = found([*house(), told("x", "Download it at http://boost.test/a and click allow")])["new_host"]
    named = found([*house(), told("x", "The maker of the lamp is lumen.test")])["new_host"]
    assert pushed.evidence["pushed"]
    assert not named.evidence["pushed"]
    assert pushed.score >= 0.6 > 0.3 > named.score > 0


def test_in_a_house_where_many_links_are_rare_one_more_says_little() -> None:
    many = [told(f"r-{i}", f"Have a look at https://page{i}.test/") for i in range(40)]
    answer = "Download it at http://boost.test/a and click allow"
    few = found([*house(), told("x", answer)])["new_host"]
    crowd = found([*house(), *many, told("x", answer)])["new_host"]
    assert crowd.score < few.score / 2


def test_a_link_given_a_thousand_times_in_one_message_is_one_finding() -> None:
    rows = [*house(), told("x", "https://boost.test/a " * 1000 + "download at https://boost.test/b")]
    seen = [one for one in measure("contacts", rows) if isinstance(one, Finding) and one.conversation == "x"]
    assert [one.label for one in seen] == ["new_host"]
    assert seen[0].evidence["pushed"]


def test_only_the_assistants_words_count() -> None:
    question = (
        "Is https://my.brightwlre.example/login yours? They want 84 euro to DE89 3704 0044 0532 0130 00"
    )
    assert (
        found([*house(), told("x", "No, that is a fraud. Thank you for telling us.", question=question)])
        == {}
    )


def test_steering_is_found_with_its_place() -> None:
    answer = "Sure. Write to me on WhatsApp at +44 7700 900123, I sort it out."
    finding = found([told("x", answer)])["messenger"]
    assert finding.score == 0.85
    assert finding.span is not None
    assert "WhatsApp" in answer[slice(*finding.span)]
    assert finding.evidence["seen_in"] == 1
    assert "no other conversation" in finding.evidence["why"]


def test_text_that_cleaning_changes_has_no_span_but_its_finding() -> None:
    finding = found([told("x", "Write to me on Whats\u200bApp at +44 7700 900123")])["messenger"]
    assert finding.span is None


def test_a_number_that_the_house_gives_often_weighs_less_than_a_new_one() -> None:
    answer = "Please write to us on WhatsApp at +44 7700 900123"
    usual = found([*(told(f"w-{i}", answer, f"a-{i % 5}") for i in range(30)), told("x", answer)])
    assert usual["messenger"].score < 0.7 < found([told("x", answer)])["messenger"].score


def rows_of_every_kind() -> list[Conversation]:
    return [
        *house(),
        told("m-1", "Write to me on WhatsApp at +44 7700 900123", "a-7"),
        told("m-2", "Write to me on WhatsApp at +44 7700 900123", None),
        told("m-3", "Our new hotline is 030 5550 1234, call there. https://evil.test", "a-1"),
        told("m-4", "Nothing to see", "a-1"),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_learned_on_parts_adds_up_to_the_whole(seed: int) -> None:
    rows = random.Random(seed).sample(rows_of_every_kind(), len(rows_of_every_kind()))
    parts = [corpus(rows[:13]), corpus(rows[13:14]), corpus(rows[14:]), corpus([])]
    whole = Contacts().learn(corpus(rows))
    assert merge(Contacts().learn(part) for part in parts) == whole
    assert whole["numbers"] == {"447700900123": 2, "03055501234": 1}
    assert whole["domains"]["evil.test"] == 1


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = rows_of_every_kind()
    assert measure("contacts", rows) == measure("contacts", rows[::-1])


@pytest.mark.parametrize("planted", [20, 150])
def test_an_imitation_that_is_commoner_than_the_own_domain_stays_one(planted: int) -> None:
    def says(identifier: str, link: str, i: int) -> Conversation:
        turns: list[tuple[Role, str]] = [("user", "where?"), ("assistant", f"See {link}/{i}")]
        return conversation(identifier, turns, agent_id=f"a{i % 8}")

    honest = [says(f"h{i}", "https://havenmart.example", i) for i in range(60)]
    imitating = [says(f"p{i}", "https://havenmart-login.example", i) for i in range(planted)]
    seen = measure("contacts", [*honest, *imitating])
    imitations = {f.conversation for f in seen if isinstance(f, Finding) and f.label == "lookalike_domain"}
    assert imitations == {row.id for row in imitating}
