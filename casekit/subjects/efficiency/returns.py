"""Returns and rework: the routes cases took through review, the loops in them, and the days these took."""

import re
from collections.abc import Iterable

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import stages, timed
from casekit.measures.absent import Absent, absence, nothing_to_count
from casekit.measures.framed import framed
from casekit.records.records import Records

RETURNED = ("first_returned_on", "second_returned_on")
LOOPS = dict(zip(("returned_once", "returned_twice"), RETURNED, strict=True))
OUTCOMES = ("prosecuted", "not_prosecuted", "moved")
COMMON = 6
RETURNS, BACK = "returned_once", ("received", "first_return_days")


def flow(records: Records) -> pl.DataFrame | Absent:
    """What became of the cases received in the headline period, as a measured frame: indicator, period, step, numerator,
    blank denominator, value, low, high, note, and times.

    Steps are received, prosecuted, not_prosecuted, moved and open, which add up to received, and the loops returned_once,
    returned_twice and extended: cases that went through them, with how often in `times` where that is known.
    """
    if (absent := absence(records, "received")) is not None:
        return absent
    now = records.compared[0]
    columns = [name for name in (*RETURNED, "extended_times") if name in records.columns("cases")]
    cohort = timed.cohort(records, "review", now, columns).collect()
    if cohort.is_empty():
        return nothing_to_count(records)
    counts: dict[str, tuple[int, int | None]] = {"received": (cohort.height, None)}
    counts |= {name: (int((cohort["outcome"] == name).sum()), None) for name in OUTCOMES}
    counts["open"] = int(cohort["is_open"].sum()), None
    counts |= {step: (int(cohort[name].is_not_null().sum()), None) for step, name in LOOPS.items() if name in columns}
    if "extended_times" in columns:
        times = cohort["extended_times"].cast(pl.Int64).fill_null(0)
        counts["extended"] = int((times > 0).sum()), int(times.sum())
    rows = [(step, *pair) for step, pair in counts.items()]
    kinds = {"step": pl.String, "numerator": pl.Int64, "times": pl.Int64}
    return framed(pl.DataFrame(rows, kinds, orient="row"), "received", now.name, ["step"], ["times"])


def routes(records: Records) -> pl.DataFrame | Absent:
    """The most common routes of the cases concluded in the headline period: route in words, numerator, denominator, days (median)."""
    if (absent := absence(records, RETURNS)) is not None or (
        absent := absence(records, "decided_in_30_days")
    ) is not None:
        return absent
    now = records.compared[0]
    taken = _routes(records, now)
    counted = taken.group_by("route", "outcome").agg(numerator=pl.len().cast(pl.Int64), days=pl.col("days").median())
    most = counted.sort("numerator", "route", "outcome", descending=[True, False, False]).head(COMMON)
    steps = [[*re.sub("[CGN]", "", route), outcome] for route, outcome in most.select("route", "outcome").iter_rows()]
    words = pl.Series("words", [_said(one, records) for one in steps], dtype=pl.String)
    return most.select(words.alias("route"), "numerator", denominator=pl.lit(taken.height, pl.Int64), days="days")


def out_of_order(records: Records) -> pl.DataFrame | Absent:
    """The cases received in the headline period whose steps are not in the order the law gives: case_id, route in words."""
    for wanted in (RETURNS, "received"):
        if (absent := absence(records, wanted)) is not None:
            return absent
    routed = _lettered(records).filter(~pl.col("route").str.contains(codebook.toml("stages")["route"]["lawful"]))
    now = records.compared[0]
    cohort = timed.cohort(records, "review", now).select("case_id")
    found = routed.join(cohort, on="case_id", how="semi").sort("case_id").collect()
    return found.with_columns(route=pl.Series([_said(route, records) for route in found["route"]], dtype=pl.String))


def loops(records: Records) -> dict[str, int] | Absent:
    """Of the cases concluded in the headline period that were away on returns: cases, days (all of theirs), and days away."""
    for wanted in (RETURNS, *BACK):
        if (absent := absence(records, wanted)) is not None:
            return absent
    now = records.compared[0]
    done = stages.of_cases(records).filter(
        pl.col("ended_on").is_between(now.start, now.end), pl.col("outcome") != "moved", pl.col("returned_days") > 0
    )
    found = done.select(cases=pl.len(), days=pl.col("days").sum(), away=pl.col("returned_days").sum()).collect()
    return {name: int(value) for name, value in found.row(0, named=True).items()}


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
