"""Numbers and times in the words of a person."""

from __future__ import annotations

from datetime import UTC, datetime

from guard.types import Json

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def count(n: int, noun: str = "", plural: str = "") -> str:
    """1204 -> "1,204"; with a noun, "1 message", "1,204 messages"."""
    if not noun:
        return f"{n:,}"
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def share(part: int, whole: int) -> str:
    """Percentage that never rounds something to nothing, nor almost all to all."""
    if not whole or not part:
        return "0 %"
    percent = 100 * part / whole
    if percent < 0.01:
        return "under 0.01 %"
    text = f"{percent:.2f}" if percent < 1 or percent > 99 else f"{percent:.1f}"
    return "over 99.99 %" if part < whole and float(text) == 100 else f"{text.rstrip('0').rstrip('.')} %"


def duration(minutes: float) -> str:
    """40 -> "40 minutes"; 1500 -> "1 day 1 hour"; two units at most."""
    if minutes < 1:
        return "under a minute"
    whole = round(minutes)
    parts = [(whole // 1440, "day"), (whole // 60 % 24, "hour"), (whole % 60, "minute")]
    first = next(i for i, (n, _) in enumerate(parts) if n)
    return " ".join(count(n, unit) for n, unit in parts[first : first + 2] if n)


def moment(at: datetime) -> str:
    """2026-11-01T12:00Z -> "1 Nov 2026, 12:00 UTC". A time without a zone is taken as UTC."""
    at = utc(at)
    return f"{day(at)}, {at:%H:%M} UTC"


def day(at: datetime) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def utc(at: datetime) -> datetime:
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar, with a zone beyond it
        return at.replace(tzinfo=UTC)


def number(value: Json) -> float | None:
    """A finite number, or the length of a list; None for anything else."""
    if isinstance(value, list | tuple):
        return len(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < 1e15 else None  # also turns away nan and the infinities
