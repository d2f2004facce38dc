"""Funnels: which units differ from the overall share by more than chance and the usual spread between units allow."""

from statistics import NormalDist
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Widening = Literal["additive", "multiplicative", "none"]

LEAST_UNITS = 10
WINSORISED = 0.1  # at each end
EDGE = NormalDist().inv_cdf(1 - WINSORISED)
KEPT = 1 - 2 * WINSORISED * (1 - EDGE**2) - 2 * EDGE * NormalDist().pdf(EDGE)  # of the mean square of normal z: 0.679


def funnel(
    successes: ArrayLike,
    n: ArrayLike,
    level: float = 0.998,
    widening: Widening = "additive",
    target: float | None = None,
    consistent: bool = False,
) -> pl.DataFrame:
    """One row a unit, in the order given, never by rate; `outside` is beyond the limits at `level`, high or low alike.

    Columns: n, value, expected (the share of all units together, or the `target`), low_95, high_95, low_998, high_998, z,
    z_adjusted, outside, widening, phi, tau2. Limits are the exact binomial ones (see `limits`), widened by the spread
    between units (see `dispersion`): by the variance between them, tau2, or where there are under 10 units by the factor
    phi; `widening` says what was done, "none" where the units spread no more than chance. A unit without n keeps its row,
    without value and limits; there are no limits either where 0 or 1 is expected. Outside means: look, it needs explaining.
    """
    k, size = np.asarray(successes, float), np.asarray(n, float)
    expected = target if target is not None else k[size > 0].sum() / max(size[size > 0].sum(), 1)
    value = k / np.where(size > 0, size, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        sd = np.sqrt(expected * (1 - expected) / size)
        z = (value - expected) / np.where(sd > 0, sd, np.nan)
    known = np.isfinite(z)
    phi, tau2 = dispersion(z[known], sd[known], consistent)
    done, factor, added = _widened(widening, phi, tau2, int(known.sum()))
    low, high = limits(expected, size, level, factor, added)
    lines = {name: limits(expected, size, at, factor, added) for name, at in (("95", 0.95), ("998", 0.998))}
    columns = {"n": size, "value": value, "expected": np.full(len(size), expected)}
    columns |= {f"{side}_{name}": pair[i] for name, pair in lines.items() for i, side in enumerate(("low", "high"))}
    columns |= {"z": z, "z_adjusted": z / np.sqrt(factor + added / np.where(known, sd, np.nan) ** 2)}
    return pl.DataFrame(columns).select(
        pl.all().fill_nan(None),
        pl.Series("outside", (value < low) | (value > high), pl.Boolean),
        widening=pl.lit(done),
        phi=pl.lit(phi),
        tau2=pl.lit(tau2),
    )


def limits(
    expected: float, n: ArrayLike, level: float = 0.95, phi: float = 1.0, tau2: float = 0.0
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Lower and upper limit of the share of a unit of each size n, for drawing the lines of a funnel between its units.

    The lower one is Spiegelhalter's (2005, A.1.1): the binomial quantile, interpolated between whole counts. The upper one
    is the same rule for the complement, 1 / n above his: his calls 50 of 50 outside where 95% is expected, and leaves more
    above than it promises (Manktelow and Seaton 2012). So each side holds at most half of 1 - level, and a share and its
    complement get the same verdict. The distance from `expected` grows by the root of phi, or the squares of it and of
    the normal distance of tau2 are added: exact without spread, in large units the published normal limits.
    """
    size, tail = np.asarray(n, float), 0.5 - level / 2
    between = NormalDist().inv_cdf(tail) ** 2 * tau2
    below = expected - _exact(expected, size, tail)
    above = 1 - expected - _exact(1 - expected, size, tail)
    low = np.maximum(expected - np.sqrt(phi * below**2 + between), 0)
    high = np.minimum(expected + np.sqrt(phi * above**2 + between), 1)
    known = size > 0 if 0 < expected < 1 else np.zeros(size.shape, bool)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def dispersion(z: NDArray[Any], sd: NDArray[Any], consistent: bool = False) -> tuple[float, float]:
    """phi and tau2 from z-scores and the standard deviations they were made with; 1 and 0 for fewer than two units.

    phi is the mean square of z winsorised at a tenth (Spiegelhalter 2005). Where all units spread, winsorising leaves only
    KEPT of it: by design 3-5% of offices of 14 or 25 units have one outside at 99.8%, in truth 4-11% with a little spread
    and 13-31% with much. `consistent` divides by KEPT: 2-9% (18% at worst), and fewer units that do differ are found
    (tests/studies/null_rates.toml).
    """
    units = len(z)
    if units < 2:
        return 1.0, 0.0
    phi = float(np.mean(np.clip(z, *np.quantile(z, (WINSORISED, 1 - WINSORISED))) ** 2)) / (KEPT if consistent else 1)
    weights = 1 / sd**2
    tau2 = (units * phi - (units - 1)) / (weights.sum() - (weights**2).sum() / weights.sum())
    return phi, max(0.0, float(tau2))


def _widened(widening: Widening, phi: float, tau2: float, units: int) -> tuple[Widening, float, float]:
    """What is done, the factor of the variance and the variance added."""
    if widening == "additive" and units >= LEAST_UNITS:
        return ("additive", 1.0, tau2) if tau2 > 0 else ("none", 1.0, 0.0)
    return ("multiplicative", phi, 0.0) if widening != "none" and phi > 1 else ("none", 1.0, 0.0)


def _exact(expected: float, n: NDArray[Any], probability: float) -> NDArray[Any]:
    """The share at which the binomial distribution function, joined by straight lines, reaches the probability."""
    from scipy.stats import binom

    size = np.where(n > 0, n, np.nan)
    count = binom.ppf(probability, size, expected)
    over = (binom.cdf(count, size, expected) - probability) / binom.pmf(count, size, expected)
    limit: NDArray[Any] = (count - over) / size
    return limit
