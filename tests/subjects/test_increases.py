"""Increases: the planted surge is found once, with its size, place and dates; what cannot be judged says so."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from casekit.exhibits import unusual
from casekit.ground import quarter
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.subjects.causes import increases


@pytest.fixture(scope="module")
def judged(sample: Records) -> pl.DataFrame:
    found = increases.judged(sample)
    assert isinstance(found, pl.DataFrame)
    return found


def test_the_planted_surge_is_found_once_with_its_size_place_and_dates(judged: pl.DataFrame, sample: Records) -> None:
    found = increases.found(judged, sample)
    rows = found.filter(cause="电动车被盗", signal="above").to_dicts()
    assert [(row["place"], row["first"], row["last"]) for row in rows] == [
        ("丁镇", date(2026, 8, 1), date(2026, 9, 30))
    ]
    assert abs(rows[0]["numerator"] - 44) <= 5
    assert "丁镇电动车被盗2026年8月1日至9月30日" in unusual.said(found, sample)


def test_drunk_driving_is_not_judged_until_three_years_after_the_change_of_rules(
    judged: pl.DataFrame, sample: Records
) -> None:
    assert increases.untold(sample) == [(date(2023, 12, 28), "危险驾驶罪")]
    assert judged.filter(cause="聚餐饮酒后驾车").is_empty()
    assert "危险驾驶罪案件自2023年12月28日规则调整后不足三年" in unusual.beside(judged, sample)


def test_a_week_of_holidays_is_never_fewer_than_usual(sample: Records) -> None:
    """National Day of 2025 was eight days long; hardly anything is received then, whatever the same weeks before had."""
    autumn = increases.judged(replace(sample, period=quarter.parse("2025Q4", sample.settings)))
    assert isinstance(autumn, pl.DataFrame)
    week = autumn.filter(pl.col("unit") == "week", pl.col("first") == date(2025, 10, 2), pl.col("kind") == "all")
    assert week["p_below"].item() < 0.001
    assert week["q_below"].item() is None
    assert autumn.filter(pl.col("signal") == "below").is_empty()


def test_under_three_years_of_history_nothing_is_judged(sample: Records) -> None:
    late = replace(sample, report=sample.report | {"begins": "2024-01-01"})
    assert increases.judged(late) == Absent("历史不足36个月，不作判断。")


def test_nothing_found_is_said(judged: pl.DataFrame, sample: Records) -> None:
    usual = judged.with_columns(signal=pl.lit(None, pl.String))
    assert unusual.said(increases.found(usual, sample), sample) == "2026年第三季度各成因、各地区均在正常波动范围内。"
