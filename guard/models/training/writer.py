"""Writes what every embedded model carries beside its weights: the figures and the model card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CARDS = Path(__file__).parent / "cards"


def finish(folder: Path, figures: Mapping[str, Any]) -> None:
    """Writes `figures.json`, rounded to four decimals, and `README.md`: the model's card with them."""
    rounded = _rounded(figures)
    (folder / "figures.json").write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    rows = ["| measure | value |", "|---|---|"]
    rows += [f"| {name} | {_cell(value)} |" for name, value in rounded.items()]
    card = (CARDS / f"{folder.name}.md").read_text(encoding="utf-8")
    (folder / "README.md").write_text(card.replace("{figures}", "\n".join(rows)), encoding="utf-8")


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_cell(part)}" for name, part in value.items())
    return str(value)


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(part) for name, part in value.items()}
    return round(float(value), 4)
