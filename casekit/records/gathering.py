"""Gathering: every sheet of a folder read, one after another, into the fates of its rows, values by table, and problems."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from casekit import codebook
from casekit.ground.errors import Words, fault, listed
from casekit.intake.files import list_files
from casekit.intake.naming import Named, name_columns
from casekit.intake.sheets import Sheet, read_files
from casekit.records import documents
from casekit.records.arrival import Arrived, arrive

OFFICE_COLUMNS = ["header", "table", "field"]
PAIR = ["department_number", "unified_number"]


@dataclass(frozen=True)
class Gathered:
    """A whole folder: its sheets (without their text) with how they were understood and how many cells of each column are
    blank, and what their rows gave; `papers` says of each document where it lies and of which kind it is."""

    sheets: list[tuple[Sheet, Named]]
    blank: list[dict[str, int]]
    notices: tuple[Words, ...]
    fates: pl.DataFrame
    tables: dict[str, pl.DataFrame]
    problems: pl.DataFrame
    names: pl.Series
    papers: pl.DataFrame


def gathered(folder: Path, office: Path, secret: bytes) -> Gathered:
    """Read the folder with the office's own header names; a sheet's raw text is let go before the next is read."""
    files = list_files(folder)
    read = list(_read(read_files(files, headers := office_headers(office)), headers, secret))
    sheets = [(sheet, named) for sheet, named, _ in read]
    papers = documents.arrive(files.documents, sum(arrived.fates.height for _, _, arrived in read))
    came = [*(arrived for _, _, arrived in read), papers.arrived]
    order = {file: number for number, file in enumerate(dict.fromkeys(sheet.file for sheet, _ in sheets))}
    numbered = [(order[sheet.file], number, arrived) for number, (sheet, _, arrived) in enumerate(read)]
    numbered.append((len(order), len(read), papers.arrived))
    names = dict.fromkeys(name for arrived in came for name in arrived.tables)
    joined = {name: _joined(name, numbered) for name in names}
    known = _unified(joined)
    tables = documents.by_own_number({name: _by_one_number(frame, known) for name, frame in joined.items()})
    fates, problems = pl.concat(one.fates for one in came), pl.concat(one.problems for one in came)
    replaced = pl.concat(one.names for one in came).unique()
    told = (*files.notices, *documents.told(papers.arrived))
    blank = [arrived.blank for _, _, arrived in read]
    return Gathered(sheets, blank, told, fates, tables, problems, replaced, papers.places)


def office_headers(office: Path) -> pl.DataFrame | None:
    """The office's own header names (header, table, field and, if wanted, file), or None where it has none."""
    file = office / "headers.csv"
    if not file.is_file():
        return None
    try:
        rows = pl.read_csv(file, infer_schema=False, comment_prefix="#", truncate_ragged_lines=True)
    except pl.exceptions.NoDataError:
        return None
    except pl.exceptions.ComputeError:
        raise fault("office_headers_unreadable") from None
    if lacking := [name for name in OFFICE_COLUMNS if name not in rows.columns]:
        raise fault("office_headers_form", came=listed(lacking))
    clean = rows.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))
    _refuse_unknown_fields(clean)
    return clean


def _refuse_unknown_fields(rows: pl.DataFrame) -> None:
    """A fault for the first line that names a table or a field the codebook lacks; both blank leaves the column out."""
    known = codebook.fields().select("table", "field", "label_zh")
    given = rows.filter(pl.any_horizontal(pl.col("table", "field").is_not_null()))
    wrong = given.join(known, on=["table", "field"], how="anti", maintain_order="left")
    for header, table, field in wrong.select(OFFICE_COLUMNS).fill_null("").head(1).iter_rows():
        places = {
            ",".join(words): f"{a},{b}" for a, b, label in known.iter_rows() for words in ((a, b), (table, label))
        }
        near = places[difflib.get_close_matches(f"{table},{field}", list(places), 1, 0)[0]]
        raise fault("office_header_unknown", header=header, table=table, field=field, near=near)


def _read(
    sheets: Iterable[Sheet], headers: pl.DataFrame | None, secret: bytes
) -> Iterator[tuple[Sheet, Named, Arrived]]:
    first = 0
    for sheet in sheets:
        named = name_columns(sheet, headers)
        came = arrive(sheet, named, first, secret)
        first += came.fates.height
        yield replace(sheet, frame=sheet.frame.clear()), named, came


def _joined(name: str, came: list[tuple[int, int, Arrived]]) -> pl.DataFrame:
    frames = [
        arrived.tables[name].with_columns(file_no=pl.lit(file), sheet_no=pl.lit(sheet))
        for file, sheet, arrived in came
        if name in arrived.tables
    ]
    return pl.concat(frames, how="diagonal_relaxed")


def _unified(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The unified number of every department number that some row gives both of."""
    both = [frame.select(PAIR).drop_nulls() for frame in tables.values()]
    pairs = pl.concat([pl.DataFrame(schema=dict.fromkeys(PAIR, pl.String)), *both])
    return pairs.unique("department_number", keep="first", maintain_order=True).rename({"unified_number": "known"})


def _by_one_number(frame: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The rows with one `case_id` a case: the unified number wherever it is known."""
    joined = frame.join(known, on="department_number", how="left", maintain_order="left")
    unified = pl.coalesce("unified_number", "known")
    return joined.with_columns(unified_number=unified, case_id=pl.coalesce(unified, "case_id")).drop("known")
