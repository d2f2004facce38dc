"""Trends: a line over periods with its interval band, broken where the rules changed."""

from dataclasses import dataclass, replace
from itertools import combinations, groupby, product
from typing import Any

import polars as pl

from casekit.exhibits import theme
from casekit.exhibits.canvas import Canvas, Side, canvas, figure, room
from casekit.exhibits.exhibit import Exhibit

LEFT, STEM = 76, 27  # where the plot begins; the height of a line of words
BEFORE = {
    "mode": "lines+markers",
    "line": {"color": theme.INK, "width": 2, "dash": "dash"},
    "marker": {"size": 8, "color": theme.WHITE, "line": {"color": theme.INK, "width": 1.4}},
}
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


def line_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The trend as a plotly figure: band under the line, last value at its end, breaks dotted and named at the top."""
    exhibit = _unprotected(exhibit)
    labels = exhibit.frame[exhibit.label].cast(pl.String).to_list()
    ends = _ends(exhibit)
    right = theme.RIGHT - max((theme.ems(words) * theme.TEXT for words, _ in ends), default=0) - 6
    signs = _signs(exhibit, labels, right)
    head = 30.0 * (1 + max(sign.row for sign in signs)) if signs else 8.0
    drawn = canvas(exhibit, LEFT, right, room(exhibit, head), head, bare)
    lowest, highest = _reach(exhibit)
    for sign in signs:
        top = drawn.top - head + 30 * sign.row
        drawn.rule((sign.at, top + 2), (sign.at, drawn.bottom), theme.INK, 1.4, "dot")
        drawn.write(sign.words, sign.at + (8 if sign.side == "left" else -8), top + 15, theme.INK, sign.side)
    _write_ends(exhibit, drawn, ends, lowest, highest)
    return figure(exhibit, drawn, _traces(exhibit, labels), _axes(exhibit, labels, drawn, lowest, highest), bare)


def _unprotected(exhibit: Exhibit) -> Exhibit:
    """The exhibit with a gap in the place of every protected period."""
    if exhibit.hidden is None:
        return exhibit
    shown = [pl.when(~pl.col(exhibit.hidden)).then(pl.col(column)).alias(column) for column in exhibit.values]
    return replace(exhibit, frame=exhibit.frame.with_columns(shown))


def _signs(exhibit: Exhibit, labels: list[str], right: float) -> list[Sign]:
    """The breaks after the first period, in the fewest rows in which none meets another."""
    known = [change for change in exhibit.breaks if change.at in labels[1:]]
    steps = [LEFT + labels.index(change.at) / len(labels) * (right - LEFT) for change in known]
    seats = list(product(range(len(known)), SIDES))
    for seated in sorted(product(seats, repeat=len(known)), key=lambda seated: max(seated, default=(0, ""))):
        signs = [Sign(at, change.words, *seat) for at, change, seat in zip(steps, known, seated, strict=True)]
        inside = all(sign.span[0] >= theme.LEFT and sign.span[1] <= theme.RIGHT for sign in signs)
        if inside and not any(one.meets(other) for one, other in combinations(signs, 2)):
            return signs
    named = [theme.cut(change.words, 8) for change in known]
    return [Sign(at, words, row, "left") for row, (at, words) in enumerate(zip(steps, named, strict=True))]


def _reach(exhibit: Exhibit) -> tuple[float, float]:
    """The axis from zero, or from a step below the smallest where every number is over half of the largest."""
    numbers = exhibit.frame.select(exhibit.values)
    least = float(numbers.select(pl.min_horizontal(pl.all().min())).item() or 0)
    most = float(numbers.select(pl.max_horizontal(pl.all().max())).item() or 1)
    if least <= most / 2:
        return 0.0, most * 1.04
    step = theme.ticks(most - least)[-1] / max(len(theme.ticks(most - least)) - 1, 1) or most - least or 1.0
    return least // step * step, most + step * 0.2


def _phases(exhibit: Exhibit, labels: list[str], column: str) -> list[list[tuple[int, Any]]]:
    """Runs of (place, number) between breaks and blanks."""
    starts = {change.at for change in exhibit.breaks}
    phase, phases = 0, []
    for label in labels:
        phase += label in starts
        phases.append(phase)
    marks = list(enumerate(exhibit.frame[column].to_list()))
    runs = groupby(zip(phases, marks, strict=True), key=lambda mark: (mark[0], mark[1][1] is None))
    return [[mark for _, mark in run] for (_, blank), run in runs if not blank]


def _traces(exhibit: Exhibit, labels: list[str]) -> list[dict[str, Any]]:
    place = {"type": "scatter", "hoverinfo": "skip"}
    drawn = [place | _band(run, exhibit) for run in _phases(exhibit, labels, exhibit.low)] if exhibit.low else []
    if exhibit.before:
        runs = _joined(_phases(exhibit, labels, exhibit.before))
        drawn.append(place | runs | BEFORE)
    now = _joined(_phases(exhibit, labels, exhibit.value))
    hover = f"%{{text}} %{{y:.{exhibit.digits}{'%' if exhibit.unit == '%' else 'f'}}}<extra></extra>"
    words = [labels[x] if x is not None else None for x in now["x"]]
    marks = {"line": {"color": theme.SUBJ, "width": 2.4}, "marker": {"size": 9, "color": theme.SUBJ}}
    said = {"type": "scatter", "mode": "lines+markers", "text": words, "hovertemplate": hover}
    return [*drawn, said | now | marks]


def _band(run: list[tuple[int, Any]], exhibit: Exhibit) -> dict[str, Any]:
    """The interval as an area; one period alone has a whisker."""
    highs = exhibit.frame[str(exhibit.high)].to_list()
    places, lows = [place for place, _ in run], [low for _, low in run]
    if len(run) == 1:
        whisker = {"color": theme.INK, "width": 2}
        return {"x": places * 2, "y": [*lows, highs[places[0]]], "mode": "lines", "line": whisker}
    around = {"x": places + places[::-1], "y": lows + [highs[place] for place in places[::-1]]}
    return around | {"mode": "lines", "fill": "toself", "fillcolor": theme.PALE, "line": {"width": 0}}


def _joined(runs: list[list[tuple[int, Any]]]) -> dict[str, list[Any]]:
    """Runs as one trace, a null between two."""
    marks = [mark for run in runs for mark in [*run, (None, None)]][:-1]
    return {"x": [x for x, _ in marks], "y": [y for _, y in marks]}


def _ends(exhibit: Exhibit) -> list[tuple[str, str]]:
    """The last value and its counts, then the comparison's name, each with its colour; none where it is blank."""
    last, percent = exhibit.frame.row(-1, named=True), exhibit.unit == "%"
    if last[exhibit.value] is None:
        return []
    ends = [(theme.number(last[exhibit.value], exhibit.digits, percent=percent) + exhibit.unit, theme.INK)]
    if exhibit.numerator and exhibit.denominator:
        ends.append((f"{theme.number(last[exhibit.numerator])}/{theme.number(last[exhibit.denominator])}", theme.TEXT2))
    return [*ends, (exhibit.names[1], theme.TEXT2)] if exhibit.before and last[exhibit.before] is not None else ends


def _write_ends(exhibit: Exhibit, drawn: Canvas, ends: list[tuple[str, str]], lowest: float, highest: float) -> None:
    """Write the ends beside the end of the line, the comparison's name beside its own end where there is room."""
    if not ends:
        return
    last, scale = exhibit.frame.row(-1, named=True), (drawn.bottom - drawn.top) / (highest - lowest)
    before = last[exhibit.before] if exhibit.before else None
    own = len(ends) - (before is not None)
    top = min(drawn.bottom - (last[exhibit.value] - lowest) * scale, drawn.bottom - STEM * own + STEM / 2)
    places = [top + STEM * row for row in range(own)]
    if before is not None:
        beside = drawn.bottom - (before - lowest) * scale
        places.append(min(beside, top - STEM) if before > last[exhibit.value] else max(beside, top + STEM * own))
    for (words, colour), place in zip(ends, places, strict=True):
        drawn.write(words, drawn.right + 6, place, colour)


def _axes(exhibit: Exhibit, labels: list[str], drawn: Canvas, lowest: float, highest: float) -> dict[str, Any]:
    shown = _shown(labels, drawn.right - drawn.left)
    across: dict[str, Any] = {"range": [-0.5, len(labels) - 0.5], "anchor": "y"}
    across |= {"tickvals": shown, "ticktext": [labels[at] for at in shown]}
    across |= {"showline": True, "linecolor": theme.GREY, "linewidth": 1.2}
    across |= {"ticks": "outside", "ticklen": 5, "tickcolor": theme.GREY}
    places = [lowest + place for place in theme.ticks(highest - lowest)]
    up = {"range": [lowest, highest], "tickvals": places, "ticktext": theme.tick_words(places, exhibit.unit)}
    return {"xaxis": across, "yaxis": up}


def _shown(labels: list[str], wide: float) -> list[int]:
    """The periods named under the axis: the first of each year where they fit, else every so many from the last."""
    most = min(6, int(wide / (max(map(theme.ems, labels)) * theme.TEXT + 16)))
    yearly = [at for at, label in enumerate(labels) if label.endswith(STARTS)]
    if 2 <= len(yearly) <= most and len(labels) > most:
        return yearly
    step = -(-len(labels) // max(most, 1))
    return sorted(range(len(labels) - 1, -1, -step))
