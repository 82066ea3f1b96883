"""Policy: YAML rules, one per file, and the pure function that decides by them.

Policy knows findings and metadata. It knows no models, no text and no SQL.
"""

from guard.policy.checks import check
from guard.policy.decide import decide
from guard.policy.facts import Facts, facts
from guard.policy.loading import load
from guard.policy.policy import Policy
from guard.policy.schema import Rule

__all__ = ["Facts", "Policy", "Rule", "check", "decide", "facts", "load"]
