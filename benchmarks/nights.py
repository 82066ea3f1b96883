"""One night of a helpdesk: honest conversations, a trusted history, declared changes, and what was planted.

A night is written as ordinary files, so that any tool can be run on it through its command line:
night.jsonl and history.jsonl (canonical form), declared.yaml, and truth.jsonl, which no tool reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import yaml

from benchmarks import corpora, published, synthetic
from benchmarks.attacks.family import Carriers, Family, plant
from benchmarks.confounders import NOTICES, scatter
from benchmarks.corpora import TONIGHT, Desk
from benchmarks.drafts import Json
from guard.errors import UsageError

HISTORY_NIGHTS = 30
MIXTURES: Mapping[str, Sequence[str]] = {
    "full": tuple(corpora.SOURCES),
    "small": ("star", "sgd_train"),
    "published": ("star", "sgd_train"),  # and the clean twins of published poisoned sets
    "synthetic": (),
}


@dataclass(frozen=True)
class Truth:
    """What is known of one conversation: `family` is set for planted ones, decoys included."""

    id: str
    source: str
    language: str
    family: str | None = None
    decoy: bool = False
    confounder: str | None = None

    @property
    def honest(self) -> bool:
        return self.family is None

    @property
    def poison(self) -> bool:
        return self.family is not None and not self.decoy


@dataclass(frozen=True)
class Base:
    """The honest part of a night, shared by all attacks of a seed."""

    tonight: Sequence[Json]
    history: Sequence[Json]
    spare: Sequence[Json]
    confounders: Mapping[str, str]  # id -> name, tonight
    seed: int


@dataclass(frozen=True)
class Night:
    """rows by time; truth in the order of rows; history shares no conversation with rows."""

    rows: Sequence[Json]
    truth: Sequence[Truth]
    history: Sequence[Json]
    declared: Sequence[Json]

    def write(self, folder: Path) -> None:
        """night.jsonl, history.jsonl, declared.yaml and truth.jsonl in the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "night.jsonl", self.rows)
        _write(folder / "history.jsonl", self.history)
        _write(folder / "truth.jsonl", (asdict(one) for one in self.truth))
        text = yaml.safe_dump({"declared": list(self.declared)}, sort_keys=False, allow_unicode=True)
        (folder / "declared.yaml").write_text(text, "utf-8")


def base(mixture: str, data: Path | None, seed: int, size: int, history: int, spare: int) -> Base:
    """Honest conversations: `size` of tonight, `history` trusted ones, `spare` to plant into, disjoint.

    Where a mixture has fewer, all three shrink alike. Raises UsageError for an unknown mixture or a corpus
    that is absent.
    """
    if mixture not in MIXTURES:
        raise UsageError("unknown mixture", mixture, f"choose one of {', '.join(MIXTURES)}")
    rng, desk = Random(f"night:{seed}"), Desk(seed)
    if mixture == "synthetic" or data is None:
        rows = synthetic.conversations(size + history + spare, seed)
    else:
        rows = list(corpora.filled(corpora.load(data, MIXTURES[mixture])))
        rows += published.honest(data) if mixture == "published" else []
        rng.shuffle(rows)
    scale = min(1.0, len(rows) / (size + history + spare))
    one, two = int(size * scale), int((size + history) * scale)
    end = int((size + history + spare) * scale)
    start = TONIGHT - timedelta(days=HISTORY_NIGHTS)
    tonight, tags = scatter([desk.dress(row) for row in rows[:one]], rng, tonight=True)
    earlier, _ = scatter(
        [desk.dress(row, start, HISTORY_NIGHTS) for row in rows[one:two]], rng, tonight=False
    )
    return Base(tonight, earlier, [desk.dress(row) for row in rows[two:end]], tags, seed)


def night(base: Base, families: Iterable[Family], count: int) -> Night:
    """The base with `count` conversations of each family planted."""
    rows, history = list(base.tonight), list(base.history)
    truth = {
        row["id"]: Truth(
            row["id"], row["source"], row["language"], confounder=base.confounders.get(row["id"])
        )
        for row in rows
    }
    carriers = Carriers(base.spare)
    for family in families if count else ():
        planted = plant(family, count, carriers, base.seed)
        for added, decoy in ((planted.rows, False), (planted.decoys, True)):
            rows += added
            truth |= {r["id"]: Truth(r["id"], r["source"], r["language"], family.name, decoy) for r in added}
        history += [_earlier(row) for row in planted.history]
    rows.sort(key=lambda row: (row["created_at"], row["id"]))
    return Night(rows, [truth[row["id"]] for row in rows], history, declared())


def declared() -> list[Json]:
    """The declared changes of tonight."""
    return [{**notice, "from": f"{TONIGHT:%Y-%m-%dT%H:%M:%SZ}"} for notice in NOTICES]


def _earlier(row: Json) -> Json:
    """The conversation as one of the week before."""
    rng = Random(row["id"])
    return corpora.moved(row, corpora.opened_at(row) - timedelta(days=rng.randint(1, 7)), rng)


def _write(path: Path, rows: Iterable[Json]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
