"""What came, left and waits, on cases that can be counted by eye."""

import math

import pytest

from casekit.statistics.caseload import Freed, clearance, concluded_share, disposition_time, freed


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
