"""The house: who may import whom. No room imports upward, and no modules import in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

GUARD = Path(__file__).parent.parent / "guard"

# Each floor may import from itself and from those below it.
FLOORS = (
    ("types", "errors", "text", "grams", "atomic", "surprise", "dispersion", "fusion",
     "numbers", "mood", "languages", "classes"),
    ("spool", "ingest", "models", "similarity", "minhash", "clusters", "surge", "hosts", "entities", "decode",
     "policy", "declared", "screen", "store", "migrations", "identity", "strata", "treatment"),
    ("corpus", "history", "detector", "steering", "counterfactuals", "answers", "customers", "runs",
     "conduct", "sentences", "figures", "remembered", "traits"),
    ("detectors",),
    ("pipeline", "drill", "export", "report", "review", "choice", "outputs"),
    ("cli", "main"),
)  # fmt: skip
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# Rooms that must not know one another, though the floors would allow it.
STRANGERS = {
    "detectors": {"policy", "store"},
    "policy": {"models", "store", "corpus"},
    "report": {"pipeline", "corpus", "detectors", "detector", "models", "policy", "ingest", "export"},
    "models": {"store", "policy", "ingest"},
}


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(GUARD.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(GUARD.rglob("*.py"))
    }


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1].strip("_") if len(parts) > 1 else ""


def imported(path: Path, known: set[str]) -> Iterator[str]:
    """Modules of ours that a file imports when it is loaded or later, types excepted."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known and node.level == 0:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else node.module


ARROWS = {name: sorted(set(imported(path, set(modules()))) - {name}) for name, path in modules().items()}


def test_every_room_has_a_floor() -> None:
    rooms = {room(name) for name in ARROWS if room(name)}
    assert rooms <= set(FLOOR), f"say on which floor these belong: {sorted(rooms - set(FLOOR))}"


@pytest.mark.parametrize("module", [name for name in ARROWS if room(name)])
def test_nothing_imports_upward(module: str) -> None:
    here = FLOOR[room(module)]
    upward = [other for other in ARROWS[module] if room(other) and FLOOR[room(other)] > here]
    assert not upward


@pytest.mark.parametrize("stranger", STRANGERS)
def test_strangers_stay_strangers(stranger: str) -> None:
    known = {
        f"{module} -> {other}"
        for module, others in ARROWS.items()
        for other in others
        if room(module) == stranger and room(other) in STRANGERS[stranger]
    }
    assert not known


def test_no_circles() -> None:
    """Modules, and rooms as a whole."""
    rooms: dict[str, set[str]] = {}
    for module, others in ARROWS.items():
        if room(module):
            met = {room(other) for other in others} - {room(module), ""}
            rooms.setdefault(room(module), set()).update(met)
    for graph in (ARROWS, rooms):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            pytest.fail(f"these import one another: {' -> '.join(error.args[1])}")


def test_help_needs_nothing_heavy() -> None:
    """`guard --help` answers at once because nothing heavy is imported for it."""
    import subprocess
    import sys

    code = (
        "import sys, contextlib\n"
        "from guard.cli import cli\n"
        "with contextlib.suppress(SystemExit): cli(['--help'])\n"
        "heavy = {'torch', 'transformers', 'datasets', 'faiss', 'sqlmodel', 'numpy', 'rich', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_files_stay_small() -> None:
    lengths = sorted(len(path.read_text("utf-8").splitlines()) for path in modules().values())
    assert lengths[len(lengths) // 2] <= 150
