"""Sides: a strip whose parts are as wide as their shares, and bars whose words meet nothing."""

from typing import Any

import polars as pl
import pytest
from drawn import made_distance
from seen import boxes, drawing, meet, misplaced

from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit

NONE = [0] * 5


def parts(*counts: int | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"count": counts, "hidden": [count is None for count in counts]}, {"count": pl.Int64, "hidden": pl.Boolean}
    )


EXTREMES = {
    "plain": made_distance,
    "nobody outside": lambda: made_distance(NONE, NONE),
    "all outside": lambda: made_distance([900, 0, 0, 0, 1], NONE, beside=parts(901, 0, 0)),
    "nothing at all": lambda: made_distance(NONE, NONE, beside=parts(0, 0, 0)),
    "equal thirds": lambda: made_distance([100, 50, 30, 10, 10], [100, 50, 30, 10, 10], beside=parts(200, 200, 200)),
    "twelve thousand": lambda: made_distance(
        [12000, 9000, 1, 1, 1], [11000, 1, 1, 1, 1], beside=parts(21003, 90000, 11004)
    ),
    "protected": lambda: made_distance(beside=parts(34, None, None)),
    "english": lambda: made_distance(language="en", unit="", heading="within"),
}


def written(exhibit: Exhibit) -> list[str]:
    return [note["text"] for note in drawing(exhibit)["layout"]["annotations"]]


def bars(exhibit: Exhibit) -> list[tuple[float, float, float, float]]:
    """What the bars and the strip cover, in pixels."""
    drawn = drawing(exhibit)
    layout, found = drawn["layout"], []
    (left, right), (start, stop) = layout["xaxis"]["domain"], layout["xaxis"]["range"]
    (low, high), (_, top) = layout["yaxis"]["domain"], layout["yaxis"]["range"]
    for trace in drawn["data"]:
        for x, y in zip(trace["x"], trace["y"], strict=True):
            if y:
                ends = [(left + (x + side - start) / (stop - start) * (right - left)) * 900 for side in (-0.3, 0.3)]
                foot = (1 - low) * layout["height"]
                found.append((ends[0], foot - y / top * (high - low) * layout["height"], ends[1], foot))
    return found


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("make", EXTREMES.values(), ids=EXTREMES)
def test_no_words_meet_each_other_or_leave_the_canvas(make: Any, bare: bool) -> None:
    assert misplaced(drawing(make(), bare)["layout"]) == []


@pytest.mark.parametrize("make", EXTREMES.values(), ids=EXTREMES)
def test_no_words_stand_on_a_bar(make: Any) -> None:
    exhibit = make()
    words = boxes(drawing(exhibit)["layout"])
    assert [name for name, ground in words.items() for bar in bars(exhibit) if meet(ground, bar)] == []


def strip(exhibit: Exhibit) -> list[float]:
    """How wide each part of the strip is, in pixels."""
    thick = [one for one in drawing(exhibit)["layout"]["shapes"] if one["line"]["width"] == 38]
    return [round((one["x1"] - one["x0"]) * 900, 1) for one in thick]


def test_the_parts_of_the_strip_are_as_wide_as_their_shares_with_white_between() -> None:
    whole = theme.RIGHT - theme.LEFT  # 852: 34, 314 and 20 of 368
    assert strip(made_distance()) == pytest.approx(
        [34 / 368 * whole - 4, 314 / 368 * whole - 4, 20 / 368 * whole], abs=0.1
    )


def test_shares_stand_with_their_counts_and_bars_with_theirs() -> None:
    texts = written(made_distance())
    assert {"轻于建议 9.2%（34人）", "在建议之内 85.3%（314人）", "重于建议 5.4%（20人）"} <= set(texts)
    assert [text for text in texts if text.isdigit()] == ["3", "3", "5", "9", "14", "8", "6", "3", "3"]  # no 0


def test_few_in_all_have_counts_and_no_shares() -> None:
    assert "在建议之内 20人" in written(made_distance([4, 0, 0, 0, 0], [5, 0, 0, 0, 0], beside=parts(4, 20, 5)))


def test_a_protected_part_leaves_no_share_and_no_strip_to_measure() -> None:
    exhibit = made_distance(beside=parts(34, None, None))
    assert {"轻于建议 34人", "在建议之内 ＊", "重于建议 ＊"} <= set(written(exhibit))
    assert strip(exhibit) == [852.0]


def test_a_protected_bar_is_a_star_without_a_bar() -> None:
    frame = made_distance().frame.with_columns(few=pl.col("label") == "重2个月")
    exhibit = made_distance(frame=frame, hidden="few")
    assert written(exhibit).count("＊") == 1
    assert drawing(exhibit)["data"][1]["y"] == [8, None, 3, 3, 0]
    assert "6" not in drawing(exhibit)["data"][1]["text"][1]


def test_the_words_of_the_steps_go_inwards_from_either_end() -> None:
    ticks = drawing(made_distance())["layout"]["xaxis"]["ticktext"]
    assert ticks == ["轻5个月", "轻3个月", "轻1个月", "重1个月", "重3个月", "重5个月"]


def test_both_sides_differ_in_grey() -> None:
    left, right = (trace["marker"]["color"] for trace in drawing(made_distance())["data"])
    assert abs(theme.lightness(left) - theme.lightness(right)) >= 15


def test_the_parts_come_in_three_and_rows_belong_to_the_outer_ones() -> None:
    with pytest.raises(ValueError, match="three parts beside"):
        made_distance(beside=parts(1, 2))
    with pytest.raises(ValueError, match="three parts beside"):
        made_distance(frame=made_distance().frame.with_columns(side=pl.lit("在建议之内")))
