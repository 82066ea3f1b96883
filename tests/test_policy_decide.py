"""The decision: actions, order, failures, and how the score behaves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.policy import Facts, Policy, Rule, decide, facts
from guard.types import ACTIONS, ROLES, Conversation, Failure, Finding, Turn
from tests.policy_rules import FACTS, finding, policy, rule

FAILURE = Failure("c-1", "toxicity", "out of memory")
ABUSE = {"finding": "toxicity/abuse", "at_least": {"score": 0.5}}
LINK = {"finding": "contact/new_link"}
BANDS = {"pass": (0.0, 0.5), "review": (0.5, 0.75), "quarantine": (0.75, 1.0)}


def test_the_most_severe_rule_decides_and_stands_first() -> None:
    rules = policy(
        rule(ABUSE, "b-review", severity="critical"),
        rule(ABUSE, "z-quarantine", action="quarantine", severity="low"),
        rule(ABUSE, "a-quarantine", action="quarantine", severity="low"),
        rule(ABUSE, "note", action="pass", severity="info"),
        rule(ABUSE, "c-review", severity="high"),
        rule(LINK, "not-fired", action="quarantine"),
    )
    verdict = decide(FACTS, [finding()], [FAILURE], rules)
    assert verdict.verdict == "quarantine"
    assert verdict.rules == (
        "a-quarantine",
        "z-quarantine",
        "b-review",
        "c-review",
        "detector-failed",
        "note",
    )
    assert verdict.policy == rules.hash
    assert verdict.conversation == "c-1"


def test_a_rule_that_passes_holds_nothing_and_frees_nothing() -> None:
    note = rule(ABUSE, "note", action="pass")
    assert decide(FACTS, [finding()], [], policy(note)).verdict == "pass"
    assert decide(FACTS, [finding()], [], policy(note, rule(ABUSE))).verdict == "review"


def test_a_deprecated_rule_never_fires() -> None:
    assert decide(FACTS, [finding()], [], policy(rule(ABUSE, status="deprecated"))).rules == ()


def test_a_failure_is_a_review() -> None:
    verdict = decide(FACTS, [], [FAILURE], policy(rule(ABUSE)))
    assert (verdict.verdict, verdict.rules, verdict.failures) == ("review", ("detector-failed",), (FAILURE,))


@pytest.mark.parametrize("score", [math.nan, -0.1, 1.1, math.inf])
def test_a_score_outside_its_range_is_a_failure_not_a_pass(score: float) -> None:
    verdict = decide(FACTS, [finding(score=score), finding(score=0.1)], [], policy(rule(LINK)))
    assert verdict.verdict == "review"
    assert [each.score for each in verdict.findings] == [0.1]
    assert verdict.failures[0].detector == "toxicity"
    assert str(score) in verdict.failures[0].error


def test_nothing_found_is_zero() -> None:
    assert decide(FACTS, [], [], policy(rule(ABUSE))).score == 0.0


def test_score_by_hand() -> None:
    rules = policy(rule(ABUSE, severity="high"), rule(LINK | {"count": 9}, "links", severity="low"))
    findings = [
        finding(score=0.8),
        finding(score=0.6),
        finding("contact/new_link", 0.5),
        finding("odd/one", 1.0),
    ]
    # fired at .7, not fired at half of .3, mentioned by no rule at .05; the second abuse does not count
    expected = 0.5 + 0.25 * (1 - (1 - 0.7 * 0.8) * (1 - 0.15 * 0.5) * (1 - 0.05 * 1.0))
    assert decide(FACTS, findings, [], rules).score == round(expected, 6)


def test_passed_conversations_are_ordered_by_what_rules_nearly_caught() -> None:
    rules = policy(rule(ABUSE, severity="critical"), rule(LINK | {"count": 5}, "links", severity="info"))
    near = decide(FACTS, [finding(score=0.45)], [], rules)
    noise = decide(FACTS, [finding("contact/new_link", 0.45)], [], rules)
    assert near.verdict == noise.verdict == "pass"
    assert near.score > 2 * noise.score > 0


def test_what_stands_under_none_speaks_for_nobody() -> None:
    exempt = {"all": [ABUSE], "none": [LINK]}
    only_link = [finding("contact/new_link", 1.0)]
    unmentioned = decide(FACTS, only_link, [], policy(rule(ABUSE, severity="critical"))).score
    assert decide(FACTS, only_link, [], policy(rule(exempt, severity="critical"))).score == unmentioned


def test_bands_never_touch() -> None:
    many = [finding(f"d{i}/x", 1.0) for i in range(40)]
    any_of_them = {"any": [{"finding": f"d{i}/x"} for i in range(40)]}
    for action, (_, high) in BANDS.items():
        score = decide(FACTS, many, [], policy(rule(any_of_them, action=action, severity="critical"))).score
        assert score == (1.0 if action == "quarantine" else high - 1e-6)


def test_findings_are_in_one_order_whatever_the_order_given() -> None:
    findings = [
        finding(score=0.2),
        finding(score=0.9, turn=1, span=(3, 4)),
        finding(score=0.9, turn=1, span=(1, 9)),
        finding(score=0.9, turn=0),
        finding(score=0.9, hosts=["b.example"]),
        finding(score=0.9, hosts=["a.example"]),
        finding("contact/new_link", 0.9, group="g"),
    ]
    expected = decide(FACTS, findings, [], policy(rule(ABUSE))).findings
    assert expected[-1].detector == "contact"  # the rule that fired does not mention it
    assert expected[-2].score == 0.2
    for turn in range(len(findings)):
        moved = findings[turn:] + findings[:turn]
        assert decide(FACTS, moved[::-1], [], policy(rule(ABUSE))).findings == expected


def test_facts_of_a_conversation() -> None:
    conversation = Conversation(
        "c-9",
        (Turn("user", "hello"), Turn("assistant", "hi")),
        digest="0",
        user_id="u-2",
        channel="email",
        labels={"intent": "billing"},
    )
    known = facts(conversation)
    assert known.id == known.value("id") == "c-9"
    assert known.roles == ("user", "assistant")
    assert [known.value(name) for name in ("user_id", "channel", "source", "labels.intent", "labels.x")] == [
        "u-2",
        "email",
        None,
        "billing",
        None,
    ]


steady = settings(derandomize=True, deadline=None)
selectors = st.sampled_from(["a/x", "a/y", "b/x", "c/z"])
scores = st.floats(0, 1)
some_findings = st.lists(
    st.builds(
        lambda selector, score, turn, accounts: finding(selector, score, turn=turn, accounts=accounts),
        selectors,
        scores,
        st.none() | st.integers(0, 3),
        st.integers(0, 5),
    ),
    max_size=6,
)
failures = st.lists(
    st.builds(Failure, st.just("c-1"), st.sampled_from("ab"), st.text(max_size=3)), max_size=2
)


def conditions(monotone: bool) -> st.SearchStrategy[Any]:
    """Random conditions; monotone ones use neither `none` nor `at_most`."""
    bounds = st.dictionaries(st.sampled_from(["score", "accounts"]), scores, max_size=2)
    on_finding = st.fixed_dictionaries(
        {"finding": selectors | st.just("a/*"), "at_least": bounds, "count": st.integers(1, 2)},
        optional={"role": st.sampled_from(ROLES)} | ({} if monotone else {"at_most": bounds}),
    )
    on_metadata = st.builds(lambda value: {"metadata": {"channel": [value]}}, st.sampled_from(["chat", None]))
    keys = ["any", "all"] if monotone else ["any", "all", "none"]
    return st.recursive(
        on_finding | on_metadata,
        lambda inner: st.builds(
            lambda key, parts: {key: parts}, st.sampled_from(keys), st.lists(inner, min_size=1, max_size=3)
        ),
        max_leaves=4,
    )


def policies(monotone: bool = False) -> st.SearchStrategy[Policy]:
    severities = st.sampled_from(["info", "low", "medium", "high", "critical"])
    one = st.tuples(conditions(monotone), st.sampled_from(ACTIONS), severities)
    return st.lists(one, min_size=1, max_size=4).map(
        lambda rules: policy(
            *(rule(w, f"rule-{i}", action=a, severity=s) for i, (w, a, s) in enumerate(rules))
        )
    )


@steady
@given(some_findings, failures, policies(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(
    found: list[Finding], failed: list[Failure], rules: Policy, random: Any
) -> None:
    first = decide(FACTS, found, failed, rules)
    assert decide(FACTS, found, failed, rules) == first
    mixed = list(rules.rules)
    for items in (found, failed, mixed):
        random.shuffle(items)
    assert decide(FACTS, found, failed, Policy(tuple(mixed))) == first


@steady
@given(some_findings, failures, policies())
def test_the_score_lies_in_the_band_of_the_action(
    found: list[Finding], failed: list[Failure], rules: Policy
) -> None:
    verdict = decide(FACTS, found, failed, rules)
    low, high = BANDS[verdict.verdict]
    assert low <= verdict.score < high or (verdict.verdict == "quarantine" and verdict.score <= high)
    assert verdict.score == round(verdict.score, 6)


@steady
@given(some_findings, failures, policies())
def test_a_failure_never_makes_it_milder(found: list[Finding], failed: list[Failure], rules: Policy) -> None:
    before = decide(FACTS, found, failed, rules)
    after = decide(FACTS, found, [*failed, FAILURE], rules)
    assert ACTIONS.index(after.verdict) >= max(ACTIONS.index(before.verdict), ACTIONS.index("review"))
    assert after.score >= before.score


def _not_lower(before: Sequence[Finding], after: Sequence[Finding], rules: Policy) -> None:
    old, new = decide(FACTS, before, [], rules), decide(FACTS, after, [], rules)
    assert ACTIONS.index(new.verdict) >= ACTIONS.index(old.verdict)
    assert new.score >= old.score


@steady
@given(some_findings, some_findings, policies(monotone=True))
def test_a_further_finding_never_lowers_the_score(
    found: list[Finding], more: list[Finding], rules: Policy
) -> None:
    _not_lower(found, found + more, rules)


@steady
@given(some_findings, scores, policies(monotone=True))
def test_a_higher_score_never_lowers_the_score(found: list[Finding], score: float, rules: Policy) -> None:
    raised = [replace(each, score=max(each.score, score)) for each in found[:1]] + found[1:]
    _not_lower(found, raised, rules)


@steady
@given(some_findings, some_findings, policies())
def test_with_the_same_rules_fired_more_never_lowers_the_score(
    found: list[Finding], more: list[Finding], rules: Policy
) -> None:
    before, after = decide(FACTS, found, [], rules), decide(FACTS, found + more, [], rules)
    if before.rules == after.rules:
        assert after.score >= before.score


def test_an_empty_conversation_passes_without_rules_on_metadata() -> None:
    assert decide(Facts(""), [], [], policy(rule(ABUSE))).verdict == "pass"


def test_a_key_that_joins_the_format_later_keeps_the_hash() -> None:
    class LaterRule(Rule):
        later: int = 0

    today = rule(ABUSE)
    later = LaterRule.model_validate(today.model_dump())
    assert policy(later).hash == policy(today).hash
    assert policy(later.model_copy(update={"later": 1})).hash != policy(today).hash
