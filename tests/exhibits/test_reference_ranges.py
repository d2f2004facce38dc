"""What is said of reference ranges and like cases: each branch from numbers worked out by hand."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from drawn import made_ranges
from seen import drawing

from casekit.exhibits import alike, reference_ranges
from casekit.exhibits.exhibit import Exhibit
from casekit.ground import quarter
from casekit.ground.settings import Settings
from casekit.records.records import Records

EMPTY = pl.DataFrame()
RECORDS = Records(
    {}, EMPTY, EMPTY, EMPTY, {"begins": "2020-01-01", "synthetic": False}, quarter.parse("2026Q3"), Settings(), None
)


def held(**changed: Any) -> pl.DataFrame:
    """One row of coverage: 270 of 300 held, between 86% and 93%, 10% closer and no better a score."""
    row: dict[str, Any] = {"indicator": "in_reference_range", "period": "2026Q3", "crime": "盗窃罪"}
    row |= {"numerator": 270, "denominator": 300, "value": 0.9, "low": 0.86, "high": 0.93, "note": None, "width": 12.0}
    row |= {"gap_skill": 0.1, "gap_skill_low": 0.05, "gap_skill_high": 0.15}
    row |= {"score_skill": 0.02, "score_skill_low": -0.01, "score_skill_high": 0.05, "standing": "as_set"}
    return pl.DataFrame([row | changed], schema_overrides={"note": pl.String})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "实际包含90.0%的判决（270/300，95%区间86.0%—93.0%），与设定一致。"),
        ({"standing": "under"}, "低于设定，区间暂不用于回顾。"),
        ({"standing": "over"}, "高于设定，区间偏宽。"),
        (
            {"standing": "few", "numerator": 20, "denominator": 25},
            "有参考区间的25人中有20人的判决在区间内，人数较少，不作判断。",
        ),
        ({"note": "hidden"}, "人数过小，不单独列出。"),
    ],
)
def test_coverage_is_said_by_branch(changed: dict[str, Any], words: str) -> None:
    said = str(reference_ranges.said(held(**changed), RECORDS))
    assert said.startswith("2025Q4—2026Q3判决中，")
    assert said.endswith(words)


def test_crimes_below_the_design_are_named_with_the_number_that_chance_gives() -> None:
    """Of two crimes 2 x 2.5% = 0.05 fall below by chance."""
    both = pl.concat([held(), held(crime="开设赌场罪", standing="under")])
    said = str(reference_ranges.crimes(both, RECORDS))
    assert said.startswith("开设赌场罪的参考区间包含的判决低于设定，暂不用于回顾；")
    assert said.endswith("同时看2个罪名，即使都与设定一致，偶然低于设定的也约有0.1个。")
    assert str(reference_ranges.crimes(held(), RECORDS)) == "没有罪名的包含比例可以认定低于设定。"


@pytest.mark.parametrize(
    ("high", "words"),
    [
        (0.87, "90.0%、80.0%；2026年第三季度与设定的差别超出平常波动（已按同时看多个季度校正），需要解释。"),
        (0.88, "90.0%、80.0%，没有可以认定的偏离（已按同时看多个季度校正）。"),
    ],
)
def test_a_quarter_is_off_only_beyond_limits_that_allow_for_several(high: float, words: str) -> None:
    """The 95% limit of 80% is widened by 2.576 / 1.96: 87% to 89.2%, short of the design, and 88% to 90.5%, beyond it."""
    rows = pl.concat([held(), held(value=0.8, low=0.7, high=high)]).drop("crime")
    assert str(reference_ranges.drift(rows, RECORDS)).endswith(words)


def test_few_in_a_quarter_are_not_checked() -> None:
    few = held(denominator=29, numerator=20).drop("crime")
    assert str(reference_ranges.drift(few, RECORDS)) == "各季度人数较少，不按季度检验。"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "比与同罪名中位数相差的少10.0%（95%区间5.0%—15.0%）；"),
        ({}, "与同罪名分位数区间相比，尚不足以认定有差别。"),
        ({"gap_skill": -0.1, "gap_skill_low": -0.15, "gap_skill_high": -0.05}, "相差的多10.0%（95%区间5.0%—15.0%）；"),
        ({"score_skill_low": 0.01}, "比同罪名分位数区间少2.0%（95%区间1.0%—5.0%），越小越好。"),
    ],
)
def test_skill_is_said_only_where_its_interval_says_so(changed: dict[str, Any], words: str) -> None:
    assert words in str(reference_ranges.skill(held(**changed), RECORDS))


def test_the_table_hides_a_small_crime_before_it_leaves() -> None:
    both = pl.concat(
        [held(), held(crime="抢夺罪", numerator=30, denominator=31), held(crime="抢劫罪", numerator=50, denominator=60)]
    )
    shown = reference_ranges.table(both, RECORDS, "t")
    assert isinstance(shown, Exhibit)
    assert shown.again is not None
    left = shown.again().frame
    assert dict(left.select("crime", "hidden").rows()) == {"盗窃罪": False, "抢夺罪": True, "抢劫罪": True}
    assert left.filter("hidden").select("value", "gap_skill", "width", "standing").null_count().row(0) == (2, 2, 2, 2)


GROUP = {"crime": "盗窃罪", "circumstance": "prior_record", "band_low": 6.0, "band_high": 18.0, "months": 9.0}
GROUP |= {"tenth": 6.0, "ninetieth": 16.0}


def groups(*counts: tuple[int, int]) -> pl.DataFrame:
    """Groups of theft with and without a record, with these numbers within and in all."""
    keys = held().select("indicator", "period", "value", "low", "high", "note")
    named = {name: pl.lit(one) for name, one in GROUP.items()}
    rows = [
        keys.with_columns(has=pl.lit(not place), numerator=pl.lit(k), denominator=pl.lit(n), **named)
        for place, (k, n) in enumerate(counts)
    ]
    order = ["indicator", "period", "crime", "circumstance", "has", "numerator", "denominator"]
    return pl.concat(rows).select(*order, pl.exclude(order))


def test_the_title_counts_what_is_shown_and_only_that_before_it_leaves() -> None:
    """55 + 62 of 60 + 70 are 90.0%; two persons outside are too few to leave, and hide the other group too."""
    title = reference_ranges.title(groups((55, 60), (62, 70)), RECORDS)
    assert title == "2组类案中，参考区间包含判决的占90.0%（117/130）"
    few = reference_ranges.title(groups((58, 60), (62, 70)), RECORDS)
    assert few.again is not None
    assert few.again() == "各组类案的参考区间与判决"


def test_groups_are_labelled_by_crime_and_circumstance() -> None:
    frame = groups((55, 60), (62, 70))
    chart = reference_ranges.chart(frame, RECORDS, "c", "九成参考区间包含90.0%的判决，与设定一致")
    assert isinstance(chart, Exhibit)
    assert chart.frame["label"].to_list() == ["盗窃 有前科", "盗窃 无前科"]
    english = replace(RECORDS, settings=replace(RECORDS.settings, language="en"))
    told = reference_ranges.chart(frame, english, "c", "The 90% ranges held 90.0% of sentences")
    assert isinstance(told, Exhibit)
    assert told.frame["label"].to_list() == ["盗窃, prior record", "盗窃, no prior record"]


# ------------------------------------------------------------------ the drawing


def test_bands_lines_and_dots_stand_where_the_numbers_say() -> None:
    band, line, dot = drawing(made_ranges())["data"]
    assert (band["base"], band["x"]) == ([1.0, 4.0, 6.0], [1.0, 3.0, 4.0])
    assert line["x"] == [1.0, 3.0, None, 3.0, 8.0, None, 6.0, 13.0, None]
    assert dot["x"] == [1.5, 5.0, 9.0]


def test_a_protected_group_has_a_star_and_no_marks() -> None:
    frame = made_ranges().frame.with_columns(few=pl.Series([False, True, False]))
    drawn = drawing(made_ranges(frame, hidden="few"))
    assert [trace["x"][1] for trace in drawn["data"] if trace["type"] == "bar"] == [None]
    assert drawn["data"][2]["x"] == [1.5, None, 9.0]
    assert [note["text"] for note in drawn["layout"]["annotations"]].count("＊") == 1


def test_months_are_marked_in_halves_and_whole_years() -> None:
    long = made_ranges().frame.with_columns(ninetieth=pl.lit(66.0))
    assert drawing(made_ranges(long))["layout"]["xaxis"]["ticktext"] == [
        "0",
        *(f"{n}个月" for n in (12, 24, 36, 48, 60)),
    ]


# ------------------------------------------------------------------ like cases alike


def unit(code: str, difference: float, differs: bool, what: str = "sentence") -> pl.DataFrame:
    row: dict[str, Any] = {
        "indicator": "custodial_months",
        "period": "2026Q3",
        "what": what,
        "crime": "盗窃罪",
        "code": code,
    }
    row |= {"numerator": 40, "denominator": 40, "value": 12.0, "low": None, "high": None, "note": None}
    row |= {"expected": 12.0 - difference, "difference": difference, "differs": differs}
    row |= {"difference_low": difference - 1, "difference_high": difference + 1}
    kinds = {"low": pl.Float64, "high": pl.Float64, "note": pl.String}
    return pl.DataFrame([row], schema_overrides=kinds)


def test_a_unit_that_differs_is_said_with_what_its_recommendations_do() -> None:
    both = pl.concat([unit("01", -3.0, True), unit("01", -2.5, True, "recommendation"), unit("02", 0.5, False)])
    said = str(alike.said(both, RECORDS))
    assert said.startswith("判处拘役、有期徒刑的刑期与同类案件有差异，建议核查：盗窃罪，代码01的单位40人平均12.0个月，")
    assert "推算约15.0个月，少3.0个月（95%区间2.0—4.0个月），首次建议少2.5个月。共比较3处，" in said


def test_recommendations_that_differ_alone_are_said_too() -> None:
    both = pl.concat([unit("01", 0.5, False), unit("01", 2.5, True, "recommendation")])
    assert "代码01的单位40人首次建议平均12.0个月" in str(alike.said(both, RECORDS))


def test_units_that_do_not_differ_are_said_to_be_within_usual_variation() -> None:
    said = str(alike.said(pl.concat([unit("01", 0.5, False), unit("02", -0.5, False)]), RECORDS))
    assert said.startswith("各单位的刑期和建议与同类案件相比，差异均未超出平常波动。")
