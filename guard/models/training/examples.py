"""What the toxicity classifier learns from: public corpora with the labels that they speak about, honest
support turns, and our own phrases, some in disguise and some between friendly words."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guard.models.training import data as corpora
from guard.models.training import languages, phrases

ANGRY = ("cucom_ecommerce",)
UNKNOWN = float("nan")  # the corpus does not say

_TWITTER = re.compile(r"@\w+|https?://\S+|\bRT\b|\[USER\]|\[URL\]|&gt;")
_ROUGH = re.compile(
    r"fuck|shit|bitch|bastard|cunt|whore|slut|retard|moron|idiot|(?:ass|arse)hole|dickhead|dumbass|scum", re.I
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Mix:
    """How much of our own there is beside the corpora."""

    outbursts: int = 20  # per template of abuse
    obfuscated: float = 0.15  # share of our own phrases that are also shown disguised
    honest: float = 2.0  # weight of an honest support turn
    seed: int = 7


class Examples:
    """Texts with targets (toxic, identity_attack) in 0..1 or UNKNOWN, and a weight each."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._targets: list[tuple[float, float]] = []
        self._weights: list[float] = []

    def add(self, text: str, toxic: float, identity_attack: float, weight: float = 1.0) -> None:
        self.texts.append(text)
        self._targets.append((toxic, identity_attack))
        self._weights.append(weight)

    def arrays(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return np.array(self._targets, np.float32), np.array(self._weights, np.float32)


def tidy(post: str) -> str:
    """A post without what only tells where it was posted: names, links, forwarding marks."""
    return _SPACE.sub(" ", _TWITTER.sub(" ", html.unescape(post))).strip(' !:"')


def disguised(text: str, rng: random.Random) -> str:
    """The text as people write it to get past filters: stars, digits, spaced letters, doubled letters."""
    words = text.split(" ")
    i = max(range(len(words)), key=lambda k: (len(words[k]), k))
    word, kind = words[i], rng.randrange(4)
    if kind == 0 and len(word) > 3:
        k = rng.randrange(1, len(word) - 1)
        word = word[:k] + rng.choice("*.@#-") + word[k + 1 :]
    elif kind == 1:
        word = word.translate(str.maketrans("aeiost", "4310$7" if rng.random() < 0.5 else "@3!057"))
    elif kind == 2:
        word = rng.choice(" .-").join(word)
    elif len(word) > 2:
        k = rng.randrange(1, len(word))
        word = word[:k] + word[k - 1] * rng.randrange(1, 4) + word[k:]
    return " ".join([*words[:i], word, *words[i + 1 :]])


def add_outbursts(examples: Examples, honest: Sequence[str], mix: Mix) -> None:
    """Our own abuse in the middle of honest words, as an angry customer writes it."""
    rng = random.Random(mix.seed)  # noqa: S311 - sampling, not secrecy
    for text, toxic, identity_attack in phrases.examples(mix.seed + 1, each=mix.outbursts):
        if toxic:
            before, after = (rng.choice(honest).split() for _ in range(2))
            parts = [*before[: rng.randrange(12)], text, *after[: rng.randrange(12)]]
            examples.add(" ".join(parts), toxic, identity_attack)


def davidson_split(texts: Sequence[str]) -> NDArray[np.bool_]:
    """True for the nine tenths of tweets that train; the rest are only measured on."""
    return np.array([corpora.bucket(text, 10) != 0 for text in texts])


def collect(data: Path, mix: Mix) -> Examples:
    """Everything that the model learns from."""
    examples = Examples()
    tweets, shares = corpora.davidson(data)
    for text, (toxic, hate), used in zip(tweets, shares, davidson_split(tweets), strict=True):
        if used:
            examples.add(tidy(text), toxic, hate, 0.7)
    comments = corpora.edos(data, "train")
    for text, sexist in zip(comments.texts, comments.labels, strict=True):
        # What is not sexist may still be rude: weak evidence, but the only plain posts of this kind.
        examples.add(tidy(text), sexist, sexist, 1.0 if sexist else 0.35)
    for row in corpora.diasafety(data, "train"):
        _add_dialogue(examples, row)
    users, agents, angry = (
        [
            turn for turn in honest_turns(data, names, role) if not _ROUGH.search(turn)
        ]  # chat is not all honest
        for names, role in ((corpora.SUPPORT, "user"), (corpora.SUPPORT, "assistant"), (ANGRY, "user"))
    )
    for turn in (*users, *agents):
        examples.add(turn, 0.0, 0.0, mix.honest)
    for turn in angry:  # once more: these are the hard ones
        examples.add(turn, 0.0, 0.0)
    for sentence in languages.sentences():  # politeness in other languages is no abuse in English
        examples.add(sentence, 0.0, 0.0, mix.honest)
    add_phrases(examples, mix)
    add_outbursts(examples, [*angry, *agents[: len(angry)]], mix)
    add_phrases(examples, mix)
    return examples


def honest_turns(data: Path, names: Sequence[str], role: str, calibration: bool = False) -> list[str]:
    """Turns of the training halves: four fifths to learn from, one fifth to calibrate on."""
    turns = corpora.support_turns(data, names, "train", role)
    return [turn for turn in turns if (corpora.bucket(turn, 5) == 0) == calibration]


def _add_dialogue(examples: Examples, row: dict[str, str]) -> None:
    context, reply = tidy(row["context"]), tidy(row["response"])
    unsafe = float(row["label"] == "Unsafe")
    match row["category"]:
        case "Offending User":
            examples.add(reply, unsafe, UNKNOWN)
        case "Toxicity Agreement":
            examples.add(context, 1.0, UNKNOWN, 0.4)
            examples.add(reply, 0.0, 0.0, 0.4)
        case "Biased Opinion":
            examples.add(reply, UNKNOWN if unsafe else 0.0, unsafe, 0.4)
        case _:  # medical and legal questions: risky to answer, never abusive
            examples.add(context, 0.0, 0.0)
            examples.add(reply, 0.0, 0.0)


def add_phrases(examples: Examples, mix: Mix) -> None:
    """Our own written examples, some of them also in disguise."""
    rng = random.Random(mix.seed)  # noqa: S311 - sampling, not secrecy
    for example in phrases.examples(mix.seed):
        examples.add(*example)
        if rng.random() < mix.obfuscated:
            examples.add(disguised(example.text, rng), example.toxic, example.identity_attack)
