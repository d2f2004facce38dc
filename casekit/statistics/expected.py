"""Expected numbers: what a unit would have shown had its cases gone as like cases of all the other units did."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from casekit.statistics.hazards import Kinds, elsewhere, fitted, kinds, running

Array = NDArray[Any]


def durations(
    units: ArrayLike,
    days: ArrayLike,
    ended: ArrayLike,
    features: pl.DataFrame,
    strata: ArrayLike | None = None,
    entered: ArrayLike | None = None,
    level: float = 0.95,
    ridge: float | None = None,
) -> pl.DataFrame:
    """Ends observed in each unit over the ends expected of its cases: the columns of `compared`, and median_expected.

    `days` are whole days to the end, or so far where `ended` is false. What is expected is the sum of the cumulative hazards
    of the unit's cases over the days they ran, by a model fitted without the unit: Cox's on `features` (categories; a
    blank is one) with a baseline for each of the `strata` (the procedure: its limit gives it a shape of its own). `ridge`
    draws categories towards all; without one, each feature as far as its categories spread no more than chance (fitted
    freely, 30 crimes let units expect 4% too much). A ratio under 1 is fewer ends a day than elsewhere, so longer times;
    it is no ratio of times. In days there is `median_expected`: when at most half of these cases would have been left elsewhere.
    `entered` is the day of a case's own clock from which it is seen (left truncation). Days on which fewer than 5 cases of
    the other units were running count on neither side; `used` are the cases of strata that have other days.
    """
    unit, member = np.unique(np.asarray(units), return_inverse=True)
    cases = running(days, ended, features, strata, entered)
    found = [elsewhere(cases, member == number, ridge) for number in range(len(unit))]
    expected = [one.expected for one in found]
    frame = compared(
        unit,
        np.bincount(member),
        [one.used for one in found],
        [one.observed for one in found],
        expected,
        expected,
        [one.unsure for one in found],
        level,
    )
    return frame.with_columns(pl.Series("median_expected", [one.median for one in found], pl.Float64).fill_nan(None))


def rates(
    units: ArrayLike, happened: ArrayLike, features: pl.DataFrame, level: float = 0.95, ridge: float | None = None
) -> pl.DataFrame:
    """Cases of each unit to which something happened over the number expected: the columns of `compared`.

    What is expected is the sum of the probabilities of the unit's cases by a logistic model of `features`, fitted without
    the unit. The rarer outcome is compared and turned round. No ratio where all or none of the other units' cases had it.
    """
    unit, member = np.unique(np.asarray(units), return_inverse=True)
    y = np.asarray(happened, float)
    common = bool(y.mean() > 0.5) if len(y) else False
    y = 1 - y if common else y
    kind = kinds(features, len(y))
    found = [_happenings(kind, y, member == number, ridge) for number in range(len(unit))]
    n, used, observed, expected, variance, unsure = np.array(found).reshape(-1, 6).T
    frame = compared(unit, n, used, observed, expected, variance, unsure, level)
    return _turned(frame) if common else frame


def compared(
    units: ArrayLike,
    n: ArrayLike,
    used: ArrayLike,
    observed: ArrayLike,
    expected: ArrayLike,
    variance: ArrayLike,
    unsure: ArrayLike,
    level: float = 0.95,
) -> pl.DataFrame:
    """One row a unit, in the order given: unit, n, used, observed, expected, ratio, low, high, p, p_adjusted, differs.

    Limits are exact Poisson ones (Garwood 1936) of a count with `variance` instead of `expected` as its variance, widened
    because the expectation is an estimate, with variance `unsure`: the limits of the ratio of two Poisson counts given
    their sum. `p` is of the same test; `p_adjusted` is Holm's over the units, `differs` where it is at most 1 - level: of
    offices whose units are all alike so many at most have one that differs (0.5-6%: tests/studies/expected.toml). To
    differ means: read the cases. Ratios of two units must not be compared with one another, since each is weighed by its
    own mix of cases; and one unit far off is in what is expected of all the others.
    """
    from scipy.stats import beta

    o, e, v, u = (np.asarray(one, float) for one in (observed, expected, variance, unsure))
    e = np.where((e > 0) & (v > 0), e, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        own, theirs, even, tail = o * e / v, e**2 / u, e**2 / v, 0.5 - level / 2
        low = np.where(own > 0, beta.ppf(tail, own, theirs + 1), 0.0)
        high = beta.isf(tail, own + 1, theirs)
        same = even / (even + theirs)
        upper = np.where(own > 0, beta.cdf(same, own, theirs + 1), 1.0)
        p = np.minimum(1, 2 * np.minimum(upper, beta.sf(same, own + 1, theirs)))
        limits = {"low": low / (1 - low) * theirs / even, "high": high / (1 - high) * theirs / even}
    columns = {
        "n": n,
        "used": used,
        "observed": o,
        "expected": e,
        "ratio": o / e,
        **limits,
        "p": p,
        "p_adjusted": holm(p),
    }
    known = pl.DataFrame({"unit": np.asarray(units).tolist(), **columns}).fill_nan(None)
    return known.with_columns(pl.col("n", "used", "observed").cast(pl.Int64), differs=pl.col("p_adjusted") <= 1 - level)


def _happenings(kind: Kinds, y: Array, own: Array, ridge: float | None) -> list[float]:
    """Of one unit: n, used, observed and expected, its variance, the variance of the expectation."""
    size = len(kind.design)
    theirs, mine = (np.bincount(kind.place[chosen], minlength=size).astype(float) for chosen in (~own, own))
    had = np.bincount(kind.place[~own], y[~own], minlength=size)
    if not 0 < had.sum() < theirs.sum():
        return [own.sum(), 0, y[own].sum(), np.nan, np.nan, np.nan]
    x, chance, covariance = _logistic(kind, theirs, had, ridge)
    spread = mine * chance * (1 - chance)
    slope = x.T @ spread
    return [own.sum(), own.sum(), y[own].sum(), mine @ chance, spread.sum(), slope @ covariance @ slope]


def _logistic(kind: Kinds, n: Array, had: Array, ridge: float | None) -> tuple[Array, Array, Array]:
    """The design with a column for all, the probability of each kind of case, the covariance of the coefficients."""
    x = np.insert(kind.design, 0, 1.0, axis=1)

    def curve(b: Array) -> tuple[Array, Array]:
        chance = 1 / (1 + np.exp(-x @ b))
        return x.T @ (had - n * chance), (x.T * (n * chance * (1 - chance))) @ x

    start = np.append(np.log(had.sum() / (n.sum() - had.sum())), np.zeros(len(kind.feature)))
    b, covariance = fitted(start, np.append(-1, kind.feature), curve, ridge)
    return x, 1 / (1 + np.exp(-x @ b)), covariance


def _turned(frame: pl.DataFrame) -> pl.DataFrame:
    """The comparison of the opposite outcome."""
    used, expected = pl.col("used"), pl.col("used") - pl.col("expected")
    return frame.with_columns(
        expected=expected,
        observed=pl.col("n") - pl.col("observed"),
        ratio=(pl.col("n") - pl.col("observed")) / expected,
        low=((used - pl.col("high") * pl.col("expected")) / expected).clip(lower_bound=0),
        high=(used - pl.col("low") * pl.col("expected")) / expected,
    )


def holm(p: Array) -> Array:
    """Holm's (1979) p-values: each held against all that are not smaller; not-a-number stays."""
    order, tests = np.argsort(p), int(np.isfinite(p).sum())
    raised = p[order] * np.maximum(tests - np.arange(len(p)), 1)
    found = np.empty(len(p))
    found[order] = np.minimum(np.maximum.accumulate(raised), 1)
    return found
