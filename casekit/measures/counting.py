"""Counting: the day on which a time limit ends, from the day it started, by the law's rules of months, days and holidays."""

from datetime import date

import polars as pl

from casekit.codebook import time_limits
from casekit.codebook.holidays import covered_years, first_workday, workday_after

NO_OWN_LIMIT = ("within_review_limit", "excluded", "immediately")
IN_CUSTODY = "in_custody"


def counted(
    candidates: pl.DataFrame, added_holidays: tuple[date, ...] = (), added_workdays: tuple[date, ...] = ()
) -> pl.DataFrame:
    """Each limit with `due_on`, or with the `problem` for which it has none, and `basis`.

    Of the limit there are the columns of `time_limits.limits`; of the case: start, given_custody, extra_months, extra_days,
    extra_is_total, expert_from, expert_to, expires, returns, is_away and the day of whatever may restart a clock.
    """
    totals = {name: _total(name) for name in ("months", "days")}
    ended = candidates.with_columns(total_months=totals["months"], total_days=totals["days"]).with_columns(
        last=_by_calendar(), total=time_limits.length("total_months", "total_days")
    )
    last = (ended["last"] + ended.select(pl.duration(days=_excluded())).to_series()).alias("last")
    moved = first_workday(last, added_holidays, added_workdays)
    worked = workday_after(ended["start"], ended["total_days"], added_holidays, added_workdays)
    days = ended.with_columns(last, moved=moved, worked=worked)
    rule = pl.col("holiday_rule")
    due = pl.when(_stays()).then("last").when(rule == "workday").then("worked").otherwise("moved")
    told = days.with_columns(due_on=due).with_columns(problem=_problem(), basis=_basis())
    return told.with_columns(due_on=pl.when(pl.col("problem").is_null()).then("due_on"))


def _total(part: str) -> pl.Expr:
    """Months or days with the extension, which may be a new total or what is added."""
    extra = pl.col(f"extra_{part}")
    return (
        pl.when(extra.is_null()).then(part).when(pl.col("extra_is_total")).then(extra).otherwise(pl.col(part) + extra)
    )


def _by_calendar() -> pl.Expr:
    """The day by the calendar alone: whole months first, from a month's last day to a month's last day, then days."""
    start, months = pl.col("start"), pl.col("total_months")
    same_day = start.dt.offset_by(pl.format("{}mo", months))
    from_end = (months > 0) & (start == start.dt.month_end())
    after_months = pl.when(from_end).then(same_day.dt.month_end()).otherwise(same_day)
    backwards = pl.col("expires") - pl.duration(days="days")
    before = pl.col("counting_rule") == "days_before_expiry"
    return pl.when(before).then(backwards).otherwise(after_months + pl.duration(days="total_days"))


def _excluded() -> pl.Expr:
    """Days of a psychiatric examination that fall into the running time: first and last day too, none before the clock
    started, and none at all of one begun after the limit had passed."""
    first = pl.max_horizontal("expert_from", pl.col("start") + pl.duration(days=1))
    days = (pl.col("expert_to") - first).dt.total_days() + 1
    counts = (pl.col("expert_from") <= pl.col("last")).fill_null(False)
    return pl.when(counts).then(days.clip(lower_bound=0)).otherwise(0)


def _stays() -> pl.Expr:
    """Whether the last day stands though it be a holiday."""
    rule = pl.col("holiday_rule")
    unless = (rule == "holiday_shift_unless_in_custody") & (pl.col("given_custody") == IN_CUSTODY)
    return (rule == "no_holiday_shift") | unless


def _problem() -> pl.Expr:
    """Why a limit gives no day, the plainest reason first."""
    before = pl.col("counting_rule") == "days_before_expiry"
    by_return = pl.col("restarted_by").list.contains("returned") & pl.col("last_returned").is_not_null()
    no_start = pl.col("received").is_null() & ~by_return
    early = pl.col("start") < pl.col("valid_from")
    return pl.coalesce(
        pl.when(pl.col("counting_rule").is_in(NO_OWN_LIMIT)).then(pl.lit("no_own_limit")),
        pl.when(before & pl.col("expires").is_null()).then(pl.lit("expiry_missing")),
        pl.when(~before & no_start).then(pl.lit("received_missing")),
        _restart_problem(),
        pl.when(early).then(pl.format("before_rule:{}", "valid_from")),
        pl.when(_is_extended() & ~_extension_allowed()).then(pl.lit("extension_not_allowed")),
        pl.when(pl.col("due_on").is_null()).then(pl.format("holidays_not_covered:{}", _uncovered_year())),
    )


def _restart_problem() -> pl.Expr:
    """A return or change that such a clock does not know, one return too many, or a case that is away."""
    returned = pl.col("returns").fill_null(0) > 0
    known = {name: pl.col("restarted_by").list.contains(name) for name in ("resubmitted", "returned")}
    strange = {"returned_on": returned & ~known["resubmitted"] & ~known["returned"]} | {
        name: pl.col(name).is_not_null() & ~pl.col("restarted_by").list.contains(name)
        for name in ("jurisdiction_change", "simplified_to_ordinary")
    }
    away = known["resubmitted"] & pl.col("is_away").fill_null(False)
    return pl.coalesce(
        *(pl.when(found).then(pl.lit(f"event_not_applicable:{name}")) for name, found in strange.items()),
        pl.when(pl.col("returns") > _most_returns()).then(pl.lit("too_many_returns")),
        pl.when(away).then(pl.lit("case_is_away")),
    )


def _most_returns() -> int:
    limits = time_limits.limits()
    return int(limits.filter(pl.col("key") == "return_police")["max_times"][0])


def _is_extended() -> pl.Expr:
    return pl.col("extra_months").is_not_null() & ((pl.col("total") != pl.col("size")) | ~pl.col("extra_is_total"))


def _extension_allowed() -> pl.Expr:
    """Longer than the limit, no longer than the law lets it be, and in the law's own unit."""
    further = pl.col("total").is_between("size", "most", closed="right")
    whole_months = pl.col("months") > 0
    total_unit = (pl.col("total_months") > 0) == whole_months
    added_unit = (pl.col("extra_months") > 0) == (pl.col("extension_months") > 0)
    return further & pl.when("extra_is_total").then(total_unit).otherwise(added_unit)


def _uncovered_year() -> pl.Expr:
    """The year whose holidays would have to be known: that of the last day, or the one it would move into."""
    year, (first, final) = pl.col("last").dt.year(), covered_years()
    return pl.when(year.is_between(first, final)).then(year + 1).otherwise(year)


def _basis() -> pl.Expr:
    """The limit's articles, with those of what continues it where the extension goes so far."""
    further = pl.when(pl.col("total") > pl.col("most_alone")).then("further_basis").otherwise([])
    return pl.concat_list(pl.col("basis").str.split(";"), further).list.unique(maintain_order=True).list.join(";")
