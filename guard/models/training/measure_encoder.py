"""Measures the encoder: similarity, and whether the nearest texts share the intent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from guard.models.encoder import Encoder
from guard.models.training import data as corpora
from guard.models.training import intents
from guard.models.training.measure import Figures

_NEAREST = 5

# Where the parts of STS-B dev end, which the files keep in the order of the paper's table (Cer et al. 2017).
STSB_DEV_PARTS = {
    "video captions": 250,
    "image captions": 500,
    "SNLI captions": 625,
    "answers in forums": 1000,
    "news paraphrases": 1250,
    "headlines": 1500,
}


def neighbour_accuracy(index: corpora.Labelled, queries: corpora.Labelled, encoder: Encoder) -> float:
    """Share of queries whose intent is the commonest among the five nearest; the nearer breaks ties."""
    vectors = encoder.encode(index.texts)
    right = 0
    for start in range(0, len(queries.texts), 1024):
        cosines = encoder.encode(queries.texts[start : start + 1024]) @ vectors.T
        for found, label in zip(_nearest(cosines), queries.labels[start : start + 1024], strict=True):
            right += _vote(index.labels[found]) == label
    return right / len(queries.texts)


def leave_one_out_accuracy(labelled: corpora.Labelled, encoder: Encoder) -> float:
    """Share of texts whose label is the commonest among their five nearest others."""
    found = _nearest_others(labelled.texts, encoder)
    return float(
        np.mean([_vote(labelled.labels[near]) == labelled.labels[i] for i, near in enumerate(found)])
    )


def intent_overlap(labelled: corpora.Labelled, encoder: Encoder) -> float:
    """Mean overlap (Jaccard) of a query's intents with those of its five nearest other queries."""
    labels = labelled.labels
    return float(
        np.mean(
            [
                len(labels[i] & labels[j]) / len(labels[i] | labels[j])
                for i, near in enumerate(_nearest_others(labelled.texts, encoder))
                for j in near
            ]
        )
    )


def encoder_figures(data: Path, encoder: Encoder) -> Figures:
    """Similarity and intents; neither NLU++, STAR, SGD nor the insurance intents were contrasted."""
    pairs = corpora.stsb(data, "dev")
    cosines = np.einsum("ij,ij->i", encoder.encode(pairs.first), encoder.encode(pairs.second))
    ends = list(STSB_DEV_PARTS.values())
    parts = {
        name: float(spearmanr(cosines[start:end], pairs.score[start:end]).statistic)
        for name, start, end in zip(STSB_DEV_PARTS, [0, *ends], ends, strict=False)
    }
    return {
        "STS-B dev, Spearman": float(spearmanr(cosines, pairs.score).statistic),
        "STS-B dev by part, Spearman": parts,
        "Banking77 test, 5 nearest": neighbour_accuracy(
            corpora.banking77(data, "train"), corpora.banking77(data, "test"), encoder
        ),
        "CLINC150 test, 5 nearest": neighbour_accuracy(
            corpora.clinc150(data, "train"), corpora.clinc150(data, "test"), encoder
        ),
        "unseen intents, leave one out, 5 nearest": {
            name: leave_one_out_accuracy(labelled, encoder) for name, labelled in intents.unseen(data).items()
        },
        "NLU++, unseen, overlap of intents of the 5 nearest": {
            domain: intent_overlap(corpora.nlupp(data, domain), encoder) for domain in ("banking", "hotels")
        },
    }


def _nearest(cosines: NDArray[np.float32]) -> NDArray[np.intp]:
    return np.argsort(-cosines, axis=1, kind="stable")[:, :_NEAREST]


def _nearest_others(texts: Sequence[str], encoder: Encoder) -> NDArray[np.intp]:
    vectors = encoder.encode(texts)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -2)
    return _nearest(cosines)


def _vote(labels: NDArray[Any]) -> Any:
    return Counter(labels.tolist()).most_common(1)[0][0]  # of equals the one met first, the nearest
