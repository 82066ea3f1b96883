"""A history on disk: what is read is what was written, changes are whole or not at all, damage is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from guard.errors import GuardError, UsageError
from guard.history import History, archive, files
from guard.history.archive import Archive
from tests.histories import ENCODER, night, talks
from tests.test_history import same

EMPTY = History(ENCODER)
FIRST, SECOND, THIRD = (EMPTY.add(night(talks(start, 30))) for start in (0, 30, 60))
DAYS = [date(2026, 10, day) for day in (1, 2, 3)]


def listing(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    FIRST.save(tmp_path / "h")
    loaded = History.load(tmp_path / "h", ENCODER)
    assert isinstance(loaded, History)
    same(loaded, FIRST)


def test_parts_are_summed_and_a_dropped_one_is_gone(tmp_path: Path) -> None:
    kept = Archive(tmp_path / "h")
    parts = [kept.put(one, day, ["f"]) for one, day in zip((FIRST, SECOND, THIRD), DAYS, strict=True)]
    same(History.load(tmp_path / "h"), FIRST.merge(SECOND).merge(THIRD))
    assert kept.drop(parts[1].name) == parts[1]
    same(History.load(tmp_path / "h"), FIRST.merge(THIRD))
    manifest = kept.manifest()
    assert manifest is not None
    assert manifest.parts == (parts[0], parts[2])
    assert {name for name in listing(tmp_path / "h") if name.count("/") == 1} == manifest.folders
    kept.drop(parts[0].name)
    same(History.load(tmp_path / "h"), THIRD)
    kept.drop(parts[2].name)
    same(History.load(tmp_path / "h"), EMPTY)
    kept.put(SECOND, DAYS[0])
    same(History.load(tmp_path / "h"), SECOND)


def test_of_too_many_parts_the_oldest_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_PARTS", 2)
    kept = Archive(tmp_path / "h")
    third = kept.put(THIRD, DAYS[2])
    first, second = kept.put(FIRST, DAYS[0]), kept.put(SECOND, DAYS[1])
    manifest = kept.manifest()
    assert manifest is not None
    joined, last = manifest.parts
    assert last == third
    assert joined.sources == (f"{first.name} and {second.name}",)
    assert joined.conversations == FIRST.conversations + SECOND.conversations
    same(History.load(tmp_path / "h"), FIRST.merge(SECOND).merge(THIRD))
    kept.drop(joined.name)
    same(History.load(tmp_path / "h"), THIRD)


def test_a_change_that_breaks_off_leaves_the_history_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Archive(tmp_path / "h")
    kept.put(FIRST, DAYS[0])
    before = listing(tmp_path / "h")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for owner, name in ((files, "save_file"), (archive, "_sync"), (archive, "atomic_writer")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, broken)
            with pytest.raises(GuardError, match="No space left on device"):
                kept.put(SECOND, DAYS[1])
        same(History.load(tmp_path / "h"), FIRST)
        assert not any("/." in name for name in listing(tmp_path / "h"))
    kept.put(SECOND, DAYS[1])
    same(History.load(tmp_path / "h"), FIRST.merge(SECOND))
    assert len([name for name in listing(tmp_path / "h") if name.count("/") == 1]) == 3
    assert before <= listing(tmp_path / "h")


def test_a_crash_leaves_folders_that_the_next_change_removes(tmp_path: Path) -> None:
    kept = Archive(tmp_path / "h")
    kept.put(FIRST, DAYS[0])
    for name in ("parts/.2026-10-02-aa.0f0f", "parts/2026-10-02-aa", "sums/bb"):
        (tmp_path / "h" / name).mkdir(parents=True)
    same(History.load(tmp_path / "h"), FIRST)
    kept.put(SECOND, DAYS[1])
    assert not {"parts/.2026-10-02-aa.0f0f", "parts/2026-10-02-aa", "sums/bb"} & listing(tmp_path / "h")


def test_the_same_conversations_and_another_encoder_are_refused_before_anything_changes(
    tmp_path: Path,
) -> None:
    FIRST.save(tmp_path / "h")
    before = {name: (tmp_path / "h" / name).stat().st_mtime_ns for name in listing(tmp_path / "h")}
    other = History("f" * 64).add(night(talks(0, 30)))
    for one, told in ((FIRST, "share 30 conversations"), (other, "another encoder")):
        with pytest.raises(UsageError, match=told):
            one.save(tmp_path / "h")
    assert before == {name: (tmp_path / "h" / name).stat().st_mtime_ns for name in listing(tmp_path / "h")}
    with pytest.raises(UsageError, match=r"another encoder \(eeeeeeeeeeee, not ffffffffffff\)"):
        History.load(tmp_path / "h", "f" * 64)


def test_an_unknown_part_is_named_with_those_there_are(tmp_path: Path) -> None:
    part = Archive(tmp_path / "h").put(FIRST, DAYS[0])
    with pytest.raises(UsageError, match=f"(?s)no such part.*{part.name}"):
        Archive(tmp_path / "h").drop("2020-01-01-none")


def test_a_place_without_history_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no history here"):
        History.load(tmp_path)
    (tmp_path / "letters.txt").write_text("mine")
    for act in (lambda: History.load(tmp_path), lambda: FIRST.save(tmp_path)):
        with pytest.raises(UsageError, match="this is no history"):
            act()
    assert listing(tmp_path) == {"letters.txt"}


def _manifest(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        data = json.loads((folder / "manifest.json").read_text())
        change(data)
        (folder / "manifest.json").write_text(json.dumps(data))

    return damage


def _tables(changed: Mapping[str, NDArray[Any]]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (path,) = folder.glob("parts/*/tables.safetensors")
        save_file(load_file(path) | dict(changed), path)

    return damage


def _file(name: str, data: bytes | None) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (path,) = folder.glob(f"**/{name}")
        path.unlink() if data is None else path.write_bytes(data)

    return damage


@pytest.mark.parametrize(
    ("damage", "error", "told"),
    [
        (_manifest(lambda m: m.update(version=1)), UsageError, "has version 1, and this program reads 2"),
        (_manifest(lambda m: m.update(sum="../../etc")), GuardError, "names folders outside of it"),
        (_manifest(lambda m: m.pop("parts")), GuardError, "manifest is damaged"),
        (_file("manifest.json", b"[]"), GuardError, "manifest is damaged"),
        (_file("manifest.json", b"{"), GuardError, "manifest is damaged"),
        (_file("tables.safetensors", b"\x80\x04pickle"), GuardError, "does not read"),
        (_file("tables.safetensors", None), GuardError, "a file of the history is missing"),
        (_tables({"seen": np.zeros(3, np.int8)}), GuardError, "'seen' is int8"),
        (_tables({"days": np.zeros(3, np.int32)}), GuardError, "not the vectors of 'pairs'"),
        (_tables({"meant": np.zeros(3, np.uint64)}), GuardError, "not the vectors of 'meant'"),
        (_tables({"user.counts": np.zeros(3, np.uint32)}), GuardError, "'user' is no table"),
        (
            _tables({"user.keys": np.array([2, 1], np.uint64), "user.counts": np.ones(2, np.uint32)}),
            GuardError,
            "'user' is no table",
        ),
        (_file("entities.json", b"{"), GuardError, "is no JSON"),
        (_file("entities.json", b'{"host": {"a.test": "1"}}'), GuardError, "does not map"),
        (_file("reference.jsonl", b'{"id": "x"}\n'), GuardError, "rows that are no conversations"),
    ],
)
def test_damage_is_told(
    tmp_path: Path, damage: Callable[[Path], None], error: type[GuardError], told: str
) -> None:
    FIRST.save(tmp_path / "h")
    damage(tmp_path / "h")
    with pytest.raises(error, match=told) as caught:
        History.load(tmp_path / "h")
    assert caught.value.cure


def test_files_that_are_too_large_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FIRST.save(tmp_path / "h")
    monkeypatch.setitem(files.MOST_BYTES, "reference.jsonl", 10)
    with pytest.raises(GuardError, match="at most 10 are read"):
        History.load(tmp_path / "h")


def test_a_reader_meets_a_change_and_reads_the_new_sum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Archive(tmp_path / "h")
    kept.put(FIRST, DAYS[0])
    kept.put(SECOND, DAYS[1])
    old = kept.manifest()
    assert old is not None
    kept.put(THIRD, DAYS[2])
    found = iter([old, kept.manifest()])
    monkeypatch.setattr(Archive, "manifest", lambda _: next(found))
    same(kept.load(), FIRST.merge(SECOND).merge(THIRD))


def test_a_copy_of_the_directory_is_a_history(tmp_path: Path) -> None:
    FIRST.save(tmp_path / "h")
    shutil.copytree(tmp_path / "h", tmp_path / "copy")
    same(History.load(tmp_path / "copy"), FIRST)
