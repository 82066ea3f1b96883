"""What policy may know about a conversation: metadata and the roles of its turns, never its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guard.types import Conversation, Json, Role

FIELDS = ("id", "user_id", "agent_id", "channel", "source", "language")


@dataclass(frozen=True, slots=True)
class Facts:
    """The side of a conversation that rules can ask about; small enough to be kept with a stored run."""

    id: str
    metadata: Mapping[str, str | None] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    labels: Mapping[str, Json] = field(default_factory=dict)

    def value(self, name: str) -> Json:
        """The value of a metadata field, or of a label by `labels.<name>`; None when missing."""
        if name.startswith("labels."):
            return self.labels.get(name.removeprefix("labels."))
        return self.metadata.get(name)


def facts(conversation: Conversation) -> Facts:
    """The facts of one conversation."""
    return Facts(
        id=conversation.id,
        metadata={name: getattr(conversation, name) for name in FIELDS},
        roles=tuple(turn.role for turn in conversation.turns),
        labels=conversation.labels,
    )
