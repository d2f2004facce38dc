"""Space-time scan: against every zone and window tried one by one, and on clusters planted by hand."""

from math import hypot, log

import numpy as np
import polars as pl
import pytest

from casekit import UserError, surges

PLACES = pl.DataFrame(
    {
        "place": ["01", "02", "03", "04", "05"],
        "population": [10, 20, 30, 20, 20],
        "x": [0.0, 1.0, 2.0, 3.0, 10.0],
        "y": [0.0, 0.0, 0.0, 0.5, 0.0],
    }
)


def _cases(grid: list[list[int]]) -> pl.DataFrame:
    rows = [(f"{p + 1:02}", t + 1, n) for p, line in enumerate(grid) for t, n in enumerate(line) if n]
    return pl.DataFrame(rows, schema=["place", "period", "count"], orient="row")


GRID = [[1, 0, 2, 1, 6, 5], [2, 2, 1, 3, 9, 8], [4, 3, 2, 3, 2, 3], [2, 1, 3, 2, 2, 1], [1, 2, 2, 2, 1, 2]]


def test_the_likeliest_cluster_is_that_of_trying_all() -> None:
    found = surges.space_time_scan(_cases(GRID), PLACES, runs=99).row(0, named=True)
    assert found["likelihood"] == pytest.approx(_best(GRID), abs=1e-12)
    assert (found["places"], found["first"], found["last"], found["cases"]) == (["01", "02"], 5, 6, 28)
    due = 0.3 * (6 + 9 + 2 + 2 + 1 + 5 + 8 + 3 + 1 + 2)
    assert (found["expected"], found["ratio"]) == (pytest.approx(due), pytest.approx(28 / due))
    assert found["p_value"] == 0.01


def _best(grid: list[list[int]]) -> float:
    people, n = PLACES["population"].to_list(), len(grid[0])
    totals = [sum(line[t] for line in grid) for t in range(n)]
    at, every, best = PLACES.select("x", "y").rows(), sum(totals), 0.0
    for middle in at:
        near = sorted(range(len(at)), key=lambda p: hypot(at[p][0] - middle[0], at[p][1] - middle[1]))
        for size in range(1, len(at) + 1):
            zone = near[:size]
            share = sum(people[p] for p in zone) / sum(people)
            for first in range(n):
                for last in range(first, min(first + 3, n)):
                    c = sum(grid[p][t] for p in zone for t in range(first, last + 1))
                    e = share * sum(totals[first : last + 1])
                    if share <= 0.5 and c > e:
                        best = max(best, c * log(c / e) + (every - c) * log((every - c) / (every - e)))
    return best


def test_a_season_that_moves_all_places_is_no_cluster() -> None:
    grid = [[round(n * season) for season in (1, 1, 4, 4, 1, 1)] for n in (10, 20, 30, 20, 20)]
    assert surges.space_time_scan(_cases(grid), PLACES, runs=99).is_empty()


def test_clusters_share_no_place() -> None:
    grid = [[*line] for line in GRID]
    grid[4][0] = 14
    found = surges.space_time_scan(_cases(grid), PLACES, runs=99)
    named = found["places"].explode()
    assert named.n_unique() == len(named)
    assert ["05"] in found["places"].to_list()


def test_newest_windows_end_with_the_last_period() -> None:
    early = [line[::-1] for line in GRID]
    found = surges.space_time_scan(_cases(early), PLACES, windows="newest", runs=99)
    assert (found["last"] == 6).all()


def test_without_coordinates_every_place_stands_alone() -> None:
    found = surges.space_time_scan(_cases(GRID), PLACES.drop("x", "y"), runs=99)
    assert found["places"].list.len().max() == 1


def test_chance_alone_seldom_gives_a_cluster() -> None:
    rng = np.random.default_rng(11)
    share = PLACES["population"].to_numpy() / 100
    draws = [rng.multinomial(20, share, size=6).T.tolist() for _ in range(40)]
    values = [surges.space_time_scan(_cases(one), PLACES, runs=99)["p_value"].to_list() for one in draws]
    assert sum(bool(one) and one[0] <= 0.05 for one in values) <= 6  # of 40 at 5%: more than 6 come once in 300 times


def test_a_place_that_is_not_in_the_table_is_told() -> None:
    with pytest.raises(UserError, match="09"):
        surges.space_time_scan(pl.DataFrame({"place": ["09"], "period": [1], "count": [3]}), PLACES)


def test_shares_known_from_few_cases_make_a_cluster_less_sure() -> None:
    cases = pl.DataFrame({"place": ["甲", "甲", "乙", "乙"], "period": [0, 1, 0, 1], "count": [4, 14, 10, 12]})
    places = pl.DataFrame({"place": ["甲", "乙"], "population": [30, 70]})
    sure, known, few = (
        surges.space_time_scan(cases, places, runs=199, known=known)["p_value"][0] for known in (None, 100_000, 10)
    )
    assert abs(sure - known) < 0.05
    assert few > sure + 0.05
