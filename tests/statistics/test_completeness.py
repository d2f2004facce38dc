"""Completeness: expected ends from starts and delays; a late newest period is told, an ordinary one is not."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from casekit.statistics.completeness import completeness, counted, filed

MONTH = 30


def office(rng: np.random.Generator, days: int, a_day: float = 3.3, spread: float = 1.5):
    """Starts and ends of a court's cases; months differ in how many are heard, as negative binomial counts do."""
    starts = np.repeat(np.arange(days), rng.poisson(a_day, days)).astype(float)
    ends = starts + rng.lognormal(np.log(28), 0.5, len(starts)).round()
    busy = rng.gamma(100 / spread, spread / 100, days // MONTH + 3)
    return starts, ends + np.where(
        rng.random(len(starts)) < 0.3, 7 / busy[(ends // MONTH).clip(0, len(busy) - 1).astype(int)], 0
    )


def months(until: int) -> list[tuple[int, int]]:
    return [(first, first + MONTH - 1) for first in range(0, until, MONTH)]


def test_everybody_waits_ten_days_so_the_window_holds_exactly_those_due_in_it() -> None:
    starts = np.arange(400.0)
    seen, due = counted(starts, starts + 10, 300, 329)
    assert (seen, due) == (30, pytest.approx(30.0))


def test_half_end_after_one_day_and_half_after_three() -> None:
    """Of two starts a day half end a day later: in a window of one day, one of the two of a day before and one of three days."""
    starts = np.repeat(np.arange(200.0), 2)
    ends = starts + np.tile([1.0, 3.0], 200)
    seen, due = counted(starts, ends, 150, 150)
    assert (seen, due) == (2, pytest.approx(2.0))


def test_those_who_never_end_are_not_expected_to() -> None:
    starts = np.repeat(np.arange(400.0), 2)
    ends = starts + np.tile([5.0, np.nan], 400)
    assert counted(starts, ends, 300, 329)[1] == pytest.approx(30.0)


def test_with_too_few_ends_nothing_is_expected() -> None:
    assert counted(np.arange(50.0), np.arange(50.0) + 1, 40, 49) == (10, None)
    assert not completeness(np.arange(50.0), np.arange(50.0) + 1, (40, 49), []).is_complete


def test_with_seven_complete_periods_it_is_not_called_complete() -> None:
    starts = np.repeat(np.arange(700.0), 3)
    found = completeness(starts, starts + 10, (600, 689), months(480)[-7:])
    assert (found.periods, found.is_known, found.is_complete) == (7, False, False)
    assert completeness(starts, starts + 10, (600, 689), months(480)[-8:]).is_complete


def test_ordinary_quarters_are_called_complete_and_late_ones_are_not() -> None:
    """40 offices: of the ordinary ones at most five are called late, of those with a fifth not entered at most eight are not."""
    found = {False: 0, True: 0}
    for seed in range(40):
        for late in found:
            rng = np.random.default_rng([seed, late])
            starts, ends = office(rng, 1200)
            missing = (ends >= 1110) & (rng.random(len(ends)) < 0.25)
            ends = np.where((ends >= 1200) | (missing & late), np.nan, ends)
            found[late] += completeness(starts, ends, (1110, 1199), months(1020)).is_complete
    assert found[False] >= 35
    assert found[True] <= 8


def test_the_final_count_is_at_least_what_is_recorded_and_shares_are_of_it() -> None:
    """Three starts a day that end ten days later: a quarter holds 270, and 90 of them are not entered yet."""
    starts = np.repeat(np.arange(1400.0), 3)
    ends = starts + 10
    found = completeness(starts, np.where(ends >= 1370, np.nan, ends), (1310, 1399), months(1230))
    assert found.observed == 180
    assert found.final == (pytest.approx(270), pytest.approx(270))
    assert found.shares == (pytest.approx(2 / 3), pytest.approx(2 / 3))


def test_with_seven_filed_periods_nothing_is_known_and_the_share_may_be_anything() -> None:
    found = filed([95] * 7, [100] * 7, 95)
    assert (found.is_known, found.is_complete, found.shares) == (False, False, (0.0, 1.0))


def test_the_share_filed_is_that_of_earlier_periods_and_recent_ones_weigh_more() -> None:
    """A tenth late for twelve periods; and a tenth in the first twelve, a twentieth in the last eight: nearer to the latter.

    Ten late of 90 for 90 filed: 10 more, half an event over twelve periods added."""
    always = filed([90] * 12, [100] * 12, 90)
    assert always.expected == pytest.approx(100 + 0.5 / 12)
    assert always.final[0] < 100 < always.final[1]
    lately = filed([90] * 12 + [95] * 8, [100] * 20, 95)
    assert 100 < lately.expected < 100 + 0.5 * (95 / 9 - 5)


def test_the_points_are_those_of_r() -> None:
    """qpois(c(.05, .95), 10); with variance 30 as of many degrees of freedom qnbinom(c(.05, .95), size = 5, mu = 10)."""
    from casekit.statistics.completeness import _negative_binomial

    assert _negative_binomial(10, 10, 1e9) == (5, 15)
    assert _negative_binomial(10, 30, 1e9) == (3, 20)
    assert _negative_binomial(0, 0, 7) == (0, 0)


def test_no_kind_of_filing_studied_is_held_less_often_than_85_times_in_a_hundred() -> None:
    """Over 97 only where next to nothing is late; a Poisson interval of the same falls to 2%. Delays that changed but lately
    (sudden) are beyond what starts and delays can tell."""
    study = tomllib.loads((Path(__file__).parents[1] / "studies" / "completeness.toml").read_text("utf-8"))
    slow = {name: found for name, found in study["expected"].items() if "sudden" not in name}
    assert min(found["held"] for found in (study["filed"] | slow).values()) >= 0.85
    assert min(found["poisson"] for found in study["filed"].values()) < 0.05


def test_filed_intervals_hold_the_final_count_about_nine_times_in_ten() -> None:
    """200 series of 12 periods, a tenth late with uneven odds; tests/studies/completeness.toml has 1,000 each of 108 kinds."""
    held = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        final = rng.poisson(400, 13)
        early = rng.binomial(final, rng.beta(36, 4, 13))
        low, high = filed(early[:-1], final[:-1], int(early[-1])).final
        held += low <= final[-1] <= high
    assert 165 <= held <= 195
