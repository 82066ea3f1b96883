"""Decisions are about content, are never lost and never changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy
from sqlalchemy.exc import DBAPIError

from guard.errors import GuardError, UsageError
from guard.store import Store
from guard.store.database import connect, parse
from tests.store.builders import judged, save


def test_the_newest_decision_gives_the_status(store: Store) -> None:
    save(store, "r", [judged("a", "review"), judged("b", "review"), judged("c", "review")])
    before = datetime.now(UTC)
    assert store.decide(["a", "b", "a"], "release", "ann", "a macro") == 2
    assert store.decide(["b"], "confirm", "bob", "no, look again") == 1
    assert {one.conversation.id: one.status for one in store.held()} == {
        "a": "released",
        "b": "confirmed",
        "c": "held",
    }
    made = store.get("b").decisions
    assert [(one.conversation, one.decision, one.who, one.reason) for one in made] == [
        ("b", "release", "ann", "a macro"),
        ("b", "confirm", "bob", "no, look again"),
    ]
    assert before <= made[0].at <= made[1].at <= datetime.now(UTC)
    for status in ("held", "released", "confirmed"):
        assert [one.status for one in store.held(status=status)] == [status]


def test_a_decision_survives_a_new_run_of_the_same_content_only(store: Store) -> None:
    save(store, "r1", [judged("a", "review"), judged("b", "review")])
    store.decide(["a", "b"], "release", "ann", "")
    save(store, "r2", [judged("a", "review"), judged("b", "review", said="now something else")], later=1)
    assert {one.conversation.id: one.status for one in store.held("r2")} == {"a": "released", "b": "held"}
    assert store.kept("r2") == {"a"}
    assert store.kept("r1") == {"a", "b"}


def test_a_decision_can_be_about_what_an_older_run_held(store: Store) -> None:
    save(store, "r1", [judged("a", "review", said="seen by the reviewer")])
    save(store, "r2", [judged("a", "review", said="came in meanwhile")], later=1)
    store.decide(["a"], "release", "ann", "", run_id="r1")
    assert (store.get("a", "r1").status, store.get("a", "r2").status) == ("released", "held")


def test_kept_is_what_passed_or_was_released_and_not_confirmed(store: Store) -> None:
    save(store, "night", [judged(id, "review") for id in ("released", "confirmed", "held", "passes later")])
    store.decide(["released"], "release", "ann", "")
    store.decide(["confirmed", "passes later"], "confirm", "ann", "")
    save(store, "again", [judged("passed"), judged("passes later"), judged("released", "review")], later=1)
    assert store.kept("night") == {"released"}
    assert store.kept("again") == {"passed", "released"}


def test_all_or_none(store: Store) -> None:
    save(store, "r", [judged("a", "review"), judged("fine")])
    with pytest.raises(GuardError, match="conversation 'fine' and 1 more: not in quarantine"):
        store.decide(["a", "fine", "unknown"], "release", "ann", "")
    assert store.get("a").decisions == ()


@pytest.mark.parametrize("who", ["", "  "])
def test_somebody_must_decide(store: Store, who: str) -> None:
    save(store, "r", [judged("a", "review")])
    with pytest.raises(UsageError, match="name of who made it"):
        store.decide(["a"], "release", who, "")
    assert store.get("a").status == "held"


def test_a_whole_campaign_at_once(store: Store) -> None:
    ids = [f"c-{n}" for n in range(1200)]
    save(store, "r", [judged(id, "review") for id in ids])
    assert store.decide(ids, "confirm", "ann", "one campaign") == 1200
    assert list(store.held(status="held")) == []


def test_decisions_are_append_only(store: Store, url: str) -> None:
    save(store, "r", [judged("a", "review")])
    store.decide(["a"], "release", "ann", "")
    copy = "SELECT key, conversation, digest, 'confirm', who, reason, at FROM decision"
    own = f"REPLACE INTO decision {copy}" if url.startswith("sqlite") else "TRUNCATE decision"
    engine = connect(parse(url))
    for statement in ("UPDATE decision SET who = 'mallory'", "DELETE FROM decision", own):
        with pytest.raises(DBAPIError, match="decisions are append-only"), engine.begin() as connection:
            connection.execute(sqlalchemy.text(statement))
    engine.dispose()
    assert [(one.who, one.decision) for one in store.get("a").decisions] == [("ann", "release")]
