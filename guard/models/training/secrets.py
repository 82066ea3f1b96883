"""Trains the embedded classifier of requests for secrets (label `secret_request`): the text asks the other
party for a password, PIN, one-time code, card data, seed phrase, identity document or remote access."""

from __future__ import annotations

import random
import re
from pathlib import Path

from tokenizers import Tokenizer

from guard.models.training import convolution, languages, linear, secrets_phrases
from guard.models.training import data as corpora
from guard.models.training import fit as trainer
from guard.models.training.vectors import Vectors

LABEL = "secret_request"
RECIPE = trainer.Recipe(
    windows=(64,),
    ngrams=linear.Recipe(iterations=60),
    convolution=convolution.Recipe(hidden=64, epochs=5, batch=128, rate=2e-3, falling=0.6),
    ngram_share=1.4,
)
EACH = 100  # tries per template of our own
LEARNED = {"user": 10_000, "assistant": 20_000}  # honest turns that name no secret; all that name one
CALIBRATION = 5  # every so many-th honest turn is not learned from: it sets the threshold
AT_HALF = {"user": 0.0015, "assistant": 0.001}  # shares of honest turns that may be flagged
AT_NINE_TENTHS = 0.0002

# Agents of these houses verify people by a PIN or a security question: real requests.
VERIFYING = ("star", "cucom_ecommerce")
_NAMED = re.compile(
    r"\b(?:pin|password|passcode|otp|cvv|(?:verification|security|authenti\w+) (?:code|answer|question)s?"
    r"|maiden name|(?:childhood|first|favou?rite) (?:pet|animal|school)|social security|ssn"
    r"|card (?:number|details)|log-?in|credentials)\b",
    re.I,
)


def names_secret(turn: str) -> bool:
    """Whether a turn mentions a secret, asked for or not."""
    return bool(_NAMED.search(turn))


def honest_turns(data: Path, role: str, half: corpora.Half) -> list[str]:
    """Distinct turns of one half of the support corpora that ask for no secret."""
    if role == "user":
        return corpora.support_turns(data, corpora.SUPPORT, half, role)
    others = [corpus for corpus in corpora.SUPPORT if corpus not in VERIFYING]
    verifying = corpora.support_turns(data, VERIFYING, half, role)
    return [
        *corpora.support_turns(data, others, half, role),
        *(turn for turn in verifying if not names_secret(turn)),
    ]


def collect(data: Path, seed: int = 7) -> trainer.Examples:
    """Everything that the model learns from."""
    examples = trainer.Examples((LABEL,))
    for example in secrets_phrases.examples(seed, EACH):
        examples.add(example.text, {LABEL: float(example.asks)})
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    for role, count in LEARNED.items():
        turns = [turn for turn in honest_turns(data, role, "train") if not _calibrates(turn)]
        plain = [turn for turn in turns if not names_secret(turn)]
        for turn in (*filter(names_secret, turns), *rng.sample(plain, min(count, len(plain)))):
            examples.harmless(turn)
    for sentence in languages.sentences():
        examples.harmless(sentence)
    return examples


def train(tokenizer: Tokenizer, vectors: Vectors, data: Path) -> trainer.Fitted:
    """Fits and calibrates on the honest turns of either party that were not learned from."""
    fitted = trainer.fit(tokenizer, vectors, collect(data), RECIPE)
    kept = {role: filter(_calibrates, honest_turns(data, role, "train")) for role in AT_HALF}
    return fitted.calibrated(
        [trainer.Honest(list(kept[role]), share, AT_NINE_TENTHS) for role, share in AT_HALF.items()]
    )


def _calibrates(turn: str) -> bool:
    return corpora.bucket(turn, CALIBRATION) == 0
