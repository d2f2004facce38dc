"""Workbooks: frames written to xlsx for reading in Excel or WPS, the same bytes for the same content."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from casekit.exhibits.exhibit import Exhibit
from casekit.release import plots
from casekit.release.packing import packed

A4, LINE, FEW_ROWS = 9, 17, 500
SHORT = 24  # rows of a table that has its picture below; a longer one has it at the right
FOOT = "&C— &P —"
MADE = datetime(2026, 1, 1, tzinfo=UTC)
WIDEST = 90


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the lines above the table, the frame, a picture below it, and which cells read ＊, by column.

    A `plot` is a figure that stands there as a chart of Excel's own, with the columns it is drawn from at the right."""

    name: str
    frame: pl.DataFrame
    lines: Sequence[str] = ()
    picture: bytes | None = None
    alt: str = ""
    stars: Mapping[str, pl.Series] = field(default_factory=dict)
    plot: Exhibit | None = None


def xlsx(sheets: Sequence[Sheet], title: str) -> bytes:
    """A workbook of these sheets; texts are never taken for formulas or links."""
    import xlsxwriter

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"title": title, "author": "", "created": MADE})
        styles = {name: book.add_format(form) for name, form in STYLES.items()}
        for sheet in sheets:
            _sheet(book, book.add_worksheet(sheet.name[:31]), sheet, styles)
    return packed(written.getvalue(), plots.explicit)


STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 14},
    "line": {"font_name": "宋体", "font_size": 12},
    "head": {"font_name": "宋体", "font_size": 12, "bold": True, "top": 2, "bottom": 1},
    "cell": {"font_name": "宋体", "font_size": 12, "text_wrap": True, "valign": "top"},
}


def _sheet(book: Any, page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    for row, line in enumerate(sheet.lines):
        page.write_string(row, 0, line, styles["line" if row else "title"])
        page.set_row(row, LINE + 5 * (row == 0))
    first = len(sheet.lines) + bool(sheet.lines)
    page.set_row(first, LINE + 3)
    for column, name in enumerate(sheet.frame.columns):
        page.write_string(first, column, name, styles["head"])
        _column(page, first + 1, column, sheet.frame[name], sheet.stars.get(name), styles["cell"])
        page.set_column(column, column, _width(sheet.frame[name]))
    for place, lines in enumerate(_lines(sheet.frame), first + 1):
        page.set_row(place, LINE * lines)
    _print(page, first, is_one_page=bool(sheet.plot or (sheet.picture and sheet.frame.height <= SHORT)))
    beside, below = (first, sheet.frame.width + 1), (first + sheet.frame.height + 3, 0)
    if sheet.plot:
        _plot(book, page, sheet.plot, beside, below, styles)
    if sheet.picture:
        shown = {"description": sheet.alt, "x_scale": 0.35, "y_scale": 0.35, "image_data": io.BytesIO(sheet.picture)}
        at = below if sheet.frame.height <= SHORT else (first + 1, beside[1])  # not in the row that every page repeats
        page.insert_image(*at, "figure.png", shown)


def _print(page: Any, first: int, is_one_page: bool) -> None:
    """The header row stays in sight and on every page; A4 across, as wide as the page, with page numbers."""
    page.freeze_panes(first + 1, 0)
    page.repeat_rows(first)
    page.set_landscape()
    page.set_paper(A4)
    page.set_footer(FOOT)
    page.fit_to_pages(1, int(is_one_page))


def _plot(book: Any, page: Any, plot: Exhibit, corner: tuple[int, int], below: tuple[int, int], styles: Any) -> None:
    """The columns of a plot and its chart; cells without a number stay empty, as a blank with a style would be drawn as zero."""
    drawn, (top, left) = plots.columns(plot), corner
    for column, name in enumerate(drawn.columns, left):
        page.write_string(top, column, name, styles["head"])
        page.set_column(column, column, _width(drawn[name]))
        for row, value in enumerate(drawn[name], top + 1):
            if value is not None:
                page.write(row, column, value, styles["cell"])
    plots.insert(book, page, drawn, plot, corner, below)


def _column(page: Any, first: int, column: int, values: pl.Series, stars: pl.Series | None, style: Any) -> None:
    """The cells of a column: ＊ where protected, else nothing where there is no value."""
    written = values if values.dtype.is_numeric() else values.cast(pl.String)
    blanks = ["＊" if star else "" for star in stars] if stars is not None else [""] * values.len()
    cells = [blank if value is None else value for value, blank in zip(written, blanks, strict=True)]
    page.write_column(first, column, cells, style)


def _width(values: pl.Series) -> float:
    """Wide enough for the header and most cells."""
    texts = [values.name, *values.cast(pl.String).drop_nulls().head(200)]
    return min(WIDEST, max(map(_wide, texts)) + 2)


def _wide(text: str) -> int:
    """How wide a text is; a Chinese character is two wide."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def _lines(frame: pl.DataFrame) -> list[int]:
    """How many lines each row needs in columns of the widest width; short tables only, long ones hold no long texts."""
    if frame.height > FEW_ROWS:
        return []
    return [max(1 + _wide(str(cell)) // WIDEST for cell in row) for row in frame.iter_rows()] if frame.width else []
