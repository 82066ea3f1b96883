"""A transformers classifier exported to ONNX with weights of eight bits, checked against itself in floats.

Dynamic quantisation as in ONNX Runtime: weights once, per output channel; activations as they come. Weights
keep seven of the eight bits, because processors without VNNI add up pairs of products in sixteen bits and
would overflow, so that verdicts would depend on the machine.
"""

from __future__ import annotations

import importlib.metadata
import json
import logging
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guard.errors import GuardError, UsageError
from guard.models import samples
from guard.models.classifier import Classifier
from guard.models.onnx import FILE, is_onnx, require_packages
from guard.models.registry import configuration, fingerprint, resolve, split

LEAST_AGREEMENT = 0.995  # share of texts with the same verdicts
LARGEST_GAP = 0.2  # between two probabilities

_PACKAGES = ("onnxruntime", "onnx", "onnxscript")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


@dataclass(frozen=True, slots=True)
class Agreement:
    """texts compared; the share whose labels all fall on the same side of `flag_at`; the largest difference
    of two probabilities."""

    texts: int
    flag_at: float
    agreement: float
    largest_gap: float

    @classmethod
    def of(cls, one: NDArray[np.float32], other: NDArray[np.float32], flag_at: float) -> Agreement:
        """Of two arrays of probabilities, shape (texts, labels), both with at least one text."""
        same = ((one >= flag_at) == (other >= flag_at)).all(axis=1)
        gap = float(np.abs(one - other).max())
        return cls(len(one), flag_at, round(float(same.mean()), 4), round(gap, 4))

    @property
    def good(self) -> bool:
        return self.agreement >= LEAST_AGREEMENT and self.largest_gap <= LARGEST_GAP


def quantize(
    model: str,
    out: Path,
    texts: Sequence[str] = (),
    contexts: Sequence[str] | None = None,
    flag_at: float = 0.5,
) -> Agreement:
    """Writes `out`: model.onnx, configuration, tokenizer, provenance.json. `model` is a directory or
    "owner/model@commit"; `texts` are compared, sentences of our own where there are none; a model of pairs
    gets `contexts` too.

    Raises UsageError for a model that is no float transformers classifier, an `out` that is there already,
    or packages that are missing; GuardError when torch cannot export the model or when verdicts or
    probabilities differ too much. `out` is then not written.
    """
    require_packages(*_PACKAGES)
    path = resolve(*split(model))
    _require_floats(model, path)
    if out.exists():
        raise UsageError("this is there already", str(out), "Name a directory that does not exist yet.")
    reads_pairs = contexts is not None or bool(configuration(path).get("context"))
    if not texts and reads_pairs:
        contexts, texts = samples.pairs()
    texts = texts or samples.sentences()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as kept:
        folder = Path(kept) / out.name
        folder.mkdir()
        _export(path, folder, reads_pairs)
        scores = [
            Classifier(str(one), one, uses_context=reads_pairs).score(texts, contexts)
            for one in (path, folder)
        ]
        agreement = Agreement.of(scores[0], scores[1], flag_at)
        if not agreement.good:
            raise GuardError(
                f"with eight bits {agreement.agreement:.2%} of {agreement.texts:,} texts keep their verdict"
                f" at {flag_at} (at least {LEAST_AGREEMENT:.1%} is asked), and probabilities differ by up to"
                f" {agreement.largest_gap} (at most {LARGEST_GAP}); nothing was written",
                f"model {model!r}",
                "Use the model as it is, or give --texts that are like those it will read.",
            )
        (folder / "provenance.json").write_text(
            json.dumps(_provenance(model, path, agreement), indent=1) + "\n"
        )
        folder.replace(out)
    return agreement


def _require_floats(model: str, path: Path) -> None:
    if is_onnx(path):
        raise UsageError("this is exported already", f"model {model!r}", "Give the model that it came from.")
    if path.parent.name == "embedded" or not configuration(path).get("architectures"):
        raise UsageError(
            "this is no transformers classifier with layers to quantise",
            f"model {model!r}",
            "Give the directory of a sequence-classification model; the embedded ones are fast as they are.",
        )


def _export(path: Path, folder: Path, reads_pairs: bool) -> None:
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    where: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
    tokenizer = AutoTokenizer.from_pretrained(str(path), **where)
    model = AutoModelForSequenceClassification.from_pretrained(
        str(path), use_safetensors=True, dtype="float32", **where
    ).eval()
    names = [name for name in _INPUTS if name in tokenizer.model_input_names]
    examples = {
        name: torch.ones((2, 8), dtype=torch.int64) for name in names
    }  # one shared would be one input
    axes = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    whole = folder / "float.onnx"
    model.config.return_dict = False
    try:
        with _quiet():
            torch.onnx.export(
                model,
                (),
                str(whole),
                kwargs=examples,
                input_names=names,
                output_names=["logits"],
                dynamic_shapes=dict.fromkeys(names, axes),
                dynamo=True,
                external_data=False,
                verbose=False,
            )
            quantize_dynamic(
                whole, folder / FILE, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
            )
    except Exception as error:  # the exporter's errors have no common base
        raise GuardError(
            f"torch cannot export the model: {type(error).__name__}: {str(error).splitlines()[0]}",
            str(path),
            "Use the model as it is.",
        ) from error
    whole.unlink()
    _forget_paths(folder / FILE)
    model.config.return_dict = True
    if reads_pairs:
        model.config.context = True
    model.config.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _forget_paths(file: Path) -> None:
    """The exporter notes for each node which line of which file of this machine it comes from."""
    import onnx

    model = onnx.load(file)
    for part in (model, model.graph, *model.graph.node):
        part.ClearField("doc_string")
        part.ClearField("metadata_props")
    model.graph.ClearField("value_info")  # shapes between layers, with notes too: found again on loading
    onnx.save(model, file)


def _provenance(model: str, path: Path, agreement: Agreement) -> dict[str, object]:
    return {
        "made_from": model if "@" in model else Path(model).name,
        "fingerprint": fingerprint(path),
        "weights": "dynamic int8, per channel, seven bits used",
        "made_with": {name: importlib.metadata.version(name) for name in ("torch", *_PACKAGES)},
        "checked": asdict(agreement),
    }


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporter and the quantiser talk about themselves, in warnings and in the log."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
