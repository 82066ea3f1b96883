"""Counts the character model that finds letter gibberish, lists the words it knows, and calibrates it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from guard.models.gibberish import GibberishModel, Scan, short_hashes
from guard.models.symbols import FOREIGN, ORDER, STEPS_PER_BIT, SYMBOLS, Symbols, hash_runs, runs
from guard.models.training.data import bucket
from guard.models.training.languages import CODES, SENTENCES
from guard.models.training.languages_further import FURTHER, NAMES
from guard.models.training.noise import made_up

PRIOR = 1.0  # how many characters of evidence the next lower order is worth
OWN_WEIGHT = 300  # the few own sentences against millions of English characters
FLATTENING = 0.5  # counts to this power: what is frequent in English says less about other languages
LEAST = 3  # times that a word of the corpora must occur to be known; typing errors occur less often
SCAN = Scan(
    drift=5 * STEPS_PER_BIT,
    ceiling=8 * STEPS_PER_BIT,
    known=-3 * STEPS_PER_BIT // 2,
    coded=10 * STEPS_PER_BIT,
)
HELD = 8  # one turn in so many is kept from the counts, and the probability is set on those
SUPPORT_ALARMS, LANGUAGE_ALARMS = 0.001, 0.1  # honest texts that may come out at one half or more

Tensors = dict[str, NDArray[np.generic]]


def count(texts: Sequence[str]) -> NDArray[np.float64]:
    """Counts of all runs of four symbols, flat, to base `SYMBOLS`."""
    return np.bincount(Symbols.of(texts).context_codes(), minlength=SYMBOLS**ORDER).astype(np.float64)


def costs(counts: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Bits of each symbol after the three before it, in steps of 1 / `STEPS_PER_BIT`, flat."""
    grid = counts.reshape((SYMBOLS,) * ORDER)
    probability = np.full(SYMBOLS, 1 / SYMBOLS)
    for order in range(1, ORDER + 1):
        # Summing over the oldest symbols leaves the counts of the shorter runs.
        below = grid.sum(axis=tuple(range(ORDER - order)))
        probability = (below + PRIOR * probability) / (below.sum(axis=-1, keepdims=True) + PRIOR)
    steps = np.clip(np.rint(-np.log2(probability) * STEPS_PER_BIT), 0, 255)
    return np.asarray(steps.reshape(-1), np.uint8)


def known_words(corpora: Sequence[str], own: Sequence[str]) -> NDArray[np.uint32]:
    """Sorted hashes of words: of the corpora where they occur `LEAST` times, of our own lines all."""
    hashes, times = np.unique(_word_hashes(corpora), return_counts=True)
    return np.union1d(short_hashes(hashes[times >= LEAST]), short_hashes(_word_hashes(own)))


def own_sentences() -> dict[str, list[str]]:
    """Our own sentences by language of Latin script."""
    return {name: block.strip().splitlines() for name, block in (SENTENCES | FURTHER).items()}


def own_codes() -> list[str]:
    """Lines of our own with codes, addresses and abbreviations."""
    return CODES.strip().splitlines()


def own_names() -> list[str]:
    """Lines of names of people and places in many countries."""
    return NAMES.strip().splitlines()


def train(turns: Sequence[str]) -> Tensors:
    """The model from English turns and our own lines, calibrated on what a rehearsal of it has not seen."""
    learned = [turn for turn in turns if bucket(turn, HELD)]
    held = [turn for turn in turns if not bucket(turn, HELD)]
    languages, others = own_sentences().values(), [*own_codes(), *own_names()]
    rehearsal = tensors(learned, [line for lines in languages for line in lines[::2]] + others)
    unseen = [line for lines in languages for line in lines[1::2]]
    logistic = _logistic(GibberishModel(rehearsal, ""), held, unseen)
    return tensors(turns, [line for lines in languages for line in lines] + others, logistic)


def tensors(turns: Sequence[str], own: Sequence[str], logistic: tuple[float, float] = (0.0, 1.0)) -> Tensors:
    """What is saved of a model that has counted these texts; uncalibrated unless told the logistic."""
    table = costs((count(turns) + OWN_WEIGHT * count(own)) ** FLATTENING)
    return {
        "costs": table.reshape((SYMBOLS,) * ORDER),
        "words": known_words(turns, own),
        "scan": np.array(SCAN, np.int32),
        "logistic": np.array(logistic, np.float64),
    }


def save(folder: Path, parts: Tensors) -> None:
    """Writes the tensors as safetensors."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(parts, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)


def _logistic(model: GibberishModel, honest: Sequence[str], foreign: Sequence[str]) -> tuple[float, float]:
    """Where the probability is one half, in bits, and the power of 1 + bits that the odds are.

    The middle lies where few honest texts reach it; the power is the slope of Platt (1999) on the logarithm,
    against made-up gibberish.
    """
    quiet = model.excess_bits(honest)
    loud = np.concatenate([model.excess_bits(texts) for texts in made_up(honest, 2, 300).values()])
    logs = np.log1p(np.concatenate([quiet, loud]).astype(np.float64))[:, None]
    truth = np.repeat([0, 1], [len(quiet), len(loud)])
    power = LogisticRegression(C=1e3, class_weight="balanced").fit(logs, truth).coef_[0, 0]
    support_middle = np.quantile(quiet, 1 - SUPPORT_ALARMS)
    foreign_middle = np.quantile(model.excess_bits(foreign), 1 - LANGUAGE_ALARMS)
    return float(max(support_middle, foreign_middle)), float(power)


def _word_hashes(texts: Sequence[str]) -> NDArray[np.uint64]:
    row = Symbols.of(texts)
    return hash_runs(row.symbols, *runs(row.symbols >= FOREIGN, row.owners()))
