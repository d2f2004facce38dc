"""Sides: three shares of one whole as a strip, and below it how far apart those on either side are, a bar a step."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from casekit.exhibits import theme
from casekit.exhibits.canvas import Canvas, canvas, figure, room
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.placing import width
from casekit.measures.measure import FEW

AIR, STRIP, GAP, LINE = 12, 38, 4, 28  # px: over the strip, its height, between its parts, a line of words
INSET, OVER = (
    26,
    16,
)  # px: beside the bars, so that the words of the outer ones fit; from a bar to the middle of its number
BAR, THICK = 0.72, 56  # of a step's breadth; the thickest bar
HEAD = AIR + STRIP + 2 * LINE
FILLS = (theme.MID, theme.PALE, theme.SUBJ)

Row = tuple[str, float | None]


@dataclass(frozen=True)
class Bars:
    """The bars of one side as drawn: the place of the first, their words and counts (null where protected)."""

    start: int
    rows: list[Row]
    colour: str


def distance_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The strip and the bars as a plotly figure; the place between both sides is empty but for a dotted line."""
    drawn = canvas(exhibit, theme.LEFT + INSET, theme.RIGHT - INSET, room(exhibit, HEAD), HEAD, bare)
    _draw_strip(exhibit, drawn.top - HEAD + AIR, drawn)
    left, right = (_rows(exhibit, exhibit.names[place]) for place in (0, 2))
    sides = [Bars(0, left, FILLS[0]), Bars(len(left) + 1, right, FILLS[2])]
    step = (drawn.right - drawn.left) / (len(left) + len(right) + 1)
    tall, lift = drawn.bottom - drawn.top, _lift([count for _, count in left + right], step)
    scale = (tall - 2 * OVER - lift) / (max((count or 0 for _, count in left + right), default=0) or 1)
    middle = drawn.left + (len(left) + 0.5) * step
    drawn.write(exhibit.heading, middle, drawn.top - LINE / 2, theme.TEXT2, "center")
    drawn.rule((middle, drawn.top), (middle, drawn.bottom), theme.INK, 1.4, "dot")
    for side in sides:
        _write_counts(drawn, side, step, scale, lift)
    words = [*(label for label, _ in left), "", *(label for label, _ in right)]
    traces = [_trace(side, min(BAR, THICK / step)) for side in sides if side.rows]
    return figure(exhibit, drawn, traces, _axes(words, tall / scale, step), bare)


def _draw_strip(exhibit: Exhibit, top: float, drawn: Canvas) -> None:
    """The strip with its words: those of the ends under it, those of the middle on it where they fit.

    Where a part is protected there are no shares, and the strip is empty.
    """
    assert exhibit.beside is not None
    counts = [None if few else count for count, few in exhibit.beside.select("count", "hidden").iter_rows()]
    whole = 0 if None in counts else sum(count or 0 for count in counts)
    spans = [(count or 0) / whole * (theme.RIGHT - theme.LEFT) if whole else 0.0 for count in counts]
    y, below, x = top + STRIP / 2, top + STRIP + LINE / 2 + GAP, float(theme.LEFT)
    if not whole:
        drawn.rule((x, y), (theme.RIGHT, y), theme.WASH, STRIP)
    for fill, wide in zip(FILLS, spans, strict=True):
        end = x + wide - GAP * (x + wide < theme.RIGHT - 1)
        if wide:
            drawn.rule((x, y), (max(end, x + 2), y), fill, STRIP)
        x += wide
    texts = [_words(exhibit, name, count, whole) for name, count in zip(exhibit.names, counts, strict=True)]
    fits = spans[1] > width([texts[1]]) + 2 * GAP
    room = [theme.LEFT + width([texts[0]]) + AIR, theme.RIGHT - width([texts[2]]) - AIR]
    half, center = width([texts[1]]) / 2, (theme.LEFT + theme.RIGHT) / 2
    middle = theme.LEFT + spans[0] + spans[1] / 2 if fits else min(max(center, room[0] + half), room[1] - half)
    drawn.write(texts[0], theme.LEFT, below)
    drawn.write(texts[1], middle, y if fits else below, theme.INK, "center")
    drawn.write(texts[2], theme.RIGHT, below, theme.INK, "right")


def _words(exhibit: Exhibit, name: str, count: float | None, whole: float) -> str:
    """`轻于建议 9.2%（34人）`; without its share where all are few, ＊ where protected."""
    if count is None:
        return f"{name} ＊"
    counted = theme.number(count) + exhibit.unit
    share = theme.number(count / whole, exhibit.digits, percent=True) if whole >= FEW else ""
    return f"{name} {share}%{theme.bracketed(counted, exhibit.language)}" if share else f"{name} {counted}"


def _rows(exhibit: Exhibit, side: str) -> list[Row]:
    hidden = pl.col(exhibit.hidden) if exhibit.hidden else pl.lit(False)
    own = exhibit.frame.filter(pl.col(str(exhibit.series)) == side)
    return own.select(exhibit.label, value=pl.when(~hidden).then(exhibit.value)).rows()


def _lift(counts: list[float | None], step: float) -> float:
    """How much higher every second number stands where numbers are wider than a step; over both its neighbours then."""
    return LINE if width([_count(count) for count in counts]) + GAP > step else 0


def _write_counts(drawn: Canvas, side: Bars, step: float, scale: float, lift: float) -> None:
    """Each bar's number over it; where nobody is, none."""
    counts = [count or 0 for _, count in side.rows]
    for place, (_, count) in enumerate(side.rows):
        if count != 0:
            lifted = lift * (place % 2)
            highest = max(counts[max(place - 1, 0) : place + 2]) if lifted else counts[place]
            x, y = drawn.left + (side.start + place + 0.5) * step, drawn.bottom - highest * scale - OVER - lifted
            drawn.write(_count(count), x, y, theme.INK, "center")


def _count(count: float | None) -> str:
    return "＊" if count is None else theme.number(count)


def _trace(side: Bars, broad: float) -> dict[str, Any]:
    places = list(range(side.start, side.start + len(side.rows)))
    texts = [f"{label} {_count(count)}" for label, count in side.rows]
    bar = {"type": "bar", "x": places, "y": [count for _, count in side.rows], "width": broad, "text": texts}
    return bar | {"textposition": "none", "hovertemplate": "%{text}<extra></extra>", "marker": {"color": side.colour}}


def _axes(words: list[str], highest: float, step: float) -> dict[str, Any]:
    """A foot with the words of every step, or where they would meet of every second one, from either end inwards."""
    apart, half = 1 if width(words) + AIR < step else 2, words.index("")
    inward = [place if place < half else len(words) - 1 - place for place in range(len(words))]
    kept = [place for place, word in enumerate(words) if word and inward[place] % apart == 0]
    across = {"range": [-0.5, len(words) - 0.5], "tickvals": kept, "ticktext": [words[place] for place in kept]}
    foot = {"showline": True, "linecolor": theme.GREY, "linewidth": 1.2, "anchor": "y"}
    return {"xaxis": across | foot, "yaxis": {"range": [0, highest], "tickvals": [], "ticktext": []}}
