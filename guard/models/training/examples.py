"""What the toxicity classifier learns from: public corpora with the labels that they speak about, honest
support turns, and our own phrases, some in disguise and some between other words."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guard.models.training import data as corpora
from guard.models.training import languages, phrases
from guard.models.training.fit import Examples
from guard.models.training.phrases import HARMLESS, LABELS

ANGRY = ("cucom_ecommerce",)
ANNOTATIONS = Path(__file__).parent / "edos_annotations.tsv"

# What EDOS's categories and vectors of sexism say about our labels; the longest prefix counts
SEXISM: Mapping[str, Mapping[str, float]] = {
    "1": {"toxic": 1, "identity_attack": 1, "threat": 1},
    "2": {"toxic": 1, "identity_attack": 1},
    "3.1": {"toxic": 1, "insult": 1},
    "3.2": {"toxic": 0.6, "identity_attack": 0.7},
    "3": {"toxic": 0.5},
    "4": {"toxic": 0.6, "identity_attack": 0.7},
}

_TWITTER = re.compile(r"@\w+|https?://\S+|\bRT\b|\[USER\]|\[URL\]|&gt;")
_ROUGH = re.compile(
    r"fuck|shit|bitch|bastard|cunt|whore|slut|retard|moron|idiot|(?:ass|arse)hole|dickhead|dumbass|scum", re.I
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Mix:
    """How much there is of each source; `without` names corpora to leave out."""

    each: int = 12  # of every own phrase
    own: float = 1.5  # weight of an own phrase
    disguised: float = 0.12  # share of our own phrases that are also shown disguised
    between: float = 0.5  # share of our own phrases that are also shown between other words
    tweets: float = 0.5  # weight of a tweet of Davidson's
    turns: int = 25_000  # honest turns of users, and of agents, beside all the angry ones
    honest: float = 2.0  # weight of an honest support turn
    without: Collection[str] = ()
    seed: int = 7


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


def honest_turns(data: Path, names: Sequence[str], role: str, calibration: bool = False) -> list[str]:
    """Turns of the training halves: four fifths to learn from, one fifth to calibrate on."""
    turns = corpora.support_turns(data, names, "train", role)
    return [turn for turn in turns if (corpora.bucket(turn, 5) == 0) == calibration]


def davidson_split(texts: Sequence[str]) -> NDArray[np.bool_]:
    """True for the nine tenths of tweets that train; the rest are only measured on."""
    return np.array([corpora.bucket(text, 10) != 0 for text in texts])


def own_labels() -> dict[str, Mapping[str, float]]:
    """Our own labels for posts of EDOS that are not sexist, by their identifier."""
    rows = ANNOTATIONS.read_text(encoding="utf-8").splitlines()
    found = dict(row.split("\t") for row in rows if not row.startswith("#"))
    return {identifier: _annotated(words) for identifier, words in found.items()}


def _annotated(words: str) -> Mapping[str, float]:
    if words == "none":
        return HARMLESS
    shown = {**HARMLESS, **dict.fromkeys(words.split(), 1.0)}
    if words == "profanity":
        return {**shown, "toxic": phrases.SWEARING}
    return {label: value for label, value in shown.items() if label != "profanity"} | {"toxic": 1.0}


def collect(data: Path, mix: Mix) -> Examples:
    """Everything that the model learns from."""
    rng = random.Random(mix.seed)  # noqa: S311 - sampling, not secrecy
    examples = Examples(LABELS)
    if "davidson" not in mix.without:
        _add_tweets(examples, data, mix)
    if "edos" not in mix.without:
        _add_posts(examples, data)
    if "diasafety" not in mix.without:
        for row in corpora.diasafety(data, "train"):
            _add_dialogue(examples, row)
    users, agents, angry = (
        [turn for turn in honest_turns(data, names, role) if not _ROUGH.search(turn)]  # not all chat is
        for names, role in ((corpora.SUPPORT, "user"), (corpora.SUPPORT, "assistant"), (ANGRY, "user"))
    )
    for turns in (users, agents):
        for turn in rng.sample(turns, min(mix.turns, len(turns))):
            examples.harmless(turn, mix.honest)
    for turn in angry:  # the hard ones
        examples.harmless(turn, mix.honest)
    for sentence in languages.sentences():  # politeness in other languages is no abuse in English
        examples.harmless(sentence, mix.honest)
    _add_own(examples, angry, mix, rng)
    return examples


def _add_tweets(examples: Examples, data: Path, mix: Mix) -> None:
    tweets, shares = corpora.davidson(data)
    for text, (toxic, hate), used in zip(tweets, shares, davidson_split(tweets), strict=True):
        if used:
            examples.add(tidy(text), {"toxic": toxic, "identity_attack": hate}, mix.tweets)


def _add_posts(examples: Examples, data: Path) -> None:
    """Sexist posts, and those of the others that we labelled: what is not sexist may still be abuse."""
    labelled = own_labels()
    for post in corpora.edos_posts(data, "train"):
        if post.identifier in labelled:
            examples.add(tidy(post.text), labelled[post.identifier])
        elif prefix := max((p for p in SEXISM if post.vector.startswith(p)), key=len, default=""):
            examples.add(tidy(post.text), SEXISM[prefix])


def _add_dialogue(examples: Examples, row: Mapping[str, str]) -> None:
    context, reply = tidy(row["context"]), tidy(row["response"])
    unsafe = float(row["label"] == "Unsafe")
    match row["category"]:
        case "Offending User":
            examples.add(reply, {"toxic": unsafe, "insult": unsafe})
        case "Toxicity Agreement":
            examples.add(context, {"toxic": 1.0}, 0.4)
            examples.add(reply, {"toxic": 0.0, "identity_attack": 0.0}, 0.4)
        case "Biased Opinion":
            known = {"identity_attack": 1.0} if unsafe else {"toxic": 0.0, "identity_attack": 0.0}
            examples.add(reply, known, 0.4)
        case _:  # medical and legal questions: risky to answer, never abusive
            examples.harmless(context)
            examples.harmless(reply)


def _add_own(examples: Examples, angry: Sequence[str], mix: Mix, rng: random.Random) -> None:
    """Our own phrases; some also in disguise, some also in the middle of what else people write."""
    own = phrases.examples(mix.seed, mix.each)
    harmless = [example.text for example in own if example.targets.get("toxic") == 0]
    for text, _, targets in own:
        examples.add(text, targets, mix.own)
        if rng.random() < mix.disguised:
            examples.add(disguised(text, rng), targets, mix.own)
        if rng.random() < mix.between:
            examples.add(_between(text, targets["toxic"] > 0, harmless, angry, rng), targets, mix.own)


def _between(
    text: str, abusive: bool, harmless: Sequence[str], angry: Sequence[str], rng: random.Random
) -> str:
    if not abusive:
        return text.rstrip(" .!") + rng.choice((". ", ", ", " ", "! ")) + rng.choice(harmless)
    before, after = (rng.choice(harmless if rng.random() < 0.6 else angry).split() for _ in range(2))
    return " ".join([*before[: rng.randrange(12)], text, *after[: rng.randrange(12)]])
