"""Audit: a count that follows from what is told is found whichever way it follows; what stays wide enough is not."""

import random
from itertools import product
from typing import Any

import polars as pl
import pytest

from casekit.ground.settings import Settings
from casekit.measures.disclosure import protected
from casekit.release.audit import audit, cells_to_hide, is_safe

OFFICE = Settings()  # hides 1 and 2
NOTHING: list[tuple[object, ...]] = []


def measured(
    name: str, groups: dict[str, list[Any]], counts: list[Any], of: Any = None, period: Any = "2026Q3"
) -> pl.DataFrame:
    """A frame as `measure` makes it; `period` may be a list."""
    periods = period if isinstance(period, list) else [period] * len(counts)
    columns = {"indicator": [name] * len(counts), "period": periods, **groups}
    numbers = {"numerator": counts, "denominator": of or [None] * len(counts)}
    frame = pl.DataFrame(columns | numbers, schema_overrides=dict.fromkeys(numbers, pl.Int64))
    return frame.with_columns(
        value=pl.lit(None, pl.Float64), low=pl.lit(None, pl.Float64), note=pl.lit(None, pl.String)
    )


def told(
    name: str, groups: dict[str, list[Any]], counts: list[Any], of: Any = None, period: Any = "2026Q3"
) -> pl.DataFrame:
    """A protected frame, rows without a count being hidden."""
    frame = measured(name, groups, counts, of, period)
    return frame.with_columns(rounding=1, hidden=pl.col("numerator").is_null())


def found(*frames: pl.DataFrame, settings: Settings = OFFICE, earlier: Any = ()) -> list[tuple[object, ...]]:
    return audit(frames, settings, earlier).select("period", "groups", "what", "low", "high").rows()


def by(column: str, *values: str) -> dict[str, list[Any]]:
    return {column: list(values)}


CRIMES = by("crime", "盗窃罪", "诈骗罪", "抢夺罪")


def test_the_only_hidden_group_of_a_known_total_is_found() -> None:
    """50 - 30 - 18 = 2."""
    leaks = found(told("received", {}, [50]), told("received", CRIMES, [30, 18, None]))
    assert leaks == [("2026Q3", "crime=抢夺罪", "numerator", 2, 2)]


def test_two_hidden_groups_that_share_five_are_safe() -> None:
    assert found(told("received", {}, [50]), told("received", CRIMES, [45, None, None])) == NOTHING


def test_two_hidden_groups_that_share_one_are_found() -> None:
    """50 - 49 = 1: each is 0 or 1."""
    leaks = found(told("received", {}, [50]), told("received", CRIMES, [49, None, None]))
    assert [leak[3:] for leak in leaks] == [(0, 1)] * 2


def test_a_total_that_nobody_tells_gives_nothing_away() -> None:
    assert found(told("received", CRIMES, [30, 18, None])) == NOTHING


def test_the_denominator_of_another_indicator_is_the_same_count() -> None:
    """The cases concluded are what the share of returned ones is of: 2 of 抢夺罪."""
    leaks = found(
        told("concluded", CRIMES, [30, 18, None]),
        told("returned_once", {}, [9], [50]),
    )
    assert leaks == [("2026Q3", "crime=抢夺罪", "numerator", 2, 2)]


def test_a_table_by_two_columns_and_one_by_one_of_them_are_linked() -> None:
    """Of 抢夺罪 there are 12, 10 of them not in custody: 2 in custody."""
    groups = {"crime": ["盗窃罪"] * 2 + ["抢夺罪"] * 2, "custody": ["in", "out"] * 2}
    leaks = found(
        told("received", groups, [20, 30, None, 10]), told("received", by("crime", "盗窃罪", "抢夺罪"), [50, 12])
    )
    assert leaks == [("2026Q3", "crime=抢夺罪;custody=in", "numerator", 2, 2)]


def test_two_tables_that_share_an_untold_margin_are_linked() -> None:
    """By custody 抢夺罪 has 7 + 5 = 12; by procedure 10 and the rest: 2."""
    groups = {"crime": ["盗窃罪"] * 2 + ["抢夺罪"] * 2}
    one = told("received", groups | {"custody": ["in", "out"] * 2}, [20, 30, 7, 5])
    other = told("received", groups | {"procedure": ["ordinary", "summary"] * 2}, [25, 25, 10, None])
    assert found(one, other) == [("2026Q3", "crime=抢夺罪;procedure=summary", "numerator", 2, 2)]


def test_a_quarter_is_the_year_to_date_without_the_other_quarters() -> None:
    """62 - 40 - 20 = 2."""
    year = told("received", {}, [62], period="2026Q1-Q3")
    quarters = told("received", {}, [40, None, 20], period=["2026Q1", "2026Q2", "2026Q3"])
    assert found(year, quarters) == [("2026Q2", "", "numerator", 2, 2)]


def test_a_quarter_that_nobody_tells_follows_too() -> None:
    """41 - 40 = 1: a count of the second quarter, though there is no row of it."""
    leaks = found(told("received", {}, [41, 40], period=["2026Q1-Q2", "2026Q1"]))
    assert [leak[3:] for leak in leaks] == [(1, 1)]


def test_what_a_later_release_shows_of_the_same_period_is_known_of_the_earlier_one() -> None:
    """First 诈骗罪 and 抢夺罪 are hidden and share 5; then 诈骗罪 is told to be 4, so 抢夺罪 was 1."""
    first = [told("received", {}, [50]), told("received", CRIMES, [45, None, None])]
    assert found(*first) == NOTHING
    leaks = found(told("received", by("crime", "盗窃罪", "诈骗罪"), [45, 4]), earlier=[first])
    assert leaks == [("2026Q3", "crime=抢夺罪", "numerator", 1, 1)]


def test_where_the_data_grew_the_later_count_is_only_no_less() -> None:
    """The total grew from 50 to 60, so 诈骗罪 was anything up to 3 before, and 抢夺罪 2 to 5: by its mark, 2."""
    first = [told("received", {}, [50]), told("received", CRIMES, [45, None, None])]
    later = [told("received", {}, [60]), told("received", by("crime", "盗窃罪", "诈骗罪"), [50, 3])]
    assert found(*later, earlier=[first]) == [("2026Q3", "crime=抢夺罪", "numerator", 2, 5)]


def test_rounded_totals_are_intervals() -> None:
    """About 20 is 18 to 22 and about 15 is 13 to 17: the hidden one is 1 to 9, and 0 is ruled out."""
    public = Settings(public=True)
    frames = [told("received", {}, [20]), told("received", by("crime", "盗窃罪", "诈骗罪"), [15, None])]
    rounded = [frame.with_columns(rounding=5) for frame in frames]
    assert found(*rounded, settings=public) == [("2026Q3", "crime=诈骗罪", "numerator", 1, 9)]
    wider = [
        frame.with_columns(rounding=5)
        for frame in (told("received", {}, [45]), told("received", CRIMES, [20, 15, None]))
    ]
    assert found(*wider, settings=public) == NOTHING  # 43 - 39 = 4 to 47 - 31 = 16, more than 10 apart


def test_what_is_left_of_a_denominator_is_a_count() -> None:
    """50 - 48 = 2 were not returned."""
    assert found(told("returned_once", {}, [48], [50])) == [("2026Q3", "", "rest", 2, 2)]


def test_what_was_open_came_and_left_is_an_account() -> None:
    """At hand 110 of which 100 came, so 10 were open; 108 left, so 2 are: the mark for those is no secret."""
    account = pl.concat([told("cleared", {}, [108], [110]), told("received", {}, [100])])
    assert (("2026Q3", "", "numerator", 2, 2)) in found(account, told("open_cases", {}, [None]))


def test_each_day_of_a_curve_on_which_one_case_ended_is_found_and_no_day_of_a_protected_one() -> None:
    """Prosecuted by day 10: 20, by day 11: 21 (one case), by day 12: 30."""
    groups: dict[str, list[Any]] = {"series": ["prosecuted"] * 3 + ["decided"] * 3, "time": [10, 11, 12] * 2}
    curve = measured("decided_in_30_days", groups, [20, 21, 30] * 2, [60] * 6)
    bare = curve.with_columns(rounding=1, hidden=pl.lit(False))
    assert {leak[3:] for leak in found(bare)} == {(1, 1)}
    assert found(protected(curve, OFFICE)) == NOTHING
    assert protected(curve, OFFICE)["time"].unique().sort().to_list() == [10, 12]


def test_rows_of_several_kinds_at_once_add_up_to_nothing() -> None:
    """30, 20 and 5 of 50 are no contradiction, and the hidden one is not 0."""
    rows = by("matter", "appeal", "protest", "complaint", "again")
    assert (
        found(told("derivative", rows, [30, 20, 5, None], [50] * 3 + [None]), told("derivative", {}, [40], [50]))
        == NOTHING
    )


def test_departments_told_by_numbers_of_their_own_are_linked_with_nothing() -> None:
    assert found(told("received", {}, [50]), told("received", by("code", "01", "02"), [48, None])) == NOTHING


@pytest.mark.parametrize(
    ("low", "high", "threshold", "marked", "safe"),
    [
        (0, 2, 3, True, True),
        (0, 1, 3, True, False),
        (0, 0, 3, True, True),  # nobody
        (3, 3, 3, True, True),  # not small
        (2, 5, 3, False, True),  # three apart
        (2, 5, 3, True, False),  # but if the mark says 1 or 2, it is 2
        (1, 3, 3, False, False),
        (0, 9, 10, True, True),
        (1, 9, 10, True, False),
    ],
)
def test_a_count_is_safe_where_none_to_the_threshold_is_left(
    low: int, high: int, threshold: int, marked: bool, safe: bool
) -> None:
    assert is_safe(low, high, threshold, marked) == safe


def test_the_smallest_count_that_helps_is_hidden_everywhere_and_then_nothing_follows() -> None:
    """Of 50, 盗窃罪 30, 诈骗罪 18 and 抢夺罪 2, told by two notebooks: 诈骗罪 goes with 抢夺罪 in both."""
    whole = measured("received", {}, [50])
    alone = [told("received", CRIMES, [30, 18, None]), told("concluded", {}, [40])]
    also = cells_to_hide([protected(whole, OFFICE), *alone], OFFICE)
    assert also.rows() == [("received", "2026Q3", "crime=诈骗罪")]
    again = [protected(frame, OFFICE, also) for frame in (whole, measured("received", CRIMES, [30, 18, 2]))]
    assert again[1]["hidden"].to_list() == [False, True, True]
    assert found(*again) == NOTHING
    assert cells_to_hide(again, OFFICE).height == 0


def test_what_is_hidden_besides_lets_nothing_be_seen_that_was_hidden_before() -> None:
    """Alone 抢夺罪 takes 诈骗罪 (9) with it; with 盗窃罪 hidden besides, 诈骗罪 stays hidden."""
    frame = measured("received", CRIMES, [30, 9, 2])
    also = pl.DataFrame({"indicator": ["received"], "period": ["2026Q3"], "groups": ["crime=盗窃罪"]})
    assert protected(frame, OFFICE)["hidden"].to_list() == [False, True, True]
    assert protected(frame, OFFICE, also)["hidden"].to_list() == [True, True, True]


@pytest.mark.parametrize("seed", range(25))
def test_what_is_found_in_small_tables_is_what_trying_all_tables_finds(seed: int) -> None:
    """A table of two rows by three, some cells hidden at random, with some margins: every cell's true range by trying all."""
    drawn = random.Random(seed)
    cells = [drawn.choice([0, 1, 2, 3, 4]) for _ in range(6)]
    hidden = [drawn.random() < 0.7 for _ in range(6)]
    sums = [sum(cells[:3]), sum(cells[3:])], [cells[at] + cells[at + 3] for at in range(3)]
    margins = [drawn.random() < 0.7 for _ in range(2)]
    groups = {"crime": ["盗窃罪"] * 3 + ["诈骗罪"] * 3, "custody": ["a", "b", "c"] * 2}
    frames = [told("received", groups, [None if gone else n for n, gone in zip(cells, hidden, strict=True)])]
    frames += [told("received", by("crime", "盗窃罪", "诈骗罪"), sums[0])] * margins[0]
    frames += [told("received", by("custody", "a", "b", "c"), sums[1])] * margins[1]
    frames.append(told("received", {}, [sum(cells)]))
    most = sum(cells)
    tables = product(*(range(min(most, 9) + 1) if gone else (n,) for n, gone in zip(cells, hidden, strict=True)))
    fitting = [one for one in tables if sum(one) == most and _fits(one, sums, margins)]
    ends = [(min(one[at] for one in fitting), max(one[at] for one in fitting)) for at in range(6)]
    named = [f"crime={groups['crime'][at]};custody={groups['custody'][at]}" for at in range(6)]
    wanted = {named[at] for at in range(6) if not is_safe(*ends[at], 3, hidden[at])}
    assert {groups for _, groups, *_ in found(*frames) if groups in named} == wanted


def _fits(one: tuple[int, ...], sums: tuple[list[int], list[int]], margins: list[bool]) -> bool:
    rows, columns = [sum(one[:3]), sum(one[3:])], [one[at] + one[at + 3] for at in range(3)]
    return (not margins[0] or rows == sums[0]) and (not margins[1] or columns == sums[1])
