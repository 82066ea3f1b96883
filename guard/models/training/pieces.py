"""Examples cut into the pieces that a classifier learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from guard.models.compact import UNKNOWN
from guard.models.spans import windows
from guard.models.tokens import Ids, Reader

_CONTEXT = 64  # tokens of a context, its last ones: that is what the text answers


class _Cuts(Protocol):
    @property
    def context(self) -> bool: ...
    @property
    def windows(self) -> Sequence[int]: ...
    @property
    def longest(self) -> int: ...


@dataclass(frozen=True)
class Pieces:
    """Token ids of each piece, of its context (None where there is none), and the example it is part of.

    All windows of a harmless text are harmless; of another one some window is not, so it is learned as a
    whole.
    """

    texts: list[Ids]
    contexts: list[Ids] | None
    owner: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        reader: Reader,
        texts: Sequence[str],
        contexts: Sequence[str],
        targets: NDArray[np.float32],
        cuts: _Cuts,
    ) -> Pieces:
        nothing = np.array([UNKNOWN], np.uint32)
        harmless = (targets == 0).all(axis=1)
        pieces: list[Ids] = []
        owner: list[int] = []
        for i, ids in enumerate(reader.ids(texts)):
            if harmless[i] and cuts.windows:
                spans = windows(np.array([0, len(ids)]), cuts.windows[:1])
                parts = [ids[b:e] for b, e in zip(spans.begins, spans.ends, strict=True)]
            else:
                parts = [ids[: cuts.longest]]
            pieces += [part if len(part) else nothing for part in parts]
            owner += [i] * len(parts)
        rows = np.array(owner, np.int64)
        if not cuts.context:
            return cls(pieces, None, rows)
        before = [ids[-_CONTEXT:] if len(ids) else nothing for ids in reader.ids(contexts)]
        return cls(pieces, [before[i] for i in rows], rows)
