"""Trends: a line over periods with its interval band, broken where the rules changed."""

from itertools import groupby
from typing import Any

import polars as pl

from casekit.exhibits import periods, theme
from casekit.exhibits.canvas import Canvas, canvas, figure, room
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.placing import width

LEFT, STEM = 76, 27  # where the plot begins if its words are short; the height of a line of words
BEFORE = {
    "mode": "lines+markers",
    "line": {"color": theme.INK, "width": 2, "dash": "dash"},
    "marker": {"size": 8, "color": theme.WHITE, "line": {"color": theme.INK, "width": 1.4}},
}


def line_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The trend as a plotly figure: band under the line, last value at its end, breaks dotted and named at the top."""
    exhibit = periods.unprotected(exhibit)
    labels = exhibit.frame[exhibit.label].cast(pl.String).to_list()
    ends = _ends(exhibit)
    right = theme.RIGHT - max((theme.ems(words) * theme.TEXT for words, _ in ends), default=0) - 6
    lowest, highest = periods.reach(exhibit)
    left = max(LEFT, theme.LEFT + width(_levels(exhibit, lowest, highest)[1]) + 4)
    signs = periods.signs(exhibit, labels, left, right)
    head = periods.head(signs)
    drawn = canvas(exhibit, left, right, room(exhibit, head), head, bare)
    periods.write_signs(drawn, signs)
    _write_ends(exhibit, drawn, ends, lowest, highest)
    _write_hidden(exhibit, drawn)
    return figure(exhibit, drawn, _traces(exhibit, labels), _axes(exhibit, labels, drawn, lowest, highest), bare)


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


def _write_hidden(exhibit: Exhibit, drawn: Canvas) -> None:
    """＊ above the axis in the place of every protected period, so that its gap is not taken for a zero or a blank."""
    hidden = exhibit.frame[exhibit.hidden].to_list() if exhibit.hidden else []
    for place, starred in enumerate(hidden):
        if starred:
            across = drawn.left + (place + 0.5) / len(hidden) * (drawn.right - drawn.left)
            drawn.write("＊", across, drawn.bottom - 14, theme.INK, "center")


def _axes(exhibit: Exhibit, labels: list[str], drawn: Canvas, lowest: float, highest: float) -> dict[str, Any]:
    places, words = _levels(exhibit, lowest, highest)
    up = {"range": [lowest, highest], "tickvals": places, "ticktext": words}
    return {"xaxis": periods.across(labels, drawn.left, drawn.right), "yaxis": up}


def _levels(exhibit: Exhibit, lowest: float, highest: float) -> tuple[list[float], list[str]]:
    places = [lowest + place for place in theme.ticks(highest - lowest)]
    return places, theme.tick_words(places, exhibit.unit)
