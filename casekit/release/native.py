"""Native charts: a figure as Word's own chart, editable with its data in Word and WPS, the same bytes for the same figure."""

import io
import zipfile
from typing import Any

from casekit import codebook
from casekit.exhibits.exhibit import Exhibit
from casekit.release import plots
from casekit.release.numbers import numbers
from casekit.release.workbook import Sheet, xlsx

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINK = '<c:externalData r:id="{}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
INLINE = """<w:drawing {ns} xmlns:wp="{wp}" xmlns:a="{a}"><wp:inline distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="{wide}" cy="{tall}"/><wp:docPr id="{place}" name="{name}" descr="{alt}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="{c}"><c:chart xmlns:c="{c}" xmlns:r="{r}" r:id="{link}"/></a:graphicData></a:graphic>
</wp:inline></w:drawing>"""
SPACES = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


def chart(paragraph: Any, exhibit: Exhibit, place: int) -> None:
    """Put bars, dots or a trend into a paragraph, with the workbook that has its data inside; `place` is its number."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm

    package, book = paragraph.part.package, _book(exhibit)
    drawn = Part(PackURI(f"/word/charts/chart{place}.xml"), CHART, b"", package)
    held = Part(PackURI(f"/word/embeddings/chart{place}.xlsx"), BOOK, book, package)
    link = drawn.relate_to(held, RELATIONSHIP_TYPE.PACKAGE)
    xml = zipfile.ZipFile(io.BytesIO(book)).read("xl/charts/chart1.xml").decode()
    drawn._blob = xml.replace("</c:chartSpace>", LINK.format(link)).encode()
    size = {"wide": Mm(plots.WIDE), "tall": Mm(plots.height(exhibit))}
    told = {"place": 100 + place, "name": exhibit.name, "alt": _quoted(plots.alt(exhibit, place))}
    reference = paragraph.part.relate_to(drawn, RELATIONSHIP_TYPE.CHART)
    inline = INLINE.format(ns=nsdecls("w"), link=reference, **SPACES, **size, **told)
    paragraph.add_run()._r.append(parse_xml("".join(inline.splitlines())))


def _book(exhibit: Exhibit) -> bytes:
    """The figure's data sheet with the chart, as it stands in the workbook of a run."""
    shown, names = numbers(exhibit), codebook.toml("sentences")["sheets"][exhibit.language]
    return xlsx([Sheet(names["data"], shown.cells, stars=shown.stars, plot=exhibit)], exhibit.finding)


def _quoted(text: str) -> str:
    from xml.sax.saxutils import escape

    return escape(text, {'"': "&quot;"})
