"""The files look like an office's exports, and everything that is seen says that it is synthetic."""

import tomllib
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from casekit import codebook
from casekit.sample.world import toml

UNKNOWN = {"案件星级", "督导批次"}
REFUSED = {"户籍地址"}
ENCODINGS = {
    "审查起诉案件_2025.csv": "gb18030",
    "人员_2025.csv": "utf-8-sig",
    "流程节点_2026Q3.csv": "utf-16",
    "治理底数.csv": "gb18030",
}
LAYOUTS = [(file["name"], sheet) for file in toml("layout")["file"] for sheet in file["sheet"]]


def first_rows(folder: Path, name: str, sheet: str) -> list[list[str]]:
    """The title row, the header row and all below, as text."""
    if name in ENCODINGS:
        lines = (folder / name).read_text(ENCODINGS[name]).splitlines()
        return [line.split("\t" if ENCODINGS[name] == "utf-16" else ",") for line in lines]
    rows = CalamineWorkbook.from_path(folder / name).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[str(cell) for cell in rows[0]], *[[str(cell) for cell in row] for row in rows[2:]]]


@pytest.mark.parametrize(("name", "sheet"), LAYOUTS)
def test_each_sheet_opens_with_a_title_that_says_it_is_synthetic(
    name: str, sheet: dict[str, str], folder: Path
) -> None:
    title = first_rows(folder, name, sheet.get("name", ""))[0][0]
    assert title == sheet["title"]
    assert "合成示例" in title


@pytest.mark.parametrize(("name", "sheet"), LAYOUTS)
def test_every_header_is_one_the_codebook_knows_or_a_planted_one(
    name: str, sheet: dict[str, str], folder: Path
) -> None:
    headers = set(first_rows(folder, name, sheet.get("name", ""))[1])
    known = set(codebook.fields()["headers"].explode()) | {"序号"}
    assert headers - known <= UNKNOWN | REFUSED


def test_the_same_field_has_other_headers_in_other_files() -> None:
    headers: dict[str, set[str]] = {}
    for _, sheet in LAYOUTS:
        for column in sheet["columns"]:
            field, _, header = column.partition("=")
            headers.setdefault(field, set()).add(header)
    assert headers["received_on"] == {"受理日期", "收案时间", "受案时间"}
    assert len(headers["conclusion"]) == 4


def test_the_mark_says_what_made_the_folder(folder: Path) -> None:
    mark = tomllib.loads((folder / "synthetic.toml").read_text())
    assert (mark["synthetic"], mark["cases"], mark["seed"]) == (True, 400, 3)


def test_the_two_sheets_of_2026_hold_one_office_each(folder: Path) -> None:
    own, other = (first_rows(folder, "审查起诉案件_2026.xlsx", name) for name in ("甲区", "乙区"))
    column = own[1].index("承办单位")
    assert {row[column] for row in own[2:]} - {"", "承办单位"} == {"甲区人民检察院"}
    # three rows of the first are there once more
    assert [row[column] for row in other[2:]].count("甲区人民检察院") == 3


def test_dates_are_real_dates_in_one_file_and_text_in_the_others(folder: Path) -> None:
    book = CalamineWorkbook.from_path(folder / "审查起诉案件_2024.xlsx").get_sheet_by_name("Sheet1").to_python()
    column = book[2].index("收案时间")
    kinds = [type(row[column]).__name__ for row in book[3:] if row[column] != ""]
    assert kinds.count("date") > 0.9 * len(kinds)
    assert kinds.count("str") > 0


def test_unit_codes_and_identity_numbers_are_of_a_place_that_does_not_exist(small: dict[str, bytes]) -> None:
    text = small["人员_2025.csv"].decode("utf-8-sig")
    assert "469098" in text
    regions = {line.split(",")[4][:6] for line in text.splitlines()[2:] if line.count(",") > 30} - {"证件号码", ""}
    assert regions == {"469098"}
