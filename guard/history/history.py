"""A trusted history: its state, from conversations and from a directory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from guard.history.archive import Archive
from guard.history.build import learn
from guard.history.state import State

if TYPE_CHECKING:
    from guard.corpus import Corpus


@dataclass(frozen=True)
class History(State):
    """What scans are given. `History(encoder)`, with the encoder's fingerprint, is an empty one."""

    @classmethod
    def load(cls, path: str | Path, encoder: str | None = None) -> Self:
        """The history in a directory.

        Raises UsageError when there is none, when another version wrote it, or when its vectors are not
        those of the `encoder` (a fingerprint); GuardError when it is damaged.
        """
        state = Archive(path).load()
        if encoder is not None:
            state.require(encoder, str(path))
        return cls(**vars(state))

    def save(self, path: str | Path) -> None:
        """Write it as a part of a directory, which is made if needed, whole or not at all.

        Raises UsageError when the directory has a part with some of the same conversations, or vectors of
        another encoder; GuardError when the disk refuses.
        """
        Archive(path).put(self)

    def add(self, corpus: Corpus) -> Self:
        """This, and those conversations of a corpus that it has not seen yet."""
        return self.merge(learn(corpus, self.encoder, self.seen))
