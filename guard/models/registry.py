"""Where models come from: the embedded ones, a directory, or a hub name with a pinned revision.

Light to import: no torch, no transformers. Weights are safetensors only; pickled weights are never read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from guard.errors import GuardError, UsageError

Kind = Literal["encoder", "classifier", "language_model"]

EMBEDDED = Path(__file__).parent / "embedded"
HUB_FILES = [
    "*.safetensors",
    "*.json",
    "*.txt",
    "*.model",
    "model.onnx",
]  # weights, configuration, vocabularies

_COMMIT = re.compile(r"[0-9a-f]{40}")
_HUB_NAME = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}")
_PICKLED = re.compile(r"(?:pytorch_model|model|adapter_model)\S*\.bin|\S*\.(?:pt|pth|ckpt|pkl|pickle|joblib)")
_CARD = {"README.md", "figures.json", "provenance.json"}  # written about a model, not read by it


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One embedded model as its manifest describes it. `size` is in bytes, over all its files."""

    name: str
    kind: Kind
    licence: str
    size: int
    files: dict[str, str]  # relative path -> SHA-256 (hex)

    @property
    def path(self) -> Path:
        return EMBEDDED / self.name

    @property
    def figures(self) -> dict[str, Any]:
        """What it was measured at, as its card prints it; the headlines first."""
        figures: dict[str, Any] = json.loads((self.path / "figures.json").read_bytes())
        return figures


def embedded() -> list[ModelInfo]:
    """The models that ship inside the package, by name."""
    manifest = json.loads((EMBEDDED / "manifest.json").read_bytes())
    return [ModelInfo(**entry) for entry in manifest["models"]]


def verify() -> list[str]:
    """Compares every embedded file with the manifest; one sentence per problem, none when all is well."""
    problems = []
    for model in embedded():
        for name, expected in model.files.items():
            path = model.path / name
            if not path.is_file():
                problems.append(f"{model.name}/{name} is missing")
            elif sha256(path) != expected:
                problems.append(f"{model.name}/{name} differs from the manifest")
        for path in _files(model.path):
            if path.relative_to(model.path).as_posix() not in model.files:
                problems.append(
                    f"{model.name}/{path.relative_to(model.path).as_posix()} is not in the manifest"
                )
    return problems


def split(name: str) -> tuple[str, str | None]:
    """ "owner/model@commit" as name and revision; any other name has no revision."""
    path, at, revision = name.rpartition("@")
    return (path, revision) if at else (name, None)


def resolve(name_or_path: str, revision: str | None = None) -> Path:
    """The directory of a model: an embedded name, a directory, or a hub name ("owner/model").

    A hub name needs `revision`, the full commit (40 hexadecimal digits), because a branch or tag may
    change under a stored result. `HF_HUB_OFFLINE`, `HF_HOME` and the hub's other variables are honoured.

    Raises UsageError for a name that is none of these, for a hub name without a pinned revision, and for a
    revision given with anything but a hub name; GuardError when the hub cannot provide the model.
    """
    names = [model.name for model in embedded()]
    local = EMBEDDED / name_or_path if name_or_path in names else Path(name_or_path).expanduser()
    if local.is_dir():
        if revision is not None:
            raise UsageError(
                "a revision belongs to a hub name, and this is a local model",
                f"model {name_or_path!r}, revision {revision!r}",
                "Leave the revision out; a local model is known by the fingerprint of its files.",
            )
        return local
    if not _HUB_NAME.fullmatch(name_or_path):
        raise UsageError(
            "no such model",
            f"model {name_or_path!r}",
            f"Give an embedded name ({', '.join(names)}), a directory, or a hub name such as owner/model.",
        )
    if revision is None or not _COMMIT.fullmatch(revision):
        raise UsageError(
            f"a hub model needs a pinned revision, not {revision!r}",
            f"model {name_or_path!r}",
            "Give the full commit (40 hexadecimal digits) that the hub shows under Files, History.",
        )
    return _from_hub(name_or_path, revision)


def _from_hub(name: str, revision: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=HUB_FILES))
    except OSError as error:  # the hub's own errors, being offline and a missing cache all derive from it
        raise GuardError(
            f"the model hub could not provide the model ({type(error).__name__})",
            f"model {name!r} at revision {revision}",
            f"Where there is a network, run `hf download {name} --revision {revision} --local-dir model`, "
            "copy that directory here, and give the directory in place of the name.",
        ) from error


def fingerprint(path: Path) -> str:
    """SHA-256 (hex) over names and contents of what decides a model's answers: weights, configuration,
    vocabularies. Cards and caches do not count; two copies of a model have the same fingerprint."""
    digest = hashlib.sha256()
    for file in _files(path):
        if _decides(file.relative_to(path)):
            digest.update(f"{file.relative_to(path).as_posix()}\0{sha256(file)}\n".encode())
    return digest.hexdigest()


def _decides(file: Path) -> bool:
    """Of exported weights only the file that is loaded: hubs keep others for other runtimes in subfolders."""
    if file.suffix == ".onnx":
        return file == Path("model.onnx")
    return file.suffix in (".safetensors", ".json", ".txt", ".model") and file.name not in _CARD


def configuration(path: Path) -> dict[str, Any]:
    """A model directory's config.json, empty where there is none.

    Raises GuardError for one that is not a JSON object.
    """
    file = path / "config.json"
    if not file.is_file():
        return {}
    try:
        config = json.loads(file.read_bytes())
    except ValueError as error:
        config = error
    if isinstance(config, dict):
        return config
    raise GuardError("this is no model configuration", str(file), "Save the model again: save_pretrained().")


def labels_of(path: Path) -> tuple[str, ...]:
    """Labels of a classifier's directory, from its configuration: no weights are read.

    As transformers has it, a model that names none has LABEL_0 and LABEL_1.
    """
    config = configuration(path)
    named = config.get("id2label")
    if isinstance(named, dict):
        return tuple(str(named[key]) for key in sorted(named, key=int))
    return ("LABEL_0", "LABEL_1") if "architectures" in config else ()


def reads_context(path: Path, asked: bool | None = None) -> bool:
    """Whether a classifier reads a context beside each text: as its configuration says ("context"), or as
    is `asked` where it says nothing.

    Raises UsageError where the two differ.
    """
    said = configuration(path).get("context")
    if asked is None or said is None or bool(said) == asked:
        return bool(asked or said)
    raise UsageError(
        "the model reads pairs of context and text" if said else "the model reads no context",
        str(path / "config.json"),
        "Put it in the place of a model that reads the same; guard models list names them.",
    )


def require_safetensors(path: Path) -> None:
    """Raises GuardError where a folder of the model has pickled weights in place of safetensors."""
    folders = {path, *(file.parent for file in _files(path))}
    for folder in sorted(folders):
        names = sorted(file.name for file in folder.iterdir() if file.is_file())
        pickled = [name for name in names if _PICKLED.fullmatch(name)]
        if pickled and not any(name.endswith(".safetensors") for name in names):
            raise GuardError(
                f"{pickled[0]} is a pickle, which can run code when it is loaded, and there is no "
                "safetensors file beside it",
                str(folder),
                "Save the model again as safetensors: model.save_pretrained(directory).",
            )
    if not any(file.suffix == ".safetensors" for file in _files(path)):
        raise GuardError(
            "the directory has no weights (*.safetensors)", str(path), "Give the directory of a saved model."
        )


def write_manifest(models: Iterable[tuple[str, Kind, str]]) -> None:
    """Writes the manifest of the embedded models from (name, kind, licence) and the files on disk."""
    entries = []
    for name, kind, licence in sorted(models):
        files = _files(EMBEDDED / name)
        sums = {file.relative_to(EMBEDDED / name).as_posix(): sha256(file) for file in files}
        size = sum(file.stat().st_size for file in files)
        entries.append({"name": name, "kind": kind, "licence": licence, "size": size, "files": sums})
    text = json.dumps({"models": entries}, indent=1)
    (EMBEDDED / "manifest.json").write_text(text + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
