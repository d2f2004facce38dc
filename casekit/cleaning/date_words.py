"""Date words: the digits of dates with all their zeros, and the words that tell a day from an earlier one."""

import polars as pl

from casekit.cleaning.numerals import SMALL, WAYS

ZEROS = "〇○◯零OoΟО"
DIGITS = {way: str(number) for number in range(10) for way in WAYS[number]} | dict.fromkeys(ZEROS, "0")
NUMBERS = SMALL | {
    way: value
    for number in range(1, 10)
    for digit in (str(number), *WAYS[number])
    for zero in ZEROS
    for way, value in ((digit + zero, number * 10), (zero + digit, number))
}
NUMERAL = "0-9" + ZEROS + "".join(WAYS.values()) + "十拾廿卅"
Y, N = f"[{NUMERAL}]{{2,5}}", f"[{NUMERAL}]{{1,3}}"
"""Patterns of a year's digits, and of a month's or a day's."""

_RELATIONS = (
    {f"{word}{unit}": f"同{unit}" for word in "当本该" for unit in "年月日"}
    | {f"翌{unit}": f"次{unit}" for unit in "年月日"}
    | dict.fromkeys(("当天", "同天", "同一天", "同一日", "即日"), "同日")
    | dict.fromkeys(("第二天", "第二日", "次天"), "次日")
    | {"下月": "次月", "元月": "1月"}
)
RELATIVE = (
    rf"^(?:(?P<same_year>[同次])年)?(?:(?P<same_month>[同次])月|(?P<month>{N})月)?"
    rf"(?:(?P<same_day>[同次])日|(?P<day>{N})[日号]?)?$"
)
"""A day told from an earlier one, after `as_relative`: 同年10月18日, 同月5日, 次年1月3日, 次日."""


def as_relative(form: pl.Expr) -> pl.Expr:
    """The same with one word for each relation: 当, 本 and 该 are 同; 翌, 下 and 第二 are 次; 元月 is January."""
    return form.str.replace_many(_RELATIONS)


def number(text: pl.Expr) -> pl.Expr:
    """A month or a day in any digits, as a number."""
    return text.replace_strict(NUMBERS, default=None, return_dtype=pl.Int32)


def day_of(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date, or null where the calendar has no such day."""
    parts = (year.cast(pl.String).str.zfill(4), month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2))
    return pl.format("{}-{}-{}", *parts).str.to_date("%Y-%m-%d", strict=False)
