"""Completeness: whether the newest period's events are all recorded yet, told from how long earlier ones took."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

HISTORY = 730  # days of starts before a period from which the delays are learned: practice changes, so no more
LEARNT = 100  # ends seen in them, under which nothing is learned
PERIODS = (8, 26)  # complete periods: under the first nothing can be said, more than the second are too old


@dataclass(frozen=True)
class Completeness:
    """Events recorded in a period and expected of it; `low` is what no more than one complete period in twenty stays under."""

    observed: int
    expected: float
    low: float
    periods: int

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
    """
    starts, ends = np.asarray(started, float), np.asarray(ended, float)
    pairs = [counted(starts, ends, *period) for period in complete[-PERIODS[1] :]]
    known = [(seen, due) for seen, due in pairs if due is not None and due > 0]
    observed, expected = counted(starts, ends, *newest)
    if expected is None:
        return Completeness(observed, 0.0, 0.0, 0)
    spread = float(np.mean([(seen - due) ** 2 / due for seen, due in known])) if known else 1.0
    low = expected - 1.645 * (max(spread, 1.0) * expected) ** 0.5
    return Completeness(observed, expected, max(low, 0.0), len(known))


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
