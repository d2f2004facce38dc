"""Impact: against R's quasi-Poisson, on series made by hand, and on offices where nothing happened."""

import numpy as np
import polars as pl
import pytest

from casekit.statistics.impact import Effect, impact, placebos, power

SEASON = np.exp(0.3 * np.sin(2 * np.pi * np.arange(60) / 12))


def _counts(series: dict[str, list[int]]) -> pl.DataFrame:
    rows = [(place, month, int(n)) for place, counts in series.items() for month, n in enumerate(counts)]
    return pl.DataFrame(rows, schema=["place", "period", "count"], orient="row")


def _drawn(seed: int, size: float, effect: float = 1.0, issued: int = 36) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    after = np.where(np.arange(60) >= issued, effect, 1.0)
    return _counts(
        {place: rng.poisson(size * SEASON * (after if place == "01" else 1.0)) for place in ("01", "02", "03")}
    )


def _effect(counts: pl.DataFrame, issued: int = 36) -> Effect:
    found = impact(counts, "01", issued)
    assert found is not None
    return found


RATIO = (0.511216299650, 0.284759315691, 0.917764900488)
REFERENCE = {
    "01": [8, 5, 9, 7, 6, 8, 30, 28, 25, 3, 4, 5, 2, 6, 4, 3],
    "02": [5, 6, 7, 5, 6, 4, 9, 9, 9, 6, 5, 8, 4, 7, 6, 5],
    "03": [11, 9, 12, 8, 10, 9, 9, 9, 9, 12, 9, 10, 11, 8, 10, 12],
}


def test_the_ratio_and_its_limits_are_those_of_r() -> None:
    """d <- expand.grid(period=0:15, place=c("01","02","03")); d$n <- c(...); d <- d[d$period<6 | d$period>8,]
    m <- glm(n ~ factor(period) + place + I((place=="01")*(period>=9)), quasipoisson, d); s <- summary(m)
    phi <- max(1, s$dispersion); exp(coef + c(-1,0,1)*qt(.975, df.residual(m))*se/sqrt(s$dispersion)*sqrt(phi))"""
    found = _effect(_counts(REFERENCE), 9)
    assert (found.ratio, found.low, found.high) == pytest.approx(RATIO, rel=1e-6)
    assert (found.before, found.after, found.months_before, found.months_after) == (43, 27, 6, 7)
    assert found.expected == pytest.approx(43 * (41 + 72) / (33 + 59))


def test_the_slope_and_its_limits_are_those_of_r() -> None:
    """As above, with a <- (place=="01")*(period>=9) and ... + a + I(a*(period-9)/12), quasipoisson; the last coefficient."""
    found = _effect(_counts(REFERENCE), 9)
    slope = (1.176776473561, 0.082792190521, 16.726249903660)
    assert (found.slope, found.slope_low, found.slope_high) == pytest.approx(slope, rel=1e-6)


def test_a_halving_is_found_with_its_size() -> None:
    found = _effect(_drawn(1, 20, effect=0.5))
    assert found.verdict == "fell"
    assert found.ratio == pytest.approx(0.5, rel=0.25)


def test_nothing_is_not_called_a_fall_and_few_cases_are_too_little() -> None:
    many, few = (_effect(_drawn(2, size)) for size in (25, 2))
    assert (many.verdict, many.rules_out_a_fifth) == ("not_shown", True)
    assert (few.verdict, few.power < 0.8, few.needed) == ("too_little", True, None)


def test_a_rise_is_said_as_one() -> None:
    assert _effect(_drawn(3, 20, effect=1.6)).verdict == "rose"


def test_the_surge_before_the_issue_is_no_evidence() -> None:
    surge = _drawn(4, 20).with_columns(
        pl.when((pl.col("place") == "01") & pl.col("period").is_between(33, 35))
        .then(60)
        .otherwise("count")
        .alias("count")
    )
    assert _effect(surge).verdict == "not_shown"


def test_a_season_and_a_trend_that_all_places_share_cancel() -> None:
    level = np.round(400 * SEASON * 0.98 ** np.arange(60))
    found = _effect(_counts({"01": level, "02": level / 2, "03": level * 2}))
    assert found.ratio == pytest.approx(1, abs=0.01)
    assert found.slope == pytest.approx(1, abs=0.02)


def test_without_a_comparison_or_half_a_year_there_is_no_verdict() -> None:
    counts = _drawn(5, 20)
    assert impact(counts.filter(pl.col("place") == "01"), "01", 36) is None
    assert impact(counts, "01", 55) is None
    assert impact(counts, "01", 8) is None


def test_power_is_that_of_the_four_counts() -> None:
    # 1/100 + 1/100 + 1/70 + 1/100 is 0.2103 squared; 0.3567/0.2103 - 1.96 = -0.264, of which the normal share is 0.396
    assert power(100, 100, 100) == pytest.approx(0.396, abs=0.001)
    assert power(0, 100, 100) == power(100, 100, 0) == 0


def test_where_nothing_came_after_there_is_still_an_interval() -> None:
    found = _effect(_counts({"01": [20] * 12 + [0] * 12, "02": [20] * 24}), 12)
    assert (found.after, found.low < found.ratio < found.high < 0.1) == (0, True)


def test_dates_on_which_nothing_happened_show_nothing() -> None:
    found = placebos(_drawn(6, 20, effect=0.5), "01", 36)
    assert len(found) == 36 - 12 + 1 - 9
    assert sum(one.verdict == "fell" for one in found) <= 2
