"""Intervals against published examples (Newcombe 1998, Statistics in Medicine 17: 857-872 and 873-890) and against R 4.2.2.

Values to ten digits were printed by R; the call stands above each table.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casekit.statistics.uncertainty import (
    between,
    changed,
    clustered,
    design_effect,
    difference,
    exact,
    mean,
    median,
    poisson,
    wilson,
)

QUICK = settings(deadline=None, max_examples=50)
SHARES = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_newcombe_1998_table_1(successes, n, low, high):
    found = wilson(successes, n)
    assert np.allclose(found, (low, high), atol=5e-5)


def test_all_and_none_keep_a_real_interval():
    assert wilson(20, 20)[0] == pytest.approx(1 - 0.1611, abs=5e-5)
    assert wilson(20, 20)[1] == 1.0


def test_no_cases_has_no_interval():
    assert np.isnan(wilson(0, 0)).all()


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_the_difference_agrees_with_newcombe_1998_method_10(now, before, low, high):
    assert np.allclose(difference(now, before), (low, high), atol=5e-5)


def test_persons_alone_in_their_cases_have_no_design_effect():
    assert design_effect([1, 0, 0, 1] * 50, [1] * 200) == pytest.approx(1.0, abs=0.01)


def test_copying_each_person_four_times_within_the_case_makes_the_effect_four():
    assert design_effect([4, 0, 0, 4] * 50, [4] * 200) == pytest.approx(4.0, abs=0.03)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (7, 40, 0.0874541374604, 0.319499903318),
        (0, 25, 0.0, 0.133192250939),
        (25, 25, 0.866807749061, 1.0),
        (73, 316, 0.187939403387, 0.280547263017),
    ],
)
def test_wilson_agrees_with_r(successes, n, low, high):
    """R: prop.test(successes, n, correct = FALSE)$conf.int"""
    assert np.allclose(wilson(successes, n), (low, high), atol=1e-9)


@pytest.mark.parametrize(
    ("successes", "n", "level", "low", "high"),
    [
        (198, 200, 0.95, 0.964345331603, 0.998786650986),
        (200, 200, 0.95, 0.981724659645, 1.0),
        (0, 200, 0.95, 0.0, 0.0182753403551),
        (7, 40, 0.95, 0.0733827293521, 0.327790133362),
        (7, 40, 0.99, 0.0536705169356, 0.37632305659),
        (1, 3, 0.95, 0.00840375865961, 0.90570067595),
    ],
)
def test_exact_limits_agree_with_r(successes, n, level, low, high):
    """R: binom.test(successes, n, conf.level = level)$conf.int"""
    assert np.allclose(exact(successes, n, level), (low, high), atol=1e-9)


@pytest.mark.parametrize(
    ("events", "exposure", "low", "high"),
    [
        (73, 3.16, 18.1077047223, 29.0463734756),
        (0, 2.5, 0.0, 1.47555178165),
        (1, 1, 0.0253178079843, 5.57164339094),
        (10, 1, 4.79538869613, 18.390356042),
        (400, 52, 6.95685185829, 8.48435861724),
    ],
)
def test_the_limits_of_a_rate_agree_with_r(events, exposure, low, high):
    """R: poisson.test(events, exposure)$conf.int; 73 problems in 316 venues are 18.1 to 29.1 a hundred venues."""
    assert np.allclose(poisson(events, exposure), (low, high), atol=1e-8)


def test_nothing_to_count_by_has_no_rate_and_no_exact_share():
    assert np.isnan(poisson(3, 0)).all()
    assert np.isnan(exact(0, 0)).all()


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [
        (6, 1, 6),
        (7, 1, 7),
        (10, 2, 9),
        (15, 4, 12),
        (20, 6, 15),
        (25, 8, 18),
        (50, 18, 33),
        (100, 40, 61),
        (101, 41, 61),
    ],
)
def test_the_limits_of_a_median_are_the_ranks_of_the_sign_test(n, low, high):
    """R: r <- qbinom(0.025, n, 0.5); c(r, n + 1 - r). Values 1 to n stand at their own rank, here given backwards."""
    assert median(range(n, 0, -1)) == ((n + 1) / 2, low, high)


def test_five_values_are_too_few_for_the_limits_of_a_median():
    assert median([3, 1, 2, 5, 4])[0] == 3.0
    assert np.isnan(median([3, 1, 2, 5, 4])[1:]).all()
    assert np.isnan(median([])).all()


def test_it_changed_only_where_the_interval_of_the_difference_leaves_out_zero():
    """56 of 70 against 48 of 80 (Newcombe): 0.0524 to 0.3339; 5 of 56 against 0 of 29: -0.0381 to 0.1926."""
    assert changed(*difference((56, 70), (48, 80)))
    assert not changed(*difference((5, 56), (0, 29)))
    assert changed(*difference((48, 80), (56, 70)))


def test_two_overlapping_intervals_may_still_be_a_change():
    now, before = (60, 100), (45, 100)
    assert wilson(*now)[0] < wilson(*before)[1]
    assert changed(*difference(now, before))


def test_the_difference_of_two_rates_comes_from_their_own_limits():
    """R: a <- poisson.test(30)$conf.int; b <- poisson.test(12)$conf.int; 18 - sqrt((30 - a[1])^2 + (b[2] - 12)^2)"""
    now, before = ((k, *poisson(k)) for k in (30, 12))
    low, high = between(now, before)
    assert low == pytest.approx(4.75045108536, abs=1e-8)
    assert changed(low, high)


def test_copying_each_person_within_the_case_does_not_narrow_the_interval_by_more_than_a_twentieth():
    rng = np.random.default_rng(3)
    persons = rng.integers(1, 5, 120)
    found = rng.binomial(persons, rng.beta(1, 2, 120))
    once, copied = (np.ptp(clustered(found * times, persons * times)) for times in (1, 4))
    plain = np.ptp(wilson(4 * found.sum(), 4 * persons.sum()))
    assert copied > 0.95 * once
    assert plain < 0.6 * once


def test_persons_alone_in_their_cases_have_wilsons_interval():
    found = [1] * 30 + [0] * 70
    assert np.allclose(clustered(found, [1] * 100), wilson(30, 100), atol=1e-3)


@pytest.mark.parametrize("interval", [wilson, exact])
@QUICK
@given(SHARES)
def test_the_limits_of_a_share_hold_the_share_and_lie_between_none_and_all(interval, share):
    low, high = interval(*share)
    assert 0 <= low <= share[0] / share[1] <= high <= 1


@pytest.mark.parametrize("interval", [wilson, exact])
@QUICK
@given(SHARES, st.integers(2, 5))
def test_the_limits_widen_as_n_falls(interval, share, times):
    wide, narrow = (np.ptp(interval(share[0] * by, share[1] * by)) for by in (1, times))
    assert wide > narrow


@pytest.mark.parametrize("interval", [wilson, exact])
@QUICK
@given(SHARES)
def test_failures_have_the_mirrored_limits(interval, share):
    low, high = interval(*share)
    assert np.allclose(interval(share[1] - share[0], share[1]), (1 - high, 1 - low), atol=1e-9)


@QUICK
@given(SHARES)
def test_exact_limits_hold_one_and_the_same_share_at_the_level(share):
    """By definition: at the upper limit the chance of so few is 2.5%, at the lower one that of so many."""
    (k, n), (low, high) = share, exact(*share)
    assert k == n or stats.binom.cdf(k, n, high) == pytest.approx(0.025, abs=1e-7)
    assert k == 0 or stats.binom.sf(k - 1, n, low) == pytest.approx(0.025, abs=1e-7)


@QUICK
@given(st.integers(0, 500), st.floats(0.01, 100))
def test_the_limits_of_a_rate_hold_the_rate_and_scale_with_its_unit(events, exposure):
    low, high = poisson(events, exposure)
    assert low <= events / exposure <= high
    assert np.allclose(poisson(events, exposure * 100), (low / 100, high / 100))


@QUICK
@given(SHARES, SHARES)
def test_a_difference_turned_round_changes_its_sign(now, before):
    low, high = difference(now, before)
    assert np.allclose(difference(before, now), (-high, -low))


@QUICK
@given(st.lists(st.integers(0, 60), min_size=1, max_size=80))
def test_the_limits_of_a_median_are_values_around_it(values):
    middle, low, high = median(values)
    assert np.isnan(low) or (low <= middle <= high and {low, high} <= set(values))


def test_the_mean_agrees_with_student_on_his_sleep_data() -> None:
    """Student 1908, additional hours of sleep, drug 2 minus drug 1; R: t.test(c(1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4))."""
    found = mean([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    assert found == pytest.approx((1.58, 0.7001142, 2.4598858), abs=1e-6)
