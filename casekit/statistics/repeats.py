"""Repeats: whether a kind of case keeps coming back to a place, and whether one case is soon followed by another nearby."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

DRAWS = 999
LEVEL = 0.05
MOST_QUARTERS = 0.75
CELL = ["kind", "place"]
COUNTS = ["n", "of_kind", "of_place", "of_all"]


def cells(rows: pl.DataFrame, shares: pl.DataFrame | None = None, quarters: int = 12) -> pl.DataFrame:
    """Every kind and place with a case: kind, place, n, present, expected, ratio, low, high, p, recurs.

    `rows` has a row a case: kind, place, quarter (a whole number), and is_tested (whether its kind is looked at, or is only
    among the others). `present` counts the quarters with a case. `expected` is what the kind's total leads one to expect
    here by the share of the other kinds' cases that lie here, or by `shares` (place, share: of residents) where that is
    more; `low` and `high` are the 95% limits of the ratio to it. A cell recurs when cases came in most quarters and are
    more than expected on both counts even without its fullest quarter, so that one surge makes no recurrence; of all
    cells without any excess that are looked at together, some is called so in at most 5% of offices.
    """
    grid = _grid(rows.drop_nulls(CELL))
    fullest = (pl.int_range(pl.len()) == pl.col("n").arg_max()).over(CELL)
    present = grid.group_by(CELL).agg(present=(pl.col("n") > 0).sum())
    whole = _expected(_summed(grid), shares).join(present, on=CELL)
    without = _expected(_summed(grid.filter(~fullest)), shares)
    tails = without.select(*CELL, p=pl.Series(_tail(without), dtype=pl.Float64))
    return _judged(whole.join(tails, on=CELL).filter(pl.col("n") > 0).sort(CELL), quarters)


def _grid(rows: pl.DataFrame) -> pl.DataFrame:
    """A row a cell looked at and quarter: its own cases, its kind's, its place's and all."""
    kinds, places = rows.filter("is_tested").select("kind").unique(), rows.select("place").unique()
    grid = kinds.join(places, how="cross").join(rows.select("quarter").unique(), how="cross")
    for name, keys in {"n": CELL, "of_kind": ["kind"], "of_place": ["place"], "of_all": []}.items():
        own = rows.group_by(*keys, "quarter").agg(pl.len().cast(pl.Int64).alias(name))
        grid = grid.join(own, on=[*keys, "quarter"], how="left")
    return grid.with_columns(pl.col(*COUNTS).fill_null(0)).sort(*CELL, "quarter")


def _summed(grid: pl.DataFrame) -> pl.DataFrame:
    return grid.group_by(CELL).agg(pl.col(*COUNTS).sum()).sort(CELL)


def _expected(grid: pl.DataFrame, shares: pl.DataFrame | None) -> pl.DataFrame:
    """With what either share leads one to expect: `others_here` of `others`, and `share` of residents where it is known."""
    known = (
        grid.join(shares, on="place", how="left")
        if shares is not None
        else grid.with_columns(share=pl.lit(None, pl.Float64))
    )
    told = known.with_columns(others_here=pl.col("of_place") - pl.col("n"), others=pl.col("of_all") - pl.col("of_kind"))
    by_others = pl.col("of_kind") * pl.col("others_here") / pl.col("others")
    return told.with_columns(expected=pl.max_horizontal(by_others.fill_nan(None), pl.col("of_kind") * pl.col("share")))


def _tail(grid: pl.DataFrame) -> Array:
    """How likely as many or more here are: the less unlikely of both ways, exactly (hypergeometric, binomial)."""
    from scipy import stats

    n, of_kind, of_place, of_all = (grid[name].to_numpy() for name in ("n", "of_kind", "of_place", "of_all"))
    by_others = stats.hypergeom.sf(n - 1, of_all, of_place, of_kind)
    by_share = stats.binom.sf(n - 1, of_kind, grid["share"].fill_null(0.0).to_numpy())
    known = grid["share"].is_not_null().to_numpy()
    tail: Array = np.where(known, np.maximum(by_others, by_share), by_others)
    return tail


def _judged(tested: pl.DataFrame, quarters: int) -> pl.DataFrame:
    from scipy import stats

    from casekit.statistics.uncertainty import poisson

    low, high = poisson(tested["n"].to_numpy(), tested["expected"].fill_null(float("nan")).to_numpy())
    adjusted = stats.false_discovery_control(tested["p"].to_numpy()) if tested.height else []
    most = pl.col("present") >= MOST_QUARTERS * quarters
    limits = {
        "low": pl.Series(low, dtype=pl.Float64).fill_nan(None),
        "high": pl.Series(high, dtype=pl.Float64).fill_nan(None),
    }
    judged = tested.with_columns(
        ratio=pl.col("n") / pl.col("expected"), **limits, p=pl.Series(adjusted, dtype=pl.Float64)
    )
    found = judged.with_columns(recurs=most & (pl.col("p") <= LEVEL))
    return found.select(*CELL, "n", "present", "of_kind", "expected", "ratio", "low", "high", "p", "recurs")


@dataclass(frozen=True)
class Near:
    """Pairs of cases of one place within some days of one another, how many chance would give (with its middle 95%), and how
    often chance gives as many."""

    pairs: int
    expected: float
    usual_low: float
    usual_high: float
    p: float


def knox(
    days: ArrayLike,
    places: ArrayLike,
    strata: ArrayLike,
    within: Sequence[int] = (14,),
    draws: int = DRAWS,
    seed: int = 1,
) -> list[Near]:
    """Knox's test of near repeats for each number of days in `within`: whole days and whole numbers for places and strata.

    The days are shuffled among the cases of one stratum (a quarter), so that trend, season and each place's number of cases
    in the quarter stay as they are; p = (1 + as many or more) / (1 + draws).
    """
    day, place, stratum = (np.asarray(one, np.int64) for one in (days, places, strata))
    order = np.lexsort((day, stratum))
    day, place, stratum = day[order], place[order], stratum[order]
    shuffled = np.argsort(stratum + np.random.default_rng(seed).random((draws, len(day))), axis=1)
    keys, shuffles = _keys(np.concatenate([day[None, :], day[shuffled]]), place, max(within))
    return [_near(_close(keys, apart), shuffles) for apart in within]


def _near(pairs: Array, draws: int) -> Near:
    """The pairs found, the first row, beside those of the shuffled rows."""
    chance = pairs[1:]
    low, high = np.quantile(chance, (0.025, 0.975))
    p = (1 + int((chance >= pairs[0]).sum())) / (1 + draws)
    return Near(int(pairs[0]), float(chance.mean()), float(low), float(high), p)


def _keys(days: Array, places: Array, most: int) -> tuple[Array, int]:
    """One number a case, growing from row to row, place to place and day to day, places further apart than `most`; and how
    many rows there are beside the first."""
    start, far = days.min(), int(np.ptp(days)) + most + 1
    row = np.arange(len(days), dtype=np.int64)[:, None] * (int(places.max()) + 1)
    return np.sort((row + places) * far + (days - start), axis=1), len(days) - 1


def _close(keys: Array, within: int) -> Array:
    """For each row, the number of pairs of one place at most `within` days apart."""
    ends = np.searchsorted(keys.ravel(), keys.ravel() + within, side="right").reshape(keys.shape)
    counted: Array = (ends - np.arange(keys.size).reshape(keys.shape) - 1).sum(axis=1)
    return counted
