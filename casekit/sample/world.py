"""The world of the sample: its offices, towns, crimes, causes, names and workdays - all made up."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from casekit.codebook import holidays

FIRST, LAST, EXTRACTED = date(2021, 10, 1), date(2026, 9, 30), date(2026, 10, 9)
"""The first and last day of the five years, and the last day on which anything was recorded."""

BEFORE = date(2021, 7, 1)
"""From here on cases are received that may still be open on the first day."""


@cache
def table(name: str) -> pl.DataFrame:
    """A list of the sample (crimes, causes, towns) with numbers as numbers."""
    return pl.read_csv(files(__package__).joinpath(f"{name}.csv").read_bytes(), schema_overrides=CODES)


@cache
def toml(name: str) -> dict[str, Any]:
    """A TOML file of the sample."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def workdays(first: date, last: date) -> pl.Series:
    """The workdays from `first` to `last`."""
    return holidays.calendar().filter("is_workday", pl.col("day").is_between(first, last))["day"]


def workday_before(day: pl.Expr) -> pl.Expr:
    """The day itself when offices work, else the last workday before it."""
    return pl.lit(_open_days()["before"]).gather(_number(day))


def workday_after(day: pl.Expr) -> pl.Expr:
    """The day itself when offices work, else the first workday after it."""
    return pl.lit(_open_days()["after"]).gather(_number(day))


CODES = {"code": pl.String, "unit_code": pl.String}


KNOWN = date(2010, 1, 1), date(2035, 12, 31)


def _number(day: pl.Expr) -> pl.Expr:
    return (day - pl.lit(KNOWN[0])).dt.total_days()


@cache
def _open_days() -> pl.DataFrame:
    """For each day from long before to long after the sample the workday before and after; without a calendar, the weekdays."""
    days = pl.date_range(*KNOWN, eager=True).alias("day").to_frame()
    known = days.join(holidays.calendar(), on="day", how="left", maintain_order="left")
    is_open = pl.col("is_workday").fill_null(pl.col("day").dt.weekday() <= 5)
    open_day = pl.when(is_open).then("day")
    return known.select(before=open_day.fill_null(strategy="forward"), after=open_day.fill_null(strategy="backward"))
