"""Alike by hand: gaps with the row itself left out, differences at equal features, limits over cases."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from casekit.statistics.alike import differences, gaps

NONE = pl.DataFrame({"one": pl.zeros(20, eager=True)})


def test_a_gap_is_from_the_mean_of_all_the_others() -> None:
    """19 rows of 10 and one of 30: this lies 20 beyond; each of the others 10 - (18 x 10 + 30) / 19 = -1.0526."""
    found = gaps([10.0] * 19 + [30.0], ["a"] * 20, NONE)
    assert found.to_list() == pytest.approx([-20 / 19] * 19 + [20.0])


def test_a_cell_of_under_twenty_rows_has_no_gaps() -> None:
    assert gaps([10.0] * 19, ["a"] * 19, NONE.head(19)).null_count() == 19


def mixed(**changed: list[float]) -> pl.DataFrame:
    """Forty rows that are 10 + 4 x prior + 2 in unit 02; ten of unit 01 and fifteen of unit 02 have the prior."""
    prior = [1] * 10 + [0] * 10 + [1] * 15 + [0] * 5
    unit = ["01"] * 20 + ["02"] * 20
    months = [10.0 + 4 * p + 2 * (u == "02") for p, u in zip(prior, unit, strict=True)]
    return pl.DataFrame({"months": months, "unit": unit, "prior": prior, "case": range(40)} | changed)


def test_units_are_compared_at_equal_features() -> None:
    """Means are 12 and 15, but three months of the difference come of one month of mix: 4 x (15 - 10) / 20 = 1."""
    rows = mixed()
    found = differences(rows["months"], rows["unit"], ["theft"] * 40, rows.select("prior"), rows["case"])
    assert found.select("cell", "group", "n", "others").rows() == [("theft", "01", 20, 20), ("theft", "02", 20, 20)]
    assert found["mean"].to_list() == pytest.approx([12.0, 15.0])
    assert found["difference"].to_list() == pytest.approx([-2.0, 2.0])
    assert found["expected"].to_list() == pytest.approx([14.0, 13.0])


def test_a_feature_that_under_ten_have_does_not_count() -> None:
    rows = mixed(prior=[1.0] * 9 + [0.0] * 31)
    alone = differences(rows["months"], rows["unit"], ["a"] * 40, rows.select("prior"), rows["case"])
    assert alone["difference"].to_list() == pytest.approx([-3.0, 3.0])


def test_under_ten_of_a_unit_or_of_the_others_nothing_is_compared() -> None:
    rows = mixed(unit=["01"] * 9 + ["02"] * 31)  # type: ignore[list-item]
    assert differences(rows["months"], rows["unit"], ["a"] * 40, rows.select("prior"), rows["case"]).is_empty()


def test_units_that_the_features_tell_apart_have_no_difference() -> None:
    rows = mixed(prior=[1.0] * 20 + [0.0] * 20)
    found = differences(rows["months"], rows["unit"], ["a"] * 40, rows.select("prior"), rows["case"])
    assert found["difference"].to_list() == [None, None]
    assert found["differs"].to_list() == [False, False]


@pytest.fixture(scope="module")
def drawn() -> pl.DataFrame:
    rng = np.random.default_rng(3)
    own = np.repeat(["01", "02"], 60)
    return pl.DataFrame({"months": rng.gamma(4, 3, 120) + (own == "02"), "unit": own, "case": np.arange(120)})


def one(rows: pl.DataFrame) -> dict[str, float]:
    none = pl.DataFrame({"one": pl.zeros(rows.height, eager=True)})
    found = differences(rows["months"], rows["unit"], ["a"] * rows.height, none, rows["case"])
    row: dict[str, float] = found.row(1, named=True)
    return row


def test_the_limits_are_those_of_drawing_whole_cases_again(drawn: pl.DataFrame) -> None:
    months, other = drawn["months"].to_numpy(), (drawn["unit"] == "02").to_numpy()

    def apart(chosen: np.ndarray) -> float:
        return float(months[chosen][other[chosen]].mean() - months[chosen][~other[chosen]].mean())

    every, rng = np.arange(drawn.height), np.random.default_rng(1)
    again = stats.bootstrap((every,), apart, n_resamples=300, vectorized=False, method="percentile", rng=rng)
    low, high = again.confidence_interval
    value = apart(every)
    found = one(drawn)
    assert found["difference"] == pytest.approx(value)
    assert found["high"] - found["low"] == pytest.approx(high - low, rel=0.12)


def test_copying_every_person_four_times_within_the_case_does_not_narrow_the_limits(drawn: pl.DataFrame) -> None:
    once, four = one(drawn), one(pl.concat([drawn] * 4))
    assert four["high"] - four["low"] >= 0.95 * (once["high"] - once["low"])


def test_units_that_are_alike_are_seldom_said_to_differ() -> None:
    """100 offices of three crimes and three units, skewed terms, two persons a case: at most 10 with a unit that differs."""
    rng, flagged = np.random.default_rng(1), 0
    for _ in range(100):
        case = np.repeat(np.arange(90), 2)
        unit, crime = rng.integers(0, 3, 90)[case], rng.integers(0, 3, 90)[case]
        prior = rng.integers(0, 2, 180)
        months = np.exp(2.3 + 0.3 * prior + 0.2 * rng.normal(size=90)[case] + 0.4 * rng.normal(size=180))
        found = differences(months, unit, crime, pl.DataFrame({"prior": prior}), case, draws=200)
        flagged += bool(found["differs"].any())
    assert flagged <= 10
