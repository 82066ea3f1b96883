"""The attack suite: families by name. Those of benchmarks/attacks_left_out are kept for the final table."""

from collections.abc import Mapping

from benchmarks.attacks import adaptive, backdoors, conduct, facts, labels, steering, style
from benchmarks.attacks.family import Family

_THEMES = (backdoors, style, facts, steering, conduct, labels, adaptive)

FAMILIES: Mapping[str, Family] = {family.name: family for theme in _THEMES for family in theme.FAMILIES}
