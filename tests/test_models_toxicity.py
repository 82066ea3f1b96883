"""Toxicity: our phrases are sound, the recipe learns from them, the measures are what they say they are."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from guard.models.classifier import Classifier
from guard.models.training import convolution, examples, linear, measure, measure_toxicity, phrases, toxicity
from guard.models.training import data as corpora
from guard.models.training.encoder import train_tokenizer
from guard.models.training.fit import Examples, Recipe, fit
from guard.models.training.vectors import Vectors

DATA = Path(__file__).parents[2] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public corpora are not beside the repository")


def test_every_slot_is_known_and_every_known_slot_is_used() -> None:
    used = {slot for kind in phrases.TARGETS for line in phrases.lines(kind) for slot in SLOT.findall(line)}
    assert used == set(phrases.slots())


SLOT = re.compile(r"\{(\w+)\}")


def test_phrases_are_filled_distinct_and_the_same_for_a_seed() -> None:
    first = phrases.examples(1, each=3)
    assert [e.text for e in first] == [e.text for e in phrases.examples(1, each=3)]
    assert len({e.text for e in first}) == len(first)
    assert not [e.text for e in first if "{" in e.text or "}" in e.text]
    assert {e.kind for e in first} == set(phrases.TARGETS)


@pytest.mark.parametrize("slot", ["group", "member", "identity"])
def test_a_group_is_named_in_hate_as_often_as_in_kindness(slot: str) -> None:
    named = Counter(
        kind
        for kind in ("identity_attack", "people")
        for line in phrases.lines(kind)
        for found in SLOT.findall(line)
        if found == slot
    )
    assert 0.4 < named["people"] / named.total() < 0.75


def test_no_phrase_is_both_abuse_and_harmless() -> None:
    kinds: dict[str, set[bool]] = {}
    for kind, targets in phrases.TARGETS.items():
        for line in phrases.lines(kind):
            kinds.setdefault(line, set()).add(targets["toxic"] >= 0.5)
    assert not [line for line, found in kinds.items() if len(found) > 1]


def test_the_recipe_learns_our_phrases_reproducibly(tmp_path: Path) -> None:
    learned, fresh = Examples(phrases.LABELS), phrases.examples(2, each=2)
    for example in phrases.examples(1, each=4):
        learned.add(example.text, example.targets)
    tokenizer = train_tokenizer(learned.texts, 1500)
    steps = np.random.default_rng(1).integers(-60, 60, (tokenizer.get_vocab_size(), 16)).astype(np.int8)
    vectors = Vectors(steps, np.array(0.01, np.float32))
    recipe = Recipe(
        ngrams=linear.Recipe(seen=2, strength=30.0),
        convolution=convolution.Recipe(filters=8, epochs=1),
    )
    first, second = (fit(tokenizer, vectors, learned, recipe) for _ in range(2))
    for name, values in first.tensors.items():
        np.testing.assert_array_equal(values, second.tensors[name])
    first.save(tmp_path)
    model = Classifier.load(str(tmp_path))
    assert model.labels == phrases.LABELS
    unseen = [e for e in fresh if e.text not in learned.texts and e.targets["toxic"] in (0, 1)]
    scores = model.score([e.text for e in unseen])
    truth = np.array([e.targets["toxic"] for e in unseen], float)
    assert measure.auroc(truth, scores[:, 0]) > 0.93
    for label in ("threat", "sexual", "identity_attack"):
        kind = np.array([float(e.kind == label) for e in unseen])
        assert measure.auroc(kind, scores[:, phrases.LABELS.index(label)]) > 0.9


def test_disguise_changes_the_text_but_not_its_words_number_for_long() -> None:
    rng = random.Random(1)
    disguised = {examples.disguised("you worthless idiot", rng) for _ in range(50)}
    assert len(disguised) > 10
    assert all(text.startswith("you ") and text.endswith(" idiot") for text in disguised)


def test_posts_lose_what_only_tells_where_they_were_posted() -> None:
    assert examples.tidy('RT @someone: "you &amp; me" http://t.co/x1') == "you & me"


def test_own_labels_say_what_is_known() -> None:
    labelled = list(examples.own_labels().values())
    assert len(labelled) > 1000
    for targets in labelled:
        assert set(targets) <= set(phrases.LABELS)
        abusive = any(targets.get(label) for label in phrases.LABELS if label not in ("toxic", "profanity"))
        assert targets["toxic"] == (1 if abusive else phrases.SWEARING if targets.get("profanity") else 0)


def test_bias_pairs_a_terms_sentences_with_the_others() -> None:
    rng = np.random.default_rng(3)
    texts = [f"a {term} {kind} person {i}" for term in ("gay", "deaf") for kind in "xy" for i in range(40)]
    labels = rng.integers(0, 2, len(texts)).astype(float)
    scores = (labels + rng.normal(size=len(texts)) + ["gay" in text for text in texts]).astype(np.float32)

    def auroc(rows: list[int]) -> float:
        pairs = [(i, j) for i in rows for j in rows if labels[i] > labels[j]]
        return float(np.mean([scores[i] > scores[j] for i, j in pairs]))

    expected = []
    for term in ("gay", "deaf"):
        named = [term in text for text in texts]
        rows = range(len(texts))
        expected.append(
            (
                auroc([i for i in rows if named[i]]),
                auroc([i for i in rows if named[i] != bool(labels[i])]),
                auroc([i for i in rows if named[i] == bool(labels[i])]),
            )
        )
    found = measure_toxicity.bias(corpora.Labelled(texts, labels), scores)
    assert tuple(found.values()) == pytest.approx(np.mean(expected, axis=0), abs=1e-6)
    assert found["BPSN"] < found["subgroup"]  # one group scores higher whatever is said of it


@needs_data
def test_nothing_that_is_measured_on_is_learned() -> None:
    learned = set(examples.collect(DATA, examples.Mix(each=1, turns=100)).texts)
    for name, labelled in measure_toxicity.sets(DATA).items():
        if "unseen" in name or name.startswith("own"):
            shared = [text for text in labelled.texts if examples.tidy(text) in learned]
            assert len(shared) <= len(labelled.texts) // 100, name  # "thank you" is said everywhere


@needs_data
def test_calibration_uses_turns_apart_from_those_learned() -> None:
    learned = set(examples.collect(DATA, examples.Mix(each=1)).texts)
    for part in toxicity.honest(DATA):
        assert sum(text in learned for text in part.texts) <= len(part.texts) // 50
