"""Campaigns: many accounts that send nearly the same message, more together than traffic explains.

Measures  customer messages (masked) that are near-copies of one another: Jaccard similarity of words and
          word pairs, or cosine together with shared wording, grouped around one of them without chains;
          then accounts, the shortest telling window of time and how surprising it is against everybody
          else's traffic (scan statistic, Kulldorff 1997; see `guard.surge`); then what the assistant
          answered, whether it answers others so too, and whether it is one claim. The idea of content x
          accounts x time follows work on coordinated behaviour (Pacheco et al., ICWSM 2021; FRAUDAR, KDD
          2016).
Cost      linear in messages and near-copies; 10,000 copies are one group, not 50 million pairs.
Silent    on an outage told in many people's own words (not near-copies); on macros (the assistant's, not
          the customers'); on quick replies (short, spread over the day, answered as everybody is).
Fails     on campaigns in free paraphrase, on fewer than four accounts, and on copies spread so thin that
          they follow the traffic. Where accounts are not recorded every conversation counts as one and the
          evidence says so.

Score = accounts x wording x length x surge, each in 0..1: 1 - exp(-(accounts - 1)/6); similarity from .3
to .7; words up to 12; 1 - exp(-ratio/5), or .5 where times are unknown.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from guard import minhash, text
from guard.clusters import Ints, peel
from guard.corpus import Corpus
from guard.detector import Counts, Measured, register
from guard.similarity import near_pairs
from guard.surge import Surge, surge
from guard.text import content_digest, shingles
from guard.types import ROLES, Finding, Group, Json

MIN_WORDS = 6  # shorter messages are everybody's
MIN_ACCOUNTS, MIN_UNKNOWN = 4, 10  # accounts; conversations where accounts are not recorded
FUZZY = 0.5  # Jaccard of words and word pairs
SEMANTIC, SHARED = 0.85, 0.3  # cosine, together with some shared wording
RELATED, ANSWERED = 0.2, 0.5  # Jaccard of messages and of answers that belong to a campaign as well
LONG = 9  # words from which copies are also looked for by meaning
_SAMPLES = 5
_REPLY_WORDS = 4  # an answer is "given to others too" by runs of this many words
_OUTSIDERS, _OUTSIDER_SHARE = 3, 0.2  # in so many conversations outside, and for so many of its messages


@dataclass
class _Campaign:
    """One group of near-copies while it is being judged. `rows` are rows of corpus.turns, one for each
    conversation: the first copy in it; `copies` of them are near-copies, the others relatives."""

    head: str
    similarity: float
    rows: Ints
    copies: int
    texts: list[str]


@register
class Campaigns:
    name: ClassVar[str] = "campaigns"
    labels: ClassVar[Mapping[str, str]] = {
        "campaign": "many accounts sent nearly the same message",
    }

    def measure(self, corpus: Corpus, learned: Counts) -> Iterator[Measured]:
        found = list(_campaigns(corpus))
        replies = [_replies(corpus, c.rows) for c in found]
        shared = _shared_with_others(corpus, found, replies)
        for campaign, answers, common in zip(found, replies, shared, strict=True):
            yield from self._judge(corpus, campaign, answers, common)

    def _judge(
        self, corpus: Corpus, campaign: _Campaign, answers: list[str], common: float
    ) -> Iterator[Measured]:
        turns, rows = corpus.turns, campaign.rows
        members = turns.conversation[rows]
        accounts, known = _accounts(corpus, rows)
        outside = np.ones(len(corpus), dtype=np.bool_)
        outside[members] = False
        burst = surge(turns.time[rows], corpus.created[outside])
        words = campaign.head.count(" ") + 1
        factors = (
            1 - math.exp(-(accounts - 1) / 6),
            min(1.0, max(0.0, (campaign.similarity - 0.3) / 0.4)),
            min(1.0, words / 12),
            1 - math.exp(-burst.ratio / 5) if burst else 0.5,
        )
        reply = Counter(answers).most_common(1)[0][0] if answers else ""
        who = f"{accounts} accounts" if known else f"{accounts} conversations (accounts not recorded)"
        evidence: dict[str, Json] = {
            "why": f"{who} sent nearly this message{_when(burst)}.",
            "accounts": accounts,
            "accounts_known": known,
            "messages": len(rows),
            "copies": campaign.copies,
            "similarity": round(campaign.similarity, 4),
            "words": words,
            "answer_shared": round(common, 4),
            "answer_alike": round(_alike(answers), 4),
            **_timing(burst),
        }
        group = "campaign-" + content_digest([("user", campaign.head)])[:16]
        score = round(math.prod(factors), 4)
        details = {
            "samples": sorted(campaign.texts)[:: max(1, len(campaign.texts) // _SAMPLES)][:_SAMPLES],
            "reply": reply,
            "growth": _growth(turns.time[rows]),
        }
        ids = tuple(corpus.ids[i] for i in members)
        yield Group(group, "campaign", score, ids, {**evidence, **details})
        for row, conversation in zip(rows, ids, strict=True):
            position = int(turns.position[row])
            yield Finding(conversation, self.name, "campaign", score, evidence, position, group=group)


class _Messages:
    """Longer customer messages by their masked form, in canonical order, with what was answered."""

    def __init__(self, corpus: Corpus) -> None:
        turns = corpus.turns
        rows_of: dict[str, list[int]] = defaultdict(list)
        for row in np.flatnonzero(turns.role == ROLES.index("user")):
            form = corpus.masked[turns.text[row]]
            if form.count(" ") + 1 >= MIN_WORDS:
                rows_of[form].append(int(row))
        self.corpus, self.rows_of, self.forms = corpus, rows_of, sorted(rows_of)
        self.long = np.array([form.count(" ") + 1 >= LONG for form in self.forms], dtype=np.bool_)
        self.sets = minhash.shingle_sets([form.split() for form in self.forms])
        self.wording = minhash.Wording(self.sets)
        numbers = [turns.text[rows_of[form][0]] for form in self.forms]
        empty = np.empty((0, 1), np.float32)
        self.vectors = corpus.vectors[corpus.vector_of[numbers]] if self.forms else empty

    def near(self, head: int, others: Ints) -> NDArray[np.bool_]:
        """Which of the others are near-copies of a message."""
        shared = self.wording.to_one(head, others)
        alike = (shared >= SHARED) & (self.vectors[others] @ self.vectors[head] >= SEMANTIC)
        return np.asarray(alike | (shared >= FUZZY), dtype=np.bool_)

    def groups(self) -> list[Ints]:
        """Near-copies of one another, and messages that were sent more than once word for word."""
        low, high, _ = minhash.near_pairs(self.sets, FUZZY)
        long = np.flatnonzero(self.long)
        first, second, _ = near_pairs(self.vectors[long], SEMANTIC)
        worded = self.wording.jaccard(long[first], long[second]) >= SHARED
        low = np.concatenate([low, long[first][worded]])
        high = np.concatenate([high, long[second][worded]])
        groups = peel(len(self.forms), low, high, self.near)
        grouped = {int(i) for group in groups for i in group}
        alone = (i for i, form in enumerate(self.forms) if i not in grouped and len(self.rows_of[form]) > 1)
        return [*groups, *(np.array([i]) for i in alone)]

    def rows(self, group: Iterable[int]) -> Ints:
        """One row for each conversation that has a message of the group: its first."""
        rows = np.array(sorted(r for i in group for r in self.rows_of[self.forms[i]]), dtype=np.int64)
        _, first = np.unique(self.corpus.turns.conversation[rows], return_index=True)
        return np.asarray(rows[first])

    def relatives(self, group: Ints) -> list[int]:
        """Messages that are worded somewhat like the group's head and were answered nearly the same.

        Rewording by template leaves some messages outside; without them a campaign falls into pieces, and
        the pieces would vouch for one another's answers.
        """
        head, inside = int(group[0]), {int(i) for i in group}
        related = np.flatnonzero((self.wording.to_all(head) >= RELATED) & self.long)
        outside = [int(i) for i in related if int(i) not in inside]
        answers = self._answers
        alike = answers.jaccard(np.full(len(outside), head), np.array(outside, dtype=np.int64))
        return [i for i, share in zip(outside, alike, strict=True) if share >= ANSWERED]

    @cached_property
    def _answers(self) -> minhash.Wording:
        """What was answered to each message, where it was first sent; nothing where nothing was."""
        first = [self.rows_of[form][0] for form in self.forms]
        following = self.corpus.once("campaigns.answers", partial(_answers, self.corpus))
        forms = [self.corpus.masked[n].split() if n >= 0 else [] for n in following[first]] if first else []
        return minhash.Wording(minhash.shingle_sets(forms))


def _campaigns(corpus: Corpus) -> Iterator[_Campaign]:
    """Near-copies among customer messages with their relatives, one entry for each group."""
    messages, turns = _Messages(corpus), corpus.turns
    for group in messages.groups():
        core = messages.rows(group)
        if not _many(corpus, core):
            continue
        head = int(group[0])
        weights = [len(messages.rows_of[messages.forms[i]]) for i in group]
        similarity = float(np.average(messages.wording.to_one(head, group), weights=weights))
        rows = messages.rows([*group, *messages.relatives(group)])
        texts = sorted({corpus.texts[turns.text[r]] for r in core})
        yield _Campaign(messages.forms[head], similarity, rows, len(core), texts)


def _accounts(corpus: Corpus, rows: Ints) -> tuple[int, bool]:
    """Distinct accounts, each conversation without one counting as one; whether most are recorded."""
    codes = corpus.column("user_id").codes[corpus.turns.conversation[rows]]
    missing = int((codes < 0).sum())
    return len(np.unique(codes[codes >= 0])) + missing, missing * 2 < len(codes)


def _many(corpus: Corpus, rows: Ints) -> bool:
    accounts, known = _accounts(corpus, rows)
    return accounts >= (MIN_ACCOUNTS if known else MIN_UNKNOWN)


def _answers(corpus: Corpus) -> Ints:
    """(turns,) number of the text that the assistant said next in the conversation, -1 for nothing."""
    turns = corpus.turns
    assistant = np.flatnonzero(turns.role == ROLES.index("assistant"))
    place = np.searchsorted(assistant, np.arange(len(turns.role)), side="right")
    row = np.append(assistant, -1)[place]
    same = (row >= 0) & (turns.conversation[row] == turns.conversation)
    return np.where(same, turns.text[row], -1)


def _replies(corpus: Corpus, rows: Ints) -> list[str]:
    """What the assistant said next after each row, where it said anything."""
    numbers = corpus.once("campaigns.answers", partial(_answers, corpus))[rows]
    return [corpus.texts[number] for number in numbers if number >= 0]


def _shared_with_others(corpus: Corpus, campaigns: list[_Campaign], replies: list[list[str]]) -> list[float]:
    """Per campaign, the share of its answers' word runs that others outside it are told as well.

    An honest form that many people send is answered as everybody is; a planted answer is not.
    """
    number = {t: i for i, t in enumerate(corpus.texts)}
    runs = [
        Counter(run for answer in answers for run in _runs(corpus.masked[number[answer]]))
        for answers in replies
    ]
    wanted = set().union(*runs) if runs else set()
    where: dict[str, set[int]] = defaultdict(set)
    if wanted:
        for text_number in np.flatnonzero(corpus.has_role("assistant")):
            for run in wanted.intersection(_runs(corpus.masked[text_number])):
                where[run].update(corpus.turns.conversation[corpus.occurrences(int(text_number))].tolist())
    # members of another campaign are no witnesses: two templates with one planted answer would clear
    # each other
    members = {int(i) for campaign in campaigns for i in corpus.turns.conversation[campaign.rows]}
    witnesses = {run: len(found - members) for run, found in where.items()}
    result = []
    for campaign, counted in zip(campaigns, runs, strict=True):
        enough = max(_OUTSIDERS, _OUTSIDER_SHARE * len(campaign.rows))
        common = sum(n for run, n in counted.items() if witnesses.get(run, 0) >= enough)
        result.append(common / counted.total() if counted else 1.0)  # no answer teaches nothing
    return result


def _alike(answers: list[str]) -> float:
    """Mean share of an answer's words that at least half of the answers have: one claim, or many."""
    words = [set(text.masked(answer).split()) for answer in answers]
    often = Counter(word for said in words for word in said)
    shares = [sum(often[word] * 2 >= len(words) for word in said) / len(said) for said in words if said]
    return sum(shares) / len(shares) if shares else 0.0


def _runs(form: str) -> list[str]:
    return shingles(form.split(), _REPLY_WORDS)


def _when(burst: Surge | None) -> str:
    if burst is None:
        return ""
    minutes = max(1, round((burst.end - burst.start) / 60))
    span = f"{minutes} minutes" if minutes < 180 else f"{round(minutes / 60)} hours"
    day = datetime.fromtimestamp(burst.start, UTC).strftime("%d %b %Y %H:%M UTC")
    return f"; {burst.inside} of them within {span} from {day}"


def _timing(burst: Surge | None) -> dict[str, Json]:
    if burst is None:
        return {"times_known": False}
    return {
        "times_known": True,
        "window_minutes": round((burst.end - burst.start) / 60, 1),
        "window_start": datetime.fromtimestamp(burst.start, UTC).isoformat(),
        "window_messages": burst.inside,
        "traffic_share": round(burst.expected, 4),
        "surge": round(burst.ratio, 2),
    }


def _growth(times: NDArray[np.float64], steps: int = 12) -> list[int]:
    """Cumulative number of messages at the ends of equal steps between the first and the last."""
    known = np.sort(times[~np.isnan(times)])
    if len(known) == 0:
        return []
    edges = np.linspace(known[0], known[-1], steps + 1)[1:]
    return [int(n) for n in np.searchsorted(known, edges, side="right")]
