"""Impact: what a place's count became after a date, beside places where nothing was done, and how small a fall could be seen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from casekit.statistics import loglinear

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

Verdict = Literal["fell", "rose", "not_shown", "too_little"]
LEFT_OUT, YEAR = 3, 12
FALL, POWER = 0.7, 0.8
LEAST = 6
MOST = 240


@dataclass(frozen=True)
class Effect:
    """What came after, as a share of what comparison leads one to expect: 0.5 is half of it.

    `slope` is the further change in a year, as a ratio. `power` is the chance that a fall of 30% would have been seen, from
    what the comparison places show would have come; `needed` the months after the date by which it is 80% (None: over 20 years).
    """

    ratio: float
    low: float
    high: float
    slope: float
    slope_low: float
    slope_high: float
    dispersion: float
    before: int
    after: int
    expected: float
    months_before: int
    months_after: int
    power: float
    needed: int | None

    @property
    def verdict(self) -> Verdict:
        """Too little where a fall of 30% would be missed too often, whatever the interval: what is seen then is seen too large.
        Else fell or rose where the interval leaves 1 out."""
        if self.power < POWER:
            return "too_little"
        return "fell" if self.high < 1 else "rose" if self.low > 1 else "not_shown"

    @property
    def rules_out_a_fifth(self) -> bool:
        """Whether the interval leaves out a fall of 20%: only then has a fall been looked for and not been there."""
        return self.low > 0.8


def impact(
    counts: pl.DataFrame, place: str, issued: int, left_out: int = LEFT_OUT, level: float = 0.95
) -> Effect | None:
    """The change at `place` from period `issued` on against all other places of `counts` (place, period, count).

    Periods are months, numbered without a gap; every place has its own level and every month its own, common to all, so that
    season and common trend cancel. The `left_out` months before are dropped: what is proposed after a surge falls by itself.
    Quasi-Poisson, so that the interval carries whatever spread the places have. None with under six months on either side,
    no comparison place, or nothing to count before. Whatever else happened at the place at the time is in the ratio.
    """
    frame = _framed(counts, place, issued, left_out)
    sides = frame.filter(pl.col("own")).group_by("after").agg(months=pl.len(), n=pl.col("count").sum()).sort("after")
    if frame["own"].all() or sides.height < 2 or min(sides["months"]) < LEAST or not sides["n"][0]:
        return None
    levels = _fitted(frame, slope=False, level=level)
    slopes = _fitted(frame, slope=True, level=level)
    if levels is None:
        return None
    others = frame.filter(~pl.col("own")).group_by("after").agg(pl.col("count").sum()).sort("after")["count"].to_list()
    (b, a), (mb, ma) = (sides[name].to_list() for name in ("n", "months"))
    expected = b * others[1] / others[0]
    power = _power(b, expected, others[0], others[1], levels[3], level)
    return Effect(
        *levels[:3], *(slopes[:3] if slopes else (float("nan"),) * 3), dispersion=levels[3],
        before=b, after=a, expected=expected, months_before=mb, months_after=ma,
        power=power, needed=_needed(b, expected / ma, others[0], others[1] / ma, levels[3], level),
    )  # fmt: skip


def placebos(counts: pl.DataFrame, place: str, issued: int, away: int = YEAR) -> list[Effect]:
    """The same at every date at least `away` months before the issue, seen from the months before it alone: what nothing does."""
    past = counts.filter(pl.col("period") < issued - LEFT_OUT)
    first: int = counts.select(pl.col("period").min()).item()
    found = [impact(past, place, date) for date in range(first + LEAST + LEFT_OUT, issued - away + 1)]
    return [one for one in found if one is not None]


def _framed(counts: pl.DataFrame, place: str, issued: int, left_out: int) -> pl.DataFrame:
    """The months used, with whose they are and whether they come after; months in which nothing came anywhere tell nothing."""
    period = pl.col("period")
    return (
        counts.filter(~period.is_between(issued - left_out, issued - 1))
        .filter(pl.col("count").sum().over("period") > 0)
        .with_columns(own=pl.col("place") == place, after=period >= issued, since=(period - issued) / YEAR)
    )


def _fitted(frame: pl.DataFrame, slope: bool, level: float) -> tuple[float, float, float, float] | None:
    """Ratio, its limits, and the dispersion; with `slope` the ratio is that of the change in a year."""
    import numpy as np
    from scipy import stats

    design = np.concatenate([_levels(frame), _change(frame, slope)], axis=1)
    counts = frame["count"].to_numpy().astype(float)
    fit = loglinear.fit(design[None], counts[None], np.ones((1, len(counts))))
    phi = max(1.0, float(fit.dispersion[0]))
    middle, error = float(fit.coefficients[0, -1]), float(np.sqrt(fit.inverse[0, -1, -1] * phi))
    if not fit.converged[0] or not np.isfinite(error):
        return None
    reach = float(stats.t.isf((1 - level) / 2, max(1, int(fit.freedom[0])))) * error
    return float(np.exp(middle)), float(np.exp(middle - reach)), float(np.exp(middle + reach)), phi


def _levels(frame: pl.DataFrame) -> "Array":
    """A column a month, and one a place but the first."""
    import numpy as np

    months = frame.select("period").to_dummies(["period"]).to_numpy()
    places = frame.select("place").to_dummies(["place"], drop_first=True).to_numpy()
    levels: Array = np.concatenate([months, places], axis=1).astype(float)
    return levels


def _change(frame: pl.DataFrame, slope: bool) -> "Array":
    after = (pl.col("own") & pl.col("after")).cast(pl.Float64)
    columns: Array = frame.select(level=after, slope=after * pl.col("since")).to_numpy()
    return columns if slope else columns[:, :1]


def _power(before: float, expected: float, others: float, later: float, phi: float, level: float) -> float:
    """The chance that the interval leaves 1 out below when the count has fallen by 30%."""
    from math import log, sqrt

    from scipy import stats

    if min(before, expected, others, later) <= 0:
        return 0.0
    error = sqrt(phi * (1 / before + 1 / (FALL * expected) + 1 / others + 1 / later))
    return float(stats.norm.cdf(-log(FALL) / error - stats.norm.isf((1 - level) / 2)))


def _needed(before: float, monthly: float, others: float, later: float, phi: float, level: float) -> int | None:
    """Months after the date by which a fall of 30% would be seen four times out of five."""
    reached = (n for n in range(1, MOST + 1) if _power(before, monthly * n, others, later * n, phi, level) >= POWER)
    return next(reached, None)
