"""Retold: frames as an earlier release left them, from the cells that its vintage kept."""

import polars as pl

from casekit.ground.settings import Settings
from casekit.measures.disclosure import COUNTS, KEYS, groups_of, protection
from casekit.release.adding import APART

CELL = (*KEYS, "groups")


def frames(cells: pl.DataFrame, settings: Settings) -> list[pl.DataFrame]:
    """A frame for each indicator and set of columns it was told by, with these columns as text, counts, hidden and rounding;
    what was told along fewer columns than it names is a frame for each value of the others.

    `cells` have indicator, period, groups (`crime=盗窃罪;place=甲镇`), numerator, denominator, hidden and `along` (columns, or
    APART): what was of rows of its own is left out, since nothing told later is of the same. So is what was told with two
    different numbers, as it is of two things by one name.
    """
    several = pl.any_horizontal(pl.col(name).drop_nulls().n_unique().over(CELL) > 1 for name in COUNTS)
    plain = cells.filter(pl.col("along") != APART).filter(~several)
    told = plain.unique([*CELL, *COUNTS, "hidden", "along"], maintain_order=True)
    columns = pl.col("groups").str.replace_all(r"=[^;]*", "").alias("_columns")
    parts = told.with_columns(columns).partition_by("indicator", "_columns", "along", maintain_order=True)
    return [one for part in parts for one in _apart(_frame(part, protection(settings).rounding), part["along"][0])]


def _apart(frame: pl.DataFrame, along: str) -> list[pl.DataFrame]:
    """The frame, or one for each value of the columns along which it did not go."""
    steady = [name for name in groups_of(frame) if name not in along.split(";")]
    return frame.partition_by(steady, maintain_order=True) if steady else [frame]


def _frame(part: pl.DataFrame, rounding: int) -> pl.DataFrame:
    names = [name for name in part["_columns"][0].split(";") if name]
    values = [
        pl.col("groups").str.split(";").list.get(place).str.strip_prefix(f"{name}=").alias(name)
        for place, name in enumerate(names)
    ]
    counts = [pl.col(name).cast(pl.Int64) for name in COUNTS]
    return part.select(*KEYS, *values, *counts, "hidden", rounding=pl.lit(rounding))
