"""Completeness: expected ends from starts and delays; a late newest period is told, an ordinary one is not."""

import numpy as np
import pytest

from casekit.statistics.completeness import completeness, counted

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
