"""Tiles: a number in every tile, darker the more, nothing for nobody, ＊ where protected, a frame round what gathered."""

from itertools import pairwise

import polars as pl
import pytest
from drawn import made_tiles
from seen import drawing, misplaced

from casekit.exhibits import theme, tiles


def written(exhibit_drawn: dict) -> list[str]:  # type: ignore[type-arg]
    return [note["text"] for note in exhibit_drawn["layout"]["annotations"]]


def fills(exhibit_drawn: dict) -> list[str]:  # type: ignore[type-arg]
    return [shape["fillcolor"] for shape in exhibit_drawn["layout"]["shapes"] if "fillcolor" in shape]


def test_every_number_stands_once_in_order_and_nobody_has_no_tile() -> None:
    drawn = drawing(made_tiles())
    assert [text for text in written(drawn) if len(text) == 1 and text.isdigit()] == list("17932415" + "23")
    assert len(fills(drawn)) == 10  # of twelve, two are blank
    assert {"合计", "17", "10", "甲镇", "4月"} <= set(written(drawn))


def test_steps_are_told_apart_in_grey_and_the_most_is_darkest() -> None:
    greys = [theme.lightness(step) for step in tiles.STEPS]
    assert all(before - after >= 7 for before, after in pairwise(greys))
    drawn = drawing(made_tiles())
    assert fills(drawn)[:3] == [tiles.STEPS[0], tiles.STEPS[3], tiles.STEPS[4]]  # 1, 7 and 9 of 9


def test_a_protected_tile_is_a_star_and_moves_no_step() -> None:
    few = made_tiles().frame.with_columns(few=pl.col("cases") == 9)
    drawn = drawing(made_tiles(frame=few, hidden="few"))
    assert "＊" in written(drawn)
    assert "9" not in written(drawn)
    assert fills(drawn)[1:3] == [tiles.STEPS[4], theme.WASH]


def test_the_frame_goes_round_all_that_gathered_and_nothing_else() -> None:
    rules = [shape for shape in drawing(made_tiles())["layout"]["shapes"] if shape["line"].get("color") == theme.INK]
    assert len(rules) == 6  # two tiles side by side: two above, two below, one on either side
    none = made_tiles().frame.with_columns(inside=pl.lit(False))
    calm = drawing(made_tiles(frame=none))["layout"]["shapes"]
    assert not [shape for shape in calm if shape["line"].get("color") == theme.INK]


def test_twelve_months_of_long_names_and_large_numbers_do_not_meet() -> None:
    names = ["很长很长很长的街道办事处", *(f"第{place}街道" for place in range(1, 15))]
    rows = [(name, f"{month}月", 1234, False, False) for name in names for month in range(1, 13)]
    frame = pl.DataFrame(rows, ["place", "month", "cases", "inside", "few"], orient="row")
    totals = pl.DataFrame({"place": names, "total": ["约14810"] * len(names)})
    assert misplaced(drawing(made_tiles(frame=frame, beside=totals))["layout"]) == []


def test_a_place_without_a_month_is_refused() -> None:
    with pytest.raises(ValueError, match="every month of every place"):
        made_tiles(frame=made_tiles().frame.head(11))
