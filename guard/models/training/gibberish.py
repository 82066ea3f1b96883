"""Counts the character model that finds letter gibberish, and measures it."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from guard.models.gibberish import ORDER, STEPS_PER_BIT, SYMBOLS, context_codes, to_symbols
from guard.models.training.languages import CODES, SENTENCES

PRIOR = 1.0  # how many characters of evidence the next lower order is worth
OWN_WEIGHT = 300  # the few own sentences against millions of English characters
FLATTENING = 0.6  # counts to this power: what is frequent in English says less about other languages


def count(texts: Sequence[str]) -> NDArray[np.float64]:
    """Counts of all runs of four symbols, flat, to base `SYMBOLS`."""
    symbols, starts = to_symbols(texts)
    return np.bincount(context_codes(symbols, starts), minlength=SYMBOLS**ORDER).astype(np.float64)


def costs(counts: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Bits of each symbol after the three before it, in steps of 1 / `STEPS_PER_BIT`, flat."""
    grid = counts.reshape((SYMBOLS,) * ORDER)
    probability = np.full(SYMBOLS, 1 / SYMBOLS)
    for order in range(1, ORDER + 1):
        # Summing over the oldest symbols leaves the counts of the shorter runs.
        runs = grid.sum(axis=tuple(range(ORDER - order)))
        probability = (runs + PRIOR * probability) / (runs.sum(axis=-1, keepdims=True) + PRIOR)
    steps = np.clip(np.rint(-np.log2(probability) * STEPS_PER_BIT), 0, 255)
    return np.asarray(steps.reshape(-1), np.uint8)


def own_sentences() -> list[str]:
    """Lines of our own in other languages, and codes, addresses and abbreviations."""
    return [line for block in (*SENTENCES.values(), CODES) for line in block.strip().splitlines()]


def train(support: Sequence[str]) -> NDArray[np.uint8]:
    """The table from English support text and our own lines in other languages."""
    return costs((count(support) + OWN_WEIGHT * count(own_sentences())) ** FLATTENING)


def save(folder: Path, table: NDArray[np.uint8]) -> None:
    """Writes the table as safetensors, shape (symbols,) * 4, oldest symbol first."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({"costs": table.reshape((SYMBOLS,) * ORDER)}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)


def letter_gibberish(seed: int, texts: int) -> dict[str, list[str]]:
    """Made-up gibberish of 6 to 14 words to measure recall on, by kind."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

    def mash(length: int) -> str:
        row = rng.choice(rows)
        return "".join(rng.choice(row) for _ in range(length))

    makers: dict[str, Callable[[int], str]] = {
        "random letters": lambda n: "".join(rng.choices(string.ascii_lowercase, k=n)),
        "consonants": lambda n: "".join(rng.choices("bcdfghjklmnpqrstvwxz", k=n)),
        "keyboard mash": mash,
        "letters by English frequency": lambda n: "".join(
            rng.choices(
                "etaoinshrdlucmfwypvbgkjqxz",
                [12, 9, 8, 7.5, 7, 7, 6, 6, 6, 4, 4, 3, 3, *[2] * 6, *[1] * 7],
                k=n,
            )
        ),
    }
    return {
        kind: [" ".join(make(rng.randint(3, 9)) for _ in range(rng.randint(6, 14))) for _ in range(texts)]
        for kind, make in makers.items()
    }
