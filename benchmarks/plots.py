"""Line plots as SVG files of our own, readable on light and on dark pages.

Panels stand side by side and share a scale from 0 to 1 upward; amounts stand at equal distances. A series
is drawn with a band where its runs differ. Colours follow the reader's scheme (prefers-color-scheme), which
works where a page shows the file as an image.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

Spread = tuple[float, float, float]  # mean, lowest, highest

_WIDTHS = (520, 250)  # of the plotting area of one panel, alone and beside others
_HEIGHT = 190
_LEFT, _TOP, _GAP, _LEGEND = 44, 64, 26, 20
_BOTTOM = 46
_STYLE = """
text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2933; }
.title { font-size: 14px; font-weight: 600; } .panel { font-weight: 600; } .tick, .unit { fill: #52606d; }
.grid { stroke: #d9e2ec; } .axis { stroke: #9aa5b1; }
polyline { fill: none; stroke-width: 2; stroke-linejoin: round; } .faint { stroke-width: 1; opacity: .45; }
.dashed { stroke-dasharray: 5 4; } polygon { stroke: none; opacity: .16; }
.one { stroke: #0b7a55; fill: #0b7a55; } .two { stroke: #2563c9; fill: #2563c9; }
.three { stroke: #c2570c; fill: #c2570c; } .four { stroke: #8b3fb8; fill: #8b3fb8; }
.grey { stroke: #7b8794; fill: #7b8794; } polyline.one, polyline.two, polyline.three, polyline.four,
polyline.grey { fill: none; }
@media (prefers-color-scheme: dark) {
text { fill: #e4e7eb; } .tick, .unit { fill: #9aa5b1; } .grid { stroke: #323f4b; } .axis { stroke: #616e7c; }
.one { stroke: #4fd1a5; fill: #4fd1a5; } .two { stroke: #7db0ff; fill: #7db0ff; }
.three { stroke: #ff9f5a; fill: #ff9f5a; } .four { stroke: #d59bf6; fill: #d59bf6; }
.grey { stroke: #9aa5b1; fill: #9aa5b1; } .faint { opacity: .4; }
polyline.one, polyline.two, polyline.three, polyline.four, polyline.grey { fill: none; }
}"""


@dataclass(frozen=True)
class Series:
    """values by amount; `style` are classes of the style sheet: a colour, and dashed or faint."""

    name: str
    style: str
    values: Mapping[int, Spread]


@dataclass(frozen=True)
class Panel:
    title: str
    series: Sequence[Series]


def exact(values: Mapping[int, float]) -> dict[int, Spread]:
    """Values without a spread."""
    return {amount: (value, value, value) for amount, value in values.items()}


def plot(title: str, unit: str, amounts: Sequence[int], panels: Sequence[Panel]) -> str:
    """The file's text. title: what is drawn upward; unit: what the amounts are."""
    legend = list(dict.fromkeys((one.name, one.style) for p in panels for one in p.series))
    across = _WIDTHS[len(panels) > 1]
    width = _LEFT + len(panels) * (across + _GAP)
    height = _TOP + _HEIGHT + _BOTTOM + _LEGEND * len(legend)
    inside = [f'<text class="title" x="8" y="22">{escape(title)}</text>']
    for number, panel in enumerate(panels):
        left = _LEFT + number * (across + _GAP)
        inside.append(f'<g transform="translate({left} {_TOP})">')
        inside += _frame(panel.title, unit, amounts, across, labels=number == 0)
        inside += [line for one in reversed(panel.series) for line in _drawn(one, amounts, across)]
        inside.append("</g>")
    for number, (name, style) in enumerate(legend):
        y = _TOP + _HEIGHT + _BOTTOM + _LEGEND * number + 6
        inside.append(f'<polyline class="{style}" points="{_LEFT},{y} {_LEFT + 28},{y}"/>')
        inside.append(f'<text x="{_LEFT + 36}" y="{y + 4}">{escape(name)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img"><title>{escape(title)}</title><style>{_STYLE}</style>\n'
        + "\n".join(inside)
        + "\n</svg>\n"
    )


def _frame(title: str, unit: str, amounts: Sequence[int], across: int, labels: bool) -> Iterator[str]:
    yield f'<text class="panel" x="0" y="-12">{escape(title)}</text>'
    for tenths in range(0, 11, 2):
        y = _y(tenths / 10)
        kind = "grid" if tenths else "axis"
        yield f'<line class="{kind}" x1="0" x2="{across}" y1="{y}" y2="{y}"/>'
        if labels:
            yield f'<text class="tick" x="-8" y="{y + 4}" text-anchor="end">{tenths / 10:g}</text>'
    for amount in amounts:
        x = _x(amount, amounts, across)
        yield f'<text class="tick" x="{x}" y="{_HEIGHT + 16}" text-anchor="middle">{amount}</text>'
    yield f'<text class="unit" x="{across / 2}" y="{_HEIGHT + 32}" text-anchor="middle">{escape(unit)}</text>'


def _drawn(series: Series, amounts: Sequence[int], across: int) -> Iterator[str]:
    known = [amount for amount in amounts if amount in series.values]
    colour = series.style.split()[0]
    upper = [f"{_x(n, amounts, across)},{_y(series.values[n][2])}" for n in known]
    lower = [f"{_x(n, amounts, across)},{_y(series.values[n][1])}" for n in reversed(known)]
    if upper != lower[::-1]:
        yield f'<polygon class="{colour}" points="{" ".join(upper + lower)}"/>'
    points = " ".join(f"{_x(n, amounts, across)},{_y(series.values[n][0])}" for n in known)
    yield f'<polyline class="{series.style}" points="{points}"/>'
    if "faint" not in series.style:
        for n in known:
            dot = f'cx="{_x(n, amounts, across)}" cy="{_y(series.values[n][0])}"'
            yield f'<circle class="{colour}" {dot} r="2.6"><title>{series.values[n][0]:.2f}</title></circle>'


def _x(amount: int, amounts: Sequence[int], across: int) -> float:
    step = across / len(amounts)
    return round(step * (amounts.index(amount) + 0.5), 1)


def _y(value: float) -> float:
    return round(_HEIGHT * (1 - value), 1)
