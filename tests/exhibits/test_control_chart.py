"""Control charts: a usual range for each phase, none where points are few, diamonds only where a signal is."""

from itertools import combinations
from typing import Any

import polars as pl
import pytest
from drawn import COUNTED_MONTHLY, made_control
from seen import boxes, drawing, marks, meet

from casekit.exhibits import theme
from casekit.exhibits.exhibit import Break, Exhibit
from casekit.exhibits.show import said
from casekit.statistics.control import p_chart, xmr_chart

ENGLISH: dict[str, Any] = {
    "language": "en",
    "finding": "44 cases in 2025-11, above the usual range",
    "measure": "Dangerous-driving cases received a month",
    "population": "2023-01 to 2025-12, n = 1228 cases",
    "source": "Source: case-system export (synthetic).",
    "note": "",
    "unit": " cases",
}
EIGHT_ABOVE = [
    50,
    47,
    44,
    55,
    41,
    50,
    58,
    46,
    49,
    43,
    54,
    45,
    48,
    51,
    46,
    55,
    49,
    42,
    53,
    47,
    55,
    56,
    54,
    57,
    55,
    56,
    59,
    55,
]
RETURNED = [14, 9, 13, 11, 8, 15, 12, 7, 13, 10, 9, 12, 14, 11, 8, 13, 12, 10, 15, 9, 11, 12, 30, 13]
CONCLUDED = [80, 95, 110, 72, 88, 101, 93, 67, 120, 84, 79, 99, 105, 92, 70, 115, 98, 86, 104, 77, 91, 100, 80, 96]


def shares() -> pl.DataFrame:
    return p_chart(RETURNED, CONCLUDED)


MANY: dict[str, Exhibit] = {
    "one signal": made_control(),
    "English": made_control(**ENGLISH),
    "three signals": made_control(xmr_chart([*COUNTED_MONTHLY[:33], 44, 46, 45], breaks=[12], leave_out="signals")),
    "a run": made_control(xmr_chart(EIGHT_ABOVE), breaks=()),
    "varying limits": made_control(shares(), unit="%", breaks=()),
    "too few points": made_control(xmr_chart(COUNTED_MONTHLY[:18], breaks=[12])),
    "too few points first": made_control(xmr_chart(COUNTED_MONTHLY[6:], breaks=[6]), breaks=()),
    "five years": made_control(xmr_chart((COUNTED_MONTHLY * 2)[:60], breaks=[12, 36])),
    "a month without cases": made_control(p_chart([*RETURNED[:5], 0, *RETURNED[6:]], [*CONCLUDED[:5], 0, *CONCLUDED[6:]]), unit="%"),
    "one month": made_control(xmr_chart([12]), breaks=()),
}  # fmt: skip


def written(exhibit: Exhibit) -> list[str]:
    return [note["text"] for note in drawing(exhibit)["layout"]["annotations"]]


def trace(exhibit: Exhibit, **style: Any) -> list[dict[str, Any]]:
    """The traces whose line or marker has this style."""
    return [
        one
        for one in drawing(exhibit)["data"]
        if style.items() <= (one.get("line", {}) | one.get("marker", {})).items()
    ]


@pytest.mark.parametrize("exhibit", MANY.values(), ids=MANY)
def test_no_words_meet_each_other_or_a_mark(exhibit: Exhibit) -> None:
    drawn = drawing(exhibit)
    words = boxes(drawn["layout"])
    assert [(a, b) for a, b in combinations(words, 2) if meet(words[a], words[b])] == []
    assert [text for text in words if any(meet(words[text], mark) for mark in marks(drawn))] == []
    assert max(box[2] for box in words.values()) < 882


def test_the_newest_mean_and_usual_range_stand_at_the_right_end() -> None:
    """2024 and 2025 without November: mean 589 / 23 = 25.61; 21 moving ranges add to 95; 25.61 ± 2.66 * 95 / 21."""
    exhibit = made_control()
    newest = exhibit.frame.row(-1, named=True)
    assert (round(newest["mean"], 1), round(newest["low"], 1), round(newest["high"], 1)) == (25.6, 13.6, 37.6)
    assert {"均值25.6件", "正常波动范围", "14—37件"} <= set(written(exhibit))


def test_counts_inside_the_range_are_whole_numbers_and_shares_have_percent_at_both_ends() -> None:
    assert any(text.endswith("件") and "." not in text for text in written(made_control()) if "—" in text)
    newest = shares().row(-1, named=True)
    ends = f"{newest['low'] * 100:.1f}%—{newest['high'] * 100:.1f}%"
    assert {"最近一期", "正常波动范围", ends} <= set(written(made_control(shares(), unit="%", breaks=())))


def test_a_signal_has_a_diamond_with_month_value_and_advice() -> None:
    assert "2025-11 44件，建议核查" in written(made_control())
    [diamonds] = trace(made_control(), symbol="diamond")
    assert (diamonds["x"], diamonds["y"]) == ([34], [44])


def test_without_a_signal_there_is_no_diamond() -> None:
    assert trace(made_control(xmr_chart(COUNTED_MONTHLY[:24], breaks=[12])), symbol="diamond") == []


def test_a_run_is_said_once_at_its_end_with_its_length() -> None:
    """The last eight months lie above the mean of 50.6; the ninth from the end, 47, lies below it."""
    exhibit = made_control(xmr_chart(EIGHT_ABOVE), breaks=(), unit="天")
    assert exhibit.frame["signal"].to_list()[-3:] == [None, None, "run"]
    assert [text for text in written(exhibit) if "连续" in text] == ["2025-04 55天，连续8期高于均值，建议核查"]


def test_a_phase_is_not_joined_to_the_next_and_has_its_own_mean() -> None:
    exhibit = made_control()
    values = drawing(exhibit)["data"][-1]
    assert values["x"][11:14] == [11, None, 12]
    [means] = trace(exhibit, width=1.4)
    assert means["x"] == [-0.5, 11.5, None, 11.5, 35.5]
    assert means["y"][0] == pytest.approx(sum(COUNTED_MONTHLY[:12]) / 12, abs=1e-4)


def test_under_twenty_points_the_range_is_called_provisional_and_not_filled() -> None:
    exhibit = made_control()
    assert any("暂定" in text for text in written(exhibit))
    bands = [one for one in drawing(exhibit)["data"] if one.get("fill") == "toself"]
    assert [(min(band["x"]), max(band["x"])) for band in bands] == [(11.5, 35.5)]


def test_under_twelve_points_there_are_no_limits_and_it_says_so() -> None:
    exhibit = made_control(xmr_chart(COUNTED_MONTHLY[:18], breaks=[12]))
    assert {"不足12期，", "暂不给出", "正常波动范围"} <= set(written(exhibit))
    [means] = trace(exhibit, width=1.4)
    assert means["x"] == [-0.5, 11.5]


def test_limits_that_vary_go_in_steps_from_half_a_month_before_to_half_a_month_after() -> None:
    [limits] = trace(made_control(shares(), unit="%", breaks=()), shape="hvh", width=1.3)
    assert limits["x"][:3] == [-0.5, 0, 1]
    assert limits["x"][24:27] == [23, 23.5, None]


def test_the_break_is_dotted_over_the_band_and_named() -> None:
    layout = drawing(made_control())["layout"]
    assert [(shape["line"]["dash"], shape["layer"]) for shape in layout["shapes"]] == [("dot", "above")]
    assert "2023-12-28 醉驾意见施行" in written(made_control())


def test_months_are_thinned_to_years_and_never_more_than_six() -> None:
    def under(exhibit: Exhibit) -> list[str]:
        return list(drawing(exhibit)["layout"]["xaxis"]["ticktext"])

    assert under(made_control()) == ["2023-01", "2024-01", "2025-01"]
    nine = under(made_control(xmr_chart(COUNTED_MONTHLY * 3), breaks=()))
    assert nine == ["2023-01", "2025-01", "2027-01", "2029-01", "2031-01"]


def test_a_protected_month_has_no_point_no_diamond_and_no_words() -> None:
    charted = made_control().frame.with_columns(few=pl.col("label") == "2025-11")
    exhibit = made_control(charted, hidden="few")
    assert trace(exhibit, symbol="diamond") == []
    assert drawing(exhibit)["data"][-1]["x"][-3:] == [33, None, 35]
    assert not [text for text in written(exhibit) if "44件" in text]


def test_english_words_stand_in_an_english_chart() -> None:
    assert {"usual range", "mean 25.6 cases", "2025-11 44 cases, reading advised"} <= set(written(MANY["English"]))
    assert (
        MANY["English"].alt(2)
        == "Figure 2, control chart. 44 cases in 2025-11, above the usual range. Data in the table."
    )


def test_alternative_text_and_the_one_line_say_form_and_finding() -> None:
    assert made_control().alt(1) == "图1，控制图。2025年11月受理危险驾驶案件44件，高于正常波动范围。数据见表。"
    assert said(made_control()).startswith("[图] 2025年11月受理危险驾驶案件44件，高于正常波动范围（每月受理")


def test_limits_of_shares_are_cut_at_zero_and_one() -> None:
    """0.9 and 0.99 by turns: mean moving range 0.09, so the upper limit is 0.945 + 2.66 * 0.09 = 1.18."""
    charted = xmr_chart([0.9, 0.99] * 12)
    assert charted["high"][0] == pytest.approx(0.945 + 2.66 * 0.09, abs=1e-3)
    exhibit = made_control(charted, unit="%", breaks=())
    assert max(y for one in trace(exhibit, shape="hvh") for y in one["y"] if y is not None) == 1


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"center": None}, "center, limits"),
        ({"phase": None}, "center, limits"),
        ({"signal": None}, "center, limits"),
        ({"signal": "x"}, "every column"),
    ],
)
def test_a_control_chart_without_its_columns_is_refused(wrong: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        made_control(**wrong)


def test_there_is_no_red_or_green_and_band_and_paper_are_parted_by_a_line() -> None:
    colours = {theme.SUBJ, theme.GREY, theme.WASH, theme.WHITE}
    used = {one.get(part, {}).get("color") for one in drawing(made_control())["data"] for part in ("line", "marker")}
    assert used - {None} <= colours


def test_two_breaks_in_one_chart_have_their_words_in_two_rows() -> None:
    breaks = (
        Break(at="2024-01", words="2023-12-28 醉驾意见施行"),
        Break(at="2024-10", words="2024-10-16 不再执行评价指标"),
    )
    assert "2024-10-16 不再执行评价指标" in written(made_control(breaks=breaks))
