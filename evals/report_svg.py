"""Small line drawings for the report: SVG inside the page, readable in black and white and on paper."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 300, 230, 46, 36, 22, 12
_TICKS = 4
_Points = Sequence[tuple[float, float]]


def calibration_svg(entry: Mapping[str, Any]) -> str:
    """What was said against what turned out true, with the diagonal; the area of a dot grows with its n."""
    bins = [(float(item["p"]), float(item["share"]), int(item["n"])) for item in entry.get("bins", ())]
    most = max((n for _, _, n in bins), default=1)
    frame = _Frame(0, 1, 0, 1)
    dots = "".join(
        f'<circle cx="{frame.x(p):.1f}" cy="{frame.y(share):.1f}" r="{2 + 5 * (n / most) ** 0.5:.1f}">'
        f"<title>said {p:.2f}, true {share:.2f}, n = {n}</title></circle>"
        for p, share, n in bins
    )
    body = frame.line([(0, 0), (1, 1)], "guide") + frame.line([(p, share) for p, share, _ in bins], "line") + dots
    name = str(entry.get("name", "calibration"))
    n = sum(n for _, _, n in bins)
    return frame.drawing(f"{name}, n = {n}", "said", "true", body)


def curve_svg(entry: Mapping[str, Any]) -> str:
    """A line of points; the axes begin at 0 when the values do not go below it."""
    points = [(float(x), float(y)) for x, y in entry.get("points", ())]
    xs, ys = [x for x, _ in points] or [0.0, 1.0], [y for _, y in points] or [0.0, 1.0]
    frame = _Frame(min(0.0, *xs), _top(xs), min(0.0, *ys), _top(ys))
    dots = "".join(f'<circle cx="{frame.x(x):.1f}" cy="{frame.y(y):.1f}" r="1.6"/>' for x, y in points)
    body = frame.line(points, "line") + dots
    return frame.drawing(str(entry.get("name", "")), str(entry.get("x", "")), str(entry.get("y", "")), body)


def _top(values: Sequence[float]) -> float:
    """1 for shares of which some are large, otherwise a little above the largest."""
    most = max(values)
    if 0.5 < most <= 1:
        return 1.0
    return most * 1.05 if most > 0 else 1.0


class _Frame:
    """The axes of one drawing: from values to places, in pixels."""

    def __init__(self, left: float, right: float, low: float, high: float) -> None:
        self._left, self._right = left, right if right > left else left + 1
        self._low, self._high = low, high if high > low else low + 1

    def x(self, value: float) -> float:
        share = (value - self._left) / (self._right - self._left)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        share = (value - self._low) / (self._high - self._low)
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)

    def line(self, points: _Points, kind: str) -> str:
        """A polyline, or nothing for fewer than two points."""
        if len(points) < 2:
            return ""
        places = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        return f'<polyline class="{kind}" points="{places}"/>'

    def drawing(self, title: str, across: str, up: str, body: str) -> str:
        """The whole drawing with its title, axes and ticks."""
        floor, ceiling, end = HEIGHT - BOTTOM, TOP, WIDTH - RIGHT
        parts = [f'<svg role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">']
        parts.append(f"<title>{escape(title)}</title>")
        parts.append(f'<text class="name" x="{LEFT}" y="13">{escape(_short(title))}</text>')
        parts.append(f'<path class="axis" d="M{LEFT} {ceiling}V{floor}H{end}"/>')
        for step in range(_TICKS + 1):
            share = step / _TICKS
            across_value = self._left + share * (self._right - self._left)
            up_value = self._low + share * (self._high - self._low)
            at_x, at_y = self.x(across_value), self.y(up_value)
            parts.append(f'<text class="tick" x="{at_x:.1f}" y="{floor + 13}" text-anchor="middle">')
            parts.append(f"{_number(across_value)}</text>")
            parts.append(f'<text class="tick" x="{LEFT - 5}" y="{at_y + 3:.1f}" text-anchor="end">')
            parts.append(f"{_number(up_value)}</text>")
        parts.append(f'<text class="tick" x="{end}" y="{HEIGHT - 6}" text-anchor="end">{escape(across)}</text>')
        parts.append(f'<text class="tick" x="10" y="{ceiling + 4}" transform="rotate(-90 10 {ceiling + 4})" ')
        parts.append(f'text-anchor="end">{escape(up)}</text>')
        return "".join([*parts, body, "</svg>"])


def _short(text: str, limit: int = 46) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _number(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:,.0f}".replace(",", " ")
