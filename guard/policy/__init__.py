"""Policy: YAML rules, one per file, and the pure function that decides by them.

Policy knows findings and metadata. It knows no models, no text and no SQL.
"""

from guard.policy.checks import check
from guard.policy.decide import decide
from guard.policy.examples import ExampleResult, Measure, run_examples
from guard.policy.facts import Facts, facts
from guard.policy.invariants import InvariantResult, run_invariants
from guard.policy.loading import load
from guard.policy.policy import Policy
from guard.policy.schema import Rule

__all__ = [
    "ExampleResult",
    "Facts",
    "InvariantResult",
    "Measure",
    "Policy",
    "Rule",
    "check",
    "decide",
    "facts",
    "load",
    "run_examples",
    "run_invariants",
]
