"""Bunching: how many more decisions fall on the last days before a limit than the days before them lead one to expect."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from casekit.statistics.courses import expected_on_last_days
from casekit.statistics.incidence import column
from casekit.statistics.uncertainty import between, wilson

LEAST, LEAST_DAYS = 40, 4  # decisions, and working days of a life on average, before the last ones
UNEVEN = 3.0
BEYOND = 20  # days, more than a holiday has
FEATURES = ("age", "weekday", "off_before", "off_after", "is_last")


@dataclass(frozen=True)
class Bunching:
    """Decisions on the last days: observed, expected, excess (observed less expected) and its limits, and n, all in time.

    There is bunching where `low` is above 0. `note`: "too_few" (under 40 decisions before the last days) or "too_short"
    (under 4 working days before them), where nothing can be expected; "uneven" where the days before follow no smooth
    course, as when different limits are mixed: the limits are wide then, look at each kind of case by itself.
    """

    observed: int
    n: int
    expected: float | None = None
    excess: float | None = None
    low: float | None = None
    high: float | None = None
    note: str | None = None


def bunching(
    received: ArrayLike,
    due: ArrayLike,
    decided: ArrayLike,
    days_off: ArrayLike,
    window: int = 3,
    until: int | None = None,
    level: float = 0.95,
) -> Bunching:
    """The excess of decisions on the last `window` working days up to the due day, with its limits.

    Days are whole numbers since 1970-01-01, one place a case: received; due, moved by holidays or (in custody) not;
    decided, null where not yet. Cases decided late or not yet belong in: they could have been decided in time. `days_off`
    are all days without work, weekends too. Give one kind of limit at a time (an extension starts where the first limit
    ends), without cases whose clock stood still, and `until`, the last day on record, where due days lie after it. A decision
    on a day off counts on the working day before.

    The course: how many of the received are decided at each age in days follows a gamma, lognormal or normal density,
    times a habit of the weekday and of standing next to days off, fitted to the days before the last ones only, and
    averaged over the three by how well they fit. `expected` takes it that the excess was held back evenly from all the days
    before (Chetty et al. 2011); where it was hurried from after the limit, the excess is in truth larger, at most by the
    share expected. How often it errs: tests/studies/bunching.toml.
    """
    cells = _cells(_cases(received, due, decided), days_off, window, until)
    last, before = (cells.filter(is_last=is_last).sum() for is_last in (True, False))
    observed, earlier = int(last["decisions"][0]), int(before["decisions"][0])
    if earlier < LEAST or not last["received_cases"][0]:
        return Bunching(observed, observed + earlier, note="too_few")
    if window * before["received_cases"][0] / last["received_cases"][0] < LEAST_DAYS:
        return Bunching(observed, observed + earlier, note="too_short")
    return _compared(observed, earlier, *expected_on_last_days(cells), level)


def _compared(observed: int, earlier: int, log_expected: float, spread: float, uneven: float, level: float) -> Bunching:
    """What was held back is given back to all days: the expected share of the n in time, and its distance from the seen one."""
    n, z = observed + earlier, NormalDist().inv_cdf(0.5 + level / 2)
    share, least, most = (1 / (1 + earlier / math.exp(log_expected + side * z * spread)) for side in (0, -1, 1))
    seen = wilson(observed / uneven, n / uneven, level)
    low, high = between((observed / n, *seen), (share, least, most))
    note = "uneven" if uneven > UNEVEN else None
    return Bunching(observed, n, n * share, observed - n * share, n * float(low), n * float(high), note)


def _cases(received: ArrayLike, due: ArrayLike, decided: ArrayLike) -> pl.DataFrame:
    columns = {"received": received, "due": due, "decided": decided}
    return pl.DataFrame({name: _whole(values) for name, values in columns.items()}).filter(
        pl.col("due") >= pl.col("received")
    )


def _whole(days: ArrayLike) -> pl.Series:
    """Days as whole numbers, dates too."""
    return column(days).to_physical().cast(pl.Float64).fill_nan(None).cast(pl.Int64)


def _cells(cases: pl.DataFrame, days_off: ArrayLike, window: int, until: int | None) -> pl.DataFrame:
    """One row a kind of working day in the lives of the cases (see FEATURES): how many of the received had it as the day of
    their decision, and how many had it at all."""
    days = _working_days(days_off, cases)
    place = {name: np.searchsorted(days["day"], cases[name].fill_null(0), "right") - 1 for name in ("due", "decided")}
    first = np.searchsorted(days["day"], cases["received"], "left")
    placed = cases.with_columns(first=first, last=place["due"], place=np.maximum(place["decided"], first))
    in_time = pl.col("decided").is_between(pl.col("received"), pl.col("due"))
    life = ["received", "first", "last"]
    lives = placed.group_by(life).agg(received_cases=pl.len()).filter(pl.col("last") >= pl.col("first"))
    decisions = placed.filter(in_time).group_by(*life, "place").agg(decisions=pl.len())
    return (
        lives.with_columns(place=pl.int_ranges("first", pl.col("last") + 1))
        .explode("place")
        .join(decisions, on=[*life, "place"], how="left")
        .join(days.with_row_index("place").cast({"place": pl.Int64}), on="place")
        .filter(pl.col("day") <= (until if until is not None else pl.col("day")))
        .with_columns(age=pl.col("day") - pl.col("received"), is_last=pl.col("last") - pl.col("place") < window)
        .group_by(FEATURES)
        .agg(pl.col("decisions", "received_cases").sum())
        .sort(FEATURES)
    )


def _working_days(days_off: ArrayLike, cases: pl.DataFrame) -> pl.DataFrame:
    """The working days around all lives: day, weekday (Monday is 0), and how many days off stand directly before and after."""
    start, end = cases.select(pl.col("received").min() - BEYOND, pl.col("due").max() + BEYOND).row(0)
    day = np.setdiff1d(np.arange(start or 0, (end or 0) + 1), _whole(days_off).drop_nulls().to_numpy())
    before, after = np.diff(day, prepend=day[0] - 1) - 1, np.diff(day, append=day[-1] + 1) - 1
    return pl.DataFrame({"day": day, "weekday": (day + 3) % 7, "off_before": before, "off_after": after})
