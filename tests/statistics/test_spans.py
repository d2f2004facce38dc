"""Spans of many series: single periods as Farrington's own, sums of them, and a surge that only two periods together show."""

import numpy as np
import polars as pl
import pytest

from casekit.statistics import surges
from casekit.statistics.spans import spans

RECIPE = {"year": 12, "b": 4, "w": 1, "left_out": 3, "parts": 4, "trend": False}


@pytest.fixture(scope="module")
def counts() -> pl.DataFrame:
    """Two series of five years of months, about six a month; the second has 13 in each of its last two."""
    drawn = np.random.default_rng(1).poisson(6.0, (2, 60))
    drawn[1, -2:] = 13
    rows = [(name, month, int(drawn[row, month])) for row, name in enumerate("ab") for month in range(60)]
    return pl.DataFrame(rows, ["series", "period", "count"], orient="row")


def test_a_span_of_one_period_has_the_expectation_and_tail_of_farrington(counts: pl.DataFrame) -> None:
    own = counts.filter(series="a").select("period", "count")
    alone = surges.farrington(own, "flexible", **RECIPE).tail(3)
    found = spans(counts, 3, 1, **RECIPE).filter(series="a").sort("first")
    assert found["expected"].to_list() == pytest.approx(alone["expected"].to_list())
    assert found["p_above"].to_list() == pytest.approx(alone["p_value"].to_list())


def test_two_periods_together_show_what_neither_shows_alone(counts: pl.DataFrame) -> None:
    found = spans(counts, 3, 3, **RECIPE).filter(series="b").sort("p_above")
    assert found.height == 6  # three single months, two pairs, the quarter
    assert (found["first"][0], found["last"][0], found["count"][0]) == (58, 59, 26)
    assert found["low"][0] < found["expected"][0] < found["upper"][0] < 26


def test_too_short_a_history_gives_no_spans(counts: pl.DataFrame) -> None:
    assert spans(counts.filter(pl.col("period") < 51), 3, 3, **RECIPE).is_empty()  # 48 + 1 + 3 are needed
