"""Hidden leaks: whatever stands between the signs of a name or packs them away, the gate reads it, or refuses what it cannot."""

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib
from array import array
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from planted import notebook, packed, pictured, png, shown, traced

from casekit.ground.errors import UserError
from casekit.release import gate

NAME, PHONE = "卡纳瑞", "13800138000"
NAMES = pl.Series([NAME, "阿卜杜·热合曼"])
DOCUMENT, CELL = "word/document.xml", "notebooks/a.ipynb·第2格"


def written(content: str) -> str:
    return base64.b64encode(content.encode()).decode()


def output(kind: str, held: object) -> str:
    return notebook([{"output_type": "display_data", "data": {kind: held}, "metadata": {}}])


def member(comment: bytes = b"", extra: bytes = b"", behind: bytes = b"") -> bytes:
    """A zip of one member with something beside it."""
    container, one = io.BytesIO(), zipfile.ZipInfo("a.xml")
    one.comment, one.extra = comment, extra and struct.pack("<HH", 0x9999, len(extra)) + extra
    with zipfile.ZipFile(container, "w") as package:
        package.writestr(one, "b")
    return container.getvalue() + behind


READ: dict[str, tuple[str, Callable[[str], str | bytes]]] = {
    "unseen signs": ("findings.md", "\u200b".join),
    "soft hyphens": ("page.html", "&shy;".join),
    "blanks": ("findings.md", " ".join),
    "emphasis": ("findings.md", lambda leak: f"{leak[:2]}**{leak[2:]}**"),
    "colours of a log": ("run.log", "\x1b[31m".join),
    "entities of entities": ("page.html", lambda leak: "".join(f"&amp;#{ord(sign)};" for sign in leak)),
    "character data": ("figures/a.svg", lambda leak: f"<svg><text>{leak[:2]}<![CDATA[{leak[2:]}]]></text></svg>"),
    "a comment between": ("figures/a.svg", lambda leak: f"<svg><text>{leak[:2]}<!-- a>b -->{leak[2:]}</text></svg>"),
    "mark-up in an attribute": ("figures/a.svg", lambda leak: f'<svg a="{leak[:2]}&lt;b&gt;{leak[2:]}&lt;/b&gt;"/>'),
    "an inlined picture": (
        "figures/a.svg",
        lambda leak: f'<image href="data:image/svg+xml;charset=utf-8;base64,{written(f"<svg>{leak}</svg>")}"/>',
    ),
    "UTF-16": ("findings.md", lambda leak: leak.encode("utf-16")),
    "a picture's own chunk": ("figures/a.png", lambda leak: png(b"prVt", leak.encode())),
    "a picture's colours": ("figures/a.png", lambda leak: png(b"iCCP", b"a\0\0" + zlib.compress(leak.encode()))),
    "a picture's drawing": (
        "figures/a.png",
        lambda leak: png(b"iTXt", b"a\0\0\0\0\0" + f"<b>{leak[:2]}</b>{leak[2:]}".encode()),
    ),
    "a zip behind a picture": ("figures/a.png", lambda leak: png(b"a\0b\0", b"") + packed(a=leak)),
    "broken lines of XML": (
        "briefing.docx",
        lambda leak: packed(**{DOCUMENT: f"<w:t>{leak[:2]}</w:t>\n </w:r>\n <w:r>\n <w:t>{leak[2:]}</w:t>"}),
    ),
    "ruby": (
        "briefing.docx",
        lambda leak: packed(**{DOCUMENT: "".join(f"<w:rt><w:t>a</w:t></w:rt><w:t>{sign}</w:t>" for sign in leak)}),
    ),
    "base64 in custom XML": (
        "briefing.docx",
        lambda leak: packed(**{"customXml/item1.xml": f"<a>{written('当事人' + leak)}</a>"}),
    ),
    "a document in a document": ("briefing.docx", lambda leak: packed(a=packed(b=packed(c=leak)))),
    "escapes of a workbook": (
        "tables/a.xlsx",
        lambda leak: packed(**{"xl/sharedStrings.xml": "".join(f"_x{ord(sign):04X}_" for sign in leak)}),
    ),
    "a header of a sheet": ("tables/a.xlsx", lambda leak: packed(a=f"<oddHeader>&amp;L{leak}&amp;R</oddHeader>")),
    "a text over lines": (CELL, lambda leak: output("text/html", [f"<p>{leak[:2]}", leak[2:]])),
    "a stream over lines": (
        CELL,
        lambda leak: notebook([{"output_type": "stream", "name": "stdout", "text": [leak[:2], leak[2:]]}]),
    ),
    "a picture over lines": (CELL, lambda leak: output("image/png", [*pictured(png(b"tEXt", leak.encode()))])),
    "a picture in a page": (
        CELL,
        lambda leak: output("text/html", f'<img src="data:image/png;base64,{pictured(png(b"tEXt", leak.encode()))}">'),
    ),
    "a file of any kind": (CELL, lambda leak: output("application/octet-stream", written("当事人：" + leak))),
    "a widget's buffer": (CELL, lambda leak: notebook(metadata={"buffers": [{"data": written("当事人：" + leak)}]})),
    "hover text in a page": (
        CELL,
        lambda leak: output("text/html", f'<script>x={{"text":{json.dumps(leak)}}}</script>'),
    ),
    "escapes in print": (CELL, lambda leak: notebook([{"output_type": "stream", "text": [json.dumps({"a": leak})]}])),
    "lines of JSON": ("run.log", lambda leak: f'{{"a": 1}}\n{json.dumps({"b": leak})}\n'),
    "half a character": ("manifest.json", lambda leak: '{"a": "\\ud83d", "b": "' + leak + '"}'),
    "a key given twice": ("vintage.json", lambda leak: f'{{"a": {json.dumps(leak)}, "a": 1}}'),
}
NUMBERS = {
    "packed array": (CELL, traced(customdata={"bdata": pictured(array("q", [int(PHONE)]).tobytes()), "dtype": "i8"})),
    "packed floats": (CELL, traced(x={"bdata": pictured(array("d", [1.5, float(PHONE)]).tobytes()), "dtype": "f8"})),
    "packed array in a page": (
        "page.html",
        f"<script>[{json.dumps({'dtype': 'i8', 'bdata': pictured(array('q', [int(PHONE)]).tobytes())})}]</script>",
    ),
    "float of a table": ("tables/a.csv", f"项目\n{PHONE}.0\n"),
    "power of ten": ("briefing.docx", packed(**{"word/charts/chart1.xml": "<c:v>1.3800138E10</c:v>"})),
}
SEALED = {
    "packed text": ("run.log.gz", gzip.compress(NAME.encode())),
    "packed svg": ("figures/a.svgz", gzip.compress(b"<svg/>")),
    "portable document": ("briefing.pdf", b"%PDF-1.4\n1 0 obj\n"),
    "rich text": ("briefing.docx", packed(**{"word/a.rtf": "{\\rtf1 a}"})),
    "compound file": ("briefing.docx", packed(**{"word/embeddings/a.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"})),
    "font": ("briefing.docx", packed(**{"word/fonts/a.odttf": b"\0\1\0\0\xff"})),
    "photograph": (CELL, output("image/jpeg", pictured(b"\xff\xd8\xff\xfe\0\x10"))),
    "member's comment": ("briefing.docx", member(comment=NAME.encode())),
    "member's further field": ("briefing.docx", member(extra=NAME.encode())),
    "text behind a zip": ("briefing.docx", member(behind=gzip.compress(NAME.encode()))),
    "text before a zip": ("briefing.docx", gzip.compress(NAME.encode()) + member()),
    "torn zip": ("briefing.docx", member()[:20]),
    "words of its own": (
        "figures/a.svg",
        f'<!DOCTYPE svg [<!ENTITY a "{NAME[:2]}">]><svg><text>&a;{NAME[2:]}</text></svg>',
    ),
}


def refused(folder: Path, name: str, content: str | bytes) -> str:
    file = folder / name.partition("·")[0]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(UserError) as caught:
        gate.read_once_more(folder, NAMES)
    return str(caught.value)


@pytest.mark.parametrize("leak", [NAME, PHONE])
@pytest.mark.parametrize("kind", READ)
def test_a_hidden_leak_is_read_and_refused_with_its_place(tmp_path: Path, kind: str, leak: str) -> None:
    name, hidden = READ[kind]
    assert refused(tmp_path, name, hidden(leak)).startswith(f"不得带出身份信息，“{name}")


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_telephone_kept_as_a_number_is_one(tmp_path: Path, kind: str) -> None:
    name, content = NUMBERS[kind]
    assert "中有电话号码" in refused(tmp_path, name, content)


@pytest.mark.parametrize("kind", SEALED)
def test_what_cannot_be_read_does_not_leave(tmp_path: Path, kind: str) -> None:
    name, content = SEALED[kind]
    assert refused(tmp_path, name, content).startswith(f"带出的文件须能逐项检查，“{name}")


def test_a_folder_named_after_a_person_is_refused_even_empty(tmp_path: Path) -> None:
    (tmp_path / "figures" / NAME).mkdir(parents=True)
    assert refused(tmp_path, "a.md", "").startswith("不得带出身份信息，“figures/")


def test_a_name_is_known_by_whichever_dot_it_is_written_with(tmp_path: Path) -> None:
    assert "中有姓名" in refused(tmp_path, "findings.md", "阿卜杜•热合曼")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tables/a.csv", "days,case_id\r\n12,A1\r\n"),
        ("tables/a.csv", "\ufeffcase_id,days\n"),
        ("tables/a.csv", "部门受案号,天数\n甲,12\n".encode("gb18030")),
        ("tables/a.csv", "case_id\tdays\n".encode("utf-16")),
        ("findings.md", "| `case_id` | 天数 |\n"),
        ("rows.json", json.dumps({"columns": ["case_id", "days"], "data": [["A1", 12]]})),
        ("figures/a.png", png(b"tEXt", b"a\0case_id,days\nA1,12")),
        (CELL, notebook([{"output_type": "stream", "text": ["case_id  days\n", "A1  12\n"]}])),
        (CELL, notebook(shown(html="<th>身份证号</th><td>略</td>"))),
        (CELL, traced(customdata=[["9F3C0DE2A1B4C5D6"]])),
        ("briefing.docx", packed(**{"docProps/custom.xml": "<vt:lpwstr>9f3c0de2a1b4c5d6</vt:lpwstr>"})),
        ("briefing.docx", packed(a=packed(**{"xl/sharedStrings.xml": "<si><r><t>case</t></r><r><t>_id</t></r></si>"}))),
        ("figures/9f3c0de2a1b4c5d6.svg", "<svg/>"),
    ],
)
def test_rows_of_single_cases_are_refused_in_any_writing(tmp_path: Path, name: str, content: str | bytes) -> None:
    assert refused(tmp_path, name, content).startswith(f"逐案数据不得带出，“{name}")
