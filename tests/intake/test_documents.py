"""What documents say: text out of docx and txt, kind, number and facts; what cannot be read is a reason, never an error."""

import zipfile
from pathlib import Path

import pytest

from casekit.intake.documents import read_documents, understood
from casekit.intake.files import DOCUMENTS, File

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
W = 'xmlns:w="urn:w" xmlns:mc="urn:mc"'
NUMBER = "甲检起诉受〔2026〕46909800012号"


def docx(path: Path, body: str, before: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{HEAD}{before}<w:document {W}><w:body>{body}</w:body></w:document>")
    return path


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(path: Path) -> dict[str, object]:
    return read_documents([File(path, path.name, DOCUMENTS[path.suffix])]).row(0, named=True)


def said(tmp_path: Path, text: str, name: str = "a.txt") -> dict[str, object]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return understood(read_documents([File(path, name, "txt")])).row(0, named=True)


def test_a_docx_is_read_by_paragraph_with_its_cells_and_text_boxes_once(tmp_path: Path) -> None:
    cells = f"<w:tbl><w:tr><w:tc>{p('受理案号')}</w:tc><w:tc>{p(NUMBER)}</w:tc></w:tr></w:tbl>"
    box = "<w:txbxContent>" + p("内部") + "</w:txbxContent>"
    twice = f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    boxed = f"{twice}</mc:AlternateContent><w:t>正文</w:t></w:r></w:p>"
    moved = "<w:p><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"
    parts = "<w:p><w:r><w:t>起 诉</w:t></w:r><w:r><w:tab/><w:t>书</w:t></w:r></w:p>"
    text = read(docx(tmp_path / "a.docx", parts + cells + boxed + moved))["text"]
    assert str(text).split() == ["起", "诉", "书", "受理案号", NUMBER, "内部", "正文"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "document_empty"),
        (b"PK\x03\x04 broken off", "document_unreadable"),
        (b"%PDF-1.4 named docx", "document_unreadable"),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "document_locked",
        ),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "document_unreadable"),
    ],
    ids=["empty", "cut", "pdf", "password", "old"],
)
def test_what_is_no_whole_docx_is_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    assert read(tmp_path / "a.docx") == {"file": "a.docx", "text": None, "reason": reason, "digest": None}


def test_entities_a_foreign_zip_and_xml_cut_short_are_refused_before_they_grow(tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert read(docx(tmp_path / "a.docx", p("&b;"), entity))["reason"] == "document_unreadable"
    assert read(docx(tmp_path / "b.docx", "<w:p><w:r>"))["reason"] == "document_unreadable"
    with zipfile.ZipFile(tmp_path / "c.docx", "w") as archive:
        archive.writestr("other.xml", "<x/>")
    assert read(tmp_path / "c.docx")["reason"] == "document_unreadable"
    assert read(docx(tmp_path / "d.docx", p("  ")))["reason"] == "document_empty"


def test_a_part_larger_than_any_paper_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casekit.intake.word_text.LARGEST", 1000)
    assert read(docx(tmp_path / "a.docx", p("字" * 400)))["reason"] == "document_unreadable"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_txt_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("起诉书\n经依法审查查明".encode(encoding))
    assert read(tmp_path / "a.txt")["text"] == "起诉书\n经依法审查查明"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("甲县人民检察院\n起 诉 书\n甲检刑诉〔2026〕3号", "a.txt", "indictment"),
        ("关于张某盗窃一案的审查报告\n……移送起诉书", "a.txt", "review_report"),
        ("甲县人民检察院\n不起诉决定书", "a.txt", "non_prosecution"),
        ("甲县公安局\n起诉意见书", "a.txt", "other"),
        ("甲县人民检察院起诉书（副本）", "a.txt", "indictment"),
        ("移送起诉书证据卷", "a.txt", "other"),
        ("情况说明：起诉书已送达。", "a.txt", "other"),
        ("甲县人民检察院", "起诉书（二）.txt", "indictment"),
    ],
)
def test_the_kind_is_the_title_of_the_head_else_of_the_file(tmp_path: Path, text: str, name: str, kind: str) -> None:
    assert said(tmp_path, text, name)["document_kind"] == kind


@pytest.mark.parametrize(
    ("text", "name", "unified", "department", "court"),
    [
        (f"受理案号：{NUMBER}", "a.txt", None, NUMBER, None),
        ("部门受案号\n甲检起诉受（2026）46909800012号\n年龄 20", "a.txt", None, NUMBER, None),
        ("统一受案号:46909820260000012", "a.txt", "46909820260000012", None, None),
        (f"本院于2026年收到{NUMBER[2:]}", "a.txt", None, None, None),
        (f"编号 {NUMBER}，另案乙检起诉受〔2020〕46909900001号", "a.txt", None, NUMBER, None),
        (f"受理案号：{NUMBER}\n另案46909820200000099", "a.txt", None, NUMBER, None),
        ("身份证号 46909819900101123X", "a.txt", None, None, None),
        ("曾因盗窃被判刑，见（2019）琼0098刑初12号", "a.txt", None, None, None),
        ("案号：（2026）琼0098刑初12号", "a.txt", None, None, "（2026）琼0098刑初12号"),
        ("起诉书", "46909820260000012起诉书.txt", "46909820260000012", None, None),
        ("受理案号：甲检起诉受〔2026〕4690980＊＊＊＊号", "a.txt", None, None, None),
    ],
)
def test_the_number_beside_a_label_counts_else_the_first(
    tmp_path: Path, text: str, name: str, unified: str | None, department: str | None, court: str | None
) -> None:
    row = said(tmp_path, text, name)
    assert (row["unified_number"], row["department_number"], row["court_number"]) == (unified, department, court)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("经依法审查查明：\n甲盗窃。\n认定上述事实的证据如下：\n1.", "甲盗窃。"),
        ("经依法审查查明：甲到案后供述上述犯罪事实。\n上述犯罪事实清楚。本院认为", "甲到案后供述上述犯罪事实。"),
        ("三、经审查认定的事实及证据分析\n经依法审查查明：\n甲醉驾。\n四、证据分析", "甲醉驾。"),
        ("二、经审查认定的事实\n甲打人\n三、认定的证据\n", "甲打人"),
        ("经本院审查查明，\n甲盗\n- 1 -\n窃。\n本院认为，", "甲盗窃。"),
        ("经审理查明：甲盗窃", "甲盗窃"),
        ("甲盗窃。本院认为", None),
    ],
)
def test_facts_stand_between_their_marks(tmp_path: Path, text: str, facts: str | None) -> None:
    assert said(tmp_path, "起诉书\n" + text)["facts"] == facts


def test_the_accused_are_known_for_the_gate_and_a_sentence_is_no_name(tmp_path: Path) -> None:
    row = said(tmp_path, "被告人陈琤锴，男，1990年生。犯罪嫌疑人李某，女。被告人到案后，认罪。")
    assert row["people"] == ["陈琤锴", "李某"]
