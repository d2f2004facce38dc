"""Loops: ways that lead back, as arcs over or under the boxes of a flow, with their words outside them."""

from collections.abc import Iterable
from dataclasses import dataclass

from casekit.exhibits import theme
from casekit.exhibits.canvas import Point
from casekit.exhibits.placing import LINE, Box, width
from casekit.exhibits.stages import Stages, Way, thick

RISE, AIR = 36, 8  # px: from what lies under an arc to the arc, and around words
STUB, TIP, NEXT = (
    14,
    10,
    8,
)  # px: how far an arc stands off a box that it leaves sideways, more with its head, and the next
NARROW = 2.4  # the thinnest arc

Leg = tuple[int, str]  # the number of a way, and `leaves` or `comes`


@dataclass(frozen=True)
class Lane:
    """A way back: its words, its width, its side (-1 above the boxes, 1 below), and its place there, 0 the innermost."""

    way: Way
    lines: tuple[str, ...]
    wide: float
    side: int
    place: int


@dataclass(frozen=True)
class Loop:
    """An arc: the corners of its way from box to box, and its words: their middle, and the height of each line."""

    lane: Lane
    corners: list[Point]
    middle: float
    heights: list[float]

    @property
    def ground(self) -> Box:
        """What the arc's outer line and its words cover."""
        reach, across = width(self.lane.lines) / 2, [x for x, _ in self.corners]
        edges = [height + end * LINE / 2 for height in self.heights for end in (-1, 1)]
        line = max(self.lane.side * y for _, y in self.corners) * self.lane.side
        left, right = min(*across, self.middle - reach), max(*across, self.middle + reach)
        return Box(left - AIR, min(*edges, line), right + AIR, max(*edges, line))


def loops(ways: list[Way], said: list[tuple[str, ...]], made: Stages) -> list[Loop]:
    """Every way back as an arc that crosses no box, the shortest innermost, shared out above and below."""
    lanes = _lanes(ways, said, made)
    legs, drawn = _legs(lanes, made), dict[int, Loop]()
    for number in sorted(range(len(lanes)), key=lambda number: lanes[number].place):
        inner = [loop.ground for loop in drawn.values() if loop.lane.side == lanes[number].side]
        drawn[number] = _loop(number, lanes, legs, made.covered, inner)
    return [drawn[number] for number in range(len(lanes))]


def _lanes(ways: list[Way], said: list[tuple[str, ...]], made: Stages) -> list[Lane]:
    """Each way on the side where its boxes lie open, or where fewer are; ways over fewer stages innermost."""
    sides: list[int] = []
    for way in ways:
        sides.append(min((-1, 1), key=lambda side: (_shut(way, made, side), sides.count(side))))
    order = sorted(range(len(ways)), key=lambda number: _span(ways[number], made, sides[number]))
    places = {number: sum(sides[other] == sides[number] for other in order[:at]) for at, number in enumerate(order)}
    return [
        Lane(way, lines, max(thick(way.cases or 0, made.scale), NARROW), sides[number], places[number])
        for number, (way, lines) in enumerate(zip(ways, said, strict=True))
    ]


def _span(way: Way, made: Stages, side: int) -> tuple[int, int]:
    """Over how many stages a way leads; one that goes round other boxes at its ends leads further."""
    return made.stage[way.start] - made.stage[way.end], _shut(way, made, side)


def _shut(way: Way, made: Stages, side: int) -> int:
    """How many of its ends have another box over them on this side."""
    return sum(not made.clear(name, side) for name in (way.start, way.end))


def _legs(lanes: list[Lane], made: Stages) -> dict[Leg, list[Point]]:
    """The corners of each arc at its two boxes, from the box outwards, in an order in which no two arcs cross."""
    legs: dict[Leg, list[Point]] = {}
    for name, box in made.boxes.items():
        for side in (-1, 1):
            here = [(number, kind) for number, lane in enumerate(lanes) for kind in _kinds(lane, name, side)]
            here.sort(key=lambda leg: _turn(lanes[leg[0]], leg[1]))
            for seat, leg in enumerate(here):
                across = box.left + (box.right - box.left) * (seat + 0.5) / len(here)
                straight = [(across, box.top if side < 0 else box.bottom)]
                legs[leg] = straight if made.clear(name, side) else _aside(box, side, lanes[leg[0]].place, leg[1])
    return legs


def _kinds(lane: Lane, name: str, side: int) -> list[str]:
    ends = {"leaves": lane.way.start, "comes": lane.way.end}
    return [kind for kind, end in ends.items() if end == name and lane.side == side]


def _turn(lane: Lane, kind: str) -> tuple[int, int]:
    """From the left: arcs that go left (the innermost first), arcs round this box, arcs that come from the right."""
    if lane.way.start == lane.way.end:
        return (1, -lane.place) if kind == "comes" else (2, lane.place)
    return (0, lane.place) if kind == "leaves" else (3, -lane.place)


def _aside(box: Box, side: int, place: int, kind: str) -> list[Point]:
    """Out of the right edge or into the left one, where another box is in the way."""
    height = (box.top + 10) if side < 0 else (box.bottom - 10)
    off = STUB + NEXT * place
    edge, stand = (box.right, box.right + off) if kind == "leaves" else (box.left, box.left - off - TIP)
    return [(edge, height), (stand, height)]


def _loop(
    number: int, lanes: list[Lane], legs: dict[Leg, list[Point]], covered: Iterable[Box], inner: Iterable[Box]
) -> Loop:
    """The arc as low as what lies between its ends and under its words allows."""
    lane, leaves, comes = lanes[number], legs[number, "leaves"], legs[number, "comes"]
    start, end = leaves[-1][0], comes[-1][0]
    outer = [other for other in range(len(lanes)) if lanes[other].side == lane.side and lanes[other].place > lane.place]
    upright = [legs[other, kind][-1][0] for other in outer for kind in ("leaves", "comes")]
    broad = width(lane.lines) + max((lanes[other].wide for other in outer), default=0)
    middle, reach = _free((start + end) / 2, broad, upright), width(lane.lines) / 2 + AIR
    left, right = min(start, end, middle - reach), max(start, end, middle + reach)
    edges = [_edge(box, lane.side) + RISE for box in covered if box.left < right and left < box.right]
    edges += [_edge(box, lane.side) + 2 * AIR for box in inner if box.left < right and left < box.right]
    height = max(edges) + lane.wide
    first = height + lane.wide / 2 + AIR + LINE / 2
    corners = [*leaves, (start, lane.side * height), (end, lane.side * height), *reversed(comes)]
    return Loop(lane, corners, middle, sorted(lane.side * (first + LINE * row) for row in range(len(lane.lines))))


def _edge(box: Box, side: int) -> float:
    """How far a box reaches to a side."""
    return -box.top if side < 0 else box.bottom


def _free(middle: float, wide: float, upright: list[float]) -> float:
    """The nearest place for the middle of words at which no upright line crosses them."""
    reach, low, high = wide / 2 + AIR, theme.LEFT + wide / 2, theme.RIGHT - wide / 2
    places = [middle, *(line + side * reach for line in upright for side in (-1, 1))]
    seats = [min(max(place, low), high) for place in places]
    clear = [seat for seat in seats if all(abs(seat - line) > reach - 1 for line in upright)]
    return min(clear or seats[:1], key=lambda seat: abs(seat - middle))
