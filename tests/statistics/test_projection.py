"""Projections of series whose future is known, against the same rule applied at each origin, on simulated offices and the study."""

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from studies.projection import office, projected

from casekit.statistics.projection import project

STUDY = tomllib.loads((Path(__file__).parents[1] / "studies" / "projection.toml").read_text("utf-8"))["offices"]
SEASON = np.array([30, 20, 40, 50, 60, 55, 50, 45, 40, 50, 60, 100])


def row(found, what, step):
    return found.filter((pl.col("what") == what) & (pl.col("step") == step)).row(0, named=True)


def simulated(seed=1):
    flow = office(np.random.default_rng(seed), ahead=6)
    return flow["received"].to_numpy(), flow["left"].to_numpy(), flow["pending"].to_numpy()


def test_a_steady_office_goes_on_as_it_went():
    """40 come and go each month, 20 wait: 120 a quarter, and never wrong."""
    found = project([40] * 60, [40] * 60, 20)
    assert row(found, "received", 2)["value"] == pytest.approx(120)
    assert row(found, "pending", 2)["value"] == pytest.approx(20)
    assert (row(found, "pending", 1)["low"], row(found, "pending", 1)["error"]) == pytest.approx((20, 0))


def test_a_season_comes_back():
    """The same year five times: January to March have 90, April to June 165."""
    found = project(np.tile(SEASON, 5), np.tile(SEASON, 5), 30)
    assert [row(found, "received", step)["value"] for step in (1, 2)] == pytest.approx([90, 165])
    assert row(found, "received", 1)["last_year"] == 90


def test_a_level_that_fell_is_not_projected_back():
    """80 a month until two years ago, 60 since: 180 a quarter, with limits that no longer hold the 240 of before."""
    found = row(project([80] * 36 + [60] * 24, [80] * 36 + [60] * 24, 20), "received", 1)
    assert found["value"] == pytest.approx(180, rel=0.02)
    assert found["high"] < 240


def test_half_of_the_growth_beyond_chance_lasts():
    """1% a month for five years: what comes is reached but for 4%, last year's value but for 11%."""
    came = np.round(200 * 1.01 ** np.arange(60))
    coming = (200 * 1.01 ** np.arange(60, 63)).sum()
    found = row(project(came, came, 100), "received", 1)
    assert 0.96 * coming < found["value"] < coming
    assert found["last_year"] < 0.89 * coming
    assert found["error"] < found["error_last_year"]


def test_what_is_pending_balances_what_comes_and_leaves():
    came, left, pending = simulated()
    found = project(came, left, pending[-1])
    now = float(pending[-1])
    for step in (1, 2):
        now += row(found, "received", step)["value"] - row(found, "left", step)["value"]
        assert row(found, "pending", step)["value"] == pytest.approx(now, abs=1e-9)


def test_every_back_test_knows_only_what_was_known_then():
    """60 months: origins 34 to 57 for the first quarter, 31 to 54 for the second, each the projection of the shorter series."""
    came, left, pending = (series[:60] for series in simulated(2))
    found = project(came, left, pending[-1])
    for step, origins in ((1, range(34, 58)), (2, range(31, 55))):
        missed, last_year = [], []
        for at in origins:
            then = project(came[:at], left[:at], pending[at - 1])
            missed.append(abs(row(then, "pending", step)["value"] - pending[at + 3 * step - 1]))
            last_year.append(abs(pending[at + 3 * step - 13] - pending[at + 3 * step - 1]))
        tested = row(found, "pending", step)
        assert tested["origins"] == len(origins)
        assert tested["error"] == pytest.approx(np.mean(missed), abs=1e-9)
        assert tested["error_last_year"] == pytest.approx(np.mean(last_year), abs=1e-9)


def test_limits_lie_as_far_off_as_80_percent_of_the_back_tests_did():
    """R: quantile(misses, .8, type = 6), the 20th of 24 misses in roots of what was projected."""
    came, left, pending = (series[:60] for series in simulated(3))
    misses = []
    for at in range(34, 58):
        then = row(project(came[:at], left[:at], pending[at - 1]), "received", 1)["value"]
        misses.append(abs(came[at : at + 3].sum() - then) / np.sqrt(then))
    found = row(project(came, left, pending[-1]), "received", 1)
    assert found["high"] - found["value"] == pytest.approx(sorted(misses)[19] * np.sqrt(found["value"]), abs=1e-9)
    assert found["value"] - found["low"] == pytest.approx(found["high"] - found["value"], abs=1e-9)


def test_a_wider_level_has_wider_limits():
    came, left, pending = simulated(4)
    wide, narrow = (row(project(came, left, pending[-1], level=level), "pending", 2) for level in (0.9, 0.5))
    assert wide["high"] > narrow["high"]
    assert wide["low"] < narrow["low"]


@pytest.mark.parametrize(
    ("months", "values", "limits", "origins"),
    [(23, 0, 0, 0), (24, 1, 0, 0), (31, 1, 0, 5), (32, 1, 1, 6), (60, 1, 1, 24)],
)
def test_a_short_series_has_no_limits_and_a_shorter_one_no_values(months, values, limits, origins):
    came, left, pending = simulated(5)
    found = row(project(came[:months], left[:months], pending[months - 1]), "received", 1)
    assert (found["value"] is not None, found["low"] is not None, found["origins"]) == (values, limits, origins)


def test_counts_that_do_not_balance_are_not_projected():
    """60 months of 41 in and 40 out add 60: with 10 pending at the end there would have been 50 fewer than none."""
    assert project([40] * 60, [41] * 60, 10)["value"].null_count() == 0
    assert project([41] * 60, [40] * 60, 10)["value"].null_count() == 6


def test_a_quarterly_series_is_projected_too():
    came = np.tile([90, 165, 135, 210], 6)
    found = project(came, came, 30, span=1, season=4)
    assert [row(found, "received", step)["value"] for step in (1, 2)] == pytest.approx([90, 165])


def test_an_office_without_cases_stays_without():
    assert project([0] * 40, [0] * 40, 0)["value"].to_list() == [0.0] * 6


def test_twenty_offices_are_held_at_about_80_percent():
    """80 figures of 20 offices, hanging together within an office: 4 standard errors are 24 points."""
    rng = np.random.default_rng(20)
    found = pl.concat([projected(rng) for _ in range(20)])
    held = found["came"].is_between(found["low"], found["high"]).mean()
    assert 0.56 <= held <= 1.0
    assert found["error"].mean() < found["error_last_year"].mean()


def test_in_the_study_80_percent_limits_hold_76_to_84_percent():
    for name, figures in STUDY.items():
        assert 0.76 <= figures["coverage"] <= 0.84, name
    steps = [STUDY["mixed"][f"{what}_{step}"] for what in ("received", "pending") for step in (1, 2)]
    assert min(steps) >= 0.76
    assert max(steps) <= 0.84


def test_in_the_study_the_projection_is_not_worse_than_last_years_value():
    assert [name for name, figures in STUDY.items() if figures["error"] > figures["error_last_year"]] == []


def test_in_the_study_back_tests_state_the_coverage_that_is_found():
    stated = [figures for figures in STUDY.values() if figures["origins"] >= 19]
    assert max(abs(figures["backtest"] - figures["coverage"]) for figures in stated) <= 0.05
