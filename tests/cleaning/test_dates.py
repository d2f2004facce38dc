"""Dates: every way of writing a day is read for certain or refused with its reason."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from casekit.cleaning.dates import parse_dates

THIRD_OF_MAY = date(2016, 5, 3)


@pytest.mark.parametrize(
    "text",
    """2016-05-03|2016-5-3|2016-05-03 00:00:00|2016-05-03 23:59
    |2016/5/3|2016.5.3|2016、5、3|2016 05 03|20160503
    |20160503102030|2016年5月3日|2016年05月03日|2016 年 5 月 3 日|2016年5月3号|2016年5月3
    |2016年五月3日|２０１６年５月３日
    |2016—05—03|2016．5．3|2016年5月3日。|2016年5月3日（星期二）
    |2016年5月3日上午9时30分许|2016年5月3日晚|2016-05-03 9:05 PM
    |2016-05-03T10:00:00|2016-05-03T08:00:00+08:00
    |2016-05-02T16:00:00.000Z|2016-05-02 23:30:00-05:00|42493|42493.5
    |'2016-05-03|\ufeff2016-05-03\u3000|二〇一六年五月三日|20\n16年5月3日
    |2016.5.3.|“2016-05-03”|2016年5月3日，星期二|2016年5月3日晚10点半|2016年5月3曰""".replace("\n    ", "").split("|"),
)
def test_the_third_of_may_2016_is_read_however_it_is_written(text: str) -> None:
    assert parse_dates([text]).row(0) == (THIRD_OF_MAY, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二〇一六年十一月二十三日", date(2016, 11, 23)),  # 〇
        ("二○一二年七月二十五日", date(2012, 7, 25)),  # a circle
        ("二0一六年六月十五日", date(2016, 6, 15)),  # a digit
        ("二Ｏ一六年六月十五日", date(2016, 6, 15)),  # a full-width letter
        ("二O一六年六月十五日", date(2016, 6, 15)),
        ("二零一六年六月三十日", date(2016, 6, 30)),
        ("2016年1O月O6日", date(2016, 10, 6)),  # letters for zeros
        ("一九九八年一月廿三日", date(1998, 1, 23)),
        ("二〇一六年一〇月三〇日", date(2016, 10, 30)),
        ("二〇一六年元月五日", date(2016, 1, 5)),
        ("2016年元月5日", date(2016, 1, 5)),
        ("2017 年 12 月 4 日", date(2017, 12, 4)),
        ("2016年2月29日", date(2016, 2, 29)),
        ("10000", date(1927, 5, 18)),  # 1899-12-30 + 10,000 days
    ],
)
def test_chinese_digits_and_their_zeros_are_read(text: str, expected: date) -> None:
    assert parse_dates([text]).row(0) == (expected, None)


@pytest.mark.parametrize(
    ("problem", "texts"),
    [
        ("month_only", "2012年4月|2012年元月|2012-04|2012.4|201204|二〇一六年十一月|2016年5月 日|同年5月"),
        ("year_only", "2012|2012年|2012年度|二〇一六年|2016年 月 日|当年"),
        (
            "empty_date",
            "1899-12-30|1899-12-30 00:00:00|0001-01-01|1900-01-00|1900/1/0|1900-01-01|0000-00-00|9999-12-31|0",
        ),
        ("impossible_date", "2016年2月30日|2015-02-29|2016-13-01|2016/4/31|20161332|2月30日|二〇一六年二月三十日"),
        ("two_digit_year", "16-05-03|16年5月3日|3/5/16|160503|一六年五月三日"),
        ("masked", "2016年×月|2016年X月3日|20**年5月3日|2016年某月某日|201×-05-03|****年**月**日"),
        ("needs_anchor", "同年10月18日|同年同月22日|同月20日|次日|翌日|当日|同日|当天|次月3日|次年1月3日|本年5月6日"),
        (
            "several_dates",
            "2016-05-03至2016-06-01|2016年5月3日、4日|2016年5月3日，2016年6月1日|2016年5月-6月|20160503-20160601",
        ),
        ("approximate", "2016年5月上旬|2016年5月底|2016年初|2016年5月3日左右|2016年夏"),
        ("lunar", "农历二〇一六年三月初三|2016年正月初五"),
        ("not_a_date", "1900-01-01 12:00:00|1900-01-02 03:00:00|12:30:00|36:00"),
        ("no_year", "5月3日|3日|5/3"),
        ("implausible_year", "3016-01-01|1850-01-01"),
        ("ambiguous_order", "4/8/2019|4/8/2019 12:00:00 AM|4-8-2019"),
        ("blank_mark", "-|—|/|无|N/A|年 月 日"),
        (
            "unreadable",
            "hello|99999|8|去年5月3日|2016年10月18日被逮捕|600元左右|同年4月11日立案|4.2493E+4|12.5|20161-05-03|杨某",
        ),
    ],
)
def test_what_is_not_one_certain_day_is_refused_with_its_reason(problem: str, texts: str) -> None:
    given = texts.split("|")
    read = parse_dates(given)
    assert dict(zip(given, read["problem"], strict=True)) == dict.fromkeys(given, problem)
    assert read["date"].null_count() == len(given)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["4/8/2019", "4/13/2019"], [date(2019, 4, 8), date(2019, 4, 13)]),  # 13 is no month: months first
        (["4/8/2019", "13/4/2019"], [date(2019, 8, 4), date(2019, 4, 13)]),  # days first
        (["4/8/2019", "4/13/2019", "13/4/2019"], [None, date(2019, 4, 13), date(2019, 4, 13)]),  # both orders
        (["4/8/2019", "5/5/2019"], [None, date(2019, 5, 5)]),  # the same day in either order
    ],
)
def test_the_order_of_day_and_month_is_told_from_the_whole_column(
    column: list[str], expected: list[date | None]
) -> None:
    read = parse_dates(column)
    assert read["date"].to_list() == expected
    assert read["problem"].to_list() == ["ambiguous_order" if day is None else None for day in expected]


@pytest.mark.parametrize(
    ("text", "anchor", "expected"),
    [
        ("同年10月18日", "2016-03-05", date(2016, 10, 18)),
        ("当年十月十八日", "2016-03-05", date(2016, 10, 18)),
        ("同年同月22日", "2016-03-05", date(2016, 3, 22)),
        ("同月20日", "2016-03-05", date(2016, 3, 20)),
        ("次日", "2016-12-31", date(2017, 1, 1)),
        ("第二天", "2016-02-28", date(2016, 2, 29)),
        ("翌日", "2015-02-28", date(2015, 3, 1)),
        ("当日", "2016-03-05", date(2016, 3, 5)),
        ("同日", "2016年3月5日", date(2016, 3, 5)),
        ("次月3日", "2016-12-31", date(2017, 1, 3)),
        ("次年1月3日", "2016-03-05", date(2017, 1, 3)),
        ("次年元月3日", "2016-03-05", date(2017, 1, 3)),
        ("2014年5月6日", "2016-03-05", date(2014, 5, 6)),  # a whole date needs no anchor
    ],
)
def test_a_relative_date_is_counted_from_its_anchor(text: str, anchor: str, expected: date) -> None:
    assert parse_dates([text], [anchor]).row(0) == (expected, None)
    assert parse_dates(
        pl.Series([text]),
        pl.Series([anchor]).str.replace_all("[年月]", "-").str.strip_chars("日").str.to_date("%Y-%m-%d"),
    ).row(0) == (expected, None)


@pytest.mark.parametrize(
    ("text", "anchor", "problem"),
    [
        ("次日", None, "needs_anchor"),
        ("次日", "不详", "needs_anchor"),
        ("同月31日", "2016-02-05", "impossible_date"),
        ("同年13月1日", "2016-02-05", "impossible_date"),
        ("同年5月", "2016-02-05", "month_only"),
    ],
)
def test_an_anchor_does_not_make_a_day_of_what_is_none(text: str, anchor: str | None, problem: str) -> None:
    assert parse_dates([text], [anchor]).row(0) == (None, problem)


def test_rows_keep_their_order_and_blanks_have_no_problem() -> None:
    read = parse_dates(
        ["次日", None, "2016-05-03", "", "次日", "2016-05-03"], ["2016-01-01", None, None, None, "2016-01-02", None]
    )
    assert read["date"].to_list() == [date(2016, 1, 2), None, THIRD_OF_MAY, None, date(2016, 1, 3), THIRD_OF_MAY]
    assert read["problem"].null_count() == 6


def test_no_texts_give_no_rows_with_the_same_columns() -> None:
    assert parse_dates([]).schema == {"date": pl.Date, "problem": pl.String}


def test_dates_that_are_dates_already_stay() -> None:
    assert parse_dates(pl.Series([THIRD_OF_MAY, None])).rows() == [(THIRD_OF_MAY, None), (None, None)]


def test_every_date_of_the_real_judgments_is_read_or_refused_for_want_of_an_anchor(real: Path) -> None:
    judgments = pl.read_csv(real / "timeline/judgment_dates.csv", infer_schema=False)
    for column in ("刑事拘留", "逮捕", "取保候审", "提起公诉", "开庭", "判决落款"):
        written = judgments[f"{column}日期_原文"]
        settled = parse_dates(written).select(
            pl.col("date").is_not_null() | (pl.col("problem") == "needs_anchor").fill_null(False)
        )
        assert (settled.to_series() == written.is_not_null()).all(), column
