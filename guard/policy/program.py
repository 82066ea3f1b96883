"""The compiled form of a policy: what `decide` runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guard.policy.conditions import Test, compile_condition
from guard.policy.schema import SEVERITIES, Block, Condition, FindingCondition, Rule, Severity
from guard.types import ACTIONS, Action

DETECTOR_FAILED = "detector-failed"

# How much a finding says about suspicion when a rule of this severity speaks of it; see docs/POLICY.md.
WEIGHTS: Mapping[Severity, float] = {"info": 0.1, "low": 0.3, "medium": 0.5, "high": 0.7, "critical": 0.9}


@dataclass(frozen=True, slots=True)
class Step:
    """One compiled rule; `mentions` are the selectors whose findings speak for it."""

    id: str
    action: Action
    fires: Test
    weight: float
    mentions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Program:
    """All steps, most severe first, and the highest weight that any rule gives to a selector."""

    steps: tuple[Step, ...]
    weights: Mapping[str, float]


def compile_program(rules: Iterable[Rule]) -> Program:
    """Compile the active rules, with the built-in one: a detector that fails is at least a review."""
    failed = Step(DETECTOR_FAILED, "review", lambda case: bool(case.failures), WEIGHTS["medium"], frozenset())
    ranked = [((ACTIONS.index("review"), SEVERITIES.index("medium")), failed)]
    weights: dict[str, float] = {}
    for rule in rules:
        if not rule.active:
            continue
        weight, mentions = WEIGHTS[rule.severity], frozenset(_mentions(rule.when))
        step = Step(rule.id, rule.action, compile_condition(rule.when), weight, mentions)
        ranked.append(((ACTIONS.index(rule.action), SEVERITIES.index(rule.severity)), step))
        for selector in mentions:
            weights[selector] = max(weight, weights.get(selector, 0.0))
    ranked.sort(key=lambda each: (-each[0][0], -each[0][1], each[1].id))
    return Program(tuple(step for _, step in ranked), weights)


def _mentions(condition: Condition) -> Iterable[str]:
    """Selectors that speak for a condition; what stands under `none` speaks against it."""
    if isinstance(condition, FindingCondition):
        yield condition.finding
    elif isinstance(condition, Block):
        for part in (*(condition.any or ()), *(condition.all or ())):
            yield from _mentions(part)
