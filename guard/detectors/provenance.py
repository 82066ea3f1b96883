"""Where and when a conversation says it comes from, held against the rest of the run and earlier runs.

Measures  a missing source where most have one, a source that almost nobody else has, times that cannot be
          (collected before it was created, in the future, turns running backwards), and an id that earlier
          runs saw with other content.
Sources   the checks of data provenance standards (W3C PROV-DM; Data & Trust Alliance, Data Provenance
          Standards 1.0) as far as a conversation's own metadata carries them; Carlini et al. on poisoning
          by changed content behind known names (2302.10149).
Cost      arrays over the whole run; only conversations whose id was seen before are read again.
Fails     on whoever forges metadata well, on exports without sources and times, and it cannot tell a ticket
          that was continued from one that was rewritten: both are other content under a known id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from math import log10
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from guard.corpus import Corpus
from guard.detector import Counts, Measured, register
from guard.types import Finding, Json

SLACK = timedelta(minutes=5).total_seconds()  # clocks that disagree, and exports that run for a while
DAY = timedelta(days=1).total_seconds()  # dates without a zone can be off by that much
STEP_BACK = timedelta(minutes=1).total_seconds()
RARE = 0.01  # share of conversations below which a source is rare
FEW = 5  # main sources up to which a run is said to come from few

Seconds = NDArray[np.float64]


def _share(value: float) -> str:
    return f"{100 * value:.3g} %"


def _span(minutes: float) -> str:
    if minutes < 120:
        return f"{minutes:.0f} minutes"
    return f"{minutes / 60:.0f} hours" if minutes < 2880 else f"{minutes / 1440:.0f} days"


def _rising(start: float, minutes: float, base: float) -> float:
    """`start` at `base` minutes, a quarter more at every tenfold, 1 at most."""
    return round(min(1.0, start + log10(max(minutes / base, 1.0)) / 4), 4)


@register
class Provenance:
    name: ClassVar[str] = "provenance"
    labels: ClassVar[Mapping[str, str]] = {
        "missing_source": "No source, where most conversations of the run have one",
        "unknown_source": "A source that almost no other conversation has",
        "collected_before_created": "Collected before it was created",
        "future_time": "Dated in the future, or a turn after the conversation was collected",
        "turns_out_of_order": "A turn is dated earlier than the turn before it",
        "changed_content": "The same id had other content in an earlier run",
    }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        """Findings about whole conversations; only `turns_out_of_order` points at a turn."""
        yield from self._missing_source(corpus)
        yield from self._unknown_source(corpus)
        yield from self._impossible_times(corpus)
        yield from self._out_of_order(corpus)
        yield from self._changed(corpus)

    def _found(
        self,
        corpus: Corpus,
        index: int,
        label: str,
        score: float,
        why: str,
        turn: int | None = None,
        **more: Json,
    ) -> Finding:
        return Finding(corpus.ids[index], self.name, label, round(score, 4), {"why": why, **more}, turn)

    def _missing_source(self, corpus: Corpus) -> Iterator[Finding]:
        known = corpus.column("source").codes >= 0
        share = float(known.mean()) if len(corpus) else 0.0
        if share <= 0.5:
            return
        why = f"It does not say where it comes from; {_share(share)} of this run's conversations do."
        for index in np.flatnonzero(~known):
            yield self._found(corpus, int(index), "missing_source", 2 * share - 1, why, share=round(share, 6))

    def _unknown_source(self, corpus: Corpus) -> Iterator[Finding]:
        column = corpus.column("source")
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.names))
        shares = counts / max(int(counts.sum()), 1)
        main = shares >= RARE
        covered = float(shares[main].sum())
        few = min(1.0, FEW / max(int(main.sum()), 1))
        for code in np.flatnonzero(~main):
            share, count = float(shares[code]), int(counts[code])
            score = max(0.0, (covered - 0.9) / 0.1) * (1 - share / RARE) * few
            why = (
                f"Its source {column.names[code]!r} has {count} of {int(counts.sum())} conversations; "
                f"{_share(covered)} come from {int(main.sum())} other source(s)."
            )
            for index in np.flatnonzero(column.codes == code) if score > 0 else ():
                more: dict[str, Json] = {
                    "share": round(share, 6),
                    "covered": round(covered, 6),
                    "conversations": count,
                }
                yield self._found(corpus, int(index), "unknown_source", score, why, **more)

    def _impossible_times(self, corpus: Corpus) -> Iterator[Finding]:
        early = corpus.created - corpus.collected
        for index in np.flatnonzero(early > SLACK):
            minutes = float(early[index]) / 60
            why = f"It was collected {_span(minutes)} before it was created."
            score = _rising(0.5, minutes, SLACK / 60)
            yield self._found(
                corpus, int(index), "collected_before_created", score, why, minutes=round(minutes, 2)
            )
        last_turn = np.full(len(corpus), np.nan)
        np.fmax.at(last_turn, corpus.turns.conversation, corpus.turns.time)
        late = np.where(last_turn > corpus.created, last_turn, np.nan) - corpus.collected - SLACK
        reason = np.full(len(corpus), "after the conversation was collected")
        if corpus.now is not None:
            latest = np.fmax(np.fmax(last_turn, corpus.created), corpus.collected)
            ahead = latest - corpus.now.timestamp() - DAY
            reason = np.where(ahead > 0, "in the future", reason)
            late = np.fmax(late, np.where(ahead > 0, ahead + DAY, np.nan))
        for index in np.flatnonzero(late > 0):
            minutes = float(late[index]) / 60
            why = f"It is dated {_span(minutes)} {reason[index]}."
            score = _rising(0.5, minutes, SLACK / 60)
            yield self._found(corpus, int(index), "future_time", score, why, minutes=round(minutes, 2))

    def _out_of_order(self, corpus: Corpus) -> Iterator[Finding]:
        turns = corpus.turns
        # A turn without a time of its own stands at its conversation's, which says nothing about order.
        own = np.isfinite(turns.time) & (
            (turns.position == 0) | (turns.time != corpus.created[turns.conversation])
        )
        conversation, position, time = turns.conversation[own], turns.position[own], turns.time[own]
        back = np.where(conversation[1:] == conversation[:-1], time[:-1] - time[1:], 0.0)
        worst: dict[int, tuple[float, int]] = {}
        for row in np.flatnonzero(back > STEP_BACK):
            index = int(conversation[row])
            worst[index] = max(worst.get(index, (0.0, 0)), (float(back[row]) / 60, int(position[row + 1])))
        for index, (minutes, turn) in worst.items():
            why = f"A turn is dated {_span(minutes)} earlier than the turn before it."
            score = 0.4 * _rising(0.4, minutes, 1)
            yield self._found(
                corpus, index, "turns_out_of_order", score, why, turn, minutes=round(minutes, 2)
            )

    def _changed(self, corpus: Corpus) -> Iterator[Finding]:
        for index, one in enumerate(corpus.ids):
            earlier = corpus.seen.get(one)
            if earlier and corpus.conversation(index).digest not in earlier:
                why = f"Earlier runs saw this id with other content ({len(earlier)} version(s))."
                score = 1 - 0.3 / len(earlier)
                yield self._found(corpus, index, "changed_content", score, why, versions=len(earlier))
