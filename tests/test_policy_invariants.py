"""The invariants that `guard policy test` checks: each one broken once."""

from __future__ import annotations

import pytest

from guard.policy import Policy, Rule, decide, run_invariants
from guard.policy import invariants as module
from guard.policy.overlap import implies
from guard.policy.program import compile_program
from guard.types import Json, Verdict
from tests.policy_rules import policy, rule

ABUSE: Json = {"finding": "toxicity/abuse", "at_least": {"score": 0.8}}
LINK: Json = {"finding": "contact/new_link"}
SILENT: Json = {"silent": [{"name": "nothing", "findings": []}]}
PROVEN: Json = {"false_positives": ["An angry but honest customer."], "examples": SILENT}


def broken(rules: Policy) -> dict[str, str]:
    return {result.name: result.message for result in run_invariants(rules) if not result.passed}


def test_a_good_policy_breaks_none() -> None:
    rules = policy(
        rule(ABUSE | {"count": 3, "where": {"kind": ["slur"]}, "role": "user"}, **PROVEN),
        rule(
            {"any": [LINK | {"grouped": True}, {"finding": "contact/*", "at_most": {"age": 2}}]},
            "b",
            action="pass",
        ),
        rule({"all": [ABUSE], "none": [LINK]}, "c", severity="high", **PROVEN),
    )
    assert broken(rules) == {}
    assert len(run_invariants(rules)) == 7


BROKEN: list[tuple[str, list[Rule], str, str]] = [
    (
        "same id",
        [rule(ABUSE, **PROVEN), rule(LINK, **PROVEN)],
        "every rule has its own id",
        "a-rule: 2 rules have this id",
    ),
    (
        "contradiction",
        [rule({"any": [LINK, {"all": [ABUSE], "none": [{"finding": "toxicity/*"}]}]}, **PROVEN)],
        "every rule can fire",
        "a-rule:1: when.any[1]: `none` forbids what `all` demands",
    ),
    (
        "covered",
        [rule(ABUSE, "narrow", **PROVEN), rule({"any": [LINK, ABUSE | {"at_least": {}}]}, "wide", **PROVEN)],
        "no rule is covered by another that is as severe",
        "narrow:1: when: never matters: 'wide' fires whenever it does and is as severe",
    ),
    (
        "written twice",
        [rule(ABUSE, "one", **PROVEN), rule({"all": [ABUSE]}, "two", **PROVEN)],
        "no rule is covered by another that is as severe",
        "two:1: when: never matters: 'one' fires whenever it does and is as severe",
    ),
    (
        "no silent example",
        [rule(ABUSE, false_positives=["One."])],
        "every rule above pass names false positives and shows a silent example",
        "a-rule:1: examples.silent: show a case where it stays silent",
    ),
    (
        "no false positives",
        [rule(ABUSE, examples=SILENT)],
        "every rule above pass names false positives and shows a silent example",
        "a-rule:1: false_positives: name the honest cases that it may hit",
    ),
    (
        "empty conversation held",
        [rule({"metadata": {"source": [None]}}, **PROVEN)],
        "an empty conversation passes",
        "review by a-rule",
    ),
]


@pytest.mark.parametrize(("rules", "name", "message"), [c[1:] for c in BROKEN], ids=[c[0] for c in BROKEN])
def test_one_broken(rules: list[Rule], name: str, message: str) -> None:
    assert broken(policy(*rules)) == {name: message}


def test_a_severer_rule_over_a_narrower_case_is_fine() -> None:
    wide = rule(ABUSE, "wide", **PROVEN)
    assert (
        broken(
            policy(wide, rule(ABUSE | {"at_least": {"score": 0.95}}, "sure", action="quarantine", **PROVEN))
        )
        == {}
    )
    assert broken(policy(wide, rule(ABUSE, "old", status="deprecated", action="quarantine"))) == {}


def test_a_decision_that_depends_on_order_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_rule_wins(facts: Json, findings: Json, failures: Json, rules: Policy) -> Verdict:
        return decide(facts, findings, failures, Policy(rules.rules[:1]))

    monkeypatch.setattr(module, "decide", first_rule_wins)
    rules = policy(rule(ABUSE, **PROVEN), rule(LINK, "b", action="quarantine", **PROVEN))
    assert "the order of findings and rules changes nothing" in broken(rules)


def test_a_decision_that_ignores_failures_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        module, "decide", lambda facts, findings, _, rules: decide(facts, findings, (), rules)
    )
    assert "a failure never makes a verdict milder" in broken(policy(rule(ABUSE, action="pass")))


def test_probes_meet_the_conditions_they_are_made_for() -> None:
    when = ABUSE | {
        "at_least": {"score": 0.3, "n": 4},
        "where": {"kind": ["x"]},
        "role": "tool",
        "grouped": True,
    }
    rules = policy(rule(when | {"count": 2}), rule({"finding": "contact/*", "at_most": {"score": 0.2}}, "b"))
    probes = dict(module._probes(rules))
    assert decide(module._FACTS, probes["a-rule"], (), rules).rules == ("a-rule",)
    assert decide(module._FACTS, probes["all rules together"], (), rules).rules == ("a-rule", "b")
    assert len(compile_program(rules.rules).steps) == 3


ANY_ABUSE: Json = {"finding": "toxicity/*"}
IMPLIES: list[tuple[Json, Json, bool]] = [
    (ABUSE, ABUSE, True),
    (ABUSE, ANY_ABUSE, True),
    (ANY_ABUSE, ABUSE, False),
    (ABUSE | {"at_least": {"score": 0.9}}, ABUSE, True),
    (ABUSE | {"at_least": {"score": 0.7}}, ABUSE, False),
    (ANY_ABUSE | {"at_most": {"n": 1}}, ANY_ABUSE | {"at_most": {"n": 2}}, True),
    (ANY_ABUSE | {"at_most": {"n": 3}}, ANY_ABUSE | {"at_most": {"n": 2}}, False),
    (ABUSE | {"count": 2}, ABUSE, True),
    (ABUSE, ABUSE | {"count": 2}, False),
    (ABUSE | {"role": "user"}, ABUSE, True),
    (ABUSE, ABUSE | {"role": "user"}, False),
    (ABUSE | {"grouped": False}, ABUSE, True),
    (ABUSE | {"grouped": False}, ABUSE | {"grouped": True}, False),
    (ABUSE | {"where": {"k": ["a"]}}, ABUSE | {"where": {"k": ["a", "b"]}}, True),
    (ABUSE | {"where": {"k": ["a", "b"]}}, ABUSE | {"where": {"k": ["a"]}}, False),
    (ABUSE, {"any": [LINK, ANY_ABUSE]}, True),
    (ABUSE, {"all": [LINK, ANY_ABUSE]}, False),
    (ABUSE, {"any": [ABUSE], "all": [ANY_ABUSE]}, True),
    (ABUSE, {"any": [ABUSE], "none": [LINK]}, False),
    ({"all": [LINK, ABUSE]}, ANY_ABUSE, True),
    ({"any": [LINK, ABUSE]}, ANY_ABUSE, False),
    ({"any": [LINK, ABUSE]}, {"any": [ANY_ABUSE, LINK]}, True),
    ({"all": [ABUSE], "none": [LINK]}, ABUSE, True),
    ({"none": [ABUSE]}, ABUSE, False),
    ({"metadata": {"channel": ["chat"]}}, ABUSE, False),
]


@pytest.mark.parametrize(("one", "other", "expected"), IMPLIES)
def test_implies(one: Json, other: Json, expected: bool) -> None:
    assert implies(rule(one).when, rule(other).when) is expected
