"""Texts to token ids, each text once: the embedded models share a tokenizer and read the same turns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ids = NDArray[np.uint32]

_REMEMBERED = 8_000_000  # tokens: some 30 MB of ids; then all are forgotten
_READERS: dict[str, Reader] = {}


class Reader:
    """Cuts texts into tokens and remembers them; neither pads, cuts, nor adds special tokens."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, Ids] = {}
        self._size = 0

    @classmethod
    def load(cls, file: Path) -> Reader:
        """The reader of a `tokenizer.json`; files that cut alike give one and the same reader."""
        described = json.loads(file.read_bytes())
        parts = [described[name] for name in ("added_tokens", "normalizer", "pre_tokenizer", "model")]
        kind = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        if kind not in _READERS:
            tokenizer = Tokenizer.from_file(str(file))
            tokenizer.no_padding()
            tokenizer.no_truncation()
            _READERS[kind] = cls(tokenizer)
        return _READERS[kind]

    def ids(self, texts: Sequence[str]) -> list[Ids]:
        """Token ids of each text."""
        if self._size > _REMEMBERED:
            self._known, self._size = {}, 0
        known = self._known
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        for text, encoding in zip(
            fresh, self._tokenizer.encode_batch_fast(fresh, add_special_tokens=False), strict=True
        ):
            ids = known[text] = np.array(encoding.ids, np.uint32)
            self._size += len(ids)
        return [known[text] for text in texts]


def in_a_row(tokens: Sequence[Ids | Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All ids in one row, and the bounds (texts + 1,) of each text in it."""
    bounds = np.cumsum([0, *map(len, tokens)])
    ids = (
        np.concatenate([np.asarray(part, np.int64) for part in tokens])
        if len(tokens)
        else np.zeros(0, np.int64)
    )
    return ids, bounds
