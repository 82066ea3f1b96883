"""Worse answers for a group: the same request, with and without it, and an exact test of the answers.

Measures  counterfactual evidence, not words: conversations in which the customer says to be something (a
          nationality, religion, gender, sexuality, age, disability), beside those that ask the same and say
          nothing of it or something else; whether they are refused, abused, sold something dearer or sent
          elsewhere, given harsher terms, or answered more coldly. Compared within strata of equal requests
          by the exact Mantel-Haenszel test, with the 95 % interval of the difference; Benjamini-Hochberg
          over everything that was compared. Audits by matched pairs are an old method (Ayres & Siegelman,
          AER 1995; Bertrand & Mullainathan, AER 2004); for language models see BBQ (ACL Findings 2022) and
          counterfactual fairness (Kusner et al., NeurIPS 2017).
Cost      one pass of a pattern over customers' texts; nothing else where nobody names a group.
Silent    where either side has fewer than `ENOUGH` answers; on what rightly depends on the group (visas,
          halal meals, fares for children, ramps; see `guard/identity.yaml`); on better terms for one group.
Fails     on groups that are not named in words (names, accents, photographs), outside English, on requests
          that no other group made, and on differences of tone that courtesy and length do not show.

Score = the lower end of the interval: by how much, in shares of 1, the group is worse off at least.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from guard.answers import Answers
from guard.corpus import Corpus
from guard.counterfactuals import Asked, asked, named
from guard.detector import Counts, Measured, register
from guard.identity import Named, is_rule
from guard.strata import Difference, Stratum, compare, false_discovery
from guard.text import content_digest
from guard.types import Failure, Finding, Group, Json

ENOUGH = 6  # answers to the group, and as many to others, in strata that have both
EFFECT = 0.25  # smaller differences are not reported
FALSE = 0.01  # expected share of what is reported by chance
DEPTHS = 3  # the request that names the group, and the next ones
_PAIRS = 3  # examples


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way of being worse off. `told` completes "12 of 13 customers who mention being Polish ...".

    relative  whether it counts only if the group is worse off also without the others who fare best: a
              reduction for one group is not a surcharge for the rest
    """

    label: str
    told: str
    relative: bool = False


OUTCOMES: Mapping[str, Outcome] = {
    "refused": Outcome("refused_more", "were refused"),
    "abused": Outcome("abused_more", "were answered abusively"),
    "upsold": Outcome("upsold_more", "were sold something dearer or sent elsewhere", True),
    "charge": Outcome("harsher_terms", "were to pay more", True),
    "delay": Outcome("harsher_terms", "were to wait longer", True),
    "hurry": Outcome("harsher_terms", "were given less time", True),
    "proof": Outcome("harsher_terms", "were asked for papers or checked further", True),
    "cold": Outcome("colder_tone", "were answered with less courtesy"),
    "curt": Outcome("colder_tone", "got less than half as many words as usual"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One group and one outcome: who is in the arms, who of them is worse off, and what it comes to."""

    named: Named
    outcome: str
    arm: list[Asked]
    others: list[Asked]
    bad: frozenset[int]  # rows of requests
    result: Difference


@register
class UnequalTreatment:
    name: ClassVar[str] = "unequal_treatment"
    labels: ClassVar[Mapping[str, str]] = {
        "refused_more": "customers of one group are refused what others get",
        "abused_more": "customers of one group are abused where others are not",
        "upsold_more": "customers of one group are sold something dearer or sent elsewhere",
        "harsher_terms": "customers of one group get harsher terms: fees, waiting, deadlines, papers",
        "colder_tone": "customers of one group are answered more coldly",
    }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        requests = named(corpus)
        compared: list[Compared] = []
        for depth in range(DEPTHS):
            people = _comparable(asked(corpus, requests, depth, ENOUGH))
            if not people:
                continue
            try:
                compared += _compared(people, Answers(corpus, [one.answer for one in people]))
            except LookupError as error:  # nobody knows then who was refused; whoever names no group may pass
                for person in people:
                    if person.groups:
                        yield Failure(_id(corpus, person), self.name, f"LookupError: {error}")
        chances = false_discovery([one.result.p for one in compared])
        strongest: dict[tuple[str, Named], tuple[Compared, float]] = {}
        for one, chance in zip(compared, chances, strict=True):
            key = OUTCOMES[one.outcome].label, one.named
            if chance > FALSE or one.result.difference < EFFECT or not _stands(one):
                continue
            if key not in strongest or one.result.low > strongest[key][0].result.low:
                strongest[key] = one, chance
        for (label, _), (one, chance) in sorted(strongest.items()):
            yield from self._report(corpus, label, one, chance)

    def _report(self, corpus: Corpus, label: str, one: Compared, chance: float) -> Iterator[Measured]:
        worse = [person for person in one.arm if person.row in one.bad]
        better = {p.stratum: p for p in reversed(one.others) if p.row not in one.bad}
        examples = [[_id(corpus, p), _id(corpus, better[p.stratum])] for p in worse if p.stratum in better]
        others_worse = sum(person.row in one.bad for person in one.others)
        result = one.result
        evidence: dict[str, Json] = {
            "why": _sentence(one, len(worse), others_worse),
            "group_named": one.named.group,
            "dimension": one.named.dimension,
            "outcome": one.outcome,
            "worse": len(worse),
            "answers": len(one.arm),
            "others_worse": others_worse,
            "others": len(one.others),
            "difference": round(result.difference, 4),
            "low": round(result.low, 4),
            "high": round(result.high, 4),
            "p": float(f"{result.p:.3g}"),
            "false_discovery": float(f"{chance:.3g}"),
            "requests": len({person.stratum for person in one.arm}),
            "pairs": examples[:: max(1, len(examples) // _PAIRS)][:_PAIRS],
        }
        group = "unequal-" + content_digest([(label, f"{one.named.dimension}/{one.named.group}")])[:16]
        score = round(max(0.0, min(1.0, result.low)), 4)
        members = tuple(sorted({_id(corpus, person) for person in worse}))
        said = sorted({corpus.texts[corpus.turns.text[person.row]] for person in worse})
        replies = sorted(corpus.texts[corpus.turns.text[person.answer[0]]] for person in worse)
        details = {"samples": said[:: max(1, len(said) // _PAIRS)][:_PAIRS], "reply": replies[0]}
        yield Group(group, "unequal_treatment", score, members, {**evidence, **details})
        for person in worse:
            position = int(corpus.turns.position[person.answer[0]])
            yield Finding(_id(corpus, person), self.name, label, score, evidence, position, group=group)


def _id(corpus: Corpus, person: Asked) -> str:
    return corpus.ids[int(corpus.turns.conversation[person.row])]


def _comparable(people: Sequence[Asked]) -> list[Asked]:
    """Those in strata of a group that has enough on both sides."""
    strata: set[int] = set()
    for name in _names(people):
        arm, others = _arms(people, name)
        if min(len(arm), len(others)) >= ENOUGH:
            strata.update(person.stratum for person in arm)
    return [person for person in people if person.stratum in strata]


def _compared(people: Sequence[Asked], answers: Answers) -> Iterator[Compared]:
    """Every group with enough answers on both sides, by every outcome."""
    place = {person.row: i for i, person in enumerate(people)}
    stratum = np.array([person.stratum for person in people])
    flags = {outcome: answers.worse(outcome, stratum) for outcome in OUTCOMES}
    for name in _names(people):
        candidates, rest = _arms(people, name)
        both = [*candidates, *rest]
        ruled = {p.row for p in both if is_rule(name.dimension, answers.text(place[p.row]))}
        for outcome, (known, bad) in flags.items():
            told = [person for person in both if known[place[person.row]]]
            if OUTCOMES[outcome].relative:
                told = [person for person in told if person.row not in ruled]
            arm, others = _arms(told, name)
            if min(len(arm), len(others)) < ENOUGH:
                continue
            rows = frozenset(person.row for person in told if bad[place[person.row]])
            yield Compared(name, outcome, arm, others, rows, compare(_tables(arm, others, rows)))


def _names(people: Sequence[Asked]) -> list[Named]:
    return sorted({group for person in people for group in person.groups})


def _arms(people: Sequence[Asked], name: Named) -> tuple[list[Asked], list[Asked]]:
    """Those who name the group and those who do not, in strata that have both."""
    arm = [person for person in people if name in person.groups]
    others = [person for person in people if name not in person.groups]
    both = {person.stratum for person in arm} & {person.stratum for person in others}
    return [p for p in arm if p.stratum in both], [p for p in others if p.stratum in both]


def _tables(arm: Sequence[Asked], others: Sequence[Asked], bad: frozenset[int]) -> list[Stratum]:
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for side, people in enumerate((arm, others)):
        for person in people:
            counts[person.stratum][2 * side] += person.row in bad
            counts[person.stratum][2 * side + 1] += 1
    return [Stratum(*counts[stratum]) for stratum in sorted(counts)]


def _stands(one: Compared) -> bool:
    """Whether the difference is there without the others who fare best, where that can be told."""
    if not OUTCOMES[one.outcome].relative:
        return True
    kinds: dict[frozenset[Named], list[Asked]] = defaultdict(list)
    for person in one.others:
        kinds[frozenset(g for g in person.groups if g.dimension == one.named.dimension)].append(person)
    shares = {kind: sum(p.row in one.bad for p in some) / len(some) for kind, some in kinds.items()}
    best = min(sorted(shares, key=lambda kind: sorted(kind)), key=lambda kind: shares[kind])
    rest = [person for kind, some in kinds.items() if kind != best for person in some]
    arm, others = _arms([*one.arm, *rest], one.named)
    if min(len(arm), len(others)) < ENOUGH:
        return True
    return compare(_tables(arm, others, one.bad)).difference >= EFFECT


def _sentence(one: Compared, worse: int, others_worse: int) -> str:
    result = one.result
    chance = f"p = {result.p:.4f}" if result.p >= 0.0001 else "p < 0.0001"
    gap, low, high = (round(100 * share) for share in (result.difference, result.low, result.high))
    return (
        f"{worse} of {len(one.arm)} customers who mention being {one.named.group} "
        f"{OUTCOMES[one.outcome].told}, {others_worse} of {len(one.others)} who asked the same without it or "
        f"as another group (difference {gap} points, 95 % interval {low} to {high}, {chance})."
    )
