"""Conversations in memory, for tests of whatever reads a `Corpus`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guard.corpus import Corpus
from guard.detector import Learner, select
from guard.pipeline import Listed
from guard.text import content_digest
from guard.types import Conversation, Failure, Finding, Role, Turn


def conversation(id: str, turns: Sequence[tuple[Role, str] | Turn], **meta: Any) -> Conversation:
    """A conversation with its digest; `meta` are fields of `Conversation`."""
    said = tuple(turn if isinstance(turn, Turn) else Turn(*turn) for turn in turns)
    return Conversation(id, said, content_digest((turn.role, turn.content) for turn in said), **meta)


def corpus(conversations: Sequence[Conversation], **settings: Any) -> Corpus:
    """A corpus over them; `settings` are fields of `Corpus` such as `models`, `seen`, `now`."""
    return Corpus(Listed(conversations), **settings)


def measure(detector: str, conversations: Sequence[Conversation], **settings: Any) -> list[Finding | Failure]:
    """What one detector says of the conversations, groups left out, in its own order."""
    view = corpus(conversations, **settings)
    [instance] = select([detector])
    learned = instance.learn(view) if isinstance(instance, Learner) else {}
    return [seen for seen in instance.measure(view, learned) if isinstance(seen, Finding | Failure)]


def findings(detector: str, text: str, role: Role = "user") -> dict[str, Finding]:
    """Findings about one text said in one conversation, by label."""
    seen = measure(detector, [conversation("c", [(role, text)])])
    return {one.label: one for one in seen if isinstance(one, Finding)}
