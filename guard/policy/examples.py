"""The examples of every rule, run end to end: conversations in, measured, decided, compared.

Policy knows no detector, so the caller brings the function that measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from guard.policy.decide import decide
from guard.policy.example_format import Example, ExampleConversation, Kind
from guard.policy.facts import Facts, facts
from guard.policy.policy import Policy
from guard.policy.schema import Rule
from guard.text import content_digest
from guard.types import Conversation, Failure, Finding, Group, Turn

Measure = Callable[[Sequence[Conversation]], Iterable[Finding | Failure | Group]]

SHOWN = 3  # conversations and findings named in a message


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """How one example went. `place` is file:line of the example, `message` says what is wrong."""

    rule: str
    kind: Kind
    name: str
    place: str
    passed: bool
    message: str = ""


def run_examples(policy: Policy, measure: Measure) -> list[ExampleResult]:
    """Run every example of every active rule, each on its own.

    `fire` passes when the rule hits every conversation listed, `silent` when it hits none, and neither
    when a detector fails.
    """
    results: list[ExampleResult] = []
    for rule in policy.rules:
        if not rule.active:
            continue
        for position, example in enumerate(rule.examples.fire):
            results.append(_run(policy, measure, rule, "fire", position, example))
        for position, example in enumerate(rule.examples.silent):
            results.append(_run(policy, measure, rule, "silent", position, example))
    return results


def conversations(example: Example) -> tuple[list[Conversation], list[Conversation]]:
    """The conversations that an example is about and those around them, copies made."""
    subjects = [
        one
        for position, each in enumerate(example.conversations)
        for one in _copies(each, f"example-{position + 1}", each.copies or example.copies)
    ]
    context = [
        one
        for position, each in enumerate(example.context)
        for one in _copies(each, f"context-{position + 1}", each.copies or 1)
    ]
    return subjects, context


def _run(
    policy: Policy, measure: Measure, rule: Rule, kind: Kind, position: int, example: Example
) -> ExampleResult:
    about, measured = _measured(example, measure)
    failures = [each for each in measured if isinstance(each, Failure)]
    findings = [each for each in measured if isinstance(each, Finding)]
    by_conversation: dict[str, list[Finding]] = {}
    for finding in findings:
        by_conversation.setdefault(finding.conversation, []).append(finding)
    wrong: list[str] = []
    for each in about:
        mine = by_conversation.get(each.id, [])
        hit = rule.id in decide(each, mine, (), policy).rules
        if hit is not (kind == "fire"):
            wrong.append(f"{each.id} (measured: {_summary(mine)})")
    message = ""
    if failures:
        message = f"{failures[0].detector} failed: {failures[0].error}"
    elif wrong:
        verb = "were not hit" if kind == "fire" else "were hit"
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        message = f"{len(wrong)} of {len(about)} {verb}: {'; '.join(wrong[:SHOWN])}{more}"
    at = policy.place(rule.id, ("examples", kind, position), "")
    return ExampleResult(rule.id, kind, example.name, f"{at.file}:{at.line}", not message, message)


def _measured(example: Example, measure: Measure) -> tuple[list[Facts], list[Finding | Failure | Group]]:
    subjects, context = conversations(example)
    about = [facts(conversation) for conversation in subjects]
    if example.findings is None:
        return about, list(measure([*context, *subjects]))
    about = about or [Facts("example-1")]
    return about, [Finding(conversation=about[0].id, **each.model_dump()) for each in example.findings]


def _summary(findings: Sequence[Finding]) -> str:
    worst = sorted(findings, key=lambda each: (-each.score, each.detector, each.label))
    shown = [f"{each.detector}/{each.label} {each.score:.2f}" for each in worst[:SHOWN]]
    return ", ".join(shown + ["..."] * (len(worst) > SHOWN)) or "nothing"


def _copies(given: ExampleConversation, name: str, copies: int) -> Iterator[Conversation]:
    base = given.id or name
    if copies > 1 and "{n}" not in base:
        base += "-{n}"
    for n in range(1, copies + 1):
        later = timedelta(seconds=given.step_seconds * (n - 1))
        fields: dict[str, Any] = _numbered(given.model_dump(exclude={"copies", "step_seconds"}), n, later)
        turns = tuple(Turn(**turn) for turn in fields.pop("messages"))
        digest = content_digest((turn.role, turn.content) for turn in turns)
        yield Conversation(**{**fields, "id": base.replace("{n}", str(n))}, turns=turns, digest=digest)


def _numbered(value: Any, n: int, later: timedelta) -> Any:
    """The value with `{n}` replaced in all its texts and all its times moved."""
    if isinstance(value, str):
        return value.replace("{n}", str(n))
    if isinstance(value, datetime):
        return value + later
    if isinstance(value, dict):
        return {key: _numbered(each, n, later) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_numbered(each, n, later) for each in value]
    return value
