"""What one run shares: the conversations in canonical order, their turns, distinct texts, vectors.

Everything is computed once and lazily. Conversations are ordered by id and texts by their characters, so
that nothing a detector reads from here depends on the order of the input, on batches or on workers.
Conversation bodies stay on disk (`Rows`); what is held in memory is one entry per turn and one string per
distinct text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from guard import text
from guard.declared import Declared
from guard.grams import Grams, Reach
from guard.types import ROLES, Conversation, Failure, Finding, Json, Role

if TYPE_CHECKING:
    from guard.history import History

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
_T = TypeVar("_T")
_MANY = 4_096  # texts from which models are asked before a detector does
_NUMBERS = re.compile(r"(?<![\w.])#?\d[\d-]{4,}(?!\w)")  # orders, phones, tickets


class Rows(Protocol):
    """Conversations by position, in any order; `guard.spool.Spool` is one."""

    def __len__(self) -> int: ...
    def conversation(self, index: int, /) -> Conversation: ...
    def conversations(self) -> Iterator[Conversation]: ...


class TextEncoder(Protocol):
    """texts -> float32 (n, d), rows of unit length."""

    def encode(self, texts: Sequence[str], /) -> Floats: ...


class TextClassifier(Protocol):
    """texts, for some models with a context each -> float32 (n, len(labels)) probabilities."""

    @property
    def labels(self) -> tuple[str, ...]: ...
    def score(self, texts: Sequence[str], contexts: Sequence[str] | None = None, /) -> Floats: ...


class CharacterModel(Protocol):
    """texts -> (n,) bits per character of each text's least likely stretch."""

    def bits_per_char(self, texts: Sequence[str], /) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a run. A detector that needs one that is absent fails, and so holds for review."""

    encoder: TextEncoder | None = None
    toxicity: TextClassifier | None = None
    gibberish: CharacterModel | None = None
    refusal: TextClassifier | None = None
    prompt_injection: TextClassifier | None = None
    unsafe_reply: TextClassifier | None = None  # of a reply, with the turn before it as context
    secret_request: TextClassifier | None = None

    @property
    def aside(self) -> bool:
        """Whether classifiers say that they work in other processes, so that it pays to ask them early."""
        return all(getattr(getattr(self, kind), "aside", False) for kind in (*_READ, "unsafe_reply"))


_READ: Mapping[str, Sequence[Role]] = {  # classifier: whose turns it can say something of
    "refusal": ("assistant",),
    "toxicity": ROLES,
    "prompt_injection": ("user", "assistant", "tool"),
    "secret_request": ("assistant",),
}


@dataclass(frozen=True, slots=True)
class Turns:
    """One entry per turn, ordered by conversation and position; all arrays have the same length m.

    conversation  index into `Corpus.ids`
    position      index of the turn inside its conversation
    role          index into `guard.types.ROLES`
    text          index into `Corpus.texts`
    time          seconds since 1970, NaN when unknown (the conversation's time stands in for the turn's)
    """

    conversation: Ints
    position: Ints
    role: Ints
    text: Ints
    time: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a detector saw in one text, before it is told where that text occurs."""

    label: str
    score: float
    evidence: Mapping[str, Json]
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Column:
    """One metadata field over all conversations: `codes[i]` indexes `names`, -1 where it is missing."""

    codes: Ints
    names: tuple[str, ...]


def wording(cleaned: str) -> str:
    """A cleaned text without long numbers, which mean nothing to a classifier: no order is an insult."""
    return _NUMBERS.sub(" ", cleaned)


def _seconds(time: datetime | None) -> float:
    return time.timestamp() if time is not None else float("nan")


@dataclass
class Corpus:
    """The shared view of one run.

    rows     where the conversations are
    models   what detectors may ask
    seen     conversation id -> content digests of earlier runs
    now      the time of the run (for times in the future)
    history  what trusted conversations of earlier nights said; None on a cold start
    declared what operations announced for tonight
    """

    rows: Rows
    models: Models = field(default_factory=Models)
    seen: Mapping[str, set[str]] = field(default_factory=dict)
    now: datetime | None = None
    own_domains: frozenset[str] = frozenset()
    history: History | None = None
    declared: Declared = field(default_factory=Declared.none)

    ids: list[str] = field(init=False)
    digests: list[str] = field(init=False)
    texts: list[str] = field(init=False)
    turns: Turns = field(init=False)
    _kept: dict[str, Future[Any]] = field(init=False, default_factory=dict)
    _lock: Lock = field(init=False, default_factory=Lock)

    COLUMNS = ("user_id", "agent_id", "channel", "source", "language")

    def __post_init__(self) -> None:
        ids: list[str] = []
        digests: list[str] = []
        known: dict[str, int] = {}
        entries: list[tuple[int, int, int, int]] = []
        times: list[float] = []
        self._created, self._collected = [], []
        columns: dict[str, list[str | None]] = {name: [] for name in self.COLUMNS}
        for index, one in enumerate(self.rows.conversations()):
            ids.append(one.id)
            digests.append(one.digest)
            created = _seconds(one.created_at)
            self._created.append(created)
            self._collected.append(_seconds(one.collected_at))
            for name, values in columns.items():
                values.append(getattr(one, name))
            for position, turn in enumerate(one.turns):
                number = known.setdefault(turn.content, len(known))
                entries.append((index, position, ROLES.index(turn.role), number))
                times.append(_seconds(turn.created_at) if turn.created_at else created)
        self._order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
        self.ids = [ids[i] for i in self._order]
        self.digests = [digests[i] for i in self._order]
        self.texts = sorted(known)
        rank = np.empty(len(ids), dtype=np.int64)
        rank[self._order] = np.arange(len(ids))
        renumber = np.empty(len(known), dtype=np.int64)
        renumber[[known[t] for t in self.texts]] = np.arange(len(known))
        table = np.array(entries, dtype=np.int64).reshape(-1, 4)
        order = np.lexsort((table[:, 1], rank[table[:, 0]]))
        table = table[order]
        self.turns = Turns(
            conversation=rank[table[:, 0]],
            position=table[:, 1],
            role=table[:, 2],
            text=renumber[table[:, 3]],
            time=np.array(times, dtype=np.float64)[order],
        )
        self._columns = {name: self._code(values) for name, values in columns.items()}
        self.created = np.array(self._created, dtype=np.float64)[self._order]
        self.collected = np.array(self._collected, dtype=np.float64)[self._order]
        if self.models.aside and len(self.texts) >= _MANY:
            _ = self._distinct_clean, self._wordings  # from here on read by both threads
            Thread(target=self._ask, daemon=True).start()

    def _code(self, values: list[str | None]) -> Column:
        names = sorted({v for v in values if v is not None})
        code = {name: i for i, name in enumerate(names)}
        codes = np.array([-1 if v is None else code[v] for v in values], dtype=np.int64)
        return Column(codes[self._order], tuple(names))

    def __len__(self) -> int:
        return len(self.ids)

    def conversation(self, index: int) -> Conversation:
        """The whole conversation at a canonical index, read from disk."""
        return self.rows.conversation(int(self._order[index]))

    def conversations(self) -> Iterator[Conversation]:
        """All conversations in canonical order, read from disk one at a time."""
        return (self.conversation(i) for i in range(len(self)))

    def column(self, name: str) -> Column:
        """One of `COLUMNS`."""
        return self._columns[name]

    # distinct texts ---------------------------------------------------------------------------------

    @cached_property
    def cleaned(self) -> list[str]:
        """`text.clean` of every distinct text; the same string object where cleaning changes nothing."""
        return [text.clean(t) for t in self.texts]

    @cached_property
    def masked(self) -> list[str]:
        """`text.masked` of every distinct text."""
        return [text.masked(t) for t in self.texts]

    @cached_property
    def starts(self) -> Ints:
        """(n + 1,) first turn of each conversation in `turns`, and the end."""
        return np.searchsorted(self.turns.conversation, np.arange(len(self) + 1))

    @cached_property
    def _by_text(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.turns.text, kind="stable")
        return order, np.searchsorted(self.turns.text[order], np.arange(len(self.texts) + 1))

    def occurrences(self, number: int) -> Ints:
        """Rows of `turns` in which a distinct text stands."""
        order, starts = self._by_text
        return order[starts[number] : starts[number + 1]]

    def has_role(self, *roles: Role) -> NDArray[np.bool_]:
        """(len(texts),) whether a distinct text is said by one of the roles anywhere."""
        mask = np.zeros(len(self.texts), dtype=np.bool_)
        mask[self.turns.text[np.isin(self.turns.role, [ROLES.index(r) for r in roles])]] = True
        return mask

    # who says what, in words --------------------------------------------------------------------------

    def said(self, role: Role) -> tuple[Ints, Ints, Ints]:
        """Numbers of the distinct texts of a role; and of each of its turns, in order, the conversation and
        the place of its text among these numbers."""
        rows = np.flatnonzero(self.turns.role == ROLES.index(role))
        numbers, places = np.unique(self.turns.text[rows], return_inverse=True)
        return numbers, self.turns.conversation[rows], places

    @cached_property
    def user_grams(self) -> Grams:
        """Runs of 1-3 words in what customers say."""
        return self._grams("user", (1, 2, 3))

    @cached_property
    def reply_grams(self) -> Grams:
        """Runs of 1-4 words in what the assistant says, without what the declared changes explain."""
        return self._grams("assistant", (1, 2, 3, 4), self.declared.reach if self.declared.notices else None)

    def _grams(self, role: Role, orders: Sequence[int], reach: Reach | None = None) -> Grams:
        numbers, conversation, places = self.said(role)
        return Grams.of([self.texts[i] for i in numbers], conversation, places, len(self), orders, reach)

    @cached_property
    def exchanges(self) -> Ints:
        """(e, 3) conversation, customer's text and assistant's text of every assistant turn that follows a
        customer's; what the system or a tool says in between does not part them."""
        talk = np.isin(self.turns.role, [ROLES.index("user"), ROLES.index("assistant")])
        said = np.flatnonzero(talk)
        asked, answered = said[:-1], said[1:]
        here = (
            (self.turns.role[asked] == ROLES.index("user"))
            & (self.turns.role[answered] == ROLES.index("assistant"))
            & (self.turns.conversation[asked] == self.turns.conversation[answered])
        )
        asked, answered = asked[here], answered[here]
        rows = (self.turns.conversation[asked], self.turns.text[asked], self.turns.text[answered])
        return np.stack(rows, axis=1)

    # what models say about distinct texts -------------------------------------------------------------

    @cached_property
    def _distinct_clean(self) -> tuple[list[str], Ints]:
        distinct = sorted(set(self.cleaned))
        number = {t: i for i, t in enumerate(distinct)}
        return distinct, np.array([number[t] for t in self.cleaned], dtype=np.int64)

    @property
    def vectors(self) -> Floats:
        """(number of distinct cleaned texts, d) unit vectors; `vector_of` maps texts to rows."""
        return self.once("vectors", self._vectors)

    def _vectors(self) -> Floats:
        if self.models.encoder is None:
            raise LookupError("this run has no encoder")
        return self.models.encoder.encode(self._distinct_clean[0])

    @property
    def vector_of(self) -> Ints:
        """(len(texts),) row of each text in `vectors`."""
        return self._distinct_clean[1]

    @cached_property
    def _wordings(self) -> list[str]:
        """`wording` of every distinct text."""
        return [wording(cleaned) for cleaned in self.cleaned]

    def scores(self, kind: str) -> tuple[tuple[str, ...], Floats]:
        """Labels of a classifier (a field of `Models`), and probabilities (len(texts), len(labels)); 0 for
        texts of roles that it is not made for."""
        return self.once(f"scores of {kind}", lambda: self._scores(kind))

    def _scores(self, kind: str) -> tuple[tuple[str, ...], Floats]:
        model = self.classifier(kind)
        asked = np.flatnonzero(self.has_role(*_READ[kind]))
        distinct = sorted({self._wordings[i] for i in asked})
        number = {t: i for i, t in enumerate(distinct)}
        scores = np.zeros((len(self.texts), len(model.labels)), np.float32)
        scores[asked] = model.score(distinct)[[number[self._wordings[i]] for i in asked]]
        return model.labels, scores

    def reply_scores(self, kind: str) -> tuple[tuple[str, ...], Ints, Floats]:
        """Labels of a classifier that reads a context, rows of assistant turns in `turns`, and
        probabilities (rows, len(labels)) of these turns after the turn before them."""
        return self.once(f"scores of {kind}", lambda: self._reply_scores(kind))

    def _reply_scores(self, kind: str) -> tuple[tuple[str, ...], Ints, Floats]:
        model = self.classifier(kind)
        rows = np.flatnonzero(self.turns.role == ROLES.index("assistant"))
        # What is before the first turn of a conversation is no text.
        before = np.where(self.turns.position[rows] > 0, self.turns.text[rows - 1], len(self.texts))
        pairs, places = np.unique(np.stack([before, self.turns.text[rows]]), axis=1, return_inverse=True)
        wordings = [*self._wordings, ""]
        contexts, texts = ([wordings[i] for i in column] for column in pairs)
        return model.labels, rows, model.score(texts, contexts)[places]

    def _ask(self) -> None:
        """Ask the models while this process does something else; errors wait for who asks again."""
        with suppress(Exception):
            _ = self.vectors
        for kind in _READ:
            with suppress(Exception):
                self.scores(kind)
        with suppress(Exception):
            self.reply_scores("unsafe_reply")

    def classifier(self, kind: str) -> TextClassifier:
        """A field of `Models`. Raises LookupError where the run does not have it."""
        model: TextClassifier | None = getattr(self.models, kind)
        if model is None:
            raise LookupError(f"this run has no {kind} model")
        return model

    def once(self, key: str, compute: Callable[[], _T]) -> _T:
        """What `compute` gives or raises, computed once for this corpus, in whatever thread asks first; for
        what `learn` and `measure` share."""
        with self._lock:
            mine = key not in self._kept
            kept: Future[_T] = self._kept.setdefault(key, Future())
        if mine:
            try:
                kept.set_result(compute())
            except BaseException as error:
                kept.set_exception(error)
        return kept.result()

    # findings -------------------------------------------------------------------------------------------

    def spread(
        self, detector: str, number: int, marks: Iterable[Mark], roles: Sequence[Role]
    ) -> Iterator[Finding]:
        """Findings for every turn, said by one of the roles, in which a distinct text stands."""
        marks = list(marks)
        wanted = [ROLES.index(r) for r in roles]
        for row in self.occurrences(number) if marks else ():
            if self.turns.role[row] in wanted:
                for mark in marks:
                    yield Finding(
                        conversation=self.ids[self.turns.conversation[row]],
                        detector=detector,
                        label=mark.label,
                        score=mark.score,
                        evidence=mark.evidence,
                        turn=int(self.turns.position[row]),
                        span=mark.span,
                    )

    def per_text(
        self,
        detector: str,
        measure: Callable[[str], Iterable[Mark]],
        roles: Sequence[Role] = ("user", "assistant"),
    ) -> Iterator[Finding | Failure]:
        """Run `measure` once on each distinct raw text of the roles, and say where it stands.

        A text on which `measure` raises gives a Failure to every conversation that has it.
        """
        for number in np.flatnonzero(self.has_role(*roles)):
            try:
                marks = list(measure(self.texts[number]))
            except Exception as error:
                rows = self.occurrences(int(number))
                for index in np.unique(self.turns.conversation[rows]):
                    yield Failure(self.ids[index], detector, f"{type(error).__name__}: {error}")
                continue
            yield from self.spread(detector, int(number), marks, roles)
