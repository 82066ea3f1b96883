"""Speed of classifiers by shape, order and form: `python -m benchmarks.models`, some minutes.

Models of random weights in two usual shapes read synthetic turns whose lengths are those of support chats.
Each figure is texts per CPU second of one thread: torch in floats text by text, in batches as they arrive and
length-sorted (as `guard.models.classifier` does), and ONNX Runtime in eight bits; and texts a second by the
clock for several processes against one, their start included. The embedded models read the same turns.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from guard.models import quantize, registry, scorers
from guard.models.classifier import Classifier
from guard.models.encoder import Encoder

RESULTS = Path(__file__).parent / "results" / "models.json"
SHAPES: dict[str, dict[str, int]] = {
    "2 layers x 128": {
        "hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 512
    },
    "MiniLM-L6": {
        "hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12, "intermediate_size": 1536
    },
}  # fmt: skip
WORDS = registry.EMBEDDED / "encoder" / "0_StaticEmbedding" / "tokenizer.json"
SECONDS = 3.0  # of work for each figure
BATCH = 32


def turns(count: int, seed: int = 7) -> list[str]:
    """Distinct texts of whole words; log-normal lengths with a median of 11 words and a long tail."""
    rng = random.Random(seed)
    vocabulary = json.loads(WORDS.read_bytes())["model"]["vocab"]
    words = sorted(word for word in vocabulary if word.isascii() and word.isalpha())
    lengths = [max(1, min(200, round(rng.lognormvariate(2.4, 0.7)))) for _ in range(count)]
    return [" ".join(rng.choices(words, k=length)) for length in lengths]


def save_model(folder: Path, shape: dict[str, int]) -> Path:
    """A BERT classifier of random weights with the embedded encoder's tokenizer."""
    import torch
    from tokenizers import Tokenizer, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(7)
    tokenizer = Tokenizer.from_file(str(WORDS))
    ends = [("[CLS]", tokenizer.token_to_id("[CLS]") or 2), ("[SEP]", tokenizer.token_to_id("[SEP]") or 3)]
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", special_tokens=ends)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", model_max_length=512
    ).save_pretrained(folder)
    config = BertConfig(vocab_size=tokenizer.get_vocab_size(), num_labels=2, **shape)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def naive(folder: Path, size: int) -> Callable[[Sequence[str]], object]:
    """Batches in the order of arrival, padded to their longest, as a first script would do it."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.set_num_threads(1)
    model: Any = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)

    def score(texts: Sequence[str]) -> None:
        with torch.inference_mode():
            for start in range(0, len(texts), size):
                batch = list(texts[start : start + size])
                model(**tokenizer(batch, padding=True, truncation=True, return_tensors="pt"))

    return score


def rate(work: Callable[[Sequence[str]], object], texts: Sequence[str], clock: Callable[[], float]) -> float:
    """Texts a second, over as many texts as take `SECONDS`; the first ones warm up."""
    work(texts[:32])
    started = clock()
    work(texts[:128])
    count = min(len(texts), max(128, round(128 * SECONDS / (clock() - started))))
    started = clock()
    work(texts[:count])
    return round(count / (clock() - started), 1)


def shape_rates(shape: dict[str, int], texts: Sequence[str], processes: int) -> dict[str, float]:
    """One model in all its forms."""
    with tempfile.TemporaryDirectory() as kept:
        floats = save_model(Path(kept) / "floats", shape)
        small = Path(kept) / "int8"
        agreement = quantize.quantize(str(floats), small)
        cpu, clock = time.process_time, time.perf_counter
        whole, eight = Classifier.load(str(floats)), Classifier.load(str(small))
        rates = {
            "float, one by one": rate(naive(floats, 1), texts, cpu),
            f"float, batches of {BATCH} as they arrive": rate(naive(floats, BATCH), texts, cpu),
            "float, length-sorted": rate(whole.score, texts, cpu),
            "int8, one by one, no padding": rate(eight.score, texts, cpu),
        }
        many = list(texts[: 4096 * processes])
        for workers in (1, processes):
            started = clock()
            eight.score(many, workers=workers)
            rates[f"int8, by the clock, processes: {workers}"] = round(len(many) / (clock() - started), 1)
        return {**rates, "largest gap of two probabilities": agreement.largest_gap}


def _score(scorer: scorers.Scorer, pairs: bool, texts: Sequence[str]) -> object:
    return scorer.score(texts, texts[::-1] if pairs else None)


def embedded_rates(texts: Sequence[str]) -> dict[str, float]:
    """The models that ship, on the same texts; pair models read another turn before each."""
    rates = {"encoder": rate(Encoder.load().encode, texts, time.process_time)}
    for model in registry.embedded():
        if model.kind == "encoder":
            continue
        pairs = registry.reads_context(model.path)
        scorer = scorers.find(model.name).load(pairs)
        rates[model.name] = rate(partial(_score, scorer, pairs), texts, time.process_time)
    return rates


@click.command()
@click.option("--processes", default=2, show_default=True, help="Processes against one.")
@click.option("--out", default=RESULTS, type=click.Path(path_type=Path))
def main(processes: int, out: Path) -> None:
    """Measure, print and write texts a second."""
    texts = turns(120_000)
    words = sum(len(text.split()) for text in texts) / len(texts)
    result: dict[str, object] = {"unit": "texts a second", "words in a text": round(words, 1)}
    result["embedded"] = embedded_rates(texts)
    result["plugged in"] = {name: shape_rates(shape, texts, processes) for name, shape in SHAPES.items()}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n")
    print(out.read_text())


if __name__ == "__main__":
    main()
