"""Completeness: how much of the newest period is recorded yet, told from earlier delays and from earlier late filing."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

HISTORY = 730  # days of starts before a period from which the delays are learned: practice changes, so no more
LEARNT = 100  # ends seen in them, under which nothing is learned
PERIODS = (8, 26)  # complete periods: under the first nothing can be said, more than the second are too old
HALF_LIFE = 4  # periods after which late filing counts half as much: offices change how they file
ENDS = (0.05, 0.95)


@dataclass(frozen=True)
class Completeness:
    """Events recorded in a period and expected of it; `low` is what no more than one complete period in twenty stays under.

    `final` is the 90% interval of what will have been recorded of it in the end.
    """

    observed: int
    expected: float
    low: float
    periods: int
    final: tuple[float, float] = (0.0, math.inf)

    @property
    def shares(self) -> tuple[float, float]:
        """The 90% interval of the share recorded so far."""
        return tuple(min(self.observed / end, 1.0) if end else 1.0 for end in self.final[::-1])  # type: ignore[return-value]

    @property
    def is_known(self) -> bool:
        """Whether there are enough complete periods to judge by."""
        return self.periods >= PERIODS[0]

    @property
    def is_complete(self) -> bool:
        """Whether the period may be compared with others; where that is not known, it may not."""
        return self.is_known and self.observed >= self.low


def completeness(
    started: ArrayLike, ended: ArrayLike, newest: tuple[int, int], complete: list[tuple[int, int]]
) -> Completeness:
    """How many ends of `newest` are recorded, and how many were to be expected from starts and earlier delays.

    `started` and `ended` are days (counted from anywhere; not ended is NaN), a period is its first and last day. The
    spread of complete periods about their own expectations widens the limit (variance proportional to the mean), since
    courts sit unevenly; the lower limit is the 5% point of the normal one with that variance.
    `final` does not know of delays that changed within the last half year, as no complete period shows them yet.
    """
    starts, ends = np.asarray(started, float), np.asarray(ended, float)
    pairs = [counted(starts, ends, *period) for period in complete[-PERIODS[1] :]]
    known = [(seen, due) for seen, due in pairs if due is not None and due > 0]
    observed, expected = counted(starts, ends, *newest)
    if expected is None:
        return Completeness(observed, 0.0, 0.0, 0)
    spread = float(np.mean([(seen - due) ** 2 / due for seen, due in known])) if known else 1.0
    low = expected - 1.645 * (max(spread, 1.0) * expected) ** 0.5
    final = _final(starts, ends, newest, complete[-PERIODS[1] :], expected)
    return Completeness(
        observed, expected, max(low, 0.0), len(known), (max(final[0], observed), max(final[1], observed))
    )


def filed(early: ArrayLike, final: ArrayLike, observed: int) -> Completeness:
    """How much of a period is filed when `observed` are, as past periods were filed: `early` so many when they were as young,
    `final` in the end, oldest first.

    What came late is negative binomial about a ratio common to all, and recent periods weigh more (HALF_LIFE); the
    spread between periods, the ratio's own error and the few periods widen the interval (t for normal quantiles).
    """
    young, whole = np.asarray(early, float)[-PERIODS[1] :], np.asarray(final, float)[-PERIODS[1] :]
    if len(young) < PERIODS[0] or not young.sum():
        return Completeness(observed, 0.0, 0.0, len(young))
    weights = 0.5 ** (np.arange(len(young))[::-1] / HALF_LIFE)
    weights, late = weights / weights.sum(), whole - young
    size = 1 / float((weights**2).sum())
    ratio = max(float((weights * late).sum()) + 0.5 / len(young), 0.0) / float((weights * young).sum())
    due, mean = ratio * young, ratio * observed
    apart = (late - due) ** 2 * size / (size - 1) - due
    spread = max(float((weights * apart).sum() / (weights * due**2).sum()), 0.0) if mean else 0.0
    error = float((weights**2 * (due + spread * due**2)).sum()) / float((weights * due).sum()) ** 2 if mean else 0.0
    low, high = (observed + end for end in _negative_binomial(mean, mean + (spread + error) * mean**2, size - 1))
    return Completeness(observed, observed + mean, low, len(young), (low, high))


def counted(starts: NDArray[Any], ends: NDArray[Any], first: int, last: int) -> tuple[int, float | None]:
    """Ends from day `first` to day `last`, and how many the delays known on the day before make one expect (None: too few)."""
    observed = int(((ends >= first) & (ends <= last)).sum())
    learnt = (starts >= first - HISTORY) & (starts < first)
    staying = _staying(starts[learnt], ends[learnt], first)
    if staying is None:
        return observed, None
    open_ = (starts <= last) & ~(ends < first)
    before = np.maximum(first - starts[open_], 0)
    until = last - starts[open_] + 1
    after = staying[np.minimum(until, len(staying) - 1).astype(int)]
    held = staying[np.minimum(before, len(staying) - 1).astype(int)]
    with np.errstate(invalid="ignore", divide="ignore"):
        chances = np.where(held > 0, 1 - after / held, 0.0)
    return observed, float(chances.sum())


def _final(
    starts: NDArray[Any], ends: NDArray[Any], newest: tuple[int, int], complete: list[tuple[int, int]], expected: float
) -> tuple[float, float]:
    """What a period will hold in the end: as far from its expectation as spans of its own length, one from the beginning of each
    complete period, were from theirs (they overlap, so that they tell no more than those that do not)."""
    lasting, last = newest[1] - newest[0], complete[-1][1] if complete else 0
    spans = [(first, first + lasting) for first, _ in complete if first + lasting <= last]
    pairs = [counted(starts, ends, *span) for span in spans]
    apart = [(seen - due) ** 2 / due for seen, due in pairs if due]
    if len(apart) < PERIODS[0]:
        return 0.0, math.inf
    from scipy.stats import t

    length = float(np.mean([end - first + 1 for first, end in complete]))
    alone = max(len(apart) * length / (lasting + 1), 2.0)
    reach = float(t.ppf(ENDS[1], alone)) * (float(np.mean(apart)) * expected) ** 0.5
    return max(expected - reach, 0.0), expected + reach


def _negative_binomial(mean: float, variance: float, freedom: float) -> tuple[float, float]:
    """The 5% and 95% points of counts with that mean and variance, the latter known from so many degrees of freedom."""
    from scipy.stats import nbinom, norm, poisson, t

    wide = variance * float(t.ppf(ENDS[1], freedom) / norm.ppf(ENDS[1])) ** 2
    if mean <= 0 or wide <= mean * 1.0001:
        low, high = poisson.ppf(ENDS, mean) if mean > 0 else (0.0, 0.0)
    else:
        low, high = nbinom.ppf(ENDS, mean**2 / (wide - mean), mean / wide)
    return float(low), float(high)


def _staying(starts: NDArray[Any], ends: NDArray[Any], first: int) -> NDArray[Any] | None:
    """The share still open at the beginning of each day after the start (Kaplan-Meier), as known when day `first` began."""
    ended = ends < first
    if ended.sum() < LEARNT:
        return None
    days = np.where(ended, ends, first - 1) - starts
    days = days.clip(0).astype(int)
    longest = int(days.max()) + 1
    events, left = np.bincount(days[ended], minlength=longest), np.bincount(days, minlength=longest)
    at_risk = left[::-1].cumsum()[::-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        hazard = np.where(at_risk > 0, events / at_risk, 0.0)
    return np.concatenate([[1.0], np.cumprod(1 - hazard)])
