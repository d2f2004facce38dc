"""Thinned: curves that count up to a day, told only on days by which enough happened since the last one told."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from casekit import codebook

DAY, SERIES = "time", "series"
WHOLE = ("decided", "before")  # what stands for all series of its period


def is_curve(measured: pl.DataFrame) -> bool:
    """Whether its numerators are counts of what had happened by each day, by series."""
    return {DAY, SERIES} <= set(measured.columns)


def thinned(curve: pl.DataFrame) -> pl.DataFrame:
    """The curve on those days only on which every series has moved by its row's `threshold` or more since the last such day,
    or not at all; every series is told as it stood then, and who ended after the last such day is not told.

    Days of `hidden` rows are not told; where no other is left, the last stands there as hidden. A day that an indicator
    counts up to (decided in 30 days) is told elsewhere, and is kept as far from the others.
    """
    parts = curve.partition_by("indicator", "period", maintain_order=True)
    made = [_on(part, pl.Series(DAY, _days(part), curve.schema[DAY])) for part in parts]
    return pl.concat(made) if made else curve


def _on(part: pl.DataFrame, days: pl.Series) -> pl.DataFrame:
    """Each series as it stood on these days, without those on which it stood still."""
    told = [
        days.to_frame("_day").join_asof(own.sort(DAY), left_on="_day", right_on=DAY, strategy="backward")
        for own in part.partition_by(SERIES, maintain_order=True)
    ]
    moved = [one.drop_nulls("numerator").unique(DAY, keep="first", maintain_order=True) for one in told]
    placed = pl.concat(one.with_columns(pl.col("_day").alias(DAY)).select(part.columns) for one in moved)
    return placed.with_columns(hidden=pl.col(DAY).is_in(part.filter("hidden")[DAY].implode()))


def _days(part: pl.DataFrame) -> list[float]:
    """The days that are told: of those of the whole, which are the same wherever the whole is told again, the ones on which
    its series have moved enough too."""
    least: int = part.select(pl.col("threshold").max()).item()
    wide = part.pivot(SERIES, index=DAY, values="numerator", aggregate_function="max").sort(DAY)
    counts = wide.select(DAY, pl.exclude(DAY).forward_fill().fill_null(0))
    sums = [name for name in WHOLE if name in counts.columns]
    apart = [name for name in counts.columns if name not in (DAY, *WHOLE)]
    block = codebook.toml("indicators").get(part["indicator"][0], {})
    told = counts.filter(pl.col(DAY) <= block.get("days", -1)).select(sums).tail(1).rows()
    chosen = counts
    for names, points in ((sums, told), (apart, [])):
        days = list(_far(chosen.select(DAY, *names).rows(), points, least)) if names else chosen[DAY].to_list()
        chosen = chosen.filter(pl.col(DAY).is_in(days))
    shown = chosen.filter(~pl.col(DAY).is_in(part.filter("hidden")[DAY].implode()))
    return (shown if shown.height else chosen.tail(1))[DAY].to_list()


def _far(rows: list[tuple[Any, ...]], points: list[tuple[int, ...]], least: int) -> Iterator[float]:
    """The days of rows (a day, then counts up to it) on which every count has moved by `least` or not at all since the last,
    and is as far from these points."""
    last: tuple[int, ...] = (0,) * (len(rows[0]) - 1 if rows else 0)
    for day, *now in rows:
        steps = [abs(one - other) for point in (last, *points) for one, other in zip(now, point, strict=True)]
        if tuple(now) != last and all(step == 0 or step >= least for step in steps):
            yield day
            last = tuple(now)
