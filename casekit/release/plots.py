"""Plots: bars, dots and trends as charts of the office programs' own, drawn from columns that stand beside the data."""

import math
import re
from dataclasses import replace
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import periods, theme
from casekit.exhibits.exhibit import FORMS as FORMS_SAID
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.rows import beside
from casekit.ground.errors import Language
from casekit.release import legible, picture
from casekit.release.numbers import marks

FORMS = ("bars", "dots", "line")
FACE, SIZE = "宋体", 10.5
WIDE, TALL, HEAD, LEGEND = 150, 63, 12, 6  # mm: a chart's width, a trend's height, what is round bars, and a legend
ROW, ROOMY, FITS = 5, 9, 14.7  # mm: a row of bars, one of two bars or with labels too wide (em) for a line
MANY = 8  # periods up to which each point has its number and labels stand beside one another; of more only the last has
BROKEN: dict[Language, str] = {"zh": "折线在规则变化处断开：{}。", "en": "The line stops where rules changed: {}."}
EXPLICIT = (  # what xlsxwriter leaves to Excel's defaults, which are others in LibreOffice and in the schema
    (r'<c:lang val="[^"]*"/>', '<c:date1904 val="0"/><c:lang val="zh-CN"/><c:roundedCorners val="0"/>'),
    (r'(<c:grouping val="[^"]*"/>)', r'\1<c:varyColors val="0"/>'),
    (
        r'<c:showVal val="1"/>',
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/>',
    ),
    (r"(</c:val>)(</c:ser>)(?=(?:(?!<c:barChart>).)*</c:lineChart>)", r'\1<c:smooth val="0"/>\2'),
    (r"(</c:scaling>)(?!<c:delete)", r'\1<c:delete val="0"/>'),
    (r'<a:latin typeface="([^"]*)"[^>]*/>', r'<a:latin typeface="\1"/><a:ea typeface="\1"/>'),
    (r'(<c:plotVisOnly val="1"/>)', r'\1<c:dispBlanksAs val="gap"/>'),  # or a protected quarter would be drawn as zero
    (r"<c:printSettings>.*</c:printSettings>", ""),
)


def height(exhibit: Exhibit) -> int:
    """How high the chart is in mm where it is `WIDE` mm wide."""
    if exhibit.form == "line":
        return TALL
    widest = max(map(theme.ems, _labels(exhibit, marks(exhibit)["hidden"])))
    row = ROOMY if exhibit.before or widest > FITS else ROW
    return HEAD + LEGEND * (exhibit.before is not None) + row * exhibit.frame.height


def alt(exhibit: Exhibit, number: int | None = None) -> str:
    """The alternative text, in which dots are the bars that stand for them here."""
    forms = FORMS_SAID[exhibit.language]
    return exhibit.alt(number).replace(forms["dots"], forms["bars"], exhibit.form == "dots")


def broken(exhibit: Exhibit) -> str:
    """Which changes of rules a trend stops at; the chart itself does not name them."""
    known = exhibit.frame[exhibit.label].cast(pl.String).to_list()[1:]
    words = [change.words for change in exhibit.breaks if change.at in known]
    joint = "；" if exhibit.language == "zh" else "; "
    return BROKEN[exhibit.language].format(joint.join(words)) if words and exhibit.form == "line" else ""


def columns(exhibit: Exhibit) -> pl.DataFrame:
    """What is drawn, as the data sheet has it and blank where protected: labels, values, those before, and how far the
    intervals reach above and below. Trends have a column for the values of each run between two changes of rules."""
    drawn, heads = marks(exhibit), _heads(exhibit)
    found = drawn.select(
        pl.Series(heads["period" if exhibit.form == "line" else "group"], _labels(exhibit, drawn["hidden"]), pl.String)
    )
    found = found.with_columns(_runs(exhibit, drawn["value"]))
    if exhibit.before:
        found = found.with_columns(drawn["before"].alias(exhibit.names[1]))
    if not _has_intervals(exhibit):
        return found
    ends = {"above": pl.col("high") - pl.col("value"), "below": pl.col("value") - pl.col("low")}
    return found.with_columns(drawn.select(reach.round(9).alias(heads[end]) for end, reach in ends.items()))


def insert(
    book: Any, page: Any, drawn: pl.DataFrame, exhibit: Exhibit, corner: tuple[int, int], at: tuple[int, int]
) -> None:
    """Put the chart of the drawn columns, which stand on a sheet from a corner on, at a cell."""
    legible.known("".join([*drawn.columns, *drawn.to_series()]), picture.font())
    top, left = corner
    chart = book.add_chart({"type": "line" if exhibit.form == "line" else "bar"})
    last = top + drawn.height - (exhibit.frame[exhibit.label].cast(pl.String)[-1] == exhibit.total)
    ranges = {
        name: [page.get_name(), top + 1, left + place, last, left + place] for place, name in enumerate(drawn.columns)
    }
    for options in _series(exhibit, drawn, ranges):
        chart.add_series(options)
    for name, options in _laid_out(exhibit).items():
        getattr(chart, f"set_{name}")(options)
    chart.set_title({"none": True})
    chart.show_blanks_as("gap")
    page.insert_chart(*at, chart, {"description": alt(exhibit), "object_position": 2})


def explicit(name: str, content: bytes) -> bytes:
    """A part of a workbook; a chart with everything said that programs differ in."""
    if not name.startswith("xl/charts/chart"):
        return content
    xml = content.decode()
    for pattern, said in EXPLICIT:
        xml = re.sub(pattern, said, xml, flags=re.DOTALL)
    return xml.encode()


def _labels(exhibit: Exhibit, hidden: pl.Series) -> list[str]:
    """The labels, with ＊ where protected; beside bars with whiskers, which a number would meet, each has its own."""
    named = exhibit.frame[exhibit.label].cast(pl.String).to_list()
    is_bare = exhibit.form == "line" or not _has_intervals(exhibit)
    unit = "" if exhibit.unit == "%" else exhibit.unit
    written = [""] * len(named) if is_bare else [text + unit for text in beside(exhibit)]
    told = ["＊" if star else text for star, text in zip(hidden, written, strict=True)]
    return [f"{label}　{text}" if text else label for label, text in zip(named, told, strict=True)]


def _runs(exhibit: Exhibit, values: pl.Series) -> list[pl.Series]:
    """The values, each run between breaks of a trend in a column of its own under the words of the break before it."""
    labels = exhibit.frame[exhibit.label].cast(pl.String).to_list()
    words = {labels.index(change.at): change.words for change in exhibit.breaks if change.at in labels[1:]}
    starts = sorted(words) if exhibit.form == "line" else []
    name = exhibit.names[0] if exhibit.before else _heads(exhibit)["share" if exhibit.unit == "%" else "value"]
    spans = zip([0, *starts], [*starts, len(labels)], [name, *(words[at] for at in starts)], strict=True)
    place = pl.int_range(values.len(), eager=True)
    return [values.set(~place.is_between(first, last - 1), None).alias(said) for first, last, said in spans]


def _series(exhibit: Exhibit, drawn: pl.DataFrame, ranges: dict[str, Any]) -> list[dict[str, Any]]:
    """The series in xlsxwriter's words: the values with their intervals, then those before."""
    names = [name for name in drawn.columns if name not in _ends(exhibit)]
    made = []
    for name in names[1:]:
        sheet, top, column, *_ = ranges[name]
        one = {"name": [sheet, top - 1, column], "categories": ranges[names[0]], "values": ranges[name]}
        is_before = name == exhibit.names[1] and exhibit.before is not None
        look = _of_line if exhibit.form == "line" else _of_bars
        one |= look(exhibit, drawn[name], is_before)
        made.append(one if is_before else one | _whiskers(exhibit, drawn, ranges))
    return made


def _whiskers(exhibit: Exhibit, drawn: pl.DataFrame, ranges: dict[str, Any]) -> dict[str, Any]:
    """How far the interval reaches on either side, by cells, with the numbers in them; none where there is no interval."""
    from xlsxwriter.utility import xl_range_formula

    held: dict[str, Any] = {}
    for side, name in zip(("plus", "minus"), _ends(exhibit), strict=False):
        sheet, top, left, bottom, right = ranges[name]
        held[f"{side}_values"] = "=" + xl_range_formula(sheet, top, left, bottom, right)
        held[f"{side}_data"] = drawn[name].head(bottom - top + 1).to_list()
    line = {"color": theme.GREY, "width": 1.5}
    return {"y_error_bars": {"type": "custom", "end_style": 0, "line": line} | held} if held else {}


def _of_line(exhibit: Exhibit, values: pl.Series, is_before: bool) -> dict[str, Any]:
    """A line with its markers; few values are all written, of many, or where whiskers would meet them, the last."""
    if is_before:
        mark = {"type": "circle", "size": 6, "fill": {"color": theme.WHITE}, "border": {"color": theme.INK}}
        return {"line": {"color": theme.INK, "width": 1.5, "dash_type": "dash"}, "marker": mark}
    mark = {"type": "circle", "size": 6, "fill": {"color": theme.SUBJ}, "border": {"color": theme.SUBJ}}
    look = {"line": {"color": theme.SUBJ, "width": 2.25}, "marker": mark}
    if values.len() <= MANY and not _has_intervals(exhibit):
        return look | {"data_labels": _numbers_written(exhibit, "above")}
    if values[-1] is None:
        return look
    others = [{"delete": True}] * (values.len() - 1)
    return look | {"data_labels": _numbers_written(exhibit, "right") | {"custom": others}}


def _of_bars(exhibit: Exhibit, values: pl.Series, is_before: bool) -> dict[str, Any]:
    """Bars with their numbers at the end, where no whisker is; subjects dark, undetermined hollow, those before hollow."""
    labels = exhibit.frame[exhibit.label].cast(pl.String).to_list()
    empty, full = _fill(theme.WHITE, theme.GREY), _fill(theme.SUBJ, theme.SUBJ)
    light = _fill(theme.LIGHT, theme.LIGHT)
    written = (
        {} if _has_intervals(exhibit) and not is_before else {"data_labels": _numbers_written(exhibit, "outside_end")}
    )
    look = (empty if is_before else full) | {"gap": 25 if exhibit.before else 45} | written
    if is_before or not (exhibit.subject or exhibit.hollow):
        return look
    deep = [not exhibit.subject or label in exhibit.subject for label in labels]
    points = [
        empty if label in exhibit.hollow else full if dark else light for label, dark in zip(labels, deep, strict=True)
    ]
    return look | {"points": points}


def _fill(colour: str, edge: str) -> dict[str, Any]:
    return {"fill": {"color": colour}, "border": {"color": edge, "width": 1}}


def _numbers_written(exhibit: Exhibit, where: str) -> dict[str, Any]:
    form = "0" + "." * (exhibit.digits > 0) + "0" * exhibit.digits + ('"%"' if exhibit.unit == "%" else "")
    return {"value": True, "position": where, "font": _font(), "num_format": form}


def _laid_out(exhibit: Exhibit) -> dict[str, Any]:
    """Axes, legend, places and size; tick marks said, as programs differ in what they take for granted."""
    is_line, tall = exhibit.form == "line", height(exhibit)
    line, ticks = {"color": theme.GREY}, {"major_tick_mark": "none", "minor_tick_mark": "none"}
    labels = {"num_font": _font(), "line": line, "interval_unit": 1} | ticks
    values = {"num_font": _font(), "line": {"none": True}} | ticks | _reach(exhibit)
    values["major_gridlines"] = {"visible": True, "line": {"color": theme.GRID, "width": 0.75}}
    if is_line:
        slant = {"rotation": -45} if exhibit.frame.height > MANY else {}
        axes = {
            "x_axis": labels | {"num_font": _font() | slant, "major_tick_mark": "outside", "label_position": "low"},
            "y_axis": values,
        }
    else:
        upside = {"reverse": True, "crossing": "max", "major_gridlines": {"visible": False}}
        axes = {"x_axis": values, "y_axis": labels | upside}
    legend = {"position": "top", "font": _font()} if exhibit.before else {"none": True}
    pixels = 96 / 25.4
    size = {"width": round(WIDE * pixels), "height": round(tall * pixels)}
    return axes | {"legend": legend, "chartarea": {"border": {"none": True}}, "size": size}


def _reach(exhibit: Exhibit) -> dict[str, Any]:
    """The number axis from its foot past the last whisker, and room for the numbers written there, in round steps."""
    scale = 100 if exhibit.unit == "%" else 1
    shown = periods.unprotected(exhibit)
    if exhibit.total:
        shown = replace(shown, frame=shown.frame.filter(pl.col(exhibit.label) != exhibit.total))
    low, high = periods.reach(shown) if exhibit.form == "line" else (0.0, _highest(marks(shown)) / scale)
    places = theme.ticks((high - low) * scale)
    step = places[1] if len(places) > 1 else 1
    words = theme.tick_words([place / scale for place in places], exhibit.unit)
    digits = max((len(word.removesuffix(exhibit.unit).partition(".")[2]) for word in words), default=0)
    form = "0" + "." * (digits > 0) + "0" * digits + (f'"{exhibit.unit}"' if exhibit.unit else "")
    top = low * scale + step * math.ceil((high - low) * scale / step - 1e-9)
    top = min(top, 100) if exhibit.unit == "%" else top
    return {"min": low * scale, "max": top, "major_unit": step, "num_format": f'{form};"−"{form};0'}


def _highest(drawn: pl.DataFrame) -> float:
    """The end of the longest whisker, or where the number behind the longest bar ends."""
    bars = drawn.select(pl.col("^value|before$") * 1.1, pl.selectors.by_name("high", require_all=False))
    return float(bars.select(pl.max_horizontal(pl.all().max())).item() or 1)


def _ends(exhibit: Exhibit) -> list[str]:
    """The columns of the interval."""
    heads = _heads(exhibit)
    return [heads["above"], heads["below"]] if _has_intervals(exhibit) else []


def _has_intervals(exhibit: Exhibit) -> bool:
    return bool(exhibit.low and exhibit.high)


def _heads(exhibit: Exhibit) -> dict[str, str]:
    return dict(codebook.toml("sentences")["columns"][exhibit.language])


def _font() -> dict[str, Any]:
    return {"name": FACE, "size": SIZE, "color": theme.INK, "bold": False}
