"""Intervals against published worked examples (Newcombe 1998, Statistics in Medicine 17: 857-872 and 873-890)."""

import numpy as np
import pytest

from casekit.statistics.uncertainty import design_effect, difference, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_newcombe_1998_table_1(successes, n, low, high):
    found = wilson(successes, n)
    assert np.allclose(found, (low, high), atol=5e-5)


def test_all_and_none_keep_a_real_interval():
    assert wilson(20, 20)[0] == pytest.approx(1 - 0.1611, abs=5e-5)
    assert wilson(20, 20)[1] == 1.0


def test_no_cases_has_no_interval():
    assert np.isnan(wilson(0, 0)).all()


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_the_difference_agrees_with_newcombe_1998_method_10(now, before, low, high):
    assert np.allclose(difference(now, before), (low, high), atol=5e-5)


def test_persons_alone_in_their_cases_have_no_design_effect():
    assert design_effect([1, 0, 0, 1] * 50, [1] * 200) == pytest.approx(1.0, abs=0.01)


def test_copying_each_person_four_times_within_the_case_makes_the_effect_four():
    assert design_effect([4, 0, 0, 4] * 50, [4] * 200) == pytest.approx(4.0, abs=0.03)
