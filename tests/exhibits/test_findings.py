"""Findings: a branch for every case, in both languages, and nothing said that the numbers do not say."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from casekit import codebook
from casekit.exhibits import findings
from casekit.ground import quarter
from casekit.ground.settings import Settings
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.statistics.uncertainty import wilson

FORBIDDEN = (
    "第一",
    "末位",
    "倒数",
    "排名",
    "领先",
    "落后",
    "达标",
    "显著",
    "大幅",
    "明显",
    "可喜",
    "严峻",
    "由于",
    "导致",
    "带来",
    "问题案件",
    "异常",
    "∞",
    "NaN",
    "nan",
    "None",
)


def records(**settings: Any) -> Records:
    empty = pl.DataFrame()
    report = {
        "received": 436,
        "accepted": 421,
        "rejected": 9,
        "merged": 6,
        "reasons": {"no_key": 9, "identical": 6},
        "synthetic": True,
    }
    return Records(
        {},
        empty,
        empty,
        pl.DataFrame({"row": [1]}),
        report,
        quarter.parse("2026Q3"),
        replace(Settings(), **settings),
        None,
    )


def shares(*counts: tuple[int, int]) -> pl.DataFrame:
    periods = ["2026Q1-Q3", "2025Q1-Q3"][: len(counts)]
    rows = [
        ("returned_once", period, k, n, k / n if n else None) for period, (k, n) in zip(periods, counts, strict=True)
    ]
    frame = pl.DataFrame(rows, ["indicator", "period", "numerator", "denominator", "value"], orient="row")
    low, high = wilson(frame["numerator"].to_numpy(), frame["denominator"].to_numpy())
    return frame.with_columns(low=pl.Series(low), high=pl.Series(high))


def counts(*values: int) -> pl.DataFrame:
    periods = ["2026Q1-Q3", "2025Q1-Q3"][: len(values)]
    rows = [("received", period, value, None, float(value)) for period, value in zip(periods, values, strict=True)]
    return pl.DataFrame(
        rows,
        {
            "indicator": pl.String,
            "period": pl.String,
            "numerator": pl.Int64,
            "denominator": pl.Int64,
            "value": pl.Float64,
        },
        orient="row",
    )


LABEL = "2026年1至9月审结案件一次退回补充侦查占比"


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        (
            shares((48, 398), (77, 431)),
            f"{LABEL}为12.1%（48/398），同比减少5.8个百分点（差值95%区间0.9—10.6个百分点）。",
        ),
        (
            shares((77, 431), (48, 398)),
            f"{LABEL}为17.9%（77/431），同比增加5.8个百分点（差值95%区间0.9—10.6个百分点）。",
        ),
        (shares((306, 389), (303, 390)), f"{LABEL}为78.7%（306/389），与上年同期的77.7%基本持平。"),
        (shares((60, 398), (52, 431)), f"{LABEL}为15.1%（60/398），比上年同期有所增加（+3.0个百分点），尚不足以认定。"),
        (shares((52, 431), (60, 398)), f"{LABEL}为12.1%（52/431），比上年同期有所减少（−3.0个百分点），尚不足以认定。"),
        (shares((40, 400), (30, 300)), f"{LABEL}为10.0%（40/400），与上年同期相同。"),
        (shares((5, 28), (48, 398)), f"{LABEL}：28件中有5件，数量较少，不报比例。"),
        (shares((48, 398), (5, 28)), f"{LABEL}为12.1%（48/398）；上年同期仅28件，不作比较。"),
        (shares((48, 398), (0, 0)), f"{LABEL}为12.1%（48/398）；上年同期无数据，不作比较。"),
        (shares((48, 398)), f"{LABEL}为12.1%（48/398）；上年同期无数据，不作比较。"),
        (shares((0, 0), (48, 398)), f"{LABEL}：可计入的为0件，不报比例。"),
    ],
)
def test_a_share_is_said_as_the_interval_of_the_difference_allows(measured: pl.DataFrame, sentence: str) -> None:
    assert findings.change(measured, records()) == sentence


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        (counts(412, 436), "2026年1至9月受理审查起诉案件412件，同比下降5.5%（减少24件）。"),
        (counts(436, 412), "2026年1至9月受理审查起诉案件436件，同比上升5.8%（增加24件）。"),
        (counts(412, 409), "2026年1至9月受理审查起诉案件412件，与上年同期（409件）基本持平。"),
        (counts(412, 412), "2026年1至9月受理审查起诉案件412件，与上年同期相同。"),
        (counts(3, 0), "2026年1至9月受理审查起诉案件3件，同比—（上年同期为0）。"),
        (counts(0, 4), "2026年1至9月受理审查起诉案件为0，上年同期4件。"),
        (counts(412), "2026年1至9月受理审查起诉案件412件；上年同期无数据，不作比较。"),
        (counts(12_345, 10_000), "2026年1至9月受理审查起诉案件12,345件，同比上升23.4%（增加2345件）。"),
    ],
)
def test_a_count_is_said_with_its_change(measured: pl.DataFrame, sentence: str) -> None:
    assert findings.change(measured, records()) == sentence


@pytest.mark.parametrize(
    ("cases", "persons", "sentence"),
    [
        ((110, 100), (126, 120), "110件126人，同比分别上升10.0%、5.0%（增加10件、6人）。"),
        ((90, 100), (90, 120), "90件90人，同比分别下降10.0%、25.0%（减少10件、30人）。"),
        ((1003, 1000), (1206, 1200), "1003件1206人，与上年同期（1000件1200人）基本持平。"),
        ((110, 100), (90, 120), "110件90人，件数同比上升10.0%（增加10件），人数同比下降25.0%（减少30人）。"),
    ],
)
def test_cases_and_persons_that_move_alike_are_said_together(
    cases: tuple[int, int], persons: tuple[int, int], sentence: str
) -> None:
    beside = counts(*persons).with_columns(indicator=pl.lit("persons_received"))
    assert findings.change(counts(*cases), records(), persons=beside).endswith(sentence)


def test_a_single_quarter_is_held_against_the_quarter_before() -> None:
    quarters = shares((48, 398), (77, 431)).with_columns(period=pl.Series(["2026Q3", "2026Q2"]))
    assert findings.change(quarters, records()) == (
        "2026年第三季度审结案件一次退回补充侦查占比为12.1%（48/398），环比减少5.8个百分点（差值95%区间0.9—10.6个百分点）。"
    )


def grouped(*rows: tuple[bool | None, int, int]) -> pl.DataFrame:
    frame = pl.DataFrame(
        [("probation", "2026Q1-Q3", group, k, n, k / n) for group, k, n in rows],
        ["indicator", "period", "forgiven", "numerator", "denominator", "value"],
        orient="row",
    )
    low, high = wilson(frame["numerator"].to_numpy(), frame["denominator"].to_numpy())
    return frame.with_columns(low=pl.Series(low), high=pl.Series(high))


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        (
            grouped((False, 40, 100), (True, 80, 100)),
            "2026年1至9月判决宣告缓刑占比，未取得谅解的为40.0%（40/100），取得谅解的为80.0%（80/100），相差40.0个百分点（差值95%区间26.8—51.2个百分点）。",
        ),
        (
            grouped((False, 45, 100), (True, 50, 100)),
            "2026年1至9月判决宣告缓刑占比，未取得谅解的为45.0%（45/100），取得谅解的为50.0%（50/100），差异尚不足以认定。",
        ),
        (
            grouped((False, 4, 10), (True, 50, 100)),
            "2026年1至9月判决宣告缓刑占比，未取得谅解的10人中有4人，取得谅解的100人中有50人，数量较少，不作比较。",
        ),
        (grouped((True, 50, 100)), "2026年1至9月判决宣告缓刑占比：仅有“取得谅解”一组，不作组间比较。"),
    ],
)
def test_two_groups_differ_only_where_the_interval_says_so(measured: pl.DataFrame, sentence: str) -> None:
    assert findings.between(measured, records(), "forgiven") == sentence


ALL = [
    shares((48, 398), (77, 431)),
    shares((60, 398), (52, 431)),
    shares((5, 28)),
    shares((0, 0), (1, 9)),
    shares((48, 398)),
]


@pytest.mark.parametrize("measured", ALL)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_praises_ranks_or_explains_and_titles_are_short(measured: pl.DataFrame, language: str) -> None:
    told = [findings.change(measured, records(language=language)), findings.title(measured, records(language=language))]
    assert not any(word in sentence for word in FORBIDDEN for sentence in told)
    assert len(told[1]) <= (28 if language == "zh" else 80)


@pytest.mark.parametrize("key", ["share", "count", "clause", "title", "groups", "group_title", "aside"])
def test_every_branch_has_both_languages_with_the_same_places(key: str) -> None:
    from string import Formatter

    for branch in codebook.toml("sentences")[key].values():
        places = [{name for _, name, _, _ in Formatter().parse(branch[language]) if name} for language in ("zh", "en")]
        assert places[1] <= places[0] | {"versus", "then"}


def test_what_was_set_aside_is_counted_by_reason() -> None:
    assert findings.set_aside(records()) == (
        "接收436行，采用421行；未采用9行、合并重复6行（缺编号9行；与前面某行完全相同6行）。另有1个单元格未能读出或有疑问，已逐格列出，未作推定。"
    )


def test_a_section_without_data_says_why_and_nothing_else() -> None:
    absent = Absent("本次数据未包含一退日期，本节略。")
    assert findings.change(absent, records()) is absent
    assert findings.said(records(), "x", "退查", absent) is absent


def test_an_office_with_other_month_and_year_ends_has_them_under_its_figures() -> None:
    from casekit.exhibits import compose

    shown = compose.groups(
        grouped((False, 40, 100), (True, 80, 100)), records(month_end=25, year_end="12-25"), "x", "结论", "forgiven"
    )
    assert shown.source.endswith("；统计月至25日，年至12月25日。")
    assert "统计月" not in records().source
