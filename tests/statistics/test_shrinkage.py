"""Shrinkage against R 4.2.2 and by what it promises."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.statistics.shrinkage import rates

QUICK = settings(deadline=None, max_examples=50)
UNITS = st.lists(st.tuples(st.integers(0, 50), st.floats(0.1, 50)), min_size=1, max_size=15)


def test_rates_agree_with_r():
    """R: R <- sum(r) / sum(e); A <- (sum(e * (r / e - R)^2) - (k - 1) * R) / (sum(e) - sum(e^2) / sum(e)); b <- R / A
    m <- (r + R * b) / (e + b); B <- b / (e + b); C <- B * (k - 3) / (k - 1)
    u <- m / e * (1 - C) + B^2 * sum(e^2 * (R / e + A)) / sum(e)^2 + 2 / (k - 3) * C^2 * (r / e - R)^2
    c(m, qgamma(.025, m^2 / u, m / u), qgamma(.975, m^2 / u, m / u))"""
    found = rates([12, 30, 9, 22, 41, 5, 17, 60], [10, 18, 9, 25, 20, 8, 12, 30])
    assert found["between"][0] == pytest.approx(0.201705667523, abs=1e-9)
    expected = [
        (1.32077906791, 0.769515906986, 2.01851060897),
        (1.61389180856, 1.121929694021, 2.19388850659),
        (1.21814636955, 0.657276165222, 1.94917282472),
    ]
    assert found.select("shrunken", "low", "high").head(3).rows() == [pytest.approx(row, abs=1e-8) for row in expected]


def test_without_variance_between_units_everyone_has_the_overall_rate():
    found = rates([10, 20, 30, 40], [100, 200, 300, 400])
    assert found["shrunken"].to_list() == [0.1] * 4
    assert found["weight"].to_list() == [0.0] * 4
    assert (found["high"] - found["low"]).min() > 0.03


def test_a_small_unit_is_drawn_further_than_a_large_one_with_the_same_rate():
    found = rates([3, 60, 5, 50, 8, 70], [10, 200, 60, 400, 90, 300])
    assert found["value"][0] == found["value"][1]
    assert found["shrunken"][0] < found["shrunken"][1] < found["value"][1]


def test_a_unit_without_exposure_has_the_overall_rate_and_no_limits():
    row = rates([5, 20, 0], [50, 80, 0]).row(2, named=True)
    assert (row["value"], row["low"], row["high"], row["weight"]) == (None, None, None, 0.0)
    assert row["shrunken"] == pytest.approx(25 / 130)


def test_where_none_was_found_at_all_the_limits_are_those_of_all_units_together():
    assert rates([0, 0], [10, 20])["high"].to_list() == pytest.approx([3.688879454 / 30] * 2)


def test_a_single_unit_keeps_its_own_rate():
    row = rates([3], [5]).row(0, named=True)
    assert (row["shrunken"], row["weight"]) == (0.6, 1.0)


def test_no_units_give_an_empty_frame():
    assert rates([], []).height == 0


@QUICK
@given(UNITS)
def test_a_shrunken_rate_lies_between_its_own_and_the_overall_one_and_within_its_limits(units):
    for row in rates(*np.array(units).T).iter_rows(named=True):
        low, high = sorted([row["value"], row["overall"]])
        assert low - 1e-9 <= row["shrunken"] <= high + 1e-9
        assert 0 <= row["low"] <= row["shrunken"] <= row["high"]


@pytest.mark.parametrize("spread", [0.05, 0.2])
def test_limits_hold_the_true_rates_at_their_level(spread):
    """60 offices of 14 units: .92 to .99 is what chance allows about .95; the larger study is tests/studies/null_rates.toml."""
    rng = np.random.default_rng(14)
    held = []
    for _ in range(60):
        n, true = rng.integers(20, 200, 14), rng.gamma(1 / spread, 0.15 * spread, 14)
        found = rates(rng.poisson(n * true), n)
        held.append(((found["low"].to_numpy() <= true) & (true <= found["high"].to_numpy())).mean())
    assert 0.92 <= np.mean(held) <= 0.99
