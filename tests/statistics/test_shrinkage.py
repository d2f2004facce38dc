"""Shrinkage against R 4.2.2, against Efron and Morris's baseball players, and by what it promises."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.statistics.shrinkage import rates, shares
from casekit.statistics.uncertainty import exact

HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
SEASON = [
    0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269, 0.230, 0.264, 0.256, 0.303, 0.264, 0.226, 0.285, 0.316, 0.200,
]  # fmt: skip
QUICK = settings(deadline=None, max_examples=50)
UNITS = st.lists(
    st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=20
)


def test_shares_of_unequal_units_agree_with_r():
    """R, with k units, Kleinman's (1973) moments written with general weights w, here w = n:
    P <- sum(w * r / n) / sum(w); S <- sum(w * (r / n - P)^2); Q <- 1 - P; v <- w / sum(w)
    g <- (S - P*Q * sum(w / n * (1 - v))) / (P*Q * (sum(w * (1 - v)) - sum(w / n * (1 - v))))
    M <- (1 - g) / g; m <- (r + M * P) / (n + M); B <- M / (n + M); C <- B * (k - 3) / (k - 1)
    u <- m*(1-m)/(n+1)*(1-C) + B^2*sum(n^2*(P*Q/n*(1+g*(n-1))))/sum(n)^2 + 2/(k-3)*C^2*(r/n-P)^2
    s <- m * (1 - m) / u - 1; c(m, qbeta(.025, m * s, (1 - m) * s), qbeta(.975, m * s, (1 - m) * s), 1 - B)"""
    successes = [2, 13, 13, 8, 18, 4, 24, 47, 12, 17, 4, 25, 10, 8]
    n = [34, 58, 71, 92, 103, 46, 128, 149, 66, 187, 81, 212, 117, 39]
    found = shares(successes, n)
    assert found["overall"][0] == pytest.approx(0.148228488792, abs=1e-9)
    assert found["between"][0] == pytest.approx(0.00504089270786, abs=1e-9)
    expected = {
        0: (0.0958606847203, 0.0291763640959, 0.196079868375, 0.585737127280),
        7: (0.2922010785353, 0.2242120010080, 0.365160364605, 0.861040157028),
        13: (0.1834261341132, 0.0937102046918, 0.294905622113, 0.618590875094),
    }
    for unit, values in expected.items():
        row = found.row(unit, named=True)
        assert [row[name] for name in ("shrunken", "low", "high", "weight")] == pytest.approx(values, abs=1e-8)


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


def test_baseball_players_are_drawn_together_as_efron_and_morris_found():
    """18 players after 45 times at bat (Efron and Morris 1977): their factor is 1 - 15 x V / sum of squares = 0.212.
    So V / sum = 0.788 / 15, and Kleinman's moments on the same data give 45/44 x (1 - 17 x 0.788 / 15) = 0.109.
    Their total squared error from the rest of the season fell from 0.077 to 0.022."""
    found = shares(HITS, [45] * 18)
    assert found["overall"][0] == pytest.approx(0.265, abs=5e-4)
    assert found["weight"].to_list() == pytest.approx([45 / 44 * (1 - 17 * 0.788 / 15)] * 18, abs=2e-3)
    errors = [float(((found[name].to_numpy() - SEASON) ** 2).sum()) for name in ("value", "shrunken")]
    assert errors[1] < errors[0] / 3


def test_without_variance_between_units_everyone_has_the_overall_share():
    found = shares([10, 20, 30, 40], [100, 200, 300, 400])
    assert found["shrunken"].to_list() == [0.1] * 4
    assert found["weight"].to_list() == [0.0] * 4
    assert (found["high"] - found["low"]).min() > 0.03


def test_a_small_unit_is_drawn_further_than_a_large_one_with_the_same_share():
    found = shares([3, 60, 5, 50, 8, 70], [10, 200, 60, 400, 90, 300])
    assert found["value"][0] == found["value"][1]
    assert found["shrunken"][0] < found["shrunken"][1] < found["value"][1]


def test_a_unit_without_cases_has_the_overall_share_and_no_limits():
    row = shares([5, 20, 0], [50, 80, 0]).row(2, named=True)
    assert (row["value"], row["low"], row["high"], row["weight"]) == (None, None, None, 0.0)
    assert row["shrunken"] == pytest.approx(25 / 130)


def test_where_none_was_found_at_all_the_limits_are_those_of_all_units_together():
    found = shares([0, 0, 0], [10, 20, 30])
    assert found["high"].to_list() == pytest.approx([float(exact(0, 60)[1])] * 3)
    assert rates([0, 0], [10, 20])["high"].to_list() == pytest.approx([3.688879454 / 30] * 2)


def test_a_single_unit_keeps_its_own_share():
    row = shares([3], [5]).row(0, named=True)
    assert (row["shrunken"], row["weight"]) == (0.6, 1.0)


def test_no_units_give_an_empty_frame():
    assert shares([], []).height == 0
    assert rates([], []).height == 0


@QUICK
@given(UNITS)
def test_a_shrunken_share_lies_between_its_own_and_the_overall_one_and_within_its_limits(units):
    k, n = np.array(units).T
    for row in shares(k, n).iter_rows(named=True):
        if row["value"] is None:
            continue
        low, high = sorted([row["value"], row["overall"]])
        assert low - 1e-9 <= row["shrunken"] <= high + 1e-9
        assert 0 <= row["low"] <= row["shrunken"] <= row["high"] <= 1


@QUICK
@given(UNITS)
def test_failures_have_the_mirrored_estimates(units):
    k, n = np.array(units).T
    ours, mirrored = shares(k, n), shares(n - k, n)
    assert np.allclose(ours["shrunken"].to_numpy(), 1 - mirrored["shrunken"].to_numpy(), equal_nan=True)
    assert np.allclose(ours["high"].to_numpy(), 1 - mirrored["low"].to_numpy(), atol=1e-6, equal_nan=True)


@QUICK
@given(st.lists(st.tuples(st.integers(0, 50), st.floats(0.1, 50)), min_size=1, max_size=15))
def test_a_shrunken_rate_lies_within_its_limits(units):
    for row in rates(*np.array(units).T).iter_rows(named=True):
        assert 0 <= row["low"] <= row["shrunken"] <= row["high"]


@pytest.mark.parametrize("spread", [0.005, 0.02])
def test_limits_hold_the_true_shares_at_their_level(spread):
    """60 offices of 14 units: .93 to .99 is what chance allows about .95; plain empirical Bayes limits hold .70 and .89."""
    rng = np.random.default_rng(14)
    held = []
    for _ in range(60):
        n, true = rng.integers(20, 200, 14), rng.beta(0.15 * (1 / spread - 1), 0.85 * (1 / spread - 1), 14)
        found = shares(rng.binomial(n, true), n)
        held.append(((found["low"].to_numpy() <= true) & (true <= found["high"].to_numpy())).mean())
    assert 0.92 <= np.mean(held) <= 0.99
