"""Caseload: what came, left and waits, and the few sums that are usually made of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


def clearance(received: float, resolved: float) -> float:
    """Cases resolved for each one received, above 1 where pending falls (CEPEJ, clearance rate; CourTools 2); 结收比."""
    return resolved / received if received else float("nan")


def concluded_share(received: float, resolved: float, carried: float) -> float:
    """Cases resolved of all there were to do: those received and those carried over at the start (审结率)."""
    return resolved / (received + carried) if received + carried else float("nan")


def disposition_time(pending: float, resolved: float, days: float = 365) -> float:
    """Days in which those pending would be gone if as many were resolved a day as in these `days`, and none came.

    CEPEJ's disposition time: pending at the end / resolved x 365. It is a stock over a flow, not how long cases took: a
    period that resolved its short cases and left the long ones has a low one. Not-a-number where nothing was resolved.
    """
    return pending / resolved * days if resolved else float("nan")


@dataclass(frozen=True)
class Freed:
    """Loops, the days spent in them, the days a smaller number would free, and by how many cases fewer would be pending."""

    loops: int
    loop_days: float
    freed_days: float
    fewer_pending: float


def freed(loop_days: ArrayLike, fewer: float, days: float) -> Freed:
    """What a share `fewer` (0 to 1) of loops would free, by arithmetic: each spared loop as long as the mean one.

    `loop_days` has the days of each loop (from a return to the case's coming back) within a period of `days`; days
    freed / days of the period is the number of cases fewer at any one time (Little 1961). These are days of waiting, not
    of work; what is freed may be taken by other cases, and it says nothing on whether a loop was needed.
    """
    spent = np.asarray(loop_days, float)
    saved = float(spent.sum()) * fewer
    return Freed(len(spent), float(spent.sum()), saved, saved / days)
