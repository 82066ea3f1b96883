"""Labels that do not go with what was said: a flipped intent, one star from a happy customer.

Measures  wrong_class: for every label of text values, by source: class scores of a ridge regression on the
          vectors of the first question, of all questions and of all answers, each conversation left out of
          its own (`guard.classes`); how far the best other class is ahead, less what is usual for the own.
          Confident learning (arXiv 1911.00068) with leave-one-out in closed form.
          rated_low, rated_high: a rating at the lower end where the customer ends with thanks, at the upper
          end where a complaint was refused (`guard.mood`; the refusal and toxicity models).
Cost      d^3 + n d^2 for d = 3 encoder widths and each label; a second for 10,000 conversations.
Silent    where a label has fewer than 50 values in a source, a value of fewer than five conversations, or a
          value in every second conversation of its own.
Fails     where the wrong label fits as well: one conversation about two matters; on ratings of customers who
          show no mood, or show it in another language than English.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import exp
from typing import ClassVar, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from guard.classes import disagreement, left_out
from guard.corpus import Corpus, Floats, Ints
from guard.detector import Counts, Measured, register
from guard.mood import MOST, tone
from guard.runs import Values
from guard.types import ROLES, Finding, Json, Role

# label of a finding: score from which it is reported, and at which it is .63
REPORTED: Mapping[str, tuple[float, float]] = {
    "wrong_class": (0.8, 0.8),
    "rated_low": (2.0, 2.0),
    "rated_high": (0.6, 0.6),
}
_LEAST = 50  # labelled conversations of a source
_RARE = 5  # conversations of a value, below which nothing is known of it
_DISTINCT = 0.5  # values per conversation from which a label is a remark, not a class
_RATINGS = frozenset("rating ratings stars score csat satisfaction nps".split())
_STARS = 1.0, 5.0
_END = 0.25  # of the scale: what is a low rating, and likewise a high one
_EXTREME = 1.3  # the very lowest or highest rating weighs more
_HAPPY, _REFUSED = 1.0, 0.5  # from where another conversation went alike
_EXAMPLES = 3


class _Odd(NamedTuple):
    score: float
    why: str
    evidence: dict[str, Json]


@register
class OddLabels:
    name: ClassVar[str] = "odd_labels"
    labels: ClassVar[Mapping[str, str]] = {
        "wrong_class": "a label of the conversation is one that conversations like it do not have",
        "rated_low": "a conversation that ends with thanks is rated low",
        "rated_high": "a complaint that was refused is rated high",
    }

    def signals(self, corpus: Corpus) -> Mapping[str, Values]:
        """(n,) highest score of a label; see `REPORTED` for the scales."""
        result = {}
        for label, odd in _odd(corpus).items():
            result[label] = np.zeros(len(corpus))
            for index, one in odd.items():
                result[label][index] = one.score
        return result

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        for label, odd in _odd(corpus).items():
            least, scale = REPORTED[label]
            for index, one in sorted(odd.items()):
                if one.score >= least:
                    evidence = {"why": one.why, **one.evidence}
                    score = round(1 - exp(-one.score / scale), 4)
                    yield Finding(corpus.ids[index], self.name, label, score, evidence)


def _odd(corpus: Corpus) -> Mapping[str, Mapping[int, _Odd]]:
    """Conversations with an odd label, by the label of the finding."""
    return corpus.once("odd labels", lambda: _measured(corpus))


def _measured(corpus: Corpus) -> dict[str, dict[int, _Odd]]:
    classes: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    ratings: dict[str, dict[int, float]] = defaultdict(dict)
    source = corpus.column("source").codes
    for index, one in enumerate(corpus.conversations()):
        for label, value in one.labels.items():
            if isinstance(value, str | bool):
                classes[label, int(source[index])][index] = str(value)
            elif isinstance(value, int | float) and label.casefold() in _RATINGS:
                ratings[label][index] = float(value)
    wrong: dict[int, _Odd] = {}
    for (label, _), values in sorted(classes.items()):
        distinct = len(set(values.values()))
        if len(values) >= _LEAST and 1 < distinct < _DISTINCT * len(values):
            for index, odd in _unlike(corpus, label, values):
                wrong[index] = max(wrong.get(index, odd), odd, key=lambda one: one.score)
    found: dict[str, dict[int, _Odd]] = {"wrong_class": wrong, "rated_low": {}, "rated_high": {}}
    for label, given in sorted(ratings.items()):
        for kind, index, odd in _misrated(corpus, label, given):
            found[kind][index] = max(found[kind].get(index, odd), odd, key=lambda one: one.score)
    return found


def _unlike(corpus: Corpus, label: str, values: Mapping[int, str]) -> Iterator[tuple[int, _Odd]]:
    members = np.array(sorted(values), np.int64)
    names = sorted(set(values.values()))
    number = {name: i for i, name in enumerate(names)}
    codes = np.array([number[values[i]] for i in members.tolist()], np.int64)
    scores = left_out(_features(corpus)[members], codes)
    sizes = np.bincount(codes)
    score, usual = disagreement(scores, codes)
    alike = {one: _best(corpus, members, scores, codes, one) for one in np.unique(usual[score > 0])}
    for place in np.flatnonzero((score > 0) & (sizes[codes] >= _RARE)):
        value, fits = names[codes[place]], names[usual[place]]
        evidence: dict[str, Json] = {
            "label": label,
            "value": value,
            "usual": fits,
            "usual_count": int(sizes[usual[place]]),
            "value_count": int(sizes[codes[place]]),
            "examples": list(alike[usual[place]]),
        }
        many = sizes[usual[place]]
        why = f'Its {label} is "{value}"; by its words it is "{fits}", as {many} conversations are.'
        yield int(members[place]), _Odd(round(float(score[place]), 6), why, evidence)


def _best(corpus: Corpus, members: Ints, scores: Values, codes: Ints, one: int) -> list[str]:
    """Conversations that have a class and show it most clearly."""
    mine = np.flatnonzero(codes == one)
    order = mine[np.lexsort((mine, -scores[mine, one]))][:_EXAMPLES]
    return [corpus.ids[i] for i in members[order]]


def _features(corpus: Corpus) -> Floats:
    """(n, 3 d) unit vectors of the first question, of all questions and of all answers."""
    return corpus.once("odd labels.features", lambda: _mean_vectors(corpus))


def _mean_vectors(corpus: Corpus) -> Floats:
    turns = corpus.turns
    lengths = np.sqrt(np.array([len(cleaned) for cleaned in corpus.cleaned], np.float32))
    asked = np.flatnonzero(turns.role == ROLES.index("user"))
    answered = np.flatnonzero(turns.role == ROLES.index("assistant"))
    first = asked[np.unique(turns.conversation[asked], return_index=True)[1]]
    parts = []
    for rows in (first, asked, answered):
        numbers = turns.text[rows]
        said = csr_array(
            (lengths[numbers], (turns.conversation[rows], corpus.vector_of[numbers])),
            shape=(len(corpus), len(corpus.vectors)),
        )
        mean = np.asarray(said @ corpus.vectors, np.float32)
        parts.append(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9))
    return np.concatenate(parts, axis=1)


def _misrated(corpus: Corpus, label: str, given: Mapping[int, float]) -> Iterator[tuple[str, int, _Odd]]:
    members = np.array(sorted(given), np.int64)
    rating = np.array([given[i] for i in members.tolist()])
    lowest, highest = float(rating.min()), float(rating.max())
    if len(members) < _LEAST or lowest == highest:
        return
    if highest > 1:  # more than thumbs up and down: five stars at least, used or not
        lowest, highest = min(lowest, _STARS[0]), max(highest, _STARS[1])
    place = (rating - lowest) / (highest - lowest)
    happy, refused = (values[members] for values in _experience(corpus))
    extreme = np.where((place == 0) | (place == 1), _EXTREME, 1.0)
    low, high = happy * extreme * (place <= _END), refused * extreme * (place >= 1 - _END)
    told = (
        ("rated_low", low, happy >= _HAPPY, "the customer ends with thanks"),
        ("rated_high", high, refused >= _REFUSED, "the customer complains and is refused"),
    )
    for kind, scores, like, but in told:
        alike = np.flatnonzero(like & (scores == 0))
        usual = round(float(rating[alike].mean()), 2) if len(alike) else None
        for at in np.flatnonzero(scores > 0):
            evidence: dict[str, Json] = {
                "label": label,
                "value": float(rating[at]),
                "usual": usual,
                "usual_count": len(alike),
                "examples": [corpus.ids[i] for i in members[alike[:_EXAMPLES]]],
            }
            why = f"Its {label} is {rating[at]:g} on a scale of {lowest:g} to {highest:g}, but {but}"
            why += f"; {len(alike)} conversations like that have {usual} on average." if len(alike) else "."
            yield kind, int(members[at]), _Odd(round(float(scores[at]), 6), why, evidence)


def _experience(corpus: Corpus) -> tuple[Values, Values]:
    """(n,) how happily the customer ends, in words of thanks; (n,) 0 to 1 that a complaint was refused."""
    return corpus.once("odd labels.experience", lambda: _moods(corpus))


def _moods(corpus: Corpus) -> tuple[Values, Values]:
    turns, count = corpus.turns, len(corpus)
    rows = np.flatnonzero(turns.role == ROLES.index("user"))
    owner = turns.conversation[rows]
    tones = np.array([tone(corpus.cleaned[number]) for number in turns.text[rows]], np.float64).reshape(-1, 2)
    last = np.zeros(count)
    last[owner] = tones[:, 0]  # of several values the last is kept
    pleased = np.minimum(np.bincount(owner, tones[:, 0], count) - last, MOST)
    displeased = np.minimum(np.bincount(owner, tones[:, 1], count), MOST)
    refusal = _highest(corpus, "refusal", "refusal", "assistant")
    abuse = _highest(corpus, "toxicity", "toxic", "user")
    happy = np.maximum(last + 0.5 * (pleased - displeased) - 2 * refusal - 3 * abuse, 0)
    complains = 0.2 + 0.4 * np.minimum(displeased, 2)
    return happy, refusal * complains * (1 - last / MOST)


def _highest(corpus: Corpus, kind: str, label: str, role: Role) -> Values:
    """(n,) highest probability of a class in the turns of a role; 0 where the run has no such model."""
    result = np.zeros(len(corpus))
    if getattr(corpus.models, kind) is not None:
        labels, scores = corpus.scores(kind)
        rows = np.flatnonzero(corpus.turns.role == ROLES.index(role))
        values = scores[corpus.turns.text[rows], labels.index(label)].astype(np.float64)
        np.maximum.at(result, corpus.turns.conversation[rows], values)
    return result
