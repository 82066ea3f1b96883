"""The kinds of values that a rule file holds, each with an error in a rule writer's words."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from guard.policy.facts import FIELDS
from guard.policy.pattern import compile_pattern
from guard.policy.problem import did_you_mean
from guard.types import Json


def _shaped(pattern: str, words: str) -> AfterValidator:
    """`pattern` (ours, not a user's) is unambiguous, so `re` cannot run away on it."""

    def validate(value: str) -> str:
        if re.fullmatch(pattern, value):
            return value
        raise ValueError(f"must be {words}, not {value[:80]!r}")

    return AfterValidator(validate)


def _scalar(value: Json) -> Json:
    if value is None or isinstance(value, str | int | float):
        return value
    raise ValueError("must be text, a number, true, false or null")


def _filled(values: Any) -> Any:
    if values:
        return values
    raise ValueError("must not be empty")


def _field_name(name: str) -> str:
    if name in FIELDS or (name.startswith("labels.") and name != "labels."):
        return name
    raise ValueError(f"no such metadata field: {name!r}{did_you_mean(name, [*FIELDS, 'labels.<name>'])}")


def _pattern(pattern: str) -> str:
    try:
        compile_pattern(pattern)
    except ValueError as error:
        raise ValueError(f"not a pattern that RE2 accepts: {error}") from None
    return pattern


Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
RuleId = Annotated[
    str,
    StringConstraints(max_length=80),
    _shaped(r"[a-z0-9]+(?:-[a-z0-9]+)*", "kebab-case (small letters, digits and single hyphens)"),
]
Selector = Annotated[str, _shaped(r"[a-z0-9_]+/(?:[^/\s*]+|\*)", "detector/label or detector/*")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Scalar = Annotated[Any, AfterValidator(_scalar)]
FieldName = Annotated[str, AfterValidator(_field_name)]
Pattern = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_pattern)]
Filled = AfterValidator(_filled)
Values = Annotated[tuple[Scalar, ...], Filled]


class Strict(BaseModel):
    """Unknown keys are errors; values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
