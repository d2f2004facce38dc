"""Funnels: which units differ from the overall share by more than chance and the usual spread between units allow."""

from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Widening = Literal["additive", "multiplicative", "none"]

LEAST_UNITS = 10
WINSORISED = 0.1  # at each end
EDGE = NormalDist().inv_cdf(1 - WINSORISED)
KEPT = (
    1 - 2 * WINSORISED - 2 * EDGE * NormalDist().pdf(EDGE) + 2 * WINSORISED * EDGE**2
)  # of a normal z's mean square: .679


def funnel(
    successes: "ArrayLike",
    n: "ArrayLike",
    level: float = 0.998,
    widening: Widening = "additive",
    target: float | None = None,
) -> pl.DataFrame:
    """One row a unit, in the order given, never by rate: n, value, expected, low_95, high_95, low_998, high_998, z, ...

    ... z_adjusted, outside, widening, phi, tau2. `expected` is the share of all units together unless a `target` is given;
    `outside` is beyond the limits at `level`: to be explained, high or low. Limits are exact binomial ones (see `limits`),
    widened by the spread between units: `phi` is the mean squared z, winsorised (see `dispersion`), `tau2` the variance
    between units from it (DerSimonian and Laird). Additive widening needs 10 units and is multiplicative below
    that; `widening` says what was done, "none" where units spread no more than chance. A unit without n keeps its row,
    without values; so do all where expected is 0 or 1.
    """
    import numpy as np

    k, size = np.asarray(successes, float), np.asarray(n, float)
    counted = size > 0
    expected = (
        float(target if target is not None else k[counted].sum() / size[counted].sum()) if counted.any() else np.nan
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        value, sd = k / size, np.sqrt(expected * (1 - expected) / size)
        z = (value - expected) / sd
    usable = np.isfinite(z)
    phi, tau2 = dispersion(z[usable], sd[usable])
    done, scale, extra = _widened(widening, phi, tau2, int(usable.sum()))
    bounds = {
        name: limits(expected, size, at, scale, extra) for name, at in (("95", 0.95), ("998", 0.998), ("level", level))
    }
    with np.errstate(invalid="ignore"):
        outside = (value < bounds["level"][0]) | (value > bounds["level"][1])
        adjusted = (value - expected) / np.sqrt(scale * sd**2 + extra)
    columns = {
        "value": value,
        "expected": np.full(len(size), expected),
        **{f"{side}_{name}": bounds[name][i] for name in ("95", "998") for i, side in enumerate(("low", "high"))},
        "z": z,
        "z_adjusted": np.where(usable, adjusted, np.nan),
    }
    frame = pl.DataFrame({"n": size, **columns}).with_columns(pl.col(*columns).fill_nan(None))
    return frame.with_columns(pl.Series("outside", outside), widening=pl.lit(done), phi=pl.lit(phi), tau2=pl.lit(tau2))


def limits(
    expected: float, n: "ArrayLike", level: float = 0.95, phi: float = 1.0, tau2: float = 0.0
) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Lower and upper limit of the share of a unit of each size n, for drawing the lines of a funnel between its units.

    The lower one is Spiegelhalter's (2005, A.1.1): the binomial quantile, interpolated between whole counts. The upper one
    is the same rule for the complement, 1 / n above his: his calls 50 of 50 outside where 95% is expected, and leaves more
    above than it promises (Manktelow and Seaton 2012). So each side holds at most half of 1 - level, and a share and its
    complement get the same verdict. Widened limits lie further from `expected` by the ratio of the standard deviations.
    """
    import numpy as np

    size = np.asarray(n, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = expected * (1 - expected) / size
        stretch, tail = np.sqrt(phi + tau2 / variance), 0.5 - level / 2
        below = expected - _exact(expected, size, tail)
        above = 1 - expected - _exact(1 - expected, size, tail)
        low, high = (np.clip(expected + move * stretch, 0, 1) for move in (-below, above))
    known = size > 0 if 0 < expected < 1 else np.zeros(size.shape, bool)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def dispersion(z: "NDArray[Any]", sd: "NDArray[Any]") -> tuple[float, float]:
    """phi and tau2 from z-scores and the standard deviations they were made with; 1 and 0 for fewer than two units.

    The mean square of the winsorised z (Spiegelhalter 2005) is divided by what winsorising leaves of it when all units
    spread alike, KEPT: without that, 12-25% of offices of 14 or 25 such units have one outside at 99.8%, not 3-5%.
    """
    import numpy as np

    units = len(z)
    if units < 2:
        return 1.0, 0.0
    phi = float(np.mean(np.clip(z, *np.quantile(z, (WINSORISED, 1 - WINSORISED))) ** 2)) / KEPT
    weights = 1 / sd**2
    tau2 = (units * phi - (units - 1)) / (weights.sum() - (weights**2).sum() / weights.sum())
    return phi, max(0.0, float(tau2))


def _widened(widening: Widening, phi: float, tau2: float, units: int) -> tuple[Widening, float, float]:
    """What is done, the factor of the variance and the variance added."""
    if widening == "additive" and units >= LEAST_UNITS:
        return ("additive", 1.0, tau2) if tau2 > 0 else ("none", 1.0, 0.0)
    return ("multiplicative", phi, 0.0) if widening != "none" and phi > 1 else ("none", 1.0, 0.0)


def _exact(expected: float, n: "NDArray[Any]", probability: float) -> "NDArray[Any]":
    """The share at which the binomial distribution function, joined by straight lines, reaches the probability."""
    from scipy.stats import binom

    count = binom.ppf(probability, n, expected)
    over = (binom.cdf(count, n, expected) - probability) / binom.pmf(count, n, expected)
    limit: NDArray[Any] = (count - over) / n
    return limit
