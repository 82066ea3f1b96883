"""A trusted history: counts against a plain count, and what it means to add and to merge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.errors import UsageError
from guard.grams import Grams, Words
from guard.history import History, RunCounts, State, build, state
from guard.types import Conversation
from tests.helpers import conversation
from tests.histories import ENCODER, Hashes, night, talks

EMPTY = History(ENCODER)


def is_reference(one: Conversation) -> bool:
    return int(one.digest[:16], 16) % 10 == 0


def counts(grams: Grams, table: RunCounts) -> dict[str, int]:
    """Counts of a table by how the runs read."""
    found = {grams.render(c): int(n) for c, n in enumerate(table.of(grams.keys)) if n}
    assert len(found) == len(table.keys)
    return found


def plainly(rows: Sequence[Conversation]) -> Counter[str]:
    """Runs of 1-3 words of customers, conversations counted one by one."""
    total: Counter[str] = Counter()
    for row in rows:
        one = night([row]).user_grams
        total.update({one.render(c) for c in range(len(one.keys))})
    return total


def same(one: State, other: State) -> None:
    """Equal in every field, arrays included."""
    assert (one.encoder, one.conversations, one.entities) == (
        other.encoder,
        other.conversations,
        other.entities,
    )
    for name in ("user", "reply", "sentences"):
        np.testing.assert_array_equal(getattr(one, name).keys, getattr(other, name).keys)
        np.testing.assert_array_equal(getattr(one, name).counts, getattr(other, name).counts)
    for name in ("questions", "answers", "pairs", "days", "meanings", "meant", "meant_days", "seen"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert list(one.reference) == list(other.reference)


def test_conversations_are_counted_but_for_one_in_ten() -> None:
    rows = talks(0, 200)
    history = EMPTY.add(night(rows))
    counted = [row for row in rows if not is_reference(row)]
    assert 8 <= len(history.reference) == 200 - len(counted) <= 35
    assert history.conversations == len(counted)
    assert counts(night(rows).user_grams, history.user) == plainly(counted)
    kept = {row.digest: row for row in rows if is_reference(row)}
    assert {one.digest for one in history.reference} == set(kept)
    for one in history.reference:
        assert one.id.startswith("reference-")
        assert replace(one, id=kept[one.digest].id) == kept[one.digest]


def test_sentences_and_entities_are_counted_in_conversations() -> None:
    rows = talks(0, 60)
    rows += [conversation("twice", [("user", "x"), ("assistant", "Bye a. Bye a. call $5 $5")])]
    history = EMPTY.add(night(rows))
    counted = [row for row in rows if not is_reference(row)]
    told = Counter(
        sentence
        for row in counted
        for sentence in {"Have a good day!"} & set(row.turns[1].content.split(". "))
    )
    assert history.sentences.counts.max() == told["Have a good day!"]
    linked = sum("acme.test" in row.turns[-1].content for row in counted)
    assert history.entities["host"] == {"acme.test": linked}
    assert not is_reference(rows[-1])
    assert history.entities["price"] == {"USD 5": 1}


def test_the_same_conversation_counts_once_whatever_its_id() -> None:
    rows = talks(0, 40)
    again = [replace(row, id=f"again-{row.id}") for row in rows]
    once = EMPTY.add(night(rows))
    same(EMPTY.add(night(rows + again)), once)
    same(once.add(night(again)), once)
    more = once.add(night(again + talks(40, 5)))
    assert more.conversations + len(more.reference) == 45


@pytest.mark.parametrize("cut", [0, 1, 37, 80])
def test_merging_two_histories_is_adding_both(cut: int) -> None:
    rows = talks(0, 80)
    one, other = EMPTY.add(night(rows[:cut])), EMPTY.add(night(rows[cut:]))
    same(one.merge(other), EMPTY.add(night(rows)))
    same(other.merge(one), EMPTY.add(night(rows)))


def test_histories_that_share_conversations_do_not_merge() -> None:
    one = EMPTY.add(night(talks(0, 30)))
    with pytest.raises(UsageError, match="share 10 conversations"):
        one.merge(EMPTY.add(night(talks(20, 30))))


def test_histories_of_different_encoders_do_not_merge() -> None:
    with pytest.raises(UsageError, match=r"another encoder \(eeeeeeeeeeee, not ffffffffffff\)"):
        EMPTY.merge(History("f" * 64))


def test_pairs_are_distinct_and_their_vectors_are_those_of_their_texts() -> None:
    rows = [
        conversation("a", [("user", "hi  there"), ("tool", "{}"), ("assistant", "yes"), ("assistant", "no")]),
        conversation("b", [("user", "hi there"), ("assistant", "yes"), ("user", "and?"), ("user", "hm")]),
        conversation("c", [("assistant", "welcome"), ("user", "hi there"), ("assistant", "well")]),
    ]
    assert not any(map(is_reference, rows))
    history = EMPTY.add(night(rows))
    expected = Hashes().encode(["yes", "well"]).astype(np.float16)
    assert sorted(map(tuple, history.answers)) == sorted(map(tuple, expected.astype(np.float32)))
    np.testing.assert_array_equal(history.questions[0], history.questions[1])
    np.testing.assert_allclose(history.questions[0], Hashes().encode(["hi there"])[0], atol=1e-3)


def test_vectors_of_sentences_are_those_of_their_masked_form() -> None:
    rows = [
        conversation("a", [("assistant", "It costs $5 now! Thank you.")]),
        conversation("b", [("user", "hi"), ("assistant", "It costs $17 now.")]),
    ]
    assert not any(map(is_reference, rows))
    history = EMPTY.add(night(rows))
    masked = "it costs 0 now"
    assert history.meant.tolist() == Words.of([masked.replace("0", "7")]).sentence_keys().tolist()
    assert set(history.meant) < set(history.sentences.keys)  # "Thank you" means too little
    np.testing.assert_allclose(history.meanings, Hashes().encode([masked]), atol=1e-3)


def test_the_newest_sentences_stay_and_one_add_brings_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = (datetime(2026, 10, day, tzinfo=UTC) for day in (1, 2))
    everything = EMPTY.add(night(talks(0, 40), old))
    monkeypatch.setattr(build, "MOST_NEW_SENTENCES", 20)
    monkeypatch.setattr(state, "MOST_SENTENCES", 30)
    first, second = EMPTY.add(night(talks(0, 40), old)), EMPTY.add(night(talks(40, 40), new))
    assert first.meant.tolist() == sorted(everything.meant)[:20]
    both = first.merge(second)
    same(both, second.merge(first))
    assert len(both.meant) == 30
    assert set(second.meant) <= set(both.meant)


def test_the_newest_pairs_and_lowest_references_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MOST_PAIRS", 50)
    monkeypatch.setattr(state, "MOST_REFERENCE", 5)
    old, new = (datetime(2026, 10, day, tzinfo=UTC) for day in (1, 2))
    first, second = EMPTY.add(night(talks(0, 60), old)), EMPTY.add(night(talks(60, 20), new))
    both = first.merge(second)
    same(both, second.merge(first))
    assert len(both.pairs) == 50
    assert set(second.pairs) <= set(both.pairs)
    assert both.days.tolist() == sorted(both.days, reverse=True)
    digests = sorted(row.digest for row in talks(0, 80) if is_reference(row))
    assert [one.digest for one in both.reference] == digests[:5]


def test_one_add_brings_a_sample_of_many_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = EMPTY.add(night(talks(0, 50)))
    monkeypatch.setattr(build, "MOST_NEW_PAIRS", 20)
    sample = EMPTY.add(night(talks(0, 50)))
    assert sample.pairs.tolist() == sorted(everything.pairs)[:20]
    same(replace(sample, questions=everything.questions, answers=everything.answers, pairs=everything.pairs,
                 days=everything.days), everything)  # fmt: skip


def test_a_corpus_without_an_encoder_is_refused() -> None:
    view = night(talks(0, 3))
    view.models = replace(view.models, encoder=None)
    with pytest.raises(LookupError, match="needs an encoder"):
        EMPTY.add(view)


TABLES = st.dictionaries(st.integers(0, 30), st.integers(1, 9), max_size=20).map(
    lambda found: RunCounts(
        np.array(sorted(found), np.uint64), np.array([found[key] for key in sorted(found)], np.uint32)
    )
)


@given(TABLES, TABLES)
def test_tables_add_up(one: RunCounts, other: RunCounts) -> None:
    keys = np.arange(32, dtype=np.uint64)
    total = one + other
    assert (total.of(keys) == one.of(keys) + other.of(keys)).all()
    assert set(total.keys) == set(one.keys) | set(other.keys)


@given(TABLES, st.integers(1, 20))
def test_a_bounded_table_forgets_the_rarest(table: RunCounts, largest: int) -> None:
    kept = table.bounded(largest)
    assert len(kept.keys) <= max(largest, 0)
    gone = ~np.isin(table.keys, kept.keys)
    assert not gone.any() or not len(kept.keys) or table.counts[gone].max() < kept.counts.min()
    assert not gone.any() or len(table.keys) > largest


def test_entities_are_bounded_by_how_frequent_they_are() -> None:
    assert state.bounded({"c": 1, "a": 1, "b": 5, "d": 1}, 3) == {"a": 1, "b": 5, "c": 1}
