"""Writes what every embedded model carries beside its weights: the figures and the model card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_figures(folder: Path, figures: Mapping[str, Any]) -> None:
    """Writes the measured figures, rounded to four decimals, as `figures.json`."""
    (folder / "figures.json").write_text(json.dumps(_rounded(figures), indent=1) + "\n", encoding="utf-8")


def write_card(folder: Path, text: str, figures: Mapping[str, Any]) -> None:
    """Writes `README.md`: the card's text with a table of the figures in the place of `{figures}`."""
    rows = ["| measure | value |", "|---|---|"]
    rows += [f"| {name} | {_cell(value)} |" for name, value in _rounded(figures).items()]
    (folder / "README.md").write_text(text.replace("{figures}", "\n".join(rows)), encoding="utf-8")


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_cell(part)}" for name, part in value.items())
    return str(value)


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(part) for name, part in value.items()}
    return round(float(value), 4) if isinstance(value, float) else value
