"""Painted: what a drawing puts where on its canvas, in pixels: its texts, fills and lines, in the order they are painted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import groupby, pairwise
from math import cos, pi, sin
from typing import Any, Literal

from casekit.exhibits import theme
from casekit.exhibits.canvas import LIFT, Point, Scale
from casekit.exhibits.placing import Box

BROAD = 6  # px: a rule from here on is a fill
TICKED, BARE, BESIDE = (
    23,
    13,
    4,
)  # px: from an axis to the middle of its words, with ticks and without; left of the plot
CORNERS = {"circle": 12, "square": 4, "diamond": 4}
BENDS = 8  # points in which a curve of a path is taken apart

Kind = Literal["shape", "fill", "band", "marker"]
Runs = list[list[Point]]


@dataclass(frozen=True)
class Text:
    """One line of words as written: what it covers, in which colour and size."""

    words: str
    box: Box
    colour: str
    size: float


@dataclass(frozen=True)
class Fill:
    """Ground covered with one colour: by a shape, a bar or pile, the band behind a line, or a marker for one value."""

    colour: str
    kind: Kind
    corners: list[Point]
    over: bool = False


@dataclass(frozen=True)
class Line:
    """A line through points with its look; a line of the plot is not seen outside it."""

    colour: str
    width: float
    dash: str
    runs: Runs
    inside: bool = False


@dataclass
class Painted:
    """Everything on a canvas; a later fill lies over an earlier one."""

    width: int
    height: int
    plot: Box
    texts: list[Text] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def painted(figure: dict[str, Any]) -> Painted:
    """What a drawing of ours, as plain lists, puts on its canvas."""
    layout = figure["layout"]
    x, y = _axis(layout, "xaxis", 0, layout["width"]), _axis(layout, "yaxis", layout["height"], 0)
    found = Painted(layout["width"], layout["height"], Box(x.start, y.end, x.end, y.start))
    shapes = layout.get("shapes", [])
    for shape in (one for one in shapes if one.get("layer") != "above"):
        _shape(found, shape, x, y)
    before: Runs = []
    for trace in figure["data"]:
        before = _bars(found, trace, x, y) if trace["type"] == "bar" else _trace(found, trace, x, y, before)
    for shape in (one for one in shapes if one.get("layer") == "above"):
        _shape(found, shape, x, y)
    found.texts += [*_notes(layout), *_ticks(layout, x, y)]
    return found


def _axis(layout: dict[str, Any], name: str, start: float, end: float) -> Scale:
    (low, high), (first, last) = layout[name]["range"], layout[name]["domain"]
    return Scale(low, high, start + first * (end - start), start + last * (end - start))


def _shape(found: Painted, shape: dict[str, Any], x: Scale, y: Scale) -> None:
    """A rule, which is a fill where it is broad; or a path on the axes with its fill or its line."""
    line = shape["line"]
    if shape["type"] == "line":
        (x0, x1), (y0, y1) = ([shape[f"{axis}{end}"] for end in (0, 1)] for axis in "xy")
        ends = [(x0 * found.width, (1 - y0) * found.height), (x1 * found.width, (1 - y1) * found.height)]
        if line["width"] >= BROAD:
            over = shape["layer"] == "above"
            found.fills.append(Fill(line["color"], "shape", _broad(ends, line["width"] / 2), over=over))
        else:
            found.lines.append(Line(line["color"], line["width"], line.get("dash", ""), [ends]))
        return
    points = [(x.at(across), y.at(up)) for across, up in _points(shape["path"])]
    if "fillcolor" in shape:
        found.fills.append(Fill(shape["fillcolor"], "shape", points))
    elif line["width"] >= BROAD:
        found.fills += [Fill(line["color"], "shape", _broad([*pair], line["width"] / 2)) for pair in pairwise(points)]
    else:
        found.lines.append(Line(line["color"], line["width"], "", [points]))


def _broad(ends: list[Point], half: float) -> list[Point]:
    """The corners of a straight rule that lies across or stands upright."""
    (x0, y0), (x1, y1) = ends
    aside, down = (half, 0.0) if abs(x1 - x0) < abs(y1 - y0) else (0.0, half)
    return [(x0 - aside, y0 - down), (x0 + aside, y0 + down), (x1 + aside, y1 + down), (x1 - aside, y1 - down)]


def _points(path: str) -> list[Point]:
    """The corners of a path of M, L, C and Z, its curves as short straight pieces."""
    found: list[Point] = []
    for letter, places in re.findall(r"([MLC])([^MLCZ]*)", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", places)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        found += points if letter != "C" else [_bent([found[-1], *points], at / BENDS) for at in range(1, BENDS + 1)]
    return found


def _bent(points: list[Point], t: float) -> Point:
    """The point at a share of the way along a curve with four points."""
    parts = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    x, y = (sum(part * point[way] for part, point in zip(parts, points, strict=True)) for way in (0, 1))
    return x, y


def _bars(found: Painted, trace: dict[str, Any], x: Scale, y: Scale) -> Runs:
    """Each bar from its foot to its end, at its place."""
    across = trace.get("orientation") == "h"
    places, values = (trace["y"], trace["x"]) if across else (trace["x"], trace["y"])
    marker, half = trace["marker"], trace["width"] / 2
    feet, colours = _each(trace.get("base", 0), len(values)), _each(marker["color"], len(values))
    for place, value, foot, colour in zip(places, values, feet, colours, strict=True):
        if value is None or foot is None:
            continue
        ends = [(foot, place - half), (foot + value, place - half), (foot + value, place + half), (foot, place + half)]
        corners = [(x.at(one), y.at(other)) if across else (x.at(other), y.at(one)) for one, other in ends]
        found.fills.append(Fill(colour, "fill", corners))
    return []


def _trace(found: Painted, trace: dict[str, Any], x: Scale, y: Scale, before: Runs) -> Runs:
    """The ground under a line, the line and its markers; its points come back, to which the next may be filled."""
    runs = [[(x.at(one), y.at(other)) for one, other in run] for run in _runs(trace)]
    line, marker = trace.get("line", {}), trace.get("marker", {})
    stepped = [_stepped(run, line.get("shape", "")) for run in runs]
    if "fillcolor" in trace:
        kind: Kind = "fill" if trace["fill"] == "tozeroy" else "band"
        foot = y.at(0)
        ends = {"tonexty": before[0][::-1] if before else []}
        for run in stepped:
            closed = ends.get(trace["fill"], [(run[-1][0], foot), (run[0][0], foot)] if kind == "fill" else [])
            found.fills.append(Fill(trace["fillcolor"], kind, [*run, *closed]))
    if "lines" in trace["mode"] and line.get("width", 2):
        found.lines.append(Line(line["color"], line.get("width", 2), line.get("dash", ""), stepped, True))
    if "markers" in trace["mode"]:
        found.fills += _markers(marker, [point for run in runs for point in run])
    return stepped


def _runs(trace: dict[str, Any]) -> Runs:
    pairs = zip(trace["x"], trace["y"], strict=True)
    parted = groupby(pairs, key=lambda pair: None in pair)
    return [list(run) for blank, run in parted if not blank]


def _stepped(run: list[Point], shape: str) -> list[Point]:
    """The corners of steps: across first and then up, or half across, up, and across."""
    found = run[:1]
    for (x0, y0), (x1, y1) in pairwise(run):
        middle = x1 if shape == "hv" else (x0 + x1) / 2
        found += [(middle, y0), (middle, y1)] if shape else []
        found.append((x1, y1))
    return found


def _markers(marker: dict[str, Any], points: list[Point]) -> Iterator[Fill]:
    symbol = marker.get("symbol", "circle")
    count, turned = CORNERS[symbol], pi / 4 if symbol == "square" else 0.0
    reach = marker["size"] / 2 * (1.41 if symbol != "circle" else 1)
    angles = [turned + 2 * pi * place / count for place in range(count)]
    for (x, y), colour in zip(points, _each(marker["color"], len(points)), strict=False):
        corners = [(x + reach * cos(angle), y + reach * sin(angle)) for angle in angles]
        yield Fill(colour, "marker", corners)


def _notes(layout: dict[str, Any]) -> Iterator[Text]:
    """The title and every annotation."""
    if "title" in layout:
        words = layout["title"]["text"].removeprefix("<b>").removesuffix("</b>")
        y = (1 - layout["title"]["y"]) * layout["height"]
        yield _text(words, theme.LEFT, y, "left", theme.INK, theme.TITLE)
    for note in layout["annotations"]:
        font, side = note.get("font", {}), note.get("xanchor", "left")
        size = font.get("size", theme.TEXT)
        yield _text(note["text"], note["xshift"], LIFT - note["yshift"], side, font.get("color", theme.TEXT2), size)


def _ticks(layout: dict[str, Any], x: Scale, y: Scale) -> Iterator[Text]:
    below = TICKED if layout["xaxis"].get("ticks") else BARE
    for axis, side in ((layout["xaxis"], "center"), (layout["yaxis"], "right")):
        size = axis.get("tickfont", {}).get("size", theme.TEXT)
        for value, words in zip(axis.get("tickvals", []), axis.get("ticktext", []), strict=True):
            at = (x.at(value), y.start + below) if side == "center" else (x.start - BESIDE, y.at(value))
            yield _text(words, *at, side, theme.TEXT2, size)


def _text(words: str, x: float, y: float, side: str, colour: str, size: float) -> Text:
    told = unescape(words)
    wide = theme.ems(told) * size
    left = {"left": x, "right": x - wide, "center": x - wide / 2}[side]
    return Text(told, Box(left, y - size / 2, left + wide, y + size / 2), colour, size)


def _each(value: Any, count: int) -> list[Any]:
    return value if isinstance(value, list) else [value] * count
