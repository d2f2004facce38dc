"""Strokes: the bands, boxes and arcs of a flow as plotly shapes, in pixels moved down by as much as the canvas needs."""

from itertools import pairwise
from math import hypot
from typing import Any

from casekit.exhibits import theme
from casekit.exhibits.canvas import Point
from casekit.exhibits.placing import Box

BEND, ROUND = 32, 0.55  # an arc's corner in pixels, and how far its handles reach
TIP, BROAD = 14, 8  # an arrowhead's length, and half its breadth, in pixels at least

Shape = dict[str, Any]


def band(ports: list[Point], wide: float, down: float) -> Shape:
    """A band between two boxes, equally high everywhere; it runs straight through the stages that it passes."""
    upper = [(x, y + down) for x, y in ports]
    lower = [(x, y + wide) for x, y in reversed(upper)]
    path = f"M{_at(upper[0])}{_wave(upper)}L{_at(lower[0])}{_wave(lower)}Z"
    return _shape(path) | {"fillcolor": theme.LIGHT}


def block(box: Box, down: float, fill: str, edge: str) -> Shape:
    """A box with its fill, and a line round it where it is open."""
    corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
    path = "M" + "L".join(_at((x, y + down)) for x, y in corners) + "Z"
    return _shape(path, edge, 1.6 if edge else 0) | {"fillcolor": fill}


def arc(corners: list[Point], wide: float, down: float) -> Shape:
    """A black line with round corners that ends where its arrowhead begins."""
    points = [(x, y + down) for x, y in corners]
    points[-1] = _before(points[-1], points[-2], _tip(wide) - 1)
    last = len(points) - 2
    path = f"M{_at(points[0])}"
    for place in range(1, last + 1):
        before, corner, after = points[place - 1 : place + 2]
        rooms = (_far(before, corner) / (1 if place == 1 else 2), _far(corner, after) / (1 if place == last else 2))
        reach = min(BEND, *rooms)
        start, end = _before(corner, before, reach), _before(corner, after, reach)
        handles = (_before(corner, before, reach * (1 - ROUND)), _before(corner, after, reach * (1 - ROUND)))
        path += f"L{_at(start)}C{_at(handles[0])} {_at(handles[1])} {_at(end)}"
    return _shape(f"{path}L{_at(points[-1])}", theme.INK, round(wide, 1))


def head(corners: list[Point], wide: float, down: float) -> Shape:
    """The arrowhead that touches the box at which an arc arrives."""
    (x, y), (before, above) = corners[-1], corners[-2]
    far, half = _far(corners[-1], corners[-2]), max(BROAD, wide * 0.75 + 3)
    back, side = _before((x, y), (before, above), _tip(wide)), ((above - y) / far * half, (x - before) / far * half)
    ends = [(x, y), (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])]
    return _shape("M" + "L".join(_at((x, y + down)) for x, y in ends) + "Z") | {"fillcolor": theme.INK}


def _tip(wide: float) -> float:
    return max(TIP, wide * 0.8 + 3)


def _wave(points: list[Point]) -> str:
    """Curves between stages, straight lines through them, by turns."""
    text = ""
    for place, ((x, y), (after, below)) in enumerate(pairwise(points)):
        middle = (x + after) / 2
        curve = f"C{_at((middle, y))} {_at((middle, below))} {_at((after, below))}"
        text += f"L{_at((after, below))}" if place % 2 else curve
    return text


def _before(end: Point, start: Point, far: float) -> Point:
    """The point so far from `end` on the line to `start`."""
    share = far / max(_far(end, start), 1e-9)
    return end[0] + (start[0] - end[0]) * share, end[1] + (start[1] - end[1]) * share


def _far(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _at(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def _shape(path: str, colour: str = "", width: float = 0) -> Shape:
    line: Shape = {"width": width} | ({"color": colour} if colour else {})
    return {"type": "path", "path": path, "layer": "below", "line": line}
