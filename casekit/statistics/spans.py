"""Spans: of many series at once, the spans of their newest periods that held more or fewer than the season of earlier years."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casekit.statistics import surges

Array = NDArray[Any]

SIDE = 0.025  # of a usual span, on either side of its limits


def spans(counts: pl.DataFrame, newest: int, longest: int = 1, **changes: Any) -> pl.DataFrame:
    """Every span of up to `longest` of the `newest` periods of each series: series, first, last, count, expected, low, upper,
    p_above, p_below (how likely as many or more, as few or fewer, are by chance).

    `counts` has series, period and count, over a full grid: the same periods, without a gap, for every series. What is
    expected of a period is Farrington's flexible fit (`changes` to its recipe), of a span the sum; its variance is that of
    the counts and, as the fits of one season hang together, the square of the summed standard errors. The tails are those
    of a negative binomial; `low` and `upper` are the limits of the 2/3-power scale. No rows where history is too short.
    """
    recipe = replace(surges.RECIPES["flexible"], **changes)
    wide = counts.sort("series", "period").group_by("series", maintain_order=True).agg("period", "count")
    periods = wide["period"][0].to_list() if wide.height else []
    if len(periods) < recipe.year * recipe.b + recipe.w + newest:
        return _rows(wide["series"].clear(), [], [])
    observed = wide["count"].list.to_array(len(periods)).to_numpy().astype(float)
    fitted = _fitted(observed, newest, recipe)
    ends = [(first, first + size) for size in range(1, longest + 1) for first in range(newest - size + 1)]
    found = [_span(observed[:, -newest:], fitted, slice(*one)) for one in ends]
    names = [(periods[first - newest], periods[last - newest - 1]) for first, last in ends]
    return _rows(wide["series"], names, found)


def discovered(p: pl.Series) -> pl.Series:
    """The q of false discovery control (Benjamini and Hochberg) of those that have a p."""
    from scipy import stats

    known = p.is_not_null()
    q = stats.false_discovery_control(p.filter(known).to_numpy()) if known.any() else []
    return pl.Series("q", [None] * len(p), pl.Float64).scatter(known.arg_true(), q)


def _fitted(observed: Array, newest: int, recipe: surges.Recipe) -> dict[str, Array]:
    """The expectation of each series (a row) and newest period (a column), all series in one fit."""
    height, width = observed.shape
    places = np.arange(height)[:, None] * width + np.arange(width - newest, width)
    fitted = surges.expectation(observed.ravel(), places.ravel(), recipe, "flexible")
    return {name: values.reshape(height, newest) for name, values in fitted.items()}


def _span(newest: Array, fitted: dict[str, Array], part: slice) -> dict[str, Array]:
    """One span of every series."""
    from scipy import stats

    count, mean = newest[:, part].sum(axis=1), fitted["mean"][:, part].sum(axis=1)
    chance = (fitted["mean"] * fitted["phi"])[:, part].sum(axis=1)
    with np.errstate(all="ignore"):
        variance = np.maximum(chance + fitted["error"][:, part].sum(axis=1) ** 2, mean * (1 + 1e-9))
        size, share = mean**2 / (variance - mean), mean / variance
        reach = stats.norm.isf(SIDE) * np.sqrt(4 / 9 * mean ** (-2 / 3) * variance)
        ends = {"low": np.maximum(mean ** (2 / 3) - reach, 0) ** 1.5, "upper": (mean ** (2 / 3) + reach) ** 1.5}
        tails = {"p_above": stats.nbinom.sf(count - 1, size, share), "p_below": stats.nbinom.cdf(count, size, share)}
    return {"count": count.astype(int), "expected": mean, **ends, **tails}


def _rows(series: pl.Series, names: list[tuple[Any, Any]], found: list[dict[str, Array]]) -> pl.DataFrame:
    """One frame of all spans; a fit that did not settle has no numbers."""
    period = pl.Int64
    kinds: Any = {"series": series.dtype, "first": period, "last": period, "count": pl.Int64}
    numbers = dict.fromkeys(("expected", "low", "upper", "p_above", "p_below"), pl.Float64)
    parts = [
        pl.DataFrame({"series": series, **one}).with_columns(first=pl.lit(first), last=pl.lit(last))
        for (first, last), one in zip(names, found, strict=True)
    ]
    whole = pl.concat([pl.DataFrame(schema=kinds | numbers), *parts], how="diagonal_relaxed")
    return whole.with_columns(pl.col(*numbers).fill_nan(None))
