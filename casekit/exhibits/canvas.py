"""The canvas: where title, rows, columns, axes and source stand, in pixels from the top left corner."""

from dataclasses import dataclass, field
from html import escape
from math import ceil, floor
from typing import Any, Literal

from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit

Side = Literal["left", "right", "center"]
Point = tuple[float, float]

LIFT = 2  # plotly sets Chinese words a little below their middle
HEAD = 34  # a row of column headings above the plot
FOOT = 37  # tick words below the plot, before the first source line


@dataclass
class Canvas:
    """The plot's box and the words and lines placed so far; `left`, `right`, `top` and `bottom` bound the plot."""

    left: float
    right: float
    top: float
    bottom: float
    height: float
    notes: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)

    def write(self, words: str, x: float, y: float, colour: str = theme.INK, side: Side = "left") -> None:
        """Place one line of words with its middle at `y`; `side` says which end of it stands at `x`."""
        note: dict[str, Any] = {"text": escape(words, quote=False), "xshift": round(x), "yshift": LIFT - round(y)}
        note |= {"xanchor": side} if side != "left" else {}
        self.notes.append(note | ({"font": {"color": colour}} if colour != theme.TEXT2 else {}))

    def rule(self, start: Point, end: Point, colour: str, width: float, dash: str = "", over: bool = False) -> None:
        """Draw a straight line between two points, under the marks or over them."""
        line: dict[str, Any] = {"color": colour, "width": width} | ({"dash": dash} if dash else {})
        (x0, y0), (x1, y1) = start, end
        at = {"x0": x0 / theme.WIDTH, "x1": x1 / theme.WIDTH, "y0": 1 - y0 / self.height, "y1": 1 - y1 / self.height}
        self.shapes.append(
            {"type": "line", "xref": "paper", "yref": "paper", "layer": "above" if over else "below", "line": line} | at
        )


@dataclass(frozen=True)
class Scale:
    """An axis: the numbers at its two ends, and the pixels where these stand."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel where a number stands."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, most: int = 5) -> list[float]:
        """Round steps between the two ends, at most one more than `most`."""
        step = [*theme.ticks(self.high - self.low, most), self.high - self.low][1]
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [round(step * place, 10) for place in range(first, last + 1)]


def canvas(exhibit: Exhibit, left: float, right: float, tall: float, head: float, bare: bool) -> Canvas:
    """A canvas with a plot `tall` pixels high; bare leaves out title, subtitle and source and is that much shorter."""
    opening, closing = [], []
    if not bare:
        opening, closing = subtitle(exhibit), [line for line in (exhibit.source, exhibit.note) if line]
    top = head + (8 if bare else 57 + 28 * len(opening) + 14)
    bottom = top + tall
    height = bottom + FOOT + (4 if bare else 27 * len(closing) + 6)
    drawn = Canvas(left, right, top, bottom, height)
    for place, line in enumerate(opening):
        drawn.write(line, theme.LEFT, 71 + 28 * place, theme.TEXT2)
    for place, line in enumerate(reversed(closing)):
        drawn.write(line, theme.LEFT, height - 20 - 27 * place, theme.TEXT2)
    return drawn


def room(exhibit: Exhibit, head: float, bare: bool = False) -> float:
    """How high the plot may be for the whole to stand on the usual 900 × 500."""
    lines = 1 + bool(exhibit.note)
    return theme.HEIGHT - (head + 57 + 28 * len(subtitle(exhibit)) + 14) - FOOT - 27 * lines - 6


def subtitle(exhibit: Exhibit) -> list[str]:
    """The subtitle in one line, or in two or more where one would pass the right edge."""
    if theme.ems(exhibit.subtitle) * theme.TEXT <= theme.RIGHT - theme.LEFT:
        return [exhibit.subtitle]
    return [*_lines(theme.opened(exhibit.measure) + ("," if exhibit.language == "en" else "，")), exhibit.population]


def _lines(text: str) -> list[str]:
    """The text in as few lines as the page is wide enough for; English breaks between words."""
    joint = " " if " " in text else ""
    lines = [""]
    for part in text.split() if joint else text:
        longer = lines[-1] + joint * bool(lines[-1]) + part
        if theme.ems(longer) * theme.TEXT > theme.RIGHT - theme.LEFT:
            lines.append(part)
        else:
            lines[-1] = longer
    return lines


def figure(exhibit: Exhibit, drawn: Canvas, traces: list[dict[str, Any]], axes: dict[str, Any], bare: bool) -> Any:
    """The plotly figure of what stands on the canvas; traces are numbered, so that two drawings are the same."""
    import plotly.graph_objects as go

    across = [drawn.left / theme.WIDTH, drawn.right / theme.WIDTH]
    up = [1 - drawn.bottom / drawn.height, 1 - drawn.top / drawn.height]
    axes["xaxis"] |= {"domain": across}
    axes["yaxis"] |= {"domain": up}
    layout: dict[str, Any] = {
        "template": theme.TEMPLATE,
        "width": theme.WIDTH,
        "height": round(drawn.height),
        "annotations": drawn.notes,
        "shapes": drawn.shapes,
    }
    if not bare:
        layout["title"] = {"text": f"<b>{escape(exhibit.finding, quote=False)}</b>", "y": 1 - 40 / drawn.height}
    named = [trace | {"uid": f"{exhibit.name}-{place}"} for place, trace in enumerate(traces)]
    return go.Figure({"data": named, "layout": layout | axes})
