"""Funnels against R 4.2.2 (the code stands with each table), against their own definition, and on null units.

`lim` is Spiegelhalter 2005 (Statistics in Medicine 24: 1185-1202), appendix A.1.1, in R:
lim <- function(p, n, th) { r <- qbinom(p, n, th); (r - (pbinom(r, n, th) - p) / dbinom(r, n, th)) / n }
"""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from casekit import uncertainty
from casekit.statistics.funnel import KEPT, dispersion, funnel, limits

SUCCESSES = [2, 13, 13, 8, 18, 4, 24, 47, 12, 17, 4, 25, 10, 8]
N = [34, 58, 71, 92, 103, 46, 128, 149, 66, 187, 81, 212, 117, 39]
QUICK = settings(deadline=None, max_examples=50)
UNITS = st.lists(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=20
)


@pytest.mark.parametrize(
    ("n", "expected", "low_95", "high_95", "low_998", "high_998"),
    [
        (100, 0.15, 0.0783830106852, 0.21833220287, 0.0450968559346, 0.264952779061),
        (149, 0.148, 0.0897034439519, 0.20403369804, 0.0618689156038, 0.240808415489),
        (30, 0.5, 0.304304051327, 0.66236261534, 0.205002616891, 0.761664049776),
        (1000, 0.03, 0.0193565289713, 0.0405334964302, 0.0142140136557, 0.0474889433544),
    ],
)
def test_exact_limits_agree_with_r_the_upper_one_a_case_further_out(n, expected, low_95, high_95, low_998, high_998):
    """R: lim(0.025, n, expected), lim(0.975, ...), lim(0.001, ...), lim(0.999, ...); ours is 1 / n above the published upper."""
    inner, outer = limits(expected, n, 0.95), limits(expected, n, 0.998)
    assert np.allclose(inner, (low_95, high_95 + 1 / n), atol=1e-9)
    assert np.allclose(outer, (low_998, high_998 + 1 / n), atol=1e-9)


def test_fifty_of_fifty_is_not_outside_where_95_percent_are_expected():
    """It happens by chance in 0.95^50 = 7.7% of units; the published upper limit is 0.99974 at 99.8%."""
    assert limits(0.95, 50, 0.998)[1] == 1.0
    assert not funnel([50], [50], target=0.95)["outside"].item()


def test_the_spread_between_units_agrees_with_r():
    """R: th <- sum(k) / sum(n); s <- sqrt(th * (1 - th) / n); z <- (k / n - th) / s; q <- quantile(z, c(.1, .9))
    phi <- mean(pmin(pmax(z, q[1]), q[2])^2); w <- 1 / s^2
    tau2 <- (14 * phi - 13) / (sum(w) - sum(w^2) / sum(w)); z[c(1, 8)]; (k / n - th) / sqrt(s^2 + tau2)"""
    found = funnel(SUCCESSES, N)
    assert found["expected"][0] == pytest.approx(0.148228488792, abs=1e-9)
    assert found["phi"][0] == pytest.approx(2.10067810548, abs=1e-9)
    assert found["tau2"][0] == pytest.approx(0.00164927785458, abs=1e-9)
    assert found["z"].gather([0, 7]).to_list() == pytest.approx([-1.4671471458, 5.74410207374], abs=1e-9)
    assert found["z_adjusted"].gather([0, 7]).to_list() == pytest.approx([-1.22086971848, 3.34640529696], abs=1e-9)


@pytest.mark.parametrize(
    ("unit", "low_95", "high_95", "low_998", "high_998"),
    [
        (0, 0.000767700148511, 0.31224021706, 0.0, 0.40975017586),
        (7, 0.0495394499666, 0.249611155301, 0.0, 0.308392511483),
        (11, 0.0549710520341, 0.243220497595, 0.00325638308323, 0.298272606422),
    ],
)
def test_limits_with_variance_added_agree_with_r(unit, low_95, high_95, low_998, high_998):
    """R, after the code above: up <- function(p) 1 - lim(p, n, 1 - th)
    pmax(0, th - sqrt((th - lim(p, n, th))^2 + qnorm(p)^2 * tau2)); th + sqrt((up(p) - th)^2 + qnorm(p)^2 * tau2)"""
    row = funnel(SUCCESSES, N).row(unit, named=True)
    assert [row[name] for name in ("low_95", "high_95", "low_998", "high_998")] == pytest.approx(
        [low_95, high_95, low_998, high_998], abs=1e-9
    )
    assert row["widening"] == "additive"


@pytest.mark.parametrize(
    ("unit", "low_95", "high_95", "low_998", "high_998"),
    [
        (0, 0.0, 0.356071684989, 0.0, 0.48077560367),
        (7, 0.0636679519847, 0.239237164562, 0.0232600419124, 0.29245863649),
        (11, 0.0777986231563, 0.22337038836, 0.0430409118495, 0.267424651452),
    ],
)
def test_limits_with_variance_multiplied_agree_with_r(unit, low_95, high_95, low_998, high_998):
    """R: pmax(0, th + sqrt(phi) * (lim(p, n, th) - th)); th + sqrt(phi) * (up(p) - th)"""
    row = funnel(SUCCESSES, N, widening="multiplicative").row(unit, named=True)
    assert [row[name] for name in ("low_95", "high_95", "low_998", "high_998")] == pytest.approx(
        [low_95, high_95, low_998, high_998], abs=1e-9
    )


def test_winsorising_normal_scores_keeps_0_679_of_their_mean_square():
    """R: c0 <- qnorm(.9); integrate(function(x) pmin(pmax(x, -c0), c0)^2 * dnorm(x), -12, 12)$value"""
    assert pytest.approx(0.678654558953, abs=1e-9) == KEPT
    z, sd = np.linspace(-3, 3, 14), np.full(14, 0.1)
    assert dispersion(z, sd, consistent=True)[0] == pytest.approx(dispersion(z, sd)[0] / 0.678654558953)


def test_only_the_unit_that_differs_is_outside_and_units_keep_their_order():
    found = uncertainty.funnel(SUCCESSES, N)
    assert found["outside"].arg_true().to_list() == [7]
    assert found["n"].to_list() == N
    assert found["value"].to_list() == pytest.approx([k / n for k, n in zip(SUCCESSES, N, strict=True)])


def test_fewer_than_ten_units_are_widened_by_a_factor():
    found = funnel(SUCCESSES[:9], N[:9])
    assert set(found["widening"]) == {"multiplicative"}


def test_units_that_spread_no_more_than_chance_have_the_exact_limits():
    found = funnel([10, 12, 9, 11, 10, 10, 9, 12, 11, 10, 10, 9], [50] * 12)
    assert set(found["widening"]) == {"none"}
    assert found["high_998"][0] == pytest.approx(float(limits(found["expected"][0], 50, 0.998)[1]))


def test_a_unit_without_cases_keeps_its_row_and_has_no_limits():
    found = funnel([*SUCCESSES, 0], [*N, 0])
    assert found.height == 15
    assert found.row(14, named=True)["value"] is None
    assert found.row(14, named=True)["high_998"] is None
    assert not found["outside"][14]
    assert found.head(14).equals(funnel(SUCCESSES, N))


def test_no_units_and_no_successes_give_no_flag():
    assert funnel([], []).height == 0
    assert not funnel([0, 0, 0], [30, 40, 0])["outside"].any()


@QUICK
@given(st.integers(1, 2000), st.floats(0.001, 0.999), st.sampled_from([0.95, 0.998]))
def test_a_null_unit_is_outside_at_either_side_at_most_at_half_the_rate(n, expected, level):
    """Computed, not drawn: the binomial probability of each side beyond the exact limits."""
    low, high = limits(expected, n, level)
    counts = np.arange(n + 1)
    chance = binom.pmf(counts, n, expected)
    tail = 0.5 - level / 2
    assert chance[counts / n < low].sum() <= tail + 1e-9
    assert chance[counts / n > high].sum() <= tail + 1e-9


@QUICK
@given(st.integers(1, 2000), st.floats(0.01, 0.99), st.floats(1, 9), st.floats(0, 0.05))
def test_limits_are_nested_and_widening_never_narrows(n, expected, phi, tau2):
    inner, outer, wide = (limits(expected, n, *args) for args in ((0.95,), (0.998,), (0.95, phi, tau2)))
    assert outer[0] <= inner[0] <= expected <= inner[1] <= outer[1]
    assert wide[0] <= inner[0] + 1e-12
    assert wide[1] >= inner[1] - 1e-12


@QUICK
@given(UNITS, st.sampled_from(["additive", "multiplicative", "none"]))
def test_failures_have_the_mirrored_funnel_and_the_same_verdict(units, widening):
    k, n = np.array(units).T
    ours, mirrored = funnel(k, n, widening=widening), funnel(n - k, n, widening=widening)
    assert np.allclose(ours["high_998"].to_numpy(), 1 - mirrored["low_998"].to_numpy(), equal_nan=True)
    edge = pl.min_horizontal((pl.col("value") - pl.col(name)).abs() for name in ("low_998", "high_998")) > 1e-9
    clear = ours.select(edge.fill_null(True)).to_series()
    assert ours["outside"].filter(clear).equals(mirrored["outside"].filter(clear))


@QUICK
@given(UNITS, st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_no_verdict(units, random):
    order = list(range(len(units)))
    random.shuffle(order)
    k, n = np.array(units).T
    assert np.allclose(
        funnel(k, n)["high_95"].to_numpy()[order], funnel(k[order], n[order])["high_95"].to_numpy(), equal_nan=True
    )


def test_at_most_16_of_200_null_offices_have_a_unit_outside():
    """14 units of 20 to 199 cases at 15%, the same everywhere; the larger study is tests/studies/null_rates.toml."""
    rng = np.random.default_rng(20)
    flagged = 0
    for _ in range(200):
        n = rng.integers(20, 200, 14)
        flagged += funnel(rng.binomial(n, 0.15), n)["outside"].any()
    assert flagged <= 16
