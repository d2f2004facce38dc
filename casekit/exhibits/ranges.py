"""Ranges: one row a group, a band and what fell into it - the middle value as a dot, the middle four fifths as a line."""

from typing import Any

import polars as pl

from casekit.exhibits import theme
from casekit.exhibits.canvas import HEAD, Canvas, canvas, figure, room
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.placing import width

LABEL = 14  # em: longer labels are cut
PITCH = (27.0, 44.0)  # the least and the most height of a row
BAND, LINE, DOT = 0.62, 3, 14  # of a row's height; px
STEPS, MOST = (1, 2, 3, 6, 12, 24, 36, 60, 120), 6  # months are read in halves and whole years
SWATCH, APART, GAP = 32, 26, 8  # px: the key's band and line, between two words of the key, of the axis

Spans = list[tuple[float, float] | None]


def ranges_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The groups as a plotly figure: labels left, bands and lines on one axis, counts right."""
    labels = [theme.cut(label, LABEL) for label in exhibit.frame[exhibit.label].cast(pl.String)]
    counts = [exhibit.heading, *_counts(exhibit)]
    left, right = theme.LEFT + width(labels) + 26, theme.RIGHT - width(counts) - 18
    pitch = min(max(room(exhibit, HEAD) / len(labels), PITCH[0]), PITCH[1])
    drawn = canvas(exhibit, left, right, pitch * len(labels), HEAD, bare)
    _write_key(drawn, exhibit)
    for place, (label, count) in enumerate(zip(labels, counts[1:], strict=True)):
        y = drawn.top + (place + 0.5) * pitch
        drawn.write(label, theme.LEFT, y, theme.INK)
        drawn.write(count, theme.RIGHT, y, theme.INK, "right")
    drawn.write(counts[0], theme.RIGHT, drawn.top - HEAD / 2, theme.TEXT2, "right")
    return figure(exhibit, drawn, _marks(exhibit, labels), _axes(exhibit, len(labels), right - left), bare)


def _counts(exhibit: Exhibit) -> list[str]:
    """`59/64`, ＊ where the row is protected."""
    names = (str(exhibit.numerator), str(exhibit.denominator), exhibit.hidden or "")
    hidden = pl.col(names[2]) if exhibit.hidden else pl.lit(False)
    rows = exhibit.frame.select(hidden.alias("_few"), *names[:2]).iter_rows()
    return ["＊" if few else f"{theme.number(above)}/{theme.number(below)}" for few, above, below in rows]


def _spans(exhibit: Exhibit, low: str | None, high: str | None) -> Spans:
    """Both ends of each row, None where one is unknown or the row is protected."""
    hidden = pl.col(exhibit.hidden) if exhibit.hidden else pl.lit(False)
    rows = exhibit.frame.select(hidden.alias("_few"), _low=str(low), _high=str(high)).iter_rows()
    return [None if few or start is None or end is None else (start, end) for few, start, end in rows]


def _write_key(drawn: Canvas, exhibit: Exhibit) -> None:
    """What the band and the dot with its line are, in one row above the plot."""
    x, y = float(theme.LEFT), drawn.top - HEAD / 2
    for place, words in enumerate((exhibit.names[1], exhibit.names[0])):
        drawn.rule((x, y), (x + SWATCH, y), (theme.LIGHT, theme.INK)[place], (16, LINE)[place])
        if place:
            drawn.write("●", x + SWATCH / 2, y, theme.SUBJ, "center")
        drawn.write(words, x + SWATCH + 8, y, theme.TEXT2)
        x += SWATCH + 8 + width([words]) + APART


def _marks(exhibit: Exhibit, labels: list[str]) -> list[dict[str, Any]]:
    bands, lines = _spans(exhibit, exhibit.low, exhibit.high), _spans(exhibit, *(exhibit.spread or ()))
    dots = [span and span[0] for span in _spans(exhibit, exhibit.value, exhibit.value)]
    rows = list(range(len(labels)))
    band: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "width": BAND,
        "textposition": "none",
        "hoverinfo": "skip",
        "y": rows,
    }
    band |= {"base": [span and span[0] for span in bands], "x": [span and span[1] - span[0] for span in bands]}
    band |= {"marker": {"color": theme.LIGHT, "line": {"color": theme.LIGHT, "width": 3}}}
    across = [end for span in lines if span for end in (*span, None)]
    down = [at for row, span in zip(rows, lines, strict=True) if span for at in (row, row, None)]
    line: dict[str, Any] = {"type": "scatter", "mode": "lines", "x": across, "y": down, "hoverinfo": "skip"}
    line |= {"line": {"color": theme.INK, "width": LINE}}
    dot: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": dots,
        "y": rows,
        "text": labels,
        "cliponaxis": False,
    }
    dot |= {"marker": {"size": DOT, "color": theme.SUBJ, "line": {"color": theme.WHITE, "width": 1.5}}}
    return [band, line, dot | {"hovertemplate": "%{text} %{x:." + str(exhibit.digits) + "f}<extra></extra>"}]


def _axes(exhibit: Exhibit, rows: int, wide: float) -> dict[str, Any]:
    """From zero to the largest number drawn, read across."""
    ends = _spans(exhibit, exhibit.low, exhibit.high) + _spans(exhibit, *(exhibit.spread or ()))
    highest = max((span[1] for span in ends if span), default=0.0) or 1.0
    most = min(MOST, wide / (width([theme.number(highest) + exhibit.unit]) + GAP))
    step = next((step for step in STEPS if highest / step <= most), STEPS[-1])
    places = [float(place) for place in range(0, int(highest) + 1, step)]
    across = {"range": [-0.02 * highest, 1.02 * highest], "tickvals": places, "showgrid": True, "anchor": "y"}
    across |= {"ticktext": theme.tick_words(places, exhibit.unit)}
    return {"xaxis": across, "yaxis": {"range": [rows - 0.5, -0.5], "showticklabels": False}}
