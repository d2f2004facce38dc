"""Scoring of ranges, for tests and studies: how often they hold the value, and how much better than the crime alone tells."""

import polars as pl

from casekit.statistics.scoring import winkler
from casekit.statistics.uncertainty import wilson


def usual(months: pl.Series, crimes: pl.Series, asked: pl.Series, coverage: float = 0.9) -> pl.DataFrame:
    """For each crime asked the low, middle and high that its own cases give: their quantiles, whatever the circumstances."""
    tail = (1 - coverage) / 2
    ends = {"low": tail, "middle": 0.5, "high": 1 - tail}
    own = pl.DataFrame({"crime": crimes, "months": months}).group_by("crime")
    quantiles = own.agg(pl.col("months").quantile(share, "linear").alias(name) for name, share in ends.items())
    return asked.to_frame("crime").join(quantiles, on="crime", how="left", maintain_order="left").drop("crime")


def scored(
    values: pl.Series, ranges: pl.DataFrame, plainly: pl.DataFrame, coverage: float = 0.9, by: pl.Series | None = None
) -> pl.DataFrame:
    """One row for each group of `by` (one without), in its order: group, n, refused, inside, inside_low, inside_high (Wilson's
    95% limits), below, above, width, winkler, error, winkler_skill, error_skill.

    `ranges` and `plainly` (as `usual` makes it) have low, middle, high. Refused ranges count only in `refused`. `error` is the
    mean distance from the middle; a skill is the share by which it, or Winkler's score, is smaller than that of `plainly`.
    """
    known, other = (frame.select("low", "middle", "high") for frame in (ranges, plainly))
    frame = known.with_columns(value=values, group=pl.lit("") if by is None else by.cast(pl.String))
    for name, ends in (("winkler", known), ("plain_winkler", other)):
        frame = frame.with_columns(winkler(values, ends["low"], ends["high"], coverage).alias(name))
    for name, ends in (("error", known), ("plain_error", other)):
        frame = frame.with_columns((values - ends["middle"]).abs().alias(name))
    given = pl.all_horizontal(pl.col("value", "low", "plain_error").is_not_null())
    counts = frame.group_by("group").agg(
        n=given.sum(),
        refused=pl.col("low").is_null().sum(),
        below=(pl.col("value") < pl.col("low")).filter(given).mean(),
        above=(pl.col("value") > pl.col("high")).filter(given).mean(),
        width=(pl.col("high") - pl.col("low")).filter(given).mean(),
        **{name: pl.col(name).filter(given).mean() for name in ("winkler", "error", "plain_winkler", "plain_error")},
    )
    found = counts.sort("group").with_columns(inside=1 - pl.col("below") - pl.col("above"))
    limits = wilson(found["inside"] * found["n"], found["n"])
    return found.select(
        *("group", "n", "refused", "inside"),
        *(
            pl.Series(f"inside_{side}", limit).fill_nan(None)
            for side, limit in zip(("low", "high"), limits, strict=True)
        ),
        *("below", "above", "width", "winkler", "error"),
        *((1 - pl.col(name) / pl.col(f"plain_{name}")).alias(f"{name}_skill") for name in ("winkler", "error")),
    )
