"""The official form of a paper (GB/T 9704-2012): page, grid, page numbers and every style that its text may use."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from casekit.ground.errors import Language

LATIN = "Times New Roman"
FANG, KAI, HEI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
MARGINS = {"top": 37, "bottom": 34.9, "left": 28, "right": 26}  # mm; 35 at the bottom leaves 0.2 pt too little
FOOTER = 26  # mm from the edge: the page number stands 7 mm under the text
LINE, PITCH = 28.0, 29.0  # pt: a line, as offices set it, and the page's grid of 22 lines
CHARACTER = 442.2 / 28  # pt: 28 characters in 156 mm

MADE = datetime(2000, 1, 1, tzinfo=UTC)

Side = Literal["left", "right", "center", "both"]

TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en-US"}
# What no line begins or ends with: the standard's own and the signs within our numbers (12—14, n＝9, −5, 1∶2).
NOT_FIRST = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠—＝"
NOT_LAST = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥—＝−∶"
KINSOKU = '<w:{name} {ns} w:lang="zh-CN" w:val="{signs}"/>'


@dataclass(frozen=True)
class Style:
    """A paragraph style: size and exact line in pt (0 is single spacing), indents in characters, room around in pt."""

    id: str
    name: str
    face: str = FANG
    size: float = 16
    line: float = LINE
    side: Side = "both"
    first: int = 0
    left: int = 0
    right: int = 0
    before: float = 0
    after: float = 0
    keep: bool = False
    shade: str = ""
    outline: int | None = None


STYLES = (
    Style("Normal", "Normal"),
    Style("Marking", "公文标注", HEI, side="left"),
    Style("Title", "Title", TITLE, 22, 36, "center", before=4, after=4, keep=True),
    Style("Office", "公文单位", KAI, side="left", first=2),
    Style("Body", "公文正文", first=2),
    Style("Heading1", "heading 1", HEI, side="left", first=2, keep=True, outline=0),
    Style("Prompt", "公文待填", KAI, first=2, shade="D9D9D9"),
    Style("Picture", "公文图", line=0, side="center", before=4, keep=True),
    Style("FigureCaption", "公文图题", HEI, 12, 22, "center", keep=True),
    Style("TableCaption", "公文表题", HEI, 12, 22, "center", before=6, keep=True),
    Style("Note", "公文注", SONG, 10.5, 17, "left", after=6),
    Style("CellLeft", "表格文字", SONG, 12, 20, "left", keep=True),
    Style("CellRight", "表格数字", SONG, 12, 20, "right", keep=True),
    Style("CellLeftSmall", "表格文字小", SONG, 10.5, 17, "left", keep=True),
    Style("CellRightSmall", "表格数字小", SONG, 10.5, 17, "right", keep=True),
    Style("Signed", "公文署名", side="right", right=4, before=LINE, keep=True),
    Style("Dated", "公文日期", side="right", right=4),
    Style("PageOdd", "页码右", SONG, 14, 0, "right", right=1),
    Style("PageEven", "页码左", SONG, 14, 0, "left", left=1),
)
PARAGRAPH = """<w:style {ns} w:type="paragraph" {kind} w:styleId="{id}"><w:name w:val="{name}"/>{based}<w:qFormat/>
<w:pPr>{keep}<w:widowControl w:val="0"/>{shade}<w:snapToGrid w:val="0"/><w:spacing w:before="{before:g}" w:after="{after:g}" {line}/>
{indent}<w:jc w:val="{side}"/>{outline}</w:pPr>
<w:rPr>{fonts}<w:sz w:val="{half:g}"/><w:szCs w:val="{half:g}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>
</w:style>"""
PHRASE = """<w:style {ns} w:type="character" w:customStyle="1" w:styleId="Phrase"><w:name w:val="公文段首"/>
<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{fonts}</w:rPr></w:style>"""
THREE_LINE = """<w:style {ns} w:type="table" w:customStyle="1" w:styleId="ThreeLine"><w:name w:val="三线表"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:jc w:val="center"/>
<w:tblBorders><w:top w:val="single" w:sz="12" w:space="0"/>
<w:bottom w:val="single" w:sz="12" w:space="0"/></w:tblBorders>
<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0"/></w:tcBorders>
</w:tcPr></w:tblStylePr></w:style>"""


def document(title: str, language: Language = "zh") -> Any:
    """An empty document in the official form, with fixed properties and nothing left of the library's own template."""
    from docx import Document

    made = Document()
    _strip(made)
    _defaults(made)
    for style in (*map(_paragraph, STYLES), _filled(PHRASE, fonts=_fonts(KAI)), _filled(THREE_LINE)):
        made.styles.element.append(style)
    _page(made)
    _properties(made, title, TAGS[language])
    return made


def _strip(made: Any) -> None:
    """Leave out the template's own styles, its picture and the second style sheet that Word offers to repair."""
    for element in made.styles.element.findall(_w("style")):
        if element.get(_w("styleId")) not in ("DefaultParagraphFont", "TableNormal", "NoList"):
            made.styles.element.remove(element)
    for owner, kind in ((made.part, "stylesWithEffects"), (made.part, "customXml"), (made.part.package, "thumbnail")):
        for key in [key for key, relation in owner.rels.items() if relation.reltype.endswith(kind)]:
            owner.rels.pop(key)


def _defaults(made: Any) -> None:
    """Chinese for Chinese text, or punctuation is set as if it were Latin; English for Latin text and digits, or lines
    would break within words and numbers; no theme fonts."""
    from docx.oxml import parse_xml

    defaults = made.styles.element.find(f"{_w('docDefaults')}/{_w('rPrDefault')}/{_w('rPr')}")
    defaults.replace(defaults.find(_w("rFonts")), parse_xml(_fonts(FANG, _declared())))
    languages = [*made.styles.element.iter(_w("lang")), *made.settings.element.iter(_w("themeFontLang"))]
    for language in languages:
        language.attrib.clear()
        for place, tag in (("val", TAGS["en"]), ("eastAsia", TAGS["zh"])):
            language.set(_w(place), tag)
    spacing = made.settings.element.find(_w("characterSpacingControl"))
    for name, signs in (("noLineBreaksBefore", NOT_FIRST), ("noLineBreaksAfter", NOT_LAST)):
        spacing.addnext(_filled(KINSOKU, name=name, signs=signs.replace(">", "&gt;")))


def _paragraph(style: Style) -> Any:
    wide, ends = style.size * 20, (("firstLine", style.first), ("left", style.left), ("right", style.right))
    indent = " ".join(f'w:{end}Chars="{count * 100}" w:{end}="{count * wide:g}"' for end, count in ends if count)
    return _filled(
        PARAGRAPH,
        kind='w:default="1"'
        if style.id == "Normal"
        else ""
        if style.id in ("Title", "Heading1")
        else 'w:customStyle="1"',
        id=style.id,
        name=style.name,
        based="" if style.id == "Normal" else '<w:basedOn w:val="Normal"/>',
        keep="<w:keepNext/>" * style.keep,
        before=style.before * 20,
        after=style.after * 20,
        line=f'w:line="{style.line * 20:g}" w:lineRule="exact"' if style.line else 'w:line="240" w:lineRule="auto"',
        indent=f"<w:ind {indent}/>" if indent else "",
        side=style.side,
        outline="" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>',
        fonts=_fonts(style.face),
        shade=f'<w:shd w:val="clear" w:color="auto" w:fill="{style.shade}"/>' if style.shade else "",
        half=style.size * 2,
    )


def _page(made: Any) -> None:
    """A4, the margins of the standard, 22 lines of 28 characters, page numbers odd right and even left."""
    from docx.oxml import parse_xml
    from docx.shared import Mm

    section = made.sections[0]
    section.page_width, section.page_height, section.footer_distance = Mm(210), Mm(297), Mm(FOOTER)
    for edge, wide in MARGINS.items():
        setattr(section, f"{edge}_margin", Mm(wide))
    grid = section._sectPr.find(_w("docGrid"))
    space = round((CHARACTER - 16) * 4096)
    for name, value in (("type", "linesAndChars"), ("linePitch", f"{PITCH * 20:g}"), ("charSpace", str(space))):
        grid.set(_w(name), value)
    made.settings.odd_and_even_pages_header_footer = True
    for footer, style in ((section.footer, "页码右"), (section.even_page_footer, "页码左")):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.style = made.styles[style]
        line.add_run("— ")
        line._p.append(parse_xml(f'<w:fldSimple {_declared()} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
        line.add_run(" —")


def _properties(made: Any, title: str, tag: str) -> None:
    """No clock and no name of a person: the same paper has the same properties."""
    properties = made.core_properties
    properties.author = properties.last_modified_by = "casekit"
    properties.created = properties.modified = MADE
    properties.title, properties.language, properties.comments, properties.revision = title, tag, "", 1


def _filled(xml: str, **parts: object) -> Any:
    from docx.oxml import parse_xml

    return parse_xml("".join(xml.format(ns=_declared(), **parts).splitlines()))


def _fonts(face: str, declared: str = "") -> str:
    """Chinese characters in `face`, Latin ones and digits in Times New Roman."""
    return f'<w:rFonts {declared} w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{face}" w:cs="{LATIN}"/>'


def _declared() -> str:
    from docx.oxml.ns import nsdecls

    return str(nsdecls("w"))


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))
