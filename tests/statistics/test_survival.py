"""Curves, quantiles and log-rank against R 4.2.2 (survival 3.5-3) and published tables; values to ten digits were printed by R.

The 6-MP trial (Freireich and others 1963, as in Kalbfleisch and Prentice 1980 and Cox and Oakes 1984): weeks in remission.
"""

import time

import numpy as np
import polars as pl
import pytest
from scipy import stats

from casekit.statistics.survival import curve, difference_by, logrank, quantile, quantile_difference, share_by

WEEKS_6MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED_6MP = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
WEEKS_PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
ALL_ENDED = [1] * 21
TREATED, PLACEBO = (WEEKS_6MP, ENDED_6MP), (WEEKS_PLACEBO, ALL_ENDED)


def test_the_curve_agrees_with_r_on_the_6mp_trial():
    """R: s <- survfit(Surv(t, d) ~ 1, conf.type = "log-log"); cbind(s$time, s$n.risk, s$n.event, s$surv, s$lower, s$upper)"""
    table = [
        (6, 21, 3, 0.857142857143, 0.619717955266, 0.951551747647),
        (7, 17, 1, 0.806722689076, 0.563146564622, 0.922809019203),
        (9, 16, 0, 0.806722689076, 0.563146564622, 0.922809019203),
        (10, 15, 1, 0.752941176471, 0.503199510800, 0.889361835169),
        (11, 13, 0, 0.752941176471, 0.503199510800, 0.889361835169),
        (13, 12, 1, 0.690196078431, 0.431610222486, 0.849065963349),
        (16, 11, 1, 0.627450980392, 0.367510855988, 0.804912189472),
        (17, 10, 0, 0.627450980392, 0.367510855988, 0.804912189472),
        (19, 9, 0, 0.627450980392, 0.367510855988, 0.804912189472),
        (20, 8, 0, 0.627450980392, 0.367510855988, 0.804912189472),
        (22, 7, 1, 0.537815126050, 0.267778936767, 0.746790717635),
        (23, 6, 1, 0.448179271709, 0.188052005959, 0.680142628495),
        (25, 5, 0, 0.448179271709, 0.188052005959, 0.680142628495),
        (32, 4, 0, 0.448179271709, 0.188052005959, 0.680142628495),
        (34, 2, 0, 0.448179271709, 0.188052005959, 0.680142628495),
        (35, 1, 0, 0.448179271709, 0.188052005959, 0.680142628495),
    ]
    assert np.allclose(curve(*TREATED).to_numpy(), table, atol=1e-9)


LATE_DAYS = [0, 0, 1, 2, 2, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9, 10, 12, 12]
LATE_DECIDED = [1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0]
LATE_ENTRY = [0, 0, 0, 1, 0, 2, 0, 3, 0, 2, 5, 0, 4, 0, 3, 0, 6, 0, 2, 0]


def test_the_curve_of_cases_that_came_into_view_late_agrees_with_r():
    """R: survfit(Surv(entry - 0.5, t, d) ~ 1, conf.type = "log-log"); ties, an entry on the last day, decisions on day 0."""
    table = [
        (0, 11, 1, 0.9090909090909, 0.50808020576993, 0.986673822668),
        (1, 10, 1, 0.8181818181818, 0.44742861468218, 0.951162228582),
        (2, 12, 2, 0.6818181818182, 0.35946217558603, 0.866438021424),
        (3, 11, 1, 0.6198347107438, 0.31619639069294, 0.819801724753),
        (4, 10, 1, 0.5578512396694, 0.27202792792552, 0.769760743888),
        (5, 10, 2, 0.4462809917355, 0.19826943342644, 0.668795096189),
        (6, 9, 1, 0.3966942148760, 0.16814454797724, 0.619110130348),
        (7, 8, 1, 0.3471074380165, 0.13853287249617, 0.567551597018),
        (8, 6, 1, 0.2892561983471, 0.10289083931727, 0.508331129036),
        (9, 5, 1, 0.2314049586777, 0.07047636180552, 0.445936604742),
        (10, 3, 1, 0.1542699724518, 0.02965353080601, 0.370484131962),
        (12, 2, 1, 0.0771349862259, 0.00542627236505, 0.284085741522),
    ]
    assert np.allclose(curve(LATE_DAYS, LATE_DECIDED, LATE_ENTRY).to_numpy(), table, atol=1e-9)


def test_on_one_day_decisions_come_before_those_last_seen_waiting():
    """4 cases, on day 5 one is decided and one last seen: 1 of 4, not 1 of 3."""
    assert curve([5, 5, 8, 8], [True, False, False, False])["survival"][0] == pytest.approx(3 / 4)


def test_a_decision_on_the_day_of_receipt_counts():
    assert curve([0, 3, 3], [True, True, False]).rows()[0][:4] == (0, 3, 1, pytest.approx(2 / 3))


def test_a_case_counts_nowhere_without_a_duration_with_a_negative_one_or_ended_before_it_came_into_view():
    days, decided, entry = [4, None, -2, 3, 9], [True, True, True, True, False], [None, 0, 0, 5, 0]
    assert curve(days, decided, entry)["at_risk"].to_list() == [2, 1]


@pytest.mark.parametrize(
    "blank", [[True, None], pl.Series([1, None]), np.array([1.0, np.nan]), pl.Series([True, None])]
)
def test_a_case_is_waiting_where_nothing_says_it_was_decided(blank):
    assert curve([3, 5], blank)["events"].to_list() == [1, 0]


def test_a_case_is_at_risk_on_the_day_it_comes_into_view():
    assert curve([4, 9], [True, True], [4, 0])["at_risk"].to_list() == [2, 1]


def test_where_none_or_all_are_decided_the_limits_are_exact():
    """None of 5 by day 1: survival at least 0.025^(1/5); all of the 4 followed further by day 9: at most 1 - 0.025^(1/4)."""
    none, every = curve([1, 9, 9, 9, 9], [False] + [True] * 4).rows()
    assert none[3:] == pytest.approx((1.0, 0.025 ** (1 / 5), 1.0))
    assert every[3:] == pytest.approx((0.0, 0.0, 1 - 0.025 ** (1 / 4)))


def test_the_curve_agrees_with_scipy():
    rng = np.random.default_rng(2)
    days, decided = rng.integers(0, 40, 300), rng.random(300) < 0.7
    sample = stats.CensoredData.right_censored(days, ~decided)
    theirs, ours = stats.ecdf(sample).sf, curve(days, decided)
    assert np.allclose(theirs.evaluate(ours["time"].to_numpy()), ours["survival"], atol=1e-12)


@pytest.mark.parametrize(
    ("lives", "at", "expected"),
    [
        (TREATED, 0.25, (13, 6, 22)),
        (TREATED, 0.5, (23, 13, None)),
        (TREATED, 0.9, (None, None, None)),
        (PLACEBO, 0.25, (4, 1, 5)),
        (PLACEBO, 0.5, (8, 4, 11)),
        (PLACEBO, 0.9, (17, 12, None)),
    ],
)
def test_quantiles_and_their_limits_agree_with_r(lives, at, expected):
    """R: quantile(survfit(Surv(t, d) ~ 1, conf.type = "log-log"), c(0.25, 0.5, 0.9)); None is what R prints as NA."""
    assert quantile(*lives, at) == expected


def test_at_exactly_one_half_the_median_is_the_first_day_that_reaches_it():
    """R has 2.5, the middle of day 2 and day 3; by day 2 half of the cases were decided."""
    assert quantile([1, 2, 3, 4], [1, 1, 1, 1]) == (2, 1, None)


def test_a_share_by_a_day_is_one_less_the_curve():
    assert share_by(*TREATED, 10) == pytest.approx((1 - 0.752941176471, 1 - 0.889361835169, 1 - 0.503199510800))
    assert share_by(*TREATED, 12) == pytest.approx(share_by(*TREATED, 11))


def test_before_the_first_decision_the_share_is_none_with_a_real_limit():
    assert share_by(*TREATED, 3) == pytest.approx((0, 0, 1 - 0.025 ** (1 / 21)))


def test_a_share_is_unknown_where_no_case_was_followed_so_long():
    assert share_by(*TREATED, 36) == (None, None, None)
    assert share_by(*PLACEBO, 36)[0] == 1.0
    assert difference_by(TREATED, PLACEBO, 36) == (None, None, None)


def test_the_difference_of_two_shares_comes_from_their_own_limits():
    """Placebo by week 10 0.619048 (0.422211 to 0.816933), 6-MP 0.247059 (0.110638 to 0.496800); Newcombe's squares:
    0.371989 - sqrt((0.619048 - 0.422211)^2 + (0.496800 - 0.247059)^2) = 0.054002."""
    found = difference_by(PLACEBO, TREATED, 10)
    assert found == pytest.approx((0.3719887955, 0.0540022749, 0.6123414503), abs=1e-9)


def test_the_difference_of_two_medians_says_changed_although_one_limit_is_not_reached():
    """23 (13 to not reached) against 8 (4 to 11): 15 - sqrt((23 - 13)^2 + (11 - 8)^2) = 4.56."""
    assert quantile_difference(TREATED, PLACEBO) == (15, pytest.approx(15 - 109**0.5), None)
    assert quantile_difference(PLACEBO, TREATED) == (-15, None, pytest.approx(109**0.5 - 15))
    assert quantile_difference(TREATED, PLACEBO, 0.9) == (None, None, None)


def test_logrank_agrees_with_r_on_the_6mp_trial():
    """R: survdiff(Surv(t, d) ~ g)$chisq; Cox and Oakes (1984) have 16.79."""
    found = logrank(WEEKS_6MP + WEEKS_PLACEBO, ENDED_6MP + ALL_ENDED, ["a"] * 21 + ["b"] * 21)
    assert found == pytest.approx((16.7929409892, 1, 4.16880910e-05), abs=1e-9)


def test_logrank_of_three_groups_agrees_with_r():
    days = WEEKS_6MP + WEEKS_PLACEBO + [1, 3, 3, 6, 8, 8, 10, 14, 14, 20, 21, 25, 30, 40, 40]
    decided = ENDED_6MP + ALL_ENDED + [1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0]
    found = logrank(days, decided, ["a"] * 21 + ["b"] * 21 + ["c"] * 15)
    assert found == pytest.approx((19.4363157718, 2, 6.01807583e-05), abs=1e-9)


def test_logrank_with_late_entries_agrees_with_the_score_test_of_cox():
    """R: summary(coxph(Surv(entry, t, d) ~ g))$sctest, the same where no two days are equal."""
    entry = [0, 1.1, 2.2, 0, 3.3, 0.5, 4.4, 0, 2.5, 1.6, 0, 6.1]
    days = [5.2, 3.7, 9.1, 2.3, 8.8, 7.4, 12.5, 10.3, 4.9, 6.6, 11.7, 14.2]
    decided = [1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1]
    assert logrank(days, decided, [0, 1] * 6, entry)[:2] == pytest.approx((0.0791759240557, 1), abs=1e-9)


def test_logrank_leaves_out_cases_without_a_group_and_has_no_verdict_on_one_group():
    days, decided = [*WEEKS_6MP, *WEEKS_PLACEBO, 1, 1], [*ENDED_6MP, *ALL_ENDED, 1, 1]
    groups = ["a"] * 21 + ["b"] * 21 + [None] * 2
    assert logrank(days, decided, groups)[0] == pytest.approx(16.7929409892)
    assert np.isnan(logrank(*TREATED, ["a"] * 21)[2])


def drawn_cases():
    """Receipts of one quarter, decided after a while or never."""
    rng = np.random.default_rng(4)
    received = rng.integers(0, 90, 800)
    return received, received + np.round(rng.lognormal(3.2, 0.7, 800)) + np.where(rng.random(800) < 0.1, 1e6, 0)


def seen_on(extracted: int):
    """Durations, whether decided and outcome, as on record on the day of extraction."""
    received, decided = drawn_cases()
    outcome = pl.Series(np.where(decided % 3 == 0, "not charged", "charged"))
    known = pl.Series(decided <= extracted)
    return np.minimum(decided, extracted) - received, known, pl.select(pl.when(known).then(outcome)).to_series()


def steps(frame: pl.DataFrame, days: np.ndarray, value: str) -> np.ndarray:
    """The value of a step function on each day; what stands before the first row is 1 (or 0)."""
    start = pl.DataFrame({"time": [-1.0], value: [1.0 if value in ("survival", "high") else 0.0]})
    known = pl.concat([start, frame.select("time", value)]).sort("time")
    return pl.DataFrame({"time": days}).join_asof(known, on="time")[value].to_numpy()


@pytest.mark.parametrize("value", ["survival", "low", "high"])
@pytest.mark.parametrize("later", [131, 200, 1000])
def test_a_later_extraction_changes_no_curve_before_the_landmark(later, value):
    """Received on days 0 to 89; extracted on day 130: the curves are the same to the end of day 130 - 89 = 41."""
    days = np.arange(0.0, 130 - drawn_cases()[0].max() + 1)
    earlier, after = (steps(curve(*seen_on(day)[:2]), days, value) for day in (130, later))
    assert np.abs(earlier - after).max() <= 1e-12
    assert earlier.min() < 0.6


def test_copies_of_every_case_leave_the_curve_and_narrow_the_limits():
    once, twice = curve(*TREATED), curve(WEEKS_6MP * 2, ENDED_6MP * 2)
    assert np.allclose(once["survival"], twice["survival"])
    assert ((twice["high"] - twice["low"]) < (once["high"] - once["low"])).all()


def test_nothing_gives_an_empty_curve_and_no_values():
    assert curve([], []).height == 0
    assert quantile([], []) == share_by([], [], 5) == (None, None, None)


def test_a_million_cases_take_about_a_second():
    rng = np.random.default_rng(1)
    days, decided = rng.integers(0, 400, 1_000_000), rng.random(1_000_000) < 0.8
    started = time.perf_counter()
    curve(days, decided, rng.integers(0, 30, 1_000_000))
    assert time.perf_counter() - started < 5
