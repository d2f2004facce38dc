"""Survival: how long cases wait while some still wait - curves, quantiles, shares by a day, their differences, log-rank."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from casekit.statistics.risk import ROUNDING, column, effective, flags, log_log, risk_sets
from casekit.statistics.uncertainty import between

Lives = tuple[ArrayLike, ...]

Estimate = tuple[float | None, float | None, float | None]

UNKNOWN: Estimate = (None, None, None)


def curve(
    durations: ArrayLike, decided: ArrayLike, entry: ArrayLike | None = None, level: float = 0.95
) -> pl.DataFrame:
    """One row a day on which a case ended or was last seen: time, at_risk, events, survival, low, high.

    Kaplan and Meier (1958): `survival` is the share not yet decided at the end of that day; it holds until the next row.
    `decided` is false (or null) for a case still waiting at its duration; on one day decisions come before those.
    `entry` is a case's age on the first day it could be seen (null or 0: seen since receipt); it is at risk from that
    day on, in R for whole days `Surv(entry - 0.5, time, decided)`. A case without a duration, with a negative one or
    one below its entry counts nowhere. Where late entries leave a single case at risk early on and it is decided, the curve
    ends at 0 there, in R too. Limits: Greenwood (1926), log-log; where none or all are decided R has none, and
    the exact ones stand here (see `risk.log_log`).
    """
    return _curve(*risk_sets(durations, flags(decided), entry), level)


def quantile(
    durations: ArrayLike,
    decided: ArrayLike,
    at: float = 0.5,
    entry: ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """The day by which the share `at` was decided (0.5: the median, 0.9: P90) and its limits; None means not reached.

    It is the first day on which survival is 1 - at or less. Where survival equals 1 - at exactly, R returns the middle
    between this day and that of the next decision, as one does for the median of an even number. The limits are the days
    on which the limits of the curve get there (Brookmeyer and Crowley 1982, log-log); the upper one is often not reached.
    """
    decisions = curve(durations, decided, entry, level).filter(pl.col("events") > 0)
    reached = (decisions.filter(pl.col(name) <= 1 - at + ROUNDING)["time"] for name in ("survival", "low", "high"))
    value, low, high = (days[0] if len(days) else None for days in reached)
    return value, low, high


def share_by(
    durations: ArrayLike,
    decided: ArrayLike,
    at_day: float,
    entry: ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """The share decided by the end of a day and its limits, 1 less the curve; None where no case was followed so long."""
    is_decided = flags(decided)
    days = np.union1d(risk_sets(durations, is_decided, entry)[0], [at_day])
    row = _curve(*risk_sets(durations, is_decided, entry, days), level).row(
        by_predicate=pl.col("time") == at_day, named=True
    )
    if row["at_risk"] == 0 and row["survival"] > 0:
        return UNKNOWN
    return 1 - row["survival"], 1 - row["high"], 1 - row["low"]


def difference_by(now: Lives, before: Lives, at_day: float, level: float = 0.95) -> Estimate:
    """The share decided by a day in `now` less that in `before`, each (durations, decided[, entry]), and its limits.

    From both shares and their own limits, as every difference of shares here (`uncertainty.between`). None where one of
    the two was not followed so long.
    """
    return _between(*(share_by(lives[0], lives[1], at_day, _entry(lives), level) for lives in (now, before)))


def quantile_difference(now: Lives, before: Lives, at: float = 0.5, level: float = 0.95) -> Estimate:
    """By how many days the median (or the quantile `at`) of `now` lies above that of `before`, and the limits of this.

    From both quantiles and their own limits (Zou and Donner 2008): no density to guess, no draws, late entries allowed,
    and never at odds with the limits printed. A side is None where a limit it needs is not reached. Where it promises
    95% it holds 94 to 100 (tests/studies/waiting.toml).
    """
    return _between(*(quantile(lives[0], lives[1], at, _entry(lives), level) for lives in (now, before)))


def logrank(
    durations: ArrayLike, decided: ArrayLike, groups: ArrayLike, entry: ArrayLike | None = None
) -> tuple[float, int, float]:
    """Whether two or more groups wait alike (Mantel 1966): chi-square, degrees of freedom, p.

    A case without a group is left out; a group of which nothing could be expected has no degree of freedom. p is
    not-a-number where fewer than two groups are left.
    """
    from scipy.stats import chi2

    named, is_decided = column(groups), flags(decided)

    def sets(kept: pl.Series, days: NDArray[Any] | None = None) -> tuple[NDArray[Any], ...]:
        at = kept.to_numpy()
        since = None if entry is None else np.asarray(entry)[at]
        return risk_sets(np.asarray(durations)[at], is_decided[at], since, days)

    days, n, ended = sets(named.is_not_null())
    own = [sets(named.eq_missing(name), days) for name in named.drop_nulls().unique(maintain_order=True)]
    d, shares = ended[:, 1], np.array([at_risk / n for _, at_risk, _ in own]).reshape(len(own), len(days))
    gap = np.array([found[:, 1].sum() for _, _, found in own]) - shares @ d
    chance = d * (n - d) / np.maximum(n - 1, 1)
    covariance = np.diag(shares @ chance) - (shares * chance) @ shares.T
    free = np.flatnonzero(shares @ d > 0)[1:]
    if not len(free):
        return 0.0, 0, np.nan
    statistic = float(gap[free] @ np.linalg.pinv(covariance[np.ix_(free, free)]) @ gap[free])
    return statistic, len(free), float(chi2.sf(statistic, len(free)))


def _curve(days: NDArray[Any], at_risk: NDArray[Any], ended: NDArray[Any], level: float) -> pl.DataFrame:
    died, n = ended[:, 1], np.maximum(at_risk, 1)
    survival = np.cumprod(1 - died / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = survival * np.sqrt(np.cumsum(died / (n * (n - died))))
    known = effective(n, np.concatenate([[1.0], survival[:-1]])[: len(survival)])
    low, high = log_log(survival, spread, known, level)
    columns = {"time": days, "at_risk": at_risk, "events": died, "survival": survival, "low": low, "high": high}
    return pl.DataFrame(columns)


def _entry(lives: Lives) -> ArrayLike | None:
    return lives[2] if len(lives) > 2 else None


def _between(now: Estimate, before: Estimate) -> Estimate:
    if now[0] is None or before[0] is None:
        return UNKNOWN
    low, high = between(_filled(now), _filled(before))
    return now[0] - before[0], _known(float(low)), _known(float(high))


def _filled(estimate: Estimate) -> tuple[float, float, float]:
    value, low, high = (float("nan") if part is None else part for part in estimate)
    return value, low, high


def _known(limit: float) -> float | None:
    return limit if limit == limit else None
