"""Measures the embedded models on sets that they did not learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata, spearmanr

from guard.models.encoder import Encoder
from guard.models.training import data as corpora
from guard.models.training.examples import davidson_split
from guard.models.training.toxicity import LABELS

Figures = dict[str, float | dict[str, float]]
Score = Callable[[Sequence[str]], NDArray[np.float32]]

FALSE_ALARMS = (0.001, 0.005, 0.01)


def auroc(labels: NDArray[np.float64], scores: NDArray[np.float32]) -> float:
    """Probability that a positive scores above a negative, ties half (Mann-Whitney)."""
    positive = labels > 0.5
    yes, no = positive.sum(), (~positive).sum()
    return float((rankdata(scores)[positive].sum() - yes * (yes + 1) / 2) / (yes * no))


def neighbour_accuracy(index: corpora.Labelled, queries: corpora.Labelled, encoder: Encoder) -> float:
    """Share of queries whose intent is the commonest among the five nearest; the nearer breaks ties."""
    vectors = encoder.encode(index.texts)
    right = 0
    for start in range(0, len(queries.texts), 1024):
        cosines = encoder.encode(queries.texts[start : start + 1024]) @ vectors.T
        for row, nearest in enumerate(np.argsort(-cosines, axis=1, kind="stable")[:, :5]):
            votes: dict[str, int] = {}
            for i in nearest:
                votes[index.labels[i]] = votes.get(index.labels[i], 0) + 1
            right += max(votes, key=lambda name: votes[name]) == queries.labels[start + row]
    return right / len(queries.texts)


def leave_one_out(labelled: corpora.Labelled, encoder: Encoder) -> float:
    """Mean overlap (Jaccard) of a query's intents with those of its five nearest other queries."""
    vectors = encoder.encode(labelled.texts)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -2)
    labels = labelled.labels
    return float(
        np.mean(
            [
                len(labels[i] & labels[j]) / len(labels[i] | labels[j])
                for i, nearest in enumerate(np.argsort(-cosines, axis=1, kind="stable")[:, :5])
                for j in nearest
            ]
        )
    )


def encoder_figures(data: Path, encoder: Encoder) -> Figures:
    """Similarity and intents; NLU++ was seen by no stage of the training."""
    pairs = corpora.stsb(data, "dev")
    cosines = np.einsum("ij,ij->i", encoder.encode(pairs.first), encoder.encode(pairs.second))
    return {
        "STS-B dev, Spearman": float(spearmanr(cosines, pairs.score).statistic),
        "Banking77 test, 5 nearest": neighbour_accuracy(
            corpora.banking77(data, "train"), corpora.banking77(data, "test"), encoder
        ),
        "CLINC150 test, 5 nearest": neighbour_accuracy(
            corpora.clinc150(data, "train"), corpora.clinc150(data, "test"), encoder
        ),
        "NLU++ banking, leave one out": leave_one_out(corpora.nlupp(data, "banking"), encoder),
        "NLU++ hotels, leave one out": leave_one_out(corpora.nlupp(data, "hotels"), encoder),
    }


def toxicity_sets(data: Path) -> dict[str, corpora.Labelled]:
    """Held-out parts of the training corpora, and sets that no shipped model may learn from."""
    tweets, shares = corpora.davidson(data)
    held = np.flatnonzero(~davidson_split(tweets))
    replies = [row for row in corpora.diasafety(data, "test") if row["category"] == "Offending User"]
    return {
        "Davidson, held out": corpora.Labelled(
            [tweets[i] for i in held], (shares[held, 0] > 0.5).astype(float)
        ),
        "EDOS test": corpora.edos(data, "test"),
        "DiaSafety offending replies, test": corpora.Labelled(
            [row["response"] for row in replies],
            np.array([row["label"] == "Unsafe" for row in replies], float),
        ),
        "TweetEval offensive, unseen": corpora.tweeteval(data, "offensive", "test"),
        "TweetEval hate, unseen": corpora.tweeteval(data, "hate", "test"),
        "HateCheck, unseen": corpora.hatecheck(data),
        "identity templates, unseen": corpora.identity_templates(data),
    }


def toxicity_figures(data: Path, score: Score) -> Figures:
    """AUROC, and recall at false-alarm rates on held-out turns of honest angry customers."""
    honest = {
        "angry users": corpora.support_turns(data, ("cucom_ecommerce",), "test", "user"),
        "all users": corpora.support_turns(data, corpora.SUPPORT, "test", "user"),
        "all agents": corpora.support_turns(data, corpora.SUPPORT, "test", "assistant"),
    }
    scores = {name: score(turns) for name, turns in honest.items()}
    limits = np.quantile(scores["angry users"], [1 - rate for rate in FALSE_ALARMS], axis=0)
    figures: Figures = {}
    for name, labelled in toxicity_sets(data).items():
        found = score(labelled.texts)
        positive = found[labelled.labels > 0.5, 0]
        figures[f"{name}: AUROC"] = {
            label: auroc(labelled.labels, found[:, i]) for i, label in enumerate(LABELS)
        }
        figures[f"{name}: recall of toxic at false alarms of"] = {
            f"{rate:.1%}": float((positive > limit).mean())
            for rate, limit in zip(FALSE_ALARMS, limits[:, 0], strict=True)
        }
    for name, found in scores.items():
        for i, label in enumerate(LABELS):
            figures[f"{name}: share of turns with {label} at or above"] = {
                f"{limit}": float((found[:, i] >= limit).mean()) for limit in (0.5, 0.9)
            }
    return figures
