"""Numerals and amounts: Chinese, financial, Arabic, full-width and mixed digits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.cleaning.amounts import parse_amounts
from casekit.cleaning.numerals import SMALL, parse_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百二十三", 123),
        ("壹佰贰拾叁", 123),
        ("一千零五十", 1_050),
        ("两千", 2_000),
        ("十五", 15),
        ("一万零五", 10_005),
        ("三千万", 30_000_000),
        ("1.2亿", 120_000_000),
        ("3.5万", 35_000),
        ("三点五万", 35_000),
        ("12,345", 12_345),
        ("２３", 23),
        ("1千五百", 1_500),
        ("二〇", 20),
        ("-5", -5),
        ("0", 0),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, number: float) -> None:
    assert parse_numbers([text]).row(0) == (number, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("三千五", "unclear_number"),
        ("abc", "not_a_number"),
        ("1,23", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("3b", "not_a_number"),
    ],
)
def test_what_is_no_number_has_no_value_but_a_reason(text: str, problem: str) -> None:
    assert parse_numbers([text]).row(0) == (None, problem)


@pytest.mark.parametrize(
    ("text", "low", "high", "approximate"),
    [
        ("三千元", 3_000, 3_000, False),
        ("人民币贰万元整", 20_000, 20_000, False),
        ("750万元", 7_500_000, 7_500_000, False),
        ("0.5万元", 5_000, 5_000, False),
        ("一万五千元", 15_000, 15_000, False),
        ("580，000元", 580_000, 580_000, False),
        ("4千元左右", 4_000, 4_000, True),
        ("约2000元", 2_000, 2_000, True),
        ("30余万元", 300_000, 300_000, True),
        ("3万余元", 30_000, 30_000, True),
        ("2至5万元", 20_000, 50_000, False),
        ("3000元至4000元", 3_000, 4_000, False),
        ("20,000元至30,000元", 20_000, 30_000, False),
        ("1万以上2万以下", 10_000, 20_000, False),
        ("5000元以下", None, 5_000, False),
        ("3000元以上", 3_000, None, False),
        ("不低于3000元", 3_000, None, False),
        ("不超过三千元", None, 3_000, False),
        ("人民币 5000 元", 5_000, 5_000, False),
        ("RMB 5,000", 5_000, 5_000, False),
        ("人民币（大写）伍仟元整", 5_000, 5_000, False),
        ("壹佰贰拾叁元肆角伍分", 123.45, 123.45, False),
        ("五元五角", 5.5, 5.5, False),
        ("共计5000元", 5_000, 5_000, False),
        ("5000块", 5_000, 5_000, False),
        ("5W元", 50_000, 50_000, False),
    ],
)
def test_an_amount_is_yuan_with_its_two_ends(
    text: str, low: float | None, high: float | None, approximate: bool
) -> None:
    assert parse_amounts([text]).row(0) == (low, high, approximate, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("人民币一万五元", "unclear_number"),
        ("不详", "not_an_amount"),
        ("5000元至3000元", "not_an_amount"),
        ("1万元，2万元", "not_an_amount"),
        ("5b", "not_an_amount"),
        ("5i", "not_an_amount"),
        ("3000 5000", "not_an_amount"),
        ("不超过3000元至5000元", "not_an_amount"),
    ],
)
def test_what_is_no_amount_has_no_value_but_a_reason(text: str, problem: str) -> None:
    assert parse_amounts([text]).row(0) == (None, None, None, problem)


def test_null_and_blank_have_neither_value_nor_problem() -> None:
    assert parse_numbers([None, "", " "]).rows() == [(None, None)] * 3
    assert parse_amounts([None, ""]).rows() == [(None, None, None, None)] * 2


def test_every_number_below_a_hundred_has_its_ways() -> None:
    assert set(SMALL.values()) == set(range(100))
    assert [SMALL[way] for way in ("十", "一十二", "廿三", "贰拾", "零六", "06", "两")] == [10, 12, 23, 20, 6, 6, 2]


DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """The plain school way of writing a number below 100,000,000."""
    if number >= 10_000:
        high, rest = divmod(number, 10_000)
        return chinese(high) + "万" + (("零" if rest < 1_000 else "") + chinese(rest) if rest else "")
    written, gap = "", False
    for weight, unit in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, weight)
        written += ("零" if gap and digit and written else "") + (DIGITS[digit] + unit if digit else "")
        gap = not digit
    return written or "零"


@given(st.lists(st.integers(0, 99_999_999), min_size=50, max_size=200))
@settings(max_examples=20, deadline=None)
def test_any_number_written_in_chinese_reads_back(numbers: list[int]) -> None:
    assert parse_numbers([chinese(number) for number in numbers])["number"].to_list() == numbers
