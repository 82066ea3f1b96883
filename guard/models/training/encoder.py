"""The parts of the embedded encoder: teacher, tokenizer, and the directory it is saved as."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from guard.models.training.composition import composed

Vectors = NDArray[np.float32]

RARE_LETTER = 20  # letters seen less often are left to the unknown token
_WORD = re.compile("[a-z]{2,20}")


class Teacher:
    """A static table in the model2vec layout: `tokenizer.json` and `embeddings` in `model.safetensors`."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.table = load_file(folder / "model.safetensors")["embeddings"].astype(np.float32)
        self.table /= np.abs(self.table).mean()

    def piece(self, token: str) -> Vectors:
        """The vector that a text of this token alone would sum up to."""
        own = self.tokenizer.token_to_id(token)
        return np.asarray(self.sums([token.removeprefix("##")])[0] if own is None else self.table[own])

    def sums(self, texts: Sequence[str]) -> Vectors:
        """The sum of each text's token vectors, one row per text."""
        encodings = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return np.stack([self.table[e.ids or [0]].sum(axis=0) for e in encodings])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row per text."""
        rows = self.sums(texts)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)

    def rows(self, tokenizer: Tokenizer, texts: Sequence[str], stiffness: tuple[float, float]) -> Vectors:
        """A row for each token of another tokenizer, fitted to the words of the texts and of this one."""
        tokens = [str(tokenizer.id_to_token(i)) for i in range(tokenizer.get_vocab_size())]
        start = np.stack([self.piece(token) for token in tokens])
        words = set(filter(_WORD.fullmatch, self.tokenizer.get_vocab()))
        words.update(word for text in texts for word in _WORD.findall(text.lower()))
        cut = [(word, tokenizer.encode(word, add_special_tokens=False).ids) for word in sorted(words)]
        unknown = tokenizer.token_to_id("[UNK]")
        split = [(word, ids) for word, ids in cut if len(ids) > 1 and unknown not in ids]
        if not split:
            return start
        whole, part = stiffness
        return composed(
            start,
            [ids for _, ids in split],
            self.sums([word for word, _ in split]),
            np.array([part if token.startswith("##") else whole for token in tokens]),
        )


def train_tokenizer(texts: Sequence[str], vocabulary: int) -> Tokenizer:
    """WordPiece over lower-cased words without accents; the same texts give the same vocabulary."""
    normalizer, splitter = normalizers.BertNormalizer(lowercase=True), pre_tokenizers.BertPreTokenizer()
    learner = Tokenizer(models.WordPiece(unk_token="[UNK]"))  # noqa: S106 - a token, not a secret
    learner.normalizer, learner.pre_tokenizer = normalizer, splitter
    # The trainer numbers letters inside words in the order of a randomly seeded hash table, and breaks
    # ties by number. Naming those letters beforehand fixes the numbers.
    seen = Counter(char for text in texts for char in normalizer.normalize_str(text))
    letters = sorted(char for char, count in seen.items() if count >= RARE_LETTER and not char.isspace())
    learner.train_from_iterator(
        texts,
        trainers.WordPieceTrainer(
            vocab_size=vocabulary,
            special_tokens=["[PAD]", "[UNK]", *(f"##{letter}" for letter in letters)],
            initial_alphabet=letters,
            limit_alphabet=len(letters),
            show_progress=False,
        ),
    )
    tokenizer = Tokenizer(models.WordPiece(learner.get_vocab(), unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, splitter
    return tokenizer


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a saved encoder."""
    return Tokenizer.from_file(str(folder / "0_StaticEmbedding" / "tokenizer.json"))


def save(folder: Path, tokenizer: Tokenizer, table: Vectors) -> None:
    """Writes a sentence-transformers directory: StaticEmbedding in half precision, then Normalize."""
    (folder / "0_StaticEmbedding").mkdir(parents=True, exist_ok=True)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    tokenizer.save(str(folder / "0_StaticEmbedding" / "tokenizer.json"))
    save_file(
        {"embedding.weight": table.astype(np.float16)}, folder / "0_StaticEmbedding" / "model.safetensors"
    )
    modules = [
        {"idx": i, "name": str(i), "path": f"{i}_{kind}", "type": f"sentence_transformers.models.{kind}"}
        for i, kind in enumerate(("StaticEmbedding", "Normalize"))
    ]
    (folder / "0_StaticEmbedding" / "model.safetensors").chmod(0o644)
    (folder / "modules.json").write_text(json.dumps(modules, indent=1) + "\n")
    (folder / "1_Normalize" / "config.json").write_text("{}\n")
    (folder / "config_sentence_transformers.json").write_text(
        json.dumps({"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}, indent=1) + "\n"
    )
