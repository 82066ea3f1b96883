"""Conditions compiled into functions, once per policy, so that deciding is only calls and look-ups."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from guard.policy.facts import Facts
from guard.policy.pattern import compile_pattern
from guard.policy.schema import Block, Condition, FindingCondition, MatchCondition, MetadataCondition
from guard.types import Failure, Finding, Json


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation to decide on; findings by selector: `detector/label` and `detector/*`."""

    facts: Facts
    findings: Mapping[str, Sequence[Finding]]
    failures: Sequence[Failure]


Test = Callable[[Case], bool]
FindingTest = Callable[[Finding, Facts], bool]


def compile_condition(condition: Condition) -> Test:
    """The function that says whether a condition holds for a case."""
    if isinstance(condition, FindingCondition):
        return _finding(condition)
    if isinstance(condition, MetadataCondition):
        return _metadata(condition)
    if isinstance(condition, MatchCondition):
        return _match(condition)
    return _block(condition)


# Plain loops below: this is the inner loop of every run, and any() over a generator takes twice the time.


def _block(block: Block) -> Test:
    tests: list[Test] = list(map(compile_condition, block.all or ()))
    if block.any is not None:
        tests.append(_any([compile_condition(part) for part in block.any]))
    if block.none is not None:
        forbidden = _any([compile_condition(part) for part in block.none])
        tests.append(lambda case: not forbidden(case))
    return _all(tests)


def _any(tests: Sequence[Test]) -> Test:
    def holds(case: Case) -> bool:
        for test in tests:  # noqa: SIM110
            if test(case):
                return True
        return False

    return tests[0] if len(tests) == 1 else holds


def _all(tests: Sequence[Test]) -> Test:
    def holds(case: Case) -> bool:
        for test in tests:  # noqa: SIM110
            if not test(case):
                return False
        return True

    return tests[0] if len(tests) == 1 else holds


def _finding(condition: FindingCondition) -> Test:
    selector, count = condition.finding, condition.count
    tests: list[FindingTest] = [
        *(_bound(key, operator.ge, bound) for key, bound in condition.at_least.items()),
        *(_bound(key, operator.le, bound) for key, bound in condition.at_most.items()),
        *(_evidence(key, values) for key, values in condition.where.items()),
    ]
    if condition.role is not None:
        tests.append(partial(_role, condition.role))
    if condition.grouped is not None:
        tests.append(partial(_grouped, condition.grouped))

    def holds(case: Case) -> bool:
        found = case.findings.get(selector)
        if found is None or len(found) < count:
            return False
        missing = count
        for finding in found:
            for test in tests:
                if not test(finding, case.facts):
                    break
            else:
                missing -= 1
                if not missing:
                    return True
        return False

    return holds


def _bound(key: str, compare: Callable[[float, float], bool], bound: float) -> FindingTest:
    if key == "score":
        return lambda finding, _: compare(finding.score, bound)

    def test(finding: Finding, _: Facts) -> bool:
        value = finding.evidence.get(key)
        return isinstance(value, int | float) and not isinstance(value, bool) and compare(value, bound)

    return test


def _evidence(key: str, values: Sequence[Json]) -> FindingTest:
    listed = _listed(values)
    return lambda finding, _: key in finding.evidence and listed(finding.evidence[key])


def _role(role: str, finding: Finding, facts: Facts) -> bool:
    return finding.turn is not None and finding.turn < len(facts.roles) and facts.roles[finding.turn] == role


def _grouped(wanted: bool, finding: Finding, _: Facts) -> bool:
    return (finding.group is not None) is wanted


def _metadata(condition: MetadataCondition) -> Test:
    return _all([_field(name, _listed(values)) for name, values in condition.metadata.items()])


def _field(name: str, listed: Callable[[Json], bool]) -> Test:
    return lambda case: listed(case.facts.value(name))


def _match(condition: MatchCondition) -> Test:
    name, found = condition.matches.field, compile_pattern(condition.matches.pattern)

    def holds(case: Case) -> bool:
        value = case.facts.value(name)
        return isinstance(value, str) and found(value)

    return holds


def _listed(values: Sequence[Json]) -> Callable[[Json], bool]:
    """Is a value one of those listed? true is not 1 here; lists and objects equal nothing."""
    flags = frozenset(value for value in values if isinstance(value, bool))
    others = frozenset(value for value in values if not isinstance(value, bool))

    def test(value: Json) -> bool:
        if value is True or value is False:
            return value in flags
        return (value is None or isinstance(value, str | int | float)) and value in others

    return test
