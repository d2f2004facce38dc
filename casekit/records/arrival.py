"""Arrival: every source row gets a place, its cells are read, and what cannot be used is set aside with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from casekit import codebook
from casekit.intake.naming import Named
from casekit.intake.sheets import Sheet
from casekit.records import fates, values
from casekit.records.values import Field

PROBLEM = pl.Schema(
    {"origin": pl.UInt32, "table": pl.String, "column": pl.String, "text": pl.String, "code": pl.String}
)
NUMBERS = ("unified", "department", "court")
DAMAGED = r"\dE\+\d"


@dataclass(frozen=True)
class Arrived:
    """One sheet, read.

    `fates` says of each source row where it stands and why it is set aside (fates.py). `tables` has the values of each
    table the sheet feeds, by place. `problems` are cells that could not be read: place, table, column (the header as
    written), text, code. `blank` counts the empty cells under each header. `names` are the distinct names and identity
    numbers that were replaced, for the gate alone: they are held in memory and written nowhere.
    """

    fates: pl.DataFrame
    tables: dict[str, pl.DataFrame]
    problems: pl.DataFrame
    blank: dict[str, int]
    names: pl.Series


def arrive(sheet: Sheet, named: Named, first: int, secret: bytes) -> Arrived:
    """Read one sheet; its rows take the places from `first` on, its total rows the last ones."""
    rows = _without_errors(sheet).with_columns(origin=pl.int_range(first, first + sheet.frame.height, dtype=pl.UInt32))
    columns = list(_columns(named, rows))
    cells = values.read_columns([(field, texts) for _, field, texts in columns], secret)
    cells |= {field.name: values.read_chosen(field, texts, cells) for _, field, texts in columns if field.chosen_by}
    keys = _keys(rows, cells, _damaged_rows(sheet, named), _naming(named.family))
    tables = {table: _table(table, columns, cells, keys) for table in _fed(named)}
    unread = [_unread(rows, header, field, texts, cells[field.name]) for header, field, texts in columns]
    problems = pl.concat([pl.DataFrame(schema=PROBLEM), *unread, _error_cells(sheet, rows, named)])
    blank = {header: texts.null_count() for header, _, texts in columns}
    names = [values.unmasked(texts).drop_nulls().unique() for _, field, texts in columns if field.kind in values.NAMES]
    replaced = pl.concat([pl.Series(dtype=pl.String), *(series.alias("") for series in names)]).unique()
    return Arrived(fates.placed(sheet, rows, keys, named, first), tables, problems, blank, replaced)


def _columns(named: Named, rows: pl.DataFrame) -> Iterator[tuple[str, Field, pl.Series]]:
    """The recognised columns: header, field, texts. Of two headers of one field the first that is filled counts."""
    known = {(row["table"], row["field"]): row for row in codebook.fields().iter_rows(named=True)}
    grouped: dict[tuple[str, str], list[str]] = {}
    for header, table, name in named.pairs:
        grouped.setdefault((table, name), []).append(header)
    for (table, name), headers in grouped.items():
        row = known[table, name]
        texts = rows.select(pl.coalesce(headers)).to_series()
        yield headers[0], Field(table, name, row["kind"], row["vocabulary"], row["chosen_by"] is not None), texts


def _fed(named: Named) -> list[str]:
    """The tables a sheet feeds: those of its family with a recognised column of their own."""
    own = {table for _, table, _ in named.pairs}
    fed = [table for table in codebook.tables()["table"] if table in own]
    return fed or _keyed_only(named)


def _keyed_only(named: Named) -> list[str]:
    """A sheet of case numbers alone is a list of cases."""
    return ["cases"] if named.family == "case" else []


def _without_errors(sheet: Sheet) -> pl.DataFrame:
    """The rows with error cells and numbers damaged by Excel blank, as nothing can be read from them."""
    spoilt = sheet.errors.group_by("column").agg("row")
    return sheet.frame.with_columns(
        pl.when(~pl.col("row").is_in(places.to_list())).then(pl.col(column)).alias(column)
        for column, places in zip(spoilt["column"], spoilt["row"], strict=True)
        if column in sheet.frame.columns
    )


def _naming(family: str | None) -> list[str]:
    """The fields by which a row of the family's tables is known where it has no case number."""
    named_by = codebook.tables().filter(pl.col("family") == pl.lit(family, pl.String))["named_by"].drop_nulls()
    return [name for names in named_by for name in names.split("|")]


def _keys(rows: pl.DataFrame, cells: dict[str, pl.DataFrame], spoilt: list[int], naming: list[str]) -> pl.DataFrame:
    """Each row's own numbers by their kind, `case_id` (unified, else department, else court), year, what is wrong, and
    whether it is known by a field of its own table."""
    given = [name for name in (f"{kind}_number" for kind in NUMBERS) if name in cells]
    frame = pl.concat(
        [rows.select("origin", "row"), *(cells[name].rename({"problem": f"{name}_problem"}) for name in given)],
        how="horizontal",
    )
    numbers = {f"{kind}_number": _of_kind(kind, given) for kind in NUMBERS}
    years = pl.coalesce([f"{name}_year" for name in given]) if given else pl.lit(None, pl.Int32)
    damaged = [
        pl.col("row").is_in(spoilt),
        *(pl.col(f"{name}_problem").fill_null("").str.starts_with("damaged") for name in given),
    ]
    own = cells["evaluation_no"]["evaluation_no"] if "evaluation_no" in cells else pl.lit(None, pl.String)
    known = [cells[name][name].is_not_null().alias(name) for name in naming if name in cells]
    is_named = pl.any_horizontal([pl.lit(False), *map(pl.lit, known)])
    return frame.select(
        "origin", **numbers, case_year=years, damaged=pl.any_horizontal(damaged), evaluation_no=own, is_named=is_named
    ).with_columns(case_id=pl.coalesce(f"{kind}_number" for kind in NUMBERS))


def _damaged_rows(sheet: Sheet, named: Named) -> list[int]:
    """Rows whose number Excel has turned into 3.70785E+16 before we saw it."""
    keys = codebook.fields().filter(pl.col("kind") == "key")["field"].to_list()
    headers = [header for header, _, field in named.pairs if field in keys]
    return sheet.errors.filter(pl.col("column").is_in(headers), pl.col("text").str.contains(DAMAGED))["row"].to_list()


def _of_kind(kind: str, given: list[str]) -> pl.Expr:
    """The number of one kind: by the form of the number itself, else by the header it stands under."""
    by_form = [pl.when(pl.col(f"{name}_kind") == kind).then(name) for name in given]
    by_header = [
        pl.when(~pl.col(f"{name}_kind").is_in(NUMBERS).fill_null(False)).then(name)
        for name in given
        if name == f"{kind}_number"
    ]
    return pl.coalesce([*by_form, *by_header, pl.lit(None, pl.String)])


def _table(
    table: str, columns: list[tuple[str, Field, pl.Series]], cells: dict[str, pl.DataFrame], keys: pl.DataFrame
) -> pl.DataFrame:
    """The values that a sheet gives one table: place, its case numbers and the table's fields."""
    numbers = keys.drop("damaged", "is_named", *(() if "evaluation_no" in cells else ("evaluation_no",)))
    own = [cells[field.name].drop("problem") for _, field, _ in columns if field.table == table]
    if table == "suspects" and "decision" not in cells and "conclusion" in cells:
        own.append(cells["conclusion"].select(decision="conclusion"))
    return _beside([numbers, *(frame.drop("evaluation_no", strict=False) for frame in own)])


def _beside(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The frames side by side; a column that two of them have (the days of a span, given beside it too) is filled from both,
    the frame of fewer columns, which is the column's own, first."""
    own: dict[str, pl.Series] = {}
    for frame in sorted(frames[1:], key=lambda one: one.width):
        for column in frame.iter_columns():
            own[column.name] = (
                own[column.name].zip_with(own[column.name].is_not_null(), column) if column.name in own else column
            )
    order = [name for frame in frames for name in frame.columns]
    return frames[0].with_columns(own[name] for name in dict.fromkeys(order) if name in own)


def _unread(rows: pl.DataFrame, header: str, field: Field, texts: pl.Series, cells: pl.DataFrame) -> pl.DataFrame:
    """The cells of one column that could not be read, with their text; a name or id number has no text to show."""
    found = pl.DataFrame({"origin": rows["origin"], "text": texts, "code": cells["problem"]}).filter(
        pl.col("code").is_not_null()
    )
    return found.select("origin", table=pl.lit(field.table), column=pl.lit(header), text="text", code="code").cast(
        PROBLEM
    )


def _error_cells(sheet: Sheet, rows: pl.DataFrame, named: Named) -> pl.DataFrame:
    tables = {header: table for header, table, _ in named.pairs}
    placed = sheet.errors.with_columns(pl.col("row").cast(rows.schema["row"])).join(
        rows.select("row", "origin"), on="row"
    )
    table = pl.col("column").replace_strict(tables, default="", return_dtype=pl.String)
    return (
        placed.select("origin", "column", "text", table=table, code=pl.lit("cell_error:") + pl.col("text"))
        .select(*PROBLEM)
        .cast(PROBLEM)
    )
