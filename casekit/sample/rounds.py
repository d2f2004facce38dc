"""Rounds: how long one round of review takes, smooth up to the last day of its limit, and on which workday it ends."""

import numpy as np
import polars as pl

from casekit.sample.streams import Numbers
from casekit.sample.world import EXTRACTED, workday_after, workday_before

SHORTEST, LAST_DAYS, FIFTEENTH = 2, 3, 15
FASTEST = 26
"""Limits of more days than these are of a month; those of fast track are shorter, even where holidays move them."""


def ended(rounds: pl.DataFrame) -> pl.DataFrame:
    """When each round ends: ended_on, is_extended, extended_on (when that was decided), extended_to, due_on (the last day of the
    limit without an extension), last_on (the last workday in force).

    `rounds` has started_on (null: there is no such round), limit_on and further_on (by the calendar, without and with an
    extension), in_custody (such a limit stays on its day), middle and spread of its days, z and again (draws), may_extend,
    away and paused (days that the clock stands still, and days that it should not).

    Days beyond the limit are drawn again from those within it, so that decisions thin out towards no day and crowd on none;
    a day on which the office is closed gives way to the next workday.
    """
    limited = rounds.with_columns(
        due_on=_moved("limit_on"), within_on=_last_workday("limit_on"), beyond_on=_last_workday("further_on")
    )
    most, further = (_days(limited, name) for name in ("within_on", "beyond_on"))
    first = limited["middle"].to_numpy() * np.exp(limited["spread"].to_numpy() * limited["z"].to_numpy())
    is_extended = limited["may_extend"].fill_null(False).to_numpy() & (first >= most + 0.5)
    days = _whole(limited, first, np.where(is_extended, most + 1, SHORTEST), np.where(is_extended, further, most))
    told = limited.with_columns(days=days, is_extended=pl.Series(is_extended))
    planned = pl.col("started_on") + pl.duration(days=pl.col("days") + pl.col("away") + pl.col("paused"))
    return told.select(
        "days", "is_extended", "due_on",
        ended_on=workday_after(planned),
        extended_on=pl.when("is_extended").then(workday_before(pl.col("within_on") - pl.duration(days=1))),
        extended_to=pl.when("is_extended").then("further_on"),
        last_on=pl.when("is_extended").then("beyond_on").otherwise("within_on"),
    )  # fmt: skip


def bunched(rounds: pl.DataFrame, moved: pl.Expr, share: pl.Expr) -> pl.Expr:
    """The end of each round, for those to be moved one of the last three days of the limit; `share` (from 0 to 1) says which.

    Moved are only rounds that would end within the limit, from the fifteenth day on.
    """
    late = pl.col("due_on") - pl.duration(days=(share * LAST_DAYS).floor())
    day = pl.min_horizontal(workday_after(late), "last_on")
    usual = ~pl.col("is_extended") & (pl.col("days") >= FIFTEENTH) & (pl.col("paused") == 0)
    return pl.when(moved & usual).then(day).otherwise("ended_on")


def in_a_month() -> pl.Expr:
    """Whether the first round has ended, under a limit of a month and not of fast track, and never stood suspended."""
    month = (pl.col("due_on") - pl.col("received_on")).dt.total_days() > FASTEST
    return month & (pl.col("first_ended_on") <= EXTRACTED) & pl.col("suspended_on").is_null()


def fifteen_days() -> pl.Expr:
    """Whether the first round took fifteen days or more."""
    return (pl.col("first_ended_on") - pl.col("received_on")).dt.total_days() >= FIFTEENTH


def _moved(limit: str) -> pl.Expr:
    """The last day of a limit: moved over days off, except in custody (刑诉法105)."""
    return pl.when("in_custody").then(limit).otherwise(workday_after(pl.col(limit)))


def _last_workday(limit: str) -> pl.Expr:
    return pl.when("in_custody").then(workday_before(pl.col(limit))).otherwise(workday_after(pl.col(limit)))


def _days(rounds: pl.DataFrame, last: str) -> Numbers:
    """Days from the start to the last workday that count."""
    days = (pl.col(last) - pl.col("started_on")).dt.total_days() - pl.col("away")
    return rounds.select(days.cast(pl.Float64).fill_null(float("nan"))).to_series().to_numpy()


def _whole(rounds: pl.DataFrame, first: Numbers, least: Numbers, most: Numbers) -> pl.Series:
    """Whole days about the middle; one outside the bounds is drawn again within them, as often as its like are there."""
    from scipy.special import ndtr, ndtri

    middle, spread, again = (rounds[name].to_numpy() for name in ("middle", "spread", "again"))
    low, high = (ndtr(np.log(bound / middle) / spread) for bound in (least - 0.5, most + 0.5))
    within = middle * np.exp(spread * ndtri(low + (high - low) * again))
    outside = (first < least - 0.5) | (first >= most + 0.5)
    days = np.clip(np.rint(np.where(outside, within, first)), least, most)
    return pl.Series(days).fill_nan(None).cast(pl.Int64)
