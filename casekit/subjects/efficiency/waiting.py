"""Waiting cases: what came in, what went out, what is open and for how long."""

from datetime import date, timedelta

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import stages, timed
from casekit.records.records import Records

MONTHS = 37
YEAR = 365


def longest(records: Records) -> pl.DataFrame:
    """The open cases at the end of the period that waited longest and are in the office's hands: case_id, waited (days)."""
    upper = codebook.toml("stages")["review"]["bands"][-3]
    return (
        timed.open_on(records, "review", records.period)
        .filter(~pl.col("is_away"), pl.col("days") > upper)
        .sort("days", "case_id", descending=[True, False])
        .select("case_id", waited="days")
        .collect()
    )


def monthly(records: Records) -> pl.DataFrame:
    """What came in and went out by calendar month, oldest first: month (its first day), received, ended, open_at_end.

    Months run from the first whole one of the data to the last of the period.
    """
    cases = stages.of_cases(records, "review", records.period.end).select("started_on", "ended_on").collect()
    first = cases["started_on"].min()
    if not isinstance(first, date):
        return pl.DataFrame(schema={"month": pl.Date, "received": pl.Int64, "ended": pl.Int64, "open_at_end": pl.Int64})
    months = pl.DataFrame({"month": pl.date_range(_after(first), records.period.end, "1mo", eager=True, closed="left")})
    for name, column in (("received", "started_on"), ("ended", "ended_on")):
        counts = cases.drop_nulls(column).group_by(pl.col(column).dt.truncate("1mo").alias("month")).len(name)
        months = months.join(counts, on="month", how="left", maintain_order="left")
    carried = cases.filter(
        pl.col("started_on") < months["month"][0], ~(pl.col("ended_on") < months["month"][0]).fill_null(False)
    )
    counted = months.with_columns(pl.col("received", "ended").fill_null(0).cast(pl.Int64))
    flow = (pl.col("received") - pl.col("ended")).cum_sum()
    return counted.with_columns(open_at_end=flow + carried.height)


def balance(records: Records, span: Period) -> dict[str, int | float | None]:
    """One period's account: carried (open when it began), received, ended, open, and what the formulas make of these.

    clearance: ended / received (结收比). disposition_days: open / ended x days of the period, the time the open cases would
    take at this pace (CEPEJ); it says nothing of any single case, and falls when easy cases are taken first.
    """
    frame = stages.of_cases(records, "review", span.end).collect()
    eve = span.start - timedelta(days=1)
    began = pl.col("started_on") > eve
    ended = int((frame["ended_on"].is_not_null() & (frame["ended_on"] > eve)).sum())
    received, open_now = int(frame.select(began.sum()).item()), int(frame["is_open"].sum())
    carried = open_now + ended - received
    days = (span.end - span.start).days + 1
    return {
        "carried": carried,
        "received": received,
        "ended": ended,
        "open": open_now,
        "clearance": ended / received if received else None,
        "disposition_days": open_now / ended * days if ended else None,
    }


def _after(first: date) -> date:
    """The first day of the first whole month."""
    return first if first.day == 1 else (first.replace(day=1) + timedelta(days=32)).replace(day=1)
