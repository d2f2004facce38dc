"""Rows that are no records are set aside, and what they state is checked against the rows they total."""

from pathlib import Path

import polars as pl
import pytest

from casekit.intake import read_file
from casekit.intake.totals import set_aside


def table(*rows: str) -> pl.DataFrame:
    """A frame of 部门, 件数, 备注 from rows parted by |, the first in row 2; blank cells null."""
    cells = [[cell.strip() or None for cell in row.split("|")] for row in rows]
    frame = pl.DataFrame(cells, schema=["部门", "件数", "备注"], orient="row")
    return frame.cast(pl.String).insert_column(
        0, pl.int_range(2, 2 + len(rows), dtype=pl.UInt32, eager=True).alias("row")
    )


CASES = {
    # 12 + 5 + 3 = 20
    "a total of all rows": (
        ["甲 | 12 | ", "乙 | 5 | ", "丙 | 3 |", "合 计 | 20 |"],
        [(5, "total", "件数", 20, 20, True)],
    ),
    "a total above the rows": (["总计 | 17 |", "甲 | 12 |", "乙 | 5 |"], [(2, "total", "件数", 17, 17, True)]),
    # 12 + 5 = 17, not 18
    "a total that differs": (["甲 | 12 |", "乙 | 5 |", "合计 | 18 |"], [(4, "total", "件数", 18, 17, False)]),
    # 12 + 5 = 17; 3 + 4 = 7; 17 + 7 = 24
    "subtotals and a total": (
        ["甲 | 12 |", "乙 | 5 |", "小计 | 17 |", "丙 | 3 |", "丁 | 4 |", "二部小计 | 7 |", "总计 | 24 |"],
        [
            (4, "subtotal", "件数", 17, 17, True),
            (7, "subtotal", "件数", 7, 7, True),
            (8, "total", "件数", 24, 24, True),
        ],
    ),
    "a subtotal before its rows": (
        ["小计 | 17 |", "甲 | 12 |", "乙 | 5 |", "小计 | 3 |", "丙 | 3 |"],
        [(2, "subtotal", "件数", 17, 17, True), (5, "subtotal", "件数", 3, 3, True)],
    ),
    "thousands and decimals": (
        ["甲 | 1,200.5 |", "乙 | 34.56 |", "合计 | 1,235.1 |"],
        [(4, "total", "件数", 1235.1, 1235.06, True)],
    ),
    "a count in the label": (["甲 | x |", "乙 | y |", "合计：3件 | |"], [(4, "total", "", 3, 2, False)]),
    "a count of texts": (["甲 | x |", "乙 | y |", "合计 | 2 |"], [(4, "total", "件数", 2, 2, True)]),
    "sections that name their count": (
        ["北京市（2所） | |", "甲 | 1 |", "乙 | 2 |", "天津市(共2所) | |", "丙 | 3 |"],
        [(2, "section", "", 2, 2, True), (5, "section", "", 2, 1, False)],
    ),
    "a repeated header": (["甲 | 1 |", "部门 | 件数 | 备注", "乙 | 2 |"], [(3, "header", None, None, None, None)]),
    "a total that states nothing": (["甲 | 1 |", "合计 | — |"], [(3, "total", None, None, None, None)]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_total_is_checked_against_its_rows(case: str) -> None:
    rows, expected = CASES[case]
    records, totals = set_aside(table(*rows))
    assert totals.select("row", "kind", "column", "stated", "summed", "agrees").rows() == expected
    assert records.height == len(rows) - totals["row"].n_unique()


@pytest.mark.parametrize("first", ["张某会计案", "合计诈骗案", "张某（2人）", "某设计院", "统计局（3人） | 5 | 有"])
def test_a_record_that_only_sounds_like_a_total_stays(first: str) -> None:
    row = first if "|" in first else f"{first} | 5 | 无"
    assert set_aside(table("甲 | 1 |", row))[0].height == 2


def test_a_total_row_counts_as_a_row_of_the_sheet_and_a_difference_is_told(workbook) -> None:
    rows = [["部门受案号", "案件名称", "涉案金额"], ["A1", "甲", 100], ["A2", "乙", 31], ["合计", None, 136]]
    read = next(read_file(workbook(案件=rows)))
    assert (read.rows_in_sheet, read.frame["部门受案号"].to_list()) == (3, ["A1", "A2"])
    (told,) = read.notices
    assert told.zh == (
        "合计行须等于各行之和，“案件.xlsx 案件”第4行“涉案金额”列写明136，按各行计算为131。"
        "请核对导出范围；各行仍照常使用。"
    )
    assert told.en == (
        "A total must equal the sum of its rows; row 4 of '案件.xlsx 案件' says 136 for '涉案金额', its rows give 131. "
        "Check what was exported; the rows are used all the same."
    )


def test_a_total_row_in_a_csv_is_set_aside_whatever_its_spaces(text) -> None:
    path: Path = text("序号,部门受案号,案件名称\n1,A1,甲\n2,A2,乙\n,　合　计　,2\n", encoding="gb18030")
    read = next(read_file(path))
    assert read.totals.select("row", "kind", "stated", "agrees").rows() == [(4, "total", 2.0, True)]
