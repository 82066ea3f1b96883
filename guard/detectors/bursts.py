"""Runs of words that are suddenly common, under customers who talk about unrelated matters.

Measures  runs of 1-3 words of customers and of 1-4 words of the assistant: conversations tonight against
          trusted history (Poisson deviance), times the dispersion of what the customers talk about, less
          for pasted texts and signatures (`guard.runs`). Bursts: Kleinberg (KDD 2002); that a trigger is a
          feature whose holders share nothing else: Z-defence (arXiv 2305.11596), ONION (2011.10369).
Cost      one pass over the runs of the night; a second or two for 10,000 conversations.
Silent    on what is asked about by those whom it concerns (an outage, a new product), on what the customer
          says first, on what the declared changes explain.
Fails     without history (nothing says what is usual); below three conversations; on payloads worded anew
          each time without a common word (see novel_claims); on a notice that nobody declared, worded by
          many agents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp
from typing import ClassVar

import numpy as np

from guard.corpus import Corpus
from guard.detector import Counts, Measured, register
from guard.runs import Bursts, Side, Values, bursts
from guard.text import content_digest
from guard.types import Finding, Group

REPORTED = 3.0  # weight from which a run is reported; 1 - exp(-weight / 6) is its score
_EXAMPLES = 3


@register
class BurstsOfRuns:
    name: ClassVar[str] = "bursts"
    labels: ClassVar[Mapping[str, str]] = {
        "user_run": "customers of unrelated matters suddenly say the same words",
        "reply_run": "the assistant suddenly says the same words under unrelated matters",
    }
    _sides: ClassVar[Mapping[Side, str]] = {"user": "user_run", "reply": "reply_run"}

    def signals(self, corpus: Corpus) -> Mapping[str, Values]:
        """(n,) highest weight of a run by label; nothing without history."""
        found = {label: bursts(corpus, side) for side, label in self._sides.items()}
        return {label: seen.best()[0] for label, seen in found.items() if seen is not None}

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        for side, label in self._sides.items():
            if (found := bursts(corpus, side)) is not None:
                yield from self._findings(corpus, found, label)

    def _findings(self, corpus: Corpus, found: Bursts, label: str) -> Iterator[Measured]:
        weights, places = found.best()
        for place in np.unique(places[weights >= REPORTED]):
            run, now, before = found.render(place), int(found.now[place]), int(found.before[place])
            who = "Customers say" if label == "user_run" else "The assistant says"
            members = tuple(corpus.ids[i] for i in found.holders(place))
            score = round(1 - exp(-float(found.weight[place]) / 6), 4)
            evidence = {
                "why": f'{who} "{run}" in {now} conversations tonight and in {before} trusted ones'
                " before, whatever the customer wants.",
                "run": run,
                "tonight": now,
                "history": before,
                "burst": round(float(found.burst[place]), 2),
                "dispersion": round(float(found.dispersion[place]), 3),
                "examples": list(members[:_EXAMPLES]),
            }
            group = f"{label}-" + content_digest([(label, run)])[:16]
            yield Group(group, "run", score, members, evidence)
            for index in np.flatnonzero((places == place) & (weights >= REPORTED)):
                yield Finding(corpus.ids[index], self.name, label, score, evidence, group=group)
