"""Rules in memory, for tests of policy."""

from __future__ import annotations

from typing import Any

from guard.policy import Facts, Policy, Rule
from guard.types import Finding, Json

FACTS = Facts(
    "c-1",
    metadata={"id": "c-1", "user_id": "u-1", "channel": "chat", "source": "zendesk-eu", "language": None},
    roles=("user", "assistant"),
    labels={"intent": "refund", "rating": 5, "vip": True},
)


def rule(when: Json, id: str = "a-rule", **changes: Any) -> Rule:
    """An experimental rule with the given condition."""
    fields = {
        "id": id,
        "title": "Something is odd",
        "description": "Made for a test.",
        "status": "experimental",
        "severity": "medium",
        "action": "review",
        "when": when,
    }
    return Rule.model_validate(fields | changes)


def policy(*rules: Rule) -> Policy:
    return Policy(rules)


def finding(selector: str = "toxicity/abuse", score: float = 0.9, **fields: Any) -> Finding:
    """A finding about c-1; further keyword arguments that are no field of it go into its evidence."""
    detector, _, label = selector.partition("/")
    place = {key: fields.pop(key) for key in ("turn", "span", "group") if key in fields}
    return Finding("c-1", detector, label, score, {"why": "for a test", **fields}, **place)
