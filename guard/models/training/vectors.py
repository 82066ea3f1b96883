"""Token vectors that the classifiers start from: the teacher's, in the embedded tokenizer's vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from guard.models.training.encoder import Teacher

_MEAN_LENGTH = 4.0  # of a vector: what the convolution's first weights are made for


@dataclass(frozen=True)
class Vectors:
    """Shape (vocabulary, width) in steps of `scale`, one byte each. They are not trained: fixed, they did
    better on corpora that were not learned from."""

    steps: NDArray[np.int8]
    scale: NDArray[np.float32]  # shape ()

    @classmethod
    def of(cls, teacher: Teacher, tokenizer: Tokenizer) -> Vectors:
        tokens = [str(tokenizer.id_to_token(i)) for i in range(tokenizer.get_vocab_size())]
        table = np.stack([teacher.piece(token) for token in tokens])
        table[:2] = 0  # padding and unknown say nothing
        table *= _MEAN_LENGTH / np.linalg.norm(table, axis=1).mean()
        scale = np.float32(np.float16(np.quantile(np.abs(table), 0.9999) / 127))  # as it will be stored
        steps = np.clip(np.rint(table / scale), -127, 127).astype(np.int8)
        return cls(steps, np.array(scale, np.float32))

    @classmethod
    def load(cls, teacher: Path, tokenizer: Tokenizer) -> Vectors:
        """From the teacher's directory."""
        return cls.of(Teacher(teacher), tokenizer)

    def table(self) -> NDArray[np.float32]:
        return self.steps.astype(np.float32) * self.scale
