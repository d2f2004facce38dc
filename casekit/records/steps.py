"""Steps: the dated procedural steps of each case, from its date columns and from step lists alike, in order of day."""

import polars as pl

from casekit import codebook

COLUMNS = ["case_id", "step", "stepped_on", "step_note", "origin"]


def of_cases(cases: pl.DataFrame) -> pl.DataFrame:
    """One row a filled step date of a case: case_id, step, stepped_on, place."""
    dated = codebook.fields().filter(pl.col("table") == "cases", pl.col("step").is_not_null())
    given = [(name, step) for name, step in dated.select("field", "step").iter_rows() if name in cases.columns]
    frames = [
        cases.select("case_id", pl.lit(step).alias("step"), pl.col(name).alias("stepped_on"), "origin")
        for name, step in given
    ]
    return pl.concat(
        [
            pl.DataFrame(schema={"case_id": pl.String, "step": pl.String, "stepped_on": pl.Date, "origin": pl.UInt32}),
            *frames,
        ]
    ).drop_nulls("stepped_on")


def together(cases: pl.DataFrame, listed: pl.DataFrame | None) -> pl.DataFrame:
    """The steps of both kinds, numbered within the case by day, then by the order of the vocabulary; of equal ones that of the
    list stands, with its note and its place."""
    own = of_cases(cases).with_columns(is_own=pl.lit(True))
    lists = [listed.with_columns(is_own=pl.lit(False))] if listed is not None else []
    both = pl.concat([own, *lists], how="diagonal_relaxed")
    order = {code: number for number, code in enumerate(codebook.labels("step"))}
    ranked = both.with_columns(rank=pl.col("step").replace_strict(order, default=len(order), return_dtype=pl.Int32))
    ordered = ranked.sort("case_id", "stepped_on", "rank", "is_own", "origin", nulls_last=True)
    if listed is not None:  # each date column of a case is a step of its own
        ordered = ordered.unique(["case_id", "step", "stepped_on"], keep="first", maintain_order=True)
    numbered = ordered.with_columns(step_no=_count_within_case())
    return numbered.select("case_id", "step_no", *(name for name in COLUMNS[1:] if name in numbered.columns))


def _count_within_case() -> pl.Expr:
    """1, 2, ... within each case of rows in order of case: counting begins anew where the case differs from the row before."""
    row, case = pl.int_range(pl.len()), pl.col("case_id")
    begins = case.ne_missing(case.shift()) | (row == 0)
    return row - pl.when(begins).then(row).forward_fill() + 1
