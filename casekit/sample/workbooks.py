"""Workbooks and text files: sheets as the bytes of xlsx and csv files, the same for the same sheets."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from casekit.sample.endings import NOTES
from casekit.sample.sheets import File, Line, Sheet

ERRORS = ("#REF!",)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
WIDTHS = {
    "key": 27,
    "case_number": 22,
    "crime": 16,
    "date": 12,
    "name": 18,
    "text": 14,
    "sentence": 34,
    "word": 13,
    "flag": 8,
}


def content(file: File) -> bytes:
    """The bytes of one file."""
    return _text(file) if "encoding" in file.layout else _workbook(file)


def lines(sheet: Sheet) -> Iterator[Line]:
    """The rows of a sheet with the lines between them that are no records, from below the header on."""
    between: dict[int, list[Line]] = {}
    for place, cells in sheet.asides:
        between.setdefault(place, []).append(cells)
    for place, row in enumerate(sheet.frame.iter_rows()):
        yield from between.get(place, [])
        yield row
    yield from between.get(sheet.frame.height, [])


def _text(file: File) -> bytes:
    """A title line, the header and the rows; lines end as Windows writes them."""
    (sheet,) = file.sheets
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=file.layout.get("delimiter", ","), lineterminator="\r\n")
    writer.writerow([sheet.layout["title"]])
    writer.writerow(sheet.frame.columns)
    writer.writerows(lines(sheet))
    encoding = file.layout["encoding"]
    mark = "\ufeff".encode("utf-16-le") if encoding == "utf-16" else b""
    return mark + stream.getvalue().encode("utf-16-le" if encoding == "utf-16" else encoding)


def _workbook(file: File) -> bytes:
    """A workbook without a clock in it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": "合成示例",
            "author": "casekit sample",
            "created": datetime(2026, 10, 10, tzinfo=UTC).replace(tzinfo=None),
        }
    )
    formats = {name: book.add_format(FONT | form) for name, form in FORMATS.items()}
    for sheet in file.sheets:
        _write(book.add_worksheet(sheet.name), sheet, formats)
    if file.layout.get("hidden"):
        hidden = book.add_worksheet("填表说明")
        hidden.hide()
        hidden.write_column(0, 0, NOTES)
    book.close()
    return stream.getvalue()


FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
FORMATS: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"bold": True, "font_size": 16, "align": "center"},
    "note": {"font_color": "#595959"},
    "header": {"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#D9D9D9"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "total": {"bold": True, "top": 1},
}


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    """Title across all columns, note, header, rows."""
    width = sheet.frame.width
    for place, header in enumerate(sheet.frame.columns):
        kind = sheet.kinds.get(sheet.fields[header], "number")
        page.set_column(place, place, 40 if header in LONG else WIDTHS.get(kind, 8), formats["plain"])
    page.merge_range(0, 0, 0, width - 1, sheet.layout["title"], formats["title"])
    page.set_row(0, 30)
    page.merge_range(1, 0, 1, width - 1, sheet.layout["note"], formats["note"])
    page.set_row(2, 32)
    page.write_row(2, 0, sheet.frame.columns, formats["header"])
    page.freeze_panes(3, 2)
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    _write_rows(page, sheet, formats)


LONG = ("案情摘要", "简要案情", "基本案情")


def _write_rows(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    """Cell by cell: numbers as numbers, real dates where the export has them, errors as Excel keeps them, else text."""
    kinds = [_kind(sheet, header) for header in sheet.frame.columns]
    for row, cells in enumerate(lines(sheet), 3):
        form = formats["total"] if cells[0] and cells[0].startswith("合计") else None
        for column, text in enumerate(cells):
            if text is None:
                continue
            if kinds[column] == "date" and ISO.fullmatch(text):
                page.write_datetime(row, column, date.fromisoformat(text), formats["date"])
            elif kinds[column] == "number" and text.isdecimal() and text.isascii():
                page.write_number(row, column, int(text), form)
            elif text in ERRORS:
                page.write_formula(row, column, "=#REF!", form, text)
            else:
                page.write_string(row, column, text, form)


def _kind(sheet: Sheet, header: str) -> str:
    """How a column's cells are stored: date (real Excel dates), number or text."""
    kind = sheet.kinds.get(sheet.fields[header], "number" if header == "序号" else "text")
    if kind == "date":
        return "date" if sheet.layout["dates"] == "excel" else "text"
    return "number" if kind in ("count", "order", "yuan", "number") else "text"
