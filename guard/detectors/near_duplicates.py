"""Conversations in which the customer says nearly the same as in another one.

Measures  the customer's side of each conversation as one text, masked (numbers, links, case and
          punctuation do not count): exact copies; fuzzy copies by the Jaccard similarity of words and word
          pairs (MinHash: Broder 1997; see `guard.minhash`); semantic copies by the cosine of the
          word-weighted mean of the turns' vectors (FAISS; cf. SemDeDup, arXiv 2303.09540).
Cost      linear; on 12,000 dialogues about two seconds plus the vectors, which all detectors share.
Fails     copying is no crime: quick replies, forms and templates copy too, so by itself this holds
          nothing back. It says what else a reviewer should look at, and campaigns build on the same idea.

One conversation of every group, the earliest (by time, then id), stands for it and is only told that it
was copied; the others name it as their match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from guard import minhash
from guard.clusters import Ints, peel
from guard.corpus import Corpus, Floats
from guard.detector import Counts, Measured, register
from guard.similarity import near_pairs
from guard.text import content_digest
from guard.types import ROLES, Finding, Group

MIN_WORDS = 5  # "yes please" is nobody's copy
FUZZY = 0.7  # Jaccard of words and word pairs
SEMANTIC = 0.95  # cosine


@register
class NearDuplicates:
    name: ClassVar[str] = "near_duplicates"
    labels: ClassVar[Mapping[str, str]] = {
        "exact": "the customer says exactly what another customer said",
        "fuzzy": "the customer says what another customer said with a few words changed",
        "semantic": "the customer says the same as another customer in other words",
        "copied": "other conversations are near-copies of this one",
    }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        sides = customer_sides(corpus)
        owners: dict[str, list[int]] = defaultdict(list)
        for index, side in enumerate(sides):
            if side.count(" ") + 1 >= MIN_WORDS:
                owners[side].append(index)
        distinct = sorted(owners)
        sets = minhash.shingle_sets([side.split() for side in distinct])
        wording = minhash.Wording(sets)
        vectors = mean_vectors(corpus, [owners[side][0] for side in distinct])
        low, high, _ = minhash.near_pairs(sets, FUZZY)
        low2, high2, _ = near_pairs(vectors, SEMANTIC)

        def near(head: int, others: Ints) -> NDArray[np.bool_]:
            fuzzy = wording.to_one(head, others) >= FUZZY
            return np.asarray(fuzzy | (vectors[others] @ vectors[head] >= SEMANTIC), dtype=np.bool_)

        groups = peel(len(distinct), np.concatenate([low, low2]), np.concatenate([high, high2]), near)
        grouped = {int(i) for group in groups for i in group}
        groups += [np.array([i]) for i, s in enumerate(distinct) if i not in grouped and len(owners[s]) > 1]
        for group in groups:
            members = sorted(
                ((corpus.created[c], corpus.ids[c], int(i)) for i in group for c in owners[distinct[i]]),
                key=lambda m: (np.isnan(m[0]), m[0], m[1]),
            )
            yield from self._group(members, distinct, sets, vectors)

    def _group(
        self,
        members: list[tuple[float, str, int]],
        distinct: list[str],
        sets: list[Ints],
        vectors: Floats,
    ) -> Iterator[Measured]:
        (_, original, first), copies = members[0], members[1:]
        group = "dup-" + content_digest([("user", distinct[first])])[:16]
        why = f"{len(copies)} other conversation(s) are near-copies of {original}."
        excerpt = distinct[first][:200]
        numbers = {"copies": len(copies), "original": original}
        yield Group(group, "duplicates", 0.0, tuple(m[1] for m in members), {"why": why, **numbers})
        yield Finding(original, self.name, "copied", 0.0, {"why": why, **numbers}, group=group)
        for _, conversation, i in copies:
            shared = minhash.jaccard(sets[i], sets[first])
            cosine = round(float(vectors[i] @ vectors[first]), 4)
            label = "exact" if i == first else "fuzzy" if shared >= FUZZY else "semantic"
            score = {"exact": 1.0, "fuzzy": shared, "semantic": cosine}[label]
            evidence = {
                "why": f"{self.labels[label].capitalize()}: compare {original}.",
                "match": original,
                "match_text": excerpt,
                "words_shared": round(shared, 4),
                "cosine": cosine,
                **numbers,
            }
            yield Finding(conversation, self.name, label, round(score, 4), evidence, group=group)


def customer_sides(corpus: Corpus) -> list[str]:
    """The masked words of all customer turns of each conversation, joined, in canonical order."""
    turns, user = corpus.turns, ROLES.index("user")
    parts: list[list[str]] = [[] for _ in range(len(corpus))]
    for row in np.flatnonzero(turns.role == user):
        parts[turns.conversation[row]].append(corpus.masked[turns.text[row]])
    return [" ".join(p for p in part if p) for part in parts]


def mean_vectors(corpus: Corpus, conversations: list[int]) -> Floats:
    """(len(conversations), d) unit vectors: mean of the customer's turns, weighted by their length."""
    turns, user = corpus.turns, ROLES.index("user")
    lengths = np.array([len(t) for t in corpus.texts], dtype=np.float32)
    width = corpus.vectors.shape[1]
    sums = np.zeros((len(conversations), width), dtype=np.float32)
    for i, c in enumerate(conversations):
        rows = np.arange(corpus.starts[c], corpus.starts[c + 1])
        numbers = turns.text[rows[turns.role[rows] == user]]
        sums[i] = lengths[numbers] @ corpus.vectors[corpus.vector_of[numbers]]
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    return (sums / np.where(norms > 0, norms, 1)).astype(np.float32)
