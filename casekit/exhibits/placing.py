"""Placing: where words stand beside marks, so that they meet neither marks nor lines nor each other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from math import dist, hypot
from statistics import fmean
from typing import TypeVar

from casekit.exhibits import theme
from casekit.exhibits.canvas import LIFT, Canvas, Point

LINE = 27  # from one line of words to the next
HALF = theme.TEXT / 2
GAP = 6  # between two that are stacked
AIR = 5  # between a mark and its words
TRIES = 400  # how many ways to seat words are gone into before the first one that comes is taken
STEP = 12  # a line is taken for boxes so far apart


D = TypeVar("D")
Rows = dict[int, list["Words"]]


@dataclass(frozen=True)
class Box:
    """A rectangle on the canvas, in pixels from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether both cover some of the same ground."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def gap(self, point: Point) -> float:
        """How far a point is from its edge; 0 inside."""
        x, y = point
        return hypot(max(self.left - x, 0, x - self.right), max(self.top - y, 0, y - self.bottom))

    def within(self, other: "Box") -> bool:
        """Whether all of it lies on the other."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom


@dataclass(frozen=True)
class Words:
    """Lines of words placed one under the other, their left ends at `x`, the middle of the first at `y`."""

    lines: tuple[str, ...]
    x: float
    y: float
    colour: str = theme.TEXT2

    @cached_property
    def box(self) -> Box:
        """The ground that the words cover, as drawn."""
        return Box(
            self.x, self.y - HALF - LIFT, self.x + width(self.lines), self.y + HALF + LINE * (len(self.lines) - 1)
        )

    def write(self, drawn: Canvas) -> None:
        """Write every line on the canvas."""
        for place, line in enumerate(self.lines):
            drawn.write(line, self.x, self.y + LINE * place, self.colour)


def width(lines: Iterable[str]) -> float:
    """The pixels that the widest line takes; 0 without lines."""
    return max(map(theme.ems, lines), default=0.0) * theme.TEXT


def beside(text: str, at: Point, reach: float, colour: str = theme.TEXT2) -> list[Words]:
    """Where the words of a mark may stand: right, above, below, left, then its corners; `reach` is half the mark."""
    (x, y), wide = at, width([text])
    right, left, middle = x + reach + AIR, x - reach - AIR - wide, x - wide / 2
    above, below = y - reach - HALF, y + reach + HALF + 2 * LIFT
    places = [(right, y), (middle, above), (middle, below), (left, y)]
    corners = [(side, level) for side in (x + reach / 2, x - reach / 2 - wide) for level in (above, below)]
    return [Words((text,), *place, colour) for place in (*places, *corners)]


def lifted(text: str, at: Point, reach: float, colour: str = theme.TEXT2, marks: Iterable[Point] = ()) -> list[Words]:
    """Where the words of a mark may stand when there is no room beside it: ever farther above and below.

    Of several `marks` their own is always the nearest.
    """
    (x, y), wide = at, width([text])
    steps = [reach + HALF + LINE * place / 2 for place in range(1, 9)]
    sides, others = (x + reach / 2 - wide, x - wide / 2, x - reach), [mark for mark in marks if dist(mark, at) > reach]
    found = [Words((text,), side, y + way * step, colour) for step in steps for way in (-1, 1) for side in sides]
    return [words for words in found if all(words.box.gap(at) < words.box.gap(other) for other in others)]


def along(points: Sequence[Point]) -> list[Box]:
    """A line through the points as small boxes, for words to stay clear of."""
    return [box for start, end in pairwise(points) for box in _between(start, end)]


def free(
    choices: Iterable[Words], field: Box, taken: Sequence[Box], lines: Sequence[Box], clear: bool = False
) -> list[Words]:
    """The choices inside the field that meet nothing taken; those `clear` of the lines alone, or else first."""
    kept = [choice for choice in choices if choice.box.within(field) and not _met(choice, taken)]
    crossing = [choice for choice in kept if _met(choice, lines)]
    return [choice for choice in kept if choice not in crossing] + ([] if clear else crossing)


def seated(choices: Sequence[Sequence[Words]]) -> list[Words | None]:
    """One of each row of choices so that no two meet, an early choice before a late one; None where none is left."""
    rows = {place: list(row) for place, row in enumerate(choices) if row}
    seats = _searched(rows, iter(range(TRIES))) or _taken_as_they_come(rows)
    return [seats.get(place) for place in range(len(choices))]


def fullest(tries: Iterable[tuple[D, list[Words | None]]]) -> tuple[D, list[Words]]:
    """The first drawing on which all words found a place, or where there is none the first with the most; its words."""
    best, most = None, -1
    for drawing, seats in tries:
        words = [seat for seat in seats if seat]
        if len(words) > most:
            best, most = (drawing, words), len(words)
        if len(words) == len(seats):
            break
    assert best is not None
    return best


def stacked(levels: Sequence[tuple[float, int]], top: float, bottom: float) -> list[float]:
    """The middles of first lines of words as near to their levels as can be, from the top down, each (level, lines).

    Words that would meet share the way: the block of them stands around the mean of their levels.
    """
    falls = [0.0, *accumulate(LINE * lines + GAP for _, lines in levels)]
    blocks: list[list[float]] = []
    for (level, lines), fall in zip(levels, falls, strict=False):
        blocks.append([level - LINE * (lines - 1) / 2 - fall])
        while len(blocks) > 1 and fmean(blocks[-2]) > fmean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    starts = [fmean(block) for block in blocks for _ in block]
    least, most = top + HALF, bottom + LINE + GAP - HALF - falls[-1]
    return [max(least, min(most, start)) + fall for start, fall in zip(starts, falls, strict=False)]


def _searched(rows: Rows, tries: Iterator[int]) -> dict[int, Words] | None:
    """A seat for every row, the row with the fewest choices first; None where there is no way, or none found in time."""
    if not rows:
        return {}
    if next(tries, None) is None:
        return None
    place = min(rows, key=lambda place: (len(rows[place]), place))
    for choice in rows[place]:
        left = {other: _clear(row, choice) for other, row in rows.items() if other != place}
        found = _searched(left, tries) if all(left.values()) else None
        if found is not None:
            return found | {place: choice}
    return None


def _taken_as_they_come(rows: Rows) -> dict[int, Words]:
    """A seat for as many rows as come to one, the row with the fewest choices first."""
    seats = dict[int, Words]()
    while rows := {place: row for place, row in rows.items() if row}:
        place = min(rows, key=lambda place: (len(rows[place]), place))
        left = [{other: _clear(row, choice) for other, row in rows.items() if other != place} for choice in rows[place]]
        lost = [sum(not row for row in after.values()) for after in left]
        best = lost.index(min(lost))
        seats[place], rows = rows[place][best], left[best]
    return seats


def _between(start: Point, end: Point) -> list[Box]:
    steps = max(1, int(max(abs(end[0] - start[0]), abs(end[1] - start[1])) / STEP))
    shares = [place / steps for place in range(steps + 1)]
    points = [(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share) for share in shares]
    return [Box(x - 2, y - 2, x + 2, y + 2) for x, y in points]


def _met(choice: Words, taken: Sequence[Box]) -> bool:
    box = choice.box
    return any(box.meets(other) for other in taken)


def _clear(row: Sequence[Words], choice: Words) -> list[Words]:
    """The rest that stays a gap away, so that two codes are not read as one."""
    box = replace(choice.box, left=choice.box.left - AIR, right=choice.box.right + AIR)
    return [other for other in row if not other.box.meets(box)]
