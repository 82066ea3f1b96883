"""Honest conversations of public corpora, dressed as an export: accounts, agents, times, ratings."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.drafts import Json, exchanges, said
from benchmarks.wording import digits
from guard.errors import UsageError

SOURCES = {  # corpus: the desk it plays
    "star": "helpdesk",
    "sgd_train": "bookings",
    "cucom_ecommerce": "shop",
    "bitext_v1": "web-faq",
    "bitext_v3": "web-help",
    "taskmaster4": "counter",
}
TONIGHT = datetime(2026, 11, 1, 18, tzinfo=UTC)
HOURS = 12
_CHANNELS = {"helpdesk": "chat", "bookings": "chat", "shop": "chat", "counter": "voice"}
_HOURLY = (30, 34, 36, 33, 26, 18, 11, 7, 5, 4, 6, 9)  # conversations opened per hour of the night
_UPSET = re.compile(
    r"(?i)\b(unacceptable|terrible|worst|angry|furious|ridiculous|useless|wtf|awful|fed up)\b"
)
_PLACEHOLDER = re.compile(r"\{\{([^}]*)\}\}")
_NUMBERED = re.compile(r"(?i)number|id\b|order #")


def load(data: Path, names: Sequence[str] = tuple(SOURCES)) -> list[Json]:
    """Conversations with at least one answered question, in file order; `source` names the desk.

    Raises UsageError where a corpus is absent.
    """
    rows: list[Json] = []
    for name in names:
        path = data / f"{name}.jsonl.gz"
        if not path.is_file():
            raise UsageError("corpus not found", str(path), "name its folder with --data, or use --synthetic")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows += [row | {"source": SOURCES[name]} for line in lines if exchanges(row := json.loads(line))]
    return rows


def filled(rows: Iterable[Json]) -> Iterable[Json]:
    """Placeholders such as {{Website Name}} replaced as one company would have filled them."""
    known = {
        "email": "help@northlane.example",
        "url": "https://www.northlane.example",
        "website": "northlane.example",
        "company": "Northlane",
        "hours": "Monday to Saturday, 8 am to 8 pm",
        "availability": "Monday to Saturday, 8 am to 8 pm",
        "phone number": "800-555-0144",
        "days": "14",
    }

    def fill(found: re.Match[str]) -> str:
        name = found[1].lower()
        value = next((value for key, value in known.items() if key in name), None)
        if value is None and _NUMBERED.search(name):
            return digits(Random(found.string[:80]), 8)
        return value or found[1]

    for row in rows:
        messages = [m | {"content": _PLACEHOLDER.sub(fill, m["content"])} for m in row["messages"]]
        yield row | {"messages": messages}


class Desk:
    """Gives conversations what an export has besides words; the same seed means the same staff."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"desk:{seed}")
        self._accounts: list[str] = []
        self._seed = seed
        self._made = 0

    def account(self) -> str:
        """A customer: mostly one who has not written before."""
        if self._accounts and self._rng.random() < 0.12:
            return self._rng.choice(self._accounts)
        self._accounts.append(f"u-{self._rng.randrange(10**7):07}")
        return self._accounts[-1]

    def dress(self, row: Json, start: datetime = TONIGHT, nights: int = 1) -> Json:
        """A copy with id, account, agent, channel, times and, for some, a rating; words are left alone."""
        rng, source = self._rng, row.get("source", "helpdesk")
        self._made += 1
        night = timedelta(days=rng.randrange(nights))
        seconds = rng.choices(range(HOURS), _HOURLY)[0] * 3600 + rng.randrange(3600)
        opened = start + night + timedelta(seconds=seconds)
        labels = dict(row.get("labels") or {})
        if rng.random() < 0.6:
            upset = _UPSET.search(said(row, "user"))
            labels["rating"] = rng.choice((1, 1, 2, 2, 3)) if upset else rng.choice((3, 4, 4, 5, 5, 5))
        usual = _CHANNELS.get(source, "web")
        return row | {
            "id": "c-" + hashlib.sha256(f"{self._seed}:{self._made}".encode()).hexdigest()[:12],
            "messages": timed(row["messages"], opened, rng),
            "user_id": self.account(),
            "agent_id": f"{source}-{rng.randint(1, 9)}",
            "channel": rng.choices((usual, "email", "kiosk"), (90, 7, 3))[0],
            "source": source,
            "language": row.get("language", "en"),
            "created_at": _stamp(opened),
            "collected_at": _stamp(start + night + timedelta(hours=HOURS + 2)),
            "labels": labels,
        }


def timed(messages: Sequence[Json], opened: datetime, rng: Random) -> list[Json]:
    """The messages with times: the first when the conversation was opened."""
    stamped, now = [], opened
    for message in messages:
        stamped.append({"role": message["role"], "content": message["content"], "created_at": _stamp(now)})
        now += timedelta(seconds=rng.randint(6, 95))
    return stamped


def moved(row: Json, opened: datetime, rng: Random) -> Json:
    """The conversation as if it had been opened at another time."""
    return row | {"created_at": _stamp(opened), "messages": timed(row["messages"], opened, rng)}


def opened_at(row: Json) -> datetime:
    return datetime.fromisoformat(row["created_at"])


def new_account(rng: Random) -> str:
    """An account that was never seen."""
    return f"u-{rng.randrange(10**7):07}"


def _stamp(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
