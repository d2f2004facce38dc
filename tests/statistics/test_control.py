"""Control charts against published charts, R 4.2.2 and their own rules, and on null series."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.statistics.control import p_chart, u_chart, xmr_chart

ORANGE_JUICE = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
CIRCUIT_BOARDS = [
    21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15,
]  # fmt: skip
VISCOSITY = [
    33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84,
]  # fmt: skip
NILE = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
    1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726,
    456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759,
]  # fmt: skip
QUICK = settings(deadline=None, max_examples=50)
SERIES = st.lists(st.integers(0, 200), min_size=12, max_size=40)


def line(frame, place=0):
    row = frame.row(place, named=True)
    return [row["mean"], row["low"], row["high"]]


def test_the_p_chart_is_montgomerys_of_orange_juice_cans():
    """Montgomery, Introduction to Statistical Quality Control, example of 30 samples of 50 cans: 0.2313, 0.0524, 0.4102."""
    chart = p_chart(ORANGE_JUICE, [50] * 30)
    assert line(chart) == pytest.approx([0.2313, 0.0524, 0.4102], abs=5e-5)
    assert chart["status"][0] == "settled"


def test_signals_left_out_give_montgomerys_revised_limits():
    """The same example without samples 15 and 23, which lie beyond: 0.2150, 0.0407, 0.3893."""
    assert line(p_chart(ORANGE_JUICE, [50] * 30, leave_out="signals")) == pytest.approx(
        [0.2150, 0.0407, 0.3893], abs=5e-5
    )
    assert line(p_chart(ORANGE_JUICE, [50] * 30, leave_out=[14, 22])) == pytest.approx(
        [0.2150, 0.0407, 0.3893], abs=5e-5
    )


def test_counts_have_montgomerys_chart_of_circuit_boards():
    """Montgomery, 26 boards, samples 6 and 20 left out: 19.67, 6.36, 32.97."""
    assert line(u_chart(CIRCUIT_BOARDS, leave_out=[5, 19])) == pytest.approx([19.67, 6.36, 32.97], abs=5e-3)


def test_single_values_have_montgomerys_chart_of_viscosity():
    """Montgomery, 15 batches of primer paint: 33.52, 32.24, 34.80 (with 0.48 as mean moving range)."""
    chart = xmr_chart(VISCOSITY)
    assert line(chart) == pytest.approx([33.52, 32.24, 34.80], abs=6e-3)
    assert chart["status"][0] == "provisional"


def test_every_phase_has_the_limits_that_r_gives():
    """R: for (v in list(Nile[1:28], Nile[29:60])) { m <- mean(abs(diff(v))) * sqrt(pi) / 2; mean(v) + c(0, -3, 3) * m }"""
    chart = xmr_chart(NILE, breaks=[28])
    assert line(chart, 0) == pytest.approx([1097.75, 722.383662242, 1473.11633776], abs=1e-6)
    assert line(chart, 28) == pytest.approx([834.375, 438.403092115, 1230.34690789], abs=1e-6)
    assert chart["phase"].to_list() == [1] * 28 + [2] * 32


DEFECTS = [412, 398, 455, 430, 470, 389, 441, 402, 428, 460, 395, 417, 433, 408]
LARGE = [2010, 1985, 2102, 2040, 2150, 1960, 2075, 1999, 2031, 2120, 1970, 2005, 2060, 2011]


def test_large_samples_have_laneys_limits():
    """R: pb <- sum(d) / sum(n); s <- sqrt(pb * (1 - pb) / n); z <- (d / n - pb) / s
    sz <- mean(abs(diff(z))) * sqrt(pi) / 2; pb - 3 * s * sz; pb + 3 * s * sz (Laney 2002, Quality Engineering 14: 531-537)"""
    chart = p_chart(DEFECTS, LARGE)
    assert line(chart, 0) == pytest.approx([0.208219370222, 0.181617248255, 0.234821492189], abs=1e-9)
    assert line(chart, 1) == pytest.approx([0.208219370222, 0.181450252755, 0.23498848769], abs=1e-9)
    assert set(chart["method"]) == {"laney"}


def test_large_exposures_have_laneys_limits_and_small_ones_poissons():
    """R: as above with s <- sqrt(ub / n); for exposures n / 100: ub + c(-3, 3) * sqrt(ub / e)"""
    assert line(u_chart(DEFECTS, LARGE)) == pytest.approx([0.208219370222, 0.181617248255, 0.234821492189], abs=1e-9)
    plain = u_chart(DEFECTS, np.array(LARGE) / 100)
    assert line(plain) == pytest.approx([20.8219370222, 17.7685363962, 23.8753376483], abs=1e-9)
    assert set(plain["method"]) == {"u"}


def test_at_a_mean_of_a_thousand_the_chart_is_still_binomial():
    assert set(p_chart([150] * 12, [1000] * 12)["method"]) == {"p"}
    assert set(p_chart([150] * 12, [1001] * 12)["method"]) == {"laney"}


@pytest.mark.parametrize(
    ("points", "status"), [(11, "none"), (12, "provisional"), (19, "provisional"), (20, "settled")]
)
def test_a_short_series_has_no_limits_and_a_longer_one_says_they_are_provisional(points, status):
    chart = xmr_chart([5, 9] * 5 + [900] + [5, 9] * 5 if points > 20 else ([5, 9] * 10)[:points])
    assert set(chart["status"]) == {status}
    assert chart["low"].is_null().all() == (status == "none")


def test_a_phase_of_eleven_points_has_no_limits_and_no_signal():
    chart = xmr_chart([5, 9] * 6 + [60, 61] * 5 + [900], breaks=[12])
    assert chart["low"].is_null().to_list() == [False] * 12 + [True] * 11
    assert chart["signal"].is_null().all()


def test_a_point_beyond_is_signalled_in_the_newest_quarter_only():
    quiet = [50, 54, 47, 52, 49, 53, 48, 51] * 3
    newest = xmr_chart([*quiet, 51, 90, 50])
    older = xmr_chart([*quiet, 51, 90, 50, 51, 49, 52])
    assert newest["signal"].to_list() == [None] * 25 + ["beyond", None]
    assert older["signal"].is_null().all()


def test_a_low_point_is_signalled_as_a_high_one_is():
    quiet = [50, 54, 47, 52, 49, 53, 48, 51] * 3
    assert xmr_chart([*quiet, 12])["signal"].to_list()[-1] == "beyond"


def test_the_eighth_point_on_one_side_is_a_run_and_the_seventh_is_not():
    """16 points at 20 and 10, then 17: the mean is at most 15.7, so every 17 is above it."""
    before = [20, 10] * 8
    assert xmr_chart([*before, *[17] * 8])["signal"].to_list()[-3:] == [None, None, "run"]
    assert xmr_chart([*before, *[17] * 7])["signal"].is_null().all()


def test_a_point_on_the_mean_neither_counts_nor_ends_a_run():
    """Eight points at 17 are 16 above 15 together, the first point 16 below its 20: the mean is 15."""
    before = [4, 10, *[20, 10] * 7]
    run = [17, 17, 17, 17, 15, 17, 17, 17, 17]
    chart = xmr_chart([*before, *run])
    assert chart["mean"][0] == 15.0
    assert chart["signal"].to_list()[-3:] == [None, None, "run"]


def test_a_run_does_not_cross_a_break():
    chart = xmr_chart([10, 20] * 8 + [17] * 8, breaks=[18], newest=24)
    assert chart["signal"].is_null().all()


def test_a_signal_left_out_stands_beyond_the_limits_of_the_others():
    values = [25, 28, 22, 27, 24, 26, 23, 29, 25, 24, 27, 44, 26]
    chart, others = xmr_chart(values, leave_out="signals"), values[:11]
    ranges = np.abs(np.diff(others)).mean()
    assert chart["mean"][0] == pytest.approx(np.mean([*others, 26]))
    assert chart["high"][0] == pytest.approx(np.mean([*others, 26]) + 2.6586807763582736 * ranges)
    assert chart["signal"].to_list()[-2] == "beyond"


def test_a_month_without_cases_has_no_share_and_breaks_no_limits():
    chart = p_chart([3, 5, 0, *[4] * 12], [20, 20, 0, *[20] * 12])
    assert chart["value"][2] is None
    assert chart["high"][2] is None
    assert chart["mean"][0] == pytest.approx(56 / 280)


def test_limits_of_counts_and_shares_stay_where_values_can_be():
    assert u_chart([1, 0] * 8)["low"][0] == 0.0
    assert xmr_chart([1, 0] * 8, floor=0)["low"][0] == 0.0
    assert p_chart([19, 20] * 8, [20] * 16)["high"][0] == 1.0


@pytest.mark.parametrize(
    "chart", [xmr_chart([0.1] * 24), p_chart([7] * 24, [70] * 24), u_chart([0] * 24), p_chart([0] * 24, [2000] * 24)]
)
def test_a_series_without_variation_has_no_signal(chart):
    assert chart["signal"].is_null().all()


@pytest.mark.parametrize("leave_out", [(), "signals"])
def test_a_series_without_variation_has_its_limits_on_its_mean(leave_out):
    assert line(xmr_chart([0.1] * 24, leave_out=leave_out)) == pytest.approx([0.1, 0.1, 0.1])


def test_an_empty_series_has_an_empty_chart():
    assert xmr_chart([]).height == 0


@QUICK
@given(SERIES, st.integers(1, 9), st.integers(-50, 50))
def test_another_unit_and_another_zero_move_the_limits_and_change_no_signal(values, times, plus):
    ours = xmr_chart(values)
    theirs = xmr_chart([times * value + plus for value in values])
    for name in ("mean", "low", "high"):
        assert np.allclose(theirs[name].to_numpy(), times * ours[name].to_numpy() + plus, atol=1e-6)
    assert theirs["signal"].equals(ours["signal"])


@QUICK
@given(SERIES)
def test_turned_upside_down_the_chart_has_the_same_signals(values):
    assert xmr_chart([-value for value in values])["signal"].equals(xmr_chart(values)["signal"])


@QUICK
@given(
    st.lists(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=12, max_size=40)
)
def test_failures_have_the_mirrored_chart(months):
    k, n = np.array(months).T
    ours, mirrored = p_chart(k, n), p_chart(n - k, n)
    assert np.allclose(ours["high"].to_numpy(), 1 - mirrored["low"].to_numpy())
    assert ours["signal"].equals(mirrored["signal"])


@QUICK
@given(SERIES, SERIES)
def test_an_earlier_phase_changes_nothing_in_a_later_one(earlier, later):
    alone, after = xmr_chart(later), xmr_chart([*earlier, *later], breaks=[len(earlier)])
    assert after.tail(len(later)).drop("phase").equals(alone.drop("phase"))


def test_two_in_a_hundred_null_series_have_a_signal_in_the_newest_quarter():
    """60 null months, two rules, three points: about 2% (tests/studies/null_rates.toml); four rules on all 60 give 41%."""
    rng = np.random.default_rng(60)
    flagged = [xmr_chart(rng.normal(size=60))["signal"].is_not_null().any() for _ in range(600)]
    assert 0.005 <= np.mean(flagged) <= 0.04


def test_a_shift_of_three_sigma_is_found_in_its_first_quarter():
    rng = np.random.default_rng(61)
    shift = np.where(np.arange(60) >= 57, 3.0, 0.0)
    found = [xmr_chart(rng.normal(size=60) + shift)["signal"].is_not_null().any() for _ in range(100)]
    assert np.mean(found) >= 0.6


def test_the_frame_says_what_it_is():
    assert xmr_chart([1.0] * 12).schema == pl.Schema(
        {
            "value": pl.Float64, "mean": pl.Float64, "low": pl.Float64, "high": pl.Float64,
            "signal": pl.String, "status": pl.String, "method": pl.String, "phase": pl.Int64,
        }
    )  # fmt: skip
