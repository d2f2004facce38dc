"""Shrinkage: the share or rate of each unit drawn towards that of all, the more so the less the unit itself can show."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from casekit.statistics.uncertainty import exact, poisson

ALMOST, TINY = 0.999, 1e-12


def shares(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> pl.DataFrame:
    """One row a unit, in the order given: value, shrunken, low, high, weight (of the unit's own share), overall, between.

    Beta-binomial by moments (Kleinman 1973, weights n): with k units, N in all, P overall and S = sum n (p - P)^2,
    between = (S - (k-1) P(1-P)) / (N - sum n^2 / N - (k-1)), at least 0, is the variance between units;
    shrunken = w p + (1-w) P with w = n / (n + M), M = P(1-P) / between - 1; without variance everyone gets P.
    The limits allow for P and `between` being estimates (Morris 1983): plain empirical Bayes ones hold 37-80% where they
    promise 95% and units differ little. A unit without n gets P and no limits. Not for putting units in order.
    """
    from scipy.stats import beta

    k, size = _counted(successes, n)
    overall = _overall(k, size)
    chance = overall * (1 - overall)
    between = min(_between(k, size, overall, chance, excess=1.0), ALMOST * chance)
    pool = _Pool(k, size, overall, between, chance - between)
    if not chance > 0:
        return pool.with_limits(*exact(k.sum(), size.sum(), level))
    m = np.clip(pool.shrunken, TINY, 1 - TINY)
    both = m * (1 - m) / np.minimum(pool.unknown(m * (1 - m) / (size + 1)), ALMOST * m * (1 - m)) - 1
    return pool.with_limits(*(beta.ppf(0.5 + side * level / 2, m * both, (1 - m) * both) for side in (-1, 1)))


def rates(events: ArrayLike, exposure: ArrayLike, level: float = 0.95) -> pl.DataFrame:
    """As `shares`, for counts over an exposure or over expected numbers (where `overall` is then about 1).

    Gamma-Poisson by moments, with R overall and E the exposure in all: between = (sum e (x - R)^2 - (k-1) R) /
    (E - sum e^2 / E), at least 0 (Marshall 1991, here without its bias); w = e / (e + R / between).
    """
    from scipy.stats import gamma

    k, size = _counted(events, exposure)
    overall = _overall(k, size)
    pool = _Pool(k, size, overall, _between(k, size, overall, overall, excess=0.0), overall)
    if not overall > 0:
        return pool.with_limits(*poisson(k.sum(), size.sum(), level))
    m = np.maximum(pool.shrunken, TINY)
    unknown = pool.unknown(m / np.where(size > 0, size, np.nan))
    shape, scale = m**2 / unknown, unknown / m
    return pool.with_limits(*(gamma.ppf(0.5 + side * level / 2, shape, scale=scale) for side in (-1, 1)))


@dataclass(frozen=True)
class _Pool:
    """Units with what they share: the overall value, the variance between them, the chance variance at size 1."""

    counts: NDArray[Any]
    size: NDArray[Any]
    overall: float
    between: float
    noise: float

    @property
    def units(self) -> int:
        return int((self.size > 0).sum())

    @property
    def value(self) -> NDArray[Any]:
        return self.counts / np.where(self.size > 0, self.size, np.nan)

    @property
    def weight(self) -> NDArray[Any]:
        """How much a unit's own value counts; a single unit has nothing to be drawn to."""
        pulled = self.size * self.between
        found: NDArray[Any] = (self.size > 0) * 1.0 if self.units < 2 else pulled / (pulled + (self.noise or 1.0))
        return found

    @property
    def shrunken(self) -> NDArray[Any]:
        found: NDArray[Any] = self.weight * np.nan_to_num(self.value) + (1 - self.weight) * self.overall
        return found

    def unknown(self, own: NDArray[Any]) -> NDArray[Any]:
        """The variance of each estimate (Morris 1983): of the unit's own value, of the overall one, of the weight."""
        drawn, spare = 1 - self.weight, self.units - 3
        sure = drawn * max(spare, 0) / max(self.units - 1, 1)
        of_overall = (self.noise * self.size.sum() + self.between * (self.size**2).sum()) / self.size.sum() ** 2
        of_weight = 2 * sure**2 / max(spare, 1)
        found: NDArray[Any] = (
            own * (1 - sure) + drawn**2 * of_overall + of_weight * np.nan_to_num(self.value - self.overall) ** 2
        )
        return found

    def with_limits(self, low: NDArray[Any], high: NDArray[Any]) -> pl.DataFrame:
        """The frame; an estimate lies within its limits even where its distribution sits at one end."""
        has = self.size > 0
        columns = {
            "value": self.value,
            "shrunken": self.shrunken,
            "low": np.where(has, np.minimum(low, self.shrunken), np.nan),
            "high": np.where(has, np.maximum(high, self.shrunken), np.nan),
            "weight": self.weight,
        }
        same = {"overall": pl.lit(self.overall), "between": pl.lit(self.between)}
        return pl.DataFrame(columns).with_columns(**same).fill_nan(None)


def _counted(counts: ArrayLike, size: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Both as arrays; what is counted where there is no size is left out."""
    number = np.asarray(size, float)
    return np.where(number > 0, np.asarray(counts, float), 0.0), number


def _overall(k: NDArray[Any], size: NDArray[Any]) -> float:
    return float(k.sum() / size.sum()) if size.sum() > 0 else float("nan")


def _between(k: NDArray[Any], size: NDArray[Any], overall: float, chance: float, excess: float) -> float:
    """The variance between units: what the weighted squares hold beyond chance, 0 where they hold no more.

    `chance` is the variance of one case; a binomial one shrinks by `excess` times what lies between units.
    """
    k, size = k[size > 0], size[size > 0]
    if len(size) < 2:
        return 0.0
    squares, degrees = float((size * (k / size - overall) ** 2).sum()), len(size) - 1
    room = float(size.sum() - (size**2).sum() / size.sum()) - excess * degrees
    return max(0.0, (squares - degrees * chance) / room) if room > 0 else 0.0
