"""Which ids a reading has seen: a second one is refused, a missing one is made from the content."""

from __future__ import annotations

import hashlib

from guard.ingest.reasons import UnreadableError
from guard.types import Origin


class Ids:
    """The ids of one reading, kept as 12-byte digests (about 150 bytes of memory a row)."""

    def __init__(self) -> None:
        self._seen: dict[bytes, tuple[int, int]] = {}  # digest -> file number, line
        self._copies: dict[str, int] = {}  # made-up id -> how many identical rows so far
        self._files: list[str] = []

    def claim(self, given: str | None, raw: bytes, origin: Origin) -> str:
        """The id of a row from now on. Raises UnreadableError when an earlier row has it."""
        made = given if given is not None else self._made(raw)
        first = self._seen.setdefault(_digest(made), place := self._place(origin))
        if first is not place:
            where = f"{self._files[first[0]]}:{first[1]}"
            raise UnreadableError("duplicate_id", f"the id {made[:80]!r} was first seen in {where}")
        return made

    def _made(self, raw: bytes) -> str:
        """`h-` and 16 hex digits of the row's SHA-256; further identical rows get ~2, ~3 and so on."""
        base = f"h-{hashlib.sha256(raw).hexdigest()[:16]}"
        while True:
            copy = self._copies[base] = self._copies.get(base, 0) + 1
            made = base if copy == 1 else f"{base}~{copy}"
            if _digest(made) not in self._seen:  # else a row before has taken this very id for its own
                return made

    def _place(self, origin: Origin) -> tuple[int, int]:
        if not self._files or self._files[-1] != origin.file:
            self._files.append(origin.file)
        return len(self._files) - 1, origin.line


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8"), digest_size=12).digest()
