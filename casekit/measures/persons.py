"""Persons: what the persons of a case say about the whole of it - custody, the penalty to be expected, the day of judgment."""

from collections.abc import Iterable

import polars as pl

from casekit import codebook
from casekit.records.records import Records

COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "custody_status": pl.String, "detained_on": pl.Date, "judged_on": pl.Date, "arrest_decision": pl.String,
    "recommended_penalty": pl.String, "recommended_penalty_high": pl.String, "recommended_months_high": pl.Float64,
}  # fmt: skip
IMPRISONMENT, LONGER = "imprisonment", ("life", "death_suspended", "death")
FOR_EVER = 1200.0


def of_cases(records: Records) -> pl.LazyFrame:
    """One row a case that has persons: case_id, any_in_custody, custody_known (of every person), any_detained (null where
    the data says nothing of detention), judged_on (the last), is_arrest_decided, expected_months.

    Expected months are the longest imprisonment recommended for any person, 0 where only other penalties were, and null
    where a person without a recommendation could bring it over what is known.
    """
    given = records.columns("suspects")
    persons = with_columns(records.table("suspects"), given, ("case_id", *COLUMNS), {"case_id": pl.String, **COLUMNS})
    status, holding = pl.col("custody_status"), codebook.toml("outcomes")["in_custody"]
    detained = pl.col("detained_on").is_not_null().any() if "detained_on" in given else pl.lit(None, pl.Boolean)
    months = _months()
    return persons.group_by("case_id").agg(
        any_in_custody=status.is_in(holding).any(),
        custody_known=status.is_not_null().all(),
        any_detained=detained,
        judged_on=pl.col("judged_on").max(),
        is_arrest_decided=pl.col("arrest_decision").is_not_null().any(),
        known_months=months.max(),
        expected_months=pl.when(months.is_not_null().all()).then(months.max()),
    )


def with_columns(
    frame: pl.LazyFrame,
    given: Iterable[str],
    names: Iterable[str],
    kinds: dict[str, pl.DataType | type[pl.DataType]],
) -> pl.LazyFrame:
    """The named columns alone, those that did not come all blank; no rows where nothing came."""
    there = set(given)
    if not there:
        return pl.LazyFrame(schema={name: kinds[name] for name in names})
    return frame.select(
        pl.col(name).cast(kinds[name]) if name in there else pl.lit(None, kinds[name]).alias(name) for name in names
    )


def expected(months: int, under: str, over: str) -> pl.Expr:
    """`over` where the penalty to be expected is longer than so many months, `under` where surely not, else unknown."""
    return (
        pl.when(pl.col("known_months") > months).then(pl.lit(over))
        .when(pl.col("expected_months").is_not_null()).then(pl.lit(under))
        .otherwise(pl.lit("unknown"))
    )  # fmt: skip


def _months() -> pl.Expr:
    """Months of imprisonment recommended for a person; null where there is no recommendation that says."""
    kinds = [pl.col("recommended_penalty"), pl.col("recommended_penalty_high")]
    longer = pl.any_horizontal(kind.is_in(LONGER).fill_null(False) for kind in kinds)
    imprisoned = pl.any_horizontal((kind == IMPRISONMENT).fill_null(False) for kind in kinds)
    return (
        pl.when(longer).then(pl.lit(FOR_EVER))
        .when(imprisoned).then("recommended_months_high")
        .when(kinds[0].is_not_null()).then(pl.lit(0.0))
    )  # fmt: skip
