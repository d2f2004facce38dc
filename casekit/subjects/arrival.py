"""What arrived: the rows, columns and cells of the exports, what was not used, and how far that could move a headline."""

import polars as pl

from casekit import codebook
from casekit.measures.disclosure import HIDDEN
from casekit.measures.measure import Indicator, indicator, lacking, measure
from casekit.records.records import Records

SCARCE = 0.95


def by_file(records: Records) -> pl.DataFrame:
    """One row a sheet: file, sheet, table it was taken for, received, accepted, rejected, merged."""
    taken = {(one["file"], one["sheet"]): one["family"] for one in records.report["understood"]}
    labels = _family_labels(records)
    rows = [
        row | {"family": labels.get(taken[row["file"], row["sheet"]] or "", labels[""])}
        for row in records.report["sheets"]
    ]
    columns = ["file", "sheet", "family", "rows_in_sheet", "accepted", "rejected", "merged"]
    return pl.DataFrame(rows, schema_overrides={"sheet": pl.String}).select(columns)


def by_reason(records: Records) -> pl.DataFrame:
    """One row a reason for which rows were set aside: reason in words, rows; most first."""
    labels = codebook.labels("fate", records.settings.language)
    counts = records.report["reasons"]
    frame = pl.DataFrame(
        {"reason": [labels[code] for code in counts], "rows": list(counts.values())},
        {"reason": pl.String, "rows": pl.Int64},
    )
    return frame.sort("rows", "reason", descending=[True, False])


def unread(records: Records, most: int = 20) -> pl.DataFrame:
    """What could not be read or breaks a rule, without the texts: column, what is wrong, cells; most first."""
    language = records.settings.language
    counts = (
        records.problems.group_by("table", "column", "code")
        .len()
        .sort("len", "column", "code", descending=[True, False, False])
    )
    said = counts.head(most).rows(named=True)
    words = [
        (
            codebook.field_label(row["table"], row["column"], language),
            codebook.problem_label(row["table"], row["code"], language),
            row["len"],
        )
        for row in said
    ]
    return pl.DataFrame(words, {"column": pl.String, "problem": pl.String, "cells": pl.Int64}, orient="row")


def filled(records: Records, most: int = 15) -> pl.DataFrame:
    """The emptiest columns of the clean tables, where not nearly all is filled: table, column, filled, rows."""
    language = records.settings.language
    known = codebook.fields().select("table", "field")
    rows = [
        (codebook.table_label(table, language), codebook.field_label(table, field, language), count, total)
        for table in records.tables
        for field, count, total in _filled(records, table, known)
        if total and count / total < SCARCE
    ]
    frame = pl.DataFrame(
        rows, {"table": pl.String, "column": pl.String, "filled": pl.Int64, "rows": pl.Int64}, orient="row"
    )
    return frame.sort(pl.col("filled") / pl.col("rows"), "table", "column").head(most)


def totals(records: Records) -> pl.DataFrame:
    """The total rows that differ from the rows they total: file, sheet, row, column, stated, summed."""
    rows = [
        {"file": one["file"], "sheet": one["sheet"]} | total
        for one in records.report["understood"]
        for total in one["totals"]
        if total["agrees"] is False
    ]
    schema = {
        "file": pl.String,
        "sheet": pl.String,
        "row": pl.Int64,
        "column": pl.String,
        "stated": pl.Float64,
        "summed": pl.Float64,
    }
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema)


def headlines(records: Records, *names: str) -> pl.DataFrame:
    """Each indicator over the headline period, and between what it would lie if every row whose date could not be read, or
    that was rejected for its number, belonged to the period: label, numerator, denominator, uncertain, lowest, highest.

    The ends are text: counts of a count, percentages of a share (none of the uncertain rows with the thing, and all); ＊
    where the number itself is `hidden`.
    """
    given = [name for name in names if lacking(records, name, periods=records.compared[:1]) is None]
    return pl.DataFrame([_bounded(records, name) for name in given if records.period.is_dated], HEADLINES)


HEADLINES = {
    "label": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "uncertain": pl.Int64,
    "lowest": pl.String,
    "highest": pl.String,
    "hidden": pl.Boolean,
}
NUMBERLESS = ("no_key", "damaged_key")


def _bounded(records: Records, name: str) -> dict[str, object]:
    counted, row = indicator(name), measure(records, name, periods=records.compared[:1]).row(0, named=True)
    k, n, uncertain = row["numerator"], row["denominator"], _uncertain(records, counted)
    hidden = row["note"] == HIDDEN
    ends = ("＊", "＊") if hidden else _ends(k, n, uncertain)
    words = {"label": counted.words[records.settings.language], "uncertain": uncertain, "hidden": hidden}
    return words | {"numerator": k, "denominator": n, "lowest": ends[0], "highest": ends[1]}


def _ends(k: int, n: int | None, uncertain: int) -> tuple[str, str]:
    """The lowest and highest that a count or a share could be."""
    return (
        (str(k), str(k + uncertain))
        if n is None
        else (_percent(k, n + uncertain), _percent(k + uncertain, n + uncertain))
    )


def _percent(count: int, of: int) -> str:
    return f"{100 * count / of:.1f}%" if of else "—"


def _uncertain(records: Records, counted: Indicator) -> int:
    """Rows that may belong to the period: their date could not be read or was blanked, or they have no number."""
    headers = {
        (header, one["file"], one["sheet"])
        for one in records.report["understood"]
        for header, _, field in one["columns"]
        if field == counted.dated_by
    }
    known = pl.DataFrame(list(headers), ["column", "file", "sheet"], orient="row") if headers else None
    place = ["file", "sheet", "row"]
    by_rule = records.problems.filter(pl.col("column") == counted.dated_by).select(place)
    by_cell = (
        records.problems.join(known, on=["column", "file", "sheet"], how="semi").select(place)
        if known is not None
        else by_rule
    )
    numberless = records.rejected.filter(pl.col("reason").is_in(NUMBERLESS)).select(place)
    return pl.concat([by_rule, by_cell, numberless]).unique().height


def _filled(records: Records, table: str, known: pl.DataFrame) -> list[tuple[str, int, int]]:
    own = known.filter(pl.col("table") == table)["field"].to_list()
    columns = [name for name in own if name in records.columns(table)]
    counts = records.table(table).select(pl.len().alias("_rows"), pl.col(columns).count()).collect().row(0, named=True)
    return [(name, counts[name], counts["_rows"]) for name in columns]


def _family_labels(records: Records) -> dict[str, str]:
    language = records.settings.language
    first = codebook.tables().unique("family", keep="first", maintain_order=True)
    return dict(first.select("family", f"label_{language}").iter_rows()) | {
        "": codebook.labels("filled", language)["unknown"]
    }
