"""Every indicator counts what its own worked example says, and a measure keeps its promises."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from office import loaded, table

from casekit import codebook
from casekit.ground import quarter
from casekit.ground.errors import UserError
from casekit.ground.settings import Settings
from casekit.measures.absent import Absent, measure_if_given
from casekit.measures.measure import indicator, lacking, measure
from casekit.records.records import Records
from casekit.statistics.uncertainty import wilson

INDICATORS = list(codebook.toml("indicators"))
FLAGS = ("forgiven", "is_minor", "guiding_case_searched")


def records(name: str, text: str, period: str = "2026Q3", extracted: date | None = None) -> Records:
    """Records with one clean table written as text; dates and whole numbers are read as such."""
    frame = table(text)
    dates = [column for column in frame.columns if column.endswith("_on")]
    flags = [column for column in frame.columns if column in FLAGS or column.endswith("_fine")]
    counts = [column for column in frame.columns if column == "extended_times"]
    known = frame.with_columns(pl.col(dates).str.to_date(), pl.col(counts).cast(pl.Int64))
    typed = known.with_columns(pl.col(column) == "true" for column in flags)
    report: dict[str, Any] = {"begins": "2020-01-01", "synthetic": False}
    empty = pl.DataFrame()
    return Records({name: typed}, empty, empty, empty, report, quarter.parse(period), Settings(), extracted)


@pytest.mark.parametrize("name", INDICATORS)
def test_an_indicator_counts_what_its_worked_example_gives(name: str) -> None:
    block = codebook.toml("indicators")[name]
    given = dict(block["gives"])
    office = records(block["table"], block["worked"], extracted=block.get("extracted"))
    for table_name, text in block.get("beside", {}).items():
        office.tables[table_name] = records(table_name, text).tables[table_name]
    counted = measure(office, name, periods=[given.pop("period")])
    assert counted.select(*given).to_dicts() == [given]


@pytest.mark.parametrize("name", INDICATORS)
def test_an_indicator_is_defined_in_both_languages_with_its_basis(name: str) -> None:
    block = codebook.toml("indicators")[name]
    assert {"version", "zh", "en", "counted_zh", "counted_en", "basis", "status", "worked", "gives"} <= set(block)
    assert block["kind"] in ("count", "open") or {"ratio_zh", "ratio_en", "steady_within"} <= set(block)


RETURNS = """
case_id | concluded_on | conclusion     | first_returned_on | crime
A       | 2026-07-01   | prosecuted     | 2026-05-08        | 盗窃罪
B       | 2026-07-02   | prosecuted     |                   | 盗窃罪
C       | 2025-07-02   | prosecuted     |                   | 诈骗罪
"""


def test_every_group_has_a_row_in_every_period_zero_rows_too() -> None:
    counted = measure(records("cases", RETURNS), "returned_once", by="crime", periods=["2026Q3", "2025Q3"])
    assert counted.select("period", "crime", "numerator", "denominator", "value", "note").rows() == [
        ("2026Q3", "盗窃罪", 1, 2, 0.5, "few"),
        ("2026Q3", "诈骗罪", 0, 0, None, "none"),
        ("2025Q3", "盗窃罪", 0, 0, None, "none"),
        ("2025Q3", "诈骗罪", 0, 1, 0.0, "few"),
    ]


def test_a_share_of_cases_has_wilson_limits_and_a_share_of_nothing_has_none() -> None:
    counted = measure(records("cases", RETURNS), "returned_once", periods=["2026Q3", "2020Q3"])
    low, high = wilson(1, 2)
    assert counted.select("low", "high").rows() == [(pytest.approx(low), pytest.approx(high)), (None, None)]


@pytest.mark.parametrize(("cases", "note"), [(29, "few"), (30, None)])
def test_under_thirty_is_few_and_thirty_is_not(cases: int, note: str | None) -> None:
    lines = [f"C{number} | 2026-07-01 | prosecuted |" for number in range(cases)]
    text = "\n".join(["case_id | concluded_on | conclusion | first_returned_on", *lines])
    assert measure(records("cases", text), "returned_once")["note"].to_list() == [note]


def persons(copies: int) -> str:
    """Forty cases, half of them with probation, each with `copies` equal persons."""
    lines = [
        f"C{case} | {no} | 2026-07-01 | imprisonment | {'yes' if case % 2 else ''}"
        for case in range(40)
        for no in range(copies)
    ]
    return "\n".join(["case_id | suspect_no | judged_on | sentence_penalty | sentence_probation", *lines])


def test_copying_every_person_four_times_within_the_case_narrows_no_interval_by_more_than_a_twentieth() -> None:
    once, four = (measure(records("suspects", persons(copies)), "probation").row(0, named=True) for copies in (1, 4))
    assert (once["denominator"], four["denominator"]) == (40, 160)
    assert (four["high"] - four["low"]) >= 0.95 * (once["high"] - once["low"])


def test_alone_in_their_cases_persons_have_the_plain_wilson_interval() -> None:
    alone = measure(records("suspects", persons(1)), "probation").row(0, named=True)
    low, high = wilson(20, 40)
    assert (alone["low"], alone["high"]) == (pytest.approx(low), pytest.approx(high))


def test_undated_years_place_rows_by_the_year_of_the_case_number() -> None:
    text = "case_id | case_year | imprisonment_months | probation_months\nA | 2019 | 12 | 12\nB | 2019 | 6 | 0\nC | 2018 | 6 | 6"
    frame = table(text).with_columns(pl.col("case_year", "imprisonment_months", "probation_months").cast(pl.Int64))
    year = records("suspects", text, "2019")
    year.tables["suspects"] = frame
    assert measure(year, "probation").select("period", "numerator", "denominator").rows() == [("2019", 1, 2)]


def test_a_missing_column_is_one_sentence_that_names_it() -> None:
    with pytest.raises(UserError, match="指标“returned_once”需要“案件”表的“一退日期”，本次数据没有"):
        measure(records("cases", "case_id | concluded_on\nA | 2026-07-01"), "returned_once")


def test_an_unknown_indicator_is_one_sentence_that_lists_what_there_is() -> None:
    with pytest.raises(UserError, match="没有指标“return_once”；现有：received"):
        indicator("return_once")


def test_what_data_lacks_is_said_in_the_place_of_the_figure() -> None:
    absent = measure_if_given(records("cases", "case_id | concluded_on\nA | 2026-07-01"), "returned_once")
    assert isinstance(absent, Absent)
    assert absent.sentence == "本次数据未包含一退日期，本节略。"


def test_a_column_read_from_another_or_borrowed_is_called_by_its_own_label() -> None:
    labels = [
        codebook.field_label("suspects", name) for name in ("sentence_probation", "received_on", "forgiven", "备注列")
    ]
    assert labels == ["判决结果", "受理日期", "谅解", "备注列"]


def test_every_indicator_can_be_measured_on_a_whole_export(tmp_path: Path) -> None:
    whole = loaded(
        tmp_path,
        案件="""
        部门受案号|受理日期|审结日期|审结处理|一退日期|一退重报日期|二退日期|二退重报日期|起诉日期|适用程序|是否检索指导性案例|延长次数|审查逮捕受理日期|审查逮捕决定日期
        甲检起诉受〔2026〕46909900001号|2026-04-01|2026-07-09|起诉|||||2026-07-09|速裁程序|是|1|2026-03-02|2026-03-06
        """,
        人员="""
        部门受案号|起诉罪名|审查逮捕决定|是否认罪认罚|量刑建议|建议提出日期|调整后量刑建议|判决日期|判决结果
        甲检起诉受〔2026〕46909900001号|盗窃罪|批准逮捕|是|拘役一个月|2026-07-09||2026-08-01|判处拘役一个月，缓刑二个月
        """,
        律师阅卷="""
        部门受案号                      | 申请日期   | 阅卷方式   | 安排日期
        甲检起诉受〔2026〕46909900001号 | 2026-04-03 | 互联网阅卷 | 2026-04-03
        """,
        检察建议="""
        文号               | 制发日期   | 送达日期   | 回复日期   | 采纳情况 | 整改情况 | 回访日期
        甲检建〔2026〕1号 | 2026-04-03 | 2026-04-07 | 2026-05-06 | 采纳     | 已整改   |
        """,
    )
    assert [lacking(whole, name) for name in INDICATORS] == [None] * len(INDICATORS)
    assert measure(whole, "probation", periods=["2026Q3"]).select("numerator", "denominator").rows() == [(1, 1)]
