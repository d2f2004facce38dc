"""Endings: what an export has about its records - running numbers, blank lines, subtotals, a total that may be wrong."""

from dataclasses import replace
from itertools import pairwise

import polars as pl

from casekit.sample.faults import Fault
from casekit.sample.sheets import NUMBER, File, Line, Sheet
from casekit.sample.world import toml

WRONG = 5
REFUSED = "户籍地址"
NOTES = (
    "填表说明（合成示例）", "1. 本文件为合成数据，由程序生成，不涉及任何真实案件和人员。", "2. 日期填写为年-月-日；未发生的留空。",
    "3. 处理结果按系统词表填写。",
)  # fmt: skip
"""The lines of a hidden sheet; its first is taken for a header, so the others are rows of an unknown table."""


def ended(files: list[File]) -> tuple[list[File], list[Fault]]:
    """The files with numbers in order and total rows, and an entry for each line and header that is no plain record's."""
    done = [replace(file, sheets=tuple(map(_ended, file.sheets))) for file in files]
    told = [
        entry | {"file": file.name, "sheet": sheet.name}
        for file in done
        for sheet in file.sheets
        for entry in _told(sheet)
    ]
    hidden = [{**HIDDEN, "file": file.name, "sheet": "填表说明"} for file in done if file.layout.get("hidden")]
    return done, told + hidden


HIDDEN: Fault = {
    "name": "hidden_sheet_row",
    "count": len(NOTES) - 1,
    "zh": "隐藏工作表里的说明行",
    "reason": "unknown_table",
}


def _ended(sheet: Sheet) -> Sheet:
    """Blank lines in the middle, subtotals after a year's rows, the total below."""
    frame, height = sheet.frame, sheet.frame.height
    if NUMBER in frame.columns:
        frame = frame.with_columns(pl.int_range(1, height + 1).cast(pl.String).alias(NUMBER))
    blank: Line = (None,) * frame.width
    blanks = [(place, blank) for place in (height // 3, height // 2)] if "note" in sheet.layout else []
    totals = [(height, line) for line in [_total(sheet)] if line]
    return replace(sheet, frame=frame, asides=(*sheet.asides, *blanks, *_subtotals(sheet), *totals))


def _subtotals(sheet: Sheet) -> list[tuple[int, Line]]:
    """A 小计 row after each whole year, where the layout gives the numbers of cases by year."""
    if not sheet.layout.get("subtotals"):
        return []
    number = pl.col(sheet.header("department_number"))
    year = sheet.frame.head(len(sheet.rows)).select(number.str.extract(r"(20\d\d)").forward_fill()).to_series()
    ends = [0, *(len(year.filter(year <= text)) for text in YEARS)]
    spans = zip(YEARS, pairwise(ends), strict=True)
    return [(end, _line(sheet, f"{text}年小计：{end - start}件")) for text, (start, end) in spans if end > start]


YEARS = ("2021", "2022")


def _total(sheet: Sheet) -> Line | None:
    """The 合计 row: the number of rows in its label or under the case names; in one file it is wrong."""
    height = sheet.frame.height
    match sheet.layout.get("total"):
        case None:
            return None
        case "label":
            return _line(sheet, f"合计：{height}人")
        case kind:
            return _line(sheet, "合计", {"case_name": str(height + (WRONG if kind == "wrong" else 0))})


def _line(sheet: Sheet, label: str, cells: dict[str, str] | None = None) -> Line:
    """A line with a label in its first cell and texts under some fields."""
    texts = {sheet.header(field): text for field, text in (cells or {}).items()}
    return (label, *(texts.get(header) for header in sheet.frame.columns[1:]))


def _told(sheet: Sheet) -> list[Fault]:
    """Entries for total rows, a total that is wrong, headers nobody knows or that must not be read."""
    labels = [cells[0] for _, cells in sheet.asides if cells[0] and "计" in cells[0]]
    entries: list[Fault] = [{"name": "total_row", "count": len(labels), "zh": "合计、小计行", "reason": "total_row"}]
    if sheet.layout.get("total") == "wrong":
        entries.append({"name": "total_that_differs", "count": 1, "zh": "合计与各行之和不符"})
    for header in toml("layout")["unknown"].keys() & sheet.fields.keys():
        name = "refused_header" if header == REFUSED else "unknown_header"
        entries.append({"name": name, "count": 1, "zh": header})
    return [entry for entry in entries if entry["count"]]
