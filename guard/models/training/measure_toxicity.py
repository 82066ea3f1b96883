"""Measures the toxicity classifier on texts that it did not learn from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guard.models.training import data as corpora
from guard.models.training.examples import ANGRY, davidson_split
from guard.models.training.measure import FALSE_ALARMS, Figures, Score, auroc
from guard.models.training.phrases import LABELS

HELD_OUT = Path(__file__).parent / "held_out"
WRITTEN = {
    "toxic_chatbot": "own held-out turns to a chatbot",
    "toxic_web": "own held-out web comments",
    "toxic_wiki": "own held-out talk-page comments",
}
FEWEST = 20  # sentences with a term, of either kind, to say anything about it

Floats = NDArray[np.float64]


def sets(data: Path) -> dict[str, corpora.Labelled]:
    """Held-out parts of the training corpora, and sets that no shipped model may learn from."""
    tweets, shares = corpora.davidson(data)
    held = np.flatnonzero(~davidson_split(tweets))
    found = {
        "Davidson, held out": corpora.Labelled(
            [tweets[i] for i in held], (shares[held, 0] > 0.5).astype(float)
        ),
        "EDOS test": corpora.edos(data, "test"),
        "DiaSafety offending replies, test": offending(data, ("test",)),
        "TweetEval offensive, unseen": corpora.tweeteval(data, "offensive", "test"),
        "TweetEval hate, unseen": corpora.tweeteval(data, "hate", "test"),
        "HateCheck, unseen": corpora.hatecheck(data),
        "identity templates, unseen": corpora.identity_templates(data),
    }
    return found | {name: _written(file) for file, name in WRITTEN.items()}


def offending(data: Path, splits: Sequence[str]) -> corpora.Labelled:
    """Replies of DiaSafety that may offend the user; 1 where they do."""
    rows = [r for s in splits for r in corpora.diasafety(data, s) if r["category"] == "Offending User"]
    labels = np.array([row["label"] == "Unsafe" for row in rows], float)
    return corpora.Labelled([row["response"] for row in rows], labels)


def _written(file: str) -> corpora.Labelled:
    lines = (HELD_OUT / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    labels = np.array(["toxic" in row["labels"] for row in rows], float)
    return corpora.Labelled([row["text"] for row in rows], labels)


def figures(data: Path, score: Score) -> Figures:
    """AUROC and recall of `toxic` and of the largest label, bias by identity term, and false alarms."""
    honest = {
        "angry users": corpora.support_turns(data, ANGRY, "test", "user"),
        "all users": corpora.support_turns(data, corpora.SUPPORT, "test", "user"),
        "all agents": corpora.support_turns(data, corpora.SUPPORT, "test", "assistant"),
    }
    scores = {name: score(turns) for name, turns in honest.items()}
    limits = {
        name: np.quantile(values, [1 - rate for rate in FALSE_ALARMS])
        for name, values in _readings(scores["angry users"]).items()
    }
    result: Figures = {}
    for name, labelled in sets(data).items():
        readings = _readings(score(labelled.texts))
        result[f"{name}: AUROC"] = {
            reading: auroc(labelled.labels, values) for reading, values in readings.items()
        }
        for reading, values in readings.items():
            result[f"{name}: recall by {reading} at false alarms of"] = {
                f"{rate:.1%}": float((values[labelled.labels > 0.5] > limit).mean())
                for rate, limit in zip(FALSE_ALARMS, limits[reading], strict=True)
            }
        if name.startswith("identity templates"):
            for reading, values in readings.items():
                result[f"{name}: mean AUROC over terms by {reading}"] = bias(labelled, values)
    for name, found in scores.items():
        for i, label in enumerate(LABELS):
            result[f"{name}: share of turns with {label} at or above"] = {
                f"{limit}": float((found[:, i] >= limit).mean()) for limit in (0.5, 0.9)
            }
    return result


def _readings(scores: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
    return {"toxic": scores[:, LABELS.index("toxic")], "the largest label": scores.max(axis=1)}


def bias(labelled: corpora.Labelled, scores: NDArray[np.float32]) -> dict[str, float]:
    """Subgroup, BPSN and BNSP AUROC (Borkan et al. 2019, arXiv 1903.04561), each the mean over terms.

    BPSN pairs harmless sentences that name the term with bad ones that do not, BNSP the reverse: low where
    naming a group is taken for abuse, or hides it.
    """
    bad = labelled.labels > 0.5
    found = []
    for named in _named(labelled.texts):
        if min((named & bad).sum(), (named & ~bad).sum()) < FEWEST:
            continue
        parts = (named, named & ~bad | ~named & bad, named & bad | ~named & ~bad)
        found.append([auroc(labelled.labels[part], scores[part]) for part in parts])
    means = np.mean(found, axis=0)
    return dict(zip(("subgroup", "BPSN", "BNSP"), map(float, means), strict=True))


def _named(texts: Sequence[str]) -> Iterator[NDArray[np.bool_]]:
    """For each identity term, which of the texts name it."""
    folded = [text.casefold() for text in texts]
    for term in TERMS:
        pattern = re.compile(rf"\b{term}\b")
        yield np.array([pattern.search(text) is not None for text in folded])


TERMS = (
    "gay lesbian bisexual transgender trans queer homosexual straight heterosexual male female nonbinary "
    "african american black white european hispanic latino latina mexican canadian asian indian chinese "
    "japanese christian muslim jewish buddhist catholic protestant sikh taoist old older young younger "
    "teenage elderly blind deaf paralyzed"
).split()
