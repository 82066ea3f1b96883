"""Bars and the score histogram as inline SVG.

Everything scales with the page: horizontal positions are percentages, text keeps its size, and margins are
the CSS padding of the `svg` element. Colours come from the style sheet, by class.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from guard.report.phrases import count
from guard.types import ACTIONS, Action

# The bands in which policy gives its verdicts; drawn here, decided there.
REVIEW, QUARANTINE = 0.5, 0.75
BANDS: tuple[tuple[Action, float, float], ...] = (
    ("pass", 0.0, REVIEW),
    ("review", REVIEW, QUARANTINE),
    ("quarantine", QUARANTINE, 1.0),
)
_HEIGHT = 190  # pixels of the plotting area
_HEADROOM = 26  # pixels above the tallest bar, for the names of the bands


def bar(value: int, largest: int, text: str, kind: str = "held") -> Markup:
    """One horizontal bar, `value` of `largest` wide; `text` says the same in words."""
    width = percent(value / largest if largest else 0)
    return Markup(
        '<svg class="bar" width="100%" height="14" role="img"><title>{}</title>'
        '<rect class="track" width="100%" height="14" rx="3"/>'
        '<rect class="fill {}" width="{}" height="14" rx="3"/></svg>'
    ).format(text, kind, width)


def split(parts: Sequence[tuple[str, int]], text: str) -> Markup:
    """One bar divided in proportion; parts are (class, count)."""
    total, at, out = sum(n for _, n in parts), 0, []
    for kind, n in parts:
        if n:
            shape = Markup('<rect class="fill {}" x="{}" width="{}" height="22"/>')
            out.append(shape.format(kind, percent(at / total), percent(n / total)))
        at += n
    return Markup(
        '<svg class="split" width="100%" height="22" role="img"><title>{}</title>'
        '<rect class="track" width="100%" height="22"/>{}</svg>'
    ).format(text, Markup("").join(out))


def histogram(bins: Mapping[Action, Sequence[int]]) -> Markup:
    """Conversations by score, one bar for each bin and verdict, on a logarithmic scale.

    Heights are proportional to log10(1 + count), so that 1 can be seen beside 10,000 and 0 is nothing.
    """
    largest = max((n for counts in bins.values() for n in counts), default=0)
    top = math.log10(1 + max(largest, 9))

    def height(n: int) -> float:
        return round((_HEIGHT - _HEADROOM) * math.log10(1 + n) / top, 1)

    out = [_band(action, low, high) for action, low, high in BANDS]
    out += [_gridline(10**e, _HEIGHT - height(10**e)) for e in range(round(top + 0.5)) if 10**e <= largest]
    size = max((len(counts) for counts in bins.values()), default=0)
    for i in range(size):
        drawn = [(a, bins[a][i]) for a in ACTIONS if i < len(bins.get(a, ())) and bins[a][i]]
        for place, (action, n) in enumerate(drawn):
            out.append(
                Markup(
                    '<rect class="fill {}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
                ).format(
                    action,
                    percent((i + 0.06 + 0.88 * place / len(drawn)) / size),
                    round(_HEIGHT - height(n), 1),
                    percent(0.88 / len(drawn) / size),
                    height(n),
                    f"score {i / size:.2f} to {(i + 1) / size:.2f}: {count(n)} {action}",
                )
            )
    for value in (0, 0.25, REVIEW, QUARANTINE, 1):
        tick = Markup('<text class="tick" x="{}" y="{}" text-anchor="middle">{:g}</text>')
        out.append(tick.format(percent(value), _HEIGHT + 18, value))
    return Markup(
        '<svg class="plot" width="100%" height="{}" role="img"><title>{}</title><desc>{}</desc>'
        '{}<line class="axis" x1="0" x2="100%" y1="{}" y2="{}"/>'
        '<text class="unit" x="-38" y="-12">conversations (logarithmic scale)</text>'
        '<text class="unit" x="50%" y="{}" text-anchor="middle">suspicion score</text></svg>'
    ).format(
        _HEIGHT + 68,
        "Conversations by suspicion score and verdict",
        "; ".join(f"{count(sum(bins.get(a, ())))} {a}" for a in ACTIONS),
        Markup("").join(out),
        *(_HEIGHT, _HEIGHT, _HEIGHT + 38),
    )


def _band(action: Action, low: float, high: float) -> Markup:
    dashes = Markup('<line class="threshold" x1="{0}" x2="{0}" y1="0" y2="{1}"/>')
    line = dashes.format(percent(low), _HEIGHT) if low else ""
    return Markup(
        '<rect class="band {0}" x="{1}" width="{2}" height="{3}"/>'
        '<text class="name {0}" x="{4}" y="15" text-anchor="middle">{0}</text>'
        "{5}"
    ).format(action, percent(low), percent(high - low), _HEIGHT, percent((low + high) / 2), line)


def _gridline(value: int, y: float) -> Markup:
    return Markup(
        '<line class="grid" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
        '<text class="tick" x="-6" y="{1}" text-anchor="end">{2}</text>'
    ).format(round(y, 1), round(y + 4, 1), count(value) if value < 100_000 else f"{value // 1000:,}k")


def percent(fraction: float) -> str:
    """A position or width for SVG: four significant places are finer than any screen."""
    return f"{100 * fraction:.3f}".rstrip("0").rstrip(".") + "%"
