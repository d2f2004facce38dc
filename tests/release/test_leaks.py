"""Planted leaks: a number, a name or a case number in any part of any kind of file is refused, and the sentence says where."""

import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from planted import notebook, packed, pictured, png, shown, split, traced

from casekit.ground.errors import UserError
from casekit.release import gate

LEAKS = ["110101199003070070", "13800138000", "卡纳瑞", "甲检起诉受〔2026〕46909900001号"]
NAMES = pl.Series(["卡纳瑞", "高峰"])
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


DOCX, XLSX = "briefing.docx", "tables/a.xlsx"
CELL = "notebooks/a.ipynb·第2格"
PLACES: dict[str, tuple[str, Callable[[str], str | bytes], str]] = {
    "text": ("findings.md", lambda leak: f"当事人：{leak}。", "findings.md"),
    "table of text": ("tables/a.csv", lambda leak: f"项目,数\n{leak},3\n".encode("gb18030"), "tables/a.csv"),
    "json": ("manifest.json", lambda leak: json.dumps({"inputs": {leak: 1}}), "manifest.json"),
    "page": ("page.html", lambda leak: f"<p>甲<b>{leak[:2]}</b>{leak[2:]}</p>", "page.html"),
    "page, in entities": ("page.html", lambda leak: "".join(f"&#{ord(sign)};" for sign in leak), "page.html"),
    "svg, over spans": (
        "figures/a.svg",
        lambda leak: f"<svg><text>{split(leak, 'tspan')}</text></svg>",
        "figures/a.svg",
    ),
    "svg, attribute": ("figures/a.svg", lambda leak: f'<svg aria-label="{leak}"/>', "figures/a.svg"),
    "png tEXt": ("figures/a.png", lambda leak: png(b"tEXt", b"Title\0" + leak.encode()), "figures/a.png·tEXt"),
    "png zTXt": (
        "figures/a.png",
        lambda leak: png(b"zTXt", b"Title\0\0" + zlib.compress(leak.encode())),
        "figures/a.png·zTXt",
    ),
    "png iTXt": (
        "figures/a.png",
        lambda leak: png(b"iTXt", b"Title\0\1\0zh\0\0" + zlib.compress(leak.encode())),
        "figures/a.png·iTXt",
    ),
    "png eXIf": ("figures/a.png", lambda leak: png(b"eXIf", b"MM\0*" + leak.encode("utf-16-le")), "figures/a.png·eXIf"),
    "png, behind its end": ("figures/a.png", lambda leak: png(b"tEXt", b"a\0b") + leak.encode(), "figures/a.png"),
    "notebook, hover text": (CELL, lambda leak: traced(hovertext=["甲", leak]), CELL),
    "notebook, customdata": (CELL, lambda leak: traced(customdata=[[1, leak]]), CELL),
    "notebook, trace name": (CELL, lambda leak: traced(name=leak), CELL),
    "notebook, printed": (
        CELL,
        lambda leak: notebook([{"output_type": "stream", "name": "stdout", "text": [f"{leak}\n"]}]),
        CELL,
    ),
    "notebook, table": (CELL, lambda leak: notebook(shown(html=["<td>", f"<i>{leak[:1]}</i>{leak[1:]}</td>"])), CELL),
    "notebook, error": (CELL, lambda leak: notebook([{"output_type": "error", "evalue": leak, "traceback": []}]), CELL),
    "notebook, source": (CELL, lambda leak: notebook(source=[f"name = '{leak}'"]), CELL),
    "notebook, picture": (
        CELL,
        lambda leak: notebook(shown(png=pictured(png(b"tEXt", leak.encode())))),
        f"{CELL}·tEXt",
    ),
    "docx, over runs": (
        DOCX,
        lambda leak: packed(**{"word/document.xml": f"<w:p {W}><w:r>{split(leak, 'w:t')}</w:r></w:p>"}),
        f"{DOCX}·word/document.xml",
    ),
    "docx, alternative text": (
        DOCX,
        lambda leak: packed(**{"word/document.xml": f'<wp:docPr id="1" descr="{leak}"/>'}),
        f"{DOCX}·word/document.xml",
    ),
    "docx, picture": (
        DOCX,
        lambda leak: packed(**{"word/media/a.png": png(b"tEXt", leak.encode())}),
        f"{DOCX}·word/media/a.png·tEXt",
    ),
    "docx, workbook in it": (
        DOCX,
        lambda leak: packed(
            **{"word/embeddings/a.xlsx": packed(**{"xl/sharedStrings.xml": f"<si><t>{leak}</t></si>"})}
        ),
        f"{DOCX}·word/embeddings/a.xlsx·xl/sharedStrings.xml",
    ),
    "docx, member name": (DOCX, lambda leak: packed(**{f"word/{leak}.bin": b""}), f"{DOCX}·word/"),
    "xlsx, sheet name": (
        XLSX,
        lambda leak: packed(**{"xl/workbook.xml": f'<sheets><sheet name="{leak}" sheetId="1"/></sheets>'}),
        f"{XLSX}·xl/workbook.xml",
    ),
    "xlsx, defined name": (
        XLSX,
        lambda leak: packed(**{"xl/workbook.xml": f'<definedName name="a">"{leak}"</definedName>'}),
        f"{XLSX}·xl/workbook.xml",
    ),
    "xlsx, cell": (
        XLSX,
        lambda leak: packed(
            **{"xl/worksheets/sheet1.xml": f'<c r="A1" t="inlineStr"><is><t>{leak}</t></is></c><c><v>1</v></c>'}
        ),
        f"{XLSX}·xl/worksheets/sheet1.xml",
    ),
    "file name": ("figures/{leak}.svg", lambda leak: "<svg/>", "figures/"),
}
for _part in (
    "docProps/core",
    "docProps/app",
    "docProps/custom",
    "word/comments",
    "word/footer1",
    "word/header1",
    "word/footnotes",
):
    PLACES[_part] = (
        DOCX,
        lambda leak, part=_part: packed(**{f"{part}.xml": f"<a><w:t {W}>{leak}</w:t></a>"}),  # type: ignore[misc]
        f"{DOCX}·{_part}.xml",
    )


def refused(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        gate.read_once_more(folder, NAMES)
    return str(caught.value)


def put(folder: Path, name: str, content: str | bytes) -> None:
    file = folder / name.partition("·")[0]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("kind", PLACES)
def test_a_planted_leak_is_refused_with_its_place(tmp_path: Path, kind: str, leak: str) -> None:
    name, made, place = PLACES[kind]
    put(tmp_path, name.replace("{leak}", leak), made(leak))
    told = refused(tmp_path)
    assert told.startswith(f"不得带出身份信息，“{place}")
    assert f"“{place}”" in told or place.endswith("/")
    assert re.search("中有(身份证号|电话号码|姓名或证件号码|部门受案号)，", told)


@pytest.mark.parametrize("kind", PLACES)
def test_the_same_part_without_a_leak_passes(tmp_path: Path, kind: str) -> None:
    name, made, _ = PLACES[kind]
    put(tmp_path, name.replace("{leak}", "高峰"), made("高峰"))
    assert gate.read_once_more(tmp_path, NAMES) > 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tables/a.csv", "case_id,days\nA1,12\n"),
        ("findings.md", "| case_id | 天数 |\n|---|---|\n"),
        ("notebooks/a.ipynb", notebook(shown(html="<tr><th>case_id</th><th>天数</th></tr>"))),
        ("notebooks/a.ipynb", notebook(shown(plain="│ case_id ┆ days │"))),
        ("notebooks/a.ipynb", traced(hovertemplate="case_id=%{customdata[0]}")),
        ("notebooks/a.ipynb", traced(customdata=[["9f3c0de2a1b4c5d6"]])),
        ("rows.json", json.dumps([{"case_id": "A1"}])),
        ("tables/a.xlsx", packed(**{"xl/sharedStrings.xml": "<si><t>suspect_id</t></si><si><t>天数</t></si>"})),
        ("figures/a.svg", "<svg><text>9f3c0de2a1b4c5d6</text></svg>"),
    ],
)
def test_rows_of_single_cases_are_refused_with_their_place(tmp_path: Path, name: str, content: str | bytes) -> None:
    put(tmp_path, name, content)
    assert refused(tmp_path).startswith(f"逐案数据不得带出，“{name}")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notebooks/a.ipynb", notebook(source='records.table("cases").select("case_id", "days")')),
        ("manifest.json", json.dumps({"schema": {"cases": ["case_id", "court_number"]}, "files": {"a": "0f" * 32}})),
        ("figures/a.svg", '<svg d="M189.1692000000000012,3.1234567890123456"/>'),
        ("findings.md", "指纹 1a2b3c4d；13,800,138,000元；见法发〔2021〕21号、高检发办字〔2023〕100号。"),
        (
            "tables/a.xlsx",
            packed(**{"xl/worksheets/s.xml": "".join(f"<c><v>{n}</v></c>" for n in (138, 138, 138, 138000))}),
        ),
        ("findings.md", "未成年人12人，共1400件。"),
    ],
)
def test_code_schemas_digests_and_citations_pass(tmp_path: Path, name: str, content: str | bytes) -> None:
    put(tmp_path, name, content)
    assert gate.read_once_more(tmp_path, pl.Series(["未成年人", "1400"])) == 0


def test_what_the_codebook_itself_cites_is_no_case_number() -> None:
    assert gate.identifiers(gate._own_words()) == []
