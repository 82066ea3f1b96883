"""How the classifiers and the character model see each conversation, below any threshold, for ranking.

They read whole turns, and new sentences of the assistant one by one: in a long and kind answer one planted
sentence is hardly seen.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from guard.corpus import Corpus, Floats, Ints, wording
from guard.sentences import Sentences, alone, new, occurrences, scores
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
_EVEN = 0.0
_UNLIKELY = -4.0  # log odds from which a sentence is told apart: to rank, a classifier need not be sure


_WHERE = {"assistant": "a turn of the assistant", "user": "a turn of the customer"}


def plainly(name: str) -> str:
    """What a signal of this module sees, in words for a reader: "model/label" or "model/label/where"."""
    model, label, where = (*name.split("/"), "assistant")[:3]
    if model == "gibberish":
        return "the assistant writes letters without sense"
    said = _WHERE.get(where, "a new sentence of the assistant")
    return f"{said} reads as {label.replace('_', ' ')}"


def signals(corpus: Corpus) -> Mapping[str, Values]:
    """(n,) at least 0, for each label: log odds above even in the worst turn of a role, "model/label/role",
    and log odds above -4 in the assistant's worst new sentence, "model/label/new_sentence" where history
    tells what is new, "model/label/sentence" where it is what few conversations tonight have.

    Models that the run does not have give no signal.
    """
    return _of_turns(corpus) | _of_sentences(corpus)


def _of_turns(corpus: Corpus) -> dict[str, Values]:
    result = dict[str, Values]()
    for kind, roles in _READ.items():
        if getattr(corpus.models, kind) is None:
            continue
        labels, found = corpus.scores(kind)
        for role in roles:
            rows = np.flatnonzero(corpus.turns.role == ROLES.index(role))
            for column, label in enumerate(labels):
                values = _odds(found[corpus.turns.text[rows], column])
                result[f"{kind}/{label}/{role}"] = _highest(corpus, rows, values)
    if corpus.models.unsafe_reply is not None:
        labels, rows, found = corpus.reply_scores("unsafe_reply")
        for column, label in enumerate(labels):
            result[f"unsafe_reply/{label}"] = _highest(corpus, rows, _odds(found[:, column]))
    if corpus.models.gibberish is not None:
        rows = np.flatnonzero(corpus.turns.role == ROLES.index("assistant"))
        numbers, place = np.unique(corpus.turns.text[rows], return_inverse=True)
        bits = corpus.models.gibberish.bits_per_char([corpus.cleaned[i] for i in numbers])
        strange = np.maximum(0, bits.astype(np.float64) - _USUAL_BITS)
        result["gibberish/bits"] = _highest(corpus, rows, strange[place])
    return result


def _of_sentences(corpus: Corpus) -> dict[str, Values]:
    places = new(corpus)
    sentence, conversation, asked = occurrences(corpus, places)
    name = "sentence" if corpus.history is None else "new_sentence"
    result = dict[str, Values]()
    for kind in _READ:
        if getattr(corpus.models, kind) is not None:
            labels, found = scores(corpus, kind, places)
            for column, label in enumerate(labels):
                odds = _odds(found[:, column], _UNLIKELY)
                result[f"{kind}/{label}/{name}"] = _most(corpus, conversation, odds[sentence])
    if corpus.models.unsafe_reply is not None:
        for label, values in _unsafe(corpus, places, sentence, conversation, asked).items():
            result[f"unsafe_reply/{label}/{name}"] = values
    return result


def _unsafe(
    corpus: Corpus, places: Ints, sentence: Ints, conversation: Ints, asked: Ints
) -> dict[str, Values]:
    """Of sentences after what the customer said; those that are a whole turn have been read before."""
    said = Sentences.of(corpus)
    labels, rows, whole = corpus.reply_scores("unsafe_reply")
    read = np.isin(corpus.turns.text[rows], alone(corpus, places))
    inside = ~said.alone[places][sentence]
    texts = [wording(one) for one in said.texts(places)]
    before = [wording(corpus.cleaned[number]) if number >= 0 else "" for number in asked[inside]]
    found = corpus.classifier("unsafe_reply").score([texts[place] for place in sentence[inside]], before)
    result = dict[str, Values]()
    for column, label in enumerate(labels):
        values = np.concatenate([whole[read, column], found[:, column]])
        who = np.concatenate([corpus.turns.conversation[rows][read], conversation[inside]])
        result[label] = _most(corpus, who, _odds(values, _UNLIKELY))
    return result


def _odds(probability: Floats, least: float = _EVEN) -> Values:
    """Log odds above `least`, at least 0."""
    p = probability.astype(np.float64)
    return np.maximum(0.0, np.log((p + 1e-4) / (1 - p + 1e-4)) - least)


def _highest(corpus: Corpus, rows: Ints, values: Values) -> Values:
    return _most(corpus, corpus.turns.conversation[rows], values)


def _most(corpus: Corpus, conversations: Ints, values: Values) -> Values:
    highest = np.zeros(len(corpus))
    np.maximum.at(highest, conversations, values)
    return highest
