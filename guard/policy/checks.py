"""What a well-formed rule can still get wrong: bounds that nothing meets, names that do not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guard.policy.policy import Policy
from guard.policy.problem import Path, Problem, did_you_mean, refuse
from guard.policy.program import DETECTOR_FAILED
from guard.policy.schema import Block, FindingCondition, Rule, walk

MAX_NESTING = 5  # any/all/none inside each other


def mistakes(rule: Rule) -> Iterator[tuple[Path, str]]:
    """(path in the rule file, message) for everything in one rule that can never be meant."""
    if rule.id == DETECTOR_FAILED:
        yield ("id",), f"{DETECTOR_FAILED!r} is the name of the built-in rule for detectors that fail"
    if rule.status != "experimental":
        for kind in ("fire", "silent"):
            if not getattr(rule.examples, kind):
                yield ("examples", kind), f"a rule of status {rule.status!r} needs at least one example here"
    for path, condition in walk(rule.when):
        if isinstance(condition, Block) and sum(isinstance(step, str) for step in path) > MAX_NESTING:
            yield path, f"nested deeper than {MAX_NESTING} levels"
        if isinstance(condition, FindingCondition):
            yield from _bounds(path, condition)


def _bounds(path: Path, condition: FindingCondition) -> Iterator[tuple[Path, str]]:
    for key, bound in condition.at_least.items():
        if key == "score" and bound > 1:
            yield (*path, "at_least", key), f"{bound:g} can never be reached; scores are 0 to 1"
        if key in condition.at_most and bound > condition.at_most[key]:
            message = f"{bound:g} is above the {condition.at_most[key]:g} of at_most; nothing is between"
            yield (*path, "at_least", key), message
    if condition.at_most.get("score", 0) < 0:
        yield (*path, "at_most", "score"), "a score is never below 0"


def check(policy: Policy, known: Mapping[str, Mapping[str, str]]) -> None:
    """Raise UsageError when an active rule names a detector or a label that does not exist.

    known   detector name -> label -> meaning
    """
    problems: list[Problem] = []
    for rule in policy.rules:
        for path, condition in walk(rule.when) if rule.active else ():
            if isinstance(condition, FindingCondition):
                message = _unknown(condition.finding, known)
                if message:
                    problems.append(policy.place(rule.id, (*path, "finding"), message))
    if problems:
        raise refuse(problems, "name a detector and a label that exist, or add the detector")


def _unknown(selector: str, known: Mapping[str, Mapping[str, str]]) -> str:
    detector, _, label = selector.partition("/")
    if detector not in known:
        return f"no such detector: {detector!r}{did_you_mean(detector, known)}"
    if label != "*" and label not in known[detector]:
        return f"{detector!r} has no label {label!r}{did_you_mean(label, known[detector])}"
    return ""
