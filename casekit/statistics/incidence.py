"""Incidence: which outcome cases come to, and by when, where outcomes compete and some cases still wait."""

from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

ROUNDING = 1e-9


def incidence(
    durations: ArrayLike, outcomes: ArrayLike, entry: ArrayLike | None = None, level: float = 0.95
) -> pl.DataFrame:
    """One row a day and outcome, outcomes in order of their codes: time, outcome, incidence, low, high.

    Aalen and Johansen (1978): the share of all cases that came to the outcome by the end of the day, where one outcome
    ends the waiting for every other; on each day the incidences and the share still waiting (Kaplan and Meier 1958) add up
    to 1. A null outcome is a case still waiting at its duration; on one day outcomes come before those. `entry` is a case's
    age on the first day it could be seen (null or 0: seen since receipt); it is at risk from that day on. A case without a
    duration, with a negative one or one below its entry counts nowhere. Limits: infinitesimal jackknife on the log-log scale,
    in R `survfit(Surv(time, outcome) ~ 1, conf.type = "log-log")`; an outcome of no case so far, or of every case, has the
    exact limits, where R has none.
    """
    named = column(outcomes)
    codes = named.drop_nulls().unique().sort()
    kinds = named.replace_strict(codes, np.arange(len(codes)) + 1, default=0, return_dtype=pl.Int64).to_numpy()
    cases = _seen(durations, kinds, entry)
    days, n, ended = _risk_sets(*cases, len(codes))
    before = np.cumprod(1 - ended[:-1, 1:].sum(1) / n[:-1])
    before = np.concatenate([[1.0], before])[: len(days)]
    shares = np.cumsum(before[:, None] * ended[:, 1:] / n[:, None], axis=0)
    spread = [_spread(cases, days, n, ended, before, kind) for kind in range(1, len(codes) + 1)]
    low, high = _log_log(
        shares, np.array(spread).reshape(len(codes), len(days)).T, _effective(n, before)[:, None], level
    )
    found = {"incidence": shares, "low": low, "high": high}
    return pl.DataFrame(
        {"time": np.repeat(days, len(codes)), "outcome": codes.gather(np.tile(np.arange(len(codes)), len(days)))}
        | {name: values.ravel() for name, values in found.items()}
    )


def column(values: ArrayLike) -> pl.Series:
    """The values as a series, blanks (None) as nulls."""
    if isinstance(values, pl.Series):
        return values
    array = np.asarray(values)
    return pl.Series(array.tolist() if array.dtype == object else array)


def _seen(
    durations: ArrayLike, kinds: ArrayLike, entry: ArrayLike | None
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The last day, kind and first day (0 where there is no entry) of each case that could be seen at all."""
    last, kind = np.asarray(durations, float), np.asarray(kinds).astype(int)
    first = np.zeros(last.shape) if entry is None else np.nan_to_num(np.asarray(entry, float))
    kept = (last >= first) & (last >= 0)
    return last[kept], kind[kept], first[kept]


def _risk_sets(
    last: NDArray[Any], kind: NDArray[Any], first: NDArray[Any], most: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The days on which a case ended or was last seen, how many cases were at risk on each, and how many of each kind ended on
    it: days x (0, last seen waiting, to `most`)."""
    at = np.unique(last)
    gone = np.sort(last)
    at_risk = np.searchsorted(np.sort(first), at, "right") - np.searchsorted(gone, at, "left")
    found = [np.sort(last[kind == one]) for one in range(most + 1)]
    ended = [np.searchsorted(one, at, "right") - np.searchsorted(one, at, "left") for one in found]
    return at, at_risk, np.array(ended).T


def _spread(
    cases: tuple[NDArray[Any], ...],
    days: NDArray[Any],
    n: NDArray[Any],
    ended: NDArray[Any],
    before: NDArray[Any],
    kind: int,
) -> NDArray[Any]:
    """The standard error of one outcome's incidence on each day: the root of the sum of squared influences of the cases.

    The influence of a case on incidence F on day t is a(t) - F(t) b(t). Both grow by what being at risk takes away each day
    (`at_risk_a`, `at_risk_b`) and by what its own end adds, so cases still in follow-up differ only by where they entered.
    """
    last, kinds, first = cases
    left, entered = np.searchsorted(days, last), np.searchsorted(days, first)
    decided = ended[:, 1:].sum(1)
    share = np.cumsum(before * ended[:, kind] / n)
    inverse = np.divide(1.0, n - decided, out=np.zeros(len(n)), where=n > decided)
    at_risk_b = np.cumsum(-decided / n * inverse)
    at_risk_a = np.cumsum(-before * ended[:, kind] / n**2 - decided / n * inverse * share)
    start_a, start_b = (np.concatenate([[0.0], path])[entered] for path in (at_risk_a, at_risk_b))
    is_kind, is_any = kinds == kind, kinds > 0
    a = at_risk_a[left] - start_a + is_any * (share * inverse)[left] + is_kind * (before / n)[left]
    b = at_risk_b[left] - start_b + is_any * inverse[left]

    def gone(weights: NDArray[Any]) -> NDArray[Any]:
        total: NDArray[Any] = np.cumsum(np.bincount(left, weights, len(days)))
        return total

    def waiting(weights: NDArray[Any]) -> NDArray[Any]:
        total: NDArray[Any] = np.cumsum(np.bincount(entered, weights, len(days))) - gone(weights)
        return total

    of_ended = gone(a * a) - 2 * share * gone(a * b) + share**2 * gone(b * b)
    path = at_risk_a - share * at_risk_b
    start = waiting(start_a) - share * waiting(start_b)
    of_start = waiting(start_a**2) - 2 * share * waiting(start_a * start_b) + share**2 * waiting(start_b**2)
    of_waiting = path**2 * waiting(np.ones(len(left))) - 2 * path * start + of_start
    spread: NDArray[Any] = np.sqrt(np.maximum(of_ended + of_waiting, 0.0))
    return spread


def _log_log(
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


def _effective(at_risk: NDArray[Any], before: NDArray[Any]) -> NDArray[Any]:
    """How many cases followed from the start would show as much up to each day; `before`: survival as the day began.

    The smallest of at_risk / before so far (Cutler and Ederer 1958 for one day); without waiting cases and late entries n.
    """
    with np.errstate(divide="ignore"):
        smallest: NDArray[Any] = np.minimum.accumulate(at_risk / before)
    return smallest
