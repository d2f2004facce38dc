"""Projections: how many cases will come, leave and wait, with limits as wide as the same rule was wrong in the past."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

WHAT = ("received", "left", "pending")
LEAST_ORIGINS = 6
LASTING = 0.5
SCHEMA = {"what": pl.String, "step": pl.Int64, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
SCHEMA |= {"last_year": pl.Float64, "origins": pl.Int64, "coverage": pl.Float64}
SCHEMA |= {"error": pl.Float64, "error_last_year": pl.Float64}


def project(
    received: ArrayLike,
    left: ArrayLike,
    pending: int,
    steps: int = 2,
    span: int = 3,
    season: int = 12,
    level: float = 0.8,
) -> pl.DataFrame:
    """Cases received and leaving in each of the next `steps` of `span` periods, and pending at its end: one row each.

    `received` and `left` (in whatever way) are counts a period, oldest first, `season` of them a year; `pending` is the
    number at the end of the last. Columns: what, step, value, low, high, last_year, origins, coverage, error, error_last_year.
    What is received has the level of the newest periods (a third of a year halves a weight), the season, drawn towards
    none as far as it is chance, and half of last year's growth beyond chance; a share of the cases there leaves, with
    level and season of its own. The limits lie as far off, in roots of the value, as `level` of the back-tests from the
    newest two years of origins did. `coverage` is the share of back-tests within limits made from origins that do not
    overlap with them; errors are mean absolute ones, beside those of taking last year's value. With under 6 origins there
    are no limits; under two years, or where pending would have been under 0 (counts that do not balance), nothing.
    80% limits held 77-83% (tests/studies/projection.toml). All is taken to go on as it went: no new law, nobody more.
    """
    flow = _Flow(np.asarray(received, float), np.asarray(left, float), float(pending))
    usable = flow.periods >= 2 * season and bool(flow.waiting.min() >= 0)
    origins = range(2 * season, flow.periods - span + 1) if usable else range(0)
    year = season * -(-steps * span // season)
    shape = (len(origins), steps, len(WHAT))
    projected = np.array([flow.until(at).ahead(steps, span, season) for at in origins]).reshape(shape)
    came, before = (np.array([flow.seen(at - ago, steps, span) for at in origins]).reshape(shape) for ago in (0, year))
    values = flow.ahead(steps, span, season) if usable else np.full(shape[1:], np.nan)
    last_year = flow.seen(flow.periods - year, steps, span)
    rows: list[dict[str, Any]] = []
    for step, place in ((step, place) for step in range(steps) for place in range(len(WHAT))):
        known = np.flatnonzero(np.isfinite(came[:, step, place]))[-2 * season :]
        past = [one[known, step, place] for one in (projected, came, before)]
        tests = _Tests(past[0], past[1], past[2], gap=(step + 1) * span)
        value = {"value": values[step, place], "last_year": last_year[step, place]}
        rows.append({"what": WHAT[place], "step": step + 1} | value | tests.summary(values[step, place], level))
    return pl.DataFrame(rows, SCHEMA).fill_nan(None)


@dataclass(frozen=True)
class _Flow:
    """Counts a period, and the number pending at the end of the last."""

    received: Array
    left: Array
    pending: float

    @property
    def periods(self) -> int:
        return len(self.received)

    @property
    def waiting(self) -> Array:
        """The number pending at the end of each period, by what came and left since; infinite without any period."""
        gained = (self.received - self.left).cumsum()
        return np.asarray(self.pending - (gained[-1] - gained) if self.periods else [np.inf])

    def until(self, at: int) -> "_Flow":
        return _Flow(self.received[:at], self.left[:at], float(self.waiting[at - 1]))

    def seen(self, at: int, steps: int, span: int) -> Array:
        """What came in the steps from a place on: one row a step, not-a-number where it is not yet known."""
        found = np.full((3, steps * span), np.nan)
        if at >= 0:
            known = np.array([self.received, self.left, self.waiting])[:, at : at + steps * span]
            found[:, : known.shape[1]] = known
        return _by_step(found, span)

    def ahead(self, steps: int, span: int, season: int) -> Array:
        """What is projected for the next steps: one row a step."""
        periods, now = steps * span, self.pending
        age = season / 3 / np.log(2) + np.arange(1, periods + 1)
        received = _rhythm(self.received, np.ones(self.periods), periods, season)
        received = received * np.exp(_growth(self.received, season) * age)
        share = _rhythm(self.left, np.maximum(self.waiting + self.left, 1), periods, season)
        left, pending = np.zeros(periods), np.zeros(periods)
        for place in range(periods):
            left[place] = (now + received[place]) * min(1.0, share[place])
            now = pending[place] = now + received[place] - left[place]
        return _by_step(np.array([received, left, pending]), span)


@dataclass(frozen=True)
class _Tests:
    """Back-tests of one figure: what was projected, what came, and what there was a year before; one each origin."""

    projected: Array
    came: Array
    before: Array
    gap: int  # origins so far apart do not overlap

    def summary(self, value: float, level: float) -> dict[str, Any]:
        """The limits of a value, and how the back-tests went."""
        misses = np.abs(self.came - self.projected) / _root(self.projected)
        reach = _reach(misses, level) * _root(value)
        place = np.arange(len(misses))
        apart = [_reach(misses[np.abs(place - at) >= self.gap], level) for at in place]
        held = (misses <= apart)[np.isfinite(apart)]
        return {
            "low": max(0.0, value - reach) if np.isfinite(reach) else np.nan,
            "high": value + reach,
            "origins": len(misses),
            "coverage": held.mean() if len(held) else np.nan,
            "error": np.abs(self.came - self.projected).mean() if len(misses) else np.nan,
            "error_last_year": np.abs(self.came - self.before).mean() if len(misses) else np.nan,
        }


def _by_step(flow: Array, span: int) -> Array:
    sums = [counts.reshape(-1, span).sum(axis=1) for counts in flow[:2]]
    return np.column_stack([*sums, flow[2, span - 1 :: span]])


def _rhythm(counts: Array, base: Array, periods: int, season: int) -> Array:
    """Counts for one of the base in the next periods: the newest level x the season."""
    age = np.arange(len(counts))[::-1]
    index = _season(counts / base, season)
    weight = 0.5 ** (age / (season / 3))
    level = (weight * counts).sum() / (weight * base * index[(-1 - age) % season]).sum()
    found: Array = level * index[np.arange(periods) % season]
    return found


def _season(values: Array, season: int) -> Array:
    """Each place of a year, from the next period on, against the mean of the year around it; drawn to 1 as far as by chance.

    The mean is centred on its period, so that a level that moves makes no season. From one year alone half is believed.
    """
    window = np.ones(season + 1)
    window[[0, -1]] = 0.5 if season % 2 == 0 else [0, 1]
    middle = np.convolve(values, window / season, "valid")
    at = np.arange(len(middle)) + season // 2
    place = (at - len(values)) % season
    ratio = values[at] / np.where(middle > 0, middle, 1.0)
    own = np.bincount(place, ratio, season) / np.maximum(np.bincount(place, minlength=season), 1)
    if not own.mean() > 0:
        return np.ones(season)
    own = own / own.mean()
    spare, spread = len(ratio) - season, ((own - 1) ** 2).sum() / (season - 1)
    chance = ((ratio - own[place]) ** 2).sum() / max(spare, 1) / (len(ratio) / season)
    believed = 0.5 if spare <= 0 else max(0.0, 1 - chance / spread) if spread > 0 else 0.0
    found: Array = 1 + believed * (own - 1)
    return found


def _growth(counts: Array, season: int) -> float:
    """What lasts of the growth from one year to the next, a period, in logarithms: that beyond chance, by half."""
    now, before = counts[-season:].sum() + 1, counts[-2 * season : -season].sum() + 1
    growth, chance = float(np.log(now / before)), 1 / now + 1 / before
    return LASTING * growth * max(0.0, 1 - chance / growth**2) / season if growth else 0.0


def _reach(misses: Array, level: float) -> float:
    """How far off `level` of new values will be, given how far off these were; unknown from under 6."""
    return float(np.quantile(misses, level, method="weibull")) if len(misses) >= LEAST_ORIGINS else np.nan


def _root(values: Any) -> Any:
    return np.sqrt(np.maximum(values, 1))
