"""The encoder: order, unit length, nothing cut off, one of many = one alone, and the standard format."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from guard.errors import GuardError
from guard.models.encoder import Encoder
from guard.models.registry import EMBEDDED
from guard.models.static import is_static
from tests.models_tiny import LONG, save_sentence_transformer

TEXTS = [
    "where is my order",
    "",
    "I want a refund for the broken phone!",
    "where is my order",
    LONG,
    "\ud800 lone surrogate",
    "Привет, где мой заказ?",
    "word " * 5000,
    "🙂",
]


@pytest.fixture(scope="module")
def embedded() -> Encoder:
    return Encoder.load()


@pytest.fixture(scope="module")
def contextual(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return Encoder.load(str(save_sentence_transformer(tmp_path_factory.mktemp("sentence"))))


@pytest.fixture(params=["embedded", "contextual"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    found: Encoder = request.getfixturevalue(request.param)
    return found


def test_vectors_are_unit_rows_in_the_order_given(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    filled = [i for i, text in enumerate(TEXTS) if text]
    np.testing.assert_allclose(np.linalg.norm(vectors[filled], axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[3])
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_one_of_many_is_one_alone(encoder: Encoder) -> None:
    many = encoder.encode(TEXTS + [f"order {i} is late" for i in range(100)])
    for i, text in enumerate(TEXTS):
        np.testing.assert_array_equal(encoder.encode([text])[0], many[i])


def test_the_end_of_a_long_text_counts(encoder: Encoder) -> None:
    one, other = encoder.encode([LONG + " you are an idiot", LONG + " great phone please"])
    assert not np.array_equal(one, other)


def test_a_long_text_is_the_length_weighted_mean_of_its_windows(contextual: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(contextual.name, device="cpu")
    words = LONG.split()
    inner, overlap = 30, 4  # 32 tokens with [CLS] and [SEP]; an eighth of 32 overlaps
    starts = range(0, len(words) - overlap, inner - overlap)
    windows = [words[i : i + inner] for i in starts]
    vectors = plain.encode([" ".join(window) for window in windows])
    expected = (vectors * np.array([[len(window) + 2] for window in windows])).sum(axis=0)
    np.testing.assert_allclose(contextual.encode([LONG])[0], expected / np.linalg.norm(expected), atol=1e-5)


def test_short_texts_agree_with_sentence_transformers(contextual: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["my order is late", "you are an idiot !", "thanks"]
    expected = SentenceTransformer(contextual.name, device="cpu").encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(contextual.encode(texts), expected, atol=1e-5)


def test_the_embedded_directory_is_an_ordinary_sentence_transformer(embedded: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for text in TEXTS if text and "\ud800" not in text]
    model = SentenceTransformer(str(EMBEDDED / "encoder"), device="cpu").float()
    np.testing.assert_allclose(embedded.encode(texts), model.encode(texts), atol=1e-4)


def test_a_table_with_more_to_it_than_one_row_a_token_goes_through_the_library(tmp_path: Path) -> None:
    shutil.copytree(EMBEDDED / "encoder", tmp_path, dirs_exist_ok=True)
    assert is_static(tmp_path)
    table = np.ones((4, 2), np.float32)
    weights = tmp_path / "0_StaticEmbedding" / "model.safetensors"
    save_file({"embeddings": table, "mapping": np.zeros(16_000, np.int64)}, weights)
    assert not is_static(tmp_path)
    assert Encoder.load(str(tmp_path)).dimension == 2


def test_near_means_near(embedded: Encoder) -> None:
    order, parcel, password = embedded.encode(
        ["Where is my order?", "My package has not arrived yet", "I forgot my password and cannot log in"]
    )
    assert order @ parcel > order @ password + 0.15


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=8), st.randoms())
def test_row_order_changes_no_vector(texts: list[str], random: object) -> None:
    encoder = _shared()
    shuffled = sorted(texts, key=lambda _: random.random())  # type: ignore[attr-defined]
    vectors = dict(zip(shuffled, encoder.encode(shuffled), strict=True))
    for text, vector in zip(texts, encoder.encode(texts), strict=True):
        np.testing.assert_array_equal(vector, vectors[text])


def _shared(cache: list[Encoder] = []) -> Encoder:  # noqa: B006 - hypothesis cannot use module fixtures
    if not cache:
        cache.append(Encoder.load())
    return cache[0]


def test_fingerprints_tell_models_apart(embedded: Encoder, contextual: Encoder) -> None:
    assert embedded.fingerprint != contextual.fingerprint
    assert embedded.fingerprint == Encoder.load("encoder").fingerprint


def test_a_module_from_elsewhere_is_refused(tmp_path: Path) -> None:
    save_sentence_transformer(tmp_path)
    modules = tmp_path / "modules.json"
    modules.write_text(modules.read_text().replace("sentence_transformers.models.Pooling", "os.path"))
    with pytest.raises(GuardError, match=r"'os\.path' is not a part of sentence-transformers"):
        Encoder.load(str(tmp_path))


def test_a_pickle_only_directory_is_refused(tmp_path: Path) -> None:
    save_sentence_transformer(tmp_path)
    (tmp_path / "model.safetensors").rename(tmp_path / "pytorch_model.bin")
    with pytest.raises(GuardError, match=r"pytorch_model\.bin is a pickle") as caught:
        Encoder.load(str(tmp_path))
    assert "safetensors" in caught.value.cure
