"""A workbook as it is read and printed: the header row in sight and on every page, A4 across, no merged cells."""

import io
import zipfile
from typing import Any

import polars as pl
import pytest
from lxml import etree

from casekit.release.workbook import Sheet, xlsx

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea7e6a3e50000000049454e44ae426082"
)


def book(rows: int) -> zipfile.ZipFile:
    frame = pl.DataFrame({"期间": ["2026Q3"] * rows, "件数": [1] * rows})
    return zipfile.ZipFile(io.BytesIO(xlsx([Sheet("图1", frame, ("题目", "来源"), PIXEL, "图，条形图。")], "题目")))


def part(held: zipfile.ZipFile, name: str) -> Any:
    return etree.fromstring(held.read(f"xl/{name}.xml"))


def test_the_header_row_stays_in_sight_and_is_printed_on_every_page() -> None:
    held = book(3)
    assert part(held, "worksheets/sheet1").find(f".//{S}pane").get("ySplit") == "4"
    assert part(held, "workbook").find(f".//{S}definedName").text == "图1!$4:$4"


def test_it_prints_across_an_a4_page_with_page_numbers_and_merges_no_cells() -> None:
    sheet = part(book(3), "worksheets/sheet1")
    setup = sheet.find(f"{S}pageSetup")
    assert (setup.get("paperSize"), setup.get("orientation")) == ("9", "landscape")
    assert sheet.find(f"{S}headerFooter/{S}oddFooter").text == "&C— &P —"
    assert sheet.find(f"{S}mergeCells") is None


@pytest.mark.parametrize(("rows", "column", "pages"), [(3, "0", None), (60, "3", "0")])
def test_a_picture_stands_below_a_short_table_on_its_page_and_beside_a_long_one(
    rows: int, column: str, pages: str | None
) -> None:
    held = book(rows)
    anchor = next(part(held, "drawings/drawing1").iter("{*}from"))
    assert anchor.find("{*}col").text == column
    assert part(held, "worksheets/sheet1").find(f"{S}pageSetup").get("fitToHeight") == pages
    assert b"\xe5\x9b\xbe\xef\xbc\x8c" in held.read("xl/drawings/drawing1.xml")
