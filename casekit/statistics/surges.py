"""Surges: which of the newest counts lie above what the same season of earlier years leads one to expect (Farrington)."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casekit.statistics import loglinear
from casekit.statistics.scan import space_time_scan

Array = NDArray[Any]

__all__ = ["Recipe", "farrington", "space_time_scan"]

Method = Literal["farrington", "flexible"]


@dataclass(frozen=True)
class Recipe:
    """How far back and how strictly: years `b`, half-window `w`, level `alpha`, the threshold for weighing down past surges,
    the periods before the current one left out, parts of the year, and the least count (`least` in `least_over` periods).

    `reference` "surveillance-1.20.3" keeps that version's dispersion in the flexible standard error; "corrected" uses the
    same floored dispersion as the rest.
    """

    b: int = 3
    w: int = 3
    alpha: float = 0.05
    threshold: float = 1.0
    left_out: int = 0
    parts: int = 1
    least: int = 5
    least_over: int = 4
    trend: bool = True
    year: int = 52
    reference: Literal["surveillance-1.20.3", "corrected"] = "surveillance-1.20.3"


RECIPES = {"farrington": Recipe(), "flexible": Recipe(threshold=2.58, left_out=26, parts=10)}


def farrington(counts: pl.DataFrame, method: Method = "farrington", **changes: Any) -> pl.DataFrame:
    """What is expected of each period with enough history and whether it is exceeded: period, expected, upper, alarm, p_value.

    `counts` has `period` (whole numbers without a gap, in weeks unless `year` says how many make a year) and `count`.
    The expectation is a quasi-Poisson fit on the same season of the `b` years before, past surges weighed down; `upper` is
    the limit of the 2/3-power scale, two-sided in the classic method, as in R's surveillance 1.20.3. Where fewer than 5 came
    in four periods there is no alarm (and no limit in the flexible method). `p_value` is the tail of a negative binomial
    with the fit's spread and the uncertainty of its mean: compare many series by these, since the limit's tail is too light.
    """
    recipe = replace(RECIPES[method], **changes)
    series = counts.sort("period")
    observed = series["count"].to_numpy().astype(float)
    places = _enough(len(observed), recipe)
    fitted = expectation(observed, places, recipe, method)
    low = _recent(observed, places, recipe) < recipe.least
    upper = _upper(fitted, recipe, method)
    usable = fitted["settled"]
    found = pl.DataFrame(
        {
            "period": series["period"].gather(places),
            "expected": fitted["mean"],
            "upper": _without(upper, ~usable, low, method),
            "alarm": _alarms(observed[places], fitted["mean"], upper, method) & usable & ~low,
            "p_value": _tail(observed[places], fitted),
        }
    )
    return found.with_columns(pl.col("expected", "upper", "p_value").fill_nan(None))


def _enough(n: int, recipe: Recipe) -> Array:
    """The places (from 0) that have a full history behind them."""
    return np.arange(recipe.year * recipe.b + recipe.w, n)


def _recent(observed: Array, places: Array, recipe: Recipe) -> Array:
    whole = np.concatenate([[0.0], observed.cumsum()])
    recent: Array = whole[places + 1] - whole[np.maximum(places + 1 - recipe.least_over, 0)]
    return recent


def expectation(observed: Array, places: Array, recipe: Recipe, method: Method) -> dict[str, Array]:
    """Mean, standard error, dispersion (at least 1) and whether the fit settled, with a trend where it is wanted and earned."""
    past = _reference(observed, places, recipe)
    plain = _weighted(past, places, recipe, method, trend=False)
    if not (recipe.trend and recipe.b >= 3):
        return plain
    sloped = _weighted(past, places, recipe, method, trend=True)
    largest = np.where(past["inside"] > 0, past["counts"], 0).max(axis=1)
    kept = (
        sloped["settled"] & (sloped["mean"] <= largest) & (sloped["trend_p"] < (1.0 if method == "flexible" else 0.05))
    )
    return {name: np.where(kept, sloped[name], plain[name]) for name in plain}


def _reference(observed: Array, places: Array, recipe: Recipe) -> dict[str, Array]:
    """The past that each place is compared with: a row a place, a column a lag, with its part of the year (from 0)."""
    lags = np.arange(1, recipe.year * recipe.b + recipe.w + 1)
    part = _parts(lags, recipe)
    lags, part = lags[part >= 0], part[part >= 0]
    at = places[:, None] - lags[None, :]
    return {
        "counts": observed[np.maximum(at, 0)],
        "inside": (at >= 0).astype(float),
        "when": at + 1.0,
        "part": np.broadcast_to(part, at.shape),
    }


def _parts(lags: Array, recipe: Recipe) -> Array:
    """Which part of the year each lag is in: the last for the season looked at, the others in runs forward in time, -1 for none.

    The classic method knows the season only. A remainder makes the first runs one longer.
    """
    into = (lags + recipe.w) % recipe.year  # 0..2w inside a window, then backward in time
    season = into <= 2 * recipe.w
    if recipe.parts == 1:
        return np.where(season & (lags > recipe.w), 0, -1)
    between = recipe.year - 2 * recipe.w - 1
    forward = between - 1 - (into - 2 * recipe.w - 1)
    sizes = np.full(recipe.parts - 1, between // (recipe.parts - 1))
    sizes[: between % (recipe.parts - 1)] += 1
    run = np.searchsorted(sizes.cumsum(), np.clip(forward, 0, between - 1), side="right")
    return np.where(lags <= recipe.left_out, -1, np.where(season, recipe.parts - 1, run))


def _weighted(past: dict[str, Array], places: Array, recipe: Recipe, method: Method, trend: bool) -> dict[str, Array]:
    """One fit, past surges weighed down by their Anscombe residuals, and one fit more."""
    design, now = _design(past, places, recipe, trend)
    first = loglinear.fit(design, past["counts"], past["inside"])
    weights = _surges_down(past, first, recipe)
    again = loglinear.fit(design, past["counts"], weights)
    phi = np.maximum(1.0, again.dispersion)
    mean, error = again.at(now, _spread(past, again, weights, phi, recipe, method))
    settled = first.converged & again.converged & np.isfinite(mean)
    found = {"mean": np.where(settled, mean, np.nan), "error": error, "phi": phi, "settled": settled}
    return found | {"trend_p": _slope(again)} if trend else found


def _design(past: dict[str, Array], places: Array, recipe: Recipe, trend: bool) -> tuple[Array, Array]:
    """A column a part of the year (their sum the intercept) and the time, centred at the place looked at; and its row there."""
    parts = (past["part"][..., None] == np.arange(recipe.parts)).astype(float)
    now = np.zeros((len(places), recipe.parts + trend))
    now[:, recipe.parts - 1] = 1.0
    if not trend:
        return parts, now
    ago = (past["when"] - places[:, None] - 1.0) / recipe.year
    return np.concatenate([parts, ago[..., None]], axis=2), now


def _surges_down(past: dict[str, Array], fit: loglinear.Fit, recipe: Recipe) -> Array:
    mean, inside = fit.means, past["inside"]
    phi = np.maximum(1.0, fit.dispersion)[:, None]
    with np.errstate(all="ignore"):
        anscombe = 1.5 * (past["counts"] ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean)) / np.sqrt(phi * (1 - fit.hat))
        raw = np.where(anscombe > recipe.threshold, anscombe**-2, 1.0) * inside
        weights: Array = raw * inside.sum(axis=1, keepdims=True) / raw.sum(axis=1, keepdims=True)
    return weights


def _spread(
    past: dict[str, Array], fit: loglinear.Fit, weights: Array, phi: Array, recipe: Recipe, method: Method
) -> Array:
    """The dispersion of the standard error: the floored one, or what surveillance 1.20.3 takes in its flexible method."""
    if method == "farrington" or recipe.reference == "corrected":
        return phi
    with np.errstate(all="ignore"):
        relative = (past["counts"] - fit.means) / fit.means
        quirk: Array = np.nansum(weights * relative**2, axis=1) / fit.freedom
    return quirk


def _slope(fit: loglinear.Fit) -> Array:
    """How likely a slope as large is by chance (t test)."""
    from scipy import stats

    with np.errstate(all="ignore"):
        t = fit.coefficients[:, -1] / np.sqrt(fit.dispersion * fit.inverse[:, -1, -1])
    found: Array = 2 * stats.t.sf(np.abs(t), fit.freedom)
    return found


def _upper(fitted: dict[str, Array], recipe: Recipe, method: Method) -> Array:
    from scipy import stats

    z = stats.norm.isf(recipe.alpha / (2 if method == "farrington" else 1))
    mean = fitted["mean"]
    with np.errstate(all="ignore"):
        tau = fitted["phi"] + fitted["error"] ** 2 / mean
        upper: Array = (mean ** (2 / 3) + z * np.sqrt(4 / 9 * mean ** (1 / 3) * tau)) ** 1.5
    return upper


def _without(upper: Array, unsettled: Array, low: Array, method: Method) -> Array:
    shown = np.where(low, 0.0 if method == "farrington" else np.nan, upper)
    return np.where(unsettled, np.nan, shown)


def _alarms(observed: Array, mean: Array, upper: Array, method: Method) -> Array:
    with np.errstate(all="ignore"):
        above: Array = (observed - mean) / (upper - mean) > 1
    return above & (observed > 0) if method == "flexible" else above


def _tail(observed: Array, fitted: dict[str, Array]) -> Array:
    """How likely as many or more are by chance: negative binomial with the fit's mean and its spread in all."""
    from scipy import stats

    with np.errstate(all="ignore"):
        mean = fitted["mean"]
        variance = np.maximum(mean * fitted["phi"] + fitted["error"] ** 2, mean * (1 + 1e-9))
        size, share = mean**2 / (variance - mean), mean / variance
        tail: Array = stats.nbinom.sf(observed - 1, size, share)
    return tail
