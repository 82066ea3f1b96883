"""Reads the public corpora that the recipes learn from and the sets that they are only measured on.

`data` is always the folder that holds one sub-folder or file per corpus, as published. Corpora marked
*measure only* are never trained on, because of their licence or because they are the yardstick.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Half = Literal["train", "test"]

SUPPORT = (
    "star",
    "sgd_train",
    "cucom_ecommerce",
    "bitext_v1",
    "bitext_v3",
    "taskmaster4",
    "irc_ubuntu_train",
    "multidogo_customer_turns",
)


class Labelled(NamedTuple):
    """Texts and one value per text (a class name, or a probability)."""

    texts: list[str]
    labels: NDArray[Any]


class Pairs(NamedTuple):
    """Sentence pairs with a similarity from 0 to 5."""

    first: list[str]
    second: list[str]
    score: NDArray[np.float64]


def bucket(identity: str, count: int) -> int:
    """One of `count` equal parts, decided by the name alone, so that a split never depends on an order."""
    return int.from_bytes(hashlib.sha256(identity.encode()).digest()[:4]) % count


def half_of(identity: str) -> Half:
    """The half of a corpus that a conversation belongs to."""
    return "train" if bucket(identity, 2) else "test"


def conversations(data: Path, corpus: str) -> Iterator[dict[str, Any]]:
    """Conversations of one support corpus, as JSON objects in the canonical form."""
    with gzip.open(data / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def support_turns(data: Path, corpora: Sequence[str], half: Half, role: str) -> list[str]:
    """Distinct turns of one role in one half of the support corpora, in order of first appearance."""
    turns: dict[str, None] = {}
    for corpus in corpora:
        for row in conversations(data, corpus):
            if half_of(row["id"]) == half:
                turns.update((m["content"], None) for m in row["messages"] if m["role"] == role)
    return list(turns)


def support_intents(data: Path, corpus: str, half: Half) -> Labelled:
    """First user turn and intent of the conversations that carry one."""
    texts, labels = [], []
    for row in conversations(data, corpus):
        intent = row.get("labels", {}).get("intent")
        if intent and half_of(row["id"]) == half:
            texts.append(next(m["content"] for m in row["messages"] if m["role"] == "user"))
            labels.append(f"{corpus}/{intent}")
    return Labelled(texts, np.array(labels, dtype=object))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def banking77(data: Path, split: str) -> Labelled:
    """Banking77 (Casanueva et al. 2020): customer queries, 77 intents; `split` is train or test."""
    rows = _rows(data / "banking77" / "banking_data" / f"{split}.csv")
    return Labelled([r["text"] for r in rows], np.array([r["category"] for r in rows], dtype=object))


def clinc150(data: Path, split: str) -> Labelled:
    """CLINC150 (Larson et al. 2019) without its out-of-scope part; `split` is train, val or test."""
    rows = json.loads((data / "clinc150" / "data" / "data_full.json").read_bytes())[split]
    return Labelled([text for text, _ in rows], np.array([label for _, label in rows], dtype=object))


def nlupp(data: Path, domain: str) -> Labelled:
    """NLU++ (Casanueva et al. 2022), *measure only*: the label is the frozen set of intents."""
    rows = [
        row
        for path in sorted((data / "banking77" / "nlupp" / "data" / domain).glob("fold*.json"))
        for row in json.loads(path.read_bytes())
        if row.get("intents")
    ]
    labels = np.empty(len(rows), dtype=object)
    labels[:] = [frozenset(row["intents"]) for row in rows]
    return Labelled([row["text"] for row in rows], labels)


def stsb(data: Path, split: str) -> Pairs:
    """STS benchmark, English (Cer et al. 2017); `split` is train or dev."""
    with (data / "stsb_en" / f"stsb-en-{split}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return Pairs([r[0] for r in rows], [r[1] for r in rows], np.array([float(r[2]) for r in rows]))


def davidson(data: Path) -> tuple[list[str], NDArray[np.float64]]:
    """Davidson et al. (2017): tweets; columns are the shares of votes (hate or offensive, hate)."""
    rows = _rows(data / "davidson_hate" / "data" / "labeled_data.csv")
    votes = np.array(
        [[int(r[k]) for k in ("count", "hate_speech", "offensive_language")] for r in rows], float
    )
    shares = np.stack([(votes[:, 1] + votes[:, 2]) / votes[:, 0], votes[:, 1] / votes[:, 0]], axis=1)
    return [r["tweet"] for r in rows], shares


def edos(data: Path, split: str) -> Labelled:
    """EDOS (Kirk et al. 2023): 1 where the comment is sexist; `split` is train, dev or test."""
    rows = [r for r in _rows(data / "edos" / "data" / "edos_labelled_aggregated.csv") if r["split"] == split]
    return Labelled([r["text"] for r in rows], np.array([r["label_sexist"] == "sexist" for r in rows], float))


class Post(NamedTuple):
    """A post of EDOS: `vector` names the kind of sexism ("2.1 descriptive attacks", or "none")."""

    identifier: str
    text: str
    vector: str


def edos_posts(data: Path, split: str) -> list[Post]:
    """EDOS (Kirk et al. 2023) with its finest labels; `split` is train, dev or test."""
    rows = _rows(data / "edos" / "data" / "edos_labelled_aggregated.csv")
    return [Post(r["rewire_id"], r["text"], r["label_vector"]) for r in rows if r["split"] == split]


def diasafety(data: Path, split: str) -> list[dict[str, str]]:
    """DiaSafety (Sun et al. 2022): context, response, category, label; split is train, val or test."""
    rows: list[dict[str, str]] = json.loads(
        (data / "diasafety" / "DiaSafety_dataset" / f"{split}.json").read_bytes()
    )
    return rows


def tweeteval(data: Path, task: str, split: str) -> Labelled:
    """TweetEval `hate` or `offensive` (Barbieri et al. 2020), *measure only*; split train, val or test."""
    folder = data / "tweeteval" / "datasets" / task
    texts = (folder / f"{split}_text.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    labels = np.array((folder / f"{split}_labels.txt").read_text().split(), float)
    return Labelled(texts, labels)


def hatecheck(data: Path) -> Labelled:
    """HateCheck (Röttger et al. 2021), *measure only*: 1 where the case is hateful."""
    rows = _rows(data / "hatecheck" / "test_suite_cases.csv")
    return Labelled(
        [r["test_case"] for r in rows], np.array([r["label_gold"] == "hateful" for r in rows], float)
    )


def identity_templates(data: Path) -> Labelled:
    """Identity-term templates of Dixon et al. (2018), *measure only*: 1 where the sentence is bad."""
    rows = _rows(
        data / "unintended_bias" / "archive" / "unintended_ml_bias" / "eval_datasets" / "bias_madlibs_77k.csv"
    )
    return Labelled([r["Text"] for r in rows], np.array([r["Label"] == "BAD" for r in rows], float))
