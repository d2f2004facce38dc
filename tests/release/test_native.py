"""A chart of Word's own: the numbers it draws, a gap where a number is protected, and the same bytes."""

import io
import zipfile

import polars as pl
import pytest
from drawn import made_table
from lxml import etree

from casekit.exhibits import charts
from casekit.release import word
from casekit.release.paper import Chart, Finding, Paper, Section, Table

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
FRAME = pl.DataFrame({"period": ["2026Q1", "2026Q2", "2026Q3"], "value": [4.0, None, 0.0]})
SAID = {
    "finding": "按季度",
    "measure": "受理",
    "population": "n＝4件",
    "source": "来源：示例。",
    "unit": "件",
    "digits": 0,
}
TREND = Chart(charts.line(FRAME, label="period", name="trend", **SAID), "走势")
PAPER = Paper(
    title="关于甲镇“甲因”案件的\n类案分析报告（初稿）",
    office="某院",
    lead="如下。",
    sections=(Section("基本情况", (Finding("走势。", "见{trend}。"), TREND)),),
    annex=(Table(made_table(), "数据"),),
    signed="某院",
    dated="2026年10月9日",
)


@pytest.fixture(scope="module")
def docx() -> bytes:
    return word.docx(PAPER, {})


def test_the_chart_holds_the_numbers_and_a_gap_where_there_is_none(docx: bytes) -> None:
    chart = etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/charts/chart1.xml"))
    points = {point.get("idx"): point[0].text for point in chart.find(f".//{C}val").iter(f"{C}pt")}
    assert points == {"0": "4", "2": "0"}
    assert chart.find(f".//{C}dispBlanksAs").get("val") == "gap"


def test_the_annex_has_a_heading_of_its_own_after_the_signature(docx: bytes) -> None:
    document = etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))
    text = "".join(document.itertext())
    assert text.index("2026年10月9日") < text.index("附表") < text.index("表1")


def test_the_same_paper_has_the_same_bytes(docx: bytes) -> None:
    assert word.docx(PAPER, {}) == docx
