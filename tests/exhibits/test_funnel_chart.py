"""Funnels: codes at points, numbers only outside, both sides alike, no words over a mark."""

from itertools import combinations
from typing import Any

import polars as pl
import pytest
from drawn import UNITS, made_funnel
from seen import boxes, drawing, marks, meet

from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.show import said

LOW = {code: (of - count, of) for code, (count, of) in UNITS.items()}
ENGLISH: dict[str, Any] = {
    "language": "en",
    "finding": "Unit 08 differs from like cases; reading advised",
    "measure": "Returned once (%, returned ÷ concluded)",
    "population": "2025, 9 departments, n = 747 cases",
    "source": "Source: case-system export (synthetic).",
    "note": "",
}
MANY: dict[str, Exhibit] = {
    "nine units": made_funnel(),
    "English": made_funnel(**ENGLISH),
    "three units": made_funnel({"01": (20, 120), "02": (14, 80), "03": (9, 40)}),
    "two at nearly the same place": made_funnel(UNITS | {"10": (13, 72), "11": (25, 212)}),
    "three at the same place": made_funnel(UNITS | {"10": (13, 71), "11": (13, 71), "12": (12, 66)}),
    "below": made_funnel(LOW),
    "one unit": made_funnel({"01": (3, 20)}),
    "fourteen units": made_funnel(UNITS | {f"{code}": (code, 12 * code - 60) for code in range(10, 15)}),
}


def written(exhibit: Exhibit) -> list[str]:
    return [note["text"] for note in drawing(exhibit)["layout"]["annotations"]]


@pytest.mark.parametrize("exhibit", MANY.values(), ids=MANY)
def test_no_words_meet_each_other_or_a_mark(exhibit: Exhibit) -> None:
    drawn = drawing(exhibit)
    words = boxes(drawn["layout"])
    assert [(a, b) for a, b in combinations(words, 2) if meet(words[a], words[b])] == []
    assert [text for text in words if any(meet(words[text], mark) for mark in marks(drawn))] == []
    assert max(box[2] for box in words.values()) < 882


@pytest.mark.parametrize("exhibit", MANY.values(), ids=MANY)
def test_every_unit_has_its_code(exhibit: Exhibit) -> None:
    told = {code for text in written(exhibit) for code in text.replace("：", "、").replace(":", "、").split("、")}
    assert set(exhibit.frame["label"]) <= told


def test_only_the_unit_outside_has_value_counts_and_a_diamond() -> None:
    """47 of 149 are 31.5%; all units together 141 of 747, 18.9%."""
    exhibit = made_funnel()
    assert [text for text in written(exhibit) if "（" in text and "/" in text] == ["08：31.5%（47/149）"]
    assert "合计 18.9%" in written(exhibit)
    inside, outside = drawing(exhibit)["data"][-2:]
    assert (outside["marker"]["symbol"], outside["text"]) == ("diamond", ["08"])
    assert inside["text"] == ["01", "02", "03", "04", "05", "06", "07", "09"]


def test_a_unit_below_is_marked_as_one_above() -> None:
    assert "08：68.5%（102/149）" in written(made_funnel(LOW))
    assert drawing(made_funnel(LOW))["data"][-1]["marker"] == drawing(made_funnel())["data"][-1]["marker"]


def test_inner_limits_are_dashed_outer_ones_solid_and_named_at_the_right_end() -> None:
    lines = [trace["line"].get("dash", "solid") for trace in drawing(made_funnel())["data"][:5]]
    assert lines == ["solid", "solid", "dash", "dash", "solid"]
    assert {"95%范围", "99.8%范围"} <= set(written(made_funnel()))


def test_units_at_nearly_the_same_place_share_one_label() -> None:
    assert "03、10" in written(made_funnel(UNITS | {"10": (13, 71)}))


def test_a_protected_unit_has_no_point_and_no_code() -> None:
    frame = made_funnel().frame.with_columns(few=pl.col("label").is_in(["01", "08"]))
    exhibit = Exhibit(**(vars(made_funnel()) | {"frame": frame, "hidden": "few"}))
    codes = [code for trace in drawing(exhibit)["data"] for code in trace.get("text", [])]
    assert codes == ["02", "03", "04", "05", "06", "07", "09"]
    assert not [text for text in written(exhibit) if text.startswith(("01", "08"))]


def test_a_funnel_with_every_unit_protected_still_shows_its_limits() -> None:
    frame = made_funnel().frame.with_columns(few=pl.lit(True))
    drawn = drawing(Exhibit(**(vars(made_funnel()) | {"frame": frame, "hidden": "few"})))
    assert len(drawn["data"]) == 5


def test_where_there_are_no_limits_the_units_stand_without_them() -> None:
    none = pl.DataFrame(
        {"size": [10]} | {name: [None] for name in ("center", "low_95", "high_95", "low_998", "high_998")}
    )
    drawn = drawing(made_funnel(beside=none))
    assert [trace["x"] for trace in drawn["data"][:5]] == [[]] * 5
    assert "99.8%范围" not in [note["text"] for note in drawn["layout"]["annotations"]]


def test_a_unit_without_cases_has_no_point() -> None:
    assert "10" not in written(made_funnel(UNITS | {"10": (0, 0)}))


def test_sizes_carry_their_unit_and_are_whole() -> None:
    assert drawing(made_funnel())["layout"]["xaxis"]["ticktext"] == ["50件", "100件", "150件"]
    few = drawing(made_funnel({"01": (1, 3), "02": (2, 5)}))["layout"]["xaxis"]["ticktext"]
    assert all("." not in text for text in few)


def test_english_words_stand_in_an_english_funnel() -> None:
    assert {"08: 31.5% (47/149)", "all 18.9%", "95% range"} <= set(written(MANY["English"]))


def test_alternative_text_and_the_one_line_say_form_and_finding() -> None:
    assert made_funnel().alt(3) == "图3，漏斗图。08号部门一次退查占比与同类案件有差异，建议核查。数据见表。"
    assert said(made_funnel()).startswith("[图] 08号部门")


@pytest.mark.parametrize(
    "wrong", [{"beside": None}, {"beside": pl.DataFrame({"size": [1]})}, {"signal": None}, {"size": None}]
)
def test_a_funnel_without_sizes_signals_or_limits_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="size, signal, and its limits beside"):
        made_funnel(**wrong)
