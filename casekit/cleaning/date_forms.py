"""Date forms: the untidy ways of writing one day, each read or refused with its reason.

A frame here has a row for each distinct text of a column and leaves with `text`, `date` and `problem`.
"""

import polars as pl

from casekit.cleaning.date_words import DIGITS, NUMERAL, RELATIVE, N, Y, as_relative, day_of, number
from casekit.cleaning.text import clean_text, is_blank_mark

YEARS = (1901, 2100)
"""Years a date may have here; 1900 and before are what systems write for no date, or a time of day alone."""

SERIALS = (10_000, 73_050)
"""Excel's day numbers that are taken for dates: 1927-05-18 to 2099-12-31, counted from 1899-12-30 (never from 1904)."""

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
_PART_OF_DAY = "凌晨|清晨|早晨|早上|早|上午|中午|午后|下午|傍晚|晚上|晚|深夜|夜里|夜"
_TIME = rf"[ T]?(?:{_PART_OF_DAY})? ?(?:{N}[时点](?:{N}分|半)?(?:{N}秒)?(?:许|左右)?|{_CLOCK})? ?(?:[AaPp]\.?[Mm]\.?)?$"
_WEEKDAY = r"[ ，,]?[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?"
_SIGNS = {"－": "-", "—": "-", "–": "-", "−": "-", "‐": "-", "‑": "-", "／": "/", "．": ".", "：": ":", "曰": "日"}

_SHAPES = {
    "full": rf"^(?P<year>{Y})(?:[-/.年、 ](?P<month>{N})?(?:[-/.月、 ](?P<day>{N})?[日号]?)?)?$",
    "compact": r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:\d{4}|\d{6})?$",
    "year_last": r"^(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4})$",
    "no_year": rf"^(?P<month>{N})月(?P<day>{N})[日号]?$",
}
_ZONED = (
    r"^(?P<date>\d{4}-\d{2}-\d{2})[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)? ?"
    r"(?:Z|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))$"
)
_PIECE = rf"{Y}[-/.年]{N}(?:[-/.月]{N})?|{N}月(?:{N})?|{N}[日号]|(?:19|20)\d{{6}}|\d{{4}}年|[同次当翌]日"

_DAY = pl.Struct({"year": pl.Int32, "month": pl.Int32, "day": pl.Int32})
_EMPTY = ((0, 0, 0), (1, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 0), (1900, 1, 1), (9999, 12, 31))
_REASONS = {
    "masked": r"[年月日号/.\-\d][×✕✗*xX某?？□█△_]|[×✕✗*xX某?？□█△_][年月日号/.\-\d]",
    "month_only": (
        rf"^[{NUMERAL}]{{4}}[-/.年]{N}月?$|^[同次]年{N}月$|^[同次]月$|^{Y}年{N}月[日号]$|"
        r"^(?:19|20)\d{2}(?:0[1-9]|1[0-2])$"
    ),
    "year_only": rf"^[{NUMERAL}]{{4}}年度?(?:月[日号]?)?$|^(?:19|20)\d{{2}}$|^[同次]年$",
    "two_digit_year": (
        rf"^[{NUMERAL}]{{2}}(?:年.*|[-/.]\d{{1,2}}[-/.]\d{{1,2}})$|"
        r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$|^\d{6}$"
    ),
    "no_year": rf"^{N}月(?:{N}[日号]?)?$|^{N}[日号]$|^\d{{1,2}}[-/]\d{{1,2}}$",
    "lunar": "农历|阴历|正月|腊月|初[一二三四五六七八九十]",
    "approximate": r"(?:年|月|日|号|\d[-/.]\d).*(?:旬|初|底|末|左右|前|后|许|约|春|夏|秋|冬|季|半年|间|一天)",
}


def read_forms(distinct: pl.DataFrame) -> pl.DataFrame:
    """The texts with `date` and `problem`; the order of 4/8/2019 is told from the whole column or not at all."""
    tidy, form = pl.col("tidy"), pl.col("form")
    return (
        distinct.lazy()
        .with_columns(tidy=clean_text(pl.col("text")).str.replace_many(_SIGNS).str.strip_chars(" 。.，,；;'\"“”‘’"))
        .with_columns(form=_form(tidy), clock=tidy.str.extract(f"({_CLOCK})").str.contains("[1-9]"))
        .with_columns(form.str.extract_groups(shape).alias(name) for name, shape in _SHAPES.items())
        .with_columns(relative=form.str.extract_groups(RELATIVE), zoned=tidy.str.extract_groups(_ZONED))
        .with_columns(*_numbers(), serial=_serial(), zoned=_zoned(), relative=_is_relative(), never=_is_never())
        .with_columns(built=day_of(pl.col("year"), pl.col("month"), pl.col("day")))
        .with_columns(problem=_problem())
        .select("text", date=pl.when(pl.col("problem").is_null()).then(_date_read()), problem="problem")
        .collect(engine="streaming")
    )


def _form(tidy: pl.Expr) -> pl.Expr:
    """What is left without weekday, time of day and the spaces a PDF leaves inside a date: 2017 年 12 月 4 日."""
    dated = tidy.str.replace(_WEEKDAY, "").str.replace(_TIME, "")
    chinese = dated.str.replace_all(" ", "", literal=True)
    form = (
        pl.when(dated.str.contains("[年月日]"))
        .then(chinese)
        .otherwise(dated.str.replace_all(" ([-/.])|([-/.]) ", "$1$2"))
    )
    return as_relative(form)


def _part(shape: str, name: str) -> pl.Expr:
    return pl.col(shape).struct.field(name)


def _numbers() -> list[pl.Expr]:
    """Year, month and day where the form has all three; 4/8/2019 by the order the column shows."""
    year = _part("full", "year").str.replace_many(DIGITS)
    four = pl.when(year.str.contains(r"^\d{4}$"), _part("full", "day").is_not_null()).then(year)
    first, second = (_part("year_last", name).cast(pl.Int32) for name in ("first", "second"))
    day_first, told = _order(first, second)
    return [
        pl.coalesce(four, _part("compact", "year"), _part("year_last", "year")).cast(pl.Int32).alias("year"),
        pl.coalesce(
            number(_part("full", "month")),
            _part("compact", "month").cast(pl.Int32),
            pl.when(day_first).then(second).otherwise(first),
        ).alias("month"),
        pl.coalesce(
            number(_part("full", "day")),
            _part("compact", "day").cast(pl.Int32),
            pl.when(day_first).then(first).otherwise(second),
        ).alias("day"),
        (~told).fill_null(False).alias("untold"),
    ]


def _order(first: pl.Expr, second: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Whether the day comes first, and whether that can be told: from the cell, else from a column of one mind."""
    is_day, is_month = (first > 12) & (second <= 12), (second > 12) & (first <= 12)
    any_day, any_month = is_day.any(), is_month.any()
    return is_day | (any_day & ~any_month & ~is_month), is_day | is_month | (first == second) | (any_day ^ any_month)


def _serial() -> pl.Expr:
    days = pl.col("tidy").str.extract(r"^(\d{5})(?:\.\d+)?$").cast(pl.Int32)
    return pl.when(days.is_between(*SERIALS)).then(pl.date(1899, 12, 30) + pl.duration(days=days))


def _zoned() -> pl.Expr:
    """A moment with its time zone, as the day it was in China: 2016-05-02T16:00:00Z is 3 May there."""
    hour, minute, hours, minutes = (
        _part("zoned", name).cast(pl.Int32) for name in ("hour", "minute", "hours", "minutes")
    )
    ahead = pl.when(_part("zoned", "sign") == "-").then(-1).otherwise(1) * (hours * 60 + minutes).fill_null(0)
    in_china = hour * 60 + minute - ahead + 8 * 60
    return _part("zoned", "date").str.to_date("%Y-%m-%d", strict=False) + pl.duration(days=in_china.floordiv(24 * 60))


def _is_relative() -> pl.Expr:
    """Told from an earlier day, and down to the day."""
    names = ("same_year", "same_month", "month", "same_day", "day")
    year, month_like, month, day_like, day = (_part("relative", name).is_not_null() for name in names)
    return ((day_like | day) & (month_like | (year & month))) | (day_like & ~month & ~year)


def _is_never() -> pl.Expr:
    """A month and a day that no year has: 2月30日."""
    named = day_of(pl.lit(2000), number(_part("no_year", "month")), number(_part("no_year", "day")))
    return _part("no_year", "day").is_not_null() & named.is_null()


def _date_read() -> pl.Expr:
    return pl.coalesce("zoned", "serial", "built")


def _problem() -> pl.Expr:
    """The first reason that applies; null for a date that was read, and for a blank."""
    tidy, form, year = pl.col("tidy"), pl.col("form"), pl.col("year")
    is_time = tidy.str.contains(r"^\d{1,5}:\d{2}(?::\d{2})?$") | (year.is_in([1899, 1900]) & pl.col("clock"))
    chain = (
        pl.when(tidy.is_null()).then(None)
        .when(_is_nothing()).then(pl.lit("blank_mark"))
        .when(is_time).then(pl.lit("not_a_date"))
        .when(_is_empty()).then(pl.lit("empty_date"))
        .when("relative").then(pl.lit("needs_anchor"))
        .when("never").then(pl.lit("impossible_date"))
        .when("untold").then(pl.lit("ambiguous_order"))
        .when(year.is_not_null() & pl.col("built").is_null()).then(pl.lit("impossible_date"))
        .when(~year.is_between(*YEARS)).then(pl.lit("implausible_year"))
        .when(_date_read().is_not_null()).then(None)
    )  # fmt: skip
    for reason, pattern in _REASONS.items():
        chain = chain.when(form.str.contains(pattern)).then(pl.lit(reason))
    return chain.when(tidy.str.count_matches(_PIECE) > 1).then(pl.lit("several_dates")).otherwise(pl.lit("unreadable"))


def _is_nothing() -> pl.Expr:
    """A dash or 无, or the empty form 年 月 日; the dash may have been folded or trimmed away."""
    cleaned = clean_text(pl.col("text"))
    return is_blank_mark(pl.col("tidy")) | is_blank_mark(cleaned) | pl.col("form").is_in(["年月日", "年月"])


def _is_empty() -> pl.Expr:
    """What systems keep where there is no date."""
    parts = pl.struct(pl.col("year", "month", "day").cast(pl.Int32))
    empties = pl.Series([{"year": y, "month": m, "day": d} for y, m, d in _EMPTY], dtype=_DAY)
    return parts.is_in(empties.implode()) | pl.col("tidy").is_in(["0", "0.0"])
