"""Limits: how the reviews concluded in a period stand against the statutory limit, and whether decisions gather on its last days."""

from datetime import timedelta

import polars as pl

from casekit import codebook
from casekit.codebook.holidays import calendar
from casekit.measures import limits, rounds, stages
from casekit.measures.absent import Absent, absence, nothing_to_count, passing_absence
from casekit.measures.last_days import with_last_days
from casekit.measures.measure import owner
from casekit.records.records import Records
from casekit.statistics.bunching import Bunching, bunching
from casekit.statistics.uncertainty import median

INDICATOR = "within_limit"
CLOCKS = ("handling", "custody", "unknown")
ORDER = ("within", "within_extended", "to_check", "cannot_tell")
WORKDAYS = 3  # the last ones, on which decisions are counted


def concluded(records: Records) -> pl.DataFrame | Absent:
    """The reviews concluded in the headline period, as `measures.limits` has them, without those that moved elsewhere."""
    if (absent := absence(records, INDICATOR)) is not None:
        return absent
    now = records.compared[0]
    ended = stages.of_cases(records).filter(
        pl.col("ended_on").is_between(now.start, now.end), pl.col("outcome") != "moved"
    )
    told = limits.of_cases(records, ("review",)).filter(pl.col("outcome").is_in(ORDER))
    found = told.join(ended.select("case_id").collect(), on="case_id", how="semi", maintain_order="left")
    return found if found.height else nothing_to_count(records)


@passing_absence
def outcomes(concluded: pl.DataFrame, records: Records) -> pl.DataFrame:
    """How they stand, one row an outcome: outcome, missing (in words: the field without which it cannot be told, or why), the
    cases of each clock (handling, custody, unknown), and cases, of all of them."""
    of_clock = {clock: (pl.col("clock").fill_null("unknown") == clock).sum().cast(pl.Int64) for clock in CLOCKS}
    order = pl.col("outcome").replace_strict({name: place for place, name in enumerate(ORDER)}, return_dtype=pl.Int8)
    told = concluded.with_columns(missing=_why(concluded, records)).group_by("outcome", "missing")
    return told.agg(**of_clock, cases=pl.len().cast(pl.Int64)).sort(order, "missing", nulls_last=False)


@passing_absence
def shares_used(concluded: pl.DataFrame) -> pl.DataFrame:
    """How much of the limit of their last round the cases used whose limit can be told: clock, cases, used (median share), low,
    high."""
    told = concluded.filter(pl.col("outcome") != "cannot_tell", pl.col("clock").is_not_null())
    parts = told.sort("clock", descending=True).partition_by("clock", as_dict=True, maintain_order=True)
    rows = [(clock, part.height, *median(part["share_used"].drop_nulls())) for (clock,), part in parts.items()]
    kinds = {"clock": pl.String, "cases": pl.Int64} | dict.fromkeys(("used", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, kinds, orient="row").fill_nan(None)


@passing_absence
def to_check(concluded: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The cases whose limit is to be checked, the longest over it first: case_id, limit (its kind in words), last_day and ended
    (text), over (days; blank where an earlier round than the last is the one to check)."""
    words = codebook.labels("limit_clock", records.settings.language)
    days = (pl.col("ended_on") - pl.col("last_day_on")).dt.total_days()
    over = pl.when(days > 0).then(days).alias("over")
    late = concluded.filter(pl.col("outcome") == "to_check").with_columns(over)
    return late.sort("over", "case_id", descending=[True, False], nulls_last=True).select(
        "case_id",
        limit=pl.col("clock").replace_strict(words, default=None, return_dtype=pl.String),
        last_day=pl.col("last_day_on").cast(pl.String),
        ended=pl.col("ended_on").cast(pl.String),
        over="over",
    )


def bunched(records: Records) -> Bunching | Absent:
    """Whether first rounds of review end more often on the last three working days of their limit than their course before
    leads one to expect.

    Of the cases received in the twelve months to the period's end that are known to have stood under the limit of one month:
    those whose procedure is on record and not fast track (one that was not charged may have had the limit of fast track), and
    whose clock neither stood still nor turns on unknown custody. A round ends by conclusion or by a return. The due day is the
    original one: a case with an extension could have been decided by it.
    """
    if (absent := absence(records, INDICATOR, by="procedure")) is not None:
        return absent
    year = records.period.recent(4)
    month = records.table("cases").filter(pl.col("procedure") != rounds.FAST_TRACK).select("case_id").collect()
    first = with_last_days(rounds.of_cases(records, ("review",)), records.settings).filter(
        pl.col("number") == 1,
        pl.col("started_on").is_between(year[0].start, year[-1].end),
        pl.col("due_low") == pl.col("due_high"),
        pl.col("suspended_on").is_null() & ~pl.col("has_exam") & ~pl.col("is_moved"),
    )
    cases = first.join(month, on="case_id", how="semi", maintain_order="left")
    until = _numbers(pl.Series([records.extracted])).item()
    received, due, ended = (_numbers(cases[name]) for name in ("started_on", "due_low", "ended_on"))
    return bunching(received, due, ended, _days_off(cases, records), window=WORKDAYS, until=until)


def _why(concluded: pl.DataFrame, records: Records) -> pl.Expr:
    """What is missing, or the problem, in words."""
    language = records.settings.language
    fields = concluded["missing"].drop_nulls().unique().to_list()
    codes = concluded["problem"].drop_nulls().unique().to_list()
    words = {name: codebook.field_label(owner("cases", name), name, language) for name in fields}
    said = {code: codebook.problem_label("cases", code, language) for code in codes}
    found = [
        pl.col(name).replace_strict(known, default=None, return_dtype=pl.String)
        for name, known in (("missing", words), ("problem", said))
    ]
    return pl.coalesce(found)


def _days_off(first: pl.DataFrame, records: Records) -> pl.Series:
    """Every day without work around the cases' lives; in a year not covered, the weekends."""
    start, end = first.select(pl.col("started_on").min(), end=pl.col("due_low").max()).row(0)
    if start is None or end is None:
        return pl.Series([], dtype=pl.Int64)
    around = timedelta(days=40)
    days = pl.date_range(start - around, end + around, eager=True).alias("day").to_frame()
    known = calendar(tuple(records.settings.holidays_added), tuple(records.settings.workdays_added))
    weekend = pl.col("day").dt.weekday() > 5
    off = days.join(known, on="day", how="left").filter(pl.coalesce(~pl.col("is_workday"), weekend))
    return _numbers(off["day"])


def _numbers(days: pl.Series) -> pl.Series:
    """Days since 1970-01-01."""
    return days.cast(pl.Date).to_physical().cast(pl.Int64)
