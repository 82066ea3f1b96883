"""The decision: a pure function from facts, findings and rules to a verdict.

The score. Every action has a band: pass [0, .5), review [.5, .75), quarantine [.75, 1]. Inside the band
stands the noisy-or (Pearl 1988, section 4.3.2) of the best finding of every detector/label, 1 - prod(1 -
w s), where s is its score and w its weight: the severity of the gravest fired rule that mentions it, half
of that for a rule that did not fire, and a floor for findings that no rule mentions. One label counts
once, since many findings of one kind in a long conversation are not independent evidence. With the same
rules fired, a further finding or a higher score can therefore only raise the score; the same holds
whatever fires, as long as the rules use neither `none` nor `at_most` on findings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from guard.policy.conditions import Case
from guard.policy.facts import Facts
from guard.policy.policy import Policy
from guard.policy.program import Step
from guard.types import ACTIONS, Action, Failure, Finding, Verdict

BANDS: Mapping[Action, tuple[float, float]] = {
    "pass": (0.0, 0.5),
    "review": (0.5, 0.75),
    "quarantine": (0.75, 1.0),
}
NOT_FIRED = 0.5  # of the weight that the rule would give, had it fired
UNMENTIONED = 0.05  # the weight of a finding that no rule mentions
DIGITS = 6


def decide(facts: Facts, findings: Sequence[Finding], failures: Sequence[Failure], policy: Policy) -> Verdict:
    """What the policy says about one conversation; the order of the arguments' items does not matter.

    The action is the most severe one of the rules that fired. A failure is at least a review, under the
    rule id `detector-failed`; so is a finding whose score is not a number from 0 to 1, which becomes one.
    """
    sound = [finding for finding in findings if 0 <= finding.score <= 1]
    failures = list(failures)
    if len(sound) < len(findings):
        failures += [_unsound(finding) for finding in findings if not 0 <= finding.score <= 1]
    ordered = _ordered(sound)
    by_selector: dict[str, list[Finding]] = {}
    for finding in ordered:
        by_selector.setdefault(f"{finding.detector}/{finding.label}", []).append(finding)
        by_selector.setdefault(f"{finding.detector}/*", []).append(finding)
    case = Case(facts, by_selector, failures)
    fired = [step for step in policy.program.steps if step.fires(case)]
    action: Action = max((step.action for step in fired), key=ACTIONS.index, default="pass")
    return Verdict(
        conversation=facts.id,
        verdict=action,
        score=_score(action, ordered, fired, policy.program.weights),
        rules=tuple(step.id for step in fired),
        findings=tuple(_telling_first(ordered, fired)),
        failures=tuple(sorted(failures, key=lambda failure: (failure.detector, failure.error))),
        policy=policy.hash,
    )


def _unsound(finding: Finding) -> Failure:
    error = f"gave {finding.label!r} the score {finding.score!r}, which is not within 0 to 1"
    return Failure(finding.conversation, finding.detector, error)


def _score(
    action: Action, ordered: Iterable[Finding], fired: Iterable[Step], resting: Mapping[str, float]
) -> float:
    best: dict[tuple[str, str], float] = {}
    for finding in ordered:  # highest score first
        best.setdefault((finding.detector, finding.label), finding.score)
    active: dict[str, float] = {}
    for step in fired:
        for selector in step.mentions:
            active[selector] = max(step.weight, active.get(selector, 0.0))
    rest = 1.0
    # In the order of names, not of scores: then rounding, too, only ever goes one way.
    for (detector, label), score in sorted(best.items()):
        exact, whole = f"{detector}/{label}", f"{detector}/*"
        weight = max(
            UNMENTIONED,
            NOT_FIRED * max(resting.get(exact, 0.0), resting.get(whole, 0.0)),
            active.get(exact, 0.0),
            active.get(whole, 0.0),
        )
        rest *= 1.0 - weight * score
    low, high = BANDS[action]
    value = round(low + (high - low) * (1.0 - rest), DIGITS)
    return value if action == "quarantine" else min(value, round(high - 10**-DIGITS, DIGITS))


def _telling_first(ordered: Sequence[Finding], fired: Iterable[Step]) -> list[Finding]:
    """Findings that a fired rule mentions come first; among them and among the rest, the worst first."""
    told = {selector for step in fired for selector in step.mentions}
    return sorted(ordered, key=lambda f: not told & {f"{f.detector}/{f.label}", f"{f.detector}/*"})


def _place(finding: Finding) -> tuple[float, str, str, int, tuple[int, int], str]:
    turn = -1 if finding.turn is None else finding.turn
    return (
        -finding.score,
        finding.detector,
        finding.label,
        turn,
        finding.span or (-1, -1),
        finding.group or "",
    )


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    """Worst first; the evidence decides only between findings that are otherwise equal."""
    places = [_place(finding) for finding in findings]
    if len(set(places)) == len(places):
        return sorted(findings, key=_place)
    return sorted(
        findings, key=lambda finding: (_place(finding), json.dumps(finding.evidence, sort_keys=True))
    )
