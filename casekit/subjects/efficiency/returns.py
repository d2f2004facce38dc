"""Returns and rework: the routes cases took through review, the loops in them, and the days these took."""

import re
from collections.abc import Iterable

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import stages, timed
from casekit.records.records import Records

RETURNED = ("first_returned_on", "second_returned_on")
COMMON = 6


def flow(records: Records) -> dict[str, int]:
    """What became of the cases received in the headline period: received, returns (件次), returned (cases), extensions,
    prosecuted, not_prosecuted, moved, open."""
    now = records.compared[0]
    columns = [name for name in (*RETURNED, "extended_times") if name in records.columns("cases")]
    cohort = timed.cohort(records, "review", now, columns).collect()
    returns = [cohort[name].is_not_null() for name in RETURNED if name in columns]
    counts = {name: int((cohort["outcome"] == name).sum()) for name in ("prosecuted", "not_prosecuted", "moved")}
    times = cohort["extended_times"].cast(pl.Int64) if "extended_times" in columns else pl.Series([], dtype=pl.Int64)
    return counts | {
        "received": cohort.height,
        "returns": int(sum(flags.sum() for flags in returns)),
        "returned": int(returns[0].sum()) if returns else 0,
        "extensions": int(times.sum()),
        "open": int(cohort["is_open"].sum()),
    }


def routes(records: Records) -> pl.DataFrame:
    """The most common routes of the cases concluded in the headline period: route in words, numerator, denominator, days (median)."""
    now = records.compared[0]
    taken = _routes(records, now)
    counted = taken.group_by("route", "outcome").agg(numerator=pl.len().cast(pl.Int64), days=pl.col("days").median())
    most = counted.sort("numerator", "route", "outcome", descending=[True, False, False]).head(COMMON)
    steps = [[*re.sub("[CGN]", "", route), outcome] for route, outcome in most.select("route", "outcome").iter_rows()]
    words = pl.Series("words", [_said(one, records) for one in steps], dtype=pl.String)
    return most.select(words.alias("route"), "numerator", denominator=pl.lit(taken.height, pl.Int64), days="days")


def out_of_order(records: Records) -> pl.DataFrame:
    """The cases received in the headline period whose steps are not in the order the law gives: case_id, route in words."""
    routed = _lettered(records).filter(~pl.col("route").str.contains(codebook.toml("stages")["route"]["lawful"]))
    now = records.compared[0]
    cohort = timed.cohort(records, "review", now).select("case_id")
    found = routed.join(cohort, on="case_id", how="semi").sort("case_id").collect()
    return found.with_columns(route=pl.Series([_said(route, records) for route in found["route"]], dtype=pl.String))


def loops(records: Records, period: Period) -> pl.DataFrame:
    """Days that cases concluded in the period were away on returns: case_id, days, returned_days; those returned alone."""
    done = stages.of_cases(records).filter(pl.col("ended_on").is_between(period.start, period.end))
    return done.filter(pl.col("returned_days") > 0).select("case_id", "days", "returned_days").collect()


def _routes(records: Records, period: Period) -> pl.DataFrame:
    done = stages.of_cases(records).filter(
        pl.col("ended_on").is_between(period.start, period.end), pl.col("outcome") != "moved"
    )
    return done.select("case_id", "days", "outcome").join(_lettered(records), on="case_id", how="inner").collect()


def _lettered(records: Records) -> pl.LazyFrame:
    """Each case's steps of review as letters in order of day: case_id, route."""
    letters: dict[str, str] = codebook.toml("stages")["route"]["letters"]
    steps = records.table("steps").filter(pl.col("step").is_in(list(letters))).sort("case_id", "step_no")
    lettered = steps.with_columns(letter=pl.col("step").replace_strict(letters, return_dtype=pl.String))
    return lettered.group_by("case_id").agg(route=pl.col("letter").str.join(""))


def _said(steps: Iterable[str], records: Records) -> str:
    """The steps of a route in words, parted by arrows."""
    words: dict[str, str] = codebook.toml("stages")["route"]["words"][records.settings.language]
    return "→".join(words[step] for step in steps)
