"""Abuse and identity attacks, the assistant's and the customer's apart, and abuse that is echoed.

Measures  probabilities of the toxicity model (embedded, or any transformers text classifier) on each
          distinct cleaned turn. `echoed_abuse`: an abusive assistant turn that repeats the customer's
          words, which is how "repeat after me" attacks read (Tay, 2016; RealToxicityPrompts,
          arXiv 2009.11462): probability times the share of its words that the customer said before.
Cost      one pass of the model over distinct turns; the embedded model costs about as much as encoding.
Fails     on polite contempt, irony and slurs that the model never saw (see its model card). An angry
          customer is no attacker: what the assistant says is what a model learns.

Turns below `FLOOR` are not reported at all: half a million findings of 0.01 help nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

import numpy as np

from guard.corpus import Corpus
from guard.detector import Counts, Measured, register
from guard.text import words
from guard.types import ROLES, Finding

FLOOR = 0.4
_ECHO_WORDS = 3  # fewer words in common are chance


@register
class Toxicity:
    name: ClassVar[str] = "toxicity"
    labels: ClassVar[Mapping[str, str]] = {
        "assistant_abuse": "the assistant is abusive",
        "assistant_identity_attack": "the assistant attacks people for who they are",
        "user_abuse": "the customer is abusive",
        "user_identity_attack": "the customer attacks people for who they are",
        "echoed_abuse": "the assistant repeats abuse that the customer put into its mouth",
    }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        names, scores = corpus.scores("toxicity")
        for column, kind in (("toxic", "abuse"), ("identity_attack", "identity_attack")):
            if column not in names:
                continue
            by_turn = scores[corpus.turns.text, names.index(column)]
            for role in ("assistant", "user"):
                said = corpus.turns.role == ROLES.index(role)
                for row in np.flatnonzero(said & (by_turn >= FLOOR)):
                    yield self._finding(corpus, int(row), f"{role}_{kind}", float(by_turn[row]))
        if "toxic" in names:
            yield from self._echoes(corpus, scores[corpus.turns.text, names.index("toxic")])

    def _finding(self, corpus: Corpus, row: int, label: str, score: float) -> Finding:
        sure = "clearly" if score >= 0.9 else "probably" if score >= 0.5 else "possibly"
        meaning = self.labels[label]
        return Finding(
            conversation=corpus.ids[corpus.turns.conversation[row]],
            detector=self.name,
            label=label,
            score=round(score, 4),
            evidence={"why": f"{meaning[0].upper()}{meaning[1:]} ({sure}).", "probability": round(score, 4)},
            turn=int(corpus.turns.position[row]),
            span=(0, len(corpus.texts[corpus.turns.text[row]])),
        )

    def _echoes(
        self, corpus: Corpus, toxic: np.ndarray[tuple[int], np.dtype[np.float32]]
    ) -> Iterator[Finding]:
        turns = corpus.turns
        assistant, user = ROLES.index("assistant"), ROLES.index("user")
        for row in np.flatnonzero((turns.role == assistant) & (toxic >= FLOOR)):
            said = words(corpus.cleaned[turns.text[row]])
            before = np.arange(corpus.starts[turns.conversation[row]], row)
            heard = {
                word
                for earlier in before[turns.role[before] == user]
                for word in words(corpus.cleaned[turns.text[earlier]])
            }
            common = [word for word in said if word in heard]
            if len(common) < _ECHO_WORDS:
                continue
            share = len(common) / len(said)
            score = round(float(toxic[row]) * share, 4)
            yield Finding(
                conversation=corpus.ids[turns.conversation[row]],
                detector=self.name,
                label="echoed_abuse",
                score=score,
                evidence={
                    "why": f"The assistant repeats abuse: {share:.0%} of its words are the customer's own.",
                    "probability": round(float(toxic[row]), 4),
                    "words_echoed": round(share, 4),
                },
                turn=int(turns.position[row]),
                span=(0, len(corpus.texts[turns.text[row]])),
            )
