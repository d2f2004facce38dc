"""Workdays: the State Council's holidays and make-up workdays, with what the office adds for years not yet covered."""

from collections.abc import Iterable
from datetime import date
from functools import cache

import polars as pl


def covered_years() -> tuple[int, int]:
    """The first and the last year whose holidays are known without additions."""
    years = calendar()["day"].dt.year()
    return int(years[0]), int(years[-1])


def is_workday(days: pl.Series, added_holidays: Iterable[date] = (), added_workdays: Iterable[date] = ()) -> pl.Series:
    """Whether each day is a workday; null for a blank day and in a year not covered.

    Additions win over the published calendar. A later year counts as covered once a holiday of it is added,
    so the office must add that year's whole list.
    """
    known = calendar(tuple(added_holidays), tuple(added_workdays))
    return days.to_frame("day").join(known, on="day", how="left", maintain_order="left")["is_workday"]


def first_workday(
    days: pl.Series, added_holidays: Iterable[date] = (), added_workdays: Iterable[date] = ()
) -> pl.Series:
    """Each day itself when it is a workday, else the next one; null where the year needed is not covered."""
    known = calendar(tuple(added_holidays), tuple(added_workdays))
    stops = pl.when(pl.col("is_workday").fill_null(True)).then("day").fill_null(strategy="backward")
    uncovered = known.filter(pl.col("is_workday").is_null())["day"].implode()
    ahead = known.select("day", first=pl.when(~stops.is_in(uncovered)).then(stops))
    return days.to_frame("day").join(ahead, on="day", how="left", maintain_order="left")["first"]


def workday_after(
    days: pl.Series, counts: pl.Series, added_holidays: Iterable[date] = (), added_workdays: Iterable[date] = ()
) -> pl.Series:
    """The so-many-th workday after each day, which is not counted itself; null where a year on the way is not covered."""
    known = calendar(tuple(added_holidays), tuple(added_workdays))
    unbroken = known.filter(pl.col("is_workday").is_null().cum_sum() == 0)
    passed = unbroken.with_columns(number=pl.col("is_workday").cast(pl.Int64).cum_sum())
    workdays = passed.filter("is_workday").select("number", after="day")
    asked = pl.DataFrame({"day": days, "count": counts.cast(pl.Int64)})
    placed = asked.join(passed, on="day", how="left", maintain_order="left").with_columns(
        pl.col("number") + pl.col("count")
    )
    return placed.join(workdays, on="number", how="left", maintain_order="left")["after"]


@cache
def calendar(added_holidays: tuple[date, ...] = (), added_workdays: tuple[date, ...] = ()) -> pl.DataFrame:
    """Every day from the first known year to the last: day, is_workday (null in a year between that is not known)."""
    from chinese_calendar.constants import holidays, workdays

    off, on = {*holidays, *added_holidays} - {*added_workdays}, {*workdays, *added_workdays} - {*added_holidays}
    years = {day.year for day in (*holidays, *added_holidays)}
    days = pl.date_range(date(min(years), 1, 1), date(max(years), 12, 31), eager=True).alias("day").to_frame()
    is_weekday = pl.col("day").dt.weekday() <= 5
    is_workday = pl.col("day").is_in(on) | (is_weekday & ~pl.col("day").is_in(off))
    return days.with_columns(is_workday=pl.when(pl.col("day").dt.year().is_in(years)).then(is_workday))
