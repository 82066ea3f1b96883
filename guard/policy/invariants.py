"""What must hold for every policy, whatever its rules: run by `guard policy test` beside the examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from guard.policy.decide import decide
from guard.policy.facts import Facts
from guard.policy.overlap import contradicts, implies
from guard.policy.policy import Policy
from guard.policy.schema import SEVERITIES, FindingCondition, Rule, walk
from guard.types import ACTIONS, ROLES, Failure, Finding


@dataclass(frozen=True, slots=True)
class InvariantResult:
    """Whether one invariant holds, and if not, every exception to it, one line each."""

    name: str
    passed: bool
    message: str = ""


def run_invariants(policy: Policy) -> list[InvariantResult]:
    """Check every invariant; the names are sentences to be shown."""
    results: list[InvariantResult] = []
    for name, exceptions in _INVARIANTS.items():
        found = list(exceptions(policy))
        results.append(InvariantResult(name, not found, "\n".join(found)))
    return results


def _ids_are_unique(policy: Policy) -> Iterator[str]:
    counts = Counter(rule.id for rule in policy.rules)
    yield from (f"{name}: {count} rules have this id" for name, count in counts.items() if count > 1)


def _rules_can_fire(policy: Policy) -> Iterator[str]:
    for rule in policy.rules:
        for path, condition in walk(rule.when):
            if contradicts(condition):
                yield str(policy.place(rule.id, path, "`none` forbids what `all` demands"))


def _rules_matter(policy: Policy) -> Iterator[str]:
    active = [rule for rule in policy.rules if rule.active]
    for i, rule in enumerate(active):
        for j, other in enumerate(active):
            if i == j or _rank(other) < _rank(rule) or not implies(rule.when, other.when):
                continue
            if i < j and _rank(other) == _rank(rule) and implies(other.when, rule.when):
                continue  # the two are equal: only the later one is named
            message = f"never matters: {other.id!r} fires whenever it does and is as severe"
            yield str(policy.place(rule.id, ("when",), message))


def _rank(rule: Rule) -> tuple[int, int]:
    return ACTIONS.index(rule.action), SEVERITIES.index(rule.severity)


def _honest_cases_are_named(policy: Policy) -> Iterator[str]:
    for rule in policy.rules:
        if not rule.active or rule.action == "pass":
            continue
        if not rule.false_positives:
            yield str(policy.place(rule.id, ("false_positives",), "name the honest cases that it may hit"))
        if not rule.examples.silent:
            yield str(policy.place(rule.id, ("examples", "silent"), "show a case where it stays silent"))


def _empty_passes(policy: Policy) -> Iterator[str]:
    verdict = decide(Facts(""), (), (), policy)
    if verdict.verdict != "pass":
        yield f"{verdict.verdict} by {', '.join(verdict.rules)}"


def _order_is_nothing(policy: Policy) -> Iterator[str]:
    backwards = replace(policy, rules=policy.rules[::-1])
    for name, findings in _probes(policy):
        first = decide(_FACTS, findings, (), policy)
        again = decide(_FACTS, findings, (), policy)
        turned = decide(_FACTS, findings[::-1], (), backwards)
        if not first == again == turned:
            yield f"{name}: {first.rules} {first.score}, then {turned.rules} {turned.score}"


def _failure_is_never_milder(policy: Policy) -> Iterator[str]:
    failure = Failure(_FACTS.id, "probe", "could not answer")
    for name, findings in _probes(policy):
        without = decide(_FACTS, findings, (), policy)
        failed = decide(_FACTS, findings, (failure,), policy)
        severe = ACTIONS.index(failed.verdict) >= max(ACTIONS.index(without.verdict), ACTIONS.index("review"))
        if not severe or failed.score < without.score:
            yield f"{name}: {without.verdict} {without.score}, with a failure {failed.verdict} {failed.score}"


_INVARIANTS: dict[str, Callable[[Policy], Iterator[str]]] = {
    "every rule has its own id": _ids_are_unique,
    "every rule can fire": _rules_can_fire,
    "no rule is covered by another that is as severe": _rules_matter,
    "every rule above pass names false positives and shows a silent example": _honest_cases_are_named,
    "an empty conversation passes": _empty_passes,
    "the order of findings and rules changes nothing": _order_is_nothing,
    "a failure never makes a verdict milder": _failure_is_never_milder,
}

_FACTS = Facts("probe", roles=ROLES)


def _probes(policy: Policy) -> Iterator[tuple[str, list[Finding]]]:
    """Findings made to meet the conditions of each rule, and those of all rules together."""
    everything: list[Finding] = []
    for rule in policy.rules:
        mine = [
            each
            for _, part in walk(rule.when)
            if isinstance(part, FindingCondition)
            for each in _meeting(part)
        ]
        everything += mine
        yield rule.id, mine
    yield "all rules together", everything


def _meeting(condition: FindingCondition) -> list[Finding]:
    detector, _, label = condition.finding.partition("/")
    evidence: dict[str, Any] = {**condition.at_most, **condition.at_least}
    evidence.update({key: values[0] for key, values in condition.where.items()})
    score = evidence.pop("score", 1.0)
    finding = Finding(
        conversation=_FACTS.id,
        detector=detector,
        label=label.replace("*", "any"),
        score=min(max(score, 0.0), 1.0),
        evidence=evidence,
        turn=ROLES.index(condition.role) if condition.role else None,
        group="probe" if condition.grouped else None,
    )
    return [finding] * min(condition.count, 100)
