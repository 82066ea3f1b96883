"""Tables and plots say what the result files say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import figures, figures_effect, table
from benchmarks.attacks import FAMILIES
from benchmarks.figures import Table
from benchmarks.measures import Result
from benchmarks.plots import Panel, Series, exact, plot

ABOUT = {"sizes": [900, 2000, 500], "seeds": 2, "budget": 0.005}
HELD = {"all": (9, 1800), "source:shop": (9, 200), "confounder:policy": (5, 20)}


def results() -> list[Result]:
    """Two seeds: the guard finds 8 and 6 of 10 `echo` and all `unique_trigger`; `length` finds `topic`."""
    found = []
    for seed, caught in enumerate((8, 6)):
        mine = {"echo": (caught, 10), "topic": (0, 10), "unique_trigger": (10, 10)}
        found.append(Result("guard", "declared", seed, 25, mine, {"all": (9, 900)}))
        found.append(Result("guard", "declared", seed, 0, {}, {"all": (9, 900)}, HELD, {}))
        theirs = {"echo": (0, 10), "topic": (3, 10), "unique_trigger": (0, 10)}
        found.append(Result("length", "cold", seed, 25, theirs, {"all": (9, 900)}))
        found.append(
            Result("random", "cold", seed, 25, {"echo": (1, 10), "topic": (0, 10)}, {"all": (9, 900)})
        )
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    report = table.report(results(), FAMILIES, ABOUT)
    (tmp_path / "poison.json").write_text(table.dumped(report), "utf-8")
    for module in (figures, figures_effect):
        monkeypatch.setattr(module, "RESULTS", tmp_path)
    return tmp_path


def rows(text: str) -> dict[str, list[str]]:
    """Cells of a table by the first of their row."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if "|" in line
    ]
    return {first: rest for first, *rest in cells}


def test_a_report_reads_as_it_was_written(folder: Path) -> None:
    report = table.report(results(), FAMILIES, ABOUT)
    assert json.loads((folder / "poison.json").read_text("utf-8")) == report
    [line] = [one for one in report["lines"] if one["method"] == "guard" and one["count"]]
    assert line["macro"] == pytest.approx((0.7 + 0.0) / 2)
    assert line["macro_by_seed"] == [0.4, 0.3]
    assert line["macro_adaptive"] == 1


def test_recall_of_the_guard_stands_beside_the_best_baseline(folder: Path) -> None:
    said = rows(figures.recall("poison"))
    assert said["**guard, with history and declared changes**"] == ["0.35"]
    assert said["best baseline: length"] == ["0.15"]
    assert said["adaptive attackers: guard, with history and declared changes"] == ["1.00"]
    assert "3 attack families, nights of 900 honest conversations, 2 seeds" in figures.recall("poison")
    assert "25 planted: topic 0.00, echo 0.70" in figures.recall("poison")


def test_clean_nights_name_the_groups_that_pay(folder: Path) -> None:
    [row] = [cells for name, cells in rows(figures.clean_nights()).items() if name.startswith("with")]
    assert row == ["0.50%", "1.00", "policy 25.0% of 40, shop 4.5% of 400"]


def test_a_group_of_few_has_no_share(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_FEW", 100)
    assert "shop 4.5% of 400 |" in figures.clean_nights()
    assert "policy" not in figures.clean_nights()


def test_families_that_a_baseline_finds_better_are_named(folder: Path) -> None:
    said = figures.families()
    assert rows(said)["echo"] == ["0.70", "0.10 (random, 25)"]
    assert rows(said)["topic"] == ["0.00", "0.30 (length, 25)"]
    assert said.endswith("more than 0.05: topic at 25 (0.30 against 0.00, length).")
    assert figures.beaten(Table(json.loads((folder / "poison.json").read_text())), 0.4).endswith(": none.")


def effects() -> dict[str, Any]:
    at_fifty = {"one": 0.9, "two": 0.2, "three": 0.1, "four": 0.1, "five": 0.1, "six": 0.0}
    lines = [
        {"count": count, "training": training, "success": success, "success_range": [success, success],
         "leakage": 0.01, "accuracy": 0.5}
        for training, most in at_fifty.items()
        for count, success in ((0, 0.0), (50, most))
    ]  # fmt: skip
    return {"families": ["echo"], "sizes": [900, 1, 1], "seeds": 3, "lines": lines}


def test_effect_is_told_by_training_set(folder: Path) -> None:
    (folder / "effect.json").write_text(json.dumps(effects()))
    said = rows(figures_effect.effect())
    assert said["one"] == ["90%", "50.0%"]
    assert said["two"] == ["20%", "50.0%"]
    assert "at most 1.0%" in figures_effect.effect()
    ElementTree.fromstring(figures_effect.effect_plot())


def test_growth_is_told_by_size(folder: Path) -> None:
    scans = [
        {"conversations": n, "seconds": s, "cpu_seconds": 2 * s, "megabytes": 900}
        for n, s in ((1000, 10.0), (10_000, 110.0))
    ]
    history = {"conversations": 500, "seconds": 4.2}
    (folder / "growth.json").write_text(
        json.dumps({"cores": 2, "history": history, "scans": scans, "exponents": [1.04]})
    )
    said = rows(figures_effect.growth())
    assert said["1,000"] == ["10 s", "20 s", "900 MB", ""]
    assert said["10,000"] == ["110 s", "220 s", "900 MB", "N^1.04"]
    assert "history of 500, which takes 4 s" in figures_effect.growth()


SVG = "{http://www.w3.org/2000/svg}"


def points(shape: ElementTree.Element) -> list[tuple[float, float]]:
    pairs = [pair.split(",") for pair in shape.attrib["points"].split()]
    return [(float(x), float(y)) for x, y in pairs]


def test_a_plot_draws_values_to_scale_and_names_each_series_once() -> None:
    rising, flat = (
        Series("<rising>", "one", {5: (0.0, 0.0, 0.0), 50: (1.0, 0.5, 1.0)}),
        exact({5: 0.5, 50: 0.5}),
    )
    panels = [Panel("left", [rising, Series("flat", "grey faint", flat)]), Panel("right", [rising])]
    drawn = ElementTree.fromstring(plot("A & B", "planted", [5, 50], panels))
    assert [text.text for text in drawn.iter(f"{SVG}text")].count("<rising>") == 1
    inside = [group.findall(f"{SVG}polyline") for group in drawn.findall(f"{SVG}g")]
    assert [len(lines) for lines in inside] == [2, 1]
    (left, bottom), (right, top) = points(inside[1][0])
    assert left < right
    assert bottom > top == 0
    assert {y for _, y in points(inside[0][0])} == {bottom / 2}
    [band] = drawn.findall(f"{SVG}g")[1].findall(f"{SVG}polygon")
    assert (right, bottom / 2) in points(band)


def test_the_plot_of_recall_has_a_panel_for_each_setting(folder: Path) -> None:
    drawn = figures.recall_plot()
    ElementTree.fromstring(drawn)
    assert "with history and declared changes" in drawn
    assert "cold start" not in drawn
    assert "prefers-color-scheme: dark" in drawn
    assert len(re.findall("<polyline", drawn)) == 4 + 4  # lines, and their signs in the legend
