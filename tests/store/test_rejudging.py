"""A stored run judged again under other rules, without its inputs and without a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from guard.errors import GuardError
from guard.store import Store
from guard.types import Failure, Group, Origin, Rejected, Verdict
from tests.store.builders import finding, judged, save


def _judge(store: Store, run: str, least: float) -> Iterator[Verdict]:
    """Hold what has a finding of at least this score."""
    for conversation, _, findings, failures in store.measured(run):
        worst = max((one.score for one in findings), default=0.0)
        action, rules = ("quarantine", ("strict",)) if worst >= least else ("pass", ())
        yield Verdict(conversation.id, action, worst, rules, tuple(findings), tuple(failures), "policy-2")  # type: ignore[arg-type]


def test_the_new_run_has_the_old_measurements_and_the_new_verdicts(store: Store) -> None:
    given = [
        judged("mild", findings=[finding("mild", score=0.3)], user_id="u-1"),
        judged("bad", "review", 0.9, rules=["toxic"], findings=[finding("bad", score=0.9)]),
        judged("broken", "review", failures=[Failure("broken", "toxicity", "no model")]),
        judged("plain"),
    ]
    group = Group("g", "campaign", 0.9, ("mild", "bad"), {"why": "one message"})
    rejected = [Rejected(Origin("day.jsonl", 9), "bad-json", "cut off", b"{")]
    old = save(store, "old", given, [group], rejected)

    new = store.rejudge("old", _judge(store, "old", 0.25), "policy-2", new_id="new", version="0.2.0")

    assert new == replace(
        old,
        id="new",
        started_at=new.started_at,
        version="0.2.0",
        policy="policy-2",
        settings={**old.settings, "judged_again": "old"},
        passed=2,
        held=2,
    )
    assert store.run("new") == new
    assert list(store.measured("new")) == list(store.measured("old"))
    assert store.groups("new") == [group]
    assert store.rejected("new") == rejected
    worst, mild = store.held("new")
    assert (worst.conversation.id, mild.conversation) == ("bad", given[0].conversation)
    assert mild.verdict == Verdict(
        "mild", "quarantine", 0.3, ("strict",), given[0].verdict.findings, (), "policy-2"
    )
    assert store.run("old") == old
    assert [one.verdict for one in store.held("old")] == [given[1].verdict, given[2].verdict]


def test_only_the_newest_judgement_of_a_scan_counts_in_the_quarantine(store: Store) -> None:
    given = [
        judged(id, "review", findings=[finding(id, score=score)]) for id, score in (("a", 0.3), ("b", 0.9))
    ]
    save(store, "old", given)
    save(store, "other night", [judged("c", "review")], later=-1)
    store.rejudge("old", _judge(store, "old", 0.5), "policy-2", new_id="mild", version="0.2.0")
    assert [(one.conversation.id, one.run) for one in store.held()] == [("b", "mild"), ("c", "other night")]
    with pytest.raises(GuardError, match="not in quarantine"):
        store.get("a")
    assert store.get("a", "old").run == "old"
    with pytest.raises(GuardError, match="not in quarantine"):
        store.decide(["a"], "release", "ann", "")

    store.rejudge("old", _judge(store, "old", 0.95), "policy-3", new_id="none", version="0.2.0")
    assert [one.run for one in store.held()] == ["other night"]
    store.rejudge("mild", _judge(store, "mild", 0.1), "policy-4", new_id="strict", version="0.2.0")
    assert [one.run for one in store.held()] == ["strict", "strict", "other night"]


def test_a_decision_holds_in_the_new_run_too(store: Store) -> None:
    save(store, "old", [judged("a", "review", findings=[finding("a")])])
    store.decide(["a"], "release", "ann", "")
    store.rejudge("old", _judge(store, "old", 0.1), "policy-2", new_id="new", version="0.2.0")
    assert store.get("a", "new").status == "released"


def test_what_was_never_kept_is_held_without_its_turns(store: Store) -> None:
    save(store, "old", [judged("a", source="unknown")])
    verdict = Verdict("a", "review", 0.0, ("no-source",), (), (), "policy-2")
    store.rejudge("old", [verdict], "policy-2", new_id="new", version="0.2.0")
    held = store.get("a")
    assert (held.conversation.turns, held.conversation.source) == ((), "unknown")


@pytest.mark.parametrize(
    ("ids", "problem"),
    [
        (["a"], "1 verdicts, but it has 2 conversations"),
        (["a", "b", "c"], "verdict of 'c', which it does not have"),
        (["a", "a"], "verdict of 'a', which it does not have or has already"),
    ],
)
def test_the_verdicts_must_cover_the_run_exactly(store: Store, ids: list[str], problem: str) -> None:
    old = save(store, "old", [judged("a"), judged("b")])
    verdicts = [Verdict(id, "pass", 0.0, (), (), (), "policy-2") for id in ids]
    with pytest.raises(GuardError, match=problem):
        store.rejudge("old", verdicts, "policy-2", new_id="new", version="0.2.0")
    assert store.runs() == [old]


def test_many_are_judged_again_in_saved_order(store: Store) -> None:
    given = [judged(f"c-{n}", findings=[finding(f"c-{n}", score=n / 1200)]) for n in range(1200)]
    save(store, "old", given)
    backwards = reversed(list(_judge(store, "old", 0.5)))
    new = store.rejudge("old", backwards, "policy-2", new_id="new", version="0.2.0")
    assert (new.passed, new.held) == (600, 600)
    assert [conversation.id for conversation, *_ in store.measured("new")] == [f"c-{n}" for n in range(1200)]
