"""How the classifiers and the character model see each conversation, below any threshold, for ranking."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from guard.corpus import Corpus, Floats, Ints
from guard.types import ROLES, Role

Values = NDArray[np.float64]

_ASSISTANT: tuple[Role, ...] = ("assistant",)
_READ: Mapping[str, tuple[Role, ...]] = {  # model: whose turns it is asked about
    "refusal": _ASSISTANT,
    "secret_request": _ASSISTANT,
    "toxicity": ("assistant", "user"),
    "prompt_injection": ("assistant", "user"),
}
_USUAL_BITS = 3.0  # per character; ordinary text


def signals(corpus: Corpus) -> Mapping[str, Values]:
    """(n,) log odds above even, at least 0, of each label in the worst turn; "model/label/role".

    Models that the run does not have give no signal.
    """
    result = dict[str, Values]()
    for kind, roles in _READ.items():
        if getattr(corpus.models, kind) is None:
            continue
        labels, scores = corpus.scores(kind)
        for role in roles:
            rows = np.flatnonzero(corpus.turns.role == ROLES.index(role))
            for column, label in enumerate(labels):
                values = _odds(scores[corpus.turns.text[rows], column])
                result[f"{kind}/{label}/{role}"] = _highest(corpus, rows, values)
    if corpus.models.unsafe_reply is not None:
        labels, rows, scores = corpus.reply_scores("unsafe_reply")
        for column, label in enumerate(labels):
            result[f"unsafe_reply/{label}"] = _highest(corpus, rows, _odds(scores[:, column]))
    if corpus.models.gibberish is not None:
        rows = np.flatnonzero(corpus.turns.role == ROLES.index("assistant"))
        numbers, place = np.unique(corpus.turns.text[rows], return_inverse=True)
        bits = corpus.models.gibberish.bits_per_char([corpus.cleaned[i] for i in numbers])
        strange = np.maximum(0, bits.astype(np.float64) - _USUAL_BITS)
        result["gibberish/bits"] = _highest(corpus, rows, strange[place])
    return result


def _odds(probability: Floats) -> Values:
    p = probability.astype(np.float64)
    return np.maximum(0.0, np.log((p + 1e-4) / (1 - p + 1e-4)))


def _highest(corpus: Corpus, rows: Ints, values: Values) -> Values:
    highest = np.zeros(len(corpus))
    np.maximum.at(highest, corpus.turns.conversation[rows], values)
    return highest
