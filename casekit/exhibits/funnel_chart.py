"""Funnels: units by their size against the range that chance and usual differences allow, both sides alike."""

from dataclasses import dataclass
from math import dist
from statistics import fmean
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import theme
from casekit.exhibits.canvas import Canvas, Point, Scale, canvas, figure, room
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.placing import Box, Words, along, beside, free, fullest, lifted, seated, stacked, width
from casekit.exhibits.rules import LIMITS

GROWTH = [step * 0.08 for step in range(5)]  # how much longer the axes may get for the words to find room
CARE = ((True, False), (False, False), (False, True))  # words clear of the curves; words a little way from their mark
HEAD = 8
CIRCLE, DIAMOND = 12, 15  # sizes of the marks
SAME, VEIL = 8, 20  # px: marks so near have one label; how much of a line words hide
REACH = {False: 7.0, True: 10.0}  # half of a circle, and of a diamond's diagonal
Named = tuple[str, Point, float, str]
STYLES = {
    "low_998": {"width": 1.4, "color": theme.GREY},
    "high_998": {"width": 1.4, "color": theme.GREY},
    "low_95": {"width": 1.3, "color": theme.GREY, "dash": "dash"},
    "high_95": {"width": 1.3, "color": theme.GREY, "dash": "dash"},
    "center": {"width": 1.2, "color": theme.INK},
}


@dataclass(frozen=True)
class Drawing:
    """What is drawn, where: the canvas, its two axes, one row a unit that has a mark, and the curves."""

    exhibit: Exhibit
    canvas: Canvas
    x: Scale
    y: Scale
    units: pl.DataFrame
    curves: pl.DataFrame

    def points(self, frame: pl.DataFrame, value: str) -> list[Point]:
        """The pixels of rows with a `size`."""
        rows = frame.select("size", value).drop_nulls().iter_rows()
        return [(self.x.at(size), self.y.at(number)) for size, number in rows]

    @property
    def spots(self) -> list[tuple[Point, bool]]:
        """Where the mark of each unit stands, and whether it is outside."""
        return list(zip(self.points(self.units, "value"), self.units["outside"], strict=True))


def funnel_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The funnel as a plotly figure; the axes grow until every unit's words stand free.

    A line that words cannot but stand on stops under them.
    """
    units, curves = _units(exhibit), _curves(exhibit)
    drawings = [_drawing(exhibit, units, curves, growth, bare) for growth in GROWTH]
    tries = ((drawing, seated(_choices(drawing, *care))) for care in CARE for drawing in drawings)
    drawing, words = fullest(tries)
    lines = _lines(drawing)
    for seat in words:
        if any(seat.box.meets(line) for line in lines):
            drawing.canvas.rule((seat.box.left, seat.y), (seat.box.right, seat.y), theme.WASH, VEIL, over=True)
        seat.write(drawing.canvas)
    return figure(exhibit, drawing.canvas, _traces(drawing), _axes(drawing), bare)


def _units(exhibit: Exhibit) -> pl.DataFrame:
    """One row a unit with a mark: label, size, value, outside, its counts; protected ones are left out."""
    flag = pl.col(str(exhibit.signal))
    outside = flag.fill_null(False) if exhibit.frame[str(exhibit.signal)].dtype == pl.Boolean else flag.is_not_null()
    named = {"label": pl.col(exhibit.label).cast(pl.String), "size": pl.col(str(exhibit.size))}
    units = exhibit.frame.with_columns(value=pl.col(exhibit.value), outside=outside, **named)
    hidden = pl.col(exhibit.hidden) if exhibit.hidden else pl.lit(False)
    return units.filter(~hidden, pl.col("value", "size").is_not_null()).sort("outside", maintain_order=True)


def _curves(exhibit: Exhibit) -> pl.DataFrame:
    """The curves beside the funnel, by size; a size without limits has none."""
    assert exhibit.beside is not None
    return exhibit.beside.select(LIMITS).cast(pl.Float64).fill_nan(None).filter(pl.col("size") > 0).sort("size")


def _drawing(exhibit: Exhibit, units: pl.DataFrame, curves: pl.DataFrame, growth: float, bare: bool) -> Drawing:
    """The canvas with the names of the curves at its right end."""
    (first, last), (lowest, highest) = _sizes(units, curves, growth), _values(exhibit, units, curves, growth)
    ends = _ends(exhibit, curves.filter(pl.col("size") <= last))
    left = theme.LEFT + width(theme.tick_words(Scale(lowest, highest, 0, 1).ticks(), exhibit.unit)) + 8
    right = theme.RIGHT - width(name for name, _, _ in ends) - 8
    drawn = canvas(exhibit, left, right, room(exhibit, HEAD), HEAD, bare)
    up = Scale(lowest, highest, drawn.bottom, drawn.top)
    levels = [(up.at(level), 1) for _, level, _ in ends]
    for (name, _, colour), y in zip(ends, stacked(levels, drawn.top, drawn.bottom), strict=True):
        Words((name,), right + 8, y, colour).write(drawn)
    return Drawing(exhibit, drawn, Scale(first, last, left, right), up, units, curves)


def _sizes(units: pl.DataFrame, curves: pl.DataFrame, growth: float) -> tuple[float, float]:
    """From a little below the smallest unit to a little above the largest, where there are curves."""
    sizes = units["size"].cast(pl.Float64) if units.height else curves["size"]
    least, most = float(sizes.min() or 0), float(sizes.max() or 1)  # type: ignore[arg-type]
    spread = max(most - least, most / 5, 1.0)
    start, stop = (float(end or 0) for end in curves.select(pl.col("size").min(), stop=pl.col("size").max()).row(0))
    first = max(0.0, min(start, least - spread * 0.03), least - spread * (0.08 + growth))
    return first, max(most + spread * 0.03, min(stop, most + spread * (0.1 + growth)))


def _values(exhibit: Exhibit, units: pl.DataFrame, curves: pl.DataFrame, growth: float) -> tuple[float, float]:
    """From zero, or a little below what is high: every unit, the inner limits at middling units, the outer at the largest."""
    sizes = units.select(pl.col("size").median(), most=pl.col("size").max()).row(0) if units.height else (0, 0)
    rows = [curves.filter(pl.col("size") >= size).head(1) for size in sizes]
    shown = rows[0].select("center", "low_95", "high_95"), rows[1].select("low_998", "high_998")
    limits = pl.concat([row.unpivot().get_column("value") for row in shown])
    held = pl.concat([units["value"].cast(pl.Float64), limits]).drop_nulls().to_list() or [0.0, 1.0]
    least, most = min(held), max(held)
    base = 0.0 if 0 <= least <= most / 2 else least
    spare = (most - base or 1.0) * (0.08 + growth)
    foot = 0.0 if base == 0 else base - spare if base < 0 else max(base - spare, 0.0)
    return foot, min(most + spare, 1 + 0.09 * (1 - foot)) if exhibit.unit == "%" else most + spare


def _ends(exhibit: Exhibit, curves: pl.DataFrame) -> list[tuple[str, float, str]]:
    """The names of the upper curves and of the centre, each with its level and colour, from the top down."""
    levels = curves.tail(1).select("high_998", "high_95", "center").row(0) if curves.height else (None,) * 3
    words, language = codebook.toml("sentences")["funnel"], exhibit.language
    names = [words["level"][language].format(level=level) for level in ("99.8%", "95%")]
    center = theme.number(levels[2], exhibit.digits, percent=exhibit.unit == "%") + exhibit.unit
    names.append(words["center"][language].format(center=center))
    told = zip(names, levels, (theme.TEXT2, theme.TEXT2, theme.INK), strict=True)
    return [(name, level, colour) for name, level, colour in told if level is not None]


def _choices(drawing: Drawing, clear: bool, far: bool) -> list[list[Words]]:
    """Where the words of each unit may stand, clear of every mark and, where there is room, of the curves.

    Words that find no place are left out: the table has them.
    """
    drawn, named = drawing.canvas, _named(drawing)
    field = Box(drawn.left + 2, drawn.top, drawn.right, drawn.bottom - 2)
    spots = [(spot, REACH[outside]) for spot, outside in drawing.spots]
    taken = [Box(x - reach, y - reach, x + reach, y + reach) for (x, y), reach in spots]
    lines = _lines(drawing)
    rows = [free(beside(*one), field, taken, lines, clear) for one in named]
    if far:
        away = [free(lifted(*one, [spot for spot, _ in spots]), field, taken, []) for one in named]
        rows = [near + other for near, other in zip(rows, away, strict=True)]
    return rows


def _lines(drawing: Drawing) -> list[Box]:
    return [box for name in STYLES for box in along(drawing.points(drawing.curves, name))]


def _named(drawing: Drawing) -> list[Named]:
    """Words, where their mark is, half its size, their colour; units at nearly the same place share theirs, `03、10`."""
    joint, groups = codebook.toml("sentences")["funnel"]["joint"][drawing.exhibit.language], list[list[int]]()
    words, spots = _words(drawing), drawing.spots
    for place, (spot, outside) in enumerate(spots):
        known = [group for group in groups if not outside and dist(spots[group[0]][0], spot) < SAME]
        known[0].append(place) if known else groups.append([place])
    found = []
    for group in groups:
        points, outside = [spots[place][0] for place in group], spots[group[0]][1]
        middle = fmean(x for x, _ in points), fmean(y for _, y in points)
        reach = REACH[outside] + max(dist(middle, point) for point in points)
        colour = theme.INK if outside else theme.TEXT2
        found.append((joint.join(words[place] for place in group), middle, reach, colour))
    return found


def _words(drawing: Drawing) -> list[str]:
    """A unit's label; outside also its value and counts, `08：31.5%（47/149）`."""
    exhibit, words = drawing.exhibit, codebook.toml("sentences")["funnel"]["outside"][drawing.exhibit.language]
    told = []
    for row in drawing.units.iter_rows(named=True):
        value = theme.number(row["value"], exhibit.digits, percent=exhibit.unit == "%") + exhibit.unit
        pair = [theme.number(row[name]) for name in (exhibit.numerator, exhibit.denominator or "size") if name]
        counts = theme.bracketed("/".join(pair), exhibit.language) if exhibit.numerator else ""
        told.append(words.format(label=row["label"], value=value, counts=counts) if row["outside"] else row["label"])
    return told


def _axes(drawing: Drawing) -> dict[str, Any]:
    exhibit, across, up = drawing.exhibit, drawing.x, drawing.y
    sizes = [place for place in across.ticks() if place == round(place)]
    line = {"showline": True, "linecolor": theme.GREY, "linewidth": 1.2}
    line |= {"ticks": "outside", "ticklen": 5, "tickcolor": theme.GREY, "anchor": "y"}
    x = {"range": [across.low, across.high], "tickvals": sizes, "ticktext": theme.tick_words(sizes, exhibit.heading)}
    levels = [place for place in up.ticks() if place <= 1 or exhibit.unit != "%"]
    y = {"range": [up.low, up.high], "tickvals": levels, "ticktext": theme.tick_words(levels, exhibit.unit)}
    return {"xaxis": x | line, "yaxis": y}


def _traces(drawing: Drawing) -> list[dict[str, Any]]:
    """The curves, the range between the outer two filled, then the units and over them those outside."""
    line = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    known = [drawing.curves.select(x="size", y=name).drop_nulls().to_dict(as_series=False) for name in STYLES]
    curves = [line | xy | {"line": style} for xy, style in zip(known, STYLES.values(), strict=True)]
    curves[1] |= {"fill": "tonexty", "fillcolor": theme.WASH}
    rim = {"line": {"color": theme.WHITE, "width": 1.4}}
    diamond = {"size": DIAMOND, "color": theme.SUBJ, "symbol": "diamond"} | rim
    apart = {False: {"size": CIRCLE, "color": theme.MID} | rim, True: diamond}
    found = [(drawing.units.filter(outside=flag), marker) for flag, marker in apart.items()]
    return [*curves, *(_marks(drawing.exhibit, units, marker) for units, marker in found if units.height)]


def _marks(exhibit: Exhibit, units: pl.DataFrame, marker: dict[str, Any]) -> dict[str, Any]:
    shape = f":.{exhibit.digits}{'%' if exhibit.unit == '%' else 'f'}"
    hover = f"%{{text}} %{{y{shape}}} n=%{{x}}<extra></extra>"
    said = {"type": "scatter", "mode": "markers", "cliponaxis": False, "hovertemplate": hover}
    columns = {"x": units["size"].to_list(), "y": units["value"].to_list(), "text": units["label"].to_list()}
    return said | columns | {"marker": marker}
