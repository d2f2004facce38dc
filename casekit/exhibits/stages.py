"""Stages: the boxes of a flow in columns from left to right, and the bands between them."""

from dataclasses import dataclass
from itertools import pairwise

from casekit.exhibits import theme
from casekit.exhibits.canvas import Point
from casekit.exhibits.placing import LINE, Box

PAD, APART = 14, 24  # px: between a box's edge and its words, between two boxes of a stage
NEAREST, WELCOME, FARTHEST = 34, 120, 280  # px between two stages: at least, before boxes grow, at most
BROADER = 28  # px that boxes grow where there is room
PIECES = 8  # in which a curve is taken apart
THICK, THIN = 60, 1.5  # the widest band, and what can still be seen

Seat = str | tuple[int, int]  # a box by its name, or the passage of a way through a stage: its number and the stage


@dataclass(frozen=True)
class Node:
    """One box: its name, how many cases came by it (null where protected), and its lines of words."""

    name: str
    count: float | None
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """Cases that went from one box to another; null where protected. `words` name a return."""

    start: str
    end: str
    cases: float | None
    words: str = ""


@dataclass(frozen=True)
class Stages:
    """The boxes as placed, the middle of the whole at height 0; each band by its upper edge at every port it passes."""

    boxes: dict[str, Box]
    stage: dict[str, int]
    bands: list[tuple[list[Point], float]]
    scale: float

    @property
    def covered(self) -> list[Box]:
        """What boxes and bands cover, the bands in pieces."""
        return [*self.boxes.values(), *(piece for ports, wide in self.bands for piece in _pieces(ports, wide))]

    def clear(self, name: str, side: int) -> bool:
        """Whether nothing of its stage stands above a box (side -1) or below it (side 1)."""
        mates = [self.boxes[other] for other, stage in self.stage.items() if stage == self.stage[name]]
        return all(side * (mate.top - self.boxes[name].top) <= 0 for mate in mates)


def stages(nodes: list[Node], ways: list[Way]) -> dict[str, int]:
    """The stage of each box: one after the last from which cases come, the first 0."""
    found: dict[str, int] = {}
    for node in nodes:
        found[node.name] = max((found[way.start] + 1 for way in ways if way.end == node.name), default=0)
    return found


def most(number: int, wide: float) -> float:
    """How many em of words a box may hold where so many stages share a width."""
    return ((wide - NEAREST * (number - 1)) / number - 2 * PAD) / theme.TEXT


def thick(cases: float, scale: float) -> float:
    """How many pixels wide so many cases are drawn."""
    return max(cases * scale, THIN)


def placed(nodes: list[Node], ways: list[Way], left: float, right: float) -> Stages:
    """Boxes and bands between two edges; every way leads onwards, those without a number are not drawn."""
    stage = stages(nodes, ways)
    drawn = [way for way in ways if way.cases]
    scale = THICK / max([1, *(node.count or 0 for node in nodes), *(way.cases or 0 for way in drawn)])
    broad = [thick(way.cases or 0, scale) for way in drawn]
    seats, spans = _seats(nodes, drawn, stage), _spans(nodes, stage, left, right)
    tall = {node.name: _tall(node, drawn, broad) for node in nodes}
    middles = _middles(seats, tall, broad)
    bands = _bands(drawn, broad, stage, spans, middles)
    boxes = {name: _box(spans[stage[name]], middles[name], high) for name, high in tall.items()}
    return Stages(boxes, stage, list(zip(bands, broad, strict=True)), scale)


def _pieces(ports: list[Point], wide: float) -> list[Box]:
    """A band as boxes: its curve between two stages is a third-degree step."""
    shares = [step / PIECES for step in range(PIECES + 1)]
    steps = [(share * (1.5 - 1.5 * share + share * share), share * share * (3 - 2 * share)) for share in shares]
    pieces = []
    for (x, y), (after, below) in pairwise(ports):
        points = [(x + (after - x) * across, y + (below - y) * down) for across, down in steps]
        pieces += [Box(a, min(b, d), c, max(b, d) + wide) for (a, b), (c, d) in pairwise(points)]
    return pieces


def _spans(nodes: list[Node], stage: dict[str, int], left: float, right: float) -> list[tuple[float, float]]:
    """From where to where each stage reaches: as wide as its widest words, the rest of the room between them."""
    number = max(stage.values()) + 1
    lines = [[line for node in nodes if stage[node.name] == at for line in node.lines] for at in range(number)]
    widths = [max(map(theme.ems, column)) * theme.TEXT + 2 * PAD for column in lines]
    spare = (right - left - sum(widths) - WELCOME * (number - 1)) / number
    widths = [wide + min(max(spare, 0), BROADER) for wide in widths]
    gap = min((right - left - sum(widths)) / max(number - 1, 1), FARTHEST)
    first = (left + right - sum(widths) - gap * (number - 1)) / 2
    starts = [first + sum(widths[:at]) + gap * at for at in range(number)]
    return [(start, start + wide) for start, wide in zip(starts, widths, strict=True)]


def _seats(nodes: list[Node], ways: list[Way], stage: dict[str, int]) -> list[list[Seat]]:
    """What stands in each stage from the top: boxes in their order, ways that pass it above or below them."""
    boxes = [[node.name for node in nodes if stage[node.name] == at] for at in range(max(stage.values()) + 1)]
    columns: list[list[Seat]] = [[*column] for column in boxes]
    for number, way in enumerate(ways):
        mates = boxes[stage[way.end]]
        high = mates.index(way.end) < (len(mates) - 1) / 2
        for at in range(stage[way.start] + 1, stage[way.end]):
            columns[at].insert(0 if high else len(columns[at]), (number, at))
    return columns


def _tall(node: Node, ways: list[Way], broad: list[float]) -> float:
    """High enough for the words and for the bands on either side."""
    ends = [sum(wide for way, wide in zip(ways, broad, strict=True) if node.name == end(way)) for end in (_start, _end)]
    return max(LINE * len(node.lines) + 16, *(wide + 8 for wide in ends))


def _start(way: Way) -> str:
    return way.start


def _end(way: Way) -> str:
    return way.end


def _box(span: tuple[float, float], middle: float, high: float) -> Box:
    return Box(span[0], middle - high / 2, span[1], middle + high / 2)


def _middles(seats: list[list[Seat]], tall: dict[str, float], broad: list[float]) -> dict[Seat, float]:
    """The height of each seat's middle, every stage centred on 0."""
    middles: dict[Seat, float] = {}
    for column in seats:
        heights = [tall[seat] if isinstance(seat, str) else broad[seat[0]] for seat in column]
        edge = -(sum(heights) + APART * (len(heights) - 1)) / 2
        for seat, high in zip(column, heights, strict=True):
            middles[seat] = edge + high / 2
            edge += high + APART
    return middles


def _bands(
    ways: list[Way],
    broad: list[float],
    stage: dict[str, int],
    spans: list[tuple[float, float]],
    middles: dict[Seat, float],
) -> list[list[Point]]:
    """Each band's upper edge where it leaves, where it enters and leaves the stages it passes, and where it arrives."""
    paths: list[list[Seat]] = [
        [way.start, *((number, at) for at in range(stage[way.start] + 1, stage[way.end])), way.end]
        for number, way in enumerate(ways)
    ]
    leaving = _ports([(path[0], middles[path[1]]) for path in paths], broad, middles)
    arriving = _ports([(path[-1], middles[path[-2]]) for path in paths], broad, middles)
    bands = []
    for path, wide, first, last in zip(paths, broad, leaving, arriving, strict=True):
        passed = [(edge, middles[seat] - wide / 2) for seat in path[1:-1] for edge in spans[int(seat[1])]]
        bands.append([(spans[stage[str(path[0])]][1], first), *passed, (spans[stage[str(path[-1])]][0], last)])
    return bands


def _ports(ends: list[tuple[Seat, float]], broad: list[float], middles: dict[Seat, float]) -> list[float]:
    """Upper edges of the bands at their box, in the order of the heights they come from or go to."""
    edges = {}
    for box in {box for box, _ in ends}:
        order = sorted((far, number) for number, (end, far) in enumerate(ends) if end == box)
        edge = middles[box] - sum(broad[number] for _, number in order) / 2
        for _, number in order:
            edges[number] = edge
            edge += broad[number]
    return [edges[number] for number in range(len(ends))]
