"""What an exhibit refuses and what it says about itself."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import polars as pl
import pytest
from drawn import made_bars, made_dots, made_line, made_table

from casekit.ground.errors import UserError


def test_the_subtitle_says_measure_period_and_n() -> None:
    assert made_bars().subtitle == "主要成因占比（%）与95%区间，2025年第四季度审结，n＝398件"


def test_the_alternative_text_says_form_and_finding() -> None:
    assert made_line().alt(1) == "图1，折线图。一次退回补充侦查占12.1%，与上年同期基本持平。数据见表。"
    assert made_bars(language="en").alt().startswith("Figure, bar chart. ")


def test_an_exhibit_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        made_bars().finding = "另一句"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"finding": "一" * 33}, "at most 32"),
        ({"finding": "一次退查占12.1%。"}, "no full stop"),
        ({"population": "2025年第四季度审结"}, "says n"),
        ({"source": ""}, "a source"),
        ({"source": "来源：" + "长" * 40}, "a line each"),
        ({"name": "31 成因"}, "file stem"),
        ({"numerator": "cases"}, "every column named"),
        ({"high": None}, "come together"),
    ],
)
def test_a_broken_rule_is_named(wrong: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        made_bars(**wrong)


@pytest.mark.parametrize(("value", "rule"), [(float("nan"), "NaN"), (12.1, "between 0 and 1")])
def test_a_share_is_a_number_from_0_to_1(value: float, rule: str) -> None:
    frame = pl.DataFrame({"label": ["甲"], "value": [value]})
    with pytest.raises(ValueError, match=rule):
        made_bars(frame, low=None, high=None, numerator=None, denominator=None, cumulative="")


def test_two_rows_of_one_label_are_refused() -> None:
    frame = made_dots().frame
    with pytest.raises(ValueError, match="one row only"):
        replace(made_dots(), frame=pl.concat([frame, frame]))


def test_rows_by_size_end_with_other_and_undetermined() -> None:
    assert made_bars().frame["label"].to_list() == ["邻里、停车噪声纠纷", "酒后偶发口角", "其他可判明成因", "未能判定"]


def test_units_are_not_sorted_by_size() -> None:
    with pytest.raises(UserError, match="单位、地区和人员不按大小排序"):
        made_bars(pl.DataFrame({"unit": ["一部"], "value": [0.1]}), label="unit")


def test_a_table_needs_columns_and_has_no_drawing() -> None:
    from casekit.exhibits import charts

    with pytest.raises(ValueError, match="has columns"):
        replace(made_table(), columns=())
    with pytest.raises(ValueError, match="not drawn"):
        charts.draw(made_table())
