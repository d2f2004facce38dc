"""Rows: bars and dots drawn one a row, their labels left and their numbers in columns at the right."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from casekit.exhibits import theme
from casekit.exhibits.canvas import HEAD, Canvas, canvas, figure, room
from casekit.exhibits.exhibit import Exhibit

GAP = 24  # between the plot and the number columns, and between two columns
LABEL = 14  # em: longer labels are cut
PITCH = (27.0, 60.0)  # the least and the most height of a row
THICK = 34  # the thickest bar

Span = tuple[float | None, float | None]


def rows_figure(exhibit: Exhibit, bare: bool) -> Any:
    """Bars or dots as a plotly figure."""
    labels = exhibit.frame[exhibit.label].cast(pl.String).to_list()
    columns = _columns(exhibit)
    widths = [max(map(theme.ems, column)) * theme.TEXT for column in columns]
    left = theme.LEFT + max(theme.ems(theme.cut(label, LABEL)) for label in labels) * theme.TEXT + 14
    right = theme.RIGHT - sum(widths) - GAP * len(widths)
    pitch = min(max(room(exhibit, HEAD) / len(labels), PITCH[0]), PITCH[1])
    drawn = canvas(exhibit, left, right, pitch * len(labels), HEAD, bare)
    _write_labels(exhibit, drawn, labels, pitch)
    if exhibit.form == "dots":
        _write_key(exhibit, drawn, right + GAP + widths[0] - theme.ems(columns[0][0]) * theme.TEXT)
    for place, column in enumerate(columns):
        edge = theme.RIGHT - sum(widths[place + 1 :]) - GAP * (len(widths) - 1 - place)
        faint = place > 0 and exhibit.form == "bars"
        _write_column(drawn, column, edge, pitch, theme.TEXT2 if faint else theme.INK)
    traces = _bars(exhibit, labels, pitch) if exhibit.form == "bars" else _dots(exhibit, labels)
    return figure(exhibit, drawn, traces, _axes(exhibit, len(labels), right - left), bare)


def beside(exhibit: Exhibit) -> list[str]:
    """The number of each row with its counts, ＊ where it is protected."""
    return _protected(exhibit, _valued(exhibit))


def _columns(exhibit: Exhibit) -> list[list[str]]:
    """The number columns as text, heading first: value with counts, then the cumulative share or the change."""
    columns = [[exhibit.heading or exhibit.names[0], *beside(exhibit)]]
    if exhibit.cumulative:
        columns.append([exhibit.cumulative, *_protected(exhibit, _running(exhibit))])
    if exhibit.form == "dots" and exhibit.before:
        columns.append([exhibit.names[2], *_protected(exhibit, _changes(exhibit, exhibit.before))])
    return columns


def _valued(exhibit: Exhibit) -> list[str]:
    """`12.1%（48/398）`; the numerator alone where all denominators are one, for then the subtitle's n says it."""
    values, percent = exhibit.frame[exhibit.value].to_list(), exhibit.unit == "%"
    sign = "%" if percent else ""
    written = [
        "—" if value is None else theme.number(value, exhibit.digits, percent=percent) + sign for value in values
    ]
    return [text + counts for text, counts in zip(written, _counts(exhibit), strict=True)]


def _counts(exhibit: Exhibit) -> list[str]:
    if exhibit.numerator is None:
        return [""] * exhibit.frame.height
    above = [theme.number(count) for count in exhibit.frame[exhibit.numerator]]
    below = exhibit.frame[exhibit.denominator].to_list() if exhibit.denominator else [None]
    if len(set(below)) > 1 or (len(above) == 1 and exhibit.denominator):
        above = [f"{count}/{theme.number(total)}" for count, total in zip(above, below, strict=True)]
    return [theme.bracketed(count, exhibit.language) for count in above]


def _running(exhibit: Exhibit) -> list[str]:
    """The share so far, of all rows together; other and undetermined rows have none, nor any where a row is hidden."""
    if exhibit.hidden and exhibit.frame[exhibit.hidden].any():
        return [theme.number(None)] * exhibit.frame.height
    count, counted = pl.col(str(exhibit.numerator)).fill_null(0), ~pl.col(exhibit.label).is_in(_last(exhibit))
    shares = exhibit.frame.select(pl.when(counted).then(count.cum_sum() / count.sum())).to_series()
    return [theme.number(share, exhibit.digits, percent=True) for share in shares]


def _changes(exhibit: Exhibit, before: str) -> list[str]:
    """Differences are taken first and rounded then."""
    differences = exhibit.frame[exhibit.value] - exhibit.frame[before]
    return [theme.number(value, exhibit.digits, percent=exhibit.unit == "%", signed=True) for value in differences]


def _protected(exhibit: Exhibit, texts: list[str]) -> list[str]:
    if exhibit.hidden is None:
        return texts
    return ["＊" if hidden else text for hidden, text in zip(exhibit.frame[exhibit.hidden], texts, strict=True)]


def _last(exhibit: Exhibit) -> list[str]:
    return [*exhibit.rest, *exhibit.hollow]


def _write_labels(exhibit: Exhibit, drawn: Canvas, labels: list[str], pitch: float) -> None:
    for place, label in enumerate(labels):
        top = drawn.top + place * pitch
        colour = theme.TEXT2 if label in _last(exhibit) else theme.INK
        drawn.write(theme.cut(label, LABEL), theme.LEFT, top + pitch / 2, colour)
        if label == exhibit.total:
            drawn.rule((theme.LEFT, top), (theme.RIGHT, top), theme.GREY, 1.2)


def _write_key(exhibit: Exhibit, drawn: Canvas, before: float) -> None:
    """What the dots are, over the plot, or farther left where the first column's heading is in the way."""
    key = f"● {exhibit.names[0]}　○ {exhibit.names[1]}"
    left = min(drawn.left - 5, before - 10 - theme.ems(key) * theme.TEXT)
    drawn.write(key, max(left, theme.LEFT), drawn.top - HEAD / 2, theme.TEXT2)


def _write_column(drawn: Canvas, column: list[str], edge: float, pitch: float, colour: str) -> None:
    drawn.write(column[0], edge, drawn.top - HEAD / 2, theme.TEXT2, "right")
    for place, text in enumerate(column[1:]):
        drawn.write(text, edge, drawn.top + (place + 0.5) * pitch, colour, "right")


def _axes(exhibit: Exhibit, rows: int, wide: float) -> dict[str, Any]:
    """Dots are read across and have a grid; bars have a foot at zero."""
    dotted, highest = exhibit.form == "dots", _highest(exhibit)
    places = theme.ticks(highest, max(2, min(5, int(wide / 70))))
    across = {"range": [-0.012 * highest * dotted, 1.02 * highest], "tickvals": places, "showgrid": dotted}
    across |= {"ticktext": theme.tick_words(places, exhibit.unit), "anchor": "y"}
    foot = {"showline": True, "linecolor": theme.GREY, "linewidth": 1.2}
    down = {"range": [rows - 0.5, -0.5], "showticklabels": False} | ({} if dotted else foot)
    return {"xaxis": across, "yaxis": down}


def _highest(exhibit: Exhibit) -> float:
    """The largest drawn number; 1 where nothing is drawn."""
    drawn = [number for column in exhibit.values for number in _visible(exhibit, column) if number is not None]
    return float(max(drawn, default=0) or 1)


def _visible(exhibit: Exhibit, column: str) -> list[Any]:
    """A column's numbers, null where the row is protected or the total."""
    hide = pl.col(exhibit.label) == (exhibit.total or "")
    if exhibit.hidden:
        hide = hide | pl.col(exhibit.hidden)
    return exhibit.frame.select(pl.when(~hide).then(pl.col(column))).to_series().to_list()


def _bars(exhibit: Exhibit, labels: list[str], pitch: float) -> list[dict[str, Any]]:
    hollow = [label in exhibit.hollow for label in labels]
    dark = [not exhibit.subject or label in exhibit.subject for label in labels]
    dark = [deep and not empty for deep, empty in zip(dark, hollow, strict=True)]
    fills = [theme.SUBJ if deep else theme.LIGHT for deep in dark]
    fills = [theme.WHITE if empty else fill for fill, empty in zip(fills, hollow, strict=True)]
    edge = {"color": theme.GREY, "width": [1.4 if empty else 0 for empty in hollow]}
    bar = {"type": "bar", "orientation": "h", "width": min(0.63, THICK / pitch), "textposition": "none"}
    bar |= _marks(exhibit, labels, exhibit.value) | {"marker": {"color": fills, "line": edge}}
    return [bar, *_intervals(exhibit, dark)]


def _intervals(exhibit: Exhibit, dark: list[bool]) -> list[dict[str, Any]]:
    """Whiskers without caps, white on the dark part of a bar."""
    if not (exhibit.low and exhibit.high):
        return []
    lows, values, highs = (_visible(exhibit, column) for column in (exhibit.low, exhibit.value, exhibit.high))
    inside = [(low if deep else None, value) for low, value, deep in zip(lows, values, dark, strict=True)]
    starts = [value if deep else low for low, value, deep in zip(lows, values, dark, strict=True)]
    outside = list(zip(starts, highs, strict=True))
    return [_lines(outside, theme.INK, 2), _lines(inside, theme.WHITE, 2)]


def _dots(exhibit: Exhibit, labels: list[str]) -> list[dict[str, Any]]:
    before = str(exhibit.before)
    joined = list(zip(_visible(exhibit, exhibit.value), _visible(exhibit, before), strict=True))
    place = {"type": "scatter", "mode": "markers", "cliponaxis": False}
    was = {"marker": {"size": 13, "color": theme.WHITE, "line": {"color": theme.INK, "width": 1.8}}}
    now = {"marker": {"size": 13, "color": theme.SUBJ}}
    return [
        _lines(joined, theme.LIGHT, 7) if exhibit.low else _lines(joined, theme.MID, 4),
        *_intervals(exhibit, [False] * len(labels))[:1],
        place | was | _marks(exhibit, labels, before),
        place | now | _marks(exhibit, labels, exhibit.value),
    ]


def _marks(exhibit: Exhibit, labels: list[str], column: str) -> dict[str, Any]:
    shape = f":.{exhibit.digits}%" if exhibit.unit == "%" else f":.{exhibit.digits}f"
    hover = "%{text} %{x" + shape + "}<extra></extra>"
    return {"x": _visible(exhibit, column), "y": list(range(len(labels))), "text": labels, "hovertemplate": hover}


def _lines(spans: Sequence[Span], colour: str, width: float) -> dict[str, Any]:
    """One trace of horizontal lines, row by row; a null parts one row's line from the next."""
    drawn = [(place, *span) for place, span in enumerate(spans) if None not in span]
    across = [end for _, start, stop in drawn for end in (start, stop, None)]
    down = [at for place, *_ in drawn for at in (place, place, None)]
    stroke = {"line": {"color": colour, "width": width}, "hoverinfo": "skip"}
    return {"type": "scatter", "mode": "lines", "x": across, "y": down} | stroke
