"""Tiles: places by months, a number in every tile, the darker the more, and a thick frame round what gathered."""

from math import ceil
from typing import Any

import polars as pl

from casekit.exhibits import theme
from casekit.exhibits.canvas import Canvas, canvas, figure
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.placing import Box, width
from casekit.exhibits.strokes import block
from casekit.exhibits.table import PROTECTED

HEAD, HIGH, GAP, APART = 34, 37, 3, 14  # headings; a row; between tiles; beside the labels and the totals
STEPS = (theme.PALE, theme.STEP5, theme.STEP3, theme.STEP2, theme.SUBJ)  # even steps of lightness, told apart in grey
DARK = 3  # from this step on numbers are white
WHITE_EDGE, EDGE = 7, 3.4
LABEL = 9  # em: longer names are cut

Cell = tuple[int, int]


def tiles_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The tiles as a plotly figure, as high as its places need."""
    labels, months = (exhibit.frame[name].unique(maintain_order=True).to_list() for name in _axes_of(exhibit))
    totals = dict(exhibit.beside.select(exhibit.label, "total").rows()) if exhibit.beside is not None else {}
    left = theme.LEFT + width([theme.cut(label, LABEL) for label in labels]) + APART
    right = theme.RIGHT - (width([*totals.values(), exhibit.heading]) + APART if totals else 0)
    drawn = canvas(exhibit, left, right, HIGH * len(labels), HEAD, bare)
    at = {name: place for place, name in enumerate(months)}
    for row, label in enumerate(labels):
        middle = drawn.top + (row + 0.5) * HIGH
        drawn.write(theme.cut(label, LABEL), theme.LEFT, middle, theme.INK)
        if label in totals:
            drawn.write(totals[label], theme.RIGHT, middle, theme.INK, "right")
    every = ceil((width(months) + GAP) * len(months) / (right - left))
    for name, place in list(at.items())[::every]:
        box = _box(drawn, (0, place), len(months))
        drawn.write(name, (box.left + box.right) / 2, drawn.top - HEAD / 2, side="center")
    if totals:
        drawn.write(exhibit.heading, theme.RIGHT, drawn.top - HEAD / 2, side="right")
    inside = _fill(exhibit, drawn, labels, at)
    for colour, wide in ((theme.WHITE, WHITE_EDGE), (theme.INK, EDGE)):
        _frame(drawn, inside, len(months), colour, wide)
    return figure(exhibit, drawn, [], _unseen(drawn), bare)


def _axes_of(exhibit: Exhibit) -> tuple[str, str]:
    return exhibit.label, str(exhibit.series)


def _fill(exhibit: Exhibit, drawn: Canvas, labels: list[str], at: dict[str, int]) -> set[Cell]:
    """Draw every tile with its number, ＊ where it is protected, nothing for nobody; the tiles that gathered come back.

    A number that its tile does not hold is left out: the table has it.
    """
    hidden = pl.col(exhibit.hidden) if exhibit.hidden else pl.lit(False)
    signal = pl.col(exhibit.signal) if exhibit.signal else pl.lit(False)
    rows = exhibit.frame.select(*_axes_of(exhibit), exhibit.value, _few=hidden, _inside=signal).rows()
    most = max((value for _, _, value, few, _ in rows if value and not few), default=1)
    inside = set()
    for label, month, value, few, signalled in rows:
        cell = (labels.index(label), at[month])
        inside |= {cell} if signalled else set()
        step = ceil(len(STEPS) * value / most) - 1 if value and not few else 0
        if not few and not value:
            continue
        box = _box(drawn, cell, len(at))
        drawn.shapes.append(block(box, 0, theme.WASH if few else STEPS[step], ""))
        colour = theme.TEXT2 if few else theme.WHITE if step >= DARK else theme.INK
        words = PROTECTED if few else theme.number(value)
        if width([words]) <= box.right - box.left + GAP:
            drawn.write(words, (box.left + box.right) / 2, (box.top + box.bottom) / 2, colour, "center")
    return inside


def _box(drawn: Canvas, cell: Cell, months: int) -> Box:
    """Where a tile stands: its row and its month."""
    wide, half = (drawn.right - drawn.left) / months, GAP / 2
    left, top = drawn.left + cell[1] * wide, drawn.top + cell[0] * HIGH
    return Box(left + half, top + half, left + wide - half, top + HIGH - half)


def _frame(drawn: Canvas, inside: set[Cell], months: int, colour: str, wide: float) -> None:
    """A line along every side of a tile that gathered whose neighbour did not, its ends square."""
    for row, month in sorted(inside):
        box, out = _box(drawn, (row, month), months), GAP / 2 + wide / 2
        edge = Box(box.left - GAP / 2, box.top - GAP / 2, box.right + GAP / 2, box.bottom + GAP / 2)
        for y, other in ((edge.top, row - 1), (edge.bottom, row + 1)):
            if (other, month) not in inside:
                drawn.rule((box.left - out, y), (box.right + out, y), colour, wide)
        for x, other in ((edge.left, month - 1), (edge.right, month + 1)):
            if (row, other) not in inside:
                drawn.rule((x, box.top - out), (x, box.bottom + out), colour, wide)


def _unseen(drawn: Canvas) -> dict[str, Any]:
    """Pixels, unseen."""
    across = {"range": [drawn.left, drawn.right], "anchor": "y", "tickvals": [], "ticktext": []}
    return {"xaxis": across, "yaxis": {"range": [drawn.bottom, drawn.top], "tickvals": [], "ticktext": []}}
