"""Impact: what a place's count became after a date, beside places where nothing was done, and how small a fall could be seen."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array = NDArray[Any]

Verdict = Literal["fell", "rose", "not_shown", "too_little"]
LEFT_OUT, YEAR = 3, 12
FALL, POWER = 0.7, 0.8
LEAST = 6
MOST, ROUNDS = 240, 50


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
    no comparison place, or nothing to count before at either. Whatever else happened at the place at the time is in the ratio.
    """
    frame = _framed(counts, place, issued, left_out)
    sides = frame.group_by("own", "after").agg(months=pl.col("period").n_unique(), n=pl.col("count").sum())
    told = {(own, after): (months, n) for own, after, months, n in sides.iter_rows()}
    if len(told) < 4 or min(months for months, _ in told.values()) < LEAST:
        return None
    (mb, b), (ma, a), (_, ob), (_, oa) = (
        told[key] for key in ((True, False), (True, True), (False, False), (False, True))
    )
    if not b or not ob:
        return None
    ratio, low, high, phi = _change(frame, False, level)
    return Effect(
        ratio, low, high, *_change(frame, True, level)[:3], dispersion=phi,
        before=b, after=a, expected=b * oa / ob, months_before=mb, months_after=ma,
        power=power(b, ob, oa, phi, level), needed=_needed(b, ob, oa / ma, phi, level),
    )  # fmt: skip


def placebos(counts: pl.DataFrame, place: str, issued: int, away: int = YEAR) -> list[Effect]:
    """The same at every date at least `away` months before the issue, seen from the months before it alone: what nothing does."""
    past = counts.filter(pl.col("period") < issued - LEFT_OUT)
    first: int = counts.select(pl.col("period").min()).item()
    found = [impact(past, place, date) for date in range(first + LEAST + LEFT_OUT, issued - away + 1)]
    return [one for one in found if one is not None]


def power(before: float, others: float, later: float, phi: float = 1.0, level: float = 0.95) -> float:
    """The chance that the interval leaves 1 out below when the count has fallen by 30%: from the count before, and those of the
    comparison places before and later. With no more spread than chance (`phi` 1) it is the most that a fit could have."""
    from math import log, sqrt

    from scipy import stats

    if min(before, others, later) <= 0:
        return 0.0
    error = sqrt(phi * (1 / before + others / (FALL * before * later) + 1 / others + 1 / later))
    return float(stats.norm.cdf(-log(FALL) / error - stats.norm.isf((1 - level) / 2)))


def _framed(counts: pl.DataFrame, place: str, issued: int, left_out: int) -> pl.DataFrame:
    """The months used, with whose they are and whether they come after; months and places
    in which nothing came tell nothing."""
    period = pl.col("period")
    return (
        counts.filter(~period.is_between(issued - left_out, issued - 1))
        .filter(pl.col("count").sum().over("period") > 0, pl.col("count").sum().over("place") > 0)
        .with_columns(own=pl.col("place") == place, after=period >= issued, since=(period - issued) / YEAR)
    )


def _change(frame: pl.DataFrame, slope: bool, level: float) -> tuple[float, float, float, float]:
    """Ratio, its limits, and the dispersion; with `slope` the ratio is that of the change in a year.

    Given how many came in a month, the own share of them is binomial, whatever the month's and the other places' levels: the
    log-linear model of places and months, and its quasi-Poisson limits, are had from a logistic one of three numbers.
    """
    from scipy import stats

    wide = frame.group_by("period", "after", "since").agg(
        own=pl.col("count").filter("own").sum(), total=pl.col("count").sum()
    )
    own, total, after, since = (wide[name].cast(pl.Float64).to_numpy() for name in ("own", "total", "after", "since"))
    design = np.stack([np.ones(len(own)), after, after * since][: 3 if slope else 2], axis=1)
    share, inverse, middle = _logistic(design, _above_zero(own, after), total)
    phi, freedom = _dispersion(frame, dict(zip(wide["period"], share, strict=True)), slope)
    error = float(np.sqrt(inverse[-1, -1] * phi))
    reach = float(stats.t.isf((1 - level) / 2, max(1, freedom))) * error
    low, ratio, high = (float(np.exp(np.clip(middle + way * reach, -50, 50))) for way in (-1, 0, 1))
    return ratio, low, high, phi


def _above_zero(own: Array, after: Array) -> Array:
    """The counts, with half a case more where not one came after, as else there is no quotient."""
    gap: Array = own + 0.5 * after / max(1.0, after.sum()) * (not own[after > 0].any())
    return gap


def _logistic(design: Array, own: Array, total: Array) -> tuple[Array, Array, float]:
    """The share of each row, the inverse of the information, and the last coefficient."""
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(own.sum() / (total.sum() - own.sum()))
    for _ in range(ROUNDS):
        share = 1 / (1 + np.exp(-design @ beta))
        inverse = np.linalg.pinv((design * (total * share * (1 - share))[:, None]).T @ design)
        step = inverse @ design.T @ (own - total * share)
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    return share, inverse, float(beta[-1])


def _dispersion(frame: pl.DataFrame, share: dict[int, float], slope: bool) -> tuple[float, int]:
    """Pearson's spread of all places' months about the fit, at least 1, and its degrees of freedom."""
    own_share = pl.col("period").replace_strict(share, return_dtype=pl.Float64)
    of_others = (pl.col("count").sum().over("place") / pl.col("count").filter(~pl.col("own")).sum()).alias("part")
    expected = pl.col("count").sum().over("period") * pl.when("own").then(own_share).otherwise(
        (1 - own_share) * of_others
    )
    fitted = frame.select("count", expected=expected).filter(pl.col("expected") > 0)
    freedom = frame.height - frame["period"].n_unique() - frame["place"].n_unique() + 1 - 1 - slope
    spread = fitted.select(((pl.col("count") - pl.col("expected")) ** 2 / pl.col("expected")).sum()).item()
    return max(1.0, spread / max(1, freedom)), freedom


def _needed(before: float, others: float, monthly: float, phi: float, level: float) -> int | None:
    """Months after the date by which a fall of 30% would be seen four times out of five."""
    reached = (n for n in range(1, MOST + 1) if power(before, others, monthly * n, phi, level) >= POWER)
    return next(reached, None)
