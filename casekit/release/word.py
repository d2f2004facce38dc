"""Word: a paper as a docx in the official form, the same bytes for the same paper and pictures."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casekit.exhibits import table, theme
from casekit.exhibits.exhibit import Exhibit
from casekit.ground.errors import Language
from casekit.release import native, official, plots
from casekit.release.packing import packed
from casekit.release.paper import (
    CITED,
    PROMPT,
    Block,
    Chart,
    Figure,
    Finding,
    Paper,
    Prompt,
    Section,
    Table,
    Text,
    numbers,
    numeral,
)

WIDTH, TALLEST = 150, 190  # mm: a picture's width, and its height at most
BLOCK = 8844  # twips: the text block's 156 mm
GAP: dict[Language, str] = {"zh": "　", "en": ". "}  # between a figure's number and its caption
ANNEX: dict[Language, str] = {"zh": "附表", "en": "Annex"}
MARKS = {"图": "Figure", "表": "Table"}  # in the names of bookmarks
TOGETHER = re.compile(r"\d% interval|\bn = (?=\d)|\d%? to (?=\d)")
NOTE: dict[Language, str] = {"zh": "注：{}", "en": "Note: {}"}


@dataclass(frozen=True)
class Writing:
    """A document being written: its numbers, its pictures, its language."""

    made: Any
    numbered: Mapping[str, str]
    pictures: Mapping[str, bytes]
    language: Language

    def line(self, words: str, style: str, character: str | None = None) -> Any:
        """A paragraph in a style, its words with their citations."""
        paragraph = _line(self.made, "", style)
        self.run(paragraph, words, character)
        return paragraph

    def run(self, paragraph: Any, words: str, character: str | None = None) -> None:
        """Words at the end of a paragraph, each citation a reference to the caption, so that it follows it when it moves."""
        for place, part in enumerate(CITED.split(words)):
            if place % 2:
                number = self.numbered[part]
                _field(paragraph, f"REF {_mark(number)} \\h", number)
            elif part:
                _run(paragraph, part, character)


def docx(paper: Paper, pictures: Mapping[str, bytes]) -> bytes:
    """The paper as a docx; `pictures` are the bare PNGs of its figures by exhibit name."""
    writing = Writing(
        official.document(paper.title.replace("\n", ""), paper.language), numbers(paper), pictures, paper.language
    )
    opening = ((paper.marking, "Marking"), (paper.title, "Title"), (paper.office, "Office"), (paper.lead, "Body"))
    for words, style in opening[not paper.marking :]:
        writing.line(words, style)
    for place, section in enumerate(paper.sections, start=1):
        _section(writing, place, section)
    for words, style in ((paper.signed, "Signed"), (paper.dated, "Dated")):
        _line(writing.made, words, style)
    for place, block in enumerate(paper.annex):
        if place == 0:
            _line(writing.made, ANNEX[paper.language], "Heading1").paragraph_format.page_break_before = True
        _block(writing, block, "")
    written = io.BytesIO()
    writing.made.save(written)
    return packed(written.getvalue())


def _section(writing: Writing, place: int, section: Section) -> None:
    chinese = writing.language == "zh"
    _line(
        writing.made, f"{numeral(place)}、{section.heading}" if chinese else f"{place}. {section.heading}", "Heading1"
    )
    found = 0
    for block in section.blocks:
        found += isinstance(block, Finding)
        _block(writing, block, f"（{numeral(found)}）" if chinese else f"({found}) ")


def _block(writing: Writing, block: Block, opening: str) -> None:
    match block:
        case Finding():
            paragraph = writing.line(opening + block.phrase, "Body", "Phrase")
            writing.run(paragraph, block.body)
            for words in block.notes:
                _line(writing.made, NOTE[writing.language].format(theme.opened(words)), "Note")
        case Text():
            writing.line(block.body, "Body")
        case Prompt():
            _line(writing.made, PROMPT[writing.language].format(asks=block.asks), "Prompt")
        case Chart():
            _chart(writing.made, block, writing.numbered[block.exhibit.name])
        case Figure():
            _figure(writing.made, block, writing.numbered[block.exhibit.name], writing.pictures[block.exhibit.name])
        case Table():
            _table(writing.made, block, writing.numbered[block.exhibit.name])


def _figure(made: Any, block: Figure, number: str, picture: bytes) -> None:
    """The picture in a line of its own, then its caption, then its note."""
    from docx.shared import Mm

    shape = _line(made, "", "Picture").add_run().add_picture(io.BytesIO(picture), width=Mm(WIDTH))
    if shape.height > Mm(TALLEST):
        shape.width, shape.height = int(shape.width * Mm(TALLEST) / shape.height), Mm(TALLEST)
    shape._inline.docPr.set("name", number)
    shape._inline.docPr.set("descr", block.exhibit.alt(_place(number)))
    _captioned(made, block, number)


def _chart(made: Any, block: Chart, number: str) -> None:
    """The same with a chart in place of the picture."""
    native.chart(_line(made, "", "Picture"), block.exhibit, _place(number))
    said = (block.exhibit.note, plots.broken(block.exhibit))
    note = (" " if block.exhibit.language == "en" else "").join(filter(None, said))
    _captioned(made, block, number, note)


def _place(number: str) -> int:
    return int("".join(filter(str.isdigit, number)))


def _captioned(made: Any, block: Figure, number: str, note: str = "") -> None:
    _caption(made, number, block.caption or block.exhibit.subtitle, block.exhibit.language, "FigureCaption")
    _line(made, _note(block.exhibit, note), "Note")


def _caption(made: Any, number: str, words: str, language: Language, style: str) -> None:
    """A caption of Word's own: its number counts itself, and a bookmark round it is what citations refer to."""
    kind, paragraph = number.rstrip("0123456789"), _line(made, "", style)
    mark = {"id": str(len(paragraph._p.getparent())), "name": _mark(number)}
    paragraph._p.append(_element("bookmarkStart", **mark))
    _run(paragraph, kind)
    _field(paragraph, rf"SEQ {kind.strip()} \* ARABIC", number.removeprefix(kind))
    paragraph._p.append(_element("bookmarkEnd", id=mark["id"]))
    _run(paragraph, GAP[language] + words)


def _mark(number: str) -> str:
    """The name of the bookmark at a caption: _RefFigure1, _RefTable1."""
    kind = number.rstrip("0123456789")
    return f"_Ref{MARKS.get(kind, kind.strip())}{number.removeprefix(kind)}"


def _table(made: Any, block: Table, number: str) -> None:
    """Caption, three-line table with its header row repeated and no row split, note."""
    cells = table.grid(block.exhibit)
    words = theme.opened(block.caption or block.exhibit.finding)
    _caption(made, number, words, block.exhibit.language, "TableCaption")
    drawn = made.add_table(rows=0, cols=len(cells.headers), style="三线表")
    drawn.autofit = False
    small = sum(_needs(cells, 12)) > BLOCK
    _widths(drawn, _filling(_needs(cells, 10.5 if small else 12)))
    for place, texts in enumerate([cells.headers, *cells.rows]):
        row = drawn.add_row()
        _row_rules(row, header=place == 0)
        for cell, text, right in zip(row.cells, texts, cells.right, strict=True):
            cell.paragraphs[0].style = ("表格数字" if right else "表格文字") + "小" * small
            _run(cell.paragraphs[0], text)
    _line(made, _note(block.exhibit), "Note")


def _needs(cells: table.Grid, size: float) -> list[int]:
    """The width in twips that each column needs for its widest text at `size` points."""
    columns = zip(cells.headers, *cells.rows, strict=True)
    return [round((max(map(theme.ems, column)) + 1) * size * 20) for column in columns]


def _filling(needs: list[int]) -> list[int]:
    """Widths that fill the text block; where it is too narrow the first column gives way, not the numbers."""
    spare = BLOCK - sum(needs)
    if spare < 0:
        first = max(needs[0] + spare, BLOCK // 5)
        return [first, *(width * (BLOCK - first) // sum(needs[1:]) for width in needs[1:])]
    return [width + spare // len(needs) for width in needs]


def _widths(drawn: Any, twips: list[int]) -> None:
    """The grid's widths and the table's own; LibreOffice reads nothing else."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Twips

    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    whole = drawn._tbl.tblPr.find(official._w("tblW"))
    whole.set(official._w("type"), "dxa")
    whole.set(official._w("w"), str(sum(twips)))
    for column, width in zip(drawn.columns, twips, strict=True):
        column.width = Twips(width)


def _row_rules(row: Any, header: bool) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    properties = row._tr.get_or_add_trPr()
    marks = ["cantSplit", *["tblHeader"] * header]
    for mark in marks:
        properties.append(parse_xml(f"<w:{mark} {nsdecls('w')}/>"))


def _note(exhibit: Exhibit, said: str = "") -> str:
    """What stands under a figure or table: its note, or what is said in its place, and its source."""
    note = NOTE[exhibit.language].format(theme.opened(said or exhibit.note)) if said or exhibit.note else ""
    return (" " if exhibit.language == "en" else "").join(filter(None, (note, exhibit.source)))


def _line(made: Any, words: str, style: str, character: str | None = None) -> Any:
    """A paragraph in a style named by its id."""
    paragraph = made.add_paragraph()
    paragraph._p.get_or_add_pPr()._insert_pStyle(_referred("pStyle", style))
    if words:
        _run(paragraph, words, character)
    return paragraph


def _run(paragraph: Any, words: str, character: str | None = None) -> None:
    """A run of words; the hint makes “ ”, — and … Chinese, as Word itself writes them; English numbers keep together."""
    run = paragraph.add_run(TOGETHER.sub(lambda found: found[0].replace(" ", "\u00a0"), words))
    properties = run._r.get_or_add_rPr()
    if character:
        properties._insert_rStyle(_referred("rStyle", character))
    if not words.isascii():
        properties._add_rFonts().set(official._w("hint"), "eastAsia")


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field and what it shows until the program counts again (F9 in Word)."""
    field = _element("fldSimple", instr=f" {instruction} ")
    paragraph._p.append(field)
    _run(paragraph, shown)
    field.append(paragraph._p.r_lst[-1])


def _referred(kind: str, style: str) -> Any:
    return _element(kind, val=style)


def _element(kind: str, **given: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{kind}")
    for name, value in given.items():
        element.set(official._w(name), value)
    return element
