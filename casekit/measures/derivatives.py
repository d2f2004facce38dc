"""Derivative matters: what each case was followed by - appeal, protest, complaint, reconsideration, a new case of the party."""

from datetime import timedelta
from typing import Any

import polars as pl

from casekit import codebook
from casekit.records.records import Records

AGAIN = "again"
MADE = ("is_followed", "has_derivative")


def matters(records: Records) -> dict[str, dict[str, Any]]:
    """The matters that this data records, by code, in the codebook's order, with the columns that came."""
    found = {}
    for code, block in codebook.toml("derivatives")["matter"].items():
        columns = [name for name in block["columns"] if name in records.columns(block["table"])]
        if columns:
            found[code] = {**block, "columns": columns}
    return found


def lacking(records: Records) -> list[str]:
    """The matters that this data has no column for."""
    known = matters(records)
    return [code for code in codebook.toml("derivatives")["matter"] if code not in known]


def of_cases(records: Records) -> pl.DataFrame:
    """One row a case: case_id, is_followed (received long enough before the day of the data), has_derivative, and whether each
    matter that the data records followed it, by its code. What is not on record counts as not having happened."""
    cases = records.table("cases").select("case_id", received_on=_received(records))
    for code, block in matters(records).items():
        rows = again(records) if code == AGAIN else _told(records.table(block["table"]), block["columns"])
        own = rows.group_by("case_id").agg(pl.col("is_told").any().alias(code))
        cases = cases.join(own, on="case_id", how="left", validate="m:1").with_columns(pl.col(code).fill_null(False))
    known = list(matters(records))
    last = pl.lit(records.extracted, pl.Date) - _followed()
    told = pl.any_horizontal(known) if known else pl.lit(None, pl.Boolean)
    followed = (pl.col("received_on") <= last).fill_null(False).alias("is_followed")
    return cases.select("case_id", followed, told.alias("has_derivative"), *known).collect()


def again(records: Records) -> pl.LazyFrame:
    """One row a person of a case: case_id, suspect_id, received_on, and is_told (the same party had another case received later
    within the codebook's days). Persons without an identity number on record are left out."""
    persons = records.table("suspects").select("case_id", "suspect_id").drop_nulls().unique()
    received = records.table("cases").select("case_id", received_on=_received(records)).drop_nulls()
    dated = persons.join(received, on="case_id").sort("suspect_id", "received_on", "case_id")
    later = pl.col("received_on").shift(-1).over("suspect_id")
    return dated.with_columns(is_told=_after(later).fill_null(False))


def _after(later: pl.Expr) -> pl.Expr:
    """On a later day (cases of one day may be one case split), and soon enough."""
    received = pl.col("received_on")
    return (later > received) & (later <= received + _followed())


def _told(table: pl.LazyFrame, columns: list[str]) -> pl.LazyFrame:
    kinds = table.collect_schema()
    flags = [pl.col(name) if kinds[name] == pl.Boolean else pl.col(name).is_not_null() for name in columns]
    return table.select("case_id", is_told=pl.any_horizontal(flag.fill_null(False) for flag in flags))


def _received(records: Records) -> pl.Expr:
    return pl.col("received_on") if "received_on" in records.columns("cases") else pl.lit(None, pl.Date)


def _followed() -> timedelta:
    return timedelta(days=codebook.toml("derivatives")["followed_days"])
