"""A last month with less than half the usual cases is told, as the export may have been made too early."""

from datetime import date, timedelta

import polars as pl
import pytest
from office import loaded

from casekit.ground import quarter
from casekit.ground.settings import Settings
from casekit.records.thin import thin_month

NUMBER = "甲检起诉受〔{}〕46909900{:04}号"


def cases(months: dict[tuple[int, int], int], day: int = 15) -> dict[str, pl.DataFrame]:
    """A cases table with so many cases received on one day of each month."""
    days = [date(*month, day) for month, count in months.items() for _ in range(count)]
    return {"cases": pl.DataFrame({"received_on": days}, {"received_on": pl.Date})}


def year(count: int, last: int) -> dict[tuple[int, int], int]:
    """The same count from September 2025 to August 2026, and another in September 2026."""
    months = [(2025, month) for month in range(9, 13)] + [(2026, month) for month in range(1, 9)]
    return dict.fromkeys(months, count) | {(2026, 9): last}


def told(tables: dict[str, pl.DataFrame], name: str = "2026Q3", settings: Settings | None = None) -> list[str]:
    return [one.zh for one in thin_month(tables, quarter.parse(name, settings or Settings()))]


@pytest.mark.parametrize(("last", "is_told"), [(0, True), (4, True), (5, False), (10, False), (40, False)])
def test_a_month_is_thin_below_half_the_median_of_the_twelve_before(last: int, is_told: bool) -> None:
    assert bool(told(cases(year(10, last)))) is is_told


def test_the_sentence_states_its_rule_and_the_figures_it_rests_on() -> None:
    (sentence,) = thin_month(cases(year(9, 4)), quarter.parse("2026Q3"))
    assert sentence.zh == (
        "期末月的受理件数一般不少于平常月份的一半，2026年9月仅4件，此前12个月的中位数为9件，导出可能不完整。"
        "请核对导出范围和录入情况；已导出的各行仍照常使用。"
    )
    assert sentence.en == (
        "The last month of a period usually has at least half as many cases as an ordinary month; in September 2026 only 4 "
        "were received, against a median of 9 over the 12 months before, so the export may be incomplete. "
        "Check what was exported and entered; the rows that came are used all the same."
    )


def test_fewer_than_six_months_are_no_measure() -> None:
    months = {(2026, month): 10 for month in range(4, 9)}
    assert told(cases(months | {(2026, 9): 1})) == []
    assert len(told(cases({(2026, 3): 10} | months | {(2026, 9): 1}))) == 1


def test_an_old_quarter_is_held_against_the_months_before_it_and_none_after() -> None:
    months = {(2025, month): 10 for month in range(1, 12)} | {(2025, 12): 4, (2026, 1): 400, (2026, 2): 400}
    assert len(told(cases(months), "2025Q4")) == 1
    assert told(cases(months), "2025Q3") == []


def test_months_end_where_the_office_ends_them() -> None:
    settings = Settings(month_end=25)
    months = {(2026, month): 10 for month in range(1, 10)}
    late = cases(
        months, day=26
    )  # by this office's months the tenth month's cases, and September has those of 26 August
    assert told(late, "2026Q3", settings) == []
    early = {"cases": late["cases"].filter(pl.col("received_on") != date(2026, 8, 26))}
    assert len(told(early, "2026Q3", settings)) == 1


@pytest.mark.parametrize("name", ["2026", "2026Q1-Q3", "undated"])
def test_only_a_quarter_has_a_last_month(name: str) -> None:
    assert told(cases(year(10, 1)), name) == []


def test_data_without_cases_or_dates_tells_nothing() -> None:
    assert told({}) == []
    assert told({"cases": pl.DataFrame({"case_id": ["a"]})}) == []
    assert told(cases({})) == []


def test_an_export_that_stops_early_is_told_when_it_is_loaded(tmp_path) -> None:
    begin = date(2025, 10, 1)
    days = [begin + timedelta(days=3 * n) for n in range(112)] + [date(2026, 9, 30)]
    rows = "\n".join(f"{NUMBER.format(day.year, n)} | {day} | {day}" for n, day in enumerate(days))
    records = loaded(tmp_path, 案件=f"部门受案号 | 受理日期 | 审结日期\n{rows}")
    assert (records.period.name, records.extracted) == ("2026Q3", date(2026, 9, 30))
    assert any("2026年9月仅1件，此前11个月的中位数为10件" in line for line in records.report["notices"])
