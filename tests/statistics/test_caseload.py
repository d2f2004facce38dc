"""What came, left and waits, on cases that can be counted by eye."""

import math

import pytest

from casekit.statistics.caseload import Freed, clearance, concluded_share, disposition_time, flows, freed

NAN = math.nan


def test_a_case_comes_in_one_period_leaves_in_another_and_waits_between():
    """Periods of days 10-19, 20-29, 30-39; a case from day 3 is there already, one of day 29 leaves on day 30."""
    found = flows([3, 10, 19, 29, 35], [12, 19, NAN, 30, NAN], [10, 20, 30, 40])
    assert found["received"].to_list() == [2, 1, 1]
    assert found["left"].to_list() == [2, 0, 1]
    assert found["pending"].to_list() == [1, 2, 2]


def test_what_is_pending_is_what_was_and_came_and_did_not_leave():
    found = flows([1, 5, 9, 14, 22], [30, 8, 16, NAN, 23], [0, 7, 14, 21, 28])
    pending = found["pending"].to_list()
    before = [0, *pending[:-1]]
    assert [
        was + came - left for was, came, left in zip(before, found["received"], found["left"], strict=True)
    ] == pending


def test_a_case_that_ends_on_the_day_it_comes_was_never_pending():
    assert flows([5], [5], [0, 10]).row(0) == (1, 1, 0)


def test_periods_without_cases_are_zero_and_not_left_out():
    assert flows([], [], [0, 10, 20]).rows() == [(0, 0, 0), (0, 0, 0)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (clearance(400, 412), 1.03),
        (concluded_share(532, 478, 16), 478 / 548),  # 87.2%: with carry-over in the base, not 89.8%
        (disposition_time(120, 1460), 30.0),
        (disposition_time(120, 368, 92), 30.0),
    ],
)
def test_the_usual_figures_have_their_formula(found, expected):
    assert found == pytest.approx(expected, abs=1e-12)


def test_nothing_is_divided_by_nothing():
    assert all(math.isnan(value) for value in (clearance(0, 3), concluded_share(0, 0, 0), disposition_time(5, 0)))


def test_a_third_fewer_loops_free_a_third_of_their_days():
    """30 + 60 + 90 days in a quarter of 90: 60 days less are two thirds of a case fewer pending at any time."""
    assert freed([30, 60, 90], 1 / 3, 90) == Freed(3, 180.0, pytest.approx(60.0), pytest.approx(2 / 3))


def test_without_loops_nothing_is_freed():
    assert freed([], 0.5, 90) == Freed(0, 0.0, 0.0, 0.0)
