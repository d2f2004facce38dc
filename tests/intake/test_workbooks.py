"""Workbooks: rows as Excel shows them, errors, damaged numbers, hidden sheets, far cells, other programs' XML."""

import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from casekit.ground.errors import UserError
from casekit.intake import read_file, read_folder
from casekit.intake.sheet_xml import sheet_facts

HEADER = ["部门受案号", "案件名称", "数额"]


def rewritten(path: Path, xml: str) -> Path:
    """The workbook with another XML in its first sheet."""
    with zipfile.ZipFile(path) as book:
        members = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in (members | {"xl/worksheets/sheet1.xml": xml.encode()}).items():
            book.writestr(name, content)
    return path


def test_rows_and_columns_are_where_excel_shows_them(tmp_path: Path) -> None:
    # the table starts at C5; A1 is only formatted, a formula gives an empty text in E6, row 8 is blank
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("表")
    sheet.write_blank("A1", None, book.add_format({"bold": True}))
    sheet.write_blank("AY9999", None, book.add_format({"bold": True}))
    sheet.write_row("C5", HEADER)
    sheet.write_row("C6", ["A1", "甲"])
    sheet.write_formula("E6", '=""', value="")
    sheet.write_row("C7", ["A2", None])
    sheet.write_formula("E7", "=1/0", value="#DIV/0!")
    sheet.write_row("C9", ["A3", "丙", 5])
    book.close()
    read = next(read_file(tmp_path / "a.xlsx"))
    assert read.frame.select("row", "部门受案号", "数额").rows() == [(6, "A1", None), (7, "A2", None), (9, "A3", "5")]
    assert read.errors.rows() == [(7, "数额", "#DIV/0!")]
    assert (read.header_rows, read.rows_in_sheet) == ((5,), 3)


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?"])
def test_an_error_cell_is_listed_with_its_text(error: str, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("表")
    sheet.write_row("A1", HEADER)
    sheet.write_row("A2", ["A1", "甲"])
    sheet.write_formula("C2", "=X9+1", value=error)
    book.close()
    assert next(read_file(tmp_path / "a.xlsx")).errors.rows() == [(2, "数额", error)]


def test_a_long_number_is_kept_as_text_and_a_damaged_one_is_listed(workbook) -> None:
    path = workbook(
        表=[
            HEADER,
            ["37078520150084600", "甲", 1.5],
            [37078520150084611, "乙", 0.30000000000000004],
            ["3.70785E+16", "丙"],
        ]
    )
    read = next(read_file(path))
    assert read.frame["部门受案号"].to_list() == ["37078520150084600", None, None]
    assert read.errors.rows() == [(3, "部门受案号", "3.70785E+16"), (4, "部门受案号", "3.70785E+16")]


def test_a_hidden_sheet_is_read_and_named(workbook) -> None:
    first, second = read_file(workbook(hidden=("底稿",), 案件=[HEADER, ["A1"]], 底稿=[HEADER, ["A2"]]))
    assert (first.hidden, second.hidden) == (False, True)
    assert [told.zh for told in second.notices] == [
        "“案件.xlsx”的工作表“底稿”是隐藏的，已照常读取。如不应计入，请删去该表。"
    ]


def test_an_empty_sheet_is_passed_over_and_a_sheet_without_header_still_counts_its_rows(workbook) -> None:
    sheets = list(read_file(workbook(空=[], 数=[[1, 2], [3, 4]], 案件=[HEADER, ["A1", "甲", 1]])))
    assert [(sheet.sheet, sheet.rows_in_sheet, sheet.header_rows) for sheet in sheets] == [
        ("数", 2, ()),
        ("案件", 1, (1,)),
    ]
    assert "没有表头" in sheets[0].notices[0].zh


def test_a_sheet_with_a_header_only_is_told_beside_another_with_rows(workbook) -> None:
    first, second = read_file(workbook(救助=[HEADER], 案件=[HEADER, ["A1", "甲", 1]]))
    assert first.rows_in_sheet == 0
    assert "只有表头" in first.notices[0].zh
    assert second.rows_in_sheet == 1


def test_a_far_cell_is_refused_before_it_ends_the_process(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("表")
    sheet.write_row("A1", HEADER)
    sheet.write_row("A2", ["A1", "甲", 1])
    sheet.write("XFD1048576", "远")
    book.close()
    code = (
        f"from pathlib import Path; from casekit.intake import read_folder; list(read_folder(Path({str(tmp_path)!r})))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "只有7个单元格有内容，却延伸到XFD1048576" in run.stderr


def test_a_far_cell_the_sheet_does_not_own_up_to_is_refused_too(workbook) -> None:
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:B2"/><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
        "</sheetData></worksheet>"
    )
    with pytest.raises(UserError, match="延伸到XFD1048576"):
        list(read_file(rewritten(workbook(表=[["a"]]), xml)))


XML = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="2"><c r="B2" t="inlineStr"><is><t>部门受案号</t></is></c>'
    '<c r="C2" t="inlineStr"><is><t>数额</t></is></c></row>'
    '<row r="3"><c r="B3" t="str"><v>A1</v></c><c r="C3" t="e"><f>Z1/0</f><v>#REF!</v></c></row>'
    '<row r="5"><c r="B5"><v>110101199003070011</v></c><c r="C5" t="n"><v>7</v></c></row>'
    "</sheetData></worksheet>"
)
PREFIXED = XML.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")


@pytest.mark.parametrize("xml", [XML, XML.replace('"', "'"), PREFIXED])
def test_xml_of_other_programs_gives_the_same(xml: str, workbook) -> None:
    read = next(read_file(rewritten(workbook(表=[["a"]]), xml)))
    assert read.frame.rows() == [(3, "A1", None), (5, None, "7")]
    assert read.errors.rows() == [(3, "数额", "#REF!"), (5, "部门受案号", "1.10101E+17")]


@pytest.mark.parametrize("block", [300, 4096, 1 << 22])
def test_the_facts_do_not_depend_on_where_blocks_end(block: int, workbook, monkeypatch) -> None:
    rows = [HEADER, *[[f"A{n}", "甲" * (n % 9), n] for n in range(400)], [37078520150084611, "乙", 1]]
    monkeypatch.setattr("casekit.intake.sheet_xml.BLOCK", block)
    with zipfile.ZipFile(workbook(表=rows)) as book:
        facts = sheet_facts(book, "xl/worksheets/sheet1.xml")
    assert (facts.last_row, facts.left, facts.width, facts.valued) == (402, 1, 3, 402 * 3 - 45)
    assert [(mark.row, mark.column) for mark in facts.marks] == [(402, 1)]


def test_a_large_sheet_is_read_like_a_small_one(workbook) -> None:
    # above 8 MB of XML the sheet is read while its XML is looked through
    long = [random.Random(n).randbytes(500).hex() for n in range(9_000)]
    rows = [HEADER, *[[f"A{n}", text, n] for n, text in enumerate(long)], [37078520150084611, "乙", 1]]
    read = next(read_file(workbook(表=rows, inline=True)))
    assert read.frame.height == 9_001
    assert read.errors.rows() == [(9_002, "部门受案号", "3.70785E+16")]


def test_a_value_merged_over_several_rows_is_said_for_each_and_totals_count_it_once(tmp_path: Path) -> None:
    # A1 has two suspects and one amount for both: 100 + 30 = 130
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("表")
    sheet.write_row("A1", ["部门受案号", "嫌疑人姓名", "涉案金额"])
    sheet.merge_range("A2:A3", "A1")
    sheet.write_column("B2", ["甲", "乙", "丙"])
    sheet.merge_range("C2:C3", 100)
    sheet.write("A4", "A2")
    sheet.write("C4", 30)
    sheet.merge_range("A5:B5", "合计")
    sheet.write("C5", 130)
    book.close()
    read = next(read_file(tmp_path / "a.xlsx"))
    assert read.frame.rows() == [(2, "A1", "甲", "100"), (3, "A1", "乙", "100"), (4, "A2", "丙", "30")]
    assert read.totals["agrees"].to_list() == [True]
    assert "2处纵向合并" in read.notices[0].zh


def test_dates_are_text_and_formulas_are_their_values(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsm"))
    sheet = book.add_worksheet("表")
    sheet.write_row("A1", ["部门受案号", "受理日期", "数额"])
    sheet.write("A2", "00123")
    sheet.write_number("B2", 46204, book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_formula("C2", "=1+2", value=3)
    book.close()
    assert next(read_file(tmp_path / "a.xlsm")).frame.rows() == [(2, "00123", "2026-07-01 00:00:00", "3")]


def test_an_old_xls_has_its_sections_set_aside_and_each_equals_its_rows(real: Path) -> None:
    (read,) = read_file(real / "messy" / "全国普通高等学校名单.xls")
    assert read.frame.columns[1:4] == ["序号", "学校名称", "学校标识码"]
    assert (read.header_rows, read.frame.height, read.rows_in_sheet) == ((3,), 2631, 2631 + 31)
    assert read.totals["kind"].unique().to_list() == ["section"]
    assert (read.totals.height, read.totals["agrees"].all(), read.totals["stated"].sum()) == (31, True, 2631)
    assert read.frame.row(0)[:3] == (5, "1", "北京大学")


def test_two_sheets_with_columns_in_another_order_keep_their_names(real: Path) -> None:
    first, second = read_file(real / "messy" / "行政区划代码.xlsx")
    assert first.frame.columns == ["row", "行政区划代码", "行政区名称"]
    assert second.frame.columns == ["row", "序号", "行政区名称", "行政区划代码", "数值"]
    assert (first.frame.height, second.frame.height) == (122, 31)


def test_real_judgments_in_gb18030_keep_every_row(real: Path) -> None:
    (read,) = read_folder(real / "traffic_2019")
    assert (read.frame.height, read.rows_in_sheet, read.frame["row"][-1]) == (11_517, 11_517, 11_518)
