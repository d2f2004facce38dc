"""Pyramids: two counts of each row on either side of its label, and the year before as a black tick."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from casekit.exhibits import theme
from casekit.exhibits.canvas import HEAD, Canvas, canvas, figure, room
from casekit.exhibits.exhibit import Exhibit, Side
from casekit.exhibits.placing import width

LABEL, BESIDE = 12, 16  # em: longer labels are cut; px: between a label and the bars
AIR, APART = 8, 28  # px: between a mark and its number, between the words over the bars
PITCH, THICK = (27.0, 60.0), 34  # the least and the most height of a row; the thickest bar
BAR, TICK = 0.68, 0.92  # of a row's height: a bar and a tick
LINE, RIM = 2.6, 8  # px: a tick, and the white round it on a dark bar

Numbers = list[float | None]


@dataclass(frozen=True)
class Flank:
    """One side as drawn: numbers and those a year before, null where protected or unknown, the words, the heading."""

    numbers: Numbers
    before: Numbers
    texts: list[str]
    heading: str

    @property
    def ends(self) -> list[float]:
        """How far the marks of each row reach."""
        return [max(number or 0, was or 0) for number, was in zip(self.numbers, self.before, strict=True)]


@dataclass(frozen=True)
class Ground:
    """Where the two sides begin, in pixels, and how many pixels one is."""

    left: float
    right: float
    scale: float


def pyramid_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The pyramid as a plotly figure: the first side left, the second right, both on one scale."""
    assert exhibit.left is not None
    rows = exhibit.frame.filter(pl.col(exhibit.label).cast(pl.String) != (exhibit.total or ""))
    labels = [theme.cut(label, LABEL) for label in rows[exhibit.label].cast(pl.String)]
    second = Side(name=exhibit.heading, value=exhibit.value, before=exhibit.before, hidden=exhibit.hidden)
    flanks = (_flank(exhibit, rows, exhibit.left), _flank(exhibit, rows, second))
    ground = _ground(flanks, width(labels) + 2 * BESIDE, _key(exhibit))
    pitch = min(max(room(exhibit, HEAD) / len(labels), PITCH[0]), PITCH[1])
    drawn = canvas(exhibit, theme.LEFT, theme.RIGHT, pitch * len(labels), HEAD, bare)
    _write_head(drawn, ground, flanks, _key(exhibit))
    for place, label in enumerate(labels):
        y = drawn.top + (place + 0.5) * pitch
        drawn.write(label, (ground.left + ground.right) / 2, y, theme.INK, "center")
        for flank, start, way, side in _sides(flanks, ground):
            end = start + way * (flank.ends[place] * ground.scale + AIR)
            drawn.write(flank.texts[place], end, y, theme.INK, "right" if side == 0 else "left")
    traces = [trace for one in _sides(flanks, ground) for trace in _marks(*one, ground, labels, pitch)]
    return figure(exhibit, drawn, traces, _axes(ground, len(labels)), bare)


def _flank(exhibit: Exhibit, rows: pl.DataFrame, side: Side) -> Flank:
    hidden = pl.col(side.hidden) if side.hidden else pl.lit(False)
    columns = (side.value, side.before or side.value)
    shown = rows.select(
        few=hidden,
        number=pl.when(~hidden).then(columns[0]),
        before=pl.when(~hidden & pl.lit(side.before is not None)).then(columns[1]),
    )
    texts = [
        "＊" if few else theme.number(number, exhibit.digits)
        for few, number in shown.select("few", "number").iter_rows()
    ]
    heading = side.name + _sum(exhibit, side, shown["number"])
    return Flank(shown["number"].to_list(), shown["before"].to_list(), texts, heading)


def _sum(exhibit: Exhibit, side: Side, numbers: pl.Series) -> str:
    """The `total` row's number, else the sum of a side of which nothing is protected or unknown."""
    total = exhibit.frame.filter(pl.col(exhibit.label).cast(pl.String) == (exhibit.total or ""))
    if total.height:
        few = bool(side.hidden and total[side.hidden][0])
        return " ＊" if few else f" {theme.number(total[side.value][0], exhibit.digits)}{exhibit.unit}"
    return "" if numbers.null_count() else f" {theme.number(float(numbers.sum()), exhibit.digits)}{exhibit.unit}"


def _key(exhibit: Exhibit) -> str:
    """What the ticks are, where there are any."""
    ticked = exhibit.before or (exhibit.left and exhibit.left.before)
    return exhibit.names[1] if ticked else ""


def _ground(flanks: tuple[Flank, Flank], middle: float, key: str) -> Ground:
    """The largest scale on which marks and numbers fit, neither side narrower than the words over it."""
    whole = theme.RIGHT - theme.LEFT - middle
    most = [max(flank.ends) for flank in flanks]
    beside = [width(flank.texts) + AIR for flank in flanks]
    least = [width([flank.heading]) for flank in flanks]
    least[1] += (APART + AIR + width([key])) if key else 0
    scale = (whole - sum(beside)) / (sum(most) or 1)
    wide = most[0] * scale + beside[0] if sum(most) else whole / 2
    wide = min(max(wide, least[0]), whole - least[1])
    rooms = (wide - beside[0], whole - wide - beside[1])
    scale = min([space / far for space, far in zip(rooms, most, strict=True) if far], default=1.0)
    return Ground(theme.LEFT + wide, theme.LEFT + wide + middle, scale)


def _sides(flanks: tuple[Flank, Flank], ground: Ground) -> list[tuple[Flank, float, int, int]]:
    """Each side with the pixel where it begins, its direction and its place."""
    return [(flanks[0], ground.left, -1, 0), (flanks[1], ground.right, 1, 1)]


def _write_head(drawn: Canvas, ground: Ground, flanks: tuple[Flank, Flank], key: str) -> None:
    y = drawn.top - HEAD / 2
    drawn.write(flanks[0].heading, ground.left, y, theme.INK, "right")
    drawn.write(flanks[1].heading, ground.right, y, theme.INK)
    if key:
        drawn.write(key, theme.RIGHT, y, theme.TEXT2, "right")
        x = theme.RIGHT - width([key]) - AIR
        drawn.rule((x, y - 12), (x, y + 12), theme.INK, LINE)


def _marks(
    flank: Flank, start: float, way: int, side: int, ground: Ground, labels: list[str], pitch: float
) -> list[dict[str, Any]]:
    """Bars, then ticks; a tick on a dark bar has a white rim."""
    base = (start - ground.left) / ground.scale
    broad = min(BAR, THICK / pitch)
    bar: dict[str, Any] = {"type": "bar", "orientation": "h", "base": base, "width": broad, "offset": -broad / 2}
    bar |= {"x": [None if number is None else way * number for number in flank.numbers], "y": list(range(len(labels)))}
    bar |= {"text": [f"{label} {text}" for label, text in zip(labels, flank.texts, strict=True)]}
    bar |= {
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"color": theme.SUBJ if side else theme.LIGHT},
    }
    inside = [was if side and was is not None and was < (number or 0) else None for was, number in _pairs(flank)]
    rims = _ticks(inside, base, way, broad, theme.WHITE, RIM)
    return [bar, *rims, *_ticks(flank.before, base, way, TICK, theme.INK, LINE)]


def _pairs(flank: Flank) -> list[tuple[float | None, float | None]]:
    return list(zip(flank.before, flank.numbers, strict=True))


def _ticks(numbers: Numbers, base: float, way: int, tall: float, colour: str, thick: float) -> list[dict[str, Any]]:
    """One trace of upright lines; none where there are no numbers."""
    found = [(place, base + way * number) for place, number in enumerate(numbers) if number is not None]
    line = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"color": colour, "width": thick}}
    across = [end for _, x in found for end in (x, x, None)]
    down = [end for place, _ in found for end in (place - tall / 2, place + tall / 2, None)]
    return [line | {"x": across, "y": down}] if found else []


def _axes(ground: Ground, rows: int) -> dict[str, Any]:
    """Numbers from the left side's foot; no words, for every mark has its own."""
    ends = [(edge - ground.left) / ground.scale for edge in (theme.LEFT, theme.RIGHT)]
    across = {"range": ends, "anchor": "y", "tickvals": [], "ticktext": []}
    return {"xaxis": across, "yaxis": {"range": [rows - 0.5, -0.5], "tickvals": [], "ticktext": []}}
