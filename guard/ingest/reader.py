"""Files -> conversations: the whole way of a row, from its bytes to a `Row` or a `Rejected`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guard.ingest import detect, paths
from guard.ingest.fields import Draft
from guard.ingest.identity import Ids
from guard.ingest.options import InputFile, ReadOptions
from guard.ingest.parse import parse_object
from guard.ingest.reasons import UnreadableError
from guard.ingest.records import Record, damaged
from guard.ingest.streams import DAMAGE
from guard.text import content_digest
from guard.types import Conversation, Origin, Rejected, Row


class Reading(Iterator[Row | Rejected]):
    """The rows of all inputs, in order. `inputs` grows by one entry with each input that is finished."""

    def __init__(self, plans: Sequence[detect.Plan], options: ReadOptions) -> None:
        self.inputs: list[InputFile] = []
        self._options, self._ids = options, Ids()
        self._rows = (item for plan in plans for item in self._read(plan))

    def __next__(self) -> Row | Rejected:
        return next(self._rows)

    def _read(self, plan: detect.Plan) -> Iterator[Row | Rejected]:
        rows = rejected = 0
        for record in _undamaged(plan):
            origin = Origin(plan.source.name, record.line)
            item = self._item(plan, record, origin)
            rows += 1
            rejected += isinstance(item, Rejected)
            yield item
        self.inputs.append(
            InputFile(
                plan.source.name, plan.source.sha256, plan.format.name, plan.container.name, rows, rejected
            )
        )
        plan.source.close()

    def _item(self, plan: detect.Plan, record: Record, origin: Origin) -> Row | Rejected:
        try:
            if record.problem is not None:
                raise record.problem
            draft = plan.format.read(parse_object(record.raw, self._options.max_depth))
            self._check_turns(draft)
            identifier = self._ids.claim(draft.id, record.raw, origin)
            return Row(_conversation(draft, identifier), record.raw, origin)
        except UnreadableError as error:
            reason, detail = error.reason, error.detail
        except Exception as error:  # the last net: whatever a hostile row brings up, the run goes on
            reason, detail = "internal", f"{type(error).__name__}: {error}"
        return Rejected(origin, reason, detail, record.raw[: self._options.excerpt_bytes])

    def _check_turns(self, draft: Draft) -> None:
        if len(draft.turns) > self._options.max_turns:
            detail = f"{len(draft.turns):,} turns; {self._options.max_turns:,} are allowed"
            raise UnreadableError("too_many_turns", detail)
        if not any(turn.content and not turn.content.isspace() for turn in draft.turns):
            raise UnreadableError("empty", "no message has any text")


def read(inputs: Sequence[str], options: ReadOptions | None = None) -> Reading:
    """Read conversations from files, folders, patterns and standard input (`-`), streaming.

    Every row comes out exactly once, as `Row` or as `Rejected`; nothing in a row stops the reading.
    Raises UsageError before the first row: a path that does not exist, an unknown format, a file
    that fits no format.
    """
    options = options or ReadOptions()
    return Reading(detect.plans(paths.find(inputs), options), options)


def _undamaged(plan: detect.Plan) -> Iterator[Record]:
    """The records of an input; a fault of the medium itself is its last one."""
    line = 0
    try:
        for record in plan.container.records():
            line = record.line
            yield record
    except DAMAGE as error:
        yield Record(line + 1, b"", problem=damaged(error))


def _conversation(draft: Draft, identifier: str) -> Conversation:
    return Conversation(
        identifier,
        tuple(draft.turns),
        content_digest([(turn.role, turn.content) for turn in draft.turns]),
        draft.user_id,
        draft.agent_id,
        draft.channel,
        draft.source,
        draft.language,
        draft.created_at,
        draft.collected_at,
        draft.labels,
    )
