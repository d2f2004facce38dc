"""Periods: the axis of months or quarters that trends and control charts stand on, and the breaks of rules named above."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

import polars as pl

from casekit.exhibits import theme
from casekit.exhibits.canvas import Canvas, Side
from casekit.exhibits.exhibit import Exhibit

ROW = 30  # the height of a row of signs
MOST = 6  # words under the axis
STARTS = ("Q1", "第一季度", "年1月", "-01")
SIDES: tuple[Side, ...] = ("left", "right")


@dataclass(frozen=True)
class Sign:
    """A break's words above the plot: where its line stands, which end of the words is at it, in which row they are."""

    at: float
    words: str
    row: int
    side: Side

    @property
    def span(self) -> tuple[float, float]:
        """From where to where the words and their line reach, in pixels."""
        wide = theme.ems(self.words) * theme.TEXT + 14
        return (self.at, self.at + wide) if self.side == "left" else (self.at - wide, self.at)

    def meets(self, other: "Sign") -> bool:
        """Whether the words of both overlap, or one's words stand across the other's line."""
        (start, stop), (first, last) = self.span, other.span
        if self.row == other.row:
            return start < last and first < stop
        lower, upper = (self, other) if self.row > other.row else (other, self)
        return lower.span[0] < upper.at < lower.span[1]


def unprotected(exhibit: Exhibit) -> Exhibit:
    """The exhibit with a gap in the place of every protected period."""
    if exhibit.hidden is None:
        return exhibit
    shown = [pl.when(~pl.col(exhibit.hidden)).then(pl.col(column)).alias(column) for column in exhibit.values]
    return replace(exhibit, frame=exhibit.frame.with_columns(shown))


def signs(exhibit: Exhibit, labels: Sequence[str], left: float, right: float) -> list[Sign]:
    """The breaks after the first period, in the fewest rows in which none meets another."""
    known = [change for change in exhibit.breaks if change.at in labels[1:]]
    steps = [left + labels.index(change.at) / len(labels) * (right - left) for change in known]
    seats = list(product(range(len(known)), SIDES))
    tops = range(1, len(seats) + 1)
    tries = (seated for top in tops for seated in product(seats[:top], repeat=len(known)) if seats[top - 1] in seated)
    for seated in tries:
        found = [Sign(at, change.words, *seat) for at, change, seat in zip(steps, known, seated, strict=True)]
        inside = all(sign.span[0] >= theme.LEFT and sign.span[1] <= theme.RIGHT for sign in found)
        if inside and not any(one.meets(other) for one, other in combinations(found, 2)):
            return found
    named = [theme.cut(change.words, 8) for change in known]
    return [Sign(at, words, row, "left") for row, (at, words) in enumerate(zip(steps, named, strict=True))]


def head(found: Sequence[Sign]) -> float:
    """How much room the signs need above the plot."""
    return ROW * (1.0 + max(sign.row for sign in found)) if found else 8.0


def write_signs(drawn: Canvas, found: Sequence[Sign], over: bool = False) -> None:
    """Draw each break as a dotted line down to the axis, under the marks or over them, and write its words at its top."""
    for sign in found:
        top = drawn.top - head(found) + ROW * sign.row
        drawn.rule((sign.at, top + 2), (sign.at, drawn.bottom), theme.INK, 1.4, "dot", over)
        drawn.write(sign.words, sign.at + (8 if sign.side == "left" else -8), top + 15, theme.INK, sign.side)


def reach(exhibit: Exhibit) -> tuple[float, float]:
    """The axis from zero, or from a step below the smallest where every number is over half of the largest, and not all
    are the same."""
    numbers = exhibit.frame.select(exhibit.values)
    least = float(numbers.select(pl.min_horizontal(pl.all().min())).item() or 0)
    most = float(numbers.select(pl.max_horizontal(pl.all().max())).item() or 1)
    if least >= 0 and (least <= most / 2 or least == most):
        return 0.0, most * 1.04
    step = theme.ticks(most - least)[-1] / max(len(theme.ticks(most - least)) - 1, 1) or most - least or 1.0
    return least // step * step, most + step * 0.2


def across(labels: Sequence[str], left: float, right: float) -> dict[str, Any]:
    """The axis of periods between two edges, half a step of room at each end, in plotly's words; all on the canvas."""
    step, half = (right - left) / len(labels), max(map(theme.ems, labels)) * theme.TEXT / 2
    middles = {at: left + (at + 0.5) * step for at in _shown(labels, right - left)}
    shown = [at for at, x in middles.items() if x - half >= theme.LEFT - 4 and x + half <= theme.RIGHT + 6]
    line = {"showline": True, "linecolor": theme.GREY, "linewidth": 1.2}
    line |= {"ticks": "outside", "ticklen": 5, "tickcolor": theme.GREY}
    named = {"tickvals": shown, "ticktext": [labels[at] for at in shown]}
    return {"range": [-0.5, len(labels) - 0.5], "anchor": "y"} | named | line


def _shown(labels: Sequence[str], wide: float) -> list[int]:
    """The periods named under the axis: the first of each year where they fit, else every so many from the last."""
    most = min(MOST, int(wide / (max(map(theme.ems, labels)) * theme.TEXT + 16)))
    yearly = [at for at, label in enumerate(labels) if label.endswith(STARTS)]
    if len(yearly) >= 2 and len(labels) > most >= 1:
        return sorted(yearly[:: -(-len(yearly) // most)])
    step = -(-len(labels) // max(most, 1))
    return sorted(range(len(labels) - 1, -1, -step))
