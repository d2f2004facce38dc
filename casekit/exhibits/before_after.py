"""Before and after: months of one place and of those it is compared with, in two panels on one scale, with their means."""

from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Any

import polars as pl

from casekit.exhibits import periods, theme
from casekit.exhibits.canvas import Canvas, Scale, canvas, figure, room
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.placing import width

HEAD, APART = 64, 44  # two rows of words above; between the panels
BEFORE, LEFT_OUT, AFTER = "before", "left_out", "after"
LINES = {True: theme.SUBJ, False: theme.GREY}
MEAN = 3.4


@dataclass(frozen=True)
class Panel:
    """One side: its months in order, where it stands on the canvas, how wide a month is; `first` is its place on the axis."""

    rows: list[dict[str, Any]]
    means: dict[str, float | None]
    title: str
    is_own: bool
    left: float
    step: float
    first: float

    def span(self, phase: str) -> tuple[float, float]:
        """The places on the axis from which to which a phase reaches."""
        places = [place for place, row in enumerate(self.rows) if row["_phase"] == phase]
        return (self.first + places[0] - 0.5, self.first + places[-1] + 0.5) if places else (self.first, self.first)

    def pixel(self, place: float) -> float:
        """Where a place on the axis stands."""
        return self.left + (place - self.first + 0.5) * self.step


def before_after_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The two panels as a plotly figure: months left out are paler, means thick, the issue a dashed line."""
    exhibit = periods.unprotected(exhibit)
    highest = float(exhibit.frame[exhibit.value].cast(pl.Float64).max() or 1.0) * 1.04  # type: ignore[arg-type]
    ticks = theme.ticks(highest)
    left = theme.LEFT + width(theme.tick_words(ticks)) + 8
    drawn = canvas(exhibit, left, theme.RIGHT, room(exhibit, HEAD, bare), HEAD, bare)
    panels = _panels(exhibit, drawn)
    up = Scale(0.0, highest, drawn.bottom, drawn.top)
    for panel in panels:
        _write(exhibit, drawn, panel, up)
    traces = [trace for panel in panels for trace in _traces(exhibit, panel)]
    return figure(exhibit, drawn, traces, _axes(exhibit, panels, highest, ticks), bare)


def _panels(exhibit: Exhibit, drawn: Canvas) -> list[Panel]:
    """Both sides in the order they came, each with the same number of months."""
    assert exhibit.beside is not None
    series = str(exhibit.series)
    shown = exhibit.frame.with_columns(_phase=pl.col(str(exhibit.phase)), _value=pl.col(exhibit.value))
    wide, found = (drawn.right - drawn.left - APART) / 2, []
    for place, side in enumerate(shown.partition_by(series, maintain_order=True)):
        step = wide / side.height
        means = exhibit.beside.filter(pl.col(series) == side[series][0]).select("phase", "mean").rows()
        start, first = drawn.left + place * (wide + APART), place * (side.height + APART / step)
        found.append(Panel(side.to_dicts(), dict(means), exhibit.names[place], not place, start, step, first))
    return found


def _write(exhibit: Exhibit, drawn: Canvas, panel: Panel, up: Scale) -> None:
    """The panel's name, its means over their months, its foot, the day of issue, and ＊ where months are protected."""
    room = (panel.step * len(panel.rows)) / theme.TEXT
    drawn.write(theme.cut(panel.title, room), panel.left, drawn.top - HEAD + 14, theme.INK)
    line, right = panel.pixel(panel.span(AFTER)[0]), panel.pixel(panel.span(AFTER)[1])
    drawn.rule((line, drawn.top - 8), (line, drawn.bottom), theme.INK, 1.4, "dash")
    drawn.rule((panel.left, drawn.bottom), (right, drawn.bottom), theme.GREY, 1.2)
    edge = right
    for phase in (AFTER, BEFORE):
        start, stop = (panel.pixel(place) for place in panel.span(phase))
        mean = panel.means.get(phase)
        words = f"{exhibit.heading}{theme.number(mean, exhibit.digits)}" if mean is not None else f"{exhibit.heading}＊"
        middle = min((start + stop) / 2, edge - width([words]) / 2)
        drawn.write(words, middle, drawn.top - HEAD + 44, theme.INK, "center")
        edge = middle - width([words]) / 2 - 10
        if mean is not None:
            drawn.rule((start, up.at(mean)), (stop, up.at(mean)), theme.INK, MEAN, over=True)
    for middle in _hidden(exhibit, panel, right):
        drawn.write("＊", middle, drawn.bottom - 14, theme.INK, "center")


def _hidden(exhibit: Exhibit, panel: Panel, right: float) -> list[float]:
    """The middles of the runs of protected months in pixels, inside the panel, those of runs too near in one."""
    few = [bool(exhibit.hidden and row[exhibit.hidden]) for row in panel.rows]
    runs = [[place for place, _ in run] for starred, run in groupby(enumerate(few), key=lambda one: one[1]) if starred]
    kept: list[list[int]] = []
    for run in runs:
        near = kept and (run[0] + run[-1] - kept[-1][0] - kept[-1][-1]) / 2 * panel.step < theme.TEXT
        kept[-1:] = [kept[-1] + run] if near else [*kept[-1:], run]
    half, middles = theme.TEXT / 2, [panel.pixel(panel.first + (run[0] + run[-1]) / 2) for run in kept]
    return [min(max(middle, panel.left + half), right - half) for middle in middles]


def _traces(exhibit: Exhibit, panel: Panel) -> list[dict[str, Any]]:
    """The months as dots on a line; those left out are paler, and no line leads over a protected one."""
    colour = LINES[panel.is_own]
    places = [panel.first + place for place in range(len(panel.rows))]
    values, months = [row["_value"] for row in panel.rows], [row[exhibit.label] for row in panel.rows]
    fills = [theme.WHITE if row["_phase"] == LEFT_OUT else colour for row in panel.rows]
    marker: dict[str, Any] = {"size": 7, "color": fills, "line": {"color": colour, "width": 1.3}}
    marker |= {"symbol": "circle" if panel.is_own else "square"}
    hover = f"%{{text}} %{{y:.{exhibit.digits}f}}<extra></extra>"
    line = {"color": colour, "width": 1.8}
    return [
        {
            "type": "scatter", "mode": "lines+markers", "x": places, "y": values, "text": months, "line": line,
            "marker": marker, "hovertemplate": hover, "cliponaxis": False,
        }
    ]  # fmt: skip


def _axes(exhibit: Exhibit, panels: list[Panel], highest: float, ticks: list[float]) -> dict[str, Any]:
    """January of each year under both panels, where the words fit."""
    shown, words, wide = [], [], width(["2024-01"])
    for panel in panels:
        ends = (panel.left - (APART - wide) / 2, panel.left + panel.step * len(panel.rows) + (APART - wide) / 2)
        years = [place for place, row in enumerate(panel.rows) if str(row[exhibit.label]).endswith(periods.STARTS)]
        inside = [place for place in years if ends[0] <= panel.pixel(panel.first + place) <= ends[1]]
        every = ceil((wide + 14) / (12 * panel.step))
        shown += [panel.first + place for place in inside[::every]]
        words += [str(panel.rows[place][exhibit.label]) for place in inside[::every]]
    last = panels[-1].first + len(panels[-1].rows) - 0.5
    across: dict[str, Any] = {
        "range": [-0.5, last],
        "anchor": "y",
        "tickvals": shown,
        "ticktext": words,
        "ticks": "outside",
    }
    across |= {"ticklen": 5, "tickcolor": theme.GREY}
    up = {"range": [0, highest], "tickvals": ticks, "ticktext": theme.tick_words(ticks)}
    return {"xaxis": across, "yaxis": up}
