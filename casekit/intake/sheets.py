"""Sheets: a folder's tables, one sheet at a time, as named text columns with the row each record stands in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import polars as pl

from casekit.ground import written
from casekit.ground.errors import Words, fault, notice
from casekit.intake.files import Arrived, File, file_of, list_files
from casekit.intake.grid import Grid, Mark
from casekit.intake.headers import Header, column_names, find_header
from casekit.intake.known import known_headers
from casekit.intake.merges import spread_down
from casekit.intake.several import refuse_tables_below, refuse_tables_beside
from casekit.intake.texts import read_text
from casekit.intake.totals import set_aside
from casekit.intake.workbooks import read_xls, read_xlsx

ERRORS = {"row": pl.UInt32, "column": pl.String, "text": pl.String}


@dataclass(frozen=True)
class Sheet:
    """One table as text: `frame` has `row` (UInt32, as Excel shows it) and a String column for each header as written.

    `rows_in_sheet` counts the rows below the header that hold anything: those of `frame` and those in `totals`.
    `totals` are rows set aside, with their check (row, kind, text, column, stated, summed, agrees). `errors` are cells
    whose value is lost (row, column, text): `#REF!` and the like, and long numbers as 3.70785E+16; null in `frame`.
    `sheet` is '' for a text file; its rows are records as Excel counts them, so a quoted line break starts no row.
    """

    file: str
    sheet: str
    frame: pl.DataFrame
    rows_in_sheet: int
    totals: pl.DataFrame
    errors: pl.DataFrame
    hidden: bool
    header_rows: tuple[int, ...]
    notices: tuple[Words, ...]


def read_folder(folder: Path, office_headers: pl.DataFrame | None = None) -> Iterator[Sheet]:
    """Every sheet of every table file of a folder, in order of file name; a folder with none is a fault at once."""
    return read_files(list_files(folder), office_headers)


def read_files(arrived: Arrived, office_headers: pl.DataFrame | None = None) -> Iterator[Sheet]:
    """The sheets of files that arrived, one in memory at a time."""
    return chain.from_iterable(read_file(file, office_headers) for file in arrived.files)


def read_file(file: File | Path, office_headers: pl.DataFrame | None = None) -> Iterator[Sheet]:
    """The sheets of one file that hold anything; after the last, a fault if none of them had a header and a record.

    A sheet without a header comes with its columns named by letter and `header_rows` empty, so that its rows count.
    """
    file = file_of(file, file.name) if isinstance(file, Path) else file
    known, told, faults = known_headers(office_headers), file.notices, set[str]()
    for grid in grids(file):
        if header := find_header(grid, known):
            refuse_tables_beside(file.name, grid, header)
        sheet = sheet_of(file.name, grid, header)
        if header:
            refuse_tables_below(file.name, grid.sheet, sheet.frame, known)
        faults.add("header_missing" if not sheet.header_rows else "no_rows" if sheet.frame.is_empty() else "")
        yield replace(sheet, notices=(*told, *sheet.notices))
        told = ()
    if "" not in faults:
        raise fault("no_rows" if "no_rows" in faults else "header_missing", file=file.name)


def grids(file: File) -> Iterator[Grid]:
    """The sheets of a file as text cells without names."""
    match file.kind:
        case "xlsx":
            yield from read_xlsx(file.path, file.name)
        case "xls":
            yield from read_xls(file.path, file.name)
        case "text":
            yield read_text(file.path, file.name)


def sheet_of(file: str, grid: Grid, header: Header | None) -> Sheet:
    """The grid below its header with names on its columns and total rows set aside."""
    below = header.rows[-1] if header else 0
    marks = [mark for mark in grid.marks if mark.row > below]
    names = names_of(grid, header, marks)
    filled = named_rows(grid, names, below, marks)
    records, totals = set_aside(filled) if header else (filled, set_aside(filled.clear())[1])
    records, spread = spread_down(records, names, grid.left, grid.merged)
    lost = [(mark.row, names[mark.column - grid.left], mark.text) for mark in marks]
    errors = pl.DataFrame(lost, schema=ERRORS, orient="row")
    told = (
        *grid.notices,
        *told_of(file, grid, header, records, spread),
        *told_of_totals(f"{file} {grid.sheet}".strip(), totals),
    )
    rows = header.rows if header else ()
    return Sheet(file, grid.sheet, records, filled.height, totals, errors, grid.hidden, rows, told)


def names_of(grid: Grid, header: Header | None, marks: list[Mark]) -> tuple[str | None, ...]:
    """The name of each column of the grid, None for a column with neither header nor cells below it."""
    body = grid.cells.slice(header.rows[-1] if header else 0)
    lost = {mark.column - grid.left for mark in marks}
    used = [place in lost or column.null_count() < body.height for place, column in enumerate(body.iter_columns())]
    return column_names(header or Header((), ("",) * grid.cells.width), used, grid.left)


def named_rows(grid: Grid, names: tuple[str | None, ...], below: int, marks: list[Mark]) -> pl.DataFrame:
    """The rows below the header that hold anything, numbered; a row of spaces holds nothing, one of errors does."""
    body = grid.cells.slice(below).rename({old: new for old, new in zip(grid.cells.columns, names, strict=True) if new})
    body = body.select(
        pl.int_range(below + 1, below + 1 + pl.len(), dtype=pl.UInt32).alias("row"), *filter(None, names)
    )
    if body.width == 1:
        return body.clear()
    first = body.select(pl.coalesce(pl.exclude("row"))).to_series()
    holds = ((first.str.len_bytes() > 0) & ~first.str.contains(r"^\s")).fill_null(False)
    if not holds.all():
        lost = pl.Series([mark.row for mark in marks], dtype=pl.UInt32)
        anything = pl.any_horizontal(pl.exclude("row").str.strip_chars() != "").fill_null(False)
        body = body.filter(holds | body.select(anything | pl.col("row").is_in(lost.implode())).to_series())
    return body


def told_of(file: str, grid: Grid, header: Header | None, records: pl.DataFrame, spread: int) -> Iterator[Words]:
    """What to tell of a sheet as a whole."""
    if grid.hidden:
        yield notice("sheet_hidden", file=file, sheet=grid.sheet)
    if spread:
        yield notice("cells_merged", file=file, sheet=grid.sheet, count=written.many(spread, "place"))
    if not header:
        yield notice("sheet_without_header", file=file, sheet=grid.sheet, count=written.many(records.height, "row"))
    elif records.is_empty():
        yield notice("sheet_without_rows", file=file, sheet=grid.sheet)


def told_of_totals(file: str, totals: pl.DataFrame) -> Iterator[Words]:
    """A sentence for each total that differs from its rows."""
    for row, column, stated, summed in (
        totals.filter(~pl.col("agrees")).select("row", "column", "stated", "summed").iter_rows()
    ):
        yield notice(
            "total_differs",
            file=file,
            row=row,
            place=Words(f"“{column}”列", f" for '{column}'") if column else "",
            stated=f"{stated:.12g}",
            summed=f"{summed:.12g}",
        )
