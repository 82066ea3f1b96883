"""What is saved is what is read back: equal values, whatever the text."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.store import Judged, Store
from guard.types import ACTIONS, ROLES, Conversation, Failure, Finding, Group, Origin, Rejected, Turn, Verdict
from tests.store.builders import judged, run_of, save

# Any string that Python can hold, the storable and the rest, with what databases trip over made likely.
hostile = ["", "\x00", "a\x00b", "\x1a0000", "\\0", "\ud800", "'; DROP TABLE run; --", "%s", "\u202e", "🙂"]
texts = st.text(max_size=12) | st.sampled_from(hostile)
numbers = st.floats(0, 1)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.none() | st.datetimes(timezones=zones | st.just(UTC))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
json_objects = st.dictionaries(texts, json_values, max_size=3)
names = st.none() | texts
counts = st.integers(0, 2**31 - 1)
rejections = st.builds(Rejected, st.builds(Origin, texts, counts), texts, texts, st.binary(max_size=20))


@st.composite
def any_judged(draw: st.DrawFn) -> Judged:
    id = draw(texts)
    turns = st.builds(Turn, st.sampled_from(ROLES), texts, times)
    findings = st.builds(
        Finding,
        conversation=st.just(id),
        detector=texts,
        label=texts,
        score=numbers,
        evidence=json_objects,
        turn=st.none() | counts,
        span=st.none() | st.tuples(counts, counts),
        group=names,
    )
    failures = st.builds(Failure, st.just(id), texts, texts)
    conversation = st.builds(
        Conversation,
        id=st.just(id),
        turns=st.lists(turns, min_size=1, max_size=3).map(tuple),
        digest=texts,
        user_id=names,
        agent_id=names,
        channel=names,
        source=names,
        language=names,
        created_at=times,
        collected_at=times,
        labels=json_objects,
    )
    verdict = st.builds(
        Verdict,
        conversation=st.just(id),
        verdict=st.sampled_from(ACTIONS),
        score=numbers,
        rules=st.lists(texts, max_size=3).map(tuple),
        findings=st.lists(findings, max_size=3).map(tuple),
        failures=st.lists(failures, max_size=2).map(tuple),
        policy=texts,
    )
    origin = st.builds(Origin, texts, st.integers(1, 2**40))
    return Judged(draw(conversation), draw(origin), draw(verdict))


_ids = itertools.count()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_judged=st.lists(any_judged(), max_size=4, unique_by=lambda one: one.conversation.id),
    rejected=st.lists(rejections, max_size=2),
    group=st.builds(Group, texts, texts, numbers, st.lists(texts, max_size=4).map(tuple), json_objects),
    run_settings=json_objects,
    models=st.dictionaries(texts, texts, max_size=2),
)
def test_everything_comes_back_equal(
    store: Store,
    given_judged: list[Judged],
    rejected: list[Rejected],
    group: Group,
    run_settings: dict[str, object],
    models: dict[str, str],
) -> None:
    id = f"run \x00 {next(_ids)}"
    run = run_of(id, given_judged, rejected, settings=run_settings, models=models)
    store.save(run, given_judged, [group], rejected)

    assert store.run(id) == run
    assert store.groups(id) == [group]
    assert store.rejected(id) == rejected
    held = {one.conversation.id: Judged(one.conversation, one.origin, one.verdict) for one in store.held(id)}
    assert held == {one.conversation.id: one for one in given_judged if one.verdict.verdict != "pass"}
    for one, (conversation, origin, findings, failures) in zip(given_judged, store.measured(id), strict=True):
        assert origin == one.origin
        assert findings == list(one.verdict.findings)
        assert failures == list(one.verdict.failures)
        if conversation.turns:
            assert conversation == one.conversation


def test_a_time_keeps_its_zone(store: Store) -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    created = datetime(1, 1, 1, 0, 0, 0, 1, tzinfo=east)  # before year 1 in UTC
    save(store, "r", [judged("c", "review", created_at=created)])
    found = store.get("c").conversation.created_at
    assert found == created
    assert found is not None
    assert found.utcoffset() == timedelta(hours=5, minutes=30)


@pytest.mark.parametrize("length", [3_000, 100_000])
def test_an_id_may_be_longer_than_an_index_entry(store: Store, length: int) -> None:
    # Not one letter repeated: PostgreSQL would compress it below the limit that this is about.
    id = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(length))
    save(store, "r", [judged(id, "review")])
    store.decide([id], "release", "ann", "")
    assert store.get(id).status == "released"
    assert store.digests([id]).keys() == {id}
