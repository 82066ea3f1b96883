"""Messages of a campaign on a time axis, as inline SVG.

All times are in UTC. Dots are strokes of no length with round ends in one path: a few bytes each, round at
every width of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from guard.report.charts import percent
from guard.report.phrases import count, day, moment, utc

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 7, *(14 * 2**power for power in range(18)))),
)
_TICKS = 5  # at most, so that labels do not touch on a telephone
_COLUMNS, _DOTS = 500, 600  # dots closer than one column are one dot; more than this are thinned out
_LANE = 28  # pixels of a lane
_ROW, _LOWEST, _HIGHEST = 14, 28, 130  # pixels of an account's row, and of the whole accounts chart


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of time; first and last are seconds since 1970, never equal."""

    first: float
    last: float

    @classmethod
    def over(cls, times: Iterable[datetime]) -> Scale:
        """The scale of at least one time, with a little air at both ends."""
        seconds = [_seconds(at) for at in times]
        first, last = min(seconds), max(seconds)
        air = max((last - first) * 0.03, 30.0)
        return cls(max(first - air, _seconds(datetime.min)), min(last + air, _seconds(datetime.max)))

    def place(self, at: datetime) -> float:
        return (_seconds(at) - self.first) / (self.last - self.first)

    def ticks(self) -> list[datetime]:
        step = next(s for s in _STEPS if (self.last - self.first) / s <= _TICKS)
        first = int(-(-self.first // step))
        return [_EPOCH + timedelta(seconds=n * step) for n in range(first, int(self.last // step) + 1)]


def axis(scale: Scale) -> Markup:
    """Tick labels under a lane or chart: the hour, and the day where it changes."""
    out, shown = [], ""
    hours = scale.last - scale.first < 3 * _DAY
    for at in scale.ticks():
        date, _, year = day(at).rpartition(" ")
        upper, lower = (f"{at:%H:%M:%S}".removesuffix(":00"), date) if hours else (date, year)
        x = percent(scale.place(at))
        out.append(Markup('<line class="axis" x1="{0}" x2="{0}" y1="0" y2="4"/>').format(x))
        for y, label in ((17, upper), (31, lower if lower != shown else "")):
            text = Markup('<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>')
            out.append(text.format(x, y, label))
        shown = lower
    return Markup(
        '<svg class="timeaxis" width="100%" height="36" aria-hidden="true">'
        '<line class="axis" x1="0" x2="100%" y1="0" y2="0"/>{}</svg>'
    ).format(Markup("").join(out))


def lane(times: Sequence[datetime], scale: Scale, name: str) -> Markup:
    """One row of dots, one for each message."""
    grid = _grid(scale)
    dots = _dots([(scale.place(at), 0.5) for at in times], _LANE)
    text = f"{name}: {count(len(times), 'message')}, {_stretch(times)}"
    return Markup(
        '<svg class="lane" width="100%" height="{0}" role="img"><title>{1}</title>{2}'
        '<line class="grid" x1="0" x2="100%" y1="{3}" y2="{3}"/>{4}</svg>'
    ).format(_LANE, text, grid, _LANE / 2, dots)


def accounts(messages: Sequence[tuple[str | None, datetime]], scale: Scale) -> Markup:
    """One dot for each message; a row for each account, in order of its first message, from below.

    Many accounts with one message each rise as a line; one account with many messages is a flat row.
    """
    rows: dict[str | None, int] = {}
    ordered = sorted(messages, key=lambda m: (_seconds(m[1]), m[0] or ""))
    for account, _ in ordered:
        rows.setdefault(account, len(rows))
    top = max(len(rows) - 1, 1)
    height = min(max(_ROW * top, _LOWEST), _HIGHEST)
    dots = [(scale.place(at), 1 - rows[account] / top if len(rows) > 1 else 0.5) for account, at in ordered]
    last = Markup('<text class="tick" x="-8" y="4" text-anchor="end">{}</text>')
    text = f"{count(len(messages), 'message')} from {count(len(rows), 'account')}"
    return Markup(
        '<svg class="plot accounts" width="100%" height="{}" role="img"><title>{}</title><desc>{}</desc>{}'
        '<text class="tick" x="-8" y="{}" text-anchor="end">1</text>{}{}</svg>'
    ).format(
        height + 16,
        f"{text} over time",
        f"{text}, {_stretch([at for _, at in ordered])}",
        _grid(scale),
        height + 4 if len(rows) > 1 else height // 2 + 4,
        last.format(count(len(rows))) if len(rows) > 1 else "",
        _dots(dots, height),
    )


def sparkline(values: Sequence[float]) -> Markup:
    """A small rising line of cumulative counts, from zero."""
    top, last = max(*values, 1), max(len(values) - 1, 1)
    steps = max(1, len(values) // _COLUMNS)
    points = " ".join(
        f"{120 * i / last:.1f},{23 - 20 * values[i] / top:.1f}" for i in range(0, len(values), steps)
    )
    return Markup(
        '<svg class="spark" width="124" height="26" viewBox="-2 0 124 26" role="img"><title>{}</title>'
        '<polyline points="{}"/></svg>'
    ).format(f"grew from {values[0]:,g} to {values[-1]:,g} messages", points)


def _dots(places: Sequence[tuple[float, float]], height: int) -> Markup:
    cells = sorted({(round(x * _COLUMNS), round(y * height)) for x, y in places})
    kept = cells[:: -(-len(cells) // _DOTS)] if cells else []
    path = "".join(f"M{x} {y}h0" for x, y in kept)
    return Markup(
        '<svg class="dots" width="100%" height="{0}" viewBox="0 0 {1} {0}" preserveAspectRatio="none">'
        '<path d="{2}"/></svg>'
    ).format(height, _COLUMNS, path)


def _grid(scale: Scale) -> Markup:
    line = Markup('<line class="grid" x1="{0}" x2="{0}" y1="0" y2="100%"/>')
    return Markup("").join(line.format(percent(scale.place(at))) for at in scale.ticks())


def _stretch(times: Sequence[datetime]) -> str:
    return f"from {moment(min(times, key=_seconds))} to {moment(max(times, key=_seconds))}"


def _seconds(at: datetime) -> float:
    return (utc(at) - _EPOCH).total_seconds()
