"""Finding models: embedded, directory, hub; and refusing what could run code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from guard.errors import GuardError, UsageError
from guard.models import registry

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_every_embedded_model_is_whole_and_described() -> None:
    assert registry.verify() == []
    models = registry.embedded()
    assert {"encoder", "gibberish", "toxicity"} <= {m.name for m in models}
    for model in models:
        assert {"README.md", "figures.json"} <= set(model.files)
        assert json.loads((model.path / "figures.json").read_bytes())
        assert model.size == sum((model.path / name).stat().st_size for name in model.files)
    assert sum(m.size for m in models) < 40_000_000


def test_verify_names_each_changed_missing_and_added_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").mkdir()
    for name in ("a.json", "b.json"):
        (tmp_path / "one" / name).write_text("{}")
    monkeypatch.setattr(registry, "EMBEDDED", tmp_path)
    registry.write_manifest([("one", "encoder", "Apache-2.0")])
    assert registry.verify() == []
    (tmp_path / "one" / "a.json").write_text("changed")
    (tmp_path / "one" / "b.json").unlink()
    (tmp_path / "one" / "c.json").write_text("{}")
    assert registry.verify() == [
        "one/a.json differs from the manifest",
        "one/b.json is missing",
        "one/c.json is not in the manifest",
    ]


def test_resolve_takes_an_embedded_name_and_a_directory(tmp_path: Path) -> None:
    assert registry.resolve("encoder") == registry.EMBEDDED / "encoder"
    assert registry.resolve(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("revision", [None, "main", "v1.0", COMMIT[:7], COMMIT.upper()])
def test_a_hub_name_needs_a_full_commit(revision: str | None) -> None:
    with pytest.raises(UsageError, match="pinned revision") as caught:
        registry.resolve("owner/model", revision)
    assert "40 hexadecimal digits" in caught.value.cure


def test_what_is_no_model_is_refused_with_the_names_that_are() -> None:
    with pytest.raises(UsageError, match="no such model") as caught:
        registry.resolve("./nowhere/at/all")
    assert all(model.name in caught.value.cure for model in registry.embedded())


def test_a_revision_for_a_local_model_is_refused() -> None:
    with pytest.raises(UsageError, match="revision belongs to a hub name"):
        registry.resolve("encoder", COMMIT)


def test_a_hub_out_of_reach_gives_the_cure(tmp_path: Path) -> None:
    code = (
        "from guard.models.registry import resolve\n"
        "from guard.errors import GuardError\n"
        f"try: resolve('owner/model', '{COMMIT}')\n"
        "except GuardError as error: print(error)\n"
    )
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert f"model 'owner/model' at revision {COMMIT}: the model hub could not provide" in done.stdout
    assert f"hf download owner/model --revision {COMMIT}" in done.stdout


def test_a_cached_hub_model_is_found_without_a_network(tmp_path: Path) -> None:
    snapshot = tmp_path / "hub" / "models--owner--model" / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").write_text("{}")
    save_file({"w": np.zeros(1, np.float32)}, snapshot / "model.safetensors")
    code = f"from guard.models.registry import resolve; print(resolve('owner/model', '{COMMIT}'))"
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == str(snapshot)


def test_the_fingerprint_follows_weights_and_configuration_only(tmp_path: Path) -> None:
    save_file({"w": np.zeros(2, np.float32)}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text("{}")
    first = registry.fingerprint(tmp_path)
    (tmp_path / "README.md").write_text("a card")
    (tmp_path / "figures.json").write_text("{}")
    assert registry.fingerprint(tmp_path) == first
    (tmp_path / "config.json").write_text('{"a": 1}')
    second = registry.fingerprint(tmp_path)
    save_file({"w": np.ones(2, np.float32)}, tmp_path / "model.safetensors")
    assert len({first, second, registry.fingerprint(tmp_path)}) == 3


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "weights.pkl"])
def test_pickled_weights_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x80\x04.")
    with pytest.raises(GuardError, match=f"{name} is a pickle"):
        registry.require_safetensors(tmp_path)


def test_pickled_weights_of_one_module_are_refused_beside_safetensors_of_another(tmp_path: Path) -> None:
    save_file({"w": np.zeros(1, np.float32)}, tmp_path / "model.safetensors")
    registry.require_safetensors(tmp_path)
    (tmp_path / "2_Dense").mkdir()
    (tmp_path / "2_Dense" / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(GuardError, match="2_Dense"):
        registry.require_safetensors(tmp_path)


def test_a_directory_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="no weights"):
        registry.require_safetensors(tmp_path)


def test_the_registry_imports_nothing_heavy() -> None:
    code = "import sys, guard.models.registry; print({'torch', 'transformers', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
