"""Causes: what each case is put down to - the cause a person confirmed, else what is told of the facts, else undetermined."""

import polars as pl

from casekit.records.records import Records

UNDETERMINED = "undetermined"
MADE = ("case_cause", "cause_basis")


def of_cases(records: Records) -> pl.DataFrame:
    """One row a case: case_id, case_cause (the name of the cause, UNDETERMINED where none can be told) and cause_basis."""
    columns = records.columns("cases")
    confirmed = pl.col("cause") if "cause" in columns else pl.lit(None, pl.String)
    read = records.table("cases").select("case_id", confirmed.alias("confirmed")).collect()
    basis = pl.when(pl.col("confirmed").is_not_null()).then(pl.lit("confirmed")).otherwise(pl.lit(UNDETERMINED))
    return read.select("case_id", case_cause=pl.col("confirmed").fill_null(UNDETERMINED), cause_basis=basis)
