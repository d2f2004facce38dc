"""Faults are as many as truth.toml says: recounted in the raw files, and found by reading the folder."""

import io
import re
import tomllib
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from casekit.records.load import load
from casekit.records.records import Records

SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
CODES = {
    "impossible_date": 12, "implausible_year": 4, "month_only": 3, "unknown_word": 15, "unclear_span": 3,
    "arranged_not_before_requested": 3, "delivered_not_before_issued": 2, "not_a_number": 2, "unknown_crime": 8, "masked": 6,
    "not_yes_or_no": 4, "repaired:penalty_word": 4, "repaired:full_width": 4, "cell_error:#REF!": 8, "differs": 3,
}  # fmt: skip
REASONS = {
    "identical": 27, "no_key": 8, "damaged_key": 4, "repeated_header": 3, "total_row": 10, "unknown_table": 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def truth(small: dict[str, bytes]) -> dict:
    return tomllib.loads(small["truth.toml"].decode())


@pytest.fixture(scope="module")
def cells(small: dict[str, bytes]) -> list[str]:
    """The text of every cell of every file, but for error cells."""
    texts: list[str] = []
    for name, data in small.items():
        if name.endswith(".xlsx"):
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            rows = [row for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python()]
            texts += [str(cell) for row in rows for cell in row if isinstance(cell, str | date)]
        elif name.endswith(".csv"):
            encoding = {"审": "gb18030", "人": "utf-8-sig", "流": "utf-16", "治": "gb18030"}[name[0]]
            texts += re.split(r"[,\t\r\n]+", data.decode(encoding))
    return texts


@pytest.fixture(scope="module")
def records(folder: Path) -> Records:
    return load(folder)


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        ("impossible_date", r"2022年2月30日|202[345]-02-30|2022/13/5|2025-11-31|2025年6月31日"),
        ("implausible_year", r"(?:2206|0205).*"),
        ("future_date", r"2027-08-14"),
        ("month_only", r"2024-03|2024年5月"),
        ("misspelt_crime", r"盗切罪|危险驾使罪|故意伤害最|寻衅兹事罪|交通肇祸罪"),
        ("unknown_word", r"河边|自建房|待定|已变更|邮寄|代理人代阅|研究中"),
        ("unclear_period", r"约两个月|已送检"),
        ("arranged_before_requested", r"2020-03-02|2019-11-05"),
        ("delivered_before_issued", r"2020-03-03|2019-11-06"),
        ("unreadable_number", r"待核实"),
        ("masked_sentence", r".*××.*"),
        ("unreadable_flag", r"部分谅解|待核"),
        ("repaired_sentence", r"判处期徒刑十个月|判处有期刑一年六个月"),
        ("damaged_number", r"4\.69099E\+16"),
        ("spaced_number", r"  .检起诉受.*\u3000"),
        ("wide_number", r".检起诉受.*[０-９]{11}号"),
        ("total_row", r"合计(?:：\d+人)?|20\d\d年小计：\d+件"),
        ("repeated_header", r"审结处理结果|认罪认罚适用情况"),
    ],
)
def test_a_fault_stands_in_the_files_as_often_as_truth_says(
    fault: str, pattern: str, cells: list[str], truth: dict
) -> None:
    found = sum(bool(re.fullmatch(pattern, cell)) for cell in cells)
    in_headers = 3 if fault == "repeated_header" else 0  # the headers of 甲区, 乙区 and 人员_2025 themselves
    assert found - in_headers == truth["faults"][fault] > 0


def test_error_cells_are_formulas_with_an_error_for_value(small: dict[str, bytes], truth: dict) -> None:
    found = Counter[str]()
    for name, data in small.items():
        if name.endswith(".xlsx"):
            archive = zipfile.ZipFile(io.BytesIO(data))
            sheets = [archive.read(member).decode() for member in archive.namelist() if SHEET.fullmatch(member)]
            found[name] += sum(len(re.findall(r't="e"><f>#REF!</f><v>#REF!</v>', sheet)) for sheet in sheets)
    assert found.total() == truth["faults"]["error_cell"]


def test_a_total_differs_from_its_rows_in_one_file_only(records: Records) -> None:
    told = [notice for notice in records.report["notices"] if notice.startswith("合计行须等于各行之和")]
    assert len(told) == 1
    assert "审查起诉案件_2024.xlsx" in told[0]


@pytest.mark.parametrize(("code", "count"), CODES.items())
def test_reading_finds_each_unreadable_cell(code: str, count: int, records: Records, truth: dict) -> None:
    planted = sum(entry["count"] for entry in truth["fault"] if entry.get("code") == code)
    assert records.problems.filter(pl.col("code") == code).height == planted == count


@pytest.mark.parametrize("code", ["concluded_not_before_received", "arrest_decided_not_before_received"])
def test_reading_blanks_both_of_two_exchanged_dates(code: str, records: Records, truth: dict) -> None:
    planted = sum(entry["count"] for entry in truth["fault"] if entry.get("code") == code)
    assert records.problems.filter(pl.col("code") == code).height == 2 * planted > 0


def test_reading_finds_no_problem_that_was_not_planted(records: Records, truth: dict) -> None:
    planted = {entry["code"] for entry in truth["fault"] if "code" in entry}
    follow = {
        "case_not_in_cases",
        "cell_error:4.69099E+16",
    }  # persons whose case has no number; the damaged numbers themselves
    assert set(records.problems["code"]) - planted - follow == set()


@pytest.mark.parametrize(("reason", "count"), REASONS.items())
def test_reading_sets_aside_each_row_for_its_reason(reason: str, count: int, records: Records, truth: dict) -> None:
    planted = sum(entry["count"] for entry in truth["fault"] if entry.get("reason") == reason)
    assert records.report["reasons"][reason] == planted == count


def test_reading_sets_aside_the_records_that_the_law_seals(records: Records, truth: dict) -> None:
    assert records.report["reasons"].get("sealed", 0) == truth["faults"]["sealed"] > 0


def test_every_row_is_accounted_for(records: Records, truth: dict) -> None:
    aside = sum(
        entry["count"]
        for entry in truth["fault"]
        if entry.get("reason") in {"repeated_header", "total_row", "unknown_table"}
    )
    assert records.report["received"] == sum(truth["rows"].values()) + aside


def test_hostile_texts_are_texts(folder: Path) -> None:
    book = CalamineWorkbook.from_path(folder / "审查起诉案件_2026.xlsx").get_sheet_by_name("甲区").to_python()
    remarks = [row[-1] for row in book[3:]]
    assert "=cmd|' /C calc'!A0" in remarks
    assert max(map(len, remarks)) == 5000
