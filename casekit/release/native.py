"""Native charts: a trend as Word's own chart, editable with its data in Word and WPS, the same bytes for the same trend."""

import io
import re
import zipfile
from typing import Any

from casekit import codebook
from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit
from casekit.release.packing import packed
from casekit.release.workbook import MADE

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FACE, TALL = "宋体", 0.42  # of the chart's width
MANY = 8  # labels below that stand beside one another; more stand aslant
LINK = '<c:externalData r:id="{}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
EXPLICIT = (  # what xlsxwriter leaves to Excel's defaults, which are others in LibreOffice and in the schema
    (r'<c:lang val="[^"]*"/>', '<c:date1904 val="0"/><c:lang val="zh-CN"/><c:roundedCorners val="0"/>'),
    (r'(<c:grouping val="[^"]*"/>)', r'\1<c:varyColors val="0"/>'),
    (
        r'<c:showVal val="1"/>',
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/>',
    ),
    (r"(</c:val>)(</c:ser>)", r'\1<c:smooth val="0"/>\2'),
    (r"(</c:scaling>)", r'\1<c:delete val="0"/>'),
    (r'<a:latin typeface="([^"]*)"[^>]*/>', r'<a:latin typeface="\1"/><a:ea typeface="\1"/>'),
    (r'(<c:plotVisOnly val="1"/>)', r'\1<c:dispBlanksAs val="gap"/>'),  # or a protected quarter would be drawn as zero
    (r"<c:printSettings>.*</c:printSettings>", ""),
)
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


def chart(paragraph: Any, exhibit: Exhibit, place: int, width: int) -> None:
    """Put a trend into a paragraph, `width` mm wide, with its workbook inside; `place` is its number."""
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
    drawn._blob = _explicit(book).replace("</c:chartSpace>", LINK.format(link)).encode()
    size = {"wide": Mm(width), "tall": int(Mm(width) * TALL)}
    told = {"place": 100 + place, "name": exhibit.name, "alt": _quoted(exhibit.alt(place))}
    reference = paragraph.part.relate_to(drawn, RELATIONSHIP_TYPE.CHART)
    xml = INLINE.format(ns=nsdecls("w"), link=reference, **SPACES, **size, **told)
    paragraph.add_run()._r.append(parse_xml("".join(xml.splitlines())))


def _book(exhibit: Exhibit) -> bytes:
    """A workbook of the labels and values with the chart of them."""
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": MADE, "author": ""})
        page, drawn = book.add_worksheet("data"), book.add_chart({"type": "line"})
        head = codebook.toml("sentences")["listing"][exhibit.language]["period"]
        page.write_row(0, 0, [head, exhibit.unit.strip()])
        page.write_column(1, 0, exhibit.frame[exhibit.label].to_list())
        page.write_column(1, 1, exhibit.frame[exhibit.value].to_list())
        drawn.add_series(_series(exhibit))
        for axis, options in _axes(exhibit).items():
            getattr(drawn, f"set_{axis}")(options)
        drawn.set_legend({"none": True})
        drawn.set_chartarea({"border": {"none": True}})
        page.insert_chart("D2", drawn)
    return packed(written.getvalue())


def _series(exhibit: Exhibit) -> dict[str, Any]:
    mark = {"type": "circle", "size": 7, "fill": {"color": theme.SUBJ}, "border": {"color": theme.SUBJ}}
    last, labels = exhibit.frame.height, {"value": True, "position": "above", "font": _font(theme.INK)}
    return {
        "name": exhibit.unit.strip(),
        "categories": ["data", 1, 0, last, 0],
        "values": ["data", 1, 1, last, 1],
        "line": {"color": theme.SUBJ, "width": 2.25},
        "marker": mark,
        "data_labels": labels | {"num_format": _form(exhibit)},
    }


def _axes(exhibit: Exhibit) -> dict[str, dict[str, Any]]:
    """Labels below, numbers from zero with light lines; tick marks said, as programs differ in what they take for granted."""
    line, ticks = {"color": theme.GREY}, {"major_tick_mark": "outside", "minor_tick_mark": "none"}
    slant = {"rotation": -45} if exhibit.frame.height > MANY else {}
    across = {"num_font": _font(theme.INK) | slant, "line": line, **ticks}
    rules = {"major_gridlines": {"visible": True, "line": {"color": theme.GRID}}, "line": {"none": True}}
    plain = {"major_tick_mark": "none", "minor_tick_mark": "none", "num_format": _form(exhibit)}
    return {"x_axis": across, "y_axis": {"min": 0, "num_font": _font(theme.INK), **rules, **plain}}


def _form(exhibit: Exhibit) -> str:
    return "0.0%" if exhibit.unit == "%" else "0"


def _font(colour: str) -> dict[str, Any]:
    return {"name": FACE, "size": 10.5, "color": colour, "bold": False}


def _explicit(book: bytes) -> str:
    xml = zipfile.ZipFile(io.BytesIO(book)).read("xl/charts/chart1.xml").decode()
    for pattern, explicit in EXPLICIT:
        xml = re.sub(pattern, explicit, xml, flags=re.DOTALL)
    return xml


def _quoted(text: str) -> str:
    from xml.sax.saxutils import escape

    return escape(text, {'"': "&quot;"})
