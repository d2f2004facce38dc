"""Cumulative incidence against R 4.2.2 (survival 3.5-3); values to twelve digits were printed by R.

t <- c(0,0,1,2,2,2,3,3,4,5,5,6,7,7,8,9,9,10,12,12); k <- c(1,0,2,1,1,0,2,0,1,1,2,3,0,1,2,1,0,2,1,0)
e <- c(0,0,0,1,0,2,0,3,0,2,5,0,4,0,3,0,6,0,2,0); f <- factor(k, 0:3, c("open", "a", "b", "c"))
"""

import time

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casekit.statistics.incidence import incidence
from casekit.statistics.uncertainty import exact

DAYS = [0, 0, 1, 2, 2, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9, 10, 12, 12]
CODES = [1, 0, 2, 1, 1, 0, 2, 0, 1, 1, 2, 3, 0, 1, 2, 1, 0, 2, 1, 0]
ENTRY = [0, 0, 0, 1, 0, 2, 0, 3, 0, 2, 5, 0, 4, 0, 3, 0, 6, 0, 2, 0]
OUTCOMES = [None if code == 0 else " abc"[code] for code in CODES]


def of(frame: pl.DataFrame, outcome: str) -> np.ndarray:
    return frame.filter(outcome=outcome).select("incidence", "low", "high").to_numpy()


def test_incidences_and_limits_agree_with_r():
    """R: s <- survfit(Surv(t + 1, f) ~ 1, conf.type = "log-log"); s$pstate, s$lower, s$upper (R wants days above 0)"""
    a = [
        (0.050000000000, 0.00345401608468, 0.205299294570),
        (0.050000000000, 0.00345401608468, 0.205299294570),
        (0.155555555556, 0.03853851191429, 0.345294125648),
        (0.155555555556, 0.03853851191429, 0.345294125648),
        (0.216815476190, 0.06666877999752, 0.421905388525),
        (0.278075396825, 0.09989178312765, 0.491122645399),
        (0.278075396825, 0.09989178312765, 0.491122645399),
        (0.339335317460, 0.13732273721314, 0.555261246479),
        (0.339335317460, 0.13732273721314, 0.555261246479),
        (0.410805224868, 0.18138981776688, 0.629001251539),
        (0.410805224868, 0.18138981776688, 0.629001251539),
        (0.506098434744, 0.23713399201795, 0.724499823010),
    ]
    b_at_last, c_at_last = (
        (0.3373484347443, 0.1192765691019, 0.573888173019),
        (0.0612599206349, 0.00405975471265, 0.242621671151),
    )
    found = incidence(DAYS, OUTCOMES)
    assert np.allclose(of(found, "a"), a, atol=1e-9)
    assert np.allclose(of(found, "b")[-1], b_at_last, atol=1e-9)
    assert np.allclose(of(found, "c")[-1], c_at_last, atol=1e-9)


def test_incidences_of_cases_that_came_into_view_late_agree_with_r():
    """R: survfit(Surv(e - 0.5, t, f) ~ 1, id = 1:20, conf.type = "log-log")"""
    a = [
        (0.0909090909091, 0.00536724889783, 0.332889044660),
        (0.0909090909091, 0.00536724889783, 0.332889044660),
        (0.2272727272727, 0.05299889285713, 0.473648497891),
        (0.2272727272727, 0.05299889285713, 0.473648497891),
        (0.2892561983471, 0.08905785471971, 0.529285166651),
        (0.3450413223140, 0.12575544981017, 0.579205060334),
        (0.3450413223140, 0.12575544981017, 0.579205060334),
        (0.3946280991736, 0.16537044848241, 0.618523103117),
        (0.3946280991736, 0.16537044848241, 0.618523103117),
        (0.4524793388430, 0.20944350101816, 0.668799845577),
        (0.4524793388430, 0.20944350101816, 0.668799845577),
        (0.5296143250689, 0.25950226422163, 0.741203659645),
    ]
    found = incidence(DAYS, OUTCOMES, ENTRY)
    assert np.allclose(of(found, "a"), a, atol=1e-9)
    assert np.allclose(of(found, "b")[-1], (0.3436639118457, 0.12362975247380, 0.579421521296), atol=1e-9)
    assert np.allclose(of(found, "c")[-1], (0.0495867768595, 0.00302713545401, 0.211007866257), atol=1e-9)


def test_not_charging_is_not_waiting_for_a_charge():
    """3 charged and 2 not charged of 5: 3/5 in the end; taking the others for waiting would say all were charged."""
    found = incidence([1, 2, 3, 4, 5], ["charged", "not charged", "charged", "not charged", "charged"])
    assert of(found, "charged")[-1, 0] == pytest.approx(3 / 5)
    assert of(incidence([1, 2, 3, 4, 5], ["charged", None, "charged", None, "charged"]), "charged")[-1, 0] == 1


LIVES = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([None, "a", "b", "c"]), st.integers(0, 6)), min_size=1, max_size=40
)


@settings(deadline=None, max_examples=80)
@given(LIVES)
def test_incidences_and_survival_add_up_to_one_on_every_day(lives):
    """Survival by Kaplan and Meier (1958), counted day by day: who is at risk came into view and has not ended before."""
    days, outcomes, late = (list(column) for column in zip(*lives, strict=True))
    for entry in ([0] * len(days), late):
        found = incidence(days, outcomes, entry)
        seen = [one for one in zip(days, outcomes, entry, strict=True) if one[0] >= one[2]]
        waiting = 1.0
        for (day,), rows in found.group_by("time", maintain_order=True):
            at_risk = sum(first <= day <= last for last, _, first in seen)
            waiting *= 1 - sum(last == day and outcome is not None for last, outcome, _ in seen) / at_risk
            assert rows["incidence"].sum() + waiting == pytest.approx(1, abs=1e-12)


def test_of_a_single_outcome_the_incidence_is_one_less_the_curve_of_scipy():
    rng = np.random.default_rng(2)
    days, decided = rng.integers(0, 40, 300), rng.random(300) < 0.7
    theirs = stats.ecdf(stats.CensoredData.right_censored(days, ~decided)).sf
    ours = incidence(days, ["a" if one else None for one in decided])
    assert np.allclose(1 - theirs.evaluate(ours["time"].to_numpy()), ours["incidence"], atol=1e-12)


@settings(deadline=None, max_examples=80)
@given(LIVES)
def test_an_incidence_never_falls_and_lies_within_its_limits(lives):
    days, outcomes, entry = (list(column) for column in zip(*lives, strict=True))
    for outcome in {"a", "b", "c"} & set(outcomes):
        share, low, high = of(incidence(days, outcomes, entry), outcome).T
        assert (np.diff(share) >= 0).all()
        assert ((low <= share + 1e-12) & (share <= high + 1e-12)).all()


def test_without_waiting_cases_the_spread_is_that_of_a_plain_share():
    """120 of 400 in the end: the binomial standard error 0.0229, on the log-log scale."""
    outcomes = ["a"] * 120 + ["b"] * 280
    share, low, high = of(incidence(np.arange(400) % 30, outcomes), "a")[-1]
    half = 1.959963984540054 * (0.3 * 0.7 / 400) ** 0.5 / (0.3 * np.log(0.3))
    assert (share, low, high) == pytest.approx((0.3, 0.3 ** np.exp(-half), 0.3 ** np.exp(half)))


RECEIVED = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 60), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=40
)


@settings(deadline=None, max_examples=80)
@given(RECEIVED, st.integers(0, 30), st.integers(0, 30))
def test_what_was_known_on_an_earlier_day_stays_known_to_the_twelfth_digit(lives, first, later):
    """Cases received on days 0 to 20 and looked at twice: all are followed to `first` days in both, so up to there shares and
    limits are the same, whatever was learned since."""

    def seen(until: int) -> pl.DataFrame:
        days = [min(day, until - received) for received, day, _ in lives]
        ended = [outcome if received + day <= until else None for received, day, outcome in lives]
        return incidence(days, pl.Series(ended, dtype=pl.String)).filter(pl.col("time") <= first)

    early, late = seen(20 + first), seen(20 + first + later)
    told = ["incidence", "low", "high"]
    both = early.join(late, on=["time", "outcome"], suffix="_late")
    assert late.join(early, on=["time", "outcome"], how="anti").filter(pl.col("incidence") > 0).is_empty()
    for name in told:
        assert np.abs((both[name] - both[f"{name}_late"]).to_numpy()).max(initial=0) <= 1e-12


def test_an_outcome_of_no_case_so_far_has_the_exact_upper_limit():
    """None of 5 to "b" by day 2, although two already went to "a"."""
    found = incidence([1, 2, 3, 4, 5], ["a", "a", "b", "a", "a"])
    assert of(found, "b")[1] == pytest.approx((0, 0, float(exact(0, 5)[1])))


def test_cases_still_waiting_make_no_row_of_their_own_and_nothing_at_all_an_empty_frame():
    assert incidence([1, 2], ["a", None])["outcome"].to_list() == ["a", "a"]
    assert incidence([1, 2], [None, None]).height == 0
    assert incidence([], []).columns == ["time", "outcome", "incidence", "low", "high"]


def test_a_million_cases_take_about_a_second():
    rng = np.random.default_rng(1)
    outcomes = pl.Series(rng.choice(["a", "b", "c", None], 1_000_000), dtype=pl.String)
    days, entry = rng.integers(0, 400, 1_000_000), rng.integers(0, 30, 1_000_000)
    started = time.process_time()
    incidence(days, outcomes, entry)
    assert time.process_time() - started < 8
