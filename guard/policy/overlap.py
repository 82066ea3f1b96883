"""When one condition makes another needless: found by shape, so what is found is true, but not all is."""

from __future__ import annotations

from collections.abc import Mapping

from guard.policy.schema import Block, Condition, FindingCondition


def implies(one: Condition, other: Condition) -> bool:
    """True when `other` surely holds wherever `one` does. False means: not known."""
    if one == other:
        return True
    if isinstance(other, Block) and other.none is None:
        some = other.any is None or any(implies(one, part) for part in other.any)
        if some and all(implies(one, part) for part in other.all or ()):
            return True
    if isinstance(one, Block):
        if any(implies(part, other) for part in one.all or ()):
            return True
        return one.any is not None and all(implies(part, other) for part in one.any)
    if isinstance(one, FindingCondition) and isinstance(other, FindingCondition):
        return _finding_implies(one, other)
    return False


def contradicts(condition: Condition) -> bool:
    """True for a block that demands what its `none` forbids, so that it can never hold."""
    if not isinstance(condition, Block):
        return False
    demanded = condition.all or ()
    return any(implies(part, forbidden) for part in demanded for forbidden in condition.none or ())


def _finding_implies(one: FindingCondition, other: FindingCondition) -> bool:
    same = other.finding in (one.finding, one.finding.partition("/")[0] + "/*")
    return (
        same
        and one.count >= other.count
        and other.role in (None, one.role)
        and other.grouped in (None, one.grouped)
        and all(key in one.at_least and one.at_least[key] >= low for key, low in other.at_least.items())
        and all(key in one.at_most and one.at_most[key] <= high for key, high in other.at_most.items())
        and _narrower(one.where, other.where)
    )


def _narrower(one: Mapping[str, tuple[object, ...]], other: Mapping[str, tuple[object, ...]]) -> bool:
    """Every key of `other` is asked by `one`, for no other values."""
    return all(key in one and set(one[key]) <= set(values) for key, values in other.items())
