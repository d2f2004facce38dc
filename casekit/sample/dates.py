"""Dates: a day written in each of the ways that offices write one."""

import polars as pl

from casekit.sample.streams import Numbers
from casekit.sample.wording import UNITS, WIDE

FORMS = ("slash", "iso", "chinese", "compact", "dots", "spelt", "serial", "wide")
OTHERS = 0.02
PATTERNS = {
    "slash": "%Y/%-m/%-d", "iso": "%Y-%m-%d", "excel": "%Y-%m-%d", "time": "%Y-%m-%d 00:00:00", "chinese": "%Y年%-m月%-d日",
    "compact": "%Y%m%d", "dots": "%Y.%-m.%-d",
}  # fmt: skip
"""`excel` stands for a real date of a workbook, which the writer makes of the ISO text."""

ARABIC, FULL = ([chr(digit) for digit in digits] for digits in (WIDE, WIDE.values()))


def written(days: pl.Series, form: str, draws: Numbers, others: float = OTHERS) -> pl.Series:
    """The days in one form, a share of them in other ones."""
    frame = pl.DataFrame({"day": days, "draw": draws})
    place = (pl.col("draw") / others * len(FORMS)).floor()
    text = _in_form(form)
    for number, other in enumerate(FORMS):
        text = pl.when(place == number).then(_in_form(other)).otherwise(text)
    return frame.select(text).to_series()


def _in_form(form: str) -> pl.Expr:
    day = pl.col("day")
    match form:
        case "spelt":
            return _spelt(day)
        case "serial":
            return (day - pl.date(1899, 12, 30)).dt.total_days().cast(pl.String)
        case "wide":
            return _in_form("chinese").str.replace_many(ARABIC, FULL)
    return day.dt.to_string(PATTERNS[form])


def _spelt(day: pl.Expr) -> pl.Expr:
    """二〇二四年五月三日."""
    year = day.dt.to_string("%Y").str.replace_many(ARABIC, list("〇" + UNITS[1:]))
    names = {number: _tens(number) for number in range(1, 32)}
    parts = [
        part.replace_strict(names, default=None, return_dtype=pl.String) for part in (day.dt.month(), day.dt.day())
    ]
    return pl.format("{}年{}月{}日", year, *parts)


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("", "十", "二十", "三十")[tens] + (UNITS[ones] if ones else "")
