"""Delimited text: encodings, delimiters, lines of other lengths, quotes; nothing is lost and rows are Excel's."""

from pathlib import Path

import polars as pl
import pytest

from casekit.intake import Sheet, read_file

HEADER = "部门受案号,案件名称,备注\n"


def sheet(path: Path) -> Sheet:
    return next(read_file(path))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_the_encoding_is_found(encoding: str, text) -> None:
    read = sheet(text(HEADER + "密检受[2016]1号,张某盗窃案,无\n", encoding=encoding))
    assert read.frame.rows() == [(2, "密检受[2016]1号", "张某盗窃案", "无")]


def test_a_four_byte_character_of_gb18030_is_kept(text) -> None:
    read = sheet(text(HEADER + "A1,𠮷某盗窃案,䶮\n", encoding="gb18030"))
    assert read.frame.rows() == [(2, "A1", "𠮷某盗窃案", "䶮")]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(delimiter: str, text) -> None:
    read = sheet(
        text(
            f"某院案件表\n{HEADER.replace(',', delimiter)}A1{delimiter}甲，乙{delimiter}x,y;z\n".replace("x,y;z", "无")
        )
    )
    assert read.frame.rows() == [(3, "A1", "甲，乙", "无")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(ending: str, text) -> None:
    assert sheet(text((HEADER + "A1,甲,乙\nA2,丙,丁\n").replace("\n", ending))).frame["row"].to_list() == [2, 3]


def test_rows_are_counted_as_excel_counts_them(text) -> None:
    # row 1 title, 2 blank, 3 header, 4 with a quoted line break, 5 blank, 6 spaces only, 7 the last
    read = sheet(text(f'案件表\n\n{HEADER}A1,"甲\n乙",无\n\n " ",,\nA2,丙,无\n'.replace(' " "', "  ")))
    assert read.frame.select("row", "部门受案号", "案件名称").rows() == [(4, "A1", "甲\n乙"), (7, "A2", "丙")]
    assert (read.header_rows, read.rows_in_sheet) == ((3,), 2)


def test_a_short_line_ends_in_blanks_and_a_long_one_in_further_columns(text) -> None:
    lines = "".join(f"A{n},甲,无\n" for n in range(200))
    read = sheet(text(HEADER + lines + "B1\nB2,乙,无,多,余\n"))
    assert read.frame.columns == ["row", "部门受案号", "案件名称", "备注", "列D", "列E"]
    assert read.frame.tail(2).rows() == [(202, "B1", None, None, None, None), (203, "B2", "乙", "无", "多", "余")]
    assert "各行均已读取" in read.notices[0].zh


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ('A1,电视12",无', ("A1", '电视12"', "无")),
        ('A1,"甲"乙,无', ("A1", "甲乙", "无")),
        ('A1,"甲""乙",无', ("A1", '甲"乙', "无")),
        ("=1+1,@SUM(A1),+86", ("=1+1", "@SUM(A1)", "+86")),
        ('="37078520150084600",甲,无', ("37078520150084600", "甲", "无")),
        ("'001,甲,#", ("'001", "甲", "#")),
    ],
)
def test_a_strange_line_is_kept_as_excel_reads_it(line: str, fields: tuple[str, ...], text) -> None:
    read = sheet(text(f"{HEADER}B1,前,无\n{line}\nB2,后,无\n"))
    assert read.frame.rows() == [(2, "B1", "前", "无"), (3, *fields), (4, "B2", "后", "无")]


def test_a_quote_that_never_closes_swallows_no_line(text) -> None:
    read = sheet(text(HEADER + 'A1,"甲,无\nA2,乙,"有,逗号"\nA3,丙,无\n'))
    assert read.frame.rows() == [(2, "A1", '"甲', "无"), (3, "A2", "乙", "有,逗号"), (4, "A3", "丙", "无")]
    assert "引号不成对" in read.notices[0].zh


def test_null_bytes_are_left_out_and_told(text) -> None:
    read = sheet(text((HEADER + "A1,甲\0,无\n" + "A2,乙,无\n" * 30).encode()))
    assert read.frame.row(0) == (2, "A1", "甲", "无")
    assert "空字节" in read.notices[0].zh


def test_a_number_damaged_by_excel_is_an_error_with_that_text(text) -> None:
    read = sheet(text(HEADER + "3.70785E+16,甲,1.5E+03\n37078520150084600,乙,无\n"))
    assert read.errors.rows() == [(2, "部门受案号", "3.70785E+16")]
    assert read.frame["部门受案号"].to_list() == [None, "37078520150084600"]
    assert read.frame["备注"].to_list() == ["1.5E+03", "无"]


def test_an_error_text_is_an_error_and_its_row_still_counts(text) -> None:
    read = sheet(text(HEADER + "A1,#REF!,无\n#N/A,,\n"))
    assert read.errors.rows() == [(2, "案件名称", "#REF!"), (3, "部门受案号", "#N/A")]
    assert (read.rows_in_sheet, read.frame.height) == (2, 2)


def test_a_repeated_and_a_blank_header_get_names_of_their_own(text) -> None:
    read = sheet(text("row,受理日期,受理日期,,备注,\na,2026-01-05,2026-01-06,x,y,\n"))
    assert read.frame.columns == ["row", "row_2", "受理日期", "受理日期_2", "列D", "备注"]
    assert all(read.frame.schema[name] == pl.String for name in read.frame.columns[1:])
