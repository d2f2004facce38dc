"""Recording: whether what is dated by a late field (judgments) has all been entered for the newest quarter."""

from datetime import date

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.records.records import Records
from casekit.statistics.completeness import Completeness, completeness

SETTLED = 3  # months after which a month's entries are taken for complete
MONTHS = 29  # months looked back at, from which the statistics take their own


def recording(records: Records, dated_by: str) -> Completeness | None:
    """How complete the quarter's entries of a late date are; None for a date that is not late or cannot be judged."""
    since = codebook.toml("outcomes")["late"].get(dated_by)
    columns = records.columns("suspects")
    if since is None or not {since, dated_by} <= columns or records.period.kind != "quarter":
        return None
    days = records.table("suspects").select(pl.col(since, dated_by).to_physical().cast(pl.Float64)).drop_nulls(since)
    frame = days.collect()
    newest = records.period
    return completeness(frame[since], frame[dated_by].fill_null(float("nan")), _days(newest), _settled(newest, records))


def _settled(newest: Period, records: Records) -> list[tuple[int, int]]:
    """The months old enough to be complete, oldest first, from when the data begins."""
    begins = records.report["begins"]
    first = [newest.start.replace(day=1)]
    for _ in range(MONTHS):
        first.append(_month_before(first[-1]))
    months = [(_number(start), _number(end) - 1) for start, end in zip(first[1:], first, strict=False)]
    known = [month for month in months if begins and month[0] >= _number(date.fromisoformat(begins))]
    last = _days(newest)[1] - SETTLED * 30
    return [month for month in reversed(known) if month[1] <= last]


def _month_before(first: date) -> date:
    return first.replace(year=first.year - (first.month == 1), month=(first.month - 2) % 12 + 1)


def _days(period: Period) -> tuple[int, int]:
    return _number(period.start), _number(period.end)


def _number(day: date) -> int:
    """Days since 1970-01-01, as polars counts them."""
    return (day - date(1970, 1, 1)).days
