"""Concentration: how unevenly cases lie over places or causes (Lorenz, Gini), beside what random scatter alone would give."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

DRAWS = 1000


@dataclass(frozen=True)
class Concentration:
    """A Gini coefficient (0 even, near 1 all in one) with its 95% limits; the mean and the 97.5% point of the same under
    random scatter; and the least number of units that hold half of the cases."""

    gini: float
    low: float
    high: float
    chance: float
    chance_high: float
    half: int


def concentration(counts: ArrayLike, sizes: ArrayLike | None = None, seed: int = 1) -> Concentration:
    """How concentrated counts are over units; `sizes` (residents) are what an even spread would follow, all alike if not given.

    Few cases on many units look concentrated by scatter alone (60 on 10: about .2), so read the Gini beside `chance`. The
    limits are those of a basic bootstrap of the cases, which takes that scatter off again.
    """
    found = np.asarray(counts, float)
    weights = np.ones(len(found)) if sizes is None else np.asarray(sizes, float)
    total, rng = int(found.sum()), np.random.default_rng(seed)
    if total == 0 or len(found) < 2:
        raise ValueError("concentration needs cases on at least two units")
    observed = float(gini(found, weights))
    even = gini(rng.multinomial(total, weights / weights.sum(), DRAWS), weights)
    again = gini(rng.multinomial(total, found / total, DRAWS), weights)
    low, high = np.clip(2 * observed - np.quantile(again, (0.975, 0.025)), 0, 1)
    largest = np.sort(found)[::-1].cumsum()
    half = int(np.searchsorted(largest, total / 2) + 1)
    return Concentration(observed, float(low), float(high), float(even.mean()), float(np.quantile(even, 0.975)), half)


def gini(counts: ArrayLike, sizes: ArrayLike | None = None) -> Array:
    """The Gini coefficient of each row of counts: one less twice the area under `lorenz`."""
    across, up = lorenz(counts, sizes)
    area: Array = ((up[..., 1:] + up[..., :-1]) * np.diff(across, axis=-1)).sum(axis=-1)
    return 1 - area


def differ(now: tuple[ArrayLike, ArrayLike], other: tuple[ArrayLike, ArrayLike], level: float = 0.05) -> NDArray[Any]:
    """Which of several pairs of shares, each given as (successes, n), differ by more than chance: Fisher's exact test, both
    tails doubled, allowing for the number of pairs (Benjamini and Hochberg). Where none differs, any does in at most 5%.

    Limits of a difference are too short for this where few were found, and many are looked at together.
    """
    from scipy import stats

    (k, n), (k0, n0) = (tuple(np.asarray(x, np.int64) for x in one) for one in (now, other))
    of = (n + n0, k + k0, n)
    above, below = stats.hypergeom.sf(k - 1, *of), stats.hypergeom.cdf(k, *of)
    p = np.minimum(1.0, 2 * np.minimum(above, below))
    found: Array = stats.false_discovery_control(p) <= level if len(p) else np.zeros(0, bool)
    return found


def lorenz(counts: ArrayLike, sizes: ArrayLike | None = None) -> tuple[Array, Array]:
    """The Lorenz curve of each row, both axes from 0 to 1: the share of units (or of `sizes`), those with fewest cases for
    their size first, and the share of cases that lie there."""
    found = np.asarray(counts, float)
    weights = np.broadcast_to(np.ones(found.shape[-1]) if sizes is None else np.asarray(sizes, float), found.shape)
    order = np.argsort(found / weights, axis=-1, kind="stable")
    across, up = (np.take_along_axis(one, order, axis=-1).cumsum(axis=-1) for one in (weights, found))
    start = np.zeros((*found.shape[:-1], 1))
    with_start = [np.concatenate([start, one / one[..., -1:]], axis=-1) for one in (across, up)]
    return with_start[0], with_start[1]
