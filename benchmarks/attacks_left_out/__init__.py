"""Families that nobody looks at while detectors are tuned: only `benchmarks.poison --left-out` runs them."""

from collections.abc import Mapping

from benchmarks.attacks.family import Family
from benchmarks.attacks_left_out import answers, hooks

_THEMES = (hooks, answers)

FAMILIES: Mapping[str, Family] = {family.name: family for theme in _THEMES for family in theme.FAMILIES}
