"""docs/POLICY.md says what the code does: its examples load and run, and it names every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from guard.errors import UsageError
from guard.policy import decide, load, run_examples, run_invariants
from guard.policy.example_format import Example
from guard.policy.examples import conversations
from guard.policy.schema import KEYS
from guard.types import ROLES
from tests.policy_rules import FACTS, finding, policy, rule
from tests.test_policy_loading import GOOD, write

PAGE = (Path(__file__).parent.parent / "docs" / "POLICY.md").read_text(encoding="utf-8")
RULE, CAMPAIGN = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
NAME = "reward-campaign.yaml"


def test_the_rule_loads_and_proves_itself(tmp_path: Path) -> None:
    rules = load(write(tmp_path, RULE, NAME))
    results = run_examples(rules, lambda _: [])
    assert [(each.kind, each.passed) for each in results] == [("fire", True), ("silent", True)]
    assert all(each.passed for each in run_invariants(rules))


def test_the_example_of_copies_makes_them() -> None:
    made, around = conversations(Example.model_validate(yaml.safe_load(CAMPAIGN)[0]))
    assert (len(made), len(around), len({each.user_id for each in made})) == (40, 20, 40)


def test_the_error_message_is_real(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```\n(2 errors .*?)\n```", PAGE, re.DOTALL)
    write(tmp_path, RULE.replace("score: 0.8", "score: 1.8"), NAME)
    other = GOOD.replace("a-rule", "urgent-tone").replace("title: Something", "titel: x\ntitle: Something")
    write(tmp_path, other, "urgent-tone.yaml")
    with pytest.raises(UsageError) as caught:
        load(tmp_path)
    assert str(caught.value).replace(str(tmp_path), "policies") == shown


def test_every_key_is_explained() -> None:
    explained = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))
    assert set(KEYS) - explained == set()


def test_the_score_of_the_page_is_the_score() -> None:
    rules = policy(rule({"finding": "toxicity/abuse"}, severity="high"))
    verdict = decide(FACTS, [finding(score=0.8), finding("odd/one", 1.0)], [], rules)
    assert f"= {verdict.score}." in PAGE
    assert all(f"`{role}`" in PAGE for role in ROLES)
