"""The one error that a user is meant to read: what happened, where, and the cure."""

from __future__ import annotations


class GuardError(Exception):
    """An expected failure, told in three parts.

    what   what is wrong, one sentence
    where  the place: file:line, or key and value
    cure   what the reader can do about it
    """

    exit_code = 3

    def __init__(self, what: str, where: str = "", cure: str = "") -> None:
        self.what, self.where, self.cure = what, where, cure
        super().__init__(what, where, cure)

    def __str__(self) -> str:
        parts = [self.what if not self.where else f"{self.where}: {self.what}"]
        if self.cure:
            parts.append(f"Cure: {self.cure}")
        return "\n".join(parts)


class UsageError(GuardError):
    """Wrong usage or configuration, found before any work was done (exit code 2)."""

    exit_code = 2
