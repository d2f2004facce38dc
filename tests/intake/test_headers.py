"""Where the header is and what it names: title rows, merged lines, lines without merges, headers in words."""

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from casekit.intake import read_file
from casekit.intake.grid import Area, Grid, area_of, cell_place, column_letters
from casekit.intake.headers import find_header, key

KNOWN = frozenset(map(key, ["部门受案号", "案件名称", "受理日期", "量刑建议刑期", "备注"]))


def grid(*rows: str, merged: str = "") -> Grid:
    """Rows of cells parted by |, blank ones null; merged ranges parted by spaces."""
    cells = [[cell.strip() or None for cell in row.split("|")] for row in rows]
    width = max(map(len, cells))
    frame = pl.DataFrame(
        [row + [None] * (width - len(row)) for row in cells],
        schema={f"c{place}": pl.String for place in range(width)},
        orient="row",
    )
    return Grid("表", frame, merged=tuple(map(area_of, merged.split())))


CASES = {
    "on the first row": (grid("部门受案号 | 案件名称", "A1 | 甲"), (1,), ("部门受案号", "案件名称")),
    "under a title and a note": (
        grid(
            "某院案件表 | | ",
            "制表：案管 | | 2026年1月5日",
            "",
            "部门受案号 | 案件名称 | 受理日期",
            "A1 | 甲 | 2026-01-05",
        ),
        (4,),
        ("部门受案号", "案件名称", "受理日期"),
    ),
    "under a title merged over all columns": (
        grid("某院案件表 | | ", "部门受案号 | 案件名称 | 受理日期", "A1 | 甲 | 2026-01-05", merged="A1:C1"),
        (2,),
        ("部门受案号", "案件名称", "受理日期"),
    ),
    "unknown words over numbers": (
        grid("2026年一季度 | | ", "地区 | 户数 | 说明", "甲镇 | 12 | 无", "乙镇 | 5 | 无"),
        (2,),
        ("地区", "户数", "说明"),
    ),
    "two lines, merged": (
        grid(
            "案件表 | | | ",
            "部门受案号 | 量刑建议 | | 受理日期",
            " | 刑种 | 刑期 | ",
            "A1 | 拘役 | 三个月 | 2026-01-05",
            merged="A1:D1 A2:A3 B2:C2 D2:D3",
        ),
        (2, 3),
        ("部门受案号", "量刑建议·刑种", "量刑建议·刑期", "受理日期"),
    ),
    "two lines, merged across only": (
        grid("部门受案号 | 建议 | | 受理日期", " | 刑种 | 刑期 | ", "A1 | 拘役 | 三个月 | 2026-01-05", merged="B1:C1"),
        (1, 2),
        ("部门受案号", "建议·刑种", "建议·刑期", "受理日期"),
    ),
    "one line with a header merged across is not joined to a record": (
        grid("部门受案号 | 备注 | | 受理日期", "A1 | 甲 | 乙 | 2026-01-05", merged="B1:C1"),
        (1,),
        ("部门受案号", "备注", "备注", "受理日期"),
    ),
    "a title merged over some columns is not joined to the header": (
        grid("案件表 | | 单位：件", "部门受案号 | 案件名称 | 备注", "A1 | 甲 | 无", merged="A1:B1"),
        (2,),
        ("部门受案号", "案件名称", "备注"),
    ),
    "two lines without merges": (
        grid("部门受案号 | 量刑建议 | | 受理日期", " | 备注 | 刑期 | ", "A1 | 无 | 三个月 | 2026-01-05"),
        (1, 2),
        ("部门受案号", "量刑建议·备注", "量刑建议·刑期", "受理日期"),
    ),
    "a blank header over a filled column is no second line": (
        grid("部门受案号 | | 受理日期", "A1 | 甲 | ", "A2 | 乙 | 2026-01-06"),
        (1,),
        ("部门受案号", "", "受理日期"),
    ),
    "line breaks and spaces inside": (
        grid("部门\n受案号 | 案 件　名 称 | case id", "A1 | 甲 | 1"),
        (1,),
        ("部门受案号", "案件名称", "case id"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_header_is_found(case: str) -> None:
    cells, rows, names = CASES[case]
    header = find_header(cells, KNOWN)
    assert header is not None
    assert (header.rows, header.names) == (rows, names)


@pytest.mark.parametrize(
    "cells",
    [grid("1 | 2", "3 | 4"), grid("2026-01-05 | 110101199003070011", "2026-01-06 | 110101199003070012")],
    ids=["numbers", "dates and ids"],
)
def test_rows_of_values_are_no_header(cells: Grid) -> None:
    assert find_header(cells, KNOWN) is None


def test_a_header_below_row_twenty_is_not_looked_for() -> None:
    assert find_header(grid(*["说明 |"] * 20, "部门受案号 | 案件名称", "A1 | 甲"), KNOWN) is None


def test_merged_headers_of_a_workbook_are_joined(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("表")
    sheet.merge_range("B1:E1", "某院量刑建议情况表")
    sheet.merge_range("B2:B3", "部门受案号")
    sheet.merge_range("C2:D2", "建议")
    sheet.write_row("C3", ["刑种", "刑期"])
    sheet.merge_range("E2:E3", "受理日期")
    sheet.write_row("B4", ["A1", "拘役", "三个月", "2026-01-05"])
    book.close()
    read = next(read_file(tmp_path / "a.xlsx"))
    assert read.frame.columns == ["row", "部门受案号", "建议·刑种", "建议·刑期", "受理日期"]
    assert (read.header_rows, read.frame.row(0)) == ((2, 3), (4, "A1", "拘役", "三个月", "2026-01-05"))


def test_places_are_read_as_excel_writes_them() -> None:
    assert cell_place("AB12") == (12, 28)
    assert (column_letters(28), column_letters(16384)) == ("AB", "XFD")
    assert area_of("B2:C4") == Area(2, 2, 4, 3)
