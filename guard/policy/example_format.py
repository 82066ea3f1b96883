"""What a rule file shows: conversations (or findings) on which the rule must fire or stay silent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    Field,
    StrictInt,
    StringConstraints,
    model_validator,
)

from guard.policy.fields import Strict
from guard.types import Role

MAX_COPIES = 2000

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Copies = Annotated[StrictInt, Field(ge=1, le=MAX_COPIES)]
Time = Annotated[AwareDatetime, Field(lt=datetime(3000, 1, 1, tzinfo=UTC))]  # copies may come later
Kind = Literal["fire", "silent"]


class ExampleTurn(Strict):
    """One message, as in the canonical form."""

    role: Role
    content: str
    created_at: Time | None = None


class ExampleConversation(Strict):
    """A conversation in the canonical form, or many that are alike.

    copies        how many to make; `{n}` in any text becomes the number of the copy, counted from 1
    step_seconds  how much later each copy is than the one before, in all its times
    """

    messages: tuple[ExampleTurn, ...]
    id: str | None = None
    user_id: str | None = None
    agent_id: str | None = None
    channel: str | None = None
    source: str | None = None
    language: str | None = None
    created_at: Time | None = None
    collected_at: Time | None = None
    labels: dict[str, Any] = Field(default_factory=dict)
    copies: Copies | None = None
    step_seconds: Annotated[float, Field(strict=True, ge=0, le=86_400)] = 0.0


class ExampleFinding(Strict):
    """A finding as it stands in a verdict file, so that one can be pasted from there."""

    detector: str
    label: str
    score: Annotated[float, Field(strict=True, ge=0, le=1)]
    turn: Annotated[StrictInt, Field(ge=0)] | None = None
    span: tuple[StrictInt, StrictInt] | None = None
    group: str | None = None
    evidence: dict[str, Any] = Field(default_factory=dict)


class Example(Strict):
    """One case: the conversations that the rule must (or must not) hit, among the `context` around them.

    With `findings`, nothing is measured: the rule is shown these, about the one conversation given, or
    about an empty one.
    """

    name: Name
    conversations: tuple[ExampleConversation, ...] = ()
    copies: Copies = 1
    context: tuple[ExampleConversation, ...] = ()
    findings: tuple[ExampleFinding, ...] | None = None

    @model_validator(mode="after")
    def _can_be_run(self) -> Example:
        if self.findings is None and not self.conversations:
            raise ValueError("an example needs conversations, or findings")
        if self.findings is not None and (len(self.conversations) > 1 or self.context or self.copies > 1):
            raise ValueError("an example with findings is about one conversation, without copies or context")
        total = sum(each.copies or self.copies for each in self.conversations)
        total += sum(each.copies or 1 for each in self.context)
        if total > MAX_COPIES:
            raise ValueError(f"{total} conversations in one example; at most {MAX_COPIES}")
        ids = [each.id for each in (*self.conversations, *self.context) if each.id is not None]
        if len(set(ids)) < len(ids):
            raise ValueError("two conversations of one example have the same id")
        return self


class Examples(Strict):
    """The proof kept with a rule: cases that fire beside cases that stay silent."""

    fire: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()
