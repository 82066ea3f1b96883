"""What a rule file may say: the shape of rules and conditions, checked by pydantic.

What is well-formed and still cannot be meant is in `checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, Discriminator, Field, StrictBool, StrictInt, Tag, model_validator

from guard.policy.example_format import Example, ExampleConversation, ExampleFinding, Examples, ExampleTurn
from guard.policy.fields import FieldName, Filled, Number, Pattern, RuleId, Selector, Sentence, Strict, Values
from guard.policy.problem import Path
from guard.types import Action, Json, Role

Status = Literal["experimental", "test", "stable", "deprecated"]
Severity = Literal["info", "low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")  # in rising order


class FindingCondition(Strict):
    """At least `count` findings of one detector/label that meet everything said here, each by itself.

    at_least and at_most speak about `score` or any number in the evidence of the same finding, `where`
    about exact values of its evidence, `role` about the turn that it points at.
    """

    finding: Selector
    at_least: dict[str, Number] = Field(default_factory=dict)
    at_most: dict[str, Number] = Field(default_factory=dict)
    where: dict[str, Values] = Field(default_factory=dict)
    role: Role | None = None
    grouped: StrictBool | None = None
    count: Annotated[StrictInt, Field(ge=1)] = 1


class MetadataCondition(Strict):
    """Every field named has one of the values listed for it; null stands for a missing value."""

    metadata: Annotated[dict[FieldName, Values], Filled]


class Match(Strict):
    """A field of the metadata and a pattern (RE2 syntax) to be found anywhere in it."""

    field: FieldName
    pattern: Pattern


class MatchCondition(Strict):
    """The pattern is found in the field; a missing field never matches."""

    matches: Match


class Block(Strict):
    """Conditions joined: at least one of `any`, every one of `all`, not one of `none`.

    With more than one of the three keys, each must hold.
    """

    any: Annotated[tuple[Condition, ...], Filled] | None = None
    all: Annotated[tuple[Condition, ...], Filled] | None = None
    none: Annotated[tuple[Condition, ...], Filled] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Block:
        if self.any is self.all is self.none is None:
            raise ValueError("a condition needs one of: any, all, none, finding, metadata, matches")
        return self


def _branch(value: Json) -> str:
    """Which condition is meant, by its key; loaded models name themselves."""
    if isinstance(value, BaseModel):
        return next((tag for tag, model in _BRANCHES.items() if isinstance(value, model)), "<block>")
    keys = value if isinstance(value, dict) else ()
    return next((f"<{key}>" for key in ("finding", "metadata", "matches") if key in keys), "<block>")


_BRANCHES: dict[str, type[BaseModel]] = {
    "<finding>": FindingCondition,
    "<metadata>": MetadataCondition,
    "<matches>": MatchCondition,
    "<block>": Block,
}

Condition = Annotated[
    Annotated[FindingCondition, Tag("<finding>")]
    | Annotated[MetadataCondition, Tag("<metadata>")]
    | Annotated[MatchCondition, Tag("<matches>")]
    | Annotated[Block, Tag("<block>")],
    Discriminator(_branch),
]
Block.model_rebuild()


class Rule(Strict):
    """One rule: what it looks for, what is to be done, and the proof that it does so."""

    id: RuleId
    title: Sentence
    description: Sentence
    status: Status
    severity: Severity
    action: Action
    when: Condition
    references: tuple[Sentence, ...] = ()
    false_positives: tuple[Sentence, ...] = ()
    examples: Examples = Examples()

    @property
    def active(self) -> bool:
        """False for a deprecated rule: it is kept for the record and never fires."""
        return self.status != "deprecated"


def walk(condition: Condition, path: Path = ("when",)) -> Iterator[tuple[Path, Condition]]:
    """A condition and all conditions inside it, each with its place in the rule file."""
    yield path, condition
    if isinstance(condition, Block):
        for key in ("any", "all", "none"):
            for i, part in enumerate(getattr(condition, key) or ()):
                yield from walk(part, (*path, key, i))


_MODELS: tuple[type[BaseModel], ...] = (
    Rule,
    Match,
    Examples,
    Example,
    ExampleConversation,
    ExampleTurn,
    ExampleFinding,
    *_BRANCHES.values(),
)
KEYS = sorted(  # of the whole format, to find what a misspelt one was meant to be
    {name for model in _MODELS for name in model.model_fields}
)
