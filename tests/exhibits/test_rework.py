"""What is said of limits, steps and departments: each branch from numbers worked out by hand."""

from dataclasses import replace

import polars as pl
import pytest

from casekit.exhibits import comparison, rework, routes, standing
from casekit.exhibits.exhibit import Exhibit
from casekit.ground import quarter
from casekit.ground.settings import Settings
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.statistics.bunching import Bunching
from casekit.subjects.efficiency import limits

EMPTY = pl.DataFrame()
RECORDS = Records(
    {}, EMPTY, EMPTY, EMPTY, {"begins": "2020-01-01", "synthetic": False}, quarter.parse("2026Q3"), Settings(), None
)


def measured(**columns: list[object]) -> pl.DataFrame:
    """A measured frame of steps per case, with blank limits where none are given."""
    size = len(next(iter(columns.values())))
    base: dict[str, list[object]] = {"indicator": ["steps_per_case"] * size}
    numbers = {"numerator": [100] * size, "denominator": [100] * size, "value": [1.0] * size}
    ends = {"low": [None] * size, "high": [None] * size, "note": [None] * size}
    made = base | {name: columns[name] for name in columns if name in ("period", "item")} | numbers | ends
    floats = dict.fromkeys(("value", "low", "high"), pl.Float64)
    return pl.DataFrame(made | columns, schema_overrides=floats | {"note": pl.String})


ITEMS = measured(
    period=["2026Q1-Q3"] * 3 + ["2025Q1-Q3"] * 3,
    item=["returned_first", "adjourned", "total"] * 2,
    numerator=[12, 4, 116, 20, 4, 124],
    value=[0.12, 0.04, 1.16, 0.2, 0.04, 1.24],
)


def ratio(now: float, before: float, half: float, n: int = 100) -> pl.DataFrame:
    return measured(
        period=["2026Q1-Q3", "2025Q1-Q3"],
        denominator=[n, n],
        value=[now, before],
        low=[now - half, before - half],
        high=[now + half, before + half],
    )


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (ratio(1.16, 1.24, 0.01), "每案环节数为1∶1.16（100案），比上年同期减少0.08；"),
        (ratio(1.24, 1.16, 0.01), "每案环节数为1∶1.24（100案），比上年同期增加0.08；"),
        (ratio(1.16, 1.24, 0.2), "比上年同期（1∶1.24）有所减少，尚不足以认定；"),
        (ratio(1.16, 1.165, 0.2), "与上年同期（1∶1.17）基本持平；"),
        (ratio(1.16, 1.16, 0.2), "与上年同期相同；"),
        (ratio(1.16, 1.24, 0.2, n=29), "仅29案，不报每案环节数。"),
        (ratio(0.97, 1.24, 0.01), "计得每案环节数1∶0.97，小于1，属数据问题，见数据质量表，不作分析。"),
        (ratio(1.16, 1.24, 0.1).head(1), "上年同期无数据，不作比较。"),
    ],
)
def test_steps_per_case_are_said_by_branch(frame: pl.DataFrame, words: str) -> None:
    assert words in str(rework.said(frame, ITEMS, RECORDS))


def test_only_items_that_moved_are_named() -> None:
    said = str(rework.said(ratio(1.16, 1.24, 0.01), ITEMS, RECORDS))
    assert said.endswith("按环节看，变化较多的有一次退回补充侦查减少0.080，各环节的变化相加等于合计。")


def test_a_small_item_is_hidden_before_it_leaves() -> None:
    small = ITEMS.with_columns(numerator=pl.when(pl.col("item") == "adjourned").then(2).otherwise("numerator"))
    shown = rework.items(small, RECORDS, "steps", "诉讼环节构成")
    assert isinstance(shown, Exhibit)
    assert shown.again is not None
    left = shown.again().frame
    assert left.filter(item="检察机关建议延期审理").select("hidden", "value").row(0) == (True, None)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Bunching(30, 60, 20.0, 10.0, 2.0, 18.0), "多出约10件（95%区间2—18件）"),
        (Bunching(30, 60, 28.0, 2.0, -6.0, 10.0), "尚不足以认定临期办结较集中。"),
        (Bunching(3, 6, note="too_few"), "仅6件，数量过少，不判断是否临期办结。"),
        (Bunching(30, 60, 20.0, 10.0, -2.0, 22.0, "uneven"), "此前各日的走势不平稳，区间较宽。"),
    ],
)
def test_bunching_is_said_by_branch(found: Bunching, words: str) -> None:
    assert words in str(standing.gathered(found, RECORDS))


OUTCOMES = pl.DataFrame(
    {
        "outcome": ["within", "to_check", "cannot_tell"],
        "missing": [None, None, "中止审查日期"],
        "handling": [90, 2, 3],
        "custody": [5, 0, 0],
        "unknown": [0, 0, 0],
        "cases": [95, 2, 3],
    },
    schema_overrides={"missing": pl.String},
)


def test_what_cannot_be_told_is_said_with_the_field_it_lacks() -> None:
    said = str(standing.said(OUTCOMES, RECORDS))
    assert "100件中，期限需核查的2件" in said
    assert said.endswith("无法判断的3件，其中缺中止审查日期3件，未推定超期。")


def test_the_table_of_outcomes_adds_up() -> None:
    table = standing.table(OUTCOMES, RECORDS, "outcomes")
    assert isinstance(table, Exhibit)
    assert table.frame["cases"].to_list()[-1] == 100
    assert "无法判断：缺中止审查日期" in table.frame["label"].to_list()


def departments(differs: bool) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "indicator": ["returned_once"] * 2,
            "period": ["2026Q2"] * 2,
            "code": ["01", "02"],
            "numerator": [10, 40],
            "denominator": [100, 100],
            "value": [0.1, 0.4],
            "low": [0.05, 0.3],
            "high": [0.17, 0.5],
            "note": [None, None],
            "expected": [20.0, 20.0],
            "ratio": [0.5, 2.0],
            "ratio_low": [0.3, 1.4],
            "ratio_high": [1.1, 2.8],
            "differs": [False, differs],
        },
        schema_overrides={"note": pl.String},
    )


def test_a_department_that_differs_is_to_be_read_about_and_chance_is_counted() -> None:
    said = str(comparison.said(departments(True), RECORDS))
    assert said.startswith("代码02的部门一次退查件数与同类案件有差异，建议核查：代码02实际40件，")
    assert "为其2.00倍（95%区间1.40—2.80倍）" in said
    assert "同时看2个部门" in said
    assert "与同类案件有差异" not in str(comparison.said(departments(False), RECORDS))


def test_departments_stand_by_code_without_names_unless_the_office_wants_them() -> None:
    table = comparison.table(departments(True), RECORDS, "departments")
    assert isinstance(table, Exhibit)
    assert table.frame["code"].to_list() == ["01", "02"]
    assert table.frame["said"].to_list() == ["", "与同类案件有差异，建议核查"]


def test_the_limits_of_the_funnel_are_drawn() -> None:
    funnel = comparison.funnel(departments(True), RECORDS, "funnel")
    assert isinstance(funnel, Exhibit)
    assert funnel.beside is not None
    assert funnel.beside.fill_nan(None).null_count().sum_horizontal().item() == 0


def timed(differs: bool) -> pl.DataFrame:
    """Department 02 took 34 days where 26 were to be expected."""
    days = {"value": [26.0, 34.0], "low": [24.0, 31.0], "high": [29.0, 37.0], "median_expected": [27.0, 26.0]}
    ratios = {"ratio": [1.0, 0.74], "ratio_low": [0.8, 0.62], "ratio_high": [1.2, 0.88]}
    named = departments(differs).with_columns(indicator=pl.lit("days_to_decision"))
    return named.with_columns(pl.Series(name, values) for name, values in (days | ratios).items())


def test_a_slower_department_is_said_in_days_and_pace() -> None:
    said = str(comparison.said(timed(True), RECORDS))
    assert said.startswith("代码02的部门审查起诉用时与同类案件有差异，建议核查：代码02半数案件在34天内作出决定，")
    assert "推算为26天；每日作出决定的件数为同类案件的0.74倍（95%区间0.62—0.88倍）" in said
    assert "漏斗图" not in said
    assert str(comparison.said(timed(False), RECORDS)).startswith(
        "各部门审查起诉用时与同类案件相比，差异均未超出平常波动。"
    )


def test_days_stand_beside_what_like_cases_took_by_code_and_leave_without_small_departments() -> None:
    figure = comparison.days(timed(True).with_columns(numerator=pl.Series([99, 40])), RECORDS, "days")
    assert isinstance(figure, Exhibit)
    assert figure.finding == "代码02的部门用时与同类案件有差异"
    assert figure.frame.select("code", "value", "median_expected").rows() == [("01", 26.0, 27.0), ("02", 34.0, 26.0)]
    assert figure.again is not None
    left = figure.again()  # one case of 100 is still open in 01: hidden, and the other with it
    assert left.frame["hidden"].to_list() == [True, True]
    assert left.frame["median_expected"].null_count() == 2
    assert left.finding == "各部门用时与同类案件的差异未超出平常波动"


def test_the_share_of_the_limit_used_has_its_interval() -> None:
    """Of 21 shares 0.05, 0.10, ... 1.05 the middle is 0.55; by the binomial law of ranks the 6th and the 16th bound it."""
    concluded = pl.DataFrame(
        {"outcome": ["within"] * 21, "clock": ["handling"] * 21, "share_used": [0.05 * place for place in range(1, 22)]}
    )
    shares = limits.shares_used(concluded)
    assert isinstance(shares, pl.DataFrame)
    assert shares.select("used", "low", "high").row(0) == pytest.approx((0.55, 0.30, 0.80))
    assert "中位数为55%（95%区间30%—80%，21件）" in str(standing.used(shares, RECORDS))


def test_what_is_absent_passes_through() -> None:
    absent = Absent("本次数据没有日期，本节略。")
    assert rework.items(absent, RECORDS, "steps", "x") is absent  # type: ignore[arg-type]
    assert routes.rates(RECORDS, "rates", absent) is absent


def test_days_away_are_a_share_of_all_days_of_those_cases() -> None:
    assert "共900天，平均每件30.0天，占这些案件总用时（3000天）的30.0%" in str(
        routes.away({"cases": 30, "days": 3000, "away": 900}, RECORDS)
    )
    assert "不报平均天数" in str(routes.away({"cases": 29, "days": 3000, "away": 900}, RECORDS))


def test_everything_can_be_said_in_english() -> None:
    english = replace(RECORDS, settings=Settings(language="en"))
    assert "1:1.16" in str(rework.said(ratio(1.16, 1.24, 0.01), ITEMS, english))
    assert "differ from like cases" in str(comparison.said(departments(True), english))
