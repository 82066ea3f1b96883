"""Small trusted nights, and an encoder that needs no model, for tests of histories."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from guard.corpus import Corpus, Floats, Models
from guard.types import Conversation
from tests.helpers import conversation, corpus

NOON = datetime(2026, 10, 14, 12, 0, tzinfo=UTC)
ENCODER = "e" * 64


class Hashes:
    """Unit vectors of eight dimensions from a text's digest."""

    def encode(self, texts: Sequence[str], /) -> Floats:
        digests = [hashlib.sha256(text.encode()).digest()[:8] for text in texts]
        vectors = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 8).astype(np.float32) + 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def night(rows: Sequence[Conversation], now: datetime = NOON, **settings: Any) -> Corpus:
    return corpus(rows, models=Models(encoder=Hashes()), now=now, **settings)


def talks(start: int, count: int) -> list[Conversation]:
    """Conversations with numbers in words of their own, a macro in each, a link in every fifth."""
    return [
        conversation(
            f"c-{i}",
            [
                ("user", f"where is parcel {_word(i)} of {_word(i % 7)}?"),
                ("assistant", f"Parcel {_word(i)} is on its way. Have a good day!"),
                ("user", "thank you"),
                ("assistant", "See https://help.acme.test/a." if i % 5 == 0 else f"Bye {_word(i % 3)}."),
            ],
            source="shop",
            labels={"intent": "status"},
        )
        for i in range(start, start + count)
    ]


def _word(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
