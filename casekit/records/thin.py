"""Thin months: a period whose last month brought far fewer cases than usual may come from an export that is incomplete."""

import calendar
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import polars as pl

from casekit.ground import written
from casekit.ground.errors import Words, both, notice
from casekit.ground.quarter import Period

QUARTERS, BEFORE, FEWEST, HALF = 5, 12, 6, 0.5


def thin_month(tables: dict[str, pl.DataFrame], period: Period) -> Iterable[Words]:
    """What to tell where a quarter's last month has less than half the cases received in the median month before it.

    The months before are the last twelve by the office's own month ends, from the first with a case on; fewer than six
    are no measure, and nothing is told.
    """
    counts = _received(tables, period)
    before = [count for _, count in counts[:-1]]
    usual = pl.Series(before).median()
    if period.kind != "quarter" or len(before) < FEWEST or not isinstance(usual, float):
        return
    end, count = counts[-1]
    if count < HALF * usual:
        month = both(lambda language: written.month(end, language))
        yield notice("thin_month", month=month, count=count, usual=f"{usual:g}", months=len(before))


def _received(tables: dict[str, pl.DataFrame], period: Period) -> list[tuple[date, int]]:
    """Cases received in the last month and the twelve before it, by the month's last day, from the first with a case on."""
    cases = tables.get("cases", pl.DataFrame())
    if period.kind != "quarter" or "received_on" not in cases.columns:
        return []
    on, ends = pl.col("received_on"), [day for quarter in period.recent(QUARTERS) for day in month_ends(quarter)]
    bounds = [(last, (on > before) & (on <= last)) for before, last in pairwise(ends[-BEFORE - 2 :])]
    row = cases.select(inside.sum().alias(last.isoformat()) for last, inside in bounds).row(0)
    counts = [(last, int(count or 0)) for (last, _), count in zip(bounds, row, strict=True)]
    filled = next((place for place, (_, count) in enumerate(counts) if count), len(counts))
    return counts[filled:]


def month_ends(quarter: Period) -> list[date]:
    """The last days of a quarter's three months: the office's day of the month, and the quarter's own end."""
    inner = [(quarter.year, 3 * quarter.quarter - 2), (quarter.year, 3 * quarter.quarter - 1)]
    lasts = [(year, month, calendar.monthrange(year, month)[1]) for year, month in inner]
    return [*(date(year, month, min(quarter.month_end or last, last)) for year, month, last in lasts), quarter.end]
