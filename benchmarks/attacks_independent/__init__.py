"""A second suite, written by another hand without sight of the first or of any detector: families by name."""

from collections.abc import Mapping

from benchmarks.attacks.family import Family
from benchmarks.attacks_independent import adaptive, backdoors, circumstances, conduct, labels

_THEMES = (backdoors, circumstances, conduct, labels, adaptive)

FAMILIES: Mapping[str, Family] = {family.name: family for theme in _THEMES for family in theme.FAMILIES}
