"""Pyramids: two sides on one scale, every number clear of bars and ticks."""

from typing import Any

import polars as pl
import pytest
from drawn import WAITING, made_pyramid
from seen import boxes, drawing, meet, misplaced

from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit

Box = tuple[float, float, float, float]

BANDS = ["15天以内", "16—30天", "31—45天", "46—60天", "61—90天", "91—180天", "180天以上"]


def frame(**numbers: list[int]) -> pl.DataFrame:
    """Seven ages, zero where nothing else is said."""
    names = ("inactive", "active", "inactive_before", "active_before")
    return pl.DataFrame({"band": BANDS} | {name: numbers.get(name, [0] * 7) for name in names})


FALLING = [62, 48, 31, 17, 11, 8, 4]
ONE = [1840, 0, 0, 0, 0, 0, 0]
EXTREMES = {
    "plain": made_pyramid,
    "all in one age": lambda: made_pyramid(frame(active=ONE, inactive=[0, 0, 3, 0, 0, 0, 0])),
    "nothing left": lambda: made_pyramid(frame(active=FALLING, active_before=FALLING[::-1])),
    "nothing right": lambda: made_pyramid(frame(inactive=FALLING, inactive_before=FALLING[::-1])),
    "nothing": lambda: made_pyramid(frame()),
    "one row": lambda: made_pyramid(pl.DataFrame(WAITING).head(1)),
    "twelve thousand": lambda: made_pyramid(frame(active=[12000, *FALLING[1:]], inactive=[11000, *FALLING[1:]])),
    "english": lambda: made_pyramid(language="en", names=("", "a year earlier", ""), sides=("Inactive", "Active")),
}


def written(exhibit: Exhibit) -> list[str]:
    return [note["text"] for note in drawing(exhibit)["layout"]["annotations"]]


def marked(exhibit: Exhibit, kind: str, colour: str) -> dict[str, Any] | None:
    """The one trace of a kind (`marker` or `line`) and colour."""
    found = [trace for trace in drawing(exhibit)["data"] if trace.get(kind, {}).get("color") == colour]
    return found[0] if found else None


def grounds(exhibit: Exhibit) -> list[Box]:
    """What bars and ticks cover, in pixels."""
    drawn = drawing(exhibit)
    (left, right), (start, stop) = drawn["layout"]["xaxis"]["domain"], drawn["layout"]["xaxis"]["range"]
    (low, high), (bottom, top) = drawn["layout"]["yaxis"]["domain"], drawn["layout"]["yaxis"]["range"]
    tall = drawn["layout"]["height"]
    found = []
    for trace in drawn["data"]:
        ends = [(x, y) for x, y in zip(trace["x"], trace["y"], strict=True) if x is not None]
        if trace["type"] == "bar":
            spans = [
                (trace["base"], trace["base"] + x, y - trace["width"] / 2, y + trace["width"] / 2) for x, y in ends
            ]
        else:
            spans = [(x, x, up, down) for (x, up), (_, down) in zip(ends[::2], ends[1::2], strict=True)]
        for one, other, up, down in spans:
            across = [900 * (left + (x - start) / (stop - start) * (right - left)) for x in sorted((one, other))]
            falls = [tall * (1 - low - (y - bottom) / (top - bottom) * (high - low)) for y in (up, down)]
            found.append((across[0], falls[0], across[1], falls[1]))
    return found


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("make", EXTREMES.values(), ids=EXTREMES)
def test_no_words_meet_each_other_or_leave_the_canvas(make: Any, bare: bool) -> None:
    assert misplaced(drawing(make(), bare)["layout"]) == []


@pytest.mark.parametrize("make", EXTREMES.values(), ids=EXTREMES)
def test_no_words_stand_on_a_bar_or_a_tick(make: Any) -> None:
    exhibit = make()
    marks, words = grounds(exhibit), boxes(drawing(exhibit)["layout"])
    assert [name for name, ground in words.items() for mark in marks if meet(ground, mark)] == []


def test_both_sides_are_on_one_scale_and_start_beside_the_labels() -> None:
    left, right = (marked(made_pyramid(), "marker", colour) for colour in (theme.LIGHT, theme.SUBJ))
    assert left is not None
    assert right is not None
    assert (left["x"], right["x"]) == ([-14, -28, -10, -13], [110, 48, 11, 12])
    assert left["base"] == 0 < right["base"]


def test_each_side_says_its_sum() -> None:
    assert {"停办等待 65件", "在办 181件"} <= set(written(made_pyramid()))  # 14+28+10+13, 110+48+11+12


def test_the_year_before_is_a_black_tick_named_above_with_a_white_rim_on_a_dark_bar() -> None:
    exhibit = made_pyramid(frame(active=[60] * 7, active_before=[50, 70, 60, 0, 61, 59, 60]))
    rims = marked(exhibit, "line", theme.WHITE)
    assert rims is not None
    assert [y for y in rims["y"] if y is not None][::2] == pytest.approx([-0.34, 2.66, 4.66])  # rows 0, 3 and 5
    assert "上年同日" in written(exhibit)


def test_without_a_year_before_there_are_neither_ticks_nor_their_name() -> None:
    exhibit = made_pyramid(before=None)
    assert marked(exhibit, "line", theme.INK) is None
    assert "上年同日" not in written(exhibit)


@pytest.mark.parametrize(
    ("hidden", "texts"),
    [
        ("few", ["停办等待", "在办", "30天以内", "＊", "＊"]),
        (("few", "none"), ["停办等待", "在办 181件", "30天以内", "＊", "110"]),
    ],
)
def test_a_protected_number_is_a_star_without_mark_tick_or_sum(hidden: Any, texts: list[str]) -> None:
    rows = pl.DataFrame(WAITING).with_columns(few=pl.col("band") == "30天以内", none=pl.lit(False))
    exhibit = made_pyramid(rows, hidden=hidden)
    left = marked(exhibit, "marker", theme.LIGHT)
    assert left is not None
    assert left["x"][0] is None
    assert [text for text in written(exhibit) if text != "上年同日"][3:8] == texts
    assert 14 not in [-x for x in left["x"] if x is not None]
    assert "14" not in left["text"][0]


def test_a_total_row_is_said_over_its_sides_and_not_drawn() -> None:
    total = pl.DataFrame(
        {"band": ["合计"], "inactive": [70], "active": [190], "inactive_before": [0], "active_before": [0]}
    )
    rows = pl.concat([pl.DataFrame(WAITING), total]).with_columns(few=pl.col("band") == "30天以内")
    exhibit = made_pyramid(rows, hidden="few", total="合计")
    assert {"停办等待 70件", "在办 190件"} <= set(written(exhibit))
    assert "合计" not in written(exhibit)


def test_an_unknown_number_is_a_dash_and_makes_the_sum_unknown() -> None:
    rows = pl.DataFrame(WAITING).with_columns(pl.when(pl.col("band") != "61—90天").then("active").alias("active"))
    assert {"—", "在办"} <= set(written(made_pyramid(rows)))


def test_the_alternative_text_and_english_units() -> None:
    assert made_pyramid().alt(3) == "图3，双向条形图。未结246件，等待超过30天的122件。数据见表。"
    assert "Active 181 cases" in written(made_pyramid(language="en", sides=("Inactive", "Active")))
