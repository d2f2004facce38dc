"""Incidence: which outcome cases come to, and by when, where outcomes compete and some cases still wait."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from casekit.statistics.risk import column, effective, log_log, risk_sets, seen


def incidence(
    durations: ArrayLike, outcomes: ArrayLike, entry: ArrayLike | None = None, level: float = 0.95
) -> pl.DataFrame:
    """One row a day and outcome, outcomes in order of their codes: time, outcome, incidence, low, high.

    Aalen and Johansen (1978): the share of all cases that came to the outcome by the end of the day, where one outcome
    ends the waiting for every other; on each day the incidences and `survival.curve` add up to 1. A null outcome is a case
    still waiting at its duration. `entry`, and which cases count: as in `survival.curve`. Limits: infinitesimal jackknife
    on the log-log scale, in R `survfit(Surv(time, outcome) ~ 1, conf.type = "log-log")`; an outcome of no case so far, or
    of every case, has the exact limits, where R has none.
    """
    named = column(outcomes)
    codes = named.drop_nulls().unique().sort()
    kinds = named.replace_strict(codes, np.arange(len(codes)) + 1, default=0, return_dtype=pl.Int64).to_numpy()
    cases = seen(durations, kinds, entry)
    days, n, ended = risk_sets(*cases, most=len(codes))
    before = np.cumprod(1 - ended[:-1, 1:].sum(1) / n[:-1])
    before = np.concatenate([[1.0], before])[: len(days)]
    shares = np.cumsum(before[:, None] * ended[:, 1:] / n[:, None], axis=0)
    spread = [_spread(cases, days, n, ended, before, kind) for kind in range(1, len(codes) + 1)]
    low, high = log_log(shares, np.array(spread).reshape(len(codes), len(days)).T, effective(n, before)[:, None], level)
    found = {"incidence": shares, "low": low, "high": high}
    return pl.DataFrame(
        {"time": np.repeat(days, len(codes)), "outcome": codes.gather(np.tile(np.arange(len(codes)), len(days)))}
        | {name: values.ravel() for name, values in found.items()}
    )


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
