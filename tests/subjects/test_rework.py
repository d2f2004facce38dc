"""Limits, steps, returns and departments of the sample are those that were planted; what data lacks is said, not counted."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from office import loaded

from casekit.ground import quarter
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.statistics.bunching import Bunching
from casekit.subjects.efficiency import fair, limits, returns, steps

WITHOUT_RETURNS = """
部门受案号                      | 受理日期   | 审结日期   | 审结处理
甲检起诉受〔2026〕46909900001号 | 2026-04-01 | 2026-04-20 | 起诉
甲检起诉受〔2026〕46909900002号 | 2026-04-02 | 2026-06-30 | 不起诉
"""
WITHOUT_DATES = """
部门受案号                      | 审结处理
甲检起诉受〔2026〕46909900001号 | 起诉
"""
RETURNED = """
部门受案号                      | 受理日期   | 审结日期   | 审结处理 | 一退日期   | 一退重报日期
甲检起诉受〔2026〕46909900001号 | 2026-04-01 | 2026-06-30 | 起诉     | 2026-04-20 | 2026-05-20
甲检起诉受〔2026〕46909900002号 | 2026-04-02 | 2026-04-30 | 起诉     |            |
甲检起诉受〔2026〕46909900003号 | 2026-04-03 | 2026-06-30 | 起诉     |            | 2026-05-20
"""


def test_every_concluded_case_has_one_outcome(sample: Records) -> None:
    concluded = limits.concluded(sample)
    outcomes = limits.outcomes(concluded, sample)
    assert isinstance(concluded, pl.DataFrame)
    assert isinstance(outcomes, pl.DataFrame)
    assert outcomes["cases"].sum() == concluded.height
    assert outcomes.select(pl.sum_horizontal(limits.CLOCKS) == pl.col("cases")).to_series().all()
    assert outcomes.filter(outcome="cannot_tell")["missing"].null_count() == 0


def test_the_planted_bunching_is_found(sample: Records) -> None:
    found = limits.bunched(sample)
    assert isinstance(found, Bunching)
    assert found.low is not None
    assert found.low > 0
    assert found.note is None


def test_only_the_planted_department_differs_from_like_cases(sample: Records) -> None:
    compared = fair.returned(sample)
    assert isinstance(compared, pl.DataFrame)
    names = fair.departments(sample).filter(pl.col("code").is_in(compared.filter("differs")["code"].to_list()))
    assert names["department"].to_list() == ["刑事检察二部"]
    assert compared.filter("differs")["ratio"].item() == pytest.approx(1.9, abs=0.45)  # as planted: effects.toml


def test_the_change_by_crime_and_by_item_adds_up(sample: Records) -> None:
    change, items = steps.change(sample), steps.items(sample)
    assert isinstance(items, pl.DataFrame)
    assert not isinstance(change, Absent)
    now = items.filter(pl.col("period") == items["period"][0])
    parts = now.filter(pl.col("item") != "total")
    assert now.filter(item="total")["value"].item() == pytest.approx(1 + parts["value"].sum())
    assert change.groups["change"].sum() == pytest.approx(change.change)
    assert change.items["change"].sum() == pytest.approx(change.change)


def test_a_flow_ends_where_it_began(tmp_path: Path) -> None:
    flow = returns.flow(loaded(tmp_path, "2026Q2", 案件=RETURNED))
    assert isinstance(flow, pl.DataFrame)
    assert dict(flow.select("step", "numerator").iter_rows()) == {
        "received": 3,
        "prosecuted": 3,
        "not_prosecuted": 0,
        "moved": 0,
        "open": 0,
        "returned_once": 1,
    }


def test_days_away_run_from_the_return_to_the_resubmission(tmp_path: Path) -> None:
    # 20 April to 20 May are 30 days of the 90 from 1 April to 30 June
    assert returns.loops(loaded(tmp_path, "2026Q2", 案件=RETURNED)) == {"cases": 1, "days": 90, "away": 30}


def test_a_resubmission_without_a_return_breaks_the_order(tmp_path: Path) -> None:
    found = returns.out_of_order(loaded(tmp_path, "2026Q2", 案件=RETURNED))
    assert isinstance(found, pl.DataFrame)
    assert found["case_id"].str.ends_with("46909900003号").to_list() == [True]
    assert found["route"].to_list() == ["受理→一次重报→审结"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (WITHOUT_RETURNS, "本次数据未包含一退日期，本节略。"),
        (WITHOUT_DATES, "本次数据没有日期，本节略。"),
    ],
)
def test_what_is_not_there_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    records = loaded(tmp_path, 案件=text)
    found = [returns.loops(records), returns.routes(records), returns.out_of_order(records), fair.returned(records)]
    assert [getattr(one, "sentence", None) for one in found] == [sentence] * 4


def test_departments_of_under_thirty_cases_are_not_compared(sample: Records) -> None:
    first = replace(sample, period=quarter.parse("2021Q4"))  # nearly nothing was received before it
    found = [fair.returned(first), fair.decided(first)]
    assert {getattr(one, "sentence", None) for one in found} == {"各部门的案件均不足30件，不作比较。"}


def test_without_dates_no_limit_is_told(tmp_path: Path) -> None:
    records = loaded(tmp_path, 案件=WITHOUT_DATES)
    found = [limits.concluded(records), limits.bunched(records), steps.items(records), steps.change(records)]
    assert {getattr(one, "sentence", None) for one in found} == {"本次数据没有日期，本节略。"}


def test_without_items_no_ratio_is_given(tmp_path: Path) -> None:
    found = steps.items(loaded(tmp_path, "2026Q2", 案件=WITHOUT_RETURNS))
    assert isinstance(found, Absent)
    assert found.sentence == "本次数据没有任何计入项目，本节略。"
