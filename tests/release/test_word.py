"""The paper: the official form by styles, numbered blocks, the same bytes."""

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from drawn import made_bars, made_dots, made_line, made_table
from lxml import etree

from casekit.release import word
from casekit.release.paper import Chart, Figure, Finding, Paper, Prompt, Section, Table, Text, numbers, numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea7e6a3e50000000049454e44ae426082"
)


def paper() -> Paper:
    return Paper(
        title="2025年第四季度小案办理质效分析报告",
        office="XX市YY区人民检察院法律政策研究室（示例数据）",
        lead="现将2025年第四季度小案办理情况分析如下。",
        sections=(
            Section(
                "基本情况",
                (
                    Finding("受理和审结。", f"审结398件（见{{{made_line().name}}}、{{{made_table().name}}}）。"),
                    Figure(made_line()),
                    Table(made_table(), caption="退回补充侦查主要数据（2025年第四季度）"),
                    Finding("部分成因反复出现。", f"见{{{made_bars().name}}}。"),
                    Figure(made_bars()),
                ),
            ),
            Section("原因分析", (Text("以下由人撰写。"), Prompt("写明依据"))),
        ),
        signed="法律政策研究室",
        dated="2026年1月20日",
    )


PICTURES = {made_line().name: PIXEL, made_bars().name: PIXEL}


@pytest.fixture(scope="module")
def docx() -> bytes:
    return word.docx(paper(), PICTURES)


def part(docx: bytes, name: str) -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read(f"word/{name}.xml"))


def paragraphs(docx: bytes, style: str) -> list[str]:
    """The texts of every paragraph of one style, by the style's id."""
    found = part(docx, "document").iter(f"{W}p")
    styled = [(paragraph.find(f"{W}pPr/{W}pStyle"), "".join(paragraph.itertext(f"{W}t"))) for paragraph in found]
    return [text for style_, text in styled if style_ is not None and style_.get(f"{W}val") == style]


def style(docx: bytes, name: str) -> Any:
    return next(found for found in part(docx, "styles").iter(f"{W}style") if found.get(f"{W}styleId") == name)


def test_two_builds_have_the_same_bytes(docx: bytes) -> None:
    assert docx == word.docx(paper(), PICTURES)


def test_page_and_grid_are_those_of_the_standard(docx: bytes) -> None:
    section = part(docx, "document").find(f"{W}body/{W}sectPr")
    margins = {edge: int(section.find(f"{W}pgMar").get(W + edge)) / 56.7 for edge in ("top", "bottom", "left", "right")}
    assert margins == pytest.approx({"top": 37, "bottom": 35, "left": 28, "right": 26}, abs=0.15)
    size, grid = section.find(f"{W}pgSz"), section.find(f"{W}docGrid")
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    assert (grid.get(f"{W}type"), grid.get(f"{W}linePitch")) == ("linesAndChars", "580")
    edges = section.find(f"{W}pgMar")
    assert 16838 - int(edges.get(f"{W}top")) - int(edges.get(f"{W}bottom")) >= 22 * 580


@pytest.mark.parametrize(
    ("name", "face", "half_points", "line"),
    [
        ("Body", "仿宋_GB2312", "32", "560"),
        ("Title", "方正小标宋简体", "44", "720"),
        ("Heading1", "黑体", "32", "560"),
        ("Office", "楷体_GB2312", "32", "560"),
        ("FigureCaption", "黑体", "24", "440"),
        ("Note", "宋体", "21", "340"),
        ("CellRight", "宋体", "24", "400"),
    ],
)
def test_a_style_has_its_face_size_and_line(docx: bytes, name: str, face: str, half_points: str, line: str) -> None:
    found = style(docx, name)
    fonts = found.find(f"{W}rPr/{W}rFonts")
    assert (fonts.get(f"{W}eastAsia"), fonts.get(f"{W}ascii")) == (face, "Times New Roman")
    assert found.find(f"{W}rPr/{W}sz").get(f"{W}val") == half_points
    spacing = found.find(f"{W}pPr/{W}spacing")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == (line, "exact")


def test_body_begins_two_characters_in_and_the_signature_ends_four_in(docx: bytes) -> None:
    assert style(docx, "Body").find(f"{W}pPr/{W}ind").get(f"{W}firstLineChars") == "200"
    assert style(docx, "Signed").find(f"{W}pPr/{W}ind").get(f"{W}rightChars") == "400"


def test_text_is_formatted_by_styles_alone(docx: bytes) -> None:
    """A run carries at most a character style and the hint that makes “ ” Chinese."""
    formats = [child for run in part(docx, "document").iter(f"{W}rPr") for child in run]
    assert {child.tag for child in formats} <= {f"{W}rStyle", f"{W}rFonts"}
    assert {tuple(child.attrib) for child in formats if child.tag == f"{W}rFonts"} == {(f"{W}hint",)}
    assert all(paragraph.find(f"{W}pPr/{W}pStyle") is not None for paragraph in part(docx, "document").iter(f"{W}p"))


def test_every_style_has_its_chinese_font_and_both_languages(docx: bytes) -> None:
    """Chinese is Chinese; Latin text is English, or LibreOffice breaks lines within numbers."""
    styles = [one for one in part(docx, "styles").iter(f"{W}style") if one.get(f"{W}type") == "paragraph"]
    languages = [one.find(f"{W}rPr/{W}lang") for one in styles]
    assert {(one.get(f"{W}eastAsia"), one.get(f"{W}val")) for one in languages} == {("zh-CN", "en-US")}
    assert all(one.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") for one in styles)


def test_no_line_breaks_within_an_interval_or_behind_a_minus(docx: bytes) -> None:
    settings = part(docx, "settings")
    signs = {name: settings.find(f"{W}noLineBreaks{name}").get(f"{W}val") for name in ("Before", "After")}
    assert set("—＝%）") <= set(signs["Before"])
    assert set("—＝−∶（") <= set(signs["After"])


def test_captions_count_themselves_and_citations_refer_to_them(docx: bytes) -> None:
    document = part(docx, "document")
    fields = [field.get(f"{W}instr").split()[:2] for field in document.iter(f"{W}fldSimple")]
    assert fields == [
        ["REF", "_RefFigure1"],
        ["REF", "_RefTable1"],
        ["SEQ", "图"],
        ["SEQ", "表"],
        ["REF", "_RefFigure2"],
        ["SEQ", "图"],
    ]
    marks = [mark.get(f"{W}name") for mark in document.iter(f"{W}bookmarkStart")]
    assert marks == ["_RefFigure1", "_RefTable1", "_RefFigure2"]


def test_what_is_to_be_filled_in_stands_out(docx: bytes) -> None:
    assert style(docx, "Prompt").find(f"{W}pPr/{W}shd").get(f"{W}fill") == "D9D9D9"


def test_headings_and_findings_are_numbered_by_place(docx: bytes) -> None:
    assert paragraphs(docx, "Heading1") == ["一、基本情况", "二、原因分析"]
    body = paragraphs(docx, "Body")
    assert body[1] == "（一）受理和审结。审结398件（见图1、表1）。"
    assert body[2] == "（二）部分成因反复出现。见图2。"
    assert paragraphs(docx, "Prompt") == ["【待填写：写明依据】"]


def test_a_figure_has_alternative_text_caption_and_note(docx: bytes) -> None:
    described = [found.get("descr") for found in part(docx, "document").iter() if found.tag.endswith("}docPr")]
    assert described == [made_line().alt(1), made_bars().alt(2)]
    assert paragraphs(docx, "FigureCaption")[0] == f"图1　{made_line().subtitle}"
    assert paragraphs(docx, "Note")[0] == made_line().source
    assert style(docx, "Picture").find(f"{W}pPr/{W}spacing").get(f"{W}lineRule") == "auto"


def test_a_paper_without_a_marking_opens_with_its_title() -> None:
    bare = word.docx(replace(paper(), marking=""), PICTURES)
    assert paragraphs(bare, "Marking") == []
    assert paragraphs(bare, "Title") == [paper().title]


def test_an_english_paper_is_in_english_so_that_lines_break_between_words() -> None:
    english = word.docx(replace(paper(), language="en"), PICTURES)
    languages = {found.get(f"{W}val") for found in part(english, "styles").iter(f"{W}lang")}
    assert languages == {"en-US"}
    assert paragraphs(english, "Marking")


def test_an_english_interval_keeps_together() -> None:
    said = Section("One", (Text("It fell (95% interval 0.6 to 3.4, n = 1046) by 30 September."),))
    body = paragraphs(word.docx(replace(paper(), language="en", sections=(said,)), PICTURES), "Body")
    assert body[-1] == "It fell (95%\u00a0interval 0.6\u00a0to\u00a03.4, n\u00a0=\u00a01046) by 30 September."


def test_a_note_stands_before_the_source_and_under_the_paragraph_it_explains() -> None:
    blocks = (Finding("甲。", "乙。", ("区间的意思。",)), Figure(made_bars()))
    noted = paragraphs(word.docx(replace(paper(), sections=(Section("一", blocks),)), PICTURES), "Note")
    assert noted == ["注：区间的意思。", f"注：{made_bars().note}{made_bars().source}"]


def test_a_table_repeats_its_header_splits_no_row_and_has_its_widths(docx: bytes) -> None:
    found = part(docx, "document").find(f".//{W}tbl")
    rows = found.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert sum(int(column.get(f"{W}w")) for column in found.iter(f"{W}gridCol")) == pytest.approx(word.BLOCK, abs=3)
    assert paragraphs(docx, "TableCaption") == ["表1　退回补充侦查主要数据（2025年第四季度）"]


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(docx: bytes) -> None:
    names = [name for name in zipfile.ZipFile(io.BytesIO(docx)).namelist() if "footer" in name and "rels" not in name]
    footers = [part(docx, name.removeprefix("word/").removesuffix(".xml")) for name in sorted(names)]
    sides = [footer.find(f".//{W}pStyle").get(f"{W}val") for footer in footers]
    assert sorted(sides) == ["PageEven", "PageOdd"]
    assert all("".join(footer.itertext()) == "— 1 —" for footer in footers)
    assert part(docx, "settings").find(f"{W}evenAndOddHeaders") is not None


def test_nothing_of_the_template_or_the_clock_is_left(docx: bytes) -> None:
    book = zipfile.ZipFile(io.BytesIO(docx))
    core = book.read("docProps/core.xml").decode()
    assert "stylesWithEffects" not in book.read("word/_rels/document.xml.rels").decode()
    assert not [name for name in book.namelist() if "thumbnail" in name or "customXml" in name]
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"2000-01-01"}
    assert "<dc:creator>casekit</dc:creator>" in core


def test_an_exhibit_cited_but_absent_is_an_error() -> None:
    from dataclasses import replace

    with pytest.raises(KeyError, match="not-here"):
        word.docx(replace(paper(), lead="见{not-here}。"), PICTURES)


def test_figures_and_tables_are_numbered_apart() -> None:
    assert list(numbers(paper()).values()) == ["图1", "图2", "表1"]


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")]
)
def test_numerals_for_headings(number: int, words: str) -> None:
    assert numeral(number) == words


def test_an_audit_of_the_package_finds_nothing(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("openxml-audit")
    if not command.is_file():
        pytest.skip("openxml-audit is not installed: pip install openxml-audit")
    drawn = (made_line(), made_bars(), made_dots())
    charts = tuple(Chart(replace(exhibit, name=exhibit.form)) for exhibit in drawn)
    annexed = replace(paper(), annex=charts)
    (tmp_path / "paper.docx").write_bytes(word.docx(annexed, PICTURES))
    ran = subprocess.run([command, tmp_path / "paper.docx"], capture_output=True, text=True, check=False)
    assert "Errors: 0" in ran.stdout, ran.stdout


def test_styles_stand_in_the_order_of_the_schema(docx: bytes) -> None:
    order = ["keepNext", "widowControl", "shd", "snapToGrid", "spacing", "ind", "jc", "outlineLvl"]
    for found in part(docx, "styles").iter(f"{W}pPr"):
        places = [order.index(etree.QName(child).localname) for child in found if etree.QName(child).localname in order]
        assert all(before < after for before, after in pairwise(places))
