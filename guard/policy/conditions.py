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


def _block(block: Block) -> Test:
    tests: list[Test] = []
    if block.all is not None:
        tests += map(compile_condition, block.all)
    if block.any is not None:
        tests.append(partial(_any, tuple(map(compile_condition, block.any))))
    if block.none is not None:
        tests.append(partial(_none, tuple(map(compile_condition, block.none))))
    return tests[0] if len(tests) == 1 else partial(_all, tuple(tests))


def _all(tests: Sequence[Test], case: Case) -> bool:
    return all(test(case) for test in tests)


def _any(tests: Sequence[Test], case: Case) -> bool:
    return any(test(case) for test in tests)


def _none(tests: Sequence[Test], case: Case) -> bool:
    return not _any(tests, case)


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
        found = case.findings.get(selector, ())
        if len(found) < count:
            return False
        if not tests:
            return True
        return sum(all(test(finding, case.facts) for test in tests) for finding in found) >= count

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
    fields = [(name, _listed(values)) for name, values in condition.metadata.items()]
    return lambda case: all(listed(case.facts.value(name)) for name, listed in fields)


def _match(condition: MatchCondition) -> Test:
    name, found = condition.matches.field, compile_pattern(condition.matches.pattern)

    def holds(case: Case) -> bool:
        value = case.facts.value(name)
        return isinstance(value, str) and found(value)

    return holds


def _listed(values: Sequence[Json]) -> Callable[[Json], bool]:
    """Is a value one of those listed? true is not 1 here; lists and objects equal nothing."""
    keys = frozenset((isinstance(value, bool), value) for value in values)

    def test(value: Json) -> bool:
        scalar = value is None or isinstance(value, str | int | float)
        return scalar and (isinstance(value, bool), value) in keys

    return test
