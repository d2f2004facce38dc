"""Spans: a first and a last day in one cell are read for certain or refused."""

from datetime import date

import polars as pl
import pytest

from casekit.cleaning import parse_spans

FIRST, LAST = date(2024, 3, 5), date(2024, 4, 2)


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月5日至2024年4月2日",
        "精神病鉴定2024年3月5日至4月2日",
        "2024-03-05至2024-04-02（精神病鉴定）",
        "2024.3.5—2024.4.2 精神病鉴定",
        "2024/3/5-2024/4/2",
        "20240305-20240402",
        "2024-03-05 00:00:00至2024-04-02 00:00:00",
        "２０２４年３月５日－２０２４年４月２日",
        "二〇二四年三月五日至二〇二四年四月二日",
        "2024年3月5日委托，2024年4月2日出具意见",
    ],
)
def test_two_days_in_order_are_a_span_whatever_words_are_about_them(text: str) -> None:
    assert parse_spans([text]).row(0) == (FIRST, LAST, None)


@pytest.mark.parametrize("text", ["2024年3月5日起", "精神病鉴定，2024年3月5日至今", "2024-03-05起，尚未完成"])
def test_a_span_that_is_running_has_no_last_day(text: str) -> None:
    assert parse_spans([text]).row(0) == (FIRST, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "约二个月",
        "2024年3月",
        "2024年3月5日",  # a first or a last day?
        "2024年4月2日至3月5日",  # the year after, or exchanged?
        "2024年3月5日，3-5天",  # a number of days, no day of March
        "2024年3月5日至4月2日、5月6日至5月8日",
        "2024年3月35日至4月2日",
    ],
)
def test_anything_else_is_refused_and_both_days_are_blank(text: str) -> None:
    assert parse_spans([text]).row(0) == (None, None, "unclear_span")


def test_a_blank_has_no_problem_and_a_mark_for_nothing_is_told() -> None:
    assert parse_spans([None, "无", "/"]).rows() == [
        (None, None, None),
        (None, None, "blank_mark"),
        (None, None, "blank_mark"),
    ]


def test_each_text_keeps_its_row() -> None:
    texts = pl.Series(["2024年3月5日起", None, "2024年3月5日至4月2日", "2024年3月5日起"])
    assert parse_spans(texts)["first"].to_list() == [FIRST, None, FIRST, FIRST]
    assert parse_spans(texts)["last"].to_list() == [None, None, LAST, None]
    assert parse_spans([]).columns == ["first", "last", "problem"]
