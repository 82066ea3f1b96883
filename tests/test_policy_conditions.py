"""Every kind of condition, with cases that fire beside cases that stay silent."""

from __future__ import annotations

import time

import pytest

from guard.policy import decide
from guard.types import Finding, Json
from tests.policy_rules import FACTS, finding, policy, rule

ABUSE: Json = {"finding": "toxicity/abuse"}
LINK: Json = {"finding": "contact/new_link"}
CHAT: Json = {"metadata": {"channel": ["chat"]}}
MAIL: Json = {"metadata": {"channel": ["email"]}}

FIRES: list[tuple[str, Json, list[Finding]]] = [
    ("label", ABUSE, [finding()]),
    ("label with score 0", ABUSE, [finding(score=0.0)]),
    ("any label", {"finding": "toxicity/*"}, [finding("toxicity/threat")]),
    ("score at its bound", ABUSE | {"at_least": {"score": 0.9}}, [finding(score=0.9)]),
    ("score below", ABUSE | {"at_most": {"score": 0.5}}, [finding(score=0.5)]),
    ("score between", ABUSE | {"at_least": {"score": 0.4}, "at_most": {"score": 0.6}}, [finding(score=0.5)]),
    ("evidence number", ABUSE | {"at_least": {"accounts": 10}}, [finding(accounts=10)]),
    ("evidence number at most", ABUSE | {"at_most": {"minutes": 40}}, [finding(minutes=39.5)]),
    ("evidence value", ABUSE | {"where": {"kind": ["link", "phone"]}}, [finding(kind="phone")]),
    ("evidence null", ABUSE | {"where": {"kind": [None]}}, [finding(kind=None)]),
    ("evidence true", ABUSE | {"where": {"known": [True]}}, [finding(known=True)]),
    ("evidence 1 and 1.0", ABUSE | {"where": {"n": [1]}}, [finding(n=1.0)]),
    ("role", ABUSE | {"role": "assistant"}, [finding(turn=1)]),
    ("grouped", ABUSE | {"grouped": True}, [finding(group="g-1")]),
    ("not grouped", ABUSE | {"grouped": False}, [finding()]),
    ("count", ABUSE | {"count": 2}, [finding(turn=0), finding(turn=1)]),
    ("count over labels", {"finding": "toxicity/*", "count": 2}, [finding(), finding("toxicity/threat")]),
    ("the second finding", ABUSE | {"at_least": {"accounts": 3}}, [finding(accounts=1), finding(accounts=3)]),
    ("metadata", CHAT, []),
    ("metadata, one of many", {"metadata": {"channel": ["email", "chat"]}}, []),
    ("metadata missing", {"metadata": {"language": [None]}}, []),
    ("metadata not recorded", {"metadata": {"agent_id": [None]}}, []),
    ("metadata, all fields", {"metadata": {"channel": ["chat"], "user_id": ["u-1"]}}, []),
    ("label value", {"metadata": {"labels.intent": ["refund"]}}, []),
    ("label missing", {"metadata": {"labels.other": [None]}}, []),
    ("label number", {"metadata": {"labels.rating": [5]}}, []),
    ("pattern anywhere", {"matches": {"field": "source", "pattern": "desk-(eu|us)$"}}, []),
    ("pattern on a label", {"matches": {"field": "labels.intent", "pattern": "^re"}}, []),
    ("any", {"any": [MAIL, ABUSE]}, [finding()]),
    ("all", {"all": [CHAT, ABUSE]}, [finding()]),
    ("none", {"none": [MAIL, LINK]}, [finding()]),
    ("all and none", {"all": [ABUSE], "none": [MAIL]}, [finding()]),
    ("any, all and none", {"any": [CHAT, MAIL], "all": [ABUSE], "none": [LINK]}, [finding()]),
    ("nested", {"all": [{"any": [{"none": [{"all": [ABUSE, MAIL]}]}]}]}, [finding()]),
]

SILENT: list[tuple[str, Json, list[Finding]]] = [
    ("no finding", ABUSE, []),
    ("another label", ABUSE, [finding("toxicity/threat")]),
    ("another detector", {"finding": "toxicity/*"}, [finding("contact/abuse")]),
    ("a longer detector name", {"finding": "toxicity/*"}, [finding("toxicity2/abuse")]),
    ("score below its bound", ABUSE | {"at_least": {"score": 0.9}}, [finding(score=0.8999)]),
    ("score above", ABUSE | {"at_most": {"score": 0.5}}, [finding(score=0.51)]),
    ("evidence missing", ABUSE | {"at_least": {"accounts": 0}}, [finding()]),
    ("evidence missing, at most", ABUSE | {"at_most": {"accounts": 9}}, [finding()]),
    ("evidence is text", ABUSE | {"at_least": {"accounts": 1}}, [finding(accounts="12")]),
    ("evidence is a truth value", ABUSE | {"at_least": {"accounts": 1}}, [finding(accounts=True)]),
    ("evidence is no number", ABUSE | {"at_least": {"accounts": 1}}, [finding(accounts=float("nan"))]),
    ("another evidence value", ABUSE | {"where": {"kind": ["link"]}}, [finding(kind="links")]),
    ("evidence missing is not null", ABUSE | {"where": {"kind": [None]}}, [finding()]),
    ("evidence true is not 1", ABUSE | {"where": {"n": [1]}}, [finding(n=True)]),
    ("evidence 1 is not true", ABUSE | {"where": {"n": [True]}}, [finding(n=1)]),
    ("evidence is a list", ABUSE | {"where": {"kind": ["link"]}}, [finding(kind=["link"])]),
    ("another role", ABUSE | {"role": "assistant"}, [finding(turn=0)]),
    ("role of no turn", ABUSE | {"role": "assistant"}, [finding()]),
    ("role of a turn that is not there", ABUSE | {"role": "assistant"}, [finding(turn=7)]),
    ("not in a group", ABUSE | {"grouped": True}, [finding()]),
    ("in a group", ABUSE | {"grouped": False}, [finding(group="g-1")]),
    ("too few", ABUSE | {"count": 2}, [finding()]),
    (
        "too few that meet it",
        ABUSE | {"count": 2, "at_least": {"score": 0.8}},
        [finding(score=0.9), finding(score=0.7)],
    ),
    (
        "each by itself, not two together",
        ABUSE | {"at_least": {"score": 0.8, "accounts": 5}},
        [finding(score=0.9, accounts=1), finding(score=0.1, accounts=9)],
    ),
    ("metadata", MAIL, []),
    ("metadata present is not null", {"metadata": {"channel": [None]}}, []),
    ("metadata, one field of two", {"metadata": {"channel": ["chat"], "user_id": ["u-2"]}}, []),
    ("label true is not 1", {"metadata": {"labels.vip": [1]}}, []),
    ("pattern", {"matches": {"field": "source", "pattern": "^desk"}}, []),
    ("pattern on a missing value", {"matches": {"field": "language", "pattern": ".*"}}, []),
    ("pattern on a number", {"matches": {"field": "labels.rating", "pattern": "5"}}, []),
    ("any", {"any": [MAIL, LINK]}, [finding()]),
    ("all", {"all": [CHAT, LINK]}, [finding()]),
    ("none", {"none": [MAIL, ABUSE]}, [finding()]),
    ("all and none", {"all": [ABUSE], "none": [CHAT]}, [finding()]),
    ("any, all and none", {"any": [MAIL], "all": [ABUSE], "none": [LINK]}, [finding()]),
]


@pytest.mark.parametrize(("when", "findings"), [c[1:] for c in FIRES], ids=[c[0] for c in FIRES])
def test_fires(when: Json, findings: list[Finding]) -> None:
    verdict = decide(FACTS, findings, [], policy(rule(when)))
    assert (verdict.verdict, verdict.rules) == ("review", ("a-rule",))


@pytest.mark.parametrize(("when", "findings"), [c[1:] for c in SILENT], ids=[c[0] for c in SILENT])
def test_stays_silent(when: Json, findings: list[Finding]) -> None:
    verdict = decide(FACTS, findings, [], policy(rule(when)))
    assert (verdict.verdict, verdict.rules) == ("pass", ())


def test_a_pattern_takes_linear_time_and_any_text() -> None:
    evil = policy(rule({"matches": {"field": "source", "pattern": "^(a+)+$"}}))
    source = "a" * 20_000 + "\ud800"
    facts = type(FACTS)("c-1", {"source": source})
    started = time.perf_counter()
    assert decide(facts, [], [], evil).verdict == "pass"
    assert time.perf_counter() - started < 1.0
