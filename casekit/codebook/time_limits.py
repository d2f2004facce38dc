"""Time limits: the law's table of limits as typed rows, and which of them counts for a stage in its circumstances."""

from functools import cache
from typing import Any

import polars as pl

from casekit import codebook

BANDS = ("up_to_1y", "1y_to_3y", "over_3y")
MONTH_DAYS = 30  # for comparing lengths only, never for counting


@cache
def limits() -> pl.DataFrame:
    """Every limit: key, months, days (half a month is 15 days), most_alone (the longest it may be with its own
    extension, as a length), most (with the limits that continue it too), counting_rule, holiday_rule, basis,
    further_basis (of what continues it), valid_from, max_times."""
    own = codebook.read("time_limits").select(
        "key", "counting_rule", "holiday_rule", "continues", "basis",
        pl.col("valid_from").str.to_date("%Y-%m-%d"),
        pl.col("max_times").cast(pl.Int64),
        *_months_and_days("limit_value", "unit", ""),
        *_months_and_days("extension_value", "extension_unit", "extension_"),
    )  # fmt: skip
    sized = own.with_columns(
        size=length("months", "days"),
        most_alone=length("months", "days") + length("extension_months", "extension_days"),
    )
    following = {row["continues"]: row for row in sized.iter_rows(named=True) if row["continues"]}
    further = pl.DataFrame([_further(key, following) for key in sized["key"]])
    return sized.join(further, on="key").with_columns(most=pl.col("most_alone") + pl.col("further"))


@cache
def choices() -> pl.DataFrame:
    """Which limit counts: asked (a stage or a key), procedure, custody, bands (of the penalty to be expected), event,
    key, restarted_by. A key that is not listed as asked for stands for itself."""
    listed = codebook.read("limit_choices").with_columns(
        bands=pl.col("sentence").replace({"any": "|".join(BANDS)}).str.split("|"),
        restarted_by=pl.when(pl.col("restarted_by").is_null())
        .then([])
        .otherwise(pl.col("restarted_by").str.split("|")),
    )
    restarts = listed.select("key", "restarted_by").unique("key", keep="first", maintain_order=True)
    unlisted = codebook.read("time_limits").select("key").join(listed, left_on="key", right_on="asked", how="anti")
    any_case = dict.fromkeys(("procedure", "custody"), pl.lit("any"))
    itself = unlisted.join(restarts, on="key", how="left", maintain_order="left").with_columns(
        pl.col("restarted_by").fill_null([]), asked="key", bands=list(BANDS), event=pl.lit("none"), **any_case
    )
    columns = ("asked", "procedure", "custody", "bands", "event", "key", "restarted_by")
    return pl.concat([listed.select(columns), itself.select(columns)]).with_row_index("choice")


@cache
def stages() -> frozenset[str]:
    """Every stage in the table of limits; one with several limits and no listed choice can only be asked by a key."""
    return frozenset(codebook.read("time_limits")["stage"])


def length(months: str, days: str) -> pl.Expr:
    """How long a limit is, for comparing it with another one."""
    return pl.col(months) * MONTH_DAYS + pl.col(days)


def _months_and_days(value: str, unit: str, prefix: str) -> tuple[pl.Expr, pl.Expr]:
    number = pl.col(value).cast(pl.Float64).fill_null(0)
    in_months = (pl.col(unit) == "month").fill_null(False)
    months = pl.when(in_months).then(number.floor()).otherwise(0)
    days = pl.when(in_months).then((number % 1) * MONTH_DAYS).otherwise(number)
    return months.cast(pl.Int64).alias(f"{prefix}months"), days.cast(pl.Int64).alias(f"{prefix}days")


def _further(key: str, following: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The limits that may follow this one, one after the other: their length together and their articles."""
    size, articles, last = 0, list[str](), key
    while last in following:
        row = following[last]
        size, articles, last = size + row["size"], [*articles, *row["basis"].split(";")], row["key"]
    return {"key": key, "further": size, "further_basis": articles}
