"""What the report, the reviewers and the export ask the store."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guard.errors import GuardError
from guard.store import Store
from guard.types import Failure, Group, Origin, Rejected
from tests import postgres
from tests.store.builders import finding, judged, save


def _ids(store: Store, run: str | None = None, **filters: object) -> list[str]:
    return [one.conversation.id for one in store.held(run, **filters)]  # type: ignore[arg-type]


def test_held_comes_worst_first(store: Store) -> None:
    save(
        store,
        "r",
        [
            judged("passed", "pass", 1.0),
            judged("low", "quarantine", 0.2),
            judged("b", "review", 0.9),
            judged("a", "review", 0.9),
            judged("B", "review", 0.9),
            judged("é", "review", 0.9),
            judged("high", "quarantine", 0.8),
        ],
    )
    assert _ids(store) == ["high", "low", "B", "a", "b", "é"]
    assert _ids(store, "r", limit=2) == ["high", "low"]


def test_order_does_not_depend_on_the_locale_of_the_server(request: pytest.FixtureRequest) -> None:
    socket = request.getfixturevalue("postgres_socket")
    english = "TEMPLATE template0 LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en'"
    with Store.open(postgres.create_database(socket, "english", english)) as store:
        save(store, "r", [judged("b", "review"), judged("B", "review"), judged("a", "review")])
        assert _ids(store) == ["B", "a", "b"]


def test_many_held_come_complete_and_in_order(store: Store) -> None:
    given = [judged(f"c-{n}", "review", (n * 7919 % 1200) / 1200) for n in range(1200)]
    save(store, "r", given)
    by_score = sorted(given, key=lambda one: -one.verdict.score)
    assert _ids(store) == [one.conversation.id for one in by_score]


def test_held_is_filtered_by_run_rule_and_group(store: Store) -> None:
    group = Group("g", "campaign", 0.9, ("c", "a", "passed"), {"why": "one message"})
    given = [
        judged("a", "review", 0.3, rules=["steering", "toxic"]),
        judged("b", "review", 0.2, rules=["toxic"]),
    ]
    save(store, "r1", [*given, judged("c", "review", 0.1), judged("passed")], [group])
    save(store, "r2", [judged("d", "review", rules=["toxic"])], later=1)
    assert _ids(store) == ["a", "b", "c", "d"]
    assert _ids(store, "r2") == ["d"]
    assert _ids(store, rule="toxic") == ["a", "b", "d"]
    assert _ids(store, "r1", rule="toxic", limit=1) == ["a"]
    assert _ids(store, group="g") == ["a", "c"]
    assert _ids(store, rule="steering", group="g") == ["a"]
    assert _ids(store, rule="no such rule") == []


def test_held_over_all_runs_shows_each_content_once_as_the_newest_run_saw_it(store: Store) -> None:
    save(store, "newer", [judged("a", "review", 0.2), judged("b", "review", 0.1)], later=2)
    save(store, "older", [judged("a", "quarantine", 0.9), judged("b", "review", 0.9, said="other")], later=1)
    seen = [(one.run, one.conversation.id, one.verdict.score) for one in store.held()]
    assert seen == [("older", "b", 0.9), ("newer", "a", 0.2), ("newer", "b", 0.1)]


def test_a_later_run_that_lets_it_pass_does_not_clear_it(store: Store) -> None:
    save(store, "strict", [judged("a", "review")])
    save(store, "lax", [judged("a")], later=1)
    assert [one.run for one in store.held()] == ["strict"]
    assert store.get("a").run == "strict"


def test_get_takes_the_newest_run_that_held_it(store: Store) -> None:
    save(store, "first", [judged("a", "review", 0.1)])
    save(store, "second", [judged("a", "review", 0.2, said="changed"), judged("fine")], later=1)
    assert store.get("a").verdict.score == 0.2
    assert store.get("a", "first").verdict.score == 0.1
    for id, run in (("fine", None), ("unknown", None), ("fine", "second")):
        with pytest.raises(
            GuardError, match=f"conversation '{id}'.*not in quarantine\nCure: .*quarantine list"
        ):
            store.get(id, run)


def test_a_run_that_is_not_stored_is_named(store: Store) -> None:
    with pytest.raises(GuardError, match="no run is stored here\nCure: scan something first"):
        store.run()
    save(store, "r", [judged("a")])
    for ask in (
        store.run,
        store.summary,
        store.groups,
        store.rejected,
        store.kept,
        store.measured,
        store.held,
    ):
        with pytest.raises(GuardError, match="run 'typo': no such run"):
            ask("typo")


def test_summary_counts_conversations(store: Store) -> None:
    toxic, hidden = finding("a"), finding("a", detector="hidden_text", label="tags")
    save(
        store,
        "r",
        [
            judged("a", "quarantine", 1.0, rules=["x", "y"], findings=[toxic, toxic, hidden]),
            judged("b", "review", 0.58, rules=["y"], findings=[finding("b")]),
            judged(
                "c", "review", 0.02, failures=[Failure("c", "toxicity", "?"), Failure("c", "toxicity", "!")]
            ),
            judged("d", "pass", 0.019999),
            judged("e", "pass", 0.0),
        ],
    )
    save(store, "other", [judged("a", "review", 0.5, rules=["z"])], later=1)
    summary = store.summary("r")
    assert summary.verdicts == {"pass": 2, "review": 2, "quarantine": 1}
    assert list(summary.rules.items()) == [("y", 2), ("x", 1)]
    assert list(summary.findings.items()) == [(("toxicity", "insult"), 2), (("hidden_text", "tags"), 1)]
    assert summary.failures == {"toxicity": 1}
    bins = {
        action: {place: n for place, n in enumerate(scores) if n}
        for action, scores in summary.histogram.items()
    }
    # 0.58 is 29/50, although 0.58 * 50 is a little less than 29 in floating point.
    assert bins == {"pass": {0: 2}, "review": {1: 1, 29: 1}, "quarantine": {49: 1}}
    assert {len(scores) for scores in summary.histogram.values()} == {50}


def test_groups_come_worst_first_with_members_in_order(store: Store) -> None:
    groups = [
        Group(id, "campaign", score, ("c", "a", "b"), {"n": 3})
        for id, score in (("x", 0.1), ("b", 0.9), ("a", 0.9))
    ]
    save(store, "r", [judged("a")], groups)
    save(store, "other", [judged("a")], [Group("x", "cluster", 1.0, ("z",), {})], later=1)
    assert [group.id for group in store.groups("r")] == ["a", "b", "x"]
    assert store.groups("r")[2] == groups[0]


def test_times_are_of_the_run_and_in_the_order_asked(store: Store) -> None:
    noon = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    save(store, "r", [judged("a", user_id="u-1", created_at=noon), judged("b")])
    save(store, "other", [judged("a", user_id="u-9"), judged("z")], later=1)
    assert store.times("r", ["b", "unknown", "a", "z"]) == [("b", None, None), ("a", "u-1", noon)]


def test_rejected_rows_keep_their_order(store: Store) -> None:
    rows = [Rejected(Origin("day.jsonl", line), "bad-json", "cut off", b"\xff\x00") for line in (9, 2, 5)]
    save(store, "r", [], rejected=rows)
    assert store.rejected("r") == rows
    assert store.rejected("r", limit=2) == rows[:2]


def test_digests_are_of_all_runs(store: Store) -> None:
    first, second = judged("a", said="one"), judged("a", said="two")
    save(store, "r1", [first, judged("b")])
    save(store, "r2", [second], later=1)
    seen = store.digests(["a", "never"])
    assert seen == {"a": {first.conversation.digest, second.conversation.digest}}


def test_a_caller_may_write_while_it_reads(store: Store) -> None:
    save(store, "r", [judged(f"c-{n}", "review") for n in range(1200)])
    for one in store.held():
        if one.conversation.id.endswith("00"):
            store.decide([one.conversation.id], "release", "ann", "")
    assert len(_ids(store, status="released")) == 11
