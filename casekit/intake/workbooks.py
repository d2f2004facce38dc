"""Workbooks: every worksheet of an xlsx, xlsm or xls file as a grid of text, values only, one sheet at a time."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import ParseError

import polars as pl

from casekit.ground.errors import fault
from casekit.intake.grid import Area, Grid, column_letters
from casekit.intake.marks import without_marks
from casekit.intake.sheet_xml import SheetFacts, dimension, facts_by_element, sheet_facts

BOMB_TIMES, BOMB_BYTES = 200, 200 << 20
LARGE = 8 << 20
BYTES_A_CELL = 4
BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, UnicodeError, NotImplementedError, ParseError)
RUST_ERRORS = {"FastExcelError", "CalamineError", "PanicException"}


@dataclass(frozen=True)
class Part:
    """A worksheet: its name, the member of the archive that holds it, and whether the workbook hides it."""

    sheet: str
    member: str
    hidden: bool


def read_xlsx(path: Path, name: str) -> Iterator[Grid]:
    """The worksheets that hold any value, hidden ones too; a far cell or a zip bomb is a fault before it is read."""
    with reading(path, name), zipfile.ZipFile(path) as book:
        refuse_bomb(book, name)
        reader = opened(path, "xlsx")
        for part in parts(book):
            yield from sheet_grid(book, reader, part, name)


def read_xls(path: Path, name: str) -> Iterator[Grid]:
    """The worksheets of an old workbook; where an error such as #REF! stood, this format's readers see a blank."""
    import python_calamine

    with reading(path, name):
        reader = opened(path, "xls")
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for meta in book.sheets_metadata:
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.start is not None and "WorkSheet" in str(meta.typ):
                merged = [Area(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or []]
                left = sheet.start[1] + 1
                cells, marks = without_marks(loaded(reader, meta.name), left=left)
                hidden = not str(meta.visible).endswith(".Visible")
                yield Grid(meta.name, cells, left, tuple(merged), marks, hidden)


@contextmanager
def reading(path: Path, name: str) -> Iterator[None]:
    """Whatever a reader says of a file it cannot read becomes one sentence; a Rust reader may even panic over it."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, BROKEN) and RUST_ERRORS.isdisjoint(kind.__name__ for kind in type(error).__mro__):
            raise
        if "password" in str(error).lower():
            raise fault("password", file=name) from None
        raise fault("incomplete_file", file=name, size=path.stat().st_size) from None


def opened(path: Path, kind: Literal["xlsx", "xls"]) -> Any:
    """fastexcel's reader of a workbook."""
    import fastexcel

    return fastexcel.read_excel(path.read_bytes() if misnamed(path, kind) else str(path))


def misnamed(path: Path, kind: str) -> bool:
    """Whether the suffix says another kind, which the reader would believe rather than the bytes."""
    return {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls"}.get(path.suffix.lower(), kind) != kind


def loaded(reader: Any, sheet: str) -> pl.DataFrame:
    """A sheet's values as text: from row 1 (`skip_rows=0` keeps blank rows), from its first column with a value."""
    cells: pl.DataFrame = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    return cells.rename(dict(zip(cells.columns, (f"c{place}" for place in range(cells.width)), strict=True)))


def refuse_bomb(book: zipfile.ZipFile, name: str) -> None:
    """A fault for an archive that unpacks to hundreds of times its size."""
    whole = sum(member.file_size for member in book.infolist())
    if whole > BOMB_BYTES and whole > BOMB_TIMES * sum(member.compress_size for member in book.infolist()):
        raise fault("zip_bomb", file=name, size=whole >> 20)


def parts(book: zipfile.ZipFile) -> list[Part]:
    """The worksheets in the workbook's order; where each is stored comes from its relations, not from its number."""
    home = next(member for member in book.namelist() if member.endswith("xl/workbook.xml"))
    folder, file = posixpath.split(home)
    relations = ElementTree.fromstring(book.read(f"{folder}/_rels/{file}.rels"))
    targets = {relation.get("Id"): relation for relation in relations}
    sheets = [node for node in ElementTree.fromstring(book.read(home)).iter() if node.tag.endswith("}sheet")]
    return [
        Part(
            sheet.get("name", ""),
            posixpath.normpath(posixpath.join("/", folder, target.get("Target", ""))).lstrip("/"),
            sheet.get("state", "visible") != "visible",
        )
        for sheet in sheets
        if (target := targets[next(value for key, value in sheet.items() if key.endswith("}id"))]) is not None
        and target.get("Type", "").endswith("/worksheet")
    ]


def sheet_grid(book: zipfile.ZipFile, reader: Any, part: Part, name: str) -> Iterator[Grid]:
    """The grid of one worksheet, nothing where it holds no value."""
    if (read := cells_and_facts(book, reader, part, name)) is None:
        return
    cells, facts = read
    if not fits(facts, cells):
        facts = facts_by_element(book, part.member)
    if facts.marks and not fits(facts, cells):
        raise fault("sheet_unreadable", file=name, sheet=part.sheet)
    cells, marks = without_marks(blanked(cells, facts), left=facts.left)
    marks = tuple(sorted((*facts.marks, *marks), key=lambda mark: (mark.row, mark.column)))
    yield Grid(part.sheet, cells, facts.left, tuple(facts.merged), marks, part.hidden)


def fits(facts: SheetFacts, cells: pl.DataFrame) -> bool:
    """Whether the XML and the reader saw the same rectangle; only then is the place of a mark sure."""
    return cells.height == facts.last_row and (cells.width == facts.width or facts.columns == {1})


def cells_and_facts(
    book: zipfile.ZipFile, reader: Any, part: Part, name: str
) -> tuple[pl.DataFrame, SheetFacts] | None:
    """Values and facts; a large sheet that is as full as it says is read while its XML is looked through.

    Any other sheet is looked through first, because reading one with a far cell ends the process.
    """
    size = book.getinfo(part.member).file_size
    if size > LARGE and 0 < dimension(book, part.member) * BYTES_A_CELL < size:
        with ThreadPoolExecutor(1) as aside:
            facts = aside.submit(sheet_facts, book, part.member, every_cell=False)
            return loaded(reader, part.sheet), facts.result()
    seen = sheet_facts(book, part.member)
    if seen.is_far:
        cell = f"{column_letters(max(seen.columns))}{seen.last_row}"
        raise fault("far_cell", file=name, sheet=part.sheet, cell=cell, count=seen.valued)
    return (loaded(reader, part.sheet), seen) if seen.valued else None


def blanked(cells: pl.DataFrame, facts: SheetFacts) -> pl.DataFrame:
    """The cells with damaged numbers as null; their text is in the marks (an error cell is null already)."""
    places: dict[int, list[int]] = {}
    for mark in facts.marks:
        if not mark.text.startswith("#"):
            places.setdefault(mark.column - facts.left, []).append(mark.row - 1)
    return cells.with_columns(cells.to_series(column).scatter(rows, None) for column, rows in places.items())
