"""Feasible counts: the ranges found are those that trying every whole number gives."""

import random
from itertools import product

import numpy as np
import pytest

from casekit.statistics.feasible import Contradiction, Row, ranges

NO_END = float("inf")


def sums(places: list[int], total: int) -> Row:
    return Row(tuple((place, 1) for place in places), total, total)


def test_two_counts_of_a_known_sum_can_each_be_anything_from_none_to_all_of_it() -> None:
    assert ranges([0, 0], [NO_END] * 2, [sums([0, 1], 5)], [0, 1]) == {0: (0, 5), 1: (0, 5)}


def test_a_two_way_table_with_its_margins_narrows_each_cell() -> None:
    """Cells a b / c d with rows 3 and 7 and columns 8 and 2: b is at most 2, so a is at least 3 - 2 = 1."""
    rows = [sums([0, 1], 3), sums([2, 3], 7), sums([0, 2], 8), sums([1, 3], 2)]
    assert ranges([0] * 4, [NO_END] * 4, rows, range(4)) == {0: (1, 3), 1: (0, 2), 2: (5, 7), 3: (0, 2)}


def test_whole_numbers_are_narrower_than_any_numbers() -> None:
    """2a + 2b = c and c between 3 and 5: c is 4, where halves would leave all of 3 to 5."""
    rows = [Row(((0, 2), (1, 2), (2, -1)), 0, 0)]
    assert ranges([0, 0, 3], [9, 9, 5], rows, [2]) == {2: (4, 4)}


def test_what_nothing_bounds_has_no_end() -> None:
    assert ranges([0, 0], [NO_END] * 2, [Row(((0, 1), (1, -1)), -np.inf, 0)], [0, 1]) == {
        0: (0, NO_END),
        1: (0, NO_END),
    }


def test_numbers_that_fit_no_row_are_a_contradiction() -> None:
    with pytest.raises(Contradiction):
        ranges([0, 0], [2, 2], [sums([0, 1], 5)], [0])


def test_a_count_that_can_be_none_and_enough_is_not_sought_further() -> None:
    low, high = ranges([0] * 3, [50] * 3, [sums([0, 1, 2], 50)], [0, 1, 2], enough=3)[1]
    assert low == 0
    assert high >= 3


@pytest.mark.parametrize("seed", range(60))
def test_every_range_is_what_trying_all_numbers_gives(seed: int) -> None:
    drawn = random.Random(seed)
    high = [drawn.randint(1, 4) for _ in range(drawn.randint(2, 5))]
    truth, rows = [drawn.randint(0, most) for most in high], []
    for _ in range(drawn.randint(1, 4)):
        terms = [
            (at, drawn.choice([1, 1, 1, -1, 2])) for at in drawn.sample(range(len(high)), drawn.randint(1, len(high)))
        ]
        less, more = drawn.choice([(0, 0), (0, 0), (1, 1), (0, 2)])
        value = sum(by * truth[at] for at, by in terms)
        rows.append(Row(tuple(terms), value - less, value + more))
    fitting = [
        one
        for one in product(*(range(most + 1) for most in high))
        if all(row.low <= sum(by * one[at] for at, by in row.terms) <= row.high for row in rows)
    ]
    found = ranges([0] * len(high), high, rows, range(len(high)))
    assert found == {at: (min(one[at] for one in fitting), max(one[at] for one in fitting)) for at in range(len(high))}
