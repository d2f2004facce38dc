"""Middles: the median or mean of a number over every period and group, with limits, and how many rows it rests on."""

import polars as pl

from casekit.statistics import uncertainty


def middles(frame: pl.LazyFrame, kind: str, groups: list[str], spans: list[str]) -> pl.DataFrame:
    """The grid of periods and groups: period, <groups>, numerator (rows with a value), denominator (rows counted), value, low, high.

    `frame` has the groups, `den` (who counts), `num` (the value) and a flag `p0`, `p1`, ... for each period.
    """
    counted = [_of_period(frame, groups, place, name) for place, name in enumerate(spans)]
    grid = pl.concat(pl.collect_all(counted))
    found = [_middle(values, kind) for values in grid["values"]]
    ends = pl.DataFrame(found, {"value": pl.Float64, "low": pl.Float64, "high": pl.Float64}, orient="row")
    return pl.concat([grid.drop("values"), ends.with_columns(pl.all().fill_nan(None))], how="horizontal")


def _of_period(frame: pl.LazyFrame, groups: list[str], place: int, name: str) -> pl.LazyFrame:
    inside = pl.col("den") & pl.col(f"p{place}")
    made = {
        "numerator": (inside & pl.col("num").is_not_null()).sum().cast(pl.Int64),
        "denominator": inside.sum().cast(pl.Int64),
        "values": pl.col("num").filter(inside).drop_nulls().sort().cast(pl.Float64),
    }
    total = (
        frame.group_by(groups).agg(**made).sort(groups, nulls_last=True)
        if groups
        else frame.select(
            made["numerator"].alias("numerator"),
            made["denominator"].alias("denominator"),
            made["values"].implode().alias("values"),
        )
    )
    return total.select(pl.lit(name).alias("period"), *groups, "numerator", "denominator", "values")


def _middle(values: pl.Series, kind: str) -> tuple[float | None, float | None, float | None]:
    """The middle of some numbers and its 95% limits; none of no numbers, no limits of too few."""
    if values.is_empty():
        return None, None, None
    if kind == "median":
        return uncertainty.median(values.to_numpy())
    return uncertainty.mean(values.to_numpy())
