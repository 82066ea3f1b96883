"""Examples run end to end: conversations made, measured by the caller's function, decided, compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from guard.policy import ExampleResult, Policy, load, run_examples
from guard.policy.example_format import Example
from guard.policy.examples import conversations
from guard.text import content_digest
from guard.types import Conversation, Failure, Finding, Group, Json
from tests.policy_rules import policy, rule
from tests.test_policy_loading import GOOD, write

SHOUTS: Json = {"finding": "shouting/capitals", "at_least": {"score": 0.8}, "role": "user"}


def shouting(given: Sequence[Conversation]) -> Iterable[Finding | Failure | Group]:
    """A detector of capitals; its score falls when others shout too."""
    loud = [(c, t) for c in given for t, turn in enumerate(c.turns) if turn.content.isupper()]
    for conversation, turn in loud:
        yield Finding(conversation.id, "shouting", "capitals", 1 / len(loud), {"why": "capitals"}, turn)
    yield Group("g", "loud", 1.0, tuple(c.id for c, _ in loud), {"why": "all loud"})


def example(*contents: str, role: str = "user", **fields: Json) -> Json:
    said = [{"messages": [{"role": role, "content": content}]} for content in contents]
    return {"name": "one", "conversations": said} | fields


def run(fire: Sequence[Json] = (), silent: Sequence[Json] = ()) -> list[ExampleResult]:
    return run_examples(policy(rule(SHOUTS, examples={"fire": fire, "silent": silent})), shouting)


def test_examples_that_hold() -> None:
    results = run([example("HELLO")], [example("hello"), example("HELLO", role="assistant")])
    assert [(each.kind, each.passed, each.message) for each in results] == [
        ("fire", True, ""),
        ("silent", True, ""),
        ("silent", True, ""),
    ]


def test_fire_demands_every_conversation() -> None:
    (result,) = run([example("HELLO", "hello")])
    assert not result.passed
    assert result.message == "1 of 2 were not hit: example-2 (measured: nothing)"


def test_silent_allows_none() -> None:
    (result,) = run(silent=[example("hello", "HELLO", "hello")])
    assert not result.passed
    assert result.message == "1 of 3 were hit: example-2 (measured: shouting/capitals 1.00)"


def test_the_context_is_measured_but_not_judged() -> None:
    loud = {"messages": [{"role": "user", "content": "ME TOO"}], "copies": 4}
    (result,) = run([example("HELLO", context=[loud])])
    assert result.message == "1 of 1 were not hit: example-1 (measured: shouting/capitals 0.20)"
    assert run(silent=[example("hello", context=[loud | {"copies": 1}])])[0].passed


def test_another_rule_that_fires_is_no_proof() -> None:
    other = rule({"finding": "shouting/capitals"}, "other")
    mine = rule({"finding": "toxicity/abuse"}, examples={"fire": [example("HELLO")]})
    assert not run_examples(policy(mine, other), shouting)[0].passed


def test_a_failing_detector_fails_the_example() -> None:
    def fails(given: Sequence[Conversation]) -> Iterable[Finding | Failure | Group]:
        return [*shouting(given), Failure(given[0].id, "toxicity", "no model")]

    quiet = rule(SHOUTS, examples={"silent": [example("hello")]})
    (result,) = run_examples(policy(quiet), fails)
    assert (result.passed, result.message) == (False, "toxicity failed: no model")


def test_pure_findings_are_not_measured() -> None:
    def never(given: Sequence[Conversation]) -> Iterable[Finding]:
        raise AssertionError("not to be called")

    loud = {"detector": "shouting", "label": "capitals", "score": 0.9, "turn": 0, "evidence": {"why": "x"}}
    about = example("any text")
    fire = [about | {"findings": [loud]}]
    silent = [about | {"findings": [loud | {"score": 0.7}]}, {"name": "no turn", "findings": [loud]}]
    results = run_examples(policy(rule(SHOUTS, examples={"fire": fire, "silent": silent})), never)
    assert [each.passed for each in results] == [True, True, True]


def test_deprecated_rules_are_not_run() -> None:
    old = rule(SHOUTS, status="deprecated", examples={"fire": [example("hello")]})
    assert run_examples(policy(old), shouting) == []


def test_a_result_names_file_and_line(tmp_path: Json) -> None:
    text = GOOD + (
        "examples:\n  fire:\n    - name: first\n      findings: []\n"
        "  silent:\n    - name: second\n      findings: []\n    - {name: third, findings: []}\n"
    )
    rules: Policy = load(write(tmp_path, text))
    assert [(each.name, each.place, each.passed) for each in run_examples(rules, shouting)] == [
        ("first", f"{tmp_path}/a-rule.yaml:10", False),
        ("second", f"{tmp_path}/a-rule.yaml:13", True),
        ("third", f"{tmp_path}/a-rule.yaml:15", True),
    ]


def test_copies_differ_in_account_time_and_text() -> None:
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    made, around = conversations(
        Example.model_validate(
            {
                "name": "campaign",
                "copies": 3,
                "conversations": [
                    {
                        "messages": [
                            {"role": "user", "content": "order {n}", "created_at": "2026-11-01T12:00:00Z"}
                        ],
                        "user_id": "u-{n}",
                        "created_at": "2026-11-01T12:00:00Z",
                        "step_seconds": 60,
                        "labels": {"tags": ["t{n}"], "rating": 5},
                    },
                    {"id": "fixed", "messages": [], "copies": 1},
                ],
                "context": [{"id": "near-{n}", "messages": [], "copies": 2}, {"messages": []}],
            }
        )
    )
    assert [each.id for each in made] == ["example-1-1", "example-1-2", "example-1-3", "fixed"]
    assert [each.id for each in around] == ["near-1", "near-2", "context-2"]
    assert [each.user_id for each in made] == ["u-1", "u-2", "u-3", None]
    assert [each.created_at for each in made[:3]] == [noon + timedelta(minutes=n) for n in range(3)]
    assert made[2].turns[0].created_at == noon + timedelta(minutes=2)
    assert made[1].turns[0].content == "order 2"
    assert made[1].labels == {"tags": ["t2"], "rating": 5}
    assert made[1].digest == content_digest([("user", "order 2")])
