"""Control charts: values by month or quarter against the usual range of their own phase, drawn phase by phase."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from casekit.exhibits import periods, theme
from casekit.exhibits.canvas import Canvas, Point, Scale, canvas, figure, room
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.phases import Mark, Phase, in_words, mean_words, phases, range_words, signals
from casekit.exhibits.placing import (
    AIR,
    HALF,
    LINE,
    Box,
    Words,
    along,
    beside,
    free,
    fullest,
    lifted,
    seated,
    stacked,
    width,
)

GROWTH = [step * 0.06 for step in range(6)]  # how much higher the axis may get for the words to find room
CARE = ((True, False), (True, True), (False, True))  # words clear of every line; the mean alone of phases that are over
DIAMOND, REACH = 17, 12  # a diamond's size, and half of its diagonal
CROWDED = 48  # from so many periods on the marks are smaller
DASHED = {"color": theme.GREY, "width": 1.3, "dash": "dash", "shape": "hvh"}
SHORT = {"dash": "4px,3px"}  # where a limit goes in steps
BAND = {"width": 0, "shape": "hvh"}
MEAN = {"color": theme.GREY, "width": 1.4}


@dataclass(frozen=True)
class Drawing:
    """What is drawn, where: the canvas, its two axes and the phases."""

    exhibit: Exhibit
    canvas: Canvas
    x: Scale
    y: Scale
    phases: list[Phase]
    signals: list[tuple[Mark, list[str]]]
    ends: list[Words]

    def points(self, marks: list[Mark]) -> list[Point]:
        """The pixels of periods and their numbers."""
        return [(self.x.at(place), self.y.at(value)) for place, value in marks]


def control_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The control chart as a plotly figure; the axis grows until all words stand free."""
    exhibit = periods.unprotected(exhibit)
    drawings = [_drawing(exhibit, growth, bare) for growth in GROWTH]
    tries = ((drawing, seated(_choices(drawing, *care))) for care in CARE for drawing in drawings)
    drawing, words = fullest(tries)
    for seat in words:
        seat.write(drawing.canvas)
    return figure(exhibit, drawing.canvas, _traces(drawing), _axes(drawing), bare)


def _drawing(exhibit: Exhibit, growth: float, bare: bool) -> Drawing:
    """The canvas with the breaks above it and the newest phase's words at its right end."""
    labels, parts = _labels(exhibit), phases(exhibit)
    lowest, highest = periods.reach(exhibit)
    up = Scale(lowest, lowest + (highest - lowest) * (1 + growth), 0, 1)
    ends = _ends(exhibit, parts[-1])
    left = theme.LEFT + width(theme.tick_words(up.ticks(), exhibit.unit)) + 8
    right = theme.RIGHT - width(line for _, lines in ends for line in lines) - 8
    signs = periods.signs(exhibit, labels, left, right)
    head = periods.head(signs)
    drawn = canvas(exhibit, left, right, room(exhibit, head), head, bare)
    periods.write_signs(drawn, signs, over=True)
    scales = Scale(-0.5, len(labels) - 0.5, left, right), Scale(up.low, up.high, drawn.bottom, drawn.top)
    written = _write_ends(drawn, ends, scales[1])
    return Drawing(exhibit, drawn, *scales, parts, signals(exhibit, parts, labels), written)


def _labels(exhibit: Exhibit) -> list[str]:
    return exhibit.frame[exhibit.label].cast(pl.String).to_list()


def _ends(exhibit: Exhibit, phase: Phase) -> list[tuple[float, list[str]]]:
    """Levels with their lines: the usual range at its upper limit, the mean at itself; or that there is none yet."""
    lines = range_words(exhibit, phase)
    if phase.limited:
        mean = (phase.line("mean")[-1][1], [mean_words(exhibit, phase)])
        return [(phase.line("high")[-1][1], lines), mean]
    return [(phase.points[-1][1] if phase.points else 0.0, lines)]


def _write_ends(drawn: Canvas, ends: list[tuple[float, list[str]]], up: Scale) -> list[Words]:
    middles = stacked([(up.at(level), len(lines)) for level, lines in ends], drawn.top, drawn.bottom)
    placed = [Words(tuple(lines), drawn.right + 8, y) for (_, lines), y in zip(ends, middles, strict=True)]
    for words in placed:
        words.write(drawn)
    return placed


def _choices(drawing: Drawing, clear: bool, short: bool) -> list[list[Words]]:
    """Where the words of each phase that is over may stand, then those of each signal, clear of marks and lines."""
    drawn, taken = drawing.canvas, _marks(drawing)
    field = Box(drawn.left + 2, drawn.top, drawn.right + AIR, drawn.bottom - 2)
    edges = [phase.line(column) for phase in drawing.phases for column in ("mean", "low", "high")]
    lines = [box for marks in edges for box in along(drawing.points(marks))]
    choices = [_around(drawing, phase, short) for phase in drawing.phases[:-1]]
    for mark, texts in drawing.signals:
        [spot] = drawing.points([mark])
        places = [(*beside(text, spot, REACH, theme.INK), *lifted(text, spot, REACH, theme.INK)) for text in texts]
        choices += [[words for row in places for words in row]] if texts else []
    return [free(row, field, taken, lines, clear) for row in choices]


def _marks(drawing: Drawing) -> list[Box]:
    """The ground that points, the lines between them, diamonds and breaks stand on."""
    drawn, found = drawing.canvas, [words.box for words in drawing.ends]
    for phase in drawing.phases:
        points = drawing.points(phase.points)
        found += [*along(points), *(Box(x - AIR, y - AIR, x + AIR, y + AIR) for x, y in points)]
        found.append(Box(drawing.x.at(phase.span[0]) - AIR, drawn.top, drawing.x.at(phase.span[0]), drawn.bottom))
    marks = [mark for mark, _ in drawing.signals]
    return found + [Box(x - REACH, y - REACH, x + REACH, y + REACH) for x, y in drawing.points(marks)]


def _around(drawing: Drawing, phase: Phase, short: bool) -> list[Words]:
    """Above its range or its points, below them; from its left end, or up to its right one."""
    if not phase.points:
        return []
    start, stop = (drawing.x.at(end) for end in phase.span)
    points = [y for _, y in drawing.points(phase.points)]
    limits = [y for column in ("low", "high") for _, y in drawing.points(phase.line(column))]
    edges = [y + way * AIR for y in points for way in (-1, 1)]
    tops, feet = [min(limits or edges), min(edges)], [max(limits or edges), max(edges)]
    found = []
    for top, foot in zip(tops, feet, strict=True):
        for lines in in_words(drawing.exhibit, phase, short):
            levels = (top - AIR - HALF - LINE * (len(lines) - 1), foot + AIR + HALF)
            sides = (start + 2 * AIR, max(stop - AIR - width(lines), start + AIR))
            found += [Words(tuple(lines), side, level) for level in levels for side in sides]
    return found


def _axes(drawing: Drawing) -> dict[str, Any]:
    up, drawn, places = drawing.y, drawing.canvas, drawing.y.ticks()
    words = theme.tick_words(places, drawing.exhibit.unit)
    across = periods.across(_labels(drawing.exhibit), drawn.left, drawn.right)
    return {"xaxis": across, "yaxis": {"range": [up.low, up.high], "tickvals": places, "ticktext": words}}


def _traces(drawing: Drawing) -> list[dict[str, Any]]:
    """The bands, limits and means, the diamonds, and over them the values, no line from one phase to the next."""
    parts = drawing.phases
    bands = [_line([phase.line("low") + phase.line("high")[::-1]], BAND) for phase in parts if phase.settled]
    steady = all(phase.steady for phase in parts if phase.limited)
    limits = [phase.line(column) for phase in parts for column in ("low", "high")]
    lines = [_line(limits, DASHED if steady else DASHED | SHORT), _line([phase.line("mean") for phase in parts], MEAN)]
    fills = [band | {"fill": "toself", "fillcolor": theme.WASH} for band in bands if band["x"]]
    return [*fills, *lines, *_diamonds(drawing), _values(drawing)]


def _line(runs: list[list[Mark]], style: dict[str, Any]) -> dict[str, Any]:
    return _joined(runs) | {"mode": "lines", "line": style, "hoverinfo": "skip"}


def _diamonds(drawing: Drawing) -> list[dict[str, Any]]:
    """The signals, open so that their points show."""
    rim = {"color": theme.SUBJ, "width": 2.2}
    marker = {"symbol": "diamond", "size": DIAMOND, "color": theme.WHITE, "line": rim}
    marks = _joined([[mark for mark, _ in drawing.signals]])
    return (
        [marks | {"mode": "markers", "marker": marker, "hoverinfo": "skip", "cliponaxis": False}]
        if drawing.signals
        else []
    )


def _values(drawing: Drawing) -> dict[str, Any]:
    exhibit, labels = drawing.exhibit, _labels(drawing.exhibit)
    values = _joined([run for phase in drawing.phases for run in phase.runs])
    size = 9 if len(labels) < CROWDED else 7
    shape = f":.{exhibit.digits}{'%' if exhibit.unit == '%' else 'f'}"
    hover = {
        "text": [None if x is None else labels[x] for x in values["x"]],
        "hovertemplate": f"%{{text}} %{{y{shape}}}<extra></extra>",
    }
    line = {"line": {"color": theme.SUBJ, "width": 2.4}, "marker": {"size": size, "color": theme.SUBJ}}
    return values | hover | line | {"mode": "lines+markers", "cliponaxis": False}


def _joined(runs: list[list[Mark]]) -> dict[str, Any]:
    """Runs of marks as one trace, a null between two."""
    marks = [mark for run in runs if run for mark in [*run, (None, None)]][:-1]
    return {"type": "scatter", "x": [x for x, _ in marks], "y": [y for _, y in marks]}
