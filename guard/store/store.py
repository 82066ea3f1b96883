"""The quarantine database as the rest of the project sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType, TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlmodel import Session

from guard.errors import GuardError, UsageError
from guard.store import database, judging, overview, reading, writing
from guard.store.records import Decision, Held, Judged, Run, Status, Summary
from guard.store.writing import CHUNK, chunks
from guard.types import Conversation, Failure, Finding, Group, Json, Origin, Rejected, Verdict

_NOTHING: Mapping[str, Json] = MappingProxyType({})


class Store:
    """A quarantine database. Build with `Store.open(url)`; close it, or use it in a `with` statement.

    Every method that takes a run id raises GuardError when that run is not stored; None is the newest run,
    where it is allowed. Every method raises GuardError when the database cannot be used.
    """

    def __init__(self, engine: Engine, folder: TemporaryDirectory[str] | None = None) -> None:
        self._engine = engine
        self._folder = folder

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Store:
        """Connect and bring the schema up to date.

        `sqlite:///file.db`, `postgresql://user@host/database`, or `sqlite://` for a private temporary file
        that is gone when the store is closed. Raises UsageError for any other URL; GuardError when the
        database cannot be used, was written by a newer version, or, with create=False, is no file yet.
        """
        parsed, folder = database.parse(url), None
        if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
            folder = database.private_file()
            parsed = parsed.set(database=str(Path(folder.name) / "guard.db"))
        elif parsed.drivername == "sqlite" and not create and not Path(str(parsed.database)).is_file():
            cure = "check the path, or make a store first: guard scan PATH --store URL"
            raise GuardError("there is no store here", str(parsed.database), cure)
        store = cls(database.connect(parsed), folder)
        try:
            database.migrate(store._engine)
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Give back all connections, and remove the file if it was private."""
        self._engine.dispose()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Runs are written whole

    def save(
        self, run: Run, judged: Iterable[Judged], groups: Sequence[Group], rejected: Sequence[Rejected]
    ) -> None:
        """Write one run in one transaction: all of it, or nothing if anything fails or the process dies.

        Turns are kept of conversations with a finding, a failure or a verdict other than pass; of the
        others only what is known about them. `judged` is read once, while other writers wait. Raises
        GuardError when the run is stored already, a conversation id comes twice or the counts of `run` do
        not agree with what is given.
        """
        with database.transaction(self._engine, writing=True, alone=True) as connection:
            key = writing.insert_run(connection, run)
            counts = writing.insert_judged(connection, key, judged)
            writing.insert_groups(connection, key, groups)
            writing.insert_rejected(connection, key, rejected)
            writing.require_consistent(connection, key, run, counts, len(rejected))
            writing.analyze(connection)

    def rejudge(
        self,
        run_id: str,
        decided: Iterable[Verdict],
        policy: str,
        *,
        new_id: str,
        version: str,
        settings: Mapping[str, Json] = _NOTHING,
        started_at: datetime | None = None,
    ) -> Run:
        """Store new verdicts on a stored run as a new run, in one transaction; gives the new run.

        `decided`: one verdict for each conversation that `measured(run_id)` yields, in any order. Inputs,
        night, models and seed stay those of the old run; its settings are joined by `settings` and
        "judged_again": run_id. Raises GuardError when the verdicts do not cover the run exactly.
        """
        old = self.run(run_id)
        new = replace(
            old,
            id=new_id,
            started_at=started_at or datetime.now(UTC),
            version=version,
            policy=policy,
            settings={**old.settings, **settings, "judged_again": old.id},
        )
        with database.transaction(self._engine, writing=True, alone=True) as connection:
            source = overview.run_key(Session(connection), run_id)
            new = judging.insert_rejudged(connection, source, new, decided)
            writing.analyze(connection)
        return new

    # Runs as a whole

    def runs(self) -> list[Run]:
        """All runs, newest first."""
        with self._session() as session:
            return overview.runs(session)

    def run(self, run_id: str | None = None) -> Run:
        """The named run, or the newest."""
        with self._session() as session:
            return overview.runs(session, overview.run_key(session, run_id))[0]

    def summary(self, run_id: str) -> Summary:
        """Counts over the run, the most frequent first."""
        with self._session() as session:
            return overview.summary(session, overview.run_key(session, run_id))

    def groups(self, run_id: str) -> list[Group]:
        """The groups of the run, highest score first."""
        with self._session() as session:
            return overview.groups(session, overview.run_key(session, run_id))

    def rejected(self, run_id: str, limit: int | None = None) -> list[Rejected]:
        """The rows of the run that could not be read, in the order in which they were given."""
        with self._session() as session:
            return overview.rejected(session, overview.run_key(session, run_id), limit)

    # Conversations

    def held(
        self,
        run_id: str | None = None,
        *,
        status: Status | None = None,
        rule: str | None = None,
        group: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Held]:
        """What is in quarantine, worst first: by verdict, then score, then id.

        `rule` and `group` are ids: only what that rule fired on, only members of that group. None as the
        run means all runs, each content of a conversation once, as the newest run that held it saw it; of
        a scan that was judged again only its newest judgement counts.
        """
        with self._session() as session:
            run = None if run_id is None else overview.run_key(session, run_id)
            keys = reading.held_keys(session, run, status=status, rule=rule, group=group, limit=limit)
        return self._held(keys)

    def _held(self, keys: Sequence[reading.Key]) -> Iterator[Held]:
        for chunk in chunks(keys):
            with self._session() as session:
                found = reading.held(session, chunk)
            yield from found

    def get(self, conversation_id: str, run_id: str | None = None) -> Held:
        """One conversation in quarantine, as that run, or the newest run that held it, saw it.

        Raises GuardError when it was not held.
        """
        with self._session() as session:
            run = None if run_id is None else overview.run_key(session, run_id)
            row = reading.newest_held(session, run, [conversation_id]).get(conversation_id)
            if row is None:
                raise _not_held([conversation_id], run_id)
            return reading.held(session, [(row.run, row.place)])[0]

    def times(self, run_id: str, members: Sequence[str]) -> list[tuple[str, str | None, datetime | None]]:
        """(conversation id, account, created_at) of the named conversations of the run, for a time axis.

        In the order of `members`; ids that the run does not have are left out.
        """
        with self._session() as session:
            return overview.times(session, overview.run_key(session, run_id), members)

    def measured(self, run_id: str) -> Iterator[tuple[Conversation, Origin, list[Finding], list[Failure]]]:
        """Everything policy needs to judge a stored run again, without running a model; in saved order.

        A conversation with no finding and no failure that passed has no turns here: they were not kept.
        """
        with self._session() as session:
            key = overview.run_key(session, run_id)
        return self._measured(key)

    def _measured(self, run: int) -> Iterator[tuple[Conversation, Origin, list[Finding], list[Failure]]]:
        place = -1
        while True:
            with self._session() as session:
                keys = reading.keys_after(session, run, place, CHUNK)
                found = reading.stored(session, keys)
            if not found:
                return
            for one in found:
                yield one.conversation, one.origin, list(one.verdict.findings), list(one.verdict.failures)
            place = keys[-1][1]

    def digests(self, conversation_ids: Sequence[str]) -> dict[str, set[str]]:
        """Content digests that stored runs saw under these ids; ids never seen are absent."""
        with self._session() as session:
            return reading.digests(session, conversation_ids)

    def kept(self, run_id: str) -> set[str]:
        """Ids that belong into the clean set of a run now.

        What a person released; what passed, unless a person once confirmed the same content as bad.
        """
        with self._session() as session:
            return reading.clean(session, overview.run_key(session, run_id))

    # Decisions

    def decide(
        self,
        conversation_ids: Sequence[str],
        decision: Decision,
        who: str,
        reason: str,
        *,
        run_id: str | None = None,
    ) -> int:
        """Add one decision about each of the conversations, all or none; gives their number.

        A decision is about content: that which `run_id` held, or the newest run that held the conversation.
        It counts in every run that sees the same content under the same id, also later ones, until a newer
        decision takes its place. Raises UsageError without a name in `who`, GuardError when one of the
        conversations was not held.
        """
        if not who.strip():
            raise UsageError("a decision needs the name of who made it", "who", "give a name or an address")
        ids = list(dict.fromkeys(conversation_ids))
        at = datetime.now(UTC)
        with database.transaction(self._engine, writing=True) as connection, Session(connection) as session:
            run = None if run_id is None else overview.run_key(session, run_id)
            for chunk in chunks(ids):
                held = reading.newest_held(session, run, chunk)
                if unknown := [id_ for id_ in chunk if id_ not in held]:
                    raise _not_held(unknown, run_id)
                contents = [(id_, held[id_].digest) for id_ in chunk]
                writing.insert_decisions(connection, contents, decision, who, reason, at)
        return len(ids)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with database.transaction(self._engine) as connection, Session(connection) as session:
            yield session


def _not_held(ids: Sequence[str], run_id: str | None) -> GuardError:
    more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
    where = f"conversation {ids[0]!r}{more}" + ("" if run_id is None else f" in run {run_id!r}")
    return GuardError("not in quarantine", where, "list what is: guard quarantine list")
