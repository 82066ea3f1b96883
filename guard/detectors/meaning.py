"""What the classifiers make of a turn where phrase lists see nothing: injections, requests for secrets,
replies that are unsafe where they stand.

Measures  probabilities of three text classifiers (embedded, or any transformers model in their place).
          `injection`: a customer's, assistant's or tool's text that talks to the model rather than about
          the matter. `secret_request`: an assistant turn that asks for a password, a code, card data.
          `unsafe_reply`: an assistant turn judged together with the turn before it (Sun et al. 2022, "On
          the Safety of Conversational Models"): the same "good idea, do it" is kind or cruel by what it
          answers.
Cost      one pass of each model over distinct turns, or over distinct pairs of turns: each costs about as
          much as encoding them.
Fails     where the models do (see their cards): few languages beside English, irony, an unsafe answer to
          what was said several turns ago. What only these models see is for a person to judge: their
          highest scores on honest turns are listed in the cards.

Turns below `FLOOR` are not reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

import numpy as np

from guard.corpus import Corpus, Floats, Ints
from guard.detector import Counts, Measured, register
from guard.types import ROLES, Finding, Role

FLOOR = 0.5
_QUOTED = 200  # characters of the turn before that are shown

_WHY = {
    "injection": "Reads like instructions to the assistant or its training",
    "secret_request": "Reads like a request for a secret of the customer's",
    "unsafe_reply": "Reads as hurtful or dangerous after what was said before",
}
_ABOUT_A_TEXT: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("prompt_injection", "injection", ("user", "assistant", "tool")),
    ("secret_request", "secret_request", ("assistant",)),
)


@register
class Meaning:
    name: ClassVar[str] = "meaning"
    labels: ClassVar[Mapping[str, str]] = {
        "injection": "reads like instructions to the assistant or its training",
        "secret_request": "the assistant's words read like a request for a secret of the customer's",
        "unsafe_reply": "the reply is hurtful or dangerous after what was said before",
    }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        for kind, label, roles in _ABOUT_A_TEXT:
            _, by_text = corpus.scores(kind)
            rows = np.flatnonzero(np.isin(corpus.turns.role, [ROLES.index(role) for role in roles]))
            yield from self._findings(corpus, label, rows, by_text[corpus.turns.text[rows]])
        _, rows, by_reply = corpus.reply_scores("unsafe_reply")
        yield from self._findings(corpus, "unsafe_reply", rows, by_reply)

    def _findings(self, corpus: Corpus, label: str, rows: Ints, scores: Floats) -> Iterator[Finding]:
        highest = scores.max(axis=1, initial=0)
        for row, score in zip(rows[highest >= FLOOR], highest[highest >= FLOOR], strict=True):
            sure = "clearly" if score >= 0.9 else "probably"
            evidence = {
                "why": f"{_WHY[label]} ({sure}, {score:.2f}).",
                "model": label,
            }
            if label == "unsafe_reply" and corpus.turns.position[row] > 0:
                evidence["after"] = corpus.texts[corpus.turns.text[row - 1]][:_QUOTED]
            yield Finding(
                conversation=corpus.ids[corpus.turns.conversation[row]],
                detector=self.name,
                label=label,
                score=round(float(score), 4),
                evidence=evidence,
                turn=int(corpus.turns.position[row]),
            )
