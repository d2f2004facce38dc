"""Waiting cases: what came in, what went out, what is open, for how long, and what the next quarters may bring."""

import calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.ground.settings import Settings
from casekit.measures import stages, timed
from casekit.measures.absent import Absent, absence, measure_if_given
from casekit.measures.framed import framed, shared
from casekit.records.records import Records
from casekit.statistics import projection

Span = tuple[str, date, date]
RETURNS = ("first_return_days", "second_return_days")
WHAT = {"received": "received", "left": "cleared", "pending": "open_cases"}
AHEAD, LONG = 2, 30


def by_age(records: Records) -> "pl.DataFrame | Absent":
    """Cases open at the end of the headline period and a year earlier, by band of days waited and whether they are away."""
    return _absence(records) or measure_if_given(records, "open_cases", by=["age", "is_away"], periods=records.compared)


def in_parts(records: Records) -> "pl.DataFrame | Absent":
    """The same cases in four parts: whether they waited over 30 days (is_long), and whether they are away."""
    if isinstance(measured := by_age(records), Absent):
        return measured
    first = sum(upper <= LONG for upper in codebook.toml("stages")["review"]["bands"])
    keys = ["indicator", "period", "is_long", "is_away"]
    summed = measured.with_columns(is_long=pl.col("age") >= first).group_by(keys, maintain_order=True)
    return framed(summed.agg(pl.col("numerator").sum()), pl.col("indicator"), pl.col("period"), keys[2:])


def account(records: Records, periods: Sequence[Period]) -> "pl.DataFrame | Absent":
    """What came and went in each period: indicator, period, numerator, denominator, value, low, high, note.

    Rows of `received` have those received; rows of `cleared` those that ended, of those carried over and received. What was
    carried over and what is open follow from these, so the account always adds up.
    """
    if absent := _absence(records):
        return absent
    return _account(records, [(one.name, one.start, one.end) for one in periods])


def by_month(records: Records) -> "pl.DataFrame | Absent":
    """The account of every whole month of the data up to the period's end, oldest first; a month is called 2026-09."""
    if absent := _absence(records):
        return absent
    return _account(records, _months(records))


def projected(records: Records) -> "pl.DataFrame | Absent":
    """The next two quarters, as a measured frame of `received`, `cleared` (ended) and `open_cases`, with 80% limits, last_year,
    and how the back-tests went: origins, coverage, error, error_last_year. What is too short says so."""
    if isinstance(months := by_month(records), Absent):
        return months
    received, cleared = (months.filter(pl.col("indicator") == name) for name in ("received", "cleared"))
    pending = int((cleared["denominator"] - cleared["numerator"]).tail(1).sum())
    found = projection.project(received["numerator"], cleared["numerator"], pending, AHEAD)
    if found["value"].null_count():
        return Absent(codebook.toml("sentences")["outlook"]["short"][records.settings.language])
    names = [period.name for period in _ahead(records.period)]
    indicator, period = (pl.col("what").replace_strict(WHAT), pl.col("step").replace_strict(dict(enumerate(names, 1))))
    beside = ("last_year", "origins", "coverage", "error", "error_last_year")
    return framed(found, indicator, period, beside=beside, numerator=pl.col("value").round())


def returned_days(records: Records) -> "pl.DataFrame | Absent":
    """Mean days of the returns that came back in the headline period, first ones and second ones, each with its number."""
    measured = [measure_if_given(records, name, periods=records.compared[:1]) for name in RETURNS]
    known = [one for one in measured if isinstance(one, pl.DataFrame)]
    return pl.concat(known) if known else measured[0]


def longest(records: Records) -> pl.DataFrame:
    """The open cases at the end of the period that waited longest and are in the office's hands: case_id, waited (days).

    Without the dates that it takes, none.
    """
    if stages.lacking(records, "review") or not records.period.is_dated:
        return pl.DataFrame(schema={"case_id": pl.String, "waited": pl.Int64})
    upper = codebook.toml("stages")["review"]["bands"][-3]
    return (
        timed.open_on(records, "review", records.period)
        .filter(~pl.col("is_away"), pl.col("days") > upper)
        .sort("days", "case_id", descending=[True, False])
        .select("case_id", waited="days")
        .collect()
    )


def received_in(records: Records, months: Sequence[str]) -> pl.DataFrame:
    """The cases received in the months named: case_id, received (the day), in order of day."""
    spans = [(start, end) for name, start, end in _months(records) if name in months] if months else []
    if not spans:
        return pl.DataFrame(schema={"case_id": pl.String, "received": pl.String})
    inside = pl.any_horizontal([pl.col("started_on").is_between(start, end) for start, end in spans])
    found = stages.of_cases(records, "review", records.period.end).filter(inside).sort("started_on", "case_id")
    return found.select("case_id", received=pl.col("started_on").cast(pl.String)).collect()


def _absence(records: Records) -> Absent | None:
    """What to say where the data has no dates, or not those that it takes."""
    if not records.period.is_dated:
        return Absent(codebook.toml("sentences")["absent_dates"][records.settings.language])
    return absence(records, "open_cases")


def _account(records: Records, spans: Sequence[Span]) -> pl.DataFrame:
    """The account of spans, each case placed by its own two days as they were known at the period's end."""
    cases = stages.of_cases(records, "review", records.period.end).select("started_on", "ended_on").collect()
    names, starts, ends = (pl.Series(part) for part in zip(*spans, strict=True)) if spans else (pl.Series(),) * 3
    after = ends + timedelta(days=1) if spans else ends
    came, gone = (cases[name].drop_nulls().sort() for name in ("started_on", "ended_on"))
    before, until = (came.search_sorted(days, "left") for days in (starts, after)) if spans else (starts, ends)
    left, leaving = (gone.search_sorted(days, "left") for days in (starts, after)) if spans else (starts, ends)
    counts = pl.DataFrame({"period": names, "before": before, "until": until, "left": left, "leaving": leaving})
    whole = counts.with_columns(pl.exclude("period").cast(pl.Int64))
    received, ended = pl.col("until") - pl.col("before"), pl.col("leaving") - pl.col("left")
    made = [_rows(whole, "received", received, None), _rows(whole, "cleared", ended, pl.col("until") - pl.col("left"))]
    return pl.concat(made)


def _rows(counts: pl.DataFrame, indicator: str, numerator: pl.Expr, denominator: pl.Expr | None) -> pl.DataFrame:
    """Rows of one indicator as `measure` has them."""
    named = counts.select(
        "period", numerator=numerator, **({} if denominator is None else {"denominator": denominator})
    )
    return framed(named if denominator is None else shared(named), indicator, pl.col("period"))


def _months(records: Records) -> list[Span]:
    """The statistical months from the first whole one of the data to that in which the period ends."""
    begins, last = records.report["begins"], records.period.end
    if begins is None:
        return []
    first = date.fromisoformat(begins)
    count = (last.year - first.year) * 12 + last.month - first.month
    numbers = [divmod(first.year * 12 + first.month - 1 + place, 12) for place in range(-1, count + 1)]
    ends = [_end(year, month + 1, records.settings) for year, month in numbers]
    names = [f"{year}-{month + 1:02d}" for year, month in numbers]
    return [
        (names[place], ends[place - 1] + timedelta(days=1), ends[place])
        for place in range(1, len(ends))
        if ends[place] <= last
    ]


def _end(year: int, month: int, settings: Settings) -> date:
    """The last day of a statistical month; the year's own end closes December."""
    ending = int(settings.year_end[3:]) if month == 12 and settings.year_end.startswith("12") else settings.month_end
    whole = calendar.monthrange(year, month)[1]
    return date(year, month, min(ending or whole, whole))


def _ahead(period: Period) -> list[Period]:
    """The quarters that follow."""
    places = [divmod(period.year * 4 + period.quarter - 1 + step, 4) for step in range(1, AHEAD + 1)]
    return [replace(period, kind="quarter", year=year, quarter=place + 1) for year, place in places]
