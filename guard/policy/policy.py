"""A policy: the rules, their hash, and where each was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from guard.policy.document import Document
from guard.policy.problem import Problem, dotted
from guard.policy.program import Program, compile_program
from guard.policy.schema import Rule


@dataclass(frozen=True)
class Policy:
    """Rules in the order of their ids. `sources` gives the file of each rule, where there is one."""

    rules: tuple[Rule, ...]
    sources: Mapping[str, Document] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of everything the rules say, whatever their formatting and comments.

        Keys left at their default are not part of it, so that a key which joins the format later does
        not change the hash of a policy that does not use it.
        """
        texts = sorted(
            json.dumps(rule.model_dump(mode="json", exclude_defaults=True), sort_keys=True)
            for rule in self.rules
        )
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()

    @cached_property
    def program(self) -> Program:
        """The compiled rules, most severe first."""
        return compile_program(self.rules)

    def place(self, rule: str, path: Sequence[str | int], message: str) -> Problem:
        """A problem at a place of one rule, for an error message."""
        source = self.sources.get(rule)
        return source.problem(path, message) if source else Problem(rule, 1, dotted(tuple(path)), message)
