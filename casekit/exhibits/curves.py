"""Curves: the share reached by each day, in steps; outcomes piled up to their total, or groups one beside another."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from casekit.exhibits import captions, theme
from casekit.exhibits.canvas import Point, canvas, figure, room
from casekit.exhibits.captions import KEY, WHISKER, WORDS, End, Plot, Stroke
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.placing import LINE
from casekit.exhibits.steps import Steps, piled, steps

LEFT, BELOW, ASIDE = 76, 10, 4  # px: where the plot begins, room under the counts, from a step to its whisker
FILLS = (theme.SUBJ, theme.MID, theme.LIGHT, theme.PALE)
STROKES: tuple[Stroke, ...] = (
    (theme.SUBJ, 2.4, ""),
    (theme.INK, 2, "dash"),
    (theme.MID, 2.4, "dot"),
    (theme.GREY, 2.4, "dashdot"),
)
MARK = {"size": 11, "color": theme.WHITE, "line": {"color": theme.INK, "width": 2}}
SILENT = {"type": "scatter", "hoverinfo": "skip"}


@dataclass(frozen=True)
class Shown:
    """What is drawn: fills from the lowest up, lines in drawing order, their ends, the series that have whiskers."""

    fills: list[Steps] = field(default_factory=list)
    lines: list[tuple[Steps, Stroke]] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    sure: list[tuple[Steps, Steps, str]] = field(default_factory=list)
    compared: str = ""
    halved: Steps | None = None


def curves_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The curves as a plotly figure, with the numbers still observed in rows under the axis."""
    shown = _piles(exhibit) if exhibit.stacked else _groups(exhibit)
    last = max(1, *(curve.days[-1] for curve, _ in shown.lines))
    days = captions.ticks(exhibit, last)
    right = theme.RIGHT - captions.margin(shown.ends, captions.counted(exhibit, days))
    days = captions.apart(exhibit, days, (right - LEFT) / max(last, days[-1]))
    key, rows = _key(exhibit, shown), captions.counted(exhibit, days)
    head = KEY if key else 8
    below = LINE * len(rows) + BELOW * bool(rows)
    tall = max(room(exhibit, head), captions.height(shown.ends) + below)
    drawn = canvas(exhibit, LEFT, theme.RIGHT - captions.margin(shown.ends, rows), tall, head, bare)
    drawn.bottom -= below
    plot = Plot(drawn, max(last, days[-1]), _highest(exhibit, shown))
    captions.write_key(drawn, key)
    captions.write_ends(plot, shown.ends)
    captions.write_counts(plot, rows)
    whiskers = _whiskers(shown, plot, days)
    traces = _filled(shown.fills, plot.tail)
    traces += [trace for curve, stroke in shown.lines for trace in _line(curve, *stroke, plot.tail)]
    traces += [_upright(spans, colour) for spans, colour in whiskers]
    if shown.halved and shown.halved.half is not None:
        captions.write_half(exhibit, plot, _obstacles(shown, whiskers), shown.halved.half)
        traces += _half(shown.halved.half)
    return figure(exhibit, drawn, traces, _axes(exhibit, plot, days), bare)


def _piles(exhibit: Exhibit) -> Shown:
    """Outcomes as fills, their total as a line with its whiskers, the comparison dashed."""
    fills, total, before = piled(exhibit), exhibit.total or "", steps(exhibit, exhibit.names[1])
    whole = steps(exhibit, total) or fills[-1]
    compared = [(before, STROKES[1])] if before else []
    return Shown(
        fills=fills,
        lines=[*compared, (whole, STROKES[0])],
        ends=_shares(exhibit, fills, whole),
        sure=_sure(exhibit, total, theme.INK),
        compared=exhibit.names[1] if before else "",
        halved=whole,
    )


def _shares(exhibit: Exhibit, fills: list[Steps], whole: Steps) -> list[End]:
    """Each outcome's share in the middle of its fill, and above them what is left, under the name in `hollow`."""
    ends, foot = [], 0.0
    for name, pile in zip(exhibit.outcomes, fills, strict=True):
        own = steps(exhibit, name)
        words = captions.named(exhibit, name, own.levels[-1] if own else None)
        ends.append(End(pile.days[-1], (foot + pile.last) / 2, [(words, theme.INK)]))
        foot = pile.last
    for name in exhibit.hollow[:1]:
        left = None if whole.levels[-1] is None else 1 - whole.levels[-1]
        ends.append(End(whole.days[-1], (1 + whole.last) / 2, [(captions.named(exhibit, name, left), theme.TEXT2)]))
    return ends


def _groups(exhibit: Exhibit) -> Shown:
    """Groups as lines of different dash and lightness, each named at its end with its share and its half."""
    shown, half = Shown(), WORDS[exhibit.language]["half"]
    for name, stroke in zip(exhibit.outcomes, STROKES, strict=False):
        curve = steps(exhibit, name)
        if curve is None:
            continue
        lines = [(captions.named(exhibit, name, curve.levels[-1]), theme.INK)]
        lines += [] if curve.half is None else [(half.format(theme.number(curve.half)), theme.TEXT2)]
        shown.ends.append(End(curve.days[-1], curve.last, lines))
        shown.lines.append((curve, stroke))
        shown.sure.extend(_sure(exhibit, name, stroke[0]))
    return shown


def _sure(exhibit: Exhibit, name: str, colour: str) -> list[tuple[Steps, Steps, str]]:
    """The two ends of a series' interval, where they are given."""
    low, high = (steps(exhibit, name, column) if column else None for column in (exhibit.low, exhibit.high))
    return [(low, high, colour)] if low and high else []


def _key(exhibit: Exhibit, shown: Shown) -> list[tuple[str, Stroke | None]]:
    key: list[tuple[str, Stroke | None]] = [(shown.compared, STROKES[1])] if shown.compared else []
    return [*key, (WORDS[exhibit.language]["bounds"], None)] if shown.sure else key


def _highest(exhibit: Exhibit, shown: Shown) -> float:
    """All, where more than half is reached or what is left is named; else the highest level with a little room."""
    curves = [curve for curve, _ in shown.lines] + [high for _, high, _ in shown.sure]
    most = max((level for curve in curves for level in curve.levels if level is not None), default=1.0)
    return 1.0 if exhibit.hollow or most > 0.5 or not most else most * 1.08


def _whiskers(shown: Shown, plot: Plot, days: list[float]) -> list[tuple[list[tuple[Point, Point]], str]]:
    """The interval on the days under the axis, upright; each a little after the step of its day."""
    drawn = []
    step = ASIDE * plot.longest / (plot.drawn.right - plot.drawn.left)
    for place, (low, high, colour) in enumerate(shown.sure):
        aside = step * (place + 1)
        ends = [(day, low.at(day), high.at(day)) for day in days]
        spans = [((day + aside, a), (day + aside, b)) for day, a, b in ends if a is not None and b is not None]
        drawn.append((spans, colour))
    return drawn


def _obstacles(shown: Shown, whiskers: list[tuple[list[tuple[Point, Point]], str]]) -> list[list[Point]]:
    """What the words of the half should not cross: the corners of the lines, and the whiskers."""
    runs = [pairwise(run) for curve, _ in shown.lines for run in curve.runs()]
    corners = [[point for (x, y), end in run for point in ((x, y), (end[0], y), end)] for run in runs]
    return corners + [list(span) for spans, _ in whiskers for span in spans]


def _filled(fills: list[Steps], tail: float) -> list[dict[str, Any]]:
    """The highest pile first, each lower one over it; the darkest lies lowest."""
    colours = FILLS[-max(len(fills), 2) :]
    piles = reversed(list(zip(fills, colours, strict=False)))
    runs = [(run, colour) for pile, colour in piles for run in _line(pile, colour, 0, "", tail)]
    return [run | {"fill": "tozeroy", "fillcolor": colour} for run, colour in runs]


def _line(curve: Steps, colour: str, width: float, dash: str, tail: float) -> list[dict[str, Any]]:
    line = {"shape": "hv", "color": colour, "width": width} | ({"dash": dash} if dash else {})
    runs = [{"x": [x for x, _ in run], "y": [y for _, y in run]} for run in curve.runs(tail)]
    return [SILENT | run | {"mode": "lines", "line": line} for run in runs]


def _upright(spans: list[tuple[Point, Point]], colour: str) -> dict[str, Any]:
    across = [end for (x, _), _ in spans for end in (x, x, None)]
    up = [end for (_, low), (_, high) in spans for end in (low, high, None)]
    return SILENT | {
        "mode": "lines",
        "x": across,
        "y": up,
        "line": {"color": colour, "width": WHISKER[1]},
        "cliponaxis": False,
    }


def _half(day: float) -> list[dict[str, Any]]:
    """Dotted from both axes to the open circle."""
    dotted = {"color": theme.INK, "width": 1.4, "dash": "dot"}
    guide = SILENT | {"mode": "lines", "x": [0, day, day], "y": [0.5, 0.5, 0], "line": dotted}
    return [guide, SILENT | {"mode": "markers", "x": [day], "y": [0.5], "marker": MARK}]


def _axes(exhibit: Exhibit, plot: Plot, days: list[float]) -> dict[str, Any]:
    across: dict[str, Any] = {"range": [0, plot.longest], "anchor": "y", "tickvals": days}
    across |= {"ticktext": captions.day_words(exhibit, days)}
    across |= {"showline": True, "linecolor": theme.GREY, "linewidth": 1.2}
    across |= {"ticks": "outside", "ticklen": 5, "tickcolor": theme.GREY}
    places = theme.ticks(plot.highest)
    up = {"range": [0, plot.highest], "tickvals": places, "ticktext": theme.tick_words(places, exhibit.unit)}
    return {"xaxis": across, "yaxis": up}
