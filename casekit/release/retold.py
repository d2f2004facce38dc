"""Retold: frames as an earlier release left them, from the cells that its vintage kept."""

import polars as pl

from casekit.ground.settings import Settings
from casekit.measures.disclosure import COUNTS, KEYS, protection

CELL = (*KEYS, "groups")


def frames(cells: pl.DataFrame, settings: Settings) -> list[pl.DataFrame]:
    """A frame for each indicator and set of columns it was told by, with these columns as text, counts, hidden and rounding.

    `cells` have indicator, period, groups (`crime=盗窃罪;place=甲镇`), numerator, denominator and hidden. What was told with
    two different numbers is of two things by one name, and is left out.
    """
    several = pl.any_horizontal(pl.col(name).drop_nulls().n_unique().over(CELL) > 1 for name in COUNTS)
    plain = cells.filter(~several).unique([*CELL, *COUNTS, "hidden"], maintain_order=True)
    columns = pl.col("groups").str.replace_all(r"=[^;]*", "").alias("_columns")
    parts = plain.with_columns(columns).partition_by("indicator", "_columns", maintain_order=True)
    return [_frame(part, protection(settings).rounding) for part in parts]


def _frame(part: pl.DataFrame, rounding: int) -> pl.DataFrame:
    names = [name for name in part["_columns"][0].split(";") if name]
    values = [
        pl.col("groups").str.split(";").list.get(place).str.strip_prefix(f"{name}=").alias(name)
        for place, name in enumerate(names)
    ]
    counts = [pl.col(name).cast(pl.Int64) for name in COUNTS]
    return part.select(*KEYS, *values, *counts, "hidden", rounding=pl.lit(rounding))
