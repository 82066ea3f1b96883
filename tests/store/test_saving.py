"""A run is stored whole or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from guard.errors import GuardError
from guard.store import Judged, Run, Store
from guard.types import Failure, Group, Origin, Rejected
from tests.store.builders import finding, judged, many, run_of, save

ROOT = Path(__file__).parents[2]
CRASH = """
import sys, time
from guard.store import Store
from tests.store.builders import many, run_of

def stops_midway():
    yield from many(1200)
    print("midway", flush=True)
    time.sleep(60)

run = run_of("crash", list(many(1200)))
Store.open(sys.argv[1]).save(run, stops_midway(), [], [])
"""


def test_a_run_comes_back_as_it_was_saved(store: Store) -> None:
    first = save(store, "first", [judged("a"), judged("b", "review")], rejected=[_unreadable(3)])
    second = save(store, "second", [judged("a")], later=1)
    assert store.runs() == [second, first]
    assert store.run("first") == first
    assert store.run() == second


def test_an_error_midway_leaves_the_previous_state(store: Store) -> None:
    previous = save(store, "previous", [judged("a", "review")])
    given = list(many(1200))

    def breaks() -> Iterator[Judged]:
        yield from given
        raise RuntimeError("the disk of the caller is full")

    with pytest.raises(RuntimeError, match="of the caller"):
        store.save(run_of("broken", given), breaks(), [], [])
    assert store.runs() == [previous]
    assert store.digests(["c-00000", "a"]).keys() == {"a"}
    store.save(run_of("broken", given), given, [], [])  # the same id is free for another try
    assert len(store.kept("broken")) == 1200


def test_a_killed_process_leaves_the_previous_state(store: Store, url: str) -> None:
    previous = save(store, "previous", [judged("a", "review")])
    command = [sys.executable, "-c", CRASH, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "midway\n"
        child.send_signal(signal.SIGKILL)
    assert store.runs() == [previous]
    given = list(many(1200))
    store.save(run_of("crash", given), given, [], [])
    assert store.run("crash").passed == 1200


def test_a_run_is_never_written_over(store: Store) -> None:
    first = save(store, "night", [judged("a", "review")])
    with pytest.raises(GuardError, match=r"run 'night': .*stored already\nCure: .*another id"):
        save(store, "night", [judged("b")])
    assert store.runs() == [first]
    assert store.kept("night") == set()


def test_a_conversation_cannot_come_twice(store: Store) -> None:
    with pytest.raises(GuardError, match="conversation 'a' was given twice"):
        save(store, "r", [judged("a"), judged("b"), judged("a", "review")])
    assert store.runs() == []


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"passed": 2, "read": 5}, "passed"),
        ({"held": 3}, "held"),
        ({"rejected": 0}, "rejected"),
        ({"read": 5}, "read"),
    ],
)
def test_counts_that_do_not_add_up_are_refused(store: Store, wrong: dict[str, int], name: str) -> None:
    given = [judged("a"), judged("b", "review"), judged("c", "quarantine")]
    run = replace(run_of("r", given, [_unreadable(4)]), **wrong)  # type: ignore[arg-type]
    with pytest.raises(GuardError, match=f"^run 'r': {name} is"):
        store.save(run, given, [], [_unreadable(4)])
    assert store.runs() == []


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_score_outside_0_to_1_is_refused(store: Store, score: float) -> None:
    for given in (judged("a", score=score), judged("a", findings=[finding("a", score=score)])):
        with pytest.raises(GuardError, match=r"refused a row: .*constraint") as caught:
            save(store, "r", [given])
        assert "it insults" not in str(caught.value)  # the row is a stranger's text
    assert store.runs() == []


def test_a_verdict_on_another_conversation_is_refused(store: Store) -> None:
    given = judged("a")
    mixed = Judged(judged("b").conversation, given.origin, given.verdict)
    with pytest.raises(ValueError, match="verdict of 'a' on 'b'"):
        store.save(run_of("r", [mixed]), [mixed], [], [])
    assert store.runs() == []


def test_turns_are_kept_only_where_there_is_something_to_see(store: Store) -> None:
    given = [
        judged("nothing"),
        judged("found", findings=[finding("found")]),
        judged("failed", failures=[Failure("failed", "toxicity", "no model")]),
        judged("held", "review"),
    ]
    save(store, "r", given)
    kept = {conversation.id for conversation, *_ in store.measured("r") if conversation.turns}
    assert kept == {"found", "failed", "held"}


def test_readers_see_the_state_before_until_a_run_is_whole(store: Store, url: str) -> None:
    inner: list[Run] = []

    def reads_meanwhile() -> Iterator[Judged]:
        yield from many(1200)
        with Store.open(url) as other:  # readers are not kept waiting, and see nothing half-done
            inner.extend(other.runs())

    before = save(store, "before", [judged("a")])
    given = list(many(1200))
    store.save(run_of("now", given), reads_meanwhile(), [], [])
    assert inner == [before]


def test_a_big_campaign_is_saved_in_seconds(store: Store) -> None:
    size, members = 2_000, 10_000
    given = [
        judged(f"c-{n}", said=f"message {n}", findings=[finding(f"c-{n}", turn=t) for t in range(n % 2 + 2)])
        for n in range(size)
    ]
    group = Group("g", "campaign", 0.9, tuple(f"c-{n}" for n in range(members)), {"why": "the same message"})
    started = time.monotonic()
    store.save(run_of("r", given), given, [group], [])
    assert time.monotonic() - started < 20  # about 1 s on an idle machine, 2 s on PostgreSQL
    assert store.groups("r") == [group]
    assert store.summary("r").findings == {("toxicity", "insult"): size}
    assert sum(len(findings) for _, _, findings, _ in store.measured("r")) == 5_000


def _unreadable(line: int) -> Rejected:
    return Rejected(Origin("day.jsonl", line), "bad-json", "the line is not JSON", b"{")
