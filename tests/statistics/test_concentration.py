"""Concentration against the textbook formula in R and against scatter drawn by hand."""

import numpy as np
import pytest

from casekit.statistics.concentration import concentration, differ, gini, lorenz


def test_gini_is_the_mean_difference_formula_of_r() -> None:
    """R: g <- function(x) sum(abs(outer(x,x,"-")))/(2*length(x)^2*mean(x)); g(c(74,66,57,40,35,26,17,9)); g(c(1,2,3,4))."""
    assert float(gini([74, 66, 57, 40, 35, 26, 17, 9])) == pytest.approx(0.3078704, abs=1e-7)
    assert float(gini([1, 2, 3, 4])) == pytest.approx(0.25)


def test_sizes_make_an_even_spread_of_what_follows_them() -> None:
    assert float(gini([10, 20, 30], [1, 2, 3])) == pytest.approx(0)
    across, up = lorenz([30, 10], [1, 1])
    assert (across.tolist(), up.tolist()) == ([0, 0.5, 1], [0, 0.25, 1])


def test_few_cases_on_many_places_look_concentrated_by_chance() -> None:
    rng = np.random.default_rng(7)
    drawn = [float(gini(np.bincount(rng.integers(0, 10, 60), minlength=10))) for _ in range(400)]
    found = concentration([6] * 10)
    assert found.chance == pytest.approx(np.mean(drawn), abs=0.01)  # about .2
    assert found.gini <= found.chance_high


def test_half_of_the_cases_lie_in_so_many_units() -> None:
    found = concentration([50, 30, 10, 10])
    assert found.half == 1
    assert found.low < found.gini < found.high
    assert found.gini > found.chance_high


@pytest.mark.parametrize("counts", [[5], [0, 0]])
def test_one_unit_or_no_case_is_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="at least two units"):
        concentration(counts)


def test_shares_differ_by_the_exact_test_allowing_for_how_many_are_compared() -> None:
    """R: 2*phyper(9,190,2738,73,lower.tail=FALSE) = 0.03582675 alone; among twenty others that are alike it is no finding."""
    alone, alike = ([10], [73]), ([180], [2855])
    assert differ(alone, alike).tolist() == [True]
    assert not differ((alone[0] + [4] * 20, alone[1] + [62] * 20), (alike[0] * 21, alike[1] * 21)).any()
