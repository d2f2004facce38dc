"""Recurring cells against R's tails, near repeats against counting every pair."""

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from casekit.statistics import repeats

STUDY = tomllib.loads((Path(__file__).parents[1] / "studies" / "recurrence.toml").read_text("utf-8"))


def rows(counts: dict[tuple[str, str, int], int], tested: tuple[str, ...] = ("工地盗窃",)) -> pl.DataFrame:
    """A row a case of (kind, place, quarter)."""
    cases = [cell for cell, n in counts.items() for _ in range(n)]
    frame = pl.DataFrame(cases, ["kind", "place", "quarter"], orient="row")
    return frame.with_columns(is_tested=pl.col("kind").is_in(tested))


STEADY = {("工地盗窃", "乙镇", q): 2 for q in range(10)} | {("工地盗窃", "甲镇", q): 2 for q in range(12)}
OTHERS = {("其他", "乙镇", q): 3 for q in range(12)} | {("其他", "甲镇", q): 17 for q in range(12)}
"""乙镇: 20 of 44 of the cause, 36 of 240 others. Its fullest quarter (the first of equals) is left out of the test."""


def test_what_is_expected_is_the_share_of_the_other_kinds_or_of_residents_where_that_is_more() -> None:
    by_others = repeats.cells(rows(STEADY | OTHERS)).row(0, named=True)
    residents = pl.DataFrame({"place": ["甲镇", "乙镇"], "share": [0.8, 0.2]})
    by_share = repeats.cells(rows(STEADY | OTHERS), residents).row(0, named=True)
    assert (by_others["place"], by_others["n"], by_others["present"]) == ("乙镇", 20, 10)
    assert by_others["expected"] == pytest.approx(44 * 36 / 240)  # 6.6
    assert by_share["expected"] == pytest.approx(44 * 0.2)  # 8.8


def test_the_tail_and_the_interval_are_those_of_r() -> None:
    """R: phyper(17,60,240,40,lower.tail=FALSE) = 9.189551e-05 and pbinom(17,40,.1,lower.tail=FALSE) = 1.278902e-08, of which
    the larger counts; the interval is qgamma(.025,20)/6.6, qgamma(.975,21)/6.6."""
    cell = repeats.cells(rows(STEADY | OTHERS)).row(0, named=True)
    grid = pl.DataFrame(
        {"n": [18, 18], "of_kind": [40, 40], "of_place": [60, 60], "of_all": [300, 300], "share": [0.1, None]}
    )
    assert repeats._tail(grid) == pytest.approx([9.189551e-05] * 2, rel=1e-6)
    assert (cell["ratio"], cell["low"], cell["high"]) == pytest.approx((20 / 6.6, 1.850988, 4.680057), rel=1e-6)
    assert cell["recurs"]


def test_one_surge_is_no_recurrence_nor_is_what_came_in_few_quarters() -> None:
    surge = {("工地盗窃", "乙镇", q): 1 for q in range(11)} | {("工地盗窃", "乙镇", 11): 30}
    elsewhere = {("工地盗窃", "甲镇", q): 5 for q in range(12)}
    half = {("工地盗窃", "乙镇", q): 6 for q in range(6)}
    for counts, present in ((surge, 12), (half, 6)):
        cell = repeats.cells(rows(counts | elsewhere | OTHERS)).filter(place="乙镇").row(0, named=True)
        assert (cell["present"], cell["recurs"], cell["low"] > 1) == (present, False, True)


def test_kinds_not_looked_at_are_among_the_others_and_have_no_cell() -> None:
    assert repeats.cells(rows(STEADY | OTHERS))["kind"].unique().to_list() == ["工地盗窃"]


def close(days: np.ndarray, places: np.ndarray, within: int) -> int:
    pairs = combinations(range(len(days)), 2)
    return sum(bool(abs(days[i] - days[j]) <= within and places[i] == places[j]) for i, j in pairs)


def test_pairs_are_those_found_by_looking_at_every_pair() -> None:
    rng = np.random.default_rng(4)
    days, places = rng.integers(0, 400, 150), rng.integers(0, 5, 150)
    found = repeats.knox(days, places, days // 91, (7, 14, 28), draws=9)
    assert [one.pairs for one in found] == [close(days, places, within) for within in (7, 14, 28)]


def test_what_chance_gives_is_the_mean_over_shuffles_within_the_quarter() -> None:
    """Two quarters of two cases each, a pair in neither: of the four equally likely orders, half make each pair."""
    days, places, quarters = [0, 5, 100, 150], [0, 1, 0, 0], [0, 0, 1, 1]
    (found,) = repeats.knox(days, places, quarters, (95,), draws=999)
    assert found.pairs == 1 + 0 + 0  # 100 and 150; 0 and 100 are 100 days apart
    assert found.expected == pytest.approx(1.5, abs=0.05)  # place 0 has day 5 in half of the orders: then 5 and 100


def test_a_gathering_is_found_and_the_same_seed_gives_the_same_answer() -> None:
    rng = np.random.default_rng(1)
    starts, where = rng.integers(0, 700, 40), rng.integers(0, 8, 40)
    days, places = np.concatenate([starts, starts + rng.integers(0, 8, 40)]), np.concatenate([where, where])
    first, again = (repeats.knox(days, places, days // 91)[0] for _ in range(2))
    assert first == again
    assert first.p <= 0.01
    assert first.pairs > first.usual_high


def test_the_study_holds_what_is_promised() -> None:
    null, offices = STUDY["null"], STUDY["offices"]
    most = 0.05 * offices + 2 * (offices * 0.05 * 0.95) ** 0.5
    assert all(null[name] <= most for name in ("places", "near", "derivative"))
    assert STUDY["planted"]["found"] >= 0.9 * offices
    assert STUDY["planted"]["surge_only"] <= 0.05 * offices
