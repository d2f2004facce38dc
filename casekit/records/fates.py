"""Fates: what became of each source row - accepted, rejected with its reason, or merged into an equal one - and that they add up."""

from typing import Any

import polars as pl

from casekit.intake.naming import Named
from casekit.intake.sheets import Sheet

IGNORED = ("序号", "行号", "row", "origin")
EVERY = "*"
SCHEMA = {
    "origin": pl.UInt32,
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.UInt32,
    "reason": pl.String,
    "column": pl.String,
    "value": pl.String,
    "text": pl.String,
    "low": pl.UInt64,
    "high": pl.UInt64,
    "kept": pl.UInt32,
}


def placed(sheet: Sheet, rows: pl.DataFrame, keys: pl.DataFrame, named: Named, first: int) -> pl.DataFrame:
    """One row a source row: where it stands, reason (null: usable), for those set aside the column and value at fault and
    the whole text, and its fingerprint."""
    keyless = keys["case_id"].is_null() & ~keys["is_named"]
    reason = (
        pl.when(named.family is None).then(pl.lit("unknown_table"))
        .when(keyless & keys["damaged"]).then(pl.lit("damaged_key"))
        .when(keyless).then(pl.lit("no_key"))
    )  # fmt: skip
    low, high = _fingerprint(rows)
    used = rows.select("origin", "row", reason=reason, low=low, high=high)
    aside = rows.filter(used["reason"].is_not_null())
    data = used.join(_spoken(aside), on="origin", how="left").join(_at_fault(sheet, named), on="row", how="left")
    return _uniform(pl.concat([data, _totals(sheet, first + rows.height)], how="diagonal_relaxed"), sheet)


def merged(fates: pl.DataFrame) -> pl.DataFrame:
    """The fates with every usable row that equals an earlier one in all its cells set aside as `identical`; `kept` is that one's place."""
    usable = fates.filter(pl.col("reason").is_null()).select("origin", "low", "high")
    equal = usable.filter(pl.struct("low", "high").is_duplicated())
    kept = equal.select("origin", kept=pl.col("origin").first().over("low", "high"))
    again = kept.filter(pl.col("origin") != pl.col("kept"))
    if again.is_empty():
        return fates
    marked = fates.drop("kept").join(again, on="origin", how="left", maintain_order="left")
    identical = pl.when(pl.col("kept").is_not_null()).then(pl.lit("identical"))
    return marked.with_columns(reason=pl.coalesce(identical, "reason"))


def sealed(fates: pl.DataFrame, places: pl.Series) -> pl.DataFrame:
    """The fates with these places set aside as `sealed`; what such a row said is not kept."""
    closed = pl.col("origin").is_in(places.implode())
    return fates.with_columns(
        reason=pl.when(closed).then(pl.lit("sealed")).otherwise("reason"),
        text=pl.when(~closed).then("text"),
        value=pl.when(~closed).then("value"),
    )


def rejected(fates: pl.DataFrame) -> pl.DataFrame:
    """The rows set aside: file, sheet, row, reason, the column and value at fault if it is one, and the whole text; what a
    sealed row said is not kept."""
    aside = fates.filter(pl.col("reason").is_not_null(), pl.col("kept").is_null())
    return aside.select("file", "sheet", "row", "reason", "column", "value", "text")


def duplicates(fates: pl.DataFrame) -> pl.DataFrame:
    """The rows merged into an equal earlier one, with where that one stands: kept_file, kept_sheet, kept_row."""
    again = fates.filter(pl.col("kept").is_not_null())
    places = fates.select(kept="origin", kept_file="file", kept_sheet="sheet", kept_row="row")
    return again.join(places, on="kept").select("file", "sheet", "row", "kept_file", "kept_sheet", "kept_row")


def with_source(frame: pl.DataFrame, fates: pl.DataFrame) -> pl.DataFrame:
    """The frame with `file`, `sheet` and `row` as Excel shows them in place of its internal `place`."""
    where = fates.select("origin", "file", "sheet", "row")
    return frame.join(where, on="origin", how="left", maintain_order="left").drop("origin")


def echoed(problems: pl.DataFrame, fates: pl.DataFrame) -> pl.DataFrame:
    """The problems of clean rows, told again for the equal rows merged into them, so that counts are of source rows."""
    again = fates.filter(pl.col("kept").is_not_null()).select("origin", "kept")
    copies = again.join(problems.rename({"origin": "kept"}), on="kept").drop("kept")
    return pl.concat([problems, copies.select(problems.columns)])


def counted(fates: pl.DataFrame, sheets: list[Sheet], lines: pl.DataFrame) -> dict[str, Any]:
    """Received, accepted, rejected and merged in total, per file and per sheet; received is each file's own count.

    Documents are counted under the line that `lines` (file, line) gives each.
    """
    named = fates.select("file", "sheet", "reason", "kept").join(lines, on="file", how="left")
    tally = named.group_by(pl.coalesce("line", "file").alias("file"), "sheet").agg(**_tally())
    rows = [(s.file, s.sheet, s.rows_in_sheet) for s in sheets] + [(line, "", 1) for line in lines["line"]]
    each = pl.DataFrame(rows, {"file": pl.String, "sheet": pl.String, "rows_in_sheet": pl.Int64}, orient="row")
    own = each.group_by("file", "sheet", maintain_order=True).agg(pl.col("rows_in_sheet").sum())
    by_sheet = own.join(tally, on=["file", "sheet"], how="left").fill_null(0).sort("file", maintain_order=True)
    unbalanced = by_sheet.filter(pl.col("rows_in_sheet") != pl.sum_horizontal("accepted", "rejected", "merged"))
    if unbalanced.height:
        raise AssertionError(f"rows are not conserved: {unbalanced.to_dicts()}")
    sums = [pl.col("rows_in_sheet").sum().alias("received"), pl.col("accepted", "rejected", "merged").sum()]
    by_file = by_sheet.group_by("file", maintain_order=True).agg(sums)
    total: dict[str, Any] = by_sheet.select(sums).row(0, named=True)
    return total | {"files": by_file.to_dicts(), "sheets": by_sheet.to_dicts()}


def _tally() -> dict[str, pl.Expr]:
    reason, kept = pl.col("reason"), pl.col("kept")
    return {
        "accepted": reason.is_null().sum(),
        "rejected": (reason.is_not_null() & kept.is_null()).sum(),
        "merged": kept.is_not_null().sum(),
    }


def _fingerprint(rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """128 bits of a row's whole content under its headers (a bare running number left out): equal only for equal rows."""
    compared = sorted(set(rows.columns) - set(IGNORED))
    salt = pl.Series([",".join(compared)]).hash().item() % 2**32
    cells = rows.select(compared)
    return cells.hash_rows(seed=salt), cells.hash_rows(seed=salt + 1)


def _spoken(rows: pl.DataFrame) -> pl.DataFrame:
    """The text of rows set aside: every filled cell under its header, as JSON."""
    cells = pl.struct(pl.exclude(*IGNORED)).struct.json_encode()
    return rows.select("origin", text=cells)


def _at_fault(sheet: Sheet, named: Named) -> pl.DataFrame:
    """The damaged numbers of a sheet: row, column, value."""
    headers = [header for header, table, _ in named.pairs if table == EVERY]
    damaged = sheet.errors.filter(pl.col("column").is_in(headers)).unique("row", keep="first", maintain_order=True)
    return damaged.select("row", "column", value="text")


def _totals(sheet: Sheet, first: int) -> pl.DataFrame:
    """The 合计 and section rows of a sheet, and its header where it stands again: counted as received, and never a case."""
    rows = sheet.totals.select("row", "kind", "text").unique("row", maintain_order=True)
    origin = pl.int_range(first, first + rows.height, dtype=pl.UInt32)
    reason = pl.when(pl.col("kind") == "header").then(pl.lit("repeated_header")).otherwise(pl.lit("total_row"))
    return rows.select(origin.alias("origin"), "row", "text", reason=reason)


def _uniform(places: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    blank = [pl.lit(None).alias(name) for name in SCHEMA if name not in places.columns]
    named = places.with_columns(*blank).with_columns(file=pl.lit(sheet.file), sheet=pl.lit(sheet.sheet))
    return named.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
