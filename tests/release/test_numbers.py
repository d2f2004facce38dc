"""The data sheet of a figure: what its form shows, in percent where shares, ＊ where protected."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
from drawn import (
    WAITING,
    made_bars,
    made_before_after,
    made_control,
    made_curves,
    made_distance,
    made_dots,
    made_flow,
    made_funnel,
    made_line,
    made_pyramid,
    made_ranges,
    made_table,
    made_tiles,
    shares,
)

from casekit.exhibits.exhibit import Exhibit
from casekit.release.numbers import numbers
from casekit.release.workbook import Sheet, xlsx

MADE: list[Callable[[], Exhibit]] = [
    made_bars, made_line, made_dots, made_control, made_funnel, made_curves, made_flow, made_pyramid, made_ranges, made_table,
    made_distance, made_before_after, made_tiles,
]  # fmt: skip


def first(exhibit: Exhibit, row: int = 0) -> dict[str, object]:
    """One row of a data sheet without what is blank."""
    found = numbers(exhibit).cells.row(row, named=True)
    return {name: value for name, value in found.items() if value is not None}


def test_bars_show_counts_shares_and_limits() -> None:
    assert first(made_bars()) == {
        "分组": "邻里、停车噪声纠纷",
        "分子": 74,
        "分母": 398,
        "占比（%）": 18.6,
        "95%区间下限（%）": 15.6,
        "95%区间上限（%）": 21.6,
    }


def test_dots_show_now_before_and_the_change() -> None:
    assert first(made_dots()) == {"分组": "一次退回补充侦查", "本期": 0.121, "上年同期": 0.179, "比上年同期": -0.058}


def test_ranges_show_counts_the_band_and_the_line() -> None:
    assert first(made_ranges(), 1) == {
        "分组": "盗窃 数额较大 无前科",
        "分子": 47,
        "分母": 58,
        "判决中位数与中间八成范围": 5.0,
        "建议幅度（下限）": 4.0,
        "建议幅度（上限）": 7.0,
        "判决中位数与中间八成范围（下限）": 3.0,
        "判决中位数与中间八成范围（上限）": 8.0,
    }


def test_a_distance_shows_its_parts_then_its_bars() -> None:
    assert first(made_distance()) == {"系列": "轻于建议", "分子": 34}
    assert first(made_distance(), 7) == {"系列": "轻于建议", "分组": "轻1个月", "分子": 14}


def test_a_control_chart_shows_mean_limits_phase_and_signal() -> None:
    november = first(made_control(), 34)
    assert {name: november[name] for name in ("期间", "数值", "阶段", "提示")} == {
        "期间": "2025-11",
        "数值": 44.0,
        "阶段": 2,
        "提示": "建议核查",
    }
    assert november["正常波动下限"] < november["均值"] < november["正常波动上限"] < 44  # type: ignore[operator]
    assert "提示" not in first(made_control(), 33)


def test_limits_of_shares_stop_at_0_and_100() -> None:
    frame = made_control().frame.with_columns(pl.col("value", "mean") / 100, low=pl.lit(-0.2), high=pl.lit(1.3))
    row = first(replace(made_control(), frame=frame, unit="%"))
    assert (row["正常波动下限（%）"], row["正常波动上限（%）"]) == (0.0, 100.0)


def test_a_funnel_shows_n_value_and_both_ranges() -> None:
    row = first(made_funnel(), 7)
    assert (row["分组"], row["n"], row["分子"], row["占比（%）"], row["提示"]) == ("08", 149, 47, 31.5, "建议核查")
    ends = [row[f"{level}范围{end}（%）"] for level, end in (("99.8%", "下限"), ("95%", "下限"), ("95%", "上限"))]
    assert [*ends, row["99.8%范围上限（%）"]] == sorted([*ends, row["99.8%范围上限（%）"]])  # type: ignore[type-var]


def test_curves_show_series_days_and_values_then_how_many_are_still_observed() -> None:
    assert first(made_curves(), 3) == {"系列": "起诉", "天数": 30.0, "占比（%）": 41.0}
    assert first(made_curves(), -1) == {"天数": 60.0, "仍在观察": 14}


def test_a_flow_shows_boxes_then_from_to_and_cases() -> None:
    assert first(made_flow()) == {"从": "受理", "件数": 412}
    assert first(made_flow(), 9) == {
        "从": "审查起诉",
        "到": "审查起诉",
        "经由": "退回补充侦查，退出期间中位27天",
        "件数": 57,
    }


def test_before_and_after_shows_both_sides_by_month_and_phase() -> None:
    own = {"系列": "甲街道（2024-05-10发出）", "期间": "2024-01", "数值": 8.0, "阶段": "发出前"}
    assert first(made_before_after()) == own
    assert first(made_before_after(), 13)["阶段"] == "未计入"


def test_tiles_show_each_place_and_month() -> None:
    assert first(made_tiles(), 2) == {"分组": "甲镇", "期间": "3月", "件数": 7}
    assert numbers(made_tiles(hidden="few")).stars["件数"].sum() == 1


def test_a_pyramid_shows_both_sides_each_with_the_year_before() -> None:
    assert first(made_pyramid()) == {
        "分组": "30天以内",
        "停办等待": 14,
        "停办等待（上年同日）": 14,
        "在办": 110,
        "在办（上年同日）": 113,
    }


def test_a_protected_row_has_blank_cells_and_stars_in_every_number() -> None:
    frame = shares({"甲": 20, "乙": 2}, 22).with_columns(hidden=pl.Series([False, True]))
    shown = numbers(made_bars(frame, hidden="hidden", order="code", rest=(), hollow=(), subject=()))
    assert shown.cells.row(1) == ("乙", None, None, None, None, None, "数量过小，不单独列出")
    assert [mask.to_list() for mask in shown.stars.values()] == [[False, True]] * 5


def test_a_protected_side_of_a_pyramid_leaves_the_other_in_sight() -> None:
    frame = pl.DataFrame(WAITING).with_columns(few=pl.Series([False, False, True, False]))
    shown = numbers(made_pyramid(frame, hidden=("few", None)))
    assert shown.cells.row(2) == ("61—90天", None, None, 11, 19)
    assert set(shown.stars) == {"停办等待", "停办等待（上年同日）"}


def test_a_protected_unit_gives_nothing_away_through_its_limits() -> None:
    frame = made_funnel().frame.with_columns(few=pl.col("label") == "01")
    assert first(replace(made_funnel(), frame=frame, hidden="few")) == {"分组": "01"}


@pytest.mark.parametrize("make", MADE)
def test_headers_are_in_the_language_of_the_figure(make: Callable[[], Exhibit]) -> None:
    english = replace(make(), language="en")
    if make in (made_dots, made_pyramid, made_ranges):
        english = replace(english, names=("now", "before", "change"), heading="active")
    if english.left:
        english = replace(english, left=replace(english.left, name="inactive"))
    heads = numbers(english).cells.columns
    assert make is made_table or "".join(heads).isascii()
    assert len(set(heads)) == len(heads)


def test_a_workbook_writes_a_star_for_a_protected_cell_and_numbers_as_numbers() -> None:
    cells = pl.DataFrame({"n": [5, None, None]})
    book = xlsx([Sheet("a", cells, stars={"n": pl.Series([False, True, False])})], "t")
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        sheet, strings = (package.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings"))
    assert "<v>5</v>" in sheet
    assert strings.count("＊") == 1


def test_a_protected_day_of_a_curve_without_limits_has_a_star_only_for_its_value() -> None:
    whole = pl.col("series") == "上年同期"
    frame = made_curves().frame.with_columns(
        low=pl.when(whole).then("value"),
        high=pl.when(whole).then("value"),
        few=pl.col("days") == 10,
    )
    shown = numbers(made_curves(frame, low="low", high="high", hidden="few"))
    assert [name for name, mask in shown.stars.items() if mask[1]] == ["占比（%）"]
    assert len(shown.stars) == 3
