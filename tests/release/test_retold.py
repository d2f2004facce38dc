"""Retold: what a vintage kept says as much as the frames it was kept of."""

import re

import polars as pl

from casekit.ground.settings import Settings
from casekit.release.adding import APART
from casekit.release.audit import audit
from casekit.release.retold import frames

SCHEMA: dict[str, type[pl.DataType]] = dict.fromkeys(("indicator", "period", "groups"), pl.String)
SCHEMA |= dict.fromkeys(("numerator", "denominator"), pl.Float64) | {"hidden": pl.Boolean, "along": pl.String}


def cells(*rows: tuple[str, int | None]) -> pl.DataFrame:
    """Cells of the cases received: groups and count, None for a hidden one."""
    told = [
        ("received", "2026Q3", groups, count, None, count is None, re.sub(r"=[^;]*", "", groups))
        for groups, count in rows
    ]
    return pl.DataFrame(told, SCHEMA, orient="row")


def test_rows_by_the_same_columns_are_one_frame() -> None:
    made = frames(
        cells(("", 50), ("crime=盗窃罪", 48), ("crime=诈骗罪", None), ("crime=盗窃罪;place=甲镇", 40)), Settings()
    )
    assert [frame.columns[2:-4] for frame in made] == [[], ["crime"], ["crime", "place"]]
    assert made[1].select("crime", "numerator", "hidden", "rounding").rows() == [
        ("盗窃罪", 48, False, 1),
        ("诈骗罪", None, True, 1),
    ]


def test_a_blank_value_stays_blank() -> None:
    assert frames(cells(("crime=", 4)), Settings())[0]["crime"].to_list() == [""]


def test_what_was_told_with_two_numbers_is_of_two_things_and_left_out_but_not_what_one_frame_hid() -> None:
    made = frames(cells(("part=own", 9), ("part=own", 14), ("part=others", None), ("part=others", 7)), Settings())
    assert made[0]["numerator"].to_list() == [None, 7]


def test_what_is_of_rows_of_its_own_is_left_out() -> None:
    assert frames(cells(("", 9)).with_columns(along=pl.lit(APART)), Settings()) == []


def test_what_was_told_of_some_places_alone_is_a_frame_for_each() -> None:
    both = cells(("crime=盗窃罪;place=甲镇", 9), ("crime=诈骗罪;place=甲镇", 7), ("crime=盗窃罪;place=乙镇", 8))
    made = frames(both.with_columns(along=pl.lit("crime")), Settings())
    assert [frame["place"].unique().to_list() for frame in made] == [["甲镇"], ["乙镇"]]


def test_the_counts_of_an_earlier_release_are_known_from_its_cells() -> None:
    """It told 50 in all and 45 of 盗窃罪; now 诈骗罪 is told to be 4, so 抢夺罪 was 1."""
    rows = ("", 50), ("crime=盗窃罪", 45), ("crime=诈骗罪", None), ("crime=抢夺罪", None)
    later = frames(cells(("crime=诈骗罪", 4), ("crime=盗窃罪", 45)), Settings())
    found = audit(later, Settings(), [frames(cells(*rows), Settings())])
    assert found.select("groups", "low", "high").rows() == [("crime=抢夺罪", 1, 1)]
