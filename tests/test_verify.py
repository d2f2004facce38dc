"""Verify: what an author did to a paper, and what a rerun changed, is told number by number; nothing else is."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from docx import Document
from docx.oxml import parse_xml
from drawn import made_bars, made_table, shares

from casekit import verify
from casekit.__main__ import main
from casekit.exhibits.sentence import Said
from casekit.ground.errors import UserError
from casekit.release import register, tracing, word
from casekit.release.keep import Kept
from casekit.release.packing import packed
from casekit.release.paper import Chart, Finding, Paper, Prompt, Section, Table, Text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
Change = Callable[[Any], None]


def told(returned: int = 148, pending: str = "135") -> tuple[str, ...]:
    return (
        "2026年1至9月受理审查起诉案件1046件1233人，件数与上年同期（1049件）基本持平。",
        f"审结案件一次退回补充侦查占比为{returned / 10.22:.1f}%（{returned}/1022），与上年同期的14.2%基本持平。",
        f"截至2026年9月30日，未结审查起诉案件{pending}件，其中在办117件；等待超过30天的34件。",
    )


def release(folder: Path, causes: tuple[int, ...] = (66, 246, 74, 12), **changed: Any) -> bytes:
    """The paper of a run with made-up numbers, whose register is left in the folder of its quarter."""
    said = Said("00-headline", "受理和审结", told(**changed))
    counts = dict(zip(("酒后偶发口角", "未能判定", "邻里、停车噪声纠纷", "其他可判明成因"), causes, strict=True))
    bars, table = made_bars(shares(counts, 398)), made_table()
    kept, unseen = (
        [Kept(said, "", (frame(**changed),)), Kept(bars), Kept(table)],
        Said("13-else", "在等", ("有777件在等。",)),
    )
    draft = Paper(
        title="2026年1至9月小案办理质效分析报告",
        office="某某人民检察院",
        lead="现将情况分析如下；数据截至2026年10月9日。",
        sections=(
            Section("基本情况", (Finding("受理和审结。", "".join(said.sentences)), Table(table))),
            Section("主要特点", (Finding("原因。", f"见{{{bars.name}}}。"), Chart(bars))),
            Section("原因分析", (Prompt("写明依据"), Text("其余见 briefing.xlsx。"))),
        ),
        signed="某某人民检察院",
        dated="2026年10月9日",
    )
    known = tracing.register([*kept, Kept(unseen)], draft, ("2026Q1-Q3", "2026Q3"), ("接收22,641行。",))
    (folder / "2026Q3").mkdir(exist_ok=True)
    (folder / "2026Q3" / register.FILE).write_text(register.written(known), "utf-8")
    carried = tracing.carried(known, [(kept[0], kept[2]), (kept[1], kept[1])])
    return register.attached(word.docx(draft, {}), carried)


def frame(returned: int = 148, **_: Any) -> pl.DataFrame:
    values = {"numerator": [returned, 142], "denominator": [1022, 1000], "value": [returned / 1022, 0.142]}
    keys = {"indicator": ["returned_once"] * 2, "period": ["2026Q1-Q3", "2025Q1-Q3"]}
    return pl.DataFrame(keys | values).with_columns(low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="module")
def paper(reports: Path) -> bytes:
    return release(reports)


@pytest.fixture
def checked(paper: bytes, reports: Path, tmp_path: Path) -> Callable[[Change], list[tuple[str, str, str]]]:
    """What is told of the paper after a change: how it stands, what it says and what is told now."""

    def wrong(change: Change) -> list[tuple[str, str, str]]:
        document = Document(io.BytesIO(paper))
        change(document)
        document.save(str(tmp_path / "edited.docx"))
        return findings(tmp_path / "edited.docx", reports)

    return wrong


def findings(path: Path, reports: Path) -> list[tuple[str, str, str]]:
    return [(one.state, one.was, one.now) for one in verify.verify(path, reports) if one.state != "same"]


def paragraph(document: Any, words: str) -> Any:
    return next(one for one in document.paragraphs if words in one.text)


def put(words: str, new: str, where: str = "") -> Change:
    """Write something else in place of words of the body."""

    def change(document: Any) -> None:
        run = next(run for run in paragraph(document, where or words).runs if words in run.text)
        run.text = run.text.replace(words, new)

    return change


def write(text: str) -> Change:
    """The author's own words in place of a paragraph."""
    return lambda document: setattr(paragraph(document, "其余见"), "text", text)


def split(document: Any) -> None:
    """A number in three runs, as Word leaves it."""
    body = paragraph(document, "1046件")
    run = next(run for run in body.runs if "1046" in run.text)
    before, after = run.text.split("1046")
    run.text = before + "1"
    for piece in ("04", "6" + after):
        body.add_run(piece)


def revised(document: Any) -> None:
    """A number deleted and another inserted, both tracked."""
    body = paragraph(document, "1046件")
    marks = 'w:id="9" w:author="甲" w:date="2026-10-10T00:00:00Z"'
    body._p.append(parse_xml(f"<w:del {W} {marks}><w:r><w:delText>另有99件。</w:delText></w:r></w:del>"))
    body._p.append(parse_xml(f"<w:ins {W} {marks}><w:r><w:t>另抽查77件。</w:t></w:r></w:ins>"))


def boxed(document: Any) -> None:
    """A text box, which stands in the file twice."""
    box = f"<w:txbxContent {W}><w:p><w:r><w:t>另抽查55件</w:t></w:r></w:p></w:txbxContent>"
    spaces = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    run = paragraph(document, "基本情况").add_run()
    run._r.append(parse_xml(f"<mc:AlternateContent {spaces} {W}>{both}</mc:AlternateContent>"))


def row_added(document: Any) -> None:
    document.tables[0].add_row().cells[1].text = "87.5"


def laid_out(document: Any) -> None:
    """The author's own words in a table that only lays them out."""
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "退回补充侦查占比为14.5%（148/1022），与上年同期的14.2%基本持平。", "抽查71件。"


def row_deleted(document: Any) -> None:
    """A row whose deletion is tracked."""
    row = document.tables[0].rows[1]
    row.cells[1].text = "99.9（1/2）"
    row._tr.get_or_add_trPr().append(parse_xml(f'<w:del {W} w:id="8" w:author="甲" w:date="2026-10-10T00:00:00Z"/>'))


def paged(document: Any) -> None:
    """A page number as Word leaves it, with the number that it last was."""
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    run = f"{field.format('begin')}<w:r><w:instrText>PAGE</w:instrText></w:r>{field.format('separate')}<w:r><w:t>17</w:t></w:r>"
    foot = document.sections[0].footer.paragraphs[0]._p
    for part in parse_xml(f"<w:p {W}>{run}{field.format('end')}</w:p>"):
        foot.append(part)


def header(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "抽查63件"


def cell(row: int, column: int, text: str) -> Change:
    return lambda document: setattr(document.tables[0].cell(row, column), "text", text)


def removed(document: Any) -> None:
    body = paragraph(document, "1046件")._p
    body.getparent().remove(body)


CHANGES = [
    (lambda document: None, []),
    (put("1233人", "1238人"), [("changed", "1238人", "1233人")]),
    (put("14.5%", "14%"), []),
    (put("14.5%", "１４.５％"), []),
    (put("1046件1233人", "1046件、嫌疑人1233人"), []),
    (put("未结审查起诉案件135件，其中在办117件", "手上还没有办完的有一百三十五件（在办117件）"), []),
    (put("未结审查起诉案件135件，其中在办117件", "手上还没有办完的有153件（在办117件）"), [("unknown", "153件", "")]),
    (split, []),
    (revised, [("unknown", "77件", "")]),
    (boxed, [("unknown", "55件", "")]),
    (header, [("unknown", "63件", "")]),
    (removed, []),
    (write("受理的1046件中，退回补充侦查的占14.5％，上年14.2%。"), []),
    (write("受理约百分之十四点五退回，邻里、停车噪声纠纷74件。"), []),
    (write("共接收22,641行（2.26万行），在等的777件。"), []),
    (write("抽查12件，近八成是邻里纠纷，占81.7%。"), [("unknown", "12件", ""), ("unread", "近八成", ""), ("unknown", "81.7%", "")]),
    (write("按照刑诉法第201条，2026年11月3日召开三次会议（见图1）。"), []),
    (cell(1, 1, "12.7（48/398）"), [("changed", "12.7", "12.1")]),
    (cell(1, 0, "第一次退查"), []),
    (laid_out, [("unknown", "71件", "")]),
    (row_deleted, []),
    (paged, []),
    (row_added, [("unknown", "87.5", "")]),
    (put("10月9日。", "10月20日。"), [("changed", "2026年10月20日", "2026年10月9日")]),
    (lambda document: setattr(document.paragraphs[-1], "text", "2026年11月1日"), []),
]  # fmt: skip


@pytest.mark.parametrize(("change", "wrong"), CHANGES)
def test_what_an_author_did_is_told_number_by_number(
    change: Change, wrong: list[tuple[str, str, str]], checked: Callable[[Change], list[tuple[str, str, str]]]
) -> None:
    assert checked(change) == wrong


def test_a_rerun_with_one_changed_cell_names_exactly_its_numbers(paper: bytes, tmp_path: Path) -> None:
    (tmp_path / "briefing.docx").write_bytes(paper)
    release(tmp_path, returned=153)
    assert findings(tmp_path / "briefing.docx", tmp_path) == [
        ("changed", "14.5%", "15.0%"),
        ("changed", "148", "153"),
    ]


def test_a_sentence_told_otherwise_is_followed_by_its_cell_and_else_no_longer_told(
    paper: bytes, tmp_path: Path
) -> None:
    (tmp_path / "briefing.docx").write_bytes(paper)
    release(tmp_path, pending="暂无数据，不足")
    assert ("gone", "135件", "") in findings(tmp_path / "briefing.docx", tmp_path)


def test_a_chart_of_the_release_before_is_told_by_its_labels(paper: bytes, tmp_path: Path) -> None:
    (tmp_path / "briefing.docx").write_bytes(paper)
    release(tmp_path, causes=(66, 246, 73, 13))
    found = {
        (one.place.zh, one.words, one.was, one.now)
        for one in verify.verify(tmp_path / "briefing.docx", tmp_path)
        if one.state == "changed"
    }
    assert {place for place, *_ in found} == {"图1"}
    assert {words for _, words, *_ in found} == {"邻里、停车噪声纠纷", "其他可判明成因"}
    assert ("图1", "邻里、停车噪声纠纷", "74", "73") in found


@pytest.mark.parametrize("part", ["word/charts/chart1.xml", "word/embeddings/chart1.xlsx"])
def test_a_number_changed_in_a_chart_or_in_the_sheet_behind_it_is_told(
    part: str, paper: bytes, reports: Path, tmp_path: Path
) -> None:
    def changed(name: str, content: bytes) -> bytes:
        if name == part:
            return packed(content, changed) if content.startswith(b"PK") else content.replace(b">18.6<", b">19.6<")
        return content.replace(b"<v>18.6</v>", b"<v>19.6</v>") if name == "xl/worksheets/sheet1.xml" else content

    (tmp_path / "edited.docx").write_bytes(packed(paper, changed))
    assert set(findings(tmp_path / "edited.docx", reports)) == {("changed", "19.6%", "18.6%")}


def test_a_paper_that_lost_its_register_is_known_by_the_one_beside_it_or_by_its_title(
    paper: bytes, reports: Path, tmp_path: Path
) -> None:
    bare = re.sub(rb"<Relationship [^>]*customXml[^>]*/>", b"", b"")
    with zipfile.ZipFile(io.BytesIO(paper)) as package, zipfile.ZipFile(tmp_path / "bare.docx", "w") as made:
        for name in package.namelist():
            if not name.startswith("customXml"):
                made.writestr(name, package.read(name) + bare)
    assert findings(tmp_path / "bare.docx", reports) == []
    (tmp_path / register.FILE).write_bytes((reports / "2026Q3" / register.FILE).read_bytes())
    release(tmp_path, returned=153)
    assert {was for _, was, _ in findings(tmp_path / "bare.docx", tmp_path)} == {"14.5%", "148"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "没有这个文件：“a.docx”。请核对 verify 后的路径。"),
        (b"hello", "只核对 docx 格式的研判材料，“a.docx”不是。请用 Word 或 WPS 另存为 docx。"),
        (OLE, "只核对 docx 格式的研判材料，“a.docx”不是。请用 Word 或 WPS 另存为 docx。"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "“a.docx”有密码，不能读取。请去掉密码后重新放入。"),
        (b"PK\x03\x04cut", "“a.docx”不完整或已损坏，不能读取。请重新复制，或用 Word 打开后另存。"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(content: bytes | None, sentence: str, tmp_path: Path) -> None:
    if content:
        (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(UserError) as told:
        verify.verify(tmp_path / "a.docx", tmp_path)
    assert str(told.value) == sentence


def test_a_quarter_that_was_never_run_is_one_sentence(paper: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(paper)
    with pytest.raises(UserError, match="没有 2026Q3 的数字登记"):
        verify.verify(tmp_path / "a.docx", tmp_path)
    (tmp_path / "2026Q3").mkdir()
    (tmp_path / "2026Q3" / register.FILE).write_text("{}")
    with pytest.raises(UserError, match="数字登记须由本版本的 run 写出"):
        verify.verify(tmp_path / "a.docx", tmp_path)


def test_the_command_ends_with_one_where_something_is_wrong(
    paper: bytes, reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.docx").write_bytes(paper)
    assert main(["verify", str(tmp_path / "a.docx"), "--reports", str(reports)]) == 0
    assert capsys.readouterr().out.endswith("个相符，0个已变，0个未登记\n")
    document = Document(io.BytesIO(paper))
    put("1233人", "1238人")(document)
    document.save(str(tmp_path / "a.docx"))
    assert main(["verify", str(tmp_path / "a.docx"), "--reports", str(reports)]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("1个已变（第6段（一、基本情况）“1238人”现为1233人），0个未登记")
    assert second == "已变　第6段（一、基本情况）：“1238人”现为1233人（至9月受理审查起诉案件1046件1238人）"
