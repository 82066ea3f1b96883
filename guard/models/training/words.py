"""Counts the word model: interpolated Kneser-Ney over runs of words, and the spelling of rare words.

With a discount D per order, p(w | u v) = max(c(u v w) - D, 0) / c(u v) + g(u v) p(w | v); below the triples,
a count is the number of different words that a run was seen after (Kneser and Ney 1995), except after the
start of a text, where nothing else can stand and the count itself is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from guard.models.symbols import ORDER, SYMBOLS
from guard.models.training.data import bucket
from guard.models.training.gibberish import costs as spelling_costs
from guard.models.training.gibberish import count as count_letters
from guard.models.training.planted import planted
from guard.models.words import STEPS_PER_BIT, WordModel, Words

SEEN = 2  # times that a word must occur to be known; the others teach what an unseen word is like
TRIPLES = 2  # times that a triple must occur to be kept
SPELLING_WEIGHT = 0.3  # of the bits of an unseen word's letters, in the score: names are honest
HELD = 8  # one turn in so many is kept from the counts, and the probability is set on those
ALARMS = 0.0005  # honest texts that may come out at one half or more

Tensors = dict[str, NDArray[np.generic]]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Estimate(NamedTuple):
    """Probabilities of the runs seen, and what each context leaves to the words not seen after it.

    singles, single_left  shape (size,): of each word; of each word as the context
    pair_keys, pairs, pair_left  shape (pairs,); a key is first * size + second, in order
    triple_keys, triples  shape (triples,); a key is the row of the first two in the pairs * size + third
    """

    singles: Floats
    single_left: Floats
    pair_keys: Ints
    pairs: Floats
    pair_left: Floats
    triple_keys: Ints
    triples: Floats


def estimate(texts: Sequence[Ints], size: int, least: int = TRIPLES) -> Estimate:
    """Kneser-Ney from texts of word numbers, each from the start, `size` - 2, to the end, `size` - 1."""
    start = size - 2
    row, ends = np.concatenate(texts), np.cumsum([len(text) for text in texts])
    whole = np.ones(len(row), bool)
    whole[ends - 1] = False
    pair_at = np.flatnonzero(whole)  # runs that stay within their text
    triple_at = pair_at[:-1][whole[pair_at[:-1] + 1]]
    pair_keys = row[pair_at] * size + row[pair_at + 1]
    pair_keys, pair_times = np.unique(pair_keys, return_counts=True)
    pair_runs = np.stack(np.divmod(pair_keys, size), 1)
    first_pairs = np.searchsorted(pair_keys, row[triple_at] * size + row[triple_at + 1])
    triple_keys, times = np.unique(first_pairs * size + row[triple_at + 2], return_counts=True)
    context, last = np.divmod(triple_keys, size)
    lower = np.searchsorted(pair_keys, pair_runs[context, 1] * size + last)
    # Below the triples: how many different words come before a pair, before a word.
    befores = np.bincount(lower, minlength=len(pair_keys))
    first = pair_runs[:, 0] == start
    befores[first] = pair_times[first]
    before_words = np.bincount(pair_runs[:, 1], minlength=size).astype(float)
    discount = _discount(before_words[before_words > 0])
    outcomes = size - 1  # every word, the unseen one and the end, but never the start
    total = before_words.sum()
    singles = np.maximum(before_words - discount, 0) / total
    singles += (1 - singles.sum()) / outcomes
    singles[start] = 0
    # Pairs over singles.
    one, two = pair_runs.T
    kept = np.maximum(befores - _discount(befores), 0) / np.bincount(one, befores, size)[one]
    single_left = np.asarray(1 - np.bincount(one, kept, size), np.float64)
    pairs = np.asarray(kept + single_left[one] * singles[two], np.float64)
    # Triples over pairs; a rare triple is left to the pair.
    totals, often = np.bincount(context, times, len(pairs)), times >= least
    discount = _discount(times)
    context, last, lower, times = context[often], last[often], lower[often], times[often]
    kept = (times - discount) / totals[context]
    pair_left = np.asarray(1 - np.bincount(context, kept, len(pairs)), np.float64)
    triples = kept + pair_left[context] * pairs[lower]
    triple_keys = context * size + last
    return Estimate(singles, single_left, pair_keys, pairs, pair_left, triple_keys, triples)


def train(turns: Sequence[str], own: Sequence[str]) -> Tensors:
    """The model from support turns and lines of our own, calibrated on what a rehearsal has not seen."""
    learned = [turn for turn in turns if bucket(turn, HELD)]
    held = [turn for turn in turns if not bucket(turn, HELD)]
    rehearsal = WordModel(tensors([*learned, *own]), "")
    return tensors([*turns, *own], _logistic(rehearsal, held))


def tensors(
    texts: Sequence[str], logistic: tuple[float, float, float] = (0.0, 1.0, SPELLING_WEIGHT)
) -> Tensors:
    """What is saved of a model that has counted these texts; uncalibrated unless told the logistic."""
    words = Words.of(texts)
    different, place, times = np.unique(words.hashes, return_inverse=True, return_counts=True)
    vocabulary = different[times >= SEEN]
    size = len(vocabulary) + 3
    seen = times[place] >= SEEN
    numbers = np.where(seen, (np.cumsum(times >= SEEN) - 1)[place], size - 3)
    edged = [
        np.concatenate([[size - 2], numbers[a:b], [size - 1]])
        for a, b in zip(words.offsets[:-1], words.offsets[1:], strict=True)
    ]
    found = estimate(edged, size)
    owners = words.owners()
    rare = {texts[owners[i]][words.begins[i] : words.ends[i]] + " " for i in np.flatnonzero(~seen)}
    return {
        "vocabulary": vocabulary,
        "singles": _steps(found.singles),
        "single_backoff": _steps(found.single_left),
        "pairs": found.pair_keys.astype(np.uint32),
        "pair_costs": _steps(found.pairs),
        "pair_backoff": _steps(found.pair_left),
        "triples": found.triple_keys.astype(np.uint32),
        "triple_costs": _steps(found.triples),
        "spelling": spelling_costs(count_letters(sorted(rare))).reshape((SYMBOLS,) * ORDER),
        "logistic": np.array(logistic, np.float64),
    }


def save(folder: Path, parts: Tensors) -> None:
    """Writes the tensors as safetensors."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(parts, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)


def _logistic(model: WordModel, honest: Sequence[str]) -> tuple[float, float, float]:
    """Where the probability is one half, in bits, how many bits change its log odds by one (Platt 1999),
    and the weight of the spelling."""
    quiet, loud = (_log_odds(model, texts) for texts in (honest, planted(honest, seed=3)["odd words"]))
    bits = np.concatenate([quiet, loud])[:, None]
    truth = np.repeat([0, 1], [len(quiet), len(loud)])
    slope = LogisticRegression(C=1e3, class_weight="balanced").fit(bits, truth).coef_[0, 0]
    return float(np.quantile(quiet, 1 - ALARMS)), float(1 / slope), SPELLING_WEIGHT


def _log_odds(model: WordModel, texts: Sequence[str]) -> Floats:
    """The bits of the oddest word, which are the log odds of an uncalibrated model."""
    found = model.added_bits([text for text in texts if text.strip()])
    oddness = found.bits + SPELLING_WEIGHT * found.spelling
    return np.maximum.reduceat(oddness, found.offsets[:-1]).astype(np.float64)


def _discount(times: NDArray[np.generic]) -> float:
    """n1 / (n1 + 2 n2), and one half where the counts are too few to tell (Ney et al. 1994)."""
    once, twice = np.count_nonzero(times == 1), np.count_nonzero(times == 2)
    return once / (once + 2 * twice) if once and twice else 0.5


def _steps(probability: Floats) -> NDArray[np.uint8]:
    with np.errstate(divide="ignore"):
        steps = np.rint(-np.log2(np.maximum(probability, 0)) * STEPS_PER_BIT)
    return np.asarray(np.clip(steps, 0, 255), np.uint8)
