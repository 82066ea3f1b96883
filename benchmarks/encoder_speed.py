"""Speed of the embedded models on one thread: `python benchmarks/encoder_speed.py CORPUS.jsonl.gz`.

Prints distinct turns per CPU second for the encoder, and the others' cost as a multiple of the encoder's.
"""

from __future__ import annotations

import os

os.environ["TOKENIZERS_PARALLELISM"] = "false"  # before the tokenizers library starts its threads
os.environ["OMP_NUM_THREADS"] = "1"

import gzip
import json
import sys
import time
from collections.abc import Callable, Sequence

from guard.models.classifier import Classifier
from guard.models.encoder import Encoder
from guard.models.gibberish import GibberishModel


def distinct_turns(path: str) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return list(dict.fromkeys(m["content"] for line in lines for m in json.loads(line)["messages"]))


def cpu_seconds(work: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    started = time.process_time()
    work(texts)
    return time.process_time() - started


def main(path: str) -> None:
    started = time.perf_counter()
    encoder, classifier, gibberish = Encoder.load(), Classifier.load(), GibberishModel.load()
    print(f"loading all three models: {time.perf_counter() - started:.2f} s")
    turns = distinct_turns(path)
    base = cpu_seconds(encoder.encode, turns)
    print(f"encoder: {len(turns)} distinct turns in {base:.1f} s, {len(turns) / base:,.0f} a second")
    for name, work in (("toxicity", classifier.score), ("gibberish", gibberish.bits_per_char)):
        print(f"{name}: {cpu_seconds(work, turns) / base:.2f} times the encoder")


if __name__ == "__main__":
    main(sys.argv[1])
