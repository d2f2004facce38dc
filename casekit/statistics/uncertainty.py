"""Uncertainty: intervals for shares, rates, medians and their differences; "changed" only where such an interval says so."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casekit.statistics.funnel import funnel as funnel


def wilson(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[NDArray[Any], NDArray[Any]]:
    """Lower and upper limit of a share by Wilson's score interval (1927); not-a-number where n is 0.

    Counts may be fractional (an effective n). The limits are shares between 0 and 1.
    """
    k, total = np.asarray(successes, float), np.asarray(n, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, z = k / total, _quantile(level)
        centre = (p + z * z / (2 * total)) / (1 + z * z / total)
        half = z / (1 + z * z / total) * np.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    low, high = np.where(k == 0, 0.0, centre - half), np.where(k == total, 1.0, centre + half)
    return np.where(total > 0, low, np.nan), np.where(total > 0, high, np.nan)


def exact(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[NDArray[Any], NDArray[Any]]:
    """Lower and upper limit of a share by Clopper and Pearson (1934); not-a-number where n is 0.

    Holds its level for every share, so it is wider than Wilson's; the one to print where a promise is made.
    """
    from scipy.stats import beta

    k, total, tail = np.asarray(successes, float), np.asarray(n, float), 0.5 - level / 2
    low = np.where(k == 0, 0.0, beta.ppf(tail, k, total - k + 1))
    high = np.where(k == total, 1.0, beta.isf(tail, k + 1, total - k))
    return np.where(total > 0, low, np.nan), np.where(total > 0, high, np.nan)


def poisson(events: ArrayLike, exposure: ArrayLike = 1.0, level: float = 0.95) -> tuple[NDArray[Any], NDArray[Any]]:
    """Lower and upper limit of a rate, exact for a Poisson count (Garwood 1936); not-a-number where exposure is 0.

    For what can happen several times to one: 73 problems in 316 venues is `poisson(73, 3.16)` a hundred, not a share.
    """
    from scipy.stats import gamma

    k, size, tail = np.asarray(events, float), np.asarray(exposure, float), 0.5 - level / 2
    low = np.where(k == 0, 0.0, gamma.ppf(tail, np.where(k == 0, 1.0, k)))
    with np.errstate(divide="ignore", invalid="ignore"):
        limits = low / size, gamma.isf(tail, k + 1) / size
    return np.where(size > 0, limits[0], np.nan), np.where(size > 0, limits[1], np.nan)


def median(values: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """The median and its limits: two of the values themselves, by the binomial law of ranks, whatever the distribution.

    The limits hold at least `level`, and are not-a-number where there are too few values for that (under 6 at 95%).
    Every value must be known: for times still running, use survival instead.
    """
    from scipy.stats import binom

    ordered = np.sort(np.asarray(values, float))
    rank = int(binom.ppf(0.5 - level / 2, len(ordered), 0.5)) if len(ordered) else 0
    if rank < 1:
        return (float(np.median(ordered)) if len(ordered) else np.nan), np.nan, np.nan
    return float(np.median(ordered)), float(ordered[rank - 1]), float(ordered[-rank])


def mean(values: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """The mean and its limits by Student's t (1908); the limits are not-a-number of fewer than two values."""
    from scipy.stats import t

    given = np.asarray(values, float)
    if len(given) < 2:
        return (float(given.mean()) if len(given) else np.nan), np.nan, np.nan
    half = float(t.ppf(0.5 + level / 2, len(given) - 1)) * float(given.std(ddof=1)) / len(given) ** 0.5
    return float(given.mean()), float(given.mean()) - half, float(given.mean()) + half


def difference(
    now: tuple[ArrayLike, ArrayLike], before: tuple[ArrayLike, ArrayLike], level: float = 0.95
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Lower and upper limit of the share `now` minus the share `before`, each given as (successes, n).

    Newcombe's hybrid score interval (1998, method 10) for two independent groups.
    """
    shares = [np.asarray(k, float) / np.asarray(n, float) for k, n in (now, before)]
    return between(*((p, *wilson(*pair, level)) for p, pair in zip(shares, (now, before), strict=True)))


def between(
    now: tuple[ArrayLike, ArrayLike, ArrayLike], before: tuple[ArrayLike, ArrayLike, ArrayLike]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The limits of `difference` from each share and its own limits, (value, low, high), however these were made."""
    (p1, low1, high1), (p2, low2, high2) = (tuple(np.asarray(x, float) for x in one) for one in (now, before))
    below = np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    above = np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return p1 - p2 - below, p1 - p2 + above


def changed(low: ArrayLike, high: ArrayLike) -> NDArray[Any]:
    """Whether the interval of a difference leaves out zero; two intervals that overlap say nothing about it."""
    return (np.asarray(low, float) > 0) | (np.asarray(high, float) < 0)


def clustered(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Wilson's limits of a share of persons, from each case's successes and persons: n is made smaller by `design_effect`."""
    k, persons, effect = np.sum(successes), np.sum(n), design_effect(successes, n)
    low, high = wilson(k / effect, persons / effect, level)
    return float(low), float(high)


def design_effect(successes: ArrayLike, n: ArrayLike) -> float:
    """How much larger the variance of a share is because persons come in cases: per-case successes and persons.

    Ratio-estimator variance over the binomial one, at least 1. Where no spread can be seen (one case, or 0 or all) the
    persons of a case count as one. Persons alone in their cases have an effect of exactly 1.
    """
    k, m = np.asarray(successes, float), np.asarray(n, float)
    total, cases = m.sum(), len(m)
    p = k.sum() / total if total else 0.0
    if cases < 2 or p in (0.0, 1.0):
        return max(1.0, float((m**2).sum() / total)) if total else 1.0
    clustered = ((k - p * m) ** 2).sum() / total**2
    return max(1.0, float(clustered / (p * (1 - p) / total)))


def _quantile(level: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + level / 2)
