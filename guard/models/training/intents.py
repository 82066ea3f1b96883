"""Which requests by intent the encoder learns from, and which it only is measured on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from guard.models.training import data as corpora

# Kept out of training, so that a whole domain is unseen.
INSURANCE = frozenset({"checkclaimstatus", "getproofofinsurance", "reportbrokenphone"})

_MULTIDOGO = "multidogo_customer_turns"
_WORDS = 4  # of a request: a first turn of fewer is a greeting and has no intent yet
_LEAST = 10  # requests of an intent that is measured


def learned(data: Path) -> list[tuple[corpora.Labelled, float]]:
    """The corpora whose intents are contrasted, with their weights: the finer the intents, the more."""
    multidogo = _requests(corpora.support_intents(data, _MULTIDOGO, "train"))
    return [
        (corpora.banking77(data, "train"), 0.6),
        (corpora.clinc150(data, "train"), 1.1),
        (corpora.support_intents(data, "bitext_v3", "train"), 0.25),
        (_only(multidogo, {name for name in multidogo.labels if not _insurance(name)}), 0.25),
    ]


def unseen(data: Path) -> dict[str, corpora.Labelled]:
    """Distinct requests of held-out halves, by intents that no stage of the training was told."""
    insurance = _measured(data, _MULTIDOGO)
    return {
        "MultiDoGO insurance": _only(insurance, set(filter(_insurance, insurance.labels))),
        "STAR": _measured(data, "star"),
        "SGD": _measured(data, "sgd_train"),
    }


def _measured(data: Path, corpus: str) -> corpora.Labelled:
    found = _requests(corpora.support_intents(data, corpus, "test"))
    distinct: dict[str, str] = {}
    for text, label in zip(found.texts, found.labels, strict=True):
        distinct.setdefault(text, label)
    counts = Counter(distinct.values())
    labelled = corpora.Labelled(list(distinct), np.array(list(distinct.values()), dtype=object))
    return _only(labelled, {name for name, count in counts.items() if count >= _LEAST})


def _requests(labelled: corpora.Labelled) -> corpora.Labelled:
    keep = [i for i, text in enumerate(labelled.texts) if len(text.split()) >= _WORDS]
    return corpora.Labelled([labelled.texts[i] for i in keep], labelled.labels[keep])


def _only(labelled: corpora.Labelled, names: set[str]) -> corpora.Labelled:
    keep = [i for i, name in enumerate(labelled.labels) if name in names]
    return corpora.Labelled([labelled.texts[i] for i in keep], labelled.labels[keep])


def _insurance(name: str) -> bool:
    return name.rpartition("/")[2] in INSURANCE
