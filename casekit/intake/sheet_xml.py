"""Sheet XML: what a value reader cannot say of a worksheet, such as errors, damaged numbers, merges and its extent."""

import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

from casekit.intake.grid import Area, Mark, area_of, cell_place, column_number

BLOCK = 1 << 18
FAR_CELLS = 20_000_000
FAR_TIMES = 20
VALUE = rb'(?:[^>]*\bt="str"[^>]*>|[^>]*(?<!/)>(?:<f[^>]*?(?:/>|>[^<]*</f>))?<(?:v>[^<]|is>))'
VALUED = re.compile(rb'<c r="([A-Z]+)\d+"' + VALUE)
IN_FIRST_COLUMN = re.compile(rb'<c r="A\d+"' + VALUE)
ROW = re.compile(rb'<row [^>]*?\br="(\d+)"')
ERROR = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*\bt="e"[^>]*>(?:<f.*?(?:</f>|/>))?<v>([^<]*)</v>', re.DOTALL)
LONG = re.compile(rb"<v>(?:\d{16,}|[\d.]+[Ee]\+?\d+)<")
LONG_CELL = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(?:<f[^>]*?(?:/>|>[^<]*</f>))?<v>(\d{16,}|[\d.]+[Ee]\+?\d+)</v>')
TEXT_TYPE = re.compile(rb'\bt="(?!n")')
MERGE = re.compile(rb'<mergeCell [^>]*?ref="([A-Z0-9:]+)"')
DIMENSION = re.compile(rb'<dimension [^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
DAMAGED_FROM = 1e15


@dataclass
class SheetFacts:
    """What was seen so far: the last row and the columns that hold a value, as Excel counts them, and how many do."""

    last_row: int = 0
    valued: int = 0
    columns: set[int] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)

    @property
    def left(self) -> int:
        """The first column that holds a value."""
        return min(self.columns, default=1)

    @property
    def extent(self) -> int:
        """How many cells the rectangle around all values has, from row 1; a reader makes room for each."""
        return self.last_row * self.width

    @property
    def width(self) -> int:
        """How many columns lie between the first and the last with a value, both counted."""
        return max(self.columns, default=0) - self.left + 1

    @property
    def is_far(self) -> bool:
        """Whether a cell stands so far from the others that making room for all between would end the process."""
        return self.extent > FAR_CELLS and self.extent > FAR_TIMES * self.valued


def sheet_facts(book: zipfile.ZipFile, part: str, every_cell: bool = True) -> SheetFacts:
    """The facts of one worksheet in one pass; XML written in an unusual way is read again element by element.

    With `every_cell` false the values are not counted and of the columns only the first is sure: quicker, and enough
    where the extent is not in question.
    """
    facts, rest = SheetFacts(), b""
    with book.open(part) as stream:
        while block := stream.read(BLOCK):
            cut = max(0, block.rfind(b"<row "))
            note(facts, rest + block[:cut] if cut else b"", every_cell)
            rest = block[cut:] if cut else rest + block
    note(facts, rest, every_cell)
    facts.merged = [area_of(reference.decode()) for reference in MERGE.findall(rest)]
    return facts if facts.last_row else facts_by_element(book, part)


def note(facts: SheetFacts, text: bytes, every_cell: bool) -> None:
    """Add what whole rows of XML say."""
    facts.last_row = last_row(text) or facts.last_row
    if every_cell:
        facts.valued += text.count(b"<v>") + text.count(b"<is>")
    if every_cell or (1 not in facts.columns and not IN_FIRST_COLUMN.search(text)):
        facts.columns |= {column_number(letters.decode()) for letters in set(VALUED.findall(text))}
    else:
        facts.columns.add(1)
    if b"#" in text:
        facts.marks += [Mark(*cell_place(place.decode()), shown.decode()) for place, shown in ERROR.findall(text)]
    if LONG.search(text):
        facts.marks += [mark for match in LONG_CELL.finditer(text) for mark in damaged(*match.groups())]


def last_row(text: bytes) -> int:
    """The number of the last row with a value, 0 where none has; a row that is only formatted does not count."""
    end = len(text)
    while (start := text.rfind(b"<row ", 0, end)) >= 0:
        if VALUED.search(text, start, end) and (row := ROW.match(text, start)):
            return int(row[1])
        end = start
    return 0


def damaged(place: bytes, attributes: bytes, digits: bytes) -> list[Mark]:
    """A number of sixteen or more digits: Excel keeps fifteen, so it is shown as Excel shows it, 3.70785E+16."""
    if TEXT_TYPE.search(attributes) or float(digits) < DAMAGED_FROM:
        return []
    return [Mark(*cell_place(place.decode()), f"{float(digits):.5E}")]


def dimension(book: zipfile.ZipFile, part: str) -> int:
    """How many cells the sheet itself says it spans, 0 where it does not say; it may say anything."""
    with book.open(part) as stream:
        found = DIMENSION.search(stream.read(4096))
    if not found:
        return 0
    area = area_of(found[1].decode())
    return (area.bottom - area.top + 1) * (area.right - area.left + 1)


def facts_by_element(book: zipfile.ZipFile, part: str) -> SheetFacts:
    """The same facts whatever the prefix, the quotes and the attributes: slow, for other programs' workbooks."""
    facts, row, column = SheetFacts(), 0, 0
    with book.open(part) as stream:
        for event, element in ElementTree.iterparse(stream, events=("start", "end")):
            match event, element.tag.rpartition("}")[2]:
                case "start", "row":
                    row, column = int(element.get("r", row + 1)), 0
                case "start", "c":
                    column = cell_place(element.get("r", ""))[1] if element.get("r") else column + 1
                case "end", "c":
                    note_cell(facts, row, column, element)
                    element.clear()
                case "end", "row":
                    element.clear()
                case "end", "mergeCell":
                    facts.merged.append(area_of(element.get("ref", "A1")))
    return facts


def note_cell(facts: SheetFacts, row: int, column: int, cell: ElementTree.Element) -> None:
    """Add what one cell says; a cell without a value says nothing."""
    value = next((child for child in cell if child.tag.rpartition("}")[2] in ("v", "is")), None)
    if value is None or (value.text is None and cell.get("t") != "str" and not len(value)):
        return
    facts.last_row = row
    facts.columns.add(column)
    facts.valued += 1
    digits = (value.text or "").encode()
    if cell.get("t") == "e":
        facts.marks.append(Mark(row, column, digits.decode()))
    elif cell.get("t", "n") == "n" and LONG.match(b"<v>" + digits + b"<"):
        facts.marks += [Mark(row, column, mark.text) for mark in damaged(b"A1", b"", digits)]
