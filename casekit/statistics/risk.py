"""Risk sets: which cases could be decided on each day, and the limits of shares that come from them."""

from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

ROUNDING = 1e-9


def risk_sets(
    durations: ArrayLike,
    kinds: ArrayLike,
    entry: ArrayLike | None = None,
    days: ArrayLike | None = None,
    most: int = 1,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The days, how many cases were at risk on each, and how many of each kind ended on it: days x (0 to `most`).

    Kind 0 is last seen waiting. The days are those on which a case ended or was last seen, or the ones given.
    """
    last, kind, first = seen(durations, kinds, entry)
    at = np.unique(last) if days is None else np.asarray(days, float)
    gone = np.sort(last)
    at_risk = np.searchsorted(np.sort(first), at, "right") - np.searchsorted(gone, at, "left")
    found = [np.sort(last[kind == one]) for one in range(most + 1)]
    ended = [np.searchsorted(one, at, "right") - np.searchsorted(one, at, "left") for one in found]
    return at, at_risk, np.array(ended).T


def seen(
    durations: ArrayLike, kinds: ArrayLike, entry: ArrayLike | None = None
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The last day, kind and first day (0 where there is no entry) of each case that could be seen at all."""
    last, kind = np.asarray(durations, float), np.asarray(kinds).astype(int)
    first = np.zeros(last.shape) if entry is None else np.nan_to_num(np.asarray(entry, float))
    kept = (last >= first) & (last >= 0)
    return last[kept], kind[kept], first[kept]


def log_log(
    share: NDArray[Any], spread: NDArray[Any], n: NDArray[Any], level: float
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The limits of shares with standard error `spread`, even on the scale log(-log(share)).

    A share of 0 or 1 has no such limits: there, as nothing was seen among `n` cases, they are the exact ones of 0 or n.
    """
    z, reach = NormalDist().inv_cdf(0.5 + level / 2), 1 - (0.5 - level / 2) ** (1 / n)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        half = z * spread / (share * np.log(share))
        low, high = (np.exp(np.log(share) * np.exp(side * half)) for side in (-1, 1))
    none, every = share < ROUNDING, share > 1 - ROUNDING
    low, high = np.where(none, 0.0, low), np.where(every, 1.0, high)
    return np.where(every, 1 - reach, low), np.where(none, reach, high)


def effective(at_risk: NDArray[Any], before: NDArray[Any]) -> NDArray[Any]:
    """How many cases followed from the start would show as much up to each day; `before`: survival as the day began.

    The smallest of at_risk / before so far (Cutler and Ederer 1958 for one day); without waiting cases and late entries n.
    """
    with np.errstate(divide="ignore"):
        smallest: NDArray[Any] = np.minimum.accumulate(at_risk / before)
    return smallest


def column(values: ArrayLike) -> pl.Series:
    """The values as a series, blanks (None) as nulls."""
    if isinstance(values, pl.Series):
        return values
    array = np.asarray(values)
    return pl.Series(array.tolist() if array.dtype == object else array)


def flags(values: ArrayLike) -> NDArray[Any]:
    """The values as true or false, blanks as false."""
    found: NDArray[Any] = column(values).cast(pl.Float64).fill_nan(None).fill_null(0).to_numpy() > 0
    return found
